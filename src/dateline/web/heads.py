"""Heads of answers: written together with what follows, and checked once.

uvicorn writes a head and then a body, each with a call of the system and a packet of its own; and h11 looks at every
header of an answer several times over. So it is handed only those by which an answer is told from the next one, and the
others are put in where its head is written. An answer that is there as a whole it is not handed at all.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from starlette.types import Scope

from dateline.values.once import Once

RawHeaders = list[tuple[bytes, bytes]]
Whole = Callable[[Scope, int, bytes, bytes], bool]
"""Sends a whole answer: to which request, the status, the lines of the headers, the body. Or does not, and says so."""

HEADS: Final = "dateline_heads"
"""Where the state of a request has what its answer is written to, under a server of ours."""
BODY: Final = "dateline_body"
"""Where a message that begins an answer has the body that the next one brings, if that is all of it."""

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

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, whole: Whole = lambda *_: False
    ) -> None:
        self._transport = transport
        self._loop = loop
        self.whole = whole
        self._write = transport.write
        self.is_closing = transport.is_closing
        self._head = self._lines = b""

    def beside(self, headers: RawHeaders) -> RawHeaders:
        """Those of the headers of the next answer that uvicorn has to see; the others stand in its head too."""
        lines = lines_of([header for header in headers if header[0] not in _OF_FRAMING])
        if lines is None:
            return headers  # uvicorn says what is wrong
        self._lines = lines
        return [header for header in headers if header[0] in _OF_FRAMING]

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

    def write_whole(self, head: Sequence[bytes], body: bytes) -> None:
        """An answer of which nothing was written; the head in pieces."""
        self._flush()
        if len(body) < _LONG:
            self._write(b"".join((*head, body)))
        else:
            self._write(b"".join(head))
            self._write(body)

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


class WrittenOnce(RawHeaders):
    """Headers that go out again and again: their lines are written, and looked at, once."""

    @Once
    def lines(self) -> bytes | None:
        return lines_of(self)


def lines_of(headers: Sequence[tuple[bytes, bytes]]) -> bytes | None:
    """Headers as they stand in a head; None where something is no header."""
    lines = b"".join([b"%s: %s\r\n" % header for header in headers])
    return lines if lines.count(b"\n") == len(headers) and _LINES.fullmatch(lines) else None


def beside(scope: Scope, headers: RawHeaders) -> RawHeaders:
    """The headers of the answer to this request, as uvicorn is to be handed them."""
    heads = scope.get("state", {}).get(HEADS)
    return heads.beside(headers) if isinstance(heads, Heads) else headers


def sent_whole(scope: Scope, status: int, headers: RawHeaders, more: RawHeaders, body: bytes) -> bool:
    """Whether all of the answer is sent: the headers, and more of them, and the body, which they tell the length of."""
    heads = scope.get("state", {}).get(HEADS)
    if not isinstance(heads, Heads):
        return False
    lines = headers.lines if isinstance(headers, WrittenOnce) else lines_of(headers)
    others = lines_of(more)
    return lines is not None and others is not None and heads.whole(scope, status, lines + others, body)
