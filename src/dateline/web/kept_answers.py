"""Kept answers: what was asked over HTTP, byte for byte, to what was answered, in so many bytes of memory.

An answer follows from the question, from the place where the log ends, the day, the exchange rates and the program,
from what of the log was erased, and from nothing else. The tag of an answer is made of these and therefore known before
it is; whatever changes one of them makes another tag. An answer of which every vantage is pinned rests on the question
alone, and is kept whatever is appended, until something is erased.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dateline.log.record import LogHead
from dateline.values.once import Once
from dateline.web.etags import etag_of
from dateline.web.heads import RawHeaders, WrittenOnce
from dateline.web.program import program

_OVERHEAD = 1_000
"""Bytes that an entry takes beside its texts."""
_OF_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


class AskedOverHttp(NamedTuple):
    """A question as it came: all that an answer follows from on the side of whoever asks."""

    by_address: bool
    """GET or HEAD, by the query of the address; else POST, by the body."""
    text: bytes
    media_type: str
    prefix: str
    coding: str = ""
    """In which the answer is compressed, if it is worth it; empty for none."""


class AskedAt(NamedTuple):
    """When it was asked: all else that an answer follows from, as long as the program runs."""

    head: LogHead
    today: date
    erased: int = 0
    """How many contents were erased from the log."""


@dataclass
class KeptAnswer:
    body: bytes
    etag: str
    at: AskedAt
    pinned: bool
    """It can never change."""
    headers: WrittenOnce
    """The length first, which an answer without its body does not have."""
    of_schema: bool = False
    """It tells of the schema and of nothing else."""

    @Once
    def headers_alone(self) -> WrittenOnce:
        """For whoever has the body."""
        return unchanged(self.headers)


def unchanged(headers: RawHeaders) -> WrittenOnce:
    """Of the headers of an answer those that it has where the client holds it: what a cache keeps beside the body may
    change, what tells of the body may not (RFC 9110, section 15.4.5)."""
    return WrittenOnce(header for header in headers if header[0] not in _OF_BODY)


_NONE = (None, 0)


class KeptAnswers:
    """The most recently used answers. `most_bytes` is the limit of all of them; none may take a tenth of it."""

    def __init__(self, most_bytes: int = 4_000_000) -> None:
        self._most_bytes = most_bytes
        self._answers: OrderedDict[AskedOverHttp, tuple[KeptAnswer, int]] = OrderedDict()
        """With the bytes that each takes."""
        self._bytes = 0

    def get(self, asked: AskedOverHttp, at: AskedAt | None) -> KeptAnswer | None:
        """The answer that was made of the same, or one that is pinned."""
        kept, _ = self._answers.get(asked, _NONE)
        if kept is None or not (kept.pinned or kept.at == at):
            return None
        self._answers.move_to_end(asked)
        return kept

    def keep(self, asked: AskedOverHttp, answer: KeptAnswer) -> None:
        size = _size(asked, answer)
        if size * 10 > self._most_bytes:
            return
        if asked in self._answers:
            self._bytes -= self._answers.pop(asked)[1]
        self._answers[asked] = answer, size
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._bytes -= self._answers.popitem(last=False)[1][1]


def _size(asked: AskedOverHttp, answer: KeptAnswer) -> int:
    # A header may be an address as long as the text, and is kept in three places.
    named = len(asked.prefix) + 3 * sum([len(value) for _, value in answer.headers])
    return len(asked.text) + len(answer.body) + named + _OVERHEAD


def etag_at(asked: AskedOverHttp, at: AskedAt) -> str:
    """The tag of the answer to this question, asked then."""
    of_request = f"{asked.by_address} {asked.media_type} {asked.prefix} {asked.coding}"
    head, erased = at.head, f" {at.erased}" if at.erased else ""
    told = f"{of_request} {head.position} {head.epoch} {at.today} {program()}{erased}"
    return etag_of(b"\n".join((told.encode(), head.hash, asked.text)))
