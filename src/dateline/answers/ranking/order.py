"""What companies and rounds are ordered by and narrowed down to, told from their states alone.

`ranked.py` finds the first ones of many without asking all states; what it finds must be what this module says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from dateline.errors import InvalidInput
from dateline.log.index_contract import Sieve
from dateline.log.index_entries import name_key
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState, Status
from dateline.state.parts.funding import FundingRound
from dateline.state.seen import Seen
from dateline.values.dates import PartialDate
from dateline.values.money import MINOR_UNITS, Amount, Money
from dateline.values.parties import fold_text
from dateline.values.rates import Conversion
from dateline.values.totals import Total
from dateline.values.vocabulary import FundingStage, Instrument, Per

Key = tuple[Decimal | int | str, ...]
"""What entries are compared by: a number, a folded name, or the two ends of a date as ordinals."""


class OrderField(Enum):
    NAME = "name"
    FOUNDED = "founded"
    VALUATION = "valuation"
    RAISED = "raised"
    METRIC = "metric"
    LATEST_EVENT = "latest-event"


NUMBERS = frozenset({OrderField.VALUATION, OrderField.RAISED, OrderField.METRIC})
DATES = frozenset({OrderField.FOUNDED, OrderField.LATEST_EVENT})
"""The fields by what they are compared by; a name is compared as text."""


class Direction(Enum):
    ASC = "asc"
    DESC = "desc"


@dataclass(frozen=True, slots=True)
class CompanyOrder:
    """`metric`, `scope` and `per` are for METRIC; money is compared in `currency`, counts as they are."""

    field: OrderField = OrderField.NAME
    direction: Direction = Direction.ASC
    currency: str = "USD"
    metric: str | None = None
    scope: str | None = None
    per: Per | None = None

    def __post_init__(self) -> None:
        if self.field is OrderField.METRIC and not self.metric:
            raise InvalidInput("order METRIC needs `metric`, the name of what is measured, like arr or headcount")
        if self.currency not in MINOR_UNITS:
            raise InvalidInput(f"{self.currency!r} is not an ISO 4217 code, like EUR or USD")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What a company is ordered by: the key, and what it is made of."""

    key: Key
    because: tuple[Seen, ...]
    figure: Chosen[Any] | None = None
    conversion: Conversion | None = None
    """Of the figure."""
    total: Total | None = None
    counted: tuple[Chosen[Any], ...] = ()
    """What the total adds up."""
    date: PartialDate | None = None
    text: str | None = None


def value_of(state: CompanyState, order: CompanyOrder) -> Value | None:
    """What the state is ordered by; None if it has no such value, or one that no rate converts."""
    return _VALUES[order.field](state, order)


def _name(state: CompanyState, _: CompanyOrder) -> Value:
    said = state.profile.name if state.profile is not None else None
    return Value((name_key(state.name),), (said.seen,) if said is not None else (), text=state.name)


def _founded(state: CompanyState, _: CompanyOrder) -> Value | None:
    if state.founding is None:
        return None
    on = state.founding.on
    return Value(day_key(on.value, state), (on.seen,), date=on.value)


def _latest_event(state: CompanyState, _: CompanyOrder) -> Value | None:
    if not state.history.folded:
        return None
    latest = state.history.folded[-1]
    return Value(day_key(latest.when, state), (latest,), date=latest.when)


def _valuation(state: CompanyState, order: CompanyOrder) -> Value | None:
    return _figure(state.valuation, state, order)


def _metric(state: CompanyState, order: CompanyOrder) -> Value | None:
    assert order.metric is not None
    return _figure(state.metric(order.metric, order.scope, order.per), state, order)


def _figure(chosen: Chosen[Any] | None, state: CompanyState, order: CompanyOrder) -> Value | None:
    if chosen is None:
        return None
    if not isinstance(chosen.value, Amount):
        return Value((chosen.value.count,), (chosen.seen,), figure=chosen)
    conversion = state.converted(chosen, order.currency)
    if conversion is None:
        return None
    return Value((conversion.money.amount,), (chosen.seen,), figure=chosen, conversion=conversion)


def _raised(state: CompanyState, order: CompanyOrder) -> Value | None:
    total, rounds = state.raised(None, order.currency)
    if total.money is None:
        return None
    counted = tuple(round_.raised for round_ in rounds if round_.raised is not None)
    because = tuple(chosen.seen for chosen in counted)
    return Value((total.money.amount,), because, total=total, counted=counted)


_VALUES: dict[OrderField, Callable[[CompanyState, CompanyOrder], Value | None]] = {
    OrderField.NAME: _name,
    OrderField.FOUNDED: _founded,
    OrderField.VALUATION: _valuation,
    OrderField.RAISED: _raised,
    OrderField.METRIC: _metric,
    OrderField.LATEST_EVENT: _latest_event,
}


def day_key(on: PartialDate, state: CompanyState) -> tuple[int, int]:
    """The day it counts from, then the other end."""
    counted, other = on.sort_key(state.vantage.dates)
    return counted.toordinal(), other.toordinal()


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """None is no condition; ends are inclusive and test the day a founding counts from."""

    slugs: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    sectors: frozenset[str] | None = None
    """Whatever their case and accents."""
    status: Status | None = None
    name_contains: str | None = None
    """Whatever its case and accents."""
    investor: str | None = None
    """The slug of a lead or investor of one of its rounds, or of a holder."""
    founded_from: date | None = None
    founded_until: date | None = None

    @property
    def sieve(self) -> Sieve:
        """What must ever have been told of a company that passes."""
        return Sieve(
            countries=_each(self.countries, str.upper),
            sectors=_each(self.sectors, fold_text),
            status=_TOLD.get(self.status) if self.status is not None else None,
            called=fold_text(self.name_contains) if self.name_contains else None,
            investor=self.investor,
            founded_from=self.founded_from,
            founded_until=self.founded_until,
        )

    def passes(self, state: CompanyState) -> bool:
        """All but `slugs`, which say whose states to ask."""
        return (
            _is_one_of(_profile(state, "country"), self.countries)
            and _is_one_of(_profile(state, "sector"), self.sectors, fold_text)
            and (self.status is None or state.status is self.status)
            and (not self.name_contains or fold_text(self.name_contains) in fold_text(state.name))
            and (self.investor is None or _is_backed_by(state, self.investor))
            and self._is_of_the_time(state)
        )

    def _is_of_the_time(self, state: CompanyState) -> bool:
        if self.founded_from is None and self.founded_until is None:
            return True
        if state.founding is None:
            return False
        return _within(state.founding.on.value.counts_from(state.vantage.dates), self.founded_from, self.founded_until)


_TOLD = {Status.CLOSED: "closed", Status.PUBLIC: "public", Status.ACQUIRED: "acquired"}


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """None is no condition; ends are inclusive and test the day a round counts from."""

    companies: frozenset[str] | None = None
    series: frozenset[str] | None = None
    """Whatever their case."""
    stage: FundingStage | None = None
    instruments: frozenset[Instrument] | None = None
    investor: str | None = None
    since: date | None = None
    until: date | None = None
    raised_min: Money | None = None
    """At least as much, in that currency."""

    @property
    def sieve(self) -> Sieve:
        return Sieve(investor=self.investor)

    def passes(self, round_: FundingRound, state: CompanyState) -> bool:
        """All but `companies`, which say whose states to ask."""
        return (
            _is_one_of(_of(round_.series), self.series)
            and (self.stage is None or round_.stage.value is self.stage)
            and (self.instruments is None or _of(round_.instrument) in self.instruments)
            and (self.investor is None or self.investor in _backers(round_))
            and _within(round_.on.value.counts_from(state.vantage.dates), self.since, self.until)
            and (self.raised_min is None or _is_at_least(round_.raised, self.raised_min, state))
        )


def _each(words: frozenset[str] | None, written: Callable[[str], str]) -> frozenset[str] | None:
    return frozenset(map(written, words)) if words is not None else None


def _of(chosen: Chosen[Any] | None) -> Any:
    return chosen.value if chosen is not None else None


def _profile(state: CompanyState, field: str) -> str | None:
    said: str | None = _of(getattr(state.profile, field, None))
    return said


def _is_one_of(word: str | None, words: frozenset[str] | None, folded: Callable[[str], str] = str.casefold) -> bool:
    return words is None or (word is not None and folded(word) in set(map(folded, words)))


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _backers(round_: FundingRound) -> set[str]:
    lists: Sequence[Chosen[Any] | None] = (round_.leads, round_.investors)
    return {party.slug for said in lists if said is not None for party in said.value}


def _is_backed_by(state: CompanyState, investor: str) -> bool:
    return any(investor in _backers(round_) for round_ in state.rounds) or any(
        stake.holder.value.slug == investor for stake in state.holders
    )


def _is_at_least(raised: Chosen[Amount] | None, least: Money, state: CompanyState) -> bool:
    conversion = state.converted(raised, least.currency) if raised is not None else None
    return conversion is not None and conversion.money.amount >= least.amount
