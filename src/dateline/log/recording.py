"""What an append does: `decide` is the only judge, and every store writes the entries it is handed.

`hash = sha256(previous hash || position || recorded_at || sha256(canonical bytes))`, with position and the
microseconds of recorded_at since 1970 (UTC) as eight bytes each, big-endian; before the first record stands GENESIS.
The inner digest is stored too, so that a content can be erased later without breaking the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import msgspec

from dateline.errors import EventIdTaken
from dateline.events.acts import Merge
from dateline.events.codec import canonical, digest
from dateline.events.event import Event
from dateline.events.kinds import Founded, Profile
from dateline.log.index_entries import IndexEntry, index_entries_of
from dateline.log.record import Record
from dateline.values.dates import Certainty
from dateline.values.parties import fold_text

GENESIS = bytes(32)
"""The hash before the first record."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Draft(msgspec.Struct, frozen=True, eq=False, array_like=True, gc=False):
    """An event with everything that a store writes for it and that follows from its content."""

    content: bytes
    digest: bytes
    id: str
    company: str
    kind: str
    subject: str | None
    first_day: date
    """The first day of its date; the first day there is, if it has none."""
    last_day: date
    possible_day: date
    """The day it counts from if possible is enough."""
    known: date
    confidence: int
    act: bool
    acts_on: tuple[str, ...]
    mentions: tuple[tuple[str, str], ...]
    """(slug, role) of every party it names, and of every company that an act of it is about."""
    names: tuple[str, ...]
    """What it calls the company, folded for search."""
    index_entries: tuple[IndexEntry, ...]
    """What it tells of the things that companies are ranked by."""


class Candidate(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A draft on its way into the log, at a place of its batch (from 0)."""

    index: int
    draft: Draft


class Held(msgspec.Struct, frozen=True):
    """What the log holds under an id."""

    position: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """What is new, in order, and for every candidate where the log holds it or will hold it."""

    new: tuple[Candidate, ...]
    positions: tuple[int, ...]

    @property
    def repeated(self) -> int:
        return len(self.positions) - len(self.new)


def draft(event: Event, content: bytes | None = None) -> Draft:
    """What the log will hold of an event; `content` are its canonical bytes, where they are there already."""
    content = canonical(event) if content is None else content
    when = event.when
    last_day, first_day = when.sort_key()
    return Draft(
        content=content,
        digest=digest(content),
        id=event.id,
        company=event.company,
        kind=event.kind,
        subject=event.subject,
        first_day=first_day,
        last_day=last_day,
        possible_day=when.counts_from(Certainty.POSSIBLE),
        known=event.known,
        confidence=event.confidence.rank,
        act=event.is_act,
        acts_on=event.acts_on,
        mentions=mentions(event),
        names=names(event),
        index_entries=index_entries_of(event),
    )


def decide(candidates: Sequence[Candidate], held: Mapping[str, Held], head: int) -> Decision:
    """Which candidates are new, and where the log holds or will hold each: the only judge of an append.

    The same id with the same content is a repeat; an id with other content raises EventIdTaken.
    `held` has every id among the candidates that the log holds; `head` is its newest position.
    """
    holds = dict(held)
    new: list[Candidate] = []
    positions = []
    for candidate in candidates:
        id, content = candidate.draft.id, candidate.draft.digest
        known = holds.get(id)
        if known is None:
            known = holds[id] = Held(head + len(new) + 1, content)
            new.append(candidate)
        elif known.digest != content:
            raise EventIdTaken(id, known.position, candidate.index)
        positions.append(known.position)
    return Decision(tuple(new), tuple(positions))


class LogEntry(Draft, frozen=True, eq=False, gc=False):
    """Everything a store writes for one record."""

    position: int
    recorded_at: datetime
    hash: bytes

    @property
    def micros(self) -> int:
        return micros(self.recorded_at)


def log_entry(draft: Draft, position: int, recorded_at: datetime, previous: bytes) -> LogEntry:
    """The record that a draft becomes, behind the record with the hash `previous`."""
    hash = chain(previous, position, recorded_at, draft.digest)
    return LogEntry(*(*msgspec.structs.astuple(draft), position, recorded_at, hash))


def mentions(event: Event) -> tuple[tuple[str, str], ...]:
    """Whom an event names besides its company, so that their histories find it."""
    if isinstance(event, Merge):
        return tuple(dict.fromkeys([(slug, "same") for slug in event.same] if event.merged is None else _about(event)))
    parties = event.parties()
    return tuple(dict.fromkeys([(party.slug, role) for role, party in parties])) if parties else ()


def names(event: Event) -> tuple[str, ...]:
    """Every name that an event gives its company, as a search compares it."""
    if not isinstance(event, Founded | Profile):
        return ()
    aliases = event.aliases if isinstance(event, Profile) else ()
    told = (event.name, *aliases) if event.name is not None else aliases
    return tuple(dict.fromkeys(map(fold_text, told)))


def _about(merge: Merge) -> list[tuple[str, str]]:
    """The companies that merged subjects are about: acquisition/koyeb is about koyeb."""
    subjects = [subject.split("/") for subject in (merge.merged or "", *merge.same)]
    return [(parts[1], "subject") for parts in subjects if parts[0] in ("acquisition", "stake")]


def chain(previous: bytes, position: int, recorded_at: datetime, digest: bytes) -> bytes:
    """The hash of a record and of all before it."""
    place = position.to_bytes(8, "big") + micros(recorded_at).to_bytes(8, "big", signed=True)
    return hashlib.sha256(previous + place + digest).digest()


@lru_cache(maxsize=16)  # all records of one append have one instant
def micros(instant: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant(micros: int) -> datetime:
    """The instant of so many microseconds since 1970, UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def record(event: Event, position: int, recorded_at: datetime, digest: bytes, hash: bytes) -> Record:
    """An event read back from the log."""
    return Record(event, position, recorded_at, digest, hash, event.known, event.subject)
