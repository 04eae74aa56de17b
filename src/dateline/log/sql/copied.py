"""What is filed of records that another log stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dateline.log.record import StoredRecord
from dateline.log.recording import LogEntry
from dateline.log.sql.misfiled import entries_of
from dateline.log.sql.rows import Cells, erased_row, stored_row


class Copied(NamedTuple):
    """The entries of those that have a content, and the rows of `event` for all of them, in order."""

    entries: list[LogEntry]
    rows: list[Cells]
    hashes: list[bytes]


def copied(records: Sequence[StoredRecord]) -> Copied:
    """Of records that can be read, but for those whose contents are gone."""
    entries = entries_of(one for one in records if not one.is_erased)
    at = {one.position: one for one in entries}
    rows = [erased_row(one) if one.is_erased else stored_row(at[one.position]) for one in records]
    return Copied(entries, rows, [one.hash for one in records])
