"""Typed answers: a company at a vantage, and tables of what it and others are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeVar

from dateline.answers.asking import word
from dateline.answers.event_lists import Listed
from dateline.exports.columns import Column, ColumnKind, SheetRow, StateSheet
from dateline.exports.events_sheet import EVENTS
from dateline.exports.sheets import DATA_CENTERS, METRICS, MODELS, ROUNDS, STATES, sheet_named
from dateline.notebook import given
from dateline.notebook.table import Cell, Table
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.metrics import Metric
from dateline.state.parts.models import Model
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.money import Amount, Quantity
from dateline.values.totals import Total
from dateline.values.vocabulary import Per
from dateline.values.words import money_words, value_words

V = TypeVar("V")

_SHOWN = {
    "states": ("company", "company_name", "status", "valuation", "valuation_currency", "raised_by_currency", "rounds"),
    "rounds": ("company", "round", "stage", "on", "raised", "raised_currency", "valuation", "valuation_currency"),
    "models": ("company", "model", "name", "stage", "on", "access", "parameters"),
    "data-centers": ("company", "site", "role", "stage", "on", "megawatts", "chips", "investment"),
    "acquisitions": ("company", "target", "stage", "on", "price", "price_currency", "percent"),
    "milestones": ("company", "name", "category", "stage", "on", "description"),
    "metrics": ("company", "metric", "scope", "per", "value", "currency", "unit", "on"),
}
MOST_COLUMNS = 8
_SHOWN_OF_EVENTS = ("on", "company", "summary", "confidence", "standing", "publishers")


def sheet_table(title: str, sheet: StateSheet[V], states: Iterable[CompanyState]) -> Table[V]:
    """The rows that a sheet has of some states, with the views they are made of."""
    items: list[V] = []
    cells: list[SheetRow] = []
    for state in states:
        items += sheet.views(state)
        cells += sheet.rows(state)
    return Table(title, items, sheet.columns, cells, shown_columns(sheet))


def shown_columns(sheet: StateSheet[object]) -> tuple[str, ...]:
    """What is printed of a sheet: the first columns of one of which nothing else is said."""
    told = (column.name for column in sheet.columns if column.name != "named")
    return _SHOWN.get(sheet.name, tuple(told)[:MOST_COLUMNS])


def events_table(title: str, listed: Sequence[Listed], vantage: Vantage) -> Table[Listed]:
    cells = [EVENTS.row(one, vantage) for one in listed]
    return Table(title, listed, EVENTS.columns, cells, _SHOWN_OF_EVENTS)


class Company:
    """A company at a vantage. `state` has every detail, with where it comes from."""

    def __init__(self, state: CompanyState) -> None:
        self.state = state

    @property
    def slug(self) -> str:
        return self.state.slug

    @property
    def name(self) -> str:
        return self.state.name

    @property
    def status(self) -> str:
        return self.state.status.value

    @property
    def vantage(self) -> Vantage:
        return self.state.vantage

    @property
    def valuation(self) -> Chosen[Amount] | None:
        """With its `value`, its `alternatives` and the `rule` that chose."""
        return self.state.valuation

    def raised(self, currency: str | None = None) -> Total:
        """Money raised in closed rounds, and how many it counted, does not know and left out."""
        return self.state.raised(currency=given.text_or_none(currency, "currency"))[0]

    def metric(self, name: str, scope: str | None = None, per: str | None = None) -> Chosen[Amount | Quantity] | None:
        """The figure of a metric; of a product, division or site with `scope`. None if nobody says it.

        Raises InvalidInput for a `per` that is none.
        """
        return self.state.metric(given.text(name, "name"), given.text_or_none(scope, "scope"), word(per, Per, "per"))

    @property
    def rounds(self) -> Table[FundingRound]:
        return self._part("rounds", ROUNDS)

    @property
    def models(self) -> Table[Model]:
        return self._part("models", MODELS)

    @property
    def data_centers(self) -> Table[DataCenter]:
        return self._part("data centres", DATA_CENTERS)

    @property
    def metrics(self) -> Table[Metric]:
        return self._part("metrics", METRICS)

    def sheet(self, name: str) -> Table[object]:
        """What one of the sheets of exports has of the company. Raises InvalidInput if there is none of this name."""
        return self._part(given.text(name, "name").replace("-", " "), sheet_named(name))

    def _part(self, what: str, sheet: StateSheet[V]) -> Table[V]:
        return sheet_table(f"{self.name}, {what}, {vantage_title(self.vantage)}", sheet, [self.state])

    @property
    def timeline(self) -> Table[Listed]:
        """All events that count, whatever their standing and confidence, by date."""
        return self._events("events", self.state.history.timeline)

    @property
    def rumors(self) -> Table[Listed]:
        return self._events("rumors", self.state.history.rumors)

    @property
    def possible(self) -> Table[Listed]:
        """What may have happened by `on`, which lies inside the span of its date."""
        return self._events("possible", self.state.history.possible)

    @property
    def upcoming(self) -> Table[Listed]:
        """What begins after `on`."""
        return self._events("upcoming", self.state.history.upcoming)

    def _events(self, what: str, seen: Iterable[Seen]) -> Table[Listed]:
        listed = [Listed(one, self.state.history.standings.of(one.id)) for one in seen]
        return events_table(f"{self.name}, {what}, {vantage_title(self.vantage)}", listed, self.vantage)

    @property
    def conflicts(self) -> Table[Chosen[object]]:
        """The fields of which accounts do not agree."""
        columns = [Column(name, ColumnKind.TEXT) for name in ("subject", "field", "value", "event")]
        columns += [Column(name, ColumnKind.TEXTS) for name in ("others", "other_events")]
        cells = [_conflict(chosen) for chosen in self.state.conflicts]
        title = f"{self.name}, conflicts, {vantage_title(self.vantage)}"
        return Table(title, self.state.conflicts, columns, cells, ("subject", "field", "value", "others"))

    def rows(self, *, exact: bool = False) -> list[dict[str, Cell]]:
        """The company as one row."""
        return sheet_table("", STATES, [self.state]).rows(exact=exact)

    def __repr__(self) -> str:
        facts = self._facts()
        width = max(map(len, facts))
        lines = [f"  {name.ljust(width)}  {value}" for name, value in facts.items()]
        return "\n".join([f"{self.name} ({self.slug}), {vantage_title(self.vantage)}", *lines])

    def _repr_html_(self) -> str:
        lines = (f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in self._facts().items())
        title = f"{self.name} ({self.slug}), {vantage_title(self.vantage)}"
        return f"<p><b>{escape(title)}</b></p><table><tbody>{''.join(lines)}</tbody></table>"

    def _facts(self) -> dict[str, str]:
        state = self.state
        parts = {"rounds": state.rounds, "models": state.models, "metrics": state.metrics, "people": state.people}
        listed = ", ".join(f"{len(found)} {name}" for name, found in parts.items() if found)
        facts = {
            "status": state.status.value,
            "founded": state.founding.on.value.human() if state.founding else "",
            "valuation": _worth(state),
            "raised": _raised(self.raised()),
            "has": listed,
            "conflicts": str(len(state.conflicts) or ""),
            "rests on": f"{state.history.coverage.events} events of {state.history.coverage.sources} sources",
        }
        return {name: value for name, value in facts.items() if value}


def vantage_title(vantage: Vantage) -> str:
    """Where the log is looked at from, in a few words."""
    known = f"known by {vantage.known_by}" if vantage.known_by is not None else "with hindsight"
    return f"on {vantage.on}, {known}"


def _worth(state: CompanyState) -> str:
    chosen = state.valuation
    if chosen is None:
        return ""
    doubt = ", others disagree" if chosen.is_conflict else ""
    return f"{money_words(chosen.value)} ({chosen.account.moment.human()}{doubt})"


def _raised(total: Total) -> str:
    if not total.by_currency:
        return ""
    unknown = f", {total.unknown} unknown" if total.unknown else ""
    rounds = "round" if total.counted == 1 else "rounds"
    return f"{' + '.join(map(money_words, total.by_currency))} in {total.counted} {rounds}{unknown}"


def _conflict(chosen: Chosen[object]) -> SheetRow:
    others = [other.account for other in chosen.alternatives if not other.agrees]
    return (
        chosen.subject,
        chosen.field,
        value_words(chosen.value),
        chosen.seen.id,
        tuple(value_words(other.value) for other in others),
        tuple(other.seen.id for other in others),
    )
