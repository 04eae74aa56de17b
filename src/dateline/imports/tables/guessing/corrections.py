"""What makes a guess run as it stands: ids that tell the rows of the file apart, and no field that its cells refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow
from dateline.imports.tables.guessing.draft import EventSection, MapLine, quoted
from dateline.values.text import slugify

_FEW = 0.01
"""Of the companies of a table: two of one slug that differ are refused, and cost the others no field."""
_MOST_REFUSED = 0.2
"""Of the rows; a field that more of them would be refused for is a wrong guess."""


def tell_apart(
    event: EventSection, extras: Sequence[SampledColumn], rows: Sequence[SampledRow], sources: Iterable[str]
) -> None:
    """Put into the id what the rows need to differ: as little as will do, and numbers only if nothing does."""
    rows = [row for row in rows if _is_for(event, row)]
    told = {*event.columns, *(sources if event.own_sources else ())}
    if event.once:
        _leave_out_what_varies(event, rows)
        told = set(event.columns)
    usable = [column for column in extras if column.name not in _columns_of_id(event) and _always_says(column, rows)]
    best = min(_choices(usable), key=lambda choice: _clashes(event, choice, rows, told))
    clash = _clashes(event, best, rows, told)
    if clash == _clashes(event, (), rows, told):
        best = ()
    event.parts += [_slug(column) for column in best]
    _tell_rounds_apart(event, best)
    event.clash = 0 if event.once else clash


def _tell_rounds_apart(event: EventSection, told_apart_by: Sequence[SampledColumn]) -> None:
    """Rounds of one name and of several days are several rounds, not accounts of one that do not agree."""
    days = {column for entry in event.fields if entry.key == "on" for column in entry.columns}
    dated = [_slug(column) for column in told_apart_by if column.name in days]
    for place, entry in enumerate(event.fields):
        if entry.key == "round" and dated:
            value = quoted("-".join([entry.value.strip('"'), *dated]))
            event.fields[place] = replace(entry, value=value, remark="<-- known by its name and its date")


def _choices(usable: Sequence[SampledColumn]) -> list[tuple[SampledColumn, ...]]:
    return [choice for size in range(min(len(usable), 3) + 1) for choice in combinations(usable, size)]


def _slug(column: SampledColumn) -> str:
    publisher = "publisher|" if column.share(lambda text: text.startswith("http")) > 0.5 else ""
    return f"{{{column.name}|{publisher}slug}}"


def _is_for(event: EventSection, row: SampledRow) -> bool:
    needed = [*_columns_of_id(event), *event.filled]
    return all(slugify(row[column]) for column in needed) and not (event.empty and row[event.empty])


def _columns_of_id(event: EventSection) -> list[str]:
    return [column for text in (event.company, *event.parts) for column in MapLine("", text).columns]


def _always_says(column: SampledColumn, rows: Sequence[SampledRow]) -> bool:
    return all(slugify(row[column.name]) for row in rows)


def _clashes(
    event: EventSection, choice: Sequence[SampledColumn], rows: Sequence[SampledRow], told: Iterable[str]
) -> int:
    """How many rows say something else under an id that stood in a row above."""
    names = [*_columns_of_id(event), *(column.name for column in choice)]
    accounts = {(_key(row, names), tuple(row[column] for column in sorted(told) if column in row)) for row in rows}
    return len(accounts) - len({key for key, _ in accounts})


def _key(row: SampledRow, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(slugify(row[name]) for name in names)


def _leave_out_what_varies(event: EventSection, rows: Sequence[SampledRow]) -> None:
    """What rows of one company do not agree about is not said once of it."""
    for entry in list(event.fields):
        seen: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for row in rows:
            said = seen.setdefault(_key(row, _columns_of_id(event)), set())
            said.add(tuple(row[column] for column in entry.columns if column in row))
        varying = sum(len(said) > 1 for said in seen.values())
        if entry.key != "on" and varying > _FEW * len(seen):
            _drop(event, entry, "rows of one company say different things")


def drop_refused(event: EventSection, refused: Counter[str], rows: int) -> bool:
    """Turn fields whose columns are often refused into comments; whether there were any."""
    wrong = {column for column, times in refused.items() if column and times > max(1, rows * _MOST_REFUSED)}
    needed = _NEEDED | ({"name"} if event.once else set())
    entries = [entry for entry in event.fields if wrong.intersection(entry.columns) and entry.key not in needed]
    for entry in entries:
        _drop(event, entry, "many cells cannot be read so")
    return bool(entries)


_NEEDED = frozenset({"on", "round", "target", "metric", "stage"})


def _drop(event: EventSection, entry: MapLine, why: str) -> None:
    event.fields.remove(entry)
    event.dropped.append(f"# {entry.key} = {entry.value}    # {why}")
