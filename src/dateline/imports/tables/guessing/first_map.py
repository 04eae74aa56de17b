"""A first map for a file that was never seen before, made of guesses: its columns, and what its rows seem to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dateline.imports.spooled import name_of, unpacked
from dateline.imports.tables.guessing.columns import SAMPLE, SampledColumn, decimal_of, look_at
from dateline.imports.tables.guessing.corrections import drop_refused, tell_apart
from dateline.imports.tables.guessing.draft import EventSection
from dateline.imports.tables.guessing.events import EventGuesser
from dateline.imports.tables.guessing.fields import confidences_of
from dateline.imports.tables.guessing.layouts import ending_of, found_table, means_the_one_above
from dateline.imports.tables.guessing.map_text import Guess, written
from dateline.imports.tables.guessing.roles import Roles
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.sheet import TableFile
from dateline.imports.tables.table_row import refused
from dateline.imports.tables.trial import REFUSED, SET_ASIDE, USED, TriedRow, tried
from dateline.values.text import cut, visible

_TRIES = 3
_MOST_TRIED = 200_000
_SHOWN = 3
_ANY_DAY = published_of("2100-12-31", "a guess")
"""So late that nothing is a plan: the file's own date is not known yet."""
_SAME_ID = "under the same id"


def first_map(path: Path, encoding: str | None = None) -> str:
    """The text of a map for a table, which says the encoding where that is stated. Raises InvalidFile for what is no
    table, and NotInstalled."""
    table, others = found_table(unpacked(path), encoding)
    guess = _guess(table, encoding)
    guess.other_sheets = others
    for event in guess.events:
        if not event.each:
            tell_apart(event, _extras(event, guess), guess.rows, guess.told_by)
    for _ in range(_TRIES):
        if not _corrected(guess, table):
            break
    guess.tried = _Outcome.of(_tried(guess, table)).words
    return written(guess, table)


def _guess(table: TableFile, encoding: str | None) -> Guess:
    ending = ending_of(table, table.header)
    until = ending.line if ending else None
    columns, rows = look_at(table, until=until)
    if not any(column.has_plain_name for column in columns):
        raise refused(table.path, "has no column that a map could name: no name may have braces, bars or quotes in it")
    company = Roles(columns).company
    down = [company.name] if company is not None and means_the_one_above(company, rows[: SAMPLE // 2]) else []
    if down:
        columns, rows = look_at(table, down, until)
    roles = Roles(columns)
    maker = EventGuesser(columns, roles, rows, name_of(table.path))
    dates = (roles.on, roles.pick("founded"), roles.pick("published"))
    sure = roles.pick("sure")
    return Guess(
        columns=columns,
        rows=rows,
        company=maker.company,
        events=maker.events(),
        dates=[column for column in dates if column is not None],
        decimal=decimal_of(columns, table.source.delimiter),
        sure=maker.several.sure if maker.several and maker.several.sure else confidences_of(sure) if sure else {},
        pages=roles.pages,
        source=roles.pick("source"),
        published=roles.pick("published"),
        key=roles.pick("id"),
        encoding=encoding,
        stages=maker.stages,
        spans=maker.spans,
        down=down,
        ending=ending,
    )


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
    refused = Counter(row.column for row in rows if row.outcome == REFUSED)
    dropped = [drop_refused(event, refused, len(rows)) for event in guess.events]
    numbered = False
    if any(_SAME_ID in row.reason for row in rows):
        for event in guess.events:
            numbered = numbered or (bool(event.each) and not event.differs)
            event.differs = event.differs or bool(event.each)
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

    @property
    def words(self) -> str:
        """Remarks: what was tried, and the first rows that were refused."""
        total, counts = self.counts.total(), self.counts
        which = f"the first {total:,}" if total == _MOST_TRIED else f"all {total:,}"
        told = f"{counts[USED]:,} used, {counts[SET_ASIDE]:,} set aside, {counts[REFUSED]:,} refused"
        runs = "It runs as it stands" if counts[REFUSED] <= counts[USED] else "It does not run yet"
        first = f"{runs}: tried on {which} rows that are not blank, {told}."
        lines = [f"  line {row.line:,}: {cut(visible(f'{row.column}: {row.reason}'), 140)}" for row in self.refused]
        return "\n".join([first, *lines])
