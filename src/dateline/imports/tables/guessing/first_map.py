"""A first map for a file that was never seen before, made of guesses: its columns, and what its rows seem to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dateline.imports.spooled import name_of, unpacked
from dateline.imports.tables.guessing.colophon import colophon
from dateline.imports.tables.guessing.columns import (
    SAMPLE,
    SampledColumn,
    SampledRow,
    decimal_of,
    is_of_the_file,
    look_at,
)
from dateline.imports.tables.guessing.corrections import drop_refused, tell_apart
from dateline.imports.tables.guessing.draft import EventSection
from dateline.imports.tables.guessing.events import guessed_events
from dateline.imports.tables.guessing.fields import confidences_of
from dateline.imports.tables.guessing.layouts import (
    FoundTable,
    blank_alike,
    ending_of,
    found_table,
    means_the_one_above,
    texts_behind,
)
from dateline.imports.tables.guessing.map_text import Guess, written
from dateline.imports.tables.guessing.owners import OwnersBeside, owners_beside
from dateline.imports.tables.guessing.roles import Roles
from dateline.imports.tables.guessing.survey import Survey
from dateline.imports.tables.guessing.things import owner_is_unknown
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.sheet import TableFile
from dateline.imports.tables.table_row import refused
from dateline.imports.tables.trial import REFUSED, SET_ASIDE, USED, TriedRow, tried
from dateline.values.text import cut, visible

_TRIES = 3
_DATES = ("date", "completed", "since", "until", "founded", "published", "period_end", "filed")
_MOST_TRIED = 200_000
_SHOWN = 3
_FEW = 0.01
"""Of the rows; of two companies of one slug the second is refused, which costs the others nothing."""
_ANY_DAY = published_of("2100-12-31", "a guess")
"""So late that nothing is a plan: the file's own date is not known yet."""
_RUNS = "It runs as it stands"
_RUNS_WITH = "It runs when --published DATE says when the file was published"
_SAME_ID = "under the same id"


def first_map(path: Path, encoding: str | None = None, sheet: str | None = None) -> str:
    """The text of a map for a table, which says the encoding where that is stated; of a workbook for the sheet that is
    named. Raises InvalidFile for what is no table, and NotInstalled."""
    found = found_table(unpacked(path), encoding, sheet)
    guess = _guess(found, encoding, path)
    for event in guess.events:
        if not event.each:
            tell_apart(event, _extras(event, guess), guess.rows, guess.told_by)
    try:
        for _ in range(_TRIES):
            if not _corrected(guess, found.table):
                break
        guess.tried = _Outcome.of(_tried(guess, found.table)).words(dated=bool(guess.colophon.published))
    except InvalidMap as error:
        guess.tried = f"It does not run yet: {error}."
    return written(guess, found.table)


def _guess(found: FoundTable, encoding: str | None, path: Path) -> Guess:
    table = found.table
    ending = ending_of(table, table.header)
    until = ending.line if ending else None
    columns, rows, down = _looked_at(table, until)
    of_file = [column for column in columns if is_of_the_file(column, table)]
    columns = [column for column in columns if column not in of_file]
    behind = texts_behind(table, ending.line) if ending else []
    survey, beside = _surveyed(columns, rows, found, path)
    events, roles = guessed_events(survey), survey.roles
    several = survey.several
    sure = roles.pick("sure")
    return Guess(
        columns=survey.columns,
        rows=rows,
        company=survey.company,
        events=events,
        dates=[column for role in _DATES if (column := roles.pick(role)) is not None] + _unnamed(roles),
        decimal=decimal_of(columns, table.source.delimiter),
        sure=several.sure if several and several.sure else confidences_of(sure) if sure else {},
        pages=roles.pages,
        source=roles.pick("source"),
        published=roles.published,
        is_filed=roles.pick("period_end") is not None and roles.pick("filed") is not None,
        key=roles.pick("id"),
        encoding=encoding,
        tables=survey.tables,
        copies=survey.copies,
        other_sheets=found.other_sheets,
        other_lists=found.other_lists,
        down=down,
        ending=ending,
        beside=beside,
        colophon=colophon([*found.around, *behind], of_file),
    )


def _looked_at(table: TableFile, until: int | None) -> tuple[list[SampledColumn], list[SampledRow], list[str]]:
    """Columns and rows, and the columns in which a blank cell says what the one above says."""
    columns, rows = look_at(table, until=until)
    if not any(column.has_plain_name for column in columns):
        raise refused(table.path, "has no column that a map could name: no name may have braces, bars or quotes in it")
    company = Roles(columns).company
    if company is None or not means_the_one_above(company, rows[: SAMPLE // 2]):
        return columns, rows, []
    down = [company.name, *blank_alike(company, columns, rows)]
    return *look_at(table, down, until), down


def _surveyed(
    columns: list[SampledColumn], rows: list[SampledRow], found: FoundTable, path: Path
) -> tuple[Survey, OwnersBeside | None]:
    """The table, with the owners of its sites where another file has them."""
    called = [Path(name_of(found.table.path)).stem, *found.titles]
    survey = Survey(columns, Roles(columns), rows, called)
    if not owner_is_unknown(survey) or found.table.path != path:
        return survey, None
    beside = owners_beside(path, survey.company, rows)
    if beside is None:
        return survey, None
    columns = [*columns, *beside.columns]
    return Survey(columns, Roles(columns), rows, called), beside


def _unnamed(roles: Roles) -> list[SampledColumn]:
    """A column of dates whose header does not say so."""
    return [roles.on] if roles.on is not None and roles.of(roles.on) is None else []


def _extras(event: EventSection, guess: Guess) -> list[SampledColumn]:
    """What may tell rows of one id apart, the best first."""
    if event.once:
        return []
    dates = [column for column in guess.dates if any(column.name in entry.columns for entry in event.fields)]
    wanted = [guess.key, *dates, guess.source, *guess.pages[:1]]
    return list({column.name: column for column in wanted if column is not None}.values())


def _corrected(guess: Guess, table: TableFile) -> bool:
    """Whether a trial showed fields that many rows would be refused for; they are comments then."""
    rows = [row for row in islice(_tried(guess, table), SAMPLE) if row.events or row.outcome == REFUSED]
    refused = Counter(row.column for row in rows if row.outcome == REFUSED and _SAME_ID not in row.reason)
    dropped = [drop_refused(event, refused, len(rows)) for event in guess.events]
    numbered = False
    clashes = sum(_SAME_ID in row.reason for row in rows)
    for event in guess.events if clashes else ():
        differs = event.differs or bool(event.each) or (event.once and clashes > max(2, _FEW * len(rows)))
        numbered, event.differs = numbered or differs > event.differs, differs
    return any(dropped) or numbered


def _tried(guess: Guess, table: TableFile) -> Iterator[TriedRow]:
    ready = TableMap(spec.decode(written(guess, table), str(table.path)))
    return tried(table.path, ready, _ANY_DAY)


@dataclass(slots=True)
class _Outcome:
    """What became of the rows of a whole file."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[TriedRow] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterator[TriedRow]) -> _Outcome:
        found = cls()
        for row in islice(rows, _MOST_TRIED):
            found.counts[row.outcome] += 1
            if row.outcome == REFUSED and len(found.refused) < _SHOWN:
                found.refused.append(row)
        return found

    def words(self, *, dated: bool) -> str:
        """Remarks: what was tried, and the first rows that were refused. `dated`: it is said when its file is from."""
        total, counts = self.counts.total(), self.counts
        which = f"the first {total:,}" if total == _MOST_TRIED else f"all {total:,}"
        told = f"{counts[USED]:,} used, {counts[SET_ASIDE]:,} set aside, {counts[REFUSED]:,} refused"
        runs = _RUNS if dated else _RUNS_WITH
        runs = runs if counts[REFUSED] <= counts[USED] else "It does not run yet"
        first = f"{runs}: tried on {which} rows that are not blank, {told}."
        lines = [f"  line {row.line:,}: {cut(visible(f'{row.column}: {row.reason}'), 140)}" for row in self.refused]
        return "\n".join([first, *lines])
