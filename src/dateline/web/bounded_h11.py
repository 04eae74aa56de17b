"""HTTP as uvicorn reads it on h11, which is always there, with limits."""

from __future__ import annotations

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dateline.web.bounded_protocol import Bounded


class BoundedH11(Bounded, H11Protocol):
    def data_received(self, data: bytes) -> None:
        self.in_headers = self.conn.their_state is h11.IDLE
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        self.in_headers = self.conn.their_state is h11.IDLE
        self.completed = self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)
