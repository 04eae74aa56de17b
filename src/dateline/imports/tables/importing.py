"""A table into the log: rows into events, events into one append, and a report that accounts for every row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from dateline.errors import EventIdTaken, InvalidFile, Problem
from dateline.imports.files import Advance, stored_name
from dateline.imports.tables.editions.known import known_of
from dateline.imports.tables.intake import StrictlyRefused, TableIntake, Wishes
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.report import RefusedRows, TableReport
from dateline.log.contract import EventLog, Taken
from dateline.values.dates import PartialDate

__all__ = ["Wishes", "import_table"]


async def import_table(
    log: EventLog,
    path: Path,
    ready: TableMap,
    published: PartialDate,
    now: datetime,
    digest: bytes,
    wishes: Wishes | None = None,
    advance: Advance | None = None,
) -> TableReport:
    """Append what a table says that the log does not hold yet: all of it or, if it breaks off, nothing.

    `published` is the date of the table itself, `digest` the SHA-256 of its bytes. A table that cannot be used is told
    in the report; raises what else an append raises.
    """
    wish = wishes or Wishes()
    dated = ready.written.published is not None
    report = TableReport(path, ready.written.name, published=published, dry_run=wish.dry_run, names_its_date=dated)
    try:
        table = MappedTable(path, ready, published)
        report.written = table.file.encoding.words
        known = await known_of(log, ready.prefix, ready.citations.dataset)
    except (InvalidFile, InvalidMap) as error:
        return _unusable(report, error)
    refused = RefusedRows(table.file, wish.refused_file, ready.written.encoding)
    intake = TableIntake(table, known, refused, report, wish)
    keep = False
    try:
        taken = Taken(digest, stored_name(path), intake.traces)
        await log.append(intake.events(advance), now=now, taken=taken, dry_run=wish.dry_run)
        keep = True
    except StrictlyRefused:
        keep = report.unusable = True
        report.appended = report.changed = report.acts = 0
    except (InvalidFile, EventIdTaken) as error:
        return _unusable(report, error)
    finally:
        report.refused_file = refused.close(keep=keep)
    return report


def _unusable(report: TableReport, error: Exception) -> TableReport:
    report.unusable = True
    report.appended = report.changed = report.acts = 0
    problems = error.problems if isinstance(error, InvalidFile) else [Problem(str(report.path), 0, "", str(error))]
    report.problems = list(problems)
    return report
