"""What the log in memory keeps of each record: the entry as an append forged it, and the record as it is read."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.log.record import Record
from dateline.log.recording import LogEntry


@dataclass(frozen=True, slots=True)
class Stored:
    """One record."""

    entry: LogEntry
    record: Record
