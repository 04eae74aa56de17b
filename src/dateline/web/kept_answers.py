"""Kept answers: what was asked over HTTP, byte for byte, to what was answered, in so many bytes of memory.

An answer follows from the question, from the place where the log ends, the day, the exchange rates and the program,
from what of the log was erased, and from nothing else. The tag of an answer is made of these and therefore known before
it is; whatever changes one of them makes another tag. An answer of which every vantage is pinned rests on the question
alone, and is kept whatever is appended, until something is erased.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import NamedTuple

from dateline.log.record import LogHead
from dateline.web.etags import etag_of
from dateline.web.heads import RawHeaders
from dateline.web.program import program

_OVERHEAD = 800
"""Bytes that an entry takes beside its texts."""


class AskedOverHttp(NamedTuple):
    """A question as it came: all that an answer follows from on the side of whoever asks."""

    by_address: bool
    """GET or HEAD, by the query of the address; else POST, by the body."""
    text: bytes
    media_type: str
    prefix: str
    coding: str = ""
    """In which the answer is compressed, if it is worth it; empty for none."""


class KeptAnswer(NamedTuple):
    body: bytes
    etag: str
    pinned: bool
    """It can never change."""
    headers: RawHeaders
    """The length first, which an answer without its body does not have."""
    of_schema: bool = False
    """It tells of the schema and of nothing else."""


class KeptAnswers:
    """The most recently used answers. `most_bytes` is the limit of all of them; none may take a tenth of it."""

    def __init__(self, most_bytes: int = 4_000_000) -> None:
        self._most_bytes = most_bytes
        self._answers: OrderedDict[AskedOverHttp, KeptAnswer] = OrderedDict()
        self._bytes = 0

    def get(self, asked: AskedOverHttp, etag: str) -> KeptAnswer | None:
        """The answer with this tag, or one that is pinned."""
        kept = self._answers.get(asked)
        if kept is None or not (kept.pinned or kept.etag == etag):
            return None
        self._answers.move_to_end(asked)
        return kept

    def keep(self, asked: AskedOverHttp, answer: KeptAnswer) -> None:
        size = _size(asked, answer)
        if size * 10 > self._most_bytes:
            return
        if asked in self._answers:
            self._bytes -= _size(asked, self._answers.pop(asked))
        self._answers[asked] = answer
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._bytes -= _size(*self._answers.popitem(last=False))


def _size(asked: AskedOverHttp, answer: KeptAnswer) -> int:
    # A header may be an address as long as the text.
    named = len(asked.prefix) + sum([len(value) for _, value in answer.headers])
    return len(asked.text) + len(answer.body) + named + _OVERHEAD


def etag_at(asked: AskedOverHttp, head: LogHead, today: date, erased: int = 0) -> str:
    """The tag of the answer to this question, from a log that ends there, on this day, with so many contents erased."""
    of_request = f"{asked.by_address} {asked.media_type} {asked.prefix} {asked.coding}"
    told = f"{of_request} {head.position} {head.epoch} {today} {program()}{f' {erased}' if erased else ''}"
    return etag_of(b"\n".join((told.encode(), head.hash, asked.text)))
