"""HTTP as uvicorn reads it on httptools, which the extra `fast` brings, with limits."""

from __future__ import annotations

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dateline.web.bounded_protocol import Bounded

_AT_ONCE = 1 << 18
"""Bytes that an event loop reads at once, at most."""
_FRAMING = 16
"""Bytes that say where a byte of a body begins and ends, at most: chunks may have one byte each."""


class BoundedHttpTools(Bounded, HttpToolsProtocol):
    def on_message_begin(self) -> None:
        self.completed = False
        self._in_pieces = self._body_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self.in_headers = False
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self.headers = []  # what comes behind a body is no header of the request (RFC 9110, 6.5.1)

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def _wait_for_more(self, data: bytes) -> None:
        super()._wait_for_more(data)
        self._in_pieces += len(data)
        if self._in_pieces > self.most_header_bytes + _AT_ONCE + _FRAMING * self._body_bytes:
            said = f"what stands around the body is longer than {self.most_header_bytes:,} bytes"
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, said)

    def on_message_complete(self) -> None:
        self.in_headers = self.completed = True
        self._begun, self._another = None, True
        super().on_message_complete()
