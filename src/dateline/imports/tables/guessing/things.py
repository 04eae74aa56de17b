"""Rows that tell of things: models of AI, and sites of data centres."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import LOOK_HERE, EventSection, MapLine, listed, quoted
from dateline.imports.tables.guessing.draft import table as inline
from dateline.imports.tables.guessing.fields import day
from dateline.imports.tables.guessing.headers import bare, folded
from dateline.imports.tables.guessing.survey import MeantValues, Survey, cell_of, unmeant
from dateline.imports.tables.guessing.words import SITE_NAMES, SITE_STAGES

_SITE_STAGES = "site-stages"
_NOBODY = "unknown-owner"
_LONGEST_STATUS = 40
_CHIPS = re.compile(r"\b(?:chips?|gpus?|accelerators?|h100s?)\b", re.IGNORECASE)
_SAYS_NO_SORT = frozenset({"current", "total", "number", "of", "chips", "chip", "gpus", "accelerators", "count", "the"})
_ZERO = re.compile(r"0+(?:[.,]0+)?")
_IN_USE = re.compile(r"\b(?:go live|live|online|opened|opening|operational|commissioned|in service|inbetriebnahme"
                     r"|eroffnung|ready for service|rfs|completed|completion)\b")  # fmt: skip
"""Headers of days on which a site is in use."""


def things(table: Survey) -> Iterator[EventSection]:
    """Of the first sort of which the columns tell anything."""
    model, power, site = table.roles.pick("model"), table.roles.pick("megawatts"), _site(table)
    if model is not None and model is not table.company:
        yield EventSection("model", table.who, [table.slug_of(model)], _of_model(table, model), table.dated())
    elif power is not None and site is not None:
        yield from _sites(table, site, power)


def _of_model(table: Survey, model: SampledColumn) -> list[MapLine]:
    numbers = [(role, table.roles.pick(role)) for role in ("parameters", "training_compute")]
    said = [MapLine(role, _scaled(column)) for role, column in numbers if column]
    about = [MapLine("model", quoted(cell_of(model)), ""), MapLine("stage", quoted("released"))]
    published = table.roles.published
    on = MapLine("on", day(published)) if table.roles.on is None and published else table.on()
    return [*about, on, *said, *table.sure()]


def _scaled(column: SampledColumn) -> str:
    """A number with the scale that its header names: `Parameters (B)`."""
    cell, times = quoted(cell_of(column)), column.unit.times
    return inline(from_=cell, times=times) if times else cell


# --- sites ---


def _site(table: Survey) -> SampledColumn | None:
    """What a site is called."""
    site = table.roles.pick("site")
    if site is not None:
        return site
    named = [column for column in table.columns if column.is_text and column.has_plain_name]
    return next((one for one in named if folded(one.header) in SITE_NAMES and one is not table.company), None)


def owner_is_unknown(table: Survey) -> bool:
    """Whether a table names sites, and of no site whose it is."""
    return table.roles.pick("megawatts") is not None and table.company is _site(table)


def _sites(table: Survey, site: SampledColumn, power: SampledColumn) -> Iterator[EventSection]:
    """As they are; and where a column says since when they are in use, or will be, that day."""
    status, on = _status(table), table.roles.on
    if status is None or on is None or not _IN_USE.search(folded(on.header)):
        yield _of_site(table, site, power, _stage(table, status, power), [table.on()], table.dated())
        return
    meant = table.meant(status, SITE_STAGES)
    used = [value for value, stage in meant.items() if stage == "operational"]
    table.tables[_SITE_STAGES] = MeantValues(meant, None, unmeant(status, meant))
    if used:
        stage, days = MapLine("stage", quoted("operational"), ""), [table.on()]
        event = _of_site(table, site, power, stage, days, table.dated())
        event.also = [f"{quoted(status.name)} = {listed(used)}"]
        yield event
    stage = MapLine("stage", quoted(f"{{{status.name}|{_SITE_STAGES}}}"))
    days = [MapLine("on", day(None), ""), MapLine("operational_by", day(on))]
    event = _of_site(table, site, power, stage, days, [])
    event.also = [f"{quoted(status.name)} = {{ not = {listed(used)} }}"] if used else []
    yield event


def _status(table: Survey) -> SampledColumn | None:
    texts = (column for column in table.columns if column.is_text and column.has_plain_name)
    named = (one for one in texts if {"status", "stage", "phase", "statut", "estado"} & set(folded(one.header).split()))
    short = (one for one in named if max(map(len, one.said)) <= _LONGEST_STATUS)
    return next((column for column in short if table.meant(column, SITE_STAGES)), None)


def _stage(table: Survey, status: SampledColumn | None, power: SampledColumn) -> MapLine:
    """As its row says; a site without power is not in use yet."""
    if status is not None:
        meant = table.meant(status, SITE_STAGES)
        table.tables[_SITE_STAGES] = MeantValues(meant, None, unmeant(status, meant))
        return MapLine("stage", quoted(f"{{{status.name}|{_SITE_STAGES}}}"))
    zeros = [value for value in power.said if _ZERO.fullmatch(value)]
    if not zeros:
        return MapLine("stage", quoted("operational"))
    table.tables[_SITE_STAGES] = MeantValues(dict.fromkeys(["", *zeros], "under-construction"), "operational")
    return MapLine("stage", quoted(f"{{{power.name}|{_SITE_STAGES}}}"), f"{LOOK_HERE} without power it is not in use")


def _of_site(
    table: Survey, site: SampledColumn, power: SampledColumn, stage: MapLine, days: list[MapLine], filled: list[str]
) -> EventSection:
    name, country = quoted(cell_of(site)), table.roles.pick("country")
    cost = table.roles.pick("capex") or table.roles.pick("amount")
    city = next((one for one in (table.roles.pick("city"),) if one is not site), None)
    fields = [
        MapLine("site", name, ""),
        MapLine("name", name, ""),
        stage,
        *days,
        _without_zeros("megawatts", power),
        *([table.money.money("investment", cost)] if cost else []),
        *_chips(table),
        *([MapLine("place", quoted(cell_of(city)), "")] if city else []),
        *([MapLine("country", table.country(country), "")] if country else []),
        *table.sure(),
    ]
    event = EventSection("data-center", table.who, [table.slug_of(site), *_told_again(table, site)], fields, filled)
    if owner_is_unknown(table):
        event.company = _NOBODY
        event.company_remark = f"{LOOK_HERE} whose it is, this table does not say: name it, or a [[join]] looks it up"
    return event


def _chips(table: Survey) -> list[MapLine]:
    """How many chips there are, and of which sort, as the header says."""
    columns = (column for column in table.columns if column.is_number and _CHIPS.search(column.header))
    column = next((one for one in columns if one.has_plain_name), None)
    if column is None:
        return []
    zeros = [value for value in column.said if _ZERO.fullmatch(value)]
    number = inline(from_=quoted(cell_of(column)), places="0", blank=listed(zeros) if zeros else "")
    sort = " ".join(word for word in bare(column.header).split() if folded(word) not in _SAYS_NO_SORT)
    return [MapLine("chips", number), *([MapLine("chip_model", quoted(sort))] if sort else [])]


def _told_again(table: Survey, site: SampledColumn) -> list[str]:
    """The day, where a table tells of a site on several."""
    on = table.roles.on
    names = [row[site.name] for row in table.rows]
    return [f"{{{on.name}|slug}}"] if on is not None and len(set(names)) < len(names) else []


def _without_zeros(name: str, column: SampledColumn) -> MapLine:
    """A number of which none is as good as not known."""
    zeros = [value for value in column.said if not value.strip("0.,")]
    cell = quoted(cell_of(column))
    return MapLine(name, inline(from_=cell, blank=listed(zeros)) if zeros else cell)
