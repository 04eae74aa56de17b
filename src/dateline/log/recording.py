"""What an append does: `decide` is the only judge, and every store writes the entries it is handed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from dateline.errors import EventIdTaken
from dateline.events.event import Event
from dateline.log.chain import chain, micros
from dateline.log.drafts import Draft
from dateline.log.record import Record


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


def record(event: Event, position: int, recorded_at: datetime, digest: bytes, hash: bytes) -> Record:
    """An event read back from the log."""
    return Record(event, position, recorded_at, digest, hash, event.known, event.subject)
