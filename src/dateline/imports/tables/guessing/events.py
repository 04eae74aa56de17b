"""The events that the rows of a table seem to tell of: deals, things, what happened, figures, and the companies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dateline.imports.tables.guessing.beside import is_scale
from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.companies import companies
from dateline.imports.tables.guessing.deals import deals, rounds
from dateline.imports.tables.guessing.draft import EventSection, MapLine, quoted
from dateline.imports.tables.guessing.fields import day
from dateline.imports.tables.guessing.happenings import milestones, people
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.quarters import quarters_of, span_of
from dateline.imports.tables.guessing.series import LAYOFFS, MOST, FigureColumn, Figures, per_line
from dateline.imports.tables.guessing.survey import Survey, cell_of
from dateline.imports.tables.guessing.things import things

_VALUE = frozenset({"value", "wert", "valeur", "valor", "amount"})
"""Words of a header that say no more than that it is a figure."""


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
    if not told and (named := table.roles.pick("metric")) is not None and (value := _value(table)) is not None:
        yield _named_figure(table, named, value)
        return
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
    if one.metric == LAYOFFS and not one.on and on is not None:
        period = [MapLine("period", day(on), "the day on which they had to go")]
    if not one.on and not span and one.is_counted_over_spans and (quarters := quarters_of(table)) is not None:
        span, period = quarters.lines, quarters.period
    elif not one.on and not span and one.is_counted_over_spans and on is not None and (length := span_of(on)):
        span, period = [MapLine("per", quoted(length))], [MapLine("period", quoted(cell_of(on)), "")]
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


def _value(table: Survey) -> SampledColumn | None:
    """The column of figures of a table that has one figure a row, and says in another which."""
    numbers = [column for column in table.columns if column.is_number and column.has_plain_name]
    called = (one for one in numbers if not _VALUE.isdisjoint(folded(one.header).split()))
    return next(called, numbers[0] if len(numbers) == 1 else None)


def _named_figure(table: Survey, named: SampledColumn, value: SampledColumn) -> EventSection:
    """A figure whose row says what it counts, and in which unit."""
    unit = next((one for one in table.columns if folded(one.header) in ("unit", "einheit", "unite", "unidad")), None)
    if unit is not None and is_scale(unit):
        unit = None
    on = table.roles.on
    fields = [
        MapLine("metric", quoted(f"{{{named.name}|slug}}"), ""),
        MapLine("count", quoted(table.money.cell(value))),
        MapLine("unit", quoted(cell_of(unit) if unit else "figure"), "<-- a currency needs `money` instead of `count`"),
        table.on(),
        *table.sure(),
    ]
    day_ = [f"{{{on.name}|slug}}"] if on is not None else []
    filled = [*table.gaps(value), *table.dated()]
    return EventSection("metric", table.who, [f"{{{named.name}|slug}}", *day_], fields, filled)
