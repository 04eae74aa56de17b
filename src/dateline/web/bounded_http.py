"""HTTP as uvicorn reads it, with limits that it does not have: how long headers are, and how long a request may take.

uvicorn's reader on httptools takes headers of any length, which blocks it for seconds, and both of its readers wait for
the rest of a request for ever. `BoundedHttp` is the faster of the two that is installed, with both limits:

    uvicorn.run("dateline.asgi:app", http="dateline.web.bounded_http:BoundedHttp")
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from importlib.util import find_spec
from typing import Any

import h11
import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

from dateline.web.statuses import refusal

MAX_HEADER_BYTES = 64 * 1024
"""Of the request line and all headers."""
SECONDS_TO_SEND = 30.0
"""For a request to come in whole, from its first byte; for the first one, from the opening of the connection."""

_END = b"\r\n\r\n"


class Bounded(asyncio.Protocol):
    """The limits. One of uvicorn's protocols stands behind it in the order of classes."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    cycle: Any

    seconds_to_send = SECONDS_TO_SEND
    in_headers = True
    """Whether what comes next belongs to the request line or the headers of a request."""
    completed = False
    """Whether no request is there of which a part is missing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._begun: float | None = self.loop.time()
        self._header_bytes, self._last, self._another = 0, b"", False
        self._watch = self.loop.call_later(self.seconds_to_send, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.in_headers and self._header_bytes + len(data) > MAX_HEADER_BYTES and not self._end_in_time(data):
            said = f"the headers are longer than {MAX_HEADER_BYTES:,} bytes"
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, said)
            return
        super().data_received(data)
        if self.completed:
            self._begun, self._header_bytes, self._last, self._another = None, 0, b"", False
        else:
            self._wait_for_more(data)

    def _wait_for_more(self, data: bytes) -> None:
        if self._begun is None:
            self._begun = self.loop.time()
        # What came with the end of the request before is not told apart from it, and not counted.
        self._header_bytes = self._header_bytes + len(data) if self.in_headers and not self._another else 0
        self._another = False
        self._last = data[-len(_END) + 1 :]

    def _end_in_time(self, data: bytes) -> bool:
        return _END in self._last + data[: MAX_HEADER_BYTES - self._header_bytes]

    def _look(self) -> None:
        """Closes the connection if a request takes too long; comes back when one could."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:  # it became a WebSocket
            return
        now = self.loop.time()
        until = (self._begun if self._begun is not None else now) + self.seconds_to_send
        if self._begun is not None and now >= until:
            said = f"the request did not come in whole within {self.seconds_to_send:g} seconds"
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, said)
            return
        self._watch = self.loop.call_later(until - now, self._look)

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Says why, unless an answer is under way or nothing was asked, and closes the connection."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering and (status != HTTPStatus.REQUEST_TIMEOUT or self._header_bytes):
            body = msgspec.json.encode(refusal(status, message))
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json; charset=utf-8\r\n"
                f"content-length: {len(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode("ascii") + body)
        self.transport.close()


class BoundedH11(Bounded, H11Protocol):
    """On h11, which is always there."""

    def data_received(self, data: bytes) -> None:
        self.in_headers = self.conn.their_state is h11.IDLE
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        self.in_headers = self.conn.their_state is h11.IDLE
        self.completed = self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)


BoundedHttp: type[Bounded] = BoundedH11
"""The faster one of those that are installed."""

if find_spec("httptools") is not None:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    class BoundedHttpTools(Bounded, HttpToolsProtocol):
        """On httptools, which the extra `fast` brings."""

        def on_message_begin(self) -> None:
            self.completed = False
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self.in_headers = False
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            self.in_headers = self.completed = True
            self._begun, self._another = None, True
            super().on_message_complete()

    BoundedHttp = BoundedHttpTools
