"""Record, StoredRecord and LogHead: what stands in a log, as events and as bytes, and where it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from dateline.events.event import Event


class Record(msgspec.Struct, frozen=True, eq=False, gc=False):
    """An event in the log."""

    event: Event
    position: int
    recorded_at: datetime
    digest: bytes
    hash: bytes
    known: date
    subject: str | None
    size: int
    """Bytes of memory that it takes, about."""


def id_digest(id: str) -> str:
    """By which an id is known when it is gone."""
    return sha256(id.encode()).hexdigest()


def erased_id(position: int) -> str:
    """How a record is filed whose content was erased: no event can have such an id."""
    return f"erased {position}"


class StoredRecord(msgspec.Struct, frozen=True, gc=False):
    """A record as stored, for checking the chain and for copying a log."""

    id: str
    """As it is filed: it names the record also where the content cannot be read."""
    position: int
    recorded_at: datetime
    content: bytes
    digest: bytes
    hash: bytes

    @property
    def is_as_recorded(self) -> bool:
        """Whether the content is the one of the digest."""
        return sha256(self.content).digest() == self.digest

    @property
    def is_erased(self) -> bool:
        """Whether it is filed as one whose content was erased; whether that is on record, `verify` looks."""
        return not self.content and self.id == erased_id(self.position)


class Erasure(msgspec.Struct, frozen=True, gc=False):
    """That the content of a record was erased: which record, when, why, and who wanted it so."""

    position: int
    erased_at: datetime
    reason: str
    by: str
    id_digest: str
    """SHA-256 of the id that the record had, in hexadecimal: by it an event is known that is sent again."""


class FileTaken(msgspec.Struct, frozen=True, gc=False):
    """That a file was taken in, or what was noted with one, as it is stored."""

    digest: str
    """SHA-256, in hexadecimal."""
    name: str
    position: int
    """Of the head right after."""
    taken_at: datetime


class LogHead(msgspec.Struct, frozen=True):
    """Where a log ends, or ended when it was shorter: its newest record there, the hash of all records up to it, and
    the epoch, which says which life of the log this is.

    A position alone is not enough: after a failover or a restore it can be used again with other content.
    """

    position: int
    hash: bytes
    epoch: int
    recorded_at: datetime | None

    def ahead_of(self, now: datetime) -> str | None:
        """That the newest record is of a time to come, in a sentence; None where the clock agrees, give or take an
        hour. What is appended is recorded no earlier than what is there: one clock that was wrong marks all that
        follows."""
        if self.recorded_at is None or self.recorded_at - now < _CLOCKS_DIFFER:
            return None
        return (
            f"the newest record is of {self.recorded_at:%Y-%m-%d %H:%M} UTC, and here it is {now:%Y-%m-%d %H:%M}: one"
            " of the two clocks was wrong, and until then all that is appended is recorded at that instant; `dateline"
            " help backup` says what to do"
        )


_CLOCKS_DIFFER: Final = timedelta(hours=1)
