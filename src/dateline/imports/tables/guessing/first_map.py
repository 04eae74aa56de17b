"""A first map for a file that was never seen before, made of guesses: its columns, and what its rows seem to tell."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

from dateline.imports.spooled import unpacked
from dateline.imports.tables.guessing.columns import SAMPLE, SampledColumn, decimal_of, look_at
from dateline.imports.tables.guessing.corrections import drop_refused, tell_apart
from dateline.imports.tables.guessing.draft import EventSection
from dateline.imports.tables.guessing.events import EventGuesser
from dateline.imports.tables.guessing.fields import confidences_of
from dateline.imports.tables.guessing.map_text import Guess, written
from dateline.imports.tables.guessing.roles import Roles
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.sheet import Layout, TableFile, open_table
from dateline.imports.tables.table_row import refused
from dateline.imports.tables.trial import REFUSED, tried

_TRIES = 3
_ANY_DAY = published_of("2100-12-31", "a guess")
"""So late that nothing is a plan: the file's own date is not known yet."""


def first_map(path: Path, encoding: str | None = None) -> str:
    """The text of a map for a table, which says the encoding where that is stated. Raises InvalidFile for what is no
    table."""
    table = open_table(unpacked(path), Layout(encoding=encoding))
    guess = _guess(table, encoding)
    for event in guess.events:
        tell_apart(event, _extras(event, guess), guess.rows, guess.told_by)
    for _ in range(_TRIES):
        if not _corrected(guess, table):
            break
    return written(guess, table)


def _guess(table: TableFile, encoding: str | None) -> Guess:
    columns, rows = look_at(table)
    if not any(column.has_plain_name for column in columns):
        raise refused(table.path, "has no column that a map could name: no name may have braces, bars or quotes in it")
    roles = Roles(columns)
    maker = EventGuesser(columns, roles, rows)
    dates = (roles.on, roles.pick("founded"), roles.pick("published"))
    sure = roles.pick("sure")
    return Guess(
        columns=columns,
        rows=rows,
        company=maker.company,
        events=maker.events(),
        dates=[column for column in dates if column is not None],
        decimal=decimal_of(columns, table.source.delimiter),
        sure=confidences_of(sure) if sure else {},
        pages=roles.pages,
        source=roles.pick("source"),
        published=roles.pick("published"),
        key=roles.pick("id"),
        encoding=encoding,
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
    ready = TableMap(spec.decode(written(guess, table), str(table.path)))
    rows = [row for row in islice(tried(table.path, ready, _ANY_DAY), SAMPLE) if row.events or row.outcome == REFUSED]
    refused = Counter(row.column for row in rows if row.outcome == REFUSED)
    dropped = [drop_refused(event, refused, len(rows)) for event in guess.events]
    return any(dropped)
