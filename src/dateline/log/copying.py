"""Copying a log into another store: positions, instants, hashes and erasures as they are, in steps of which each is
whole, so that a copy that broke off goes on where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, NamedTuple

from dateline.errors import CorruptLog, InvalidEvent, OtherLog
from dateline.events.codec import restore
from dateline.log.chain import ALTERED, GENESIS, UNCHAINED, chain
from dateline.log.contract import EventLog
from dateline.log.keys import ApiKey
from dateline.log.proofs import root
from dateline.log.record import Erasure, LogHead, StoredRecord
from dateline.log.verification import verify

_AT_ONCE: Final = 1_000
_ALL: Final = 2**62

Watching = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Is told what is done, and up to which position; gives whom to tell the position reached."""


class LogCopied(NamedTuple):
    """Where both logs end, and how much of it was copied now."""

    head: LogHead
    records: int
    keys: int


async def copy_log(source: EventLog, target: EventLog, watching: Watching, *, keys: bool = False) -> LogCopied:
    """Copy what the source holds now, behind what the target has of it already, then check all of the target.

    Files taken in go with it, and, if asked for, API keys in force. Raises OtherLog, with nothing done, if the target
    holds anything that the source does not; CorruptLog for a record that is not as it was recorded or cannot be read,
    before it is copied, and if what was copied is not sound; StoreUnavailable.
    """
    head = await source.head()
    place = begun = await _common(source, target, head)
    erasures = await _erasures(source)
    with watching("Copying", head.position - begun.position) as reached:
        while place.position < head.position:
            records = await source.stored(place.position, min(_AT_ONCE, head.position - place.position))
            _refuse_unsound(place, records)
            gone = [one.position for one in records if one.is_erased]
            if not erasures.keys() >= {*gone}:
                erasures = await _erasures(source)  # somebody has erased more meanwhile
            _refuse_unrecorded(gone, erasures)
            place = await target.append_copied(records, [erasures[one] for one in gone], (), behind=place)
            reached(place.position - begun.position)
    await _erase_as(target, await _erasures(source), place)
    await _note_taken(source, target, place)
    await _check(source, target, head, watching)
    return LogCopied(head, head.position - begun.position, await _hand_over(source, target) if keys else 0)


async def _common(source: EventLog, target: EventLog, head: LogHead) -> LogHead:
    """Where the target ends, which the source holds too. Raises OtherLog."""
    there = await target.head()
    if there.position == 0:
        return LogHead(0, GENESIS, head.epoch, None)
    if there.position > head.position:
        raise OtherLog(
            f"the log that is copied to has {there.position:,} records, more than the {head.position:,} of the one that"
            " is copied: nothing was done"
        )
    if (await source.at_position(there.position)).hash != there.hash:
        raise OtherLog(
            f"the log that is copied to holds other records than the one that is copied, among its {there.position:,}:"
            " name one that is empty, or that was begun by the same copy; nothing was done"
        )
    return there


def _refuse_unsound(place: LogHead, records: Sequence[StoredRecord]) -> None:
    """Raises CorruptLog for the first that is missing, was altered, or cannot be read."""
    position, hash = place.position, place.hash
    for one in records:
        if one.position != position + 1:
            raise CorruptLog(position + 1, "it is missing")
        if one.hash != chain(hash, one.position, one.recorded_at, one.digest):
            raise CorruptLog(one.position, UNCHAINED)
        if not one.is_erased:
            _refuse_altered(one)
        position, hash = one.position, one.hash


def _refuse_altered(record: StoredRecord) -> None:
    if not record.is_as_recorded:
        raise CorruptLog(record.position, ALTERED)
    try:
        restore(record.content)
    except InvalidEvent as error:
        raise CorruptLog(record.position, f"its content cannot be read, and therefore not be filed: {error}") from error


def _refuse_unrecorded(gone: Sequence[int], erasures: Mapping[int, Erasure]) -> None:
    for position in gone:
        if position not in erasures:
            raise CorruptLog(position, "its content is gone, and no erasure of it is on record")


async def _erasures(log: EventLog) -> dict[int, Erasure]:
    return {one.position: one for one in await log.erasures(0, _ALL)}


async def _erase_as(target: EventLog, erasures: dict[int, Erasure], place: LogHead) -> None:
    """What was erased of the source since it was copied."""
    there = {one.position for one in await target.erasures(0, _ALL)}
    for one in erasures.values():
        if one.position not in there and one.position <= place.position:
            await target.erase([one.position], now=one.erased_at, reason=one.reason, by=one.by)


async def _note_taken(source: EventLog, target: EventLog, place: LogHead) -> None:
    after = ""
    while taken := await source.files_taken(after, _AT_ONCE):
        await target.append_copied((), (), [one for one in taken if one.position <= place.position], behind=place)
        after = taken[-1].digest


async def _check(source: EventLog, target: EventLog, head: LogHead, watching: Watching) -> None:
    with watching("Verifying", head.position) as reached:
        found = await verify(target, reached)
    if found.hash != head.hash or await root(source, head.position) != await root(target, head.position):
        raise CorruptLog(head.position, "the log that was copied to does not end as the one that was copied")


async def _hand_over(source: EventLog, target: EventLog) -> int:
    """The keys in force that the target does not know."""
    handed = 0
    async for key in _unknown(source, target):
        await target.keys.add(key)
        handed += 1
    return handed


async def _unknown(source: EventLog, target: EventLog) -> AsyncIterator[ApiKey]:
    for key in await source.keys.all():
        if key.revoked_at is None and await target.keys.find(key.id) is None:
            yield key
