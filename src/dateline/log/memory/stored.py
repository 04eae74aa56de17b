"""What the log in memory keeps of each record: the entry as an append forged it, and the record as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from dateline.events.codec import restore
from dateline.events.event import Event
from dateline.log.drafts import draft_of_read
from dateline.log.record import Record, StoredRecord, erased_id
from dateline.log.recording import LogEntry, record, stored_entry


@dataclass(frozen=True, slots=True)
class Stored:
    """One record."""

    entry: LogEntry
    record: Record


def stored_record(stored: Stored) -> StoredRecord:
    entry = stored.entry
    return StoredRecord(entry.id, entry.position, entry.recorded_at, entry.content, entry.digest, entry.hash)


def readable(of: StoredRecord) -> Stored:
    """What is kept of a record of another log."""
    event = restore(of.content)
    entry = stored_entry(draft_of_read(event, of.content), of.position, of.recorded_at, of.hash)
    return Stored(entry, read_back(event, entry))


def read_back(event: Event, entry: LogEntry) -> Record:
    """The event of an entry as it is read of the log."""
    return record(event, entry.position, entry.recorded_at, entry.digest, entry.hash, len(entry.content))


def erased(of: StoredRecord) -> Stored:
    """What is left of a record whose content is gone: no read finds it, and none asks for its event."""
    days = (date.max,) * 4
    filed = (b"", of.digest, erased_id(of.position), "", "erased", None, *days, 0, False, (), (), (), ())
    return Stored(LogEntry(*filed, of.position, of.recorded_at, of.hash), cast(Record, None))
