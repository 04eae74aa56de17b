"""Which record of a log is meant by a word: an id, or a position."""

from __future__ import annotations

from dateline.log.contract import EventLog
from dateline.log.record import id_digest

_ALL = 2**62
_DIGITS = 18
"""Of a position at most: no log is so long."""


async def position_of(log: EventLog, word: str) -> int | None:
    """Where the record stands that has this id, or had it before it was erased; else the position that the word is, of
    a record that may not be there. An id comes first, since it may look like anything. None for any other word."""
    held = await log.by_ids([word], (await log.head()).position)
    if word in held:
        return held[word].position
    digest = id_digest(word)
    for one in await log.erasures(0, _ALL):
        if one.id_digest == digest:
            return one.position
    return int(word) if word.isascii() and word.isdigit() and len(word) <= _DIGITS else None
