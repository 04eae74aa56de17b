"""The events that the rows of a table seem to tell of: deals, figures, and what a company is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow
from dateline.imports.tables.guessing.draft import EventSection, MapLine, listed, quoted, table
from dateline.imports.tables.guessing.fields import (
    STAGES_TABLE,
    SURE_TABLE,
    TableCurrency,
    confidences_of,
    day,
    parties,
    stages_of,
)
from dateline.imports.tables.guessing.headers import SUMS, folded
from dateline.imports.tables.guessing.roles import Roles, is_page
from dateline.imports.tables.guessing.series import MOST, FigureColumn, about_spending, figures_of, per_line, per_table
from dateline.imports.tables.guessing.several import several_in

_SCHEMES = {
    "ticker": "ticker", "symbol": "ticker", "stock symbol": "ticker", "ticker symbol": "ticker", "lei": "lei",
    "isin": "isin", "cik": "cik", "permalink": "permalink", "company permalink": "permalink",
}  # fmt: skip
"""The header of a column → the scheme of the identifiers in it."""
_PLACES = ("city", "region", "country")


class EventGuesser:
    """A table of which nothing is understood becomes profiles of what stands in its first column."""

    def __init__(self, columns: list[SampledColumn], roles: Roles, rows: Sequence[SampledRow], file: str = "") -> None:
        """`file` is what the table is called."""
        self._columns = columns
        self._roles = roles
        self._file = file
        self._currency_of_table = TableCurrency(roles.pick("currency"), _currency(columns))
        self.company = roles.company or _first(columns)
        self.several = several_in(self.company, {row[self.company.name] for row in rows} - {""})
        self.who = "{who|slug}" if self.several else _slug(self.company)
        self.stages = stages_of(self._status)
        self._rows = [row for row in rows if (name := row[self.company.name]) and folded(name) not in SUMS]
        """Those of companies: what adds up others is set aside."""

    def events(self) -> list[EventSection]:
        """Deals or things first, then figures, then what the companies are."""
        told = self._acquisitions() or list(self._rounds()) or list(self._things())
        events = [*told, *self._figures(told=bool(told)), *self._companies()]
        if self.several is not None:
            for event in events:
                event.each = self.several.each
                event.own_sources = event.own_sources and not event.once
        return events

    @property
    def spans(self) -> dict[str, str]:
        """What the values of a column of spans stand for."""
        return per_table(self._roles.pick("per"))

    @property
    def _status(self) -> SampledColumn | None:
        named = (column for column in self._columns if folded(column.header) in ("status", "stage", "deal status"))
        return next((column for column in named if column.is_text and stages_of(column)), None)

    # --- deals ---

    def _acquisitions(self) -> list[EventSection]:
        buyer = self._roles.pick("acquirer")
        if buyer is None:
            return []
        target = self._roles.pick("target") or self.company
        price = self._roles.pick("price") or self._roles.pick("amount")
        fields = [
            MapLine("target", quoted(_cell(target)), ""),
            MapLine("stage", quoted("completed")),
            self._on(),
            *([self._currency_of_table.money("price", price)] if price else []),
            *self._sure(),
        ]
        return [
            EventSection(
                "acquisition", _slug(buyer), [_slug(target)], fields, [buyer.name, target.name, *self._dated()]
            )
        ]

    def _rounds(self) -> Iterator[EventSection]:
        """Rows that name their round, and rows that do not, which are known by their date."""
        pick = self._roles.pick
        round_, amount, on = pick("round"), pick("amount"), self._roles.on
        if amount is None and (round_ is None or pick("investors") is None):
            return
        if round_ is None and pick("investors") is None and about_spending(self._headers, self._file):
            return
        if round_ is not None:
            filled = bool(self._gaps(round_))
            yield self._round(round_, [round_.name] if filled else [])
            if filled and on is not None:
                yield replace(self._round(on, []), empty=round_.name)
        elif on is not None and amount is not None:
            worth = pick("valuation") is not None or pick("debt") is not None
            needed = [] if worth else self._gaps(amount)
            yield self._round(on, needed)
            published = pick("published")
            if self._gaps(on) and published is not None:
                undated = self._round(published, needed)
                undated.fields = [_by(published) if entry.key == "on" else entry for entry in undated.fields]
                yield replace(undated, filled=[*needed, *self._gaps(published)], empty=on.name)

    def _round(self, known_by: SampledColumn, filled: list[str]) -> EventSection:
        pick = self._roles.pick
        amount, valuation = pick("amount"), pick("valuation")
        named = known_by is pick("round")
        fields = [
            MapLine("round", quoted(f"{{{known_by.name}|slug}}"), "" if named else "<-- known by its date"),
            *([MapLine("series", quoted(_cell(known_by)), "")] if named else []),
            self._stage(),
            self._on(),
            *([self._raised(amount)] if amount else []),
            *([self._currency_of_table.money("debt", debt)] if (debt := pick("debt")) else []),
            *([self._currency_of_table.money("valuation", valuation)] if valuation else []),
            *parties(pick("leads"), pick("investors")),
            *self._sure(),
        ]
        filled = list(dict.fromkeys([*filled, *self._dated()]))
        return EventSection("funding", self.who, [f"{{{known_by.name}|slug}}"], fields, filled)

    def _stage(self) -> MapLine:
        if self._status is None:
            return MapLine("stage", quoted("closed"))
        return MapLine("stage", quoted(f"{{{self._status.name}|{STAGES_TABLE}}}"))

    def _raised(self, amount: SampledColumn) -> MapLine:
        """Where equity and debt stand in two columns, both were raised."""
        debt, line = self._roles.pick("debt"), self._currency_of_table.money("raised", amount)
        if debt is None or not line.value.startswith("{"):
            return line
        both = listed([_cell(amount), _cell(debt)])
        return replace(line, value=line.value.replace(f"from = {quoted(_cell(amount))}", f"sum = {both}"))

    # --- figures and things ---

    @property
    def _headers(self) -> list[str]:
        return [column.header for column in self._columns]

    def _figures(self, *, told: bool) -> Iterator[EventSection]:
        over_time = self._roles.on is not None or self._roles.pick("published") is not None
        money = self._currency_of_table
        found = figures_of(self._columns, self._roles, money, self._file, told=told, over_time=over_time)
        figures = list(islice(found, MOST))
        for one in figures:
            yield self._figure(one, figures)

    def _figure(self, one: FigureColumn, figures: Sequence[FigureColumn]) -> EventSection:
        scope, on = self._roles.pick("scope"), self._roles.on
        when = MapLine("on", quoted(one.on)) if one.on else self._on()
        scoped = [MapLine("scope", quoted(_cell(scope)))] if scope else []
        span = per_line(one, figures, self._roles.pick("per"))
        fields = [MapLine("metric", quoted(one.metric), ""), *scoped, *span, *one.value, when, *self._sure()]
        day_ = [f"{{{on.name}|slug}}"] if on is not None and not one.on else []
        filled = [*self._gaps(one.column), *([] if one.on else self._dated())]
        return EventSection("metric", self.who, [one.name, *day_], fields, filled)

    def _things(self) -> Iterator[EventSection]:
        """Models of AI, and sites of data centres."""
        model, power, site = self._roles.pick("model"), self._roles.pick("megawatts"), self._site
        if model is not None and model is not self.company:
            yield EventSection("model", self.who, [_slug(model)], self._of_model(model), self._dated())
        elif power is not None and site is not None and site is not self.company:
            yield EventSection("data-center", self.who, [_slug(site)], self._of_site(site, power))

    def _of_model(self, model: SampledColumn) -> list[MapLine]:
        numbers = [(role, self._roles.pick(role)) for role in ("parameters", "training_compute")]
        said = [MapLine(role, quoted(_cell(column))) for role, column in numbers if column]
        about = [MapLine("model", quoted(_cell(model)), ""), MapLine("stage", quoted("released"))]
        published = self._roles.pick("published")
        on = MapLine("on", day(published)) if self._roles.on is None and published else self._on()
        return [*about, on, *said, *self._sure()]

    def _of_site(self, site: SampledColumn, power: SampledColumn) -> list[MapLine]:
        name, country = quoted(_cell(site)), self._roles.pick("country")
        where = [MapLine("country", quoted(_cell(country)), "")] if country else []
        about = [MapLine("site", name, ""), MapLine("name", name, ""), MapLine("stage", quoted("operational"))]
        return [*about, self._on(), _without_zeros("megawatts", power), *where, *self._sure()]

    @property
    def _site(self) -> SampledColumn | None:
        """What a site is called."""
        named = [column for column in self._columns if column.is_text and column.has_plain_name]
        names = [one for one in named if folded(one.header) in ("name", "site", "data center", "data centre", "campus")]
        return next(iter(names), None)

    # --- companies ---

    def _companies(self) -> Iterator[EventSection]:
        name = MapLine("name", quoted("{who}" if self.several else _cell(self.company)), "")
        founded = self._roles.pick("founded")
        whose = () if self.several or self._is_of_things else _PLACES
        places = [MapLine(role, quoted(_cell(column)), "") for role in whose if (column := self._roles.pick(role))]
        if founded is not None:
            on = MapLine("on", day(founded))
            where = [place for place in places if place.key != "region"]
            fields, gaps = [on, name, *where], self._gaps(founded)
            yield EventSection("founded", self.who, ["founded"], fields, gaps, own_sources=False, once=True)
        others = [(role, self._roles.pick(role)) for role in ("website", "sector")]
        said = [MapLine(role, quoted(_cell(column)), "") for role, column in others if column]
        said += self._identifiers()
        on = MapLine("on", day(None), "")
        yield EventSection("profile", self.who, ["profile"], [on, name, *places, *said], own_sources=False, once=True)

    def _identifiers(self) -> list[MapLine]:
        """What the companies are known under in the lists of others; of deals nobody knows whose it is."""
        if self.several is not None or self._roles.pick("acquirer") is not None:
            return []
        named = ((_SCHEMES.get(folded(column.header)), column) for column in self._columns if column.said)
        found = [f"{scheme}:{_cell(column)}" for scheme, column in named if scheme and column.has_plain_name]
        return [MapLine("identifiers", listed(found))] if found else []

    @property
    def _is_of_things(self) -> bool:
        """Whether a place in a row is that of a site, and not of its company."""
        return self._roles.pick("megawatts") is not None

    # --- what they share ---

    def _on(self) -> MapLine:
        """Its own date; else it was true by the day it was published; else by that of the file."""
        if self._roles.on is not None:
            return MapLine("on", day(self._roles.on))
        published = self._roles.pick("published")
        return MapLine("on", day(published, "../" if published else ""))

    def _dated(self) -> list[str]:
        return self._gaps(self._roles.on) if self._roles.on else []

    def _gaps(self, column: SampledColumn) -> list[str]:
        """The column, if it is empty in some rows."""
        return [column.name] if any(not row[column.name] for row in self._rows) else []

    def _sure(self) -> list[MapLine]:
        if self.several is not None and self.several.sure:
            return [MapLine("confidence", quoted(f"{{sure|{SURE_TABLE}}}"), "")]
        column = self._roles.pick("sure")
        if column is None or not confidences_of(column):
            return []
        return [MapLine("confidence", quoted(f"{{{column.name}|{SURE_TABLE}}}"), "")]


def _without_zeros(name: str, column: SampledColumn) -> MapLine:
    """A number of which none is as good as not known."""
    zeros = [value for value in column.said if not value.strip("0.,")]
    cell = quoted(_cell(column))
    return MapLine(name, table(from_=cell, blank=listed(zeros)) if zeros else cell)


def _by(published: SampledColumn) -> MapLine:
    return MapLine("on", day(published, "../"))


def _first(columns: list[SampledColumn]) -> SampledColumn:
    plain = [column for column in columns if column.has_plain_name]
    return next((column for column in plain if column.said), plain[0])


def _cell(column: SampledColumn) -> str:
    return "{" + column.name + "}"


def _slug(column: SampledColumn) -> str:
    """Of an address like /company/acme the end."""
    address = is_page(column) or column.share(lambda text: text.startswith("/")) > 0.5
    return f"{{{column.name}|last|slug}}" if address else f"{{{column.name}|slug}}"


def _currency(columns: list[SampledColumn]) -> str:
    return next((column.unit.currency for column in columns if column.is_number and column.unit.currency), "")
