"""Record, StoredRecord and LogHead: what stands in a log, as events and as bytes, and where it ends."""

from __future__ import annotations

from datetime import date, datetime

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


class StoredRecord(msgspec.Struct, frozen=True, gc=False):
    """A record as stored, for checking the chain and for copying a log."""

    id: str
    """As it is filed: it names the record also where the content cannot be read."""
    position: int
    recorded_at: datetime
    content: bytes
    digest: bytes
    hash: bytes


class LogHead(msgspec.Struct, frozen=True):
    """Where a log ends, or ended when it was shorter: its newest record there, the hash of all records up to it, and
    the epoch, which says which life of the log this is.

    A position alone is not enough: after a failover or a restore it can be used again with other content.
    """

    position: int
    hash: bytes
    epoch: int
    recorded_at: datetime | None
