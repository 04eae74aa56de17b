"""Rows that tell what happened, and no other kind is for: layoffs, memberships, lawsuits; and who came and went."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import LOOK_HERE, EventSection, MapLine, quoted
from dateline.imports.tables.guessing.fields import day
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.survey import MeantValues, Survey, cell_of, unmeant
from dateline.imports.tables.guessing.words import MOVES

_MOVES = "moves"
_LONGEST_KEY = 60
_MEMBERSHIP = "index-membership"


def people(table: Survey) -> Iterator[EventSection]:
    """Who took up which role, and who gave it up."""
    person, title = table.roles.pick("person"), table.roles.pick("title")
    since, until = table.roles.pick("since"), table.roles.pick("until")
    if person is None or person is table.company:
        return
    about = [
        MapLine("person", quoted(cell_of(person)), ""),
        MapLine("title", quoted(cell_of(title)) if title else quoted("Member"), "" if title else LOOK_HERE),
    ]
    parts = [table.slug_of(person), *([table.slug_of(title)] if title else [])]
    move = next((one for one in table.columns if one.is_text and table.meant(one, MOVES)), None)
    if move is not None:
        meant = table.meant(move, MOVES)
        table.tables[_MOVES] = MeantValues(meant, None, unmeant(move, meant))
        stage = MapLine("stage", quoted(f"{{{move.name}|{_MOVES}}}"))
        fields = [*about, stage, table.on(), *table.sure()]
        yield EventSection("role", table.who, [*parts, f"{{{move.name}|slug}}"], fields, table.dated())
        return
    yield from _from_and_to(table, "role", parts, about, (since, until), ("started", "ended"))


def milestones(table: Survey) -> Iterator[EventSection]:
    """What a table says in its headers or its name that it is a list of; or in a column that tells what happened."""
    since, until, index = (table.roles.pick(role) for role in ("since", "until", "index"))
    on = table.roles.on
    if index is not None or (on is None and since is not None):
        yield from _memberships(table, index, since, until)
    elif on is not None and table.topic and table.topic != _MEMBERSHIP:
        yield _happened(table, table.topic, on)
    elif on is not None and table.roles.pick("happening") is not None:
        yield _happened(table, "", on)


def _memberships(
    table: Survey, index: SampledColumn | None, since: SampledColumn | None, until: SampledColumn | None
) -> Iterator[EventSection]:
    called = table.called[0] if table.called else "list"
    name = cell_of(index) if index else called
    remark = "" if index else f"{LOOK_HERE} what they are members of"
    key = f"{{{index.name}|slug}}" if index else folded(called).replace(" ", "-")
    about = [
        MapLine("milestone", quoted(key), ""),
        MapLine("name", quoted(name), remark),
        MapLine("category", quoted(_MEMBERSHIP), LOOK_HERE),
    ]
    days = (since or table.roles.on, until)
    yield from _from_and_to(table, "milestone", [key], about, days, ("happened", "ended"))


def _from_and_to(
    table: Survey,
    kind: str,
    parts: list[str],
    about: list[MapLine],
    days: tuple[SampledColumn | None, SampledColumn | None],
    stages: tuple[str, str],
) -> Iterator[EventSection]:
    """What begins on one day and ends on another, where a row has the day."""
    for column, stage in zip(days, stages, strict=True):
        if column is None and (stage == stages[1] or any(days)):
            continue
        on = table.on() if column is None else MapLine("on", day(column))
        fields = [*about, MapLine("stage", quoted(stage), ""), on, *table.sure()]
        filled = table.dated() if column is None else table.gaps(column)
        yield EventSection(kind, table.who, [*parts, *([stage] if stage == stages[1] else [])], fields, filled)


def _happened(table: Survey, topic: str, on: SampledColumn) -> EventSection:
    """Known by what the row calls it, or by its day."""
    told, sector = table.roles.pick("happening"), table.roles.pick("sector")
    scope, why = table.roles.pick("scope"), table.roles.pick("why")
    kinds = sector if not topic and sector is not None and folded(sector.header) != "sector" else None
    category = quoted(f"{{{kinds.name}|slug}}") if kinds else quoted(topic or "event")
    name = next((one for one in (told, scope) if one is not None and _is_short(one)), None)
    of_day = f"{day(on)[1:-2]}|date}}"
    key = [f"{{{name.name}|slug}}"] if name is not None and not table.gaps(name) else []
    fields = [
        MapLine(
            "milestone", quoted("-".join(key if key and told is name else [*(key or [topic or "event"]), of_day])), ""
        ),
        *([MapLine("name", quoted(cell_of(name)), "")] if name else []),
        MapLine("category", category, "" if topic else LOOK_HERE),
        *([MapLine("description", quoted(cell_of(text)), "")] if (text := why or told) and text is not name else []),
        MapLine("stage", quoted("happened"), ""),
        table.on(),
        *table.sure(),
    ]
    return EventSection("milestone", table.who, [topic or "event", *key, of_day], fields, table.dated())


def _is_short(column: SampledColumn) -> bool:
    return max(map(len, column.said), default=0) <= _LONGEST_KEY
