"""What companies are ordered by, told from their states alone.

`ranking.py` finds the first ones of many without asking all states; what it finds must be what this module says.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from dateline.answers.flows import Flow, FlowRequest, flow
from dateline.answers.spans_told import DaySpan
from dateline.errors import InvalidInput
from dateline.log.index_entries import name_key
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.conversion import convert_at
from dateline.state.seen import Seen
from dateline.values.currencies import MINOR_UNITS
from dateline.values.dates import PartialDate
from dateline.values.described import Described
from dateline.values.money import Measurement, Quantity
from dateline.values.rates import Conversion
from dateline.values.totals import Total
from dateline.values.vocabulary import Per

OrderKey = tuple[Decimal | int | str, ...]
"""What entries are compared by: a number, a folded name, or the two ends of a date as ordinals."""


class OrderField(Described):
    """What companies are ordered by."""

    NAME = "name", "The name at the vantage, whatever its case and accents."
    FOUNDED = "founded", "The day the founding counts from."
    VALUATION = "valuation", "What the company is worth, in the currency asked for."
    RAISED = "raised", "The money of all closed rounds but secondary ones, in the currency asked for."
    METRIC = "metric", "The figure that `metric`, `scope` and `per` name; money in the currency asked for."
    LATEST_EVENT = "latest-event", "The day the latest event that counts is true from."


NUMBERS = frozenset({OrderField.VALUATION, OrderField.RAISED, OrderField.METRIC})
DATES = frozenset({OrderField.FOUNDED, OrderField.LATEST_EVENT})
"""The fields by what they are compared by; a name is compared as text."""


class Direction(Described):
    """Which end comes first. Those without the value come last in both."""

    ASC = "asc", "From the lowest, earliest, or first in the alphabet."
    DESC = "desc", "From the highest, latest, or last in the alphabet."


class CompanyOrder(msgspec.Struct, frozen=True):
    """`metric`, `scope` and `per` are for METRIC; money is compared in `currency`, counts as they are."""

    field: OrderField = OrderField.NAME
    direction: Direction = Direction.ASC
    currency: str = "USD"
    metric: str | None = None
    scope: str | None = None
    per: Per | None = None
    over: DaySpan | None = None
    """For METRIC: the time over which its figures are added up; None for the latest one."""

    def __post_init__(self) -> None:
        if self.field is OrderField.METRIC and not self.metric:
            raise InvalidInput(
                "order METRIC needs `metric`, the name of what is measured, like arr or headcount", argument=["metric"]
            )
        for name in ("metric", "scope", "per") if self.field is not OrderField.METRIC else ():
            if getattr(self, name) is not None:
                raise InvalidInput(f"`{name}` is for order METRIC, and not for {self.field.value}", argument=[name])
        if self.over is not None and (self.field is not OrderField.METRIC or self.per is Per.ANNUALIZED):
            raise InvalidInput(
                "only a metric that is counted over spans can be added up over a time", argument=["over"]
            )
        if self.currency not in MINOR_UNITS:
            raise InvalidInput(f"{self.currency!r} is not an ISO 4217 code, like EUR or USD")


class OrderValue(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a company is ordered by: the key, and what it is made of."""

    key: OrderKey
    because: tuple[Seen, ...]
    figure: Chosen[Measurement] | None = None
    conversion: Conversion | None = None
    """Of the figure."""
    flow: Flow | None = None
    """Of a metric that is added up over a time; its total is `total`."""
    total: Total | None = None
    counted: tuple[Chosen[Any], ...] = ()
    """What the total adds up."""
    date: PartialDate | None = None
    text: str | None = None


def value_of(state: CompanyState, order: CompanyOrder) -> OrderValue | None:
    """What the state is ordered by; None if it has no such value, or one that no rate converts."""
    return _VALUES[order.field](state, order)


def _name(state: CompanyState, _: CompanyOrder) -> OrderValue:
    said = state.profile.name if state.profile is not None else None
    return OrderValue((name_key(state.name),), (said.seen,) if said is not None else (), text=state.name)


def _founded(state: CompanyState, _: CompanyOrder) -> OrderValue | None:
    if state.founding is None:
        return None
    on = state.founding.on
    return OrderValue(day_key(on.value, state), (on.seen,), date=on.value)


def _latest_event(state: CompanyState, _: CompanyOrder) -> OrderValue | None:
    if not state.history.folded:
        return None
    latest = state.history.folded[-1]
    return OrderValue(day_key(latest.when, state), (latest,), date=latest.when)


def _valuation(state: CompanyState, order: CompanyOrder) -> OrderValue | None:
    return _figure(state.valuation, state, order)


def _metric(state: CompanyState, order: CompanyOrder) -> OrderValue | None:
    assert order.metric is not None
    if order.over is not None:
        return _flow(flow(state, FlowRequest(order.metric, order.over, order.scope, order.per, order.currency)))
    return _figure(state.metric(order.metric, order.scope, order.per), state, order)


def _flow(found: Flow) -> OrderValue | None:
    """Of counts if they are no money: these are compared as they are."""
    number = found.total.money.amount if found.total.money is not None else found.total.count
    if number is None:
        return None
    counted = tuple(one.value for one in found.figures)
    return OrderValue((number,), found.because, flow=found, total=found.total, counted=counted)


def _figure(chosen: Chosen[Measurement] | None, state: CompanyState, order: CompanyOrder) -> OrderValue | None:
    if chosen is None:
        return None
    figure = chosen.value
    if isinstance(figure, Quantity):
        return OrderValue((figure.count,), (chosen.seen,), figure=chosen)
    conversion = convert_at(figure.money, chosen.account.moment, order.currency, state.vantage)
    if conversion is None:
        return None
    return OrderValue((conversion.money.amount,), (chosen.seen,), figure=chosen, conversion=conversion)


def _raised(state: CompanyState, order: CompanyOrder) -> OrderValue | None:
    total, rounds = state.raised(None, order.currency)
    if total.money is None:
        return None
    counted = tuple(round_.raised for round_ in rounds if round_.raised is not None)
    because = tuple(chosen.seen for chosen in counted)
    return OrderValue((total.money.amount,), because, total=total, counted=counted)


_VALUES: dict[OrderField, Callable[[CompanyState, CompanyOrder], OrderValue | None]] = {
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
