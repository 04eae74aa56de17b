"""What a map makes of the first rows of a table, without a log."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.events import Event
from dateline.tables.choosing import Chosen
from dateline.tables.importing import stated
from dateline.tables.joining import Joined, join
from dateline.tables.mapping import BLANK, PLANNED, Planned, SetAside, alike
from dateline.tables.reading import Row, Table, open_table
from dateline.tables.templates import Unusable
from dateline.tables.versions import first


@dataclass(frozen=True, slots=True)
class Tried:
    """One row: what it becomes, or why it becomes nothing."""

    line: int
    outcome: str
    events: tuple[Event, ...] = ()
    column: str = ""
    reason: str = ""


def try_map(chosen: Chosen, rows: int) -> list[Tried]:
    """Raises InvalidFile, InvalidMap."""
    table = open_table(chosen.path, stated(chosen.map))
    chosen.map.check(table.header)
    joined = join(chosen.map, chosen.path)
    tried: list[Tried] = []
    for row in table.rows():
        one = _tried(chosen, table, joined, row)
        if one.reason != BLANK:
            tried.append(one)
        if len(tried) == rows:
            break
    return tried


def _tried(chosen: Chosen, table: Table, joined: Joined, row: Row) -> Tried:
    if not any(cell.strip() for cell in row.cells):
        return Tried(row.line, "set aside", reason=BLANK)
    if row.problem:
        return Tried(row.line, "refused", reason=row.problem)
    cells = dict(zip(table.header, row.cells, strict=True))
    try:
        drafts = chosen.map.drafts(chosen.map.look(cells, joined, chosen.published))
        if isinstance(drafts, SetAside):
            return Tried(row.line, "set aside", reason=drafts.reason)
        made = [draft.event(chosen.published) for draft in drafts]
        events = [first(drafts[place].key, chosen.published, made[place]) for place, *_ in alike(made)]
    except Planned:
        return Tried(row.line, "set aside", reason=PLANNED)
    except Unusable as error:
        reason = f"{error.column}: {error.reason}" if error.column else error.reason
        return Tried(row.line, "refused", column=error.column, reason=reason)
    return Tried(row.line, "used", tuple(events))
