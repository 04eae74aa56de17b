"""A table into the log: rows into events, events into one append, and a report that accounts for every row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from dateline.errors import EventIdTaken, InvalidFile, Problem
from dateline.imports.files import Advance, stored_name
from dateline.imports.tables.editions.known import Known, known_of
from dateline.imports.tables.identifiers_known import companies_by_identifier
from dateline.imports.tables.intake import StrictlyRefused, TableIntake, Wishes
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.report import RefusedRows, TableReport
from dateline.imports.tables.second_process import NotBeside, SecondIntake, TableMapper
from dateline.imports.tables.worker import TableJob
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
    mapper: TableMapper | None = None,
) -> TableReport:
    """Append what a table says that the log does not hold yet: all of it or, if it breaks off, nothing.

    `published` is the date of the table itself, `digest` the SHA-256 of its bytes. A table that cannot be used is told
    in the report; raises what else an append raises. `mapper` may do the reading and mapping in another process.
    """
    wish = wishes or Wishes()
    dated = ready.written.published is not None
    report = TableReport(path, ready.written.name, published=published, dry_run=wish.dry_run, names_its_date=dated)
    if ready.known.is_needed:
        ready.known.companies = await companies_by_identifier(log)
    try:
        table = MappedTable(path, ready, published)
        report.written = table.file.words
        known = await known_of(log, ready.prefix, ready.citations.dataset)
    except (InvalidFile, InvalidMap) as error:
        return _unusable(report, error)
    importing = _Importing(log, table, known, wish, now, Taken(digest, stored_name(path)), advance)
    beside = mapper or TableMapper()
    if (
        not ready.known.is_needed
        and beside.takes(path, known)
        and (done := await importing.beside(beside, report)) is not None
    ):
        return done
    return await importing.here(report)


@dataclass(frozen=True, slots=True)
class _Importing:
    """An import of one table."""

    log: EventLog
    table: MappedTable
    known: Known
    wish: Wishes
    now: datetime
    taken: Taken
    advance: Advance | None

    async def beside(self, mapper: TableMapper, report: TableReport) -> TableReport | None:
        """Where a second process reads and maps. None where it could not, or where anything is wrong with the table:
        nothing was appended then, and what is wrong is found again, and told, by who has it all at hand."""
        refused, table = self._refused(), self.table
        if refused.is_stream:
            return None
        job = TableJob(table.file.path, table.map.written, table.published, self.wish, replace(report))
        intake = mapper.intake(job, refused)
        keep = False
        try:
            await self._append(intake)
            keep = True
        except (NotBeside, InvalidFile, EventIdTaken):
            return None
        finally:
            refused_file = refused.close(keep=keep)
        intake.report.refused_file = refused_file
        return intake.report

    async def here(self, report: TableReport) -> TableReport:
        refused = self._refused()
        keep = False
        try:
            await self._append(TableIntake(self.table, self.known, refused, report, self.wish))
            keep = True
        except StrictlyRefused:
            keep = report.unusable = True
            report.appended = report.changed = report.acts = 0
        except (InvalidFile, EventIdTaken) as error:
            return _unusable(report, error)
        finally:
            report.refused_file = refused.close(keep=keep)
        return report

    def _refused(self) -> RefusedRows:
        return RefusedRows(self.table.file, self.wish.refused_file, self.table.map.written.encoding)

    async def _append(self, intake: TableIntake | SecondIntake) -> None:
        taken = msgspec.structs.replace(self.taken, traces=intake.traces)
        await self.log.append(intake.events(self.advance), now=self.now, taken=taken, dry_run=self.wish.dry_run)


def _unusable(report: TableReport, error: Exception) -> TableReport:
    report.unusable = True
    report.appended = report.changed = report.acts = 0
    problems = error.problems if isinstance(error, InvalidFile) else [Problem(str(report.path), 0, "", str(error))]
    report.problems = list(problems)
    return report
