"""Whole answers: head and body, which are there together, go out together, past what uvicorn does for each by itself.

That is much on h11, which makes three events of an answer, and looks at each as at whatever an app may send: a quarter
of all that an answer takes which is kept.
"""

from __future__ import annotations

import asyncio
from functools import cache
from http import HTTPStatus
from typing import Any
from weakref import ref

from starlette.types import Scope

from dateline.web.heads import Heads, Whole, lines_of

_METHODS = ("GET", "POST")
_OF_FRAMING = (b"content-length", b"transfer-encoding", b"connection")
_NO_BODY = 304


class SendsWhole(asyncio.Protocol):
    """One of uvicorn's protocols stands behind it in the order of classes."""

    cycle: Any
    flow: Any
    heads: Heads
    server_state: Any

    _always: tuple[object, bytes | None] = (None, None)
    """What uvicorn tells with every answer, the day and the server, and its lines: anew each second."""

    def whole(self) -> Whole:
        """`send_whole` for what this leads to. It does not lead back, so that a connection is gone once it is closed,
        and need not be found as garbage."""
        here = ref(self)

        def sent_whole(scope: Scope, status: int, lines: bytes, body: bytes) -> bool:
            still = here()
            return still is not None and still.send_whole(scope, status, lines, body)

        return sent_whole

    def end_answer(self) -> None:
        """Of an answer that was sent whole."""

    def is_to_be_answered(self) -> bool:
        """Whether a whole request was read, and nothing is answered yet."""
        cycle = self.cycle
        return not (cycle.more_body or cycle.response_started or cycle.disconnected)

    def send_whole(self, scope: Scope, status: int, lines: bytes, body: bytes) -> bool:
        """Whether it was sent: not where uvicorn has to do more, or less, than to send it."""
        always = self._lines_of_all()
        cycle = self.cycle
        if always is None or cycle.scope is not scope or not self._is_usual(scope):
            return False
        if status != _NO_BODY and not lines.startswith(b"content-length: %d\r\n" % len(body)):
            return False
        cycle.response_started, cycle.waiting_for_100_continue = True, False
        self.end_answer()
        self.heads.write_whole((_status_line(status), always, lines, b"\r\n"), body)
        cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _is_usual(self, scope: Scope) -> bool:
        """Whether the connection is kept, nothing waits to be sent, and nobody else is told of the answer."""
        cycle = self.cycle
        if scope["method"] not in _METHODS or scope["http_version"] != "1.1" or not cycle.keep_alive:
            return False
        if [value for name, value in scope["headers"] if name == b"connection" and value.lower() != b"keep-alive"]:
            return False
        return self.is_to_be_answered() and not (self.flow.write_paused or cycle.access_log)

    def _lines_of_all(self) -> bytes | None:
        told = self.server_state.default_headers
        if told is not self._always[0]:
            frames = any(name.lower() in _OF_FRAMING for name, _ in told)
            self._always = (told, None if frames else lines_of(told))
        return self._always[1]


@cache
def _status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode("ascii")
