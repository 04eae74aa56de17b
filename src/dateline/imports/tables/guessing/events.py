"""The events that the rows of a table seem to tell of: deals, figures, and what a company is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow
from dateline.imports.tables.guessing.draft import EventSection, MapLine, quoted
from dateline.imports.tables.guessing.fields import SURE_TABLE, TableCurrency, confidences_of, count, day, parties
from dateline.imports.tables.guessing.headers import SUMS, folded
from dateline.imports.tables.guessing.roles import Roles, is_page

_FIGURES = ("headcount", "revenue", "users")
_PLACES = ("city", "country")


class EventGuesser:
    """A table of which nothing is understood becomes profiles of what stands in its first column."""

    def __init__(self, columns: list[SampledColumn], roles: Roles, rows: Sequence[SampledRow]) -> None:
        self._columns = columns
        self._roles = roles
        self._currency_of_table = TableCurrency(roles.pick("currency"), _currency(columns))
        self.company = roles.company or _first(columns)
        self.who = _slug(self.company)
        self._rows = [row for row in rows if (name := row[self.company.name]) and folded(name) not in SUMS]
        """Those of companies: what adds up others is set aside."""

    def events(self) -> list[EventSection]:
        """Deals first, then figures, then what the companies are."""
        deals = self._acquisitions() or list(self._rounds())
        return [*deals, *self._figures(told=bool(deals)), *self._companies()]

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
        if round_ is not None:
            filled = bool(self._gaps(round_))
            yield self._round(round_, [round_.name] if filled else [])
            if filled and on is not None:
                yield replace(self._round(on, []), empty=round_.name)
        elif on is not None and amount is not None:
            yield self._round(on, self._gaps(amount))

    def _round(self, known_by: SampledColumn, filled: list[str]) -> EventSection:
        pick = self._roles.pick
        amount, valuation = pick("amount"), pick("valuation")
        named = known_by is pick("round")
        fields = [
            MapLine("round", quoted(f"{{{known_by.name}|slug}}"), "" if named else "<-- known by its date"),
            *([MapLine("series", quoted(_cell(known_by)), "")] if named else []),
            MapLine("stage", quoted("closed")),
            self._on(),
            *([self._currency_of_table.money("raised", amount)] if amount else []),
            *([self._currency_of_table.money("valuation", valuation)] if valuation else []),
            *parties(pick("leads"), pick("investors")),
            *self._sure(),
        ]
        filled = list(dict.fromkeys([*filled, *self._dated()]))
        return EventSection("funding", self.who, [f"{{{known_by.name}|slug}}"], fields, filled)

    # --- figures ---

    def _figures(self, *, told: bool) -> Iterator[EventSection]:
        for name in _FIGURES if told else (*_FIGURES, "valuation"):
            column = self._roles.pick(name)
            if column is not None:
                yield self._figure(name, column)

    def _figure(self, name: str, column: SampledColumn) -> EventSection:
        people = name in ("headcount", "users")
        money = [] if people else [self._currency_of_table.money("money", column)]
        value = [count(column), MapLine("unit", quoted("people"), "")] if people else money
        fields = [MapLine("metric", quoted(name), ""), *value, self._on(), *self._sure()]
        day_ = [f"{{{self._roles.on.name}|slug}}"] if self._roles.on else []
        return EventSection("metric", self.who, [name, *day_], fields, [*self._gaps(column), *self._dated()])

    # --- companies ---

    def _companies(self) -> Iterator[EventSection]:
        name = MapLine("name", quoted(_cell(self.company)), "")
        founded = self._roles.pick("founded")
        places = [MapLine(role, quoted(_cell(column)), "") for role in _PLACES if (column := self._roles.pick(role))]
        if founded is not None:
            on = MapLine("on", day(founded))
            fields, gaps = [on, name, *places], self._gaps(founded)
            yield EventSection("founded", self.who, ["founded"], fields, gaps, own_sources=False, once=True)
        others = [(role, self._roles.pick(role)) for role in ("website", "sector")]
        said = [MapLine(role, quoted(_cell(column)), "") for role, column in others if column]
        on = MapLine("on", day(None), "")
        yield EventSection("profile", self.who, ["profile"], [on, name, *places, *said], own_sources=False, once=True)

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
        column = self._roles.pick("sure")
        if column is None or not confidences_of(column):
            return []
        return [MapLine("confidence", quoted(f"{{{column.name}|{SURE_TABLE}}}"), "")]


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
