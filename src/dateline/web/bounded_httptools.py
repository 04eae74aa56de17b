"""HTTP as uvicorn reads it on httptools, which the extra `fast` brings, with limits."""

from __future__ import annotations

import sys
from http import HTTPStatus

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dateline.web.bounded_protocol import Bounded

_OF_UPGRADE = (b"upgrade", b"connection", b"http2-settings")
_AT_ONCE = 1 << 18
"""Bytes that an event loop reads at once, at most."""
_FRAMING = 16
"""Bytes that say where a byte of a body begins and ends, at most: chunks may have one byte each."""


class BoundedHttpTools(Bounded, HttpToolsProtocol):
    _why = ""
    """Why what came is no HTTP, where uvicorn would not know."""
    _is_anew = False
    """Whether the request that is read asks to go on in another protocol than HTTP, which is not done: httptools takes
    its body for the other protocol's, so that it has to be read anew, without that wish."""

    def data_received(self, data: bytes) -> None:
        self._newest, self._anew = data, b""
        super().data_received(data)
        while self._anew:
            self._newest, self._anew = self._anew, b""
            HttpToolsProtocol.data_received(self, self._newest)
            if self.completed:
                self._forget_request()

    def on_message_begin(self) -> None:
        self.completed = False
        self._in_pieces = self._body_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self.in_headers = False
        if self.parser.get_http_version() == "1.1" and sum(name == b"host" for name, _ in self.headers) != 1:
            self._why = "a request of HTTP/1.1 has one header Host"
            raise ValueError(self._why)  # httptools gives up then, and uvicorn calls `send_400_response`
        self._is_anew = self._has_declined()
        if self._is_anew:
            return
        super().on_headers_complete()
        if not self.parser.should_upgrade():
            self.headers = []  # what comes behind a body is no header of the request (RFC 9110, 6.5.1)

    def _has_declined(self) -> bool:
        is_tunnel = self.parser.get_method() == b"CONNECT"
        return self.parser.should_upgrade() and not is_tunnel and not self._should_upgrade()

    def _unsupported_upgrade_warning(self) -> None:
        """What uvicorn does where another protocol is wished for: then the rest has not been read."""
        if not self._is_anew:
            return
        told = sys.exception()
        place = int(told.args[0]) if told is not None and told.args else len(self._newest)
        kept = [(name, value) for name, value in self.headers if name not in _OF_UPGRADE]
        closes = any(name == b"connection" and b"close" in value.lower() for name, value in self.headers)
        line = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        head = [line, *(b"%s: %s" % each for each in kept), *([b"connection: close"] if closes else []), b"", b""]
        self._anew = b"\r\n".join(head) + self._newest[place:]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(self._why or msg)

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
        if self._is_anew:
            return
        self.in_headers = self.completed = True
        self._begun, self._another = None, True
        super().on_message_complete()
