"""The events that the rows of a table seem to tell of: deals, things, what happened, figures, and the companies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dateline.imports.tables.guessing.companies import companies
from dateline.imports.tables.guessing.deals import deals, rounds
from dateline.imports.tables.guessing.draft import EventSection, MapLine, quoted
from dateline.imports.tables.guessing.fields import day
from dateline.imports.tables.guessing.happenings import milestones, people
from dateline.imports.tables.guessing.quarters import quarters_of
from dateline.imports.tables.guessing.series import MOST, FigureColumn, Figures, per_line
from dateline.imports.tables.guessing.survey import Survey, cell_of
from dateline.imports.tables.guessing.things import things


def guessed_events(table: Survey) -> list[EventSection]:
    """Deals, things or what happened first, then figures, then what the companies are."""
    told = deals(table) or list(people(table)) or list(things(table))
    happened = [] if told else list(milestones(table))
    if not told and not (happened and table.topic):
        told = list(rounds(table))
    happened = [] if told else happened
    events = [*told, *happened, *_figures(table, told=bool(told)), *companies(table)]
    if table.several is not None:
        for event in events:
            event.each = table.several.each
            event.own_sources = event.own_sources and not event.once
    return events


def _figures(table: Survey, *, told: bool) -> Iterator[EventSection]:
    found = list(islice(Figures(table).found(told=told), MOST))
    for one in found:
        yield _figure(table, one, found)


def _figure(table: Survey, one: FigureColumn, figures: Sequence[FigureColumn]) -> EventSection:
    scope, on, roles = table.roles.pick("scope"), table.roles.on, table.roles
    if one.on:
        when = MapLine("on", quoted(one.on))
    elif on is None and roles.pick("since") and (until := roles.pick("until")):
        when, on = MapLine("on", day(until)), until
    else:
        when = table.on()
    scoped = [MapLine("scope", quoted(cell_of(scope)))] if scope else list(one.scope)
    period = [MapLine("period", quoted(one.on), "")] if one.on and one.per else []
    span = per_line(one, figures, table)
    if not one.on and not span and one.is_counted_over_spans and (quarters := quarters_of(table)) is not None:
        span, period = quarters.lines, quarters.period
    fields = [
        MapLine("metric", quoted(one.metric), one.remark),
        *scoped,
        *span,
        *period,
        *one.value,
        when,
        *table.sure(),
    ]
    day_ = [f"{{{on.name}|slug}}"] if on is not None and not one.on else []
    filled = [*table.gaps(one.column), *([] if one.on or on is None else table.gaps(on))]
    return EventSection("metric", table.who, [one.name, *day_], fields, filled)
