"""Heads of answers: written together with what follows, and checked once.

uvicorn writes a head and then a body, each with a call of the system and a packet of its own; and h11 looks at every
header of an answer several times over. So it is handed only those by which an answer is told from the next one, and the
others are put in where its head is written.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from starlette.types import Scope

HEADS: Final = "dateline_heads"
"""Where the state of a request has what its answer is written to, under a server of ours."""

_OF_FRAMING: Final = (b"content-length", b"transfer-encoding", b"connection")
_HEAD_BEGINS: Final = re.compile(rb"HTTP/1\.[01] [2-5]")
"""An answer's own: 100 (Continue) goes before it, and has none of its headers."""
_END: Final = b"\r\n\r\n"
_LINES: Final = re.compile(rb"(?:[-!#$%&'*+.^_`|~0-9A-Za-z]+: [\x21-\x7e\x80-\xff][\t\x20-\x7e\x80-\xff]*\r\n)*")
"""Headers as RFC 9110 (5.5) has them."""
_LONG: Final = 1 << 16
"""Bytes that are not copied to save a call."""


class Heads:
    """A transport that keeps the head of an answer until what comes next is written, or for one turn of the loop."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._write = transport.write
        self.is_closing = transport.is_closing
        self._head = self._lines = b""

    def beside(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Those of the headers of the next answer that uvicorn has to see; the others stand in its head too."""
        framing = [header for header in headers if header[0] in _OF_FRAMING]
        others = [b"%s: %s\r\n" % header for header in headers if header[0] not in _OF_FRAMING]
        lines = b"".join(others)
        if lines.count(b"\n") != len(others) or not _LINES.fullmatch(lines):
            return headers  # uvicorn says what is wrong
        self._lines = lines
        return framing

    def write(self, data: bytes) -> None:
        if self._head:
            self._turn.cancel()
            head, self._head = self._head, b""
            if len(data) < _LONG:
                self._write(head + data)
                return
            self._write(head)
        elif _HEAD_BEGINS.match(data):
            self._keep(data)
            return
        self._write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _keep(self, head: bytes) -> None:
        if self._lines and head.endswith(_END):
            head, self._lines = b"%s%s\r\n" % (head[:-2], self._lines), b""
        self._head = head
        self._turn = self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        if self._head:
            self._turn.cancel()
            head, self._head = self._head, b""
            if not self.is_closing():  # it may have been aborted meanwhile
                self._write(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def beside(scope: Scope, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of the answer to this request, as uvicorn is to be handed them."""
    heads = scope.get("state", {}).get(HEADS)
    return heads.beside(headers) if isinstance(heads, Heads) else headers
