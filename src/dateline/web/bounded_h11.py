"""HTTP as uvicorn reads it on h11, which is always there, with limits."""

from __future__ import annotations

from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dateline.web.bounded_protocol import Bounded

_ANSWERED: Final = h11.Response(status_code=204, headers=[])
_ENDED: Final = h11.EndOfMessage()
_NOTHING: Final = (b"", False)


class BoundedH11(Bounded, H11Protocol):
    def data_received(self, data: bytes) -> None:
        self.in_headers = self.conn.their_state is h11.IDLE
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        state = self.conn.their_state
        self.in_headers = state is h11.IDLE
        self.completed = state is not h11.IDLE and state is not h11.SEND_BODY
        if state is h11.SEND_BODY and self._begun is None:  # it came in with the request before
            self._begun = self._came = self.loop.time()

    def is_to_be_answered(self) -> bool:
        asked, answered = self.conn.their_state, self.conn.our_state
        return asked is h11.DONE and answered is h11.SEND_RESPONSE and super().is_to_be_answered()

    def end_answer(self) -> None:
        """h11 begins anew, which takes it less than to hear of an answer; where more has come in already, it is told of
        one without headers and body, and what it would write for that is not written: so it knows what may follow."""
        if self.conn.trailing_data == _NOTHING:
            most = self.config.h11_max_incomplete_event_size
            self.conn = h11.Connection(h11.SERVER) if most is None else h11.Connection(h11.SERVER, most)
            self.in_headers, self.completed = True, False
        else:
            self.conn.send(_ANSWERED)
            self.conn.send(_ENDED)
