"""Limits for HTTP that uvicorn does not have: of headers, of the time for a request, of connections.

Connections above their number are told so and closed: uvicorn's own `limit_concurrency` refuses requests, but lets
connections that ask nothing take every descriptor there is.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Self, cast

import msgspec

from dateline.web.bodies import AS_IT_COMES
from dateline.web.configuration import HttpLimits
from dateline.web.heads import HEADS, Heads
from dateline.web.statuses import refusal
from dateline.web.unread import DropsUnread
from dateline.web.whole_answers import SendsWhole

BYTES_PER_SECOND = 10_000
"""As slow as a long request may come in: it has a second more for each of so many bytes."""
_LIMITS = HttpLimits()
_MOST_REFUSED = 100
"""Connections above their number that are told so; more are closed without a word."""
_SECONDS_TO_ASK = 1.0
"""For a connection above their number: it is told when it asks something, or closed."""
_END = b"\r\n\r\n"


class Bounded(SendsWhole, DropsUnread):
    """The limits. One of uvicorn's protocols stands behind it in the order of classes."""

    app_state: dict[str, Any]
    connections: set[Any]

    most_header_bytes = _LIMITS.header_bytes
    """Of the request line and all headers."""
    seconds_to_send = _LIMITS.request_seconds
    """For a request to come in whole, from its first byte; for the first one, from the opening of the connection."""
    most_connections = _LIMITS.connections
    most_refused = _MOST_REFUSED
    in_headers = True
    """Whether what comes next belongs to the request line or the headers of a request."""
    completed = False
    """Whether no request is there of which a part is missing."""

    @classmethod
    def within(
        cls,
        limits: HttpLimits,
        connections: int,
        refused: int = _MOST_REFUSED,
        unread: float = DropsUnread.seconds_unread,
    ) -> type[Self]:
        """The same with these limits, and so many connections at a time."""
        set_so = {
            "most_header_bytes": limits.header_bytes,
            "seconds_to_send": limits.request_seconds,
            "most_connections": connections,
            "most_refused": refused,
            "seconds_unread": unread,
        }
        return type(cls.__name__, (cls,), set_so)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.heads = Heads(cast(asyncio.Transport, transport), self.loop, self.whole())
        self.app_state = {**self.app_state, HEADS: self.heads}
        super().connection_made(cast(asyncio.Transport, self.heads))
        self._begun: float | None = self.loop.time()
        self._came = self._begun
        self._header_bytes, self._bytes, self._last, self._another = 0, 0, b"", False
        above = len(self.connections) - self.most_connections
        self._is_above = above > 0
        self._watch = self.loop.call_later(_SECONDS_TO_ASK if self._is_above else self.seconds_to_send, self._look)
        if above > self.most_refused:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_above:
            said = f"the server has {self.most_connections:,} connections, and takes no more: try again in a moment"
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, said)
            return
        if self.in_headers and self._header_bytes + len(data) > self.most_header_bytes and not self._end_in_time(data):
            said = f"the headers are longer than {self.most_header_bytes:,} bytes"
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, said)
            return
        super().data_received(data)
        if self.completed:
            self._forget_request()
        else:
            self._wait_for_more(data)

    def _forget_request(self) -> None:
        """What came in whole counts for no request behind it."""
        self._begun, self._header_bytes, self._bytes, self._last, self._another = None, 0, 0, b"", False

    def _wait_for_more(self, data: bytes) -> None:
        if self._begun is None:
            self._begun = self.loop.time()
        # What came with the end of the request before is not told apart from it, and not counted.
        self._header_bytes = self._header_bytes + len(data) if self.in_headers and not self._another else 0
        self._another = False
        self._bytes += len(data)
        self._came = self.loop.time()
        self._last = data[-len(_END) + 1 :]

    def _is_read_as_it_comes(self) -> bool:
        """Whether the request that comes in is a stream: more of it has to come in time, and not all of it."""
        return self._is_answering() and AS_IT_COMES in self.cycle.scope.get("state", ())

    def _end_in_time(self, data: bytes) -> bool:
        return _END in self._last + data[: self.most_header_bytes - self._header_bytes]

    def _look(self) -> None:
        """Closes the connection if a request takes too long; comes back when one could."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:  # it became a WebSocket
            return
        now = self.loop.time()
        if self._is_above:
            self.transport.close()
            return
        if self._begun is not None and self.flow.read_paused:  # what is late here is not the request
            self._begun, self._bytes = now, 0
        if self._begun is not None and self._is_read_as_it_comes():
            self._begun, self._bytes = max(self._begun, self._came), 0
        until = (self._begun if self._begun is not None else now) + self.seconds_to_send
        until += self._bytes / BYTES_PER_SECOND
        if self._begun is not None and now >= until:
            said = f"the request did not come in whole within {self.seconds_to_send:g} seconds"
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, said)
            return
        self._watch = self.loop.call_later(until - now, self._look)

    def shutdown(self) -> None:
        """The server stops: what came in whole is answered, what did not is refused, and can be asked anew."""
        if self._is_answering() and not self.completed and not self.cycle.response_started:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "the server is being stopped")
        else:
            super().shutdown()  # type: ignore[misc]

    def send_400_response(self, msg: str) -> None:
        """What uvicorn says of what is no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Says why, unless an answer has begun or nothing was asked, and closes the connection."""
        asked = self._is_answering()
        begun = asked and self.cycle.response_started
        if not begun and (status != HTTPStatus.REQUEST_TIMEOUT or asked or self._header_bytes or self._bytes):
            body = msgspec.json.encode(refusal(status, message))
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json; charset=utf-8\r\n"
                f"content-length: {len(body)}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
                "connection: close\r\n\r\n"
            )
            self.transport.write(head.encode("ascii") + body)
        self.transport.close()
