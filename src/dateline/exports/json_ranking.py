"""The answer of `rank --json`: companies in an order, like the answers of `json_state.py`."""

from __future__ import annotations

from dateline.answers.paging import Slice
from dateline.answers.ranking.order import CompanyOrder, OrderValue
from dateline.answers.ranking.ranking import RankedCompany
from dateline.exports.json_state import event_answer
from dateline.exports.json_values import Json, json_value, total_counts, vantage_answer
from dateline.state.vantage import Vantage


def ranking_answer(order: CompanyOrder, vantage: Vantage, found: Slice[RankedCompany]) -> Json:
    """A page of companies in an order, and the events behind what they are ordered by."""
    named = (seen for one in found.items if one.value is not None for seen in one.value.because)
    return {
        "by": order.field.value,
        "metric": order.metric,
        "scope": order.scope,
        "per": json_value(order.per),
        "currency": order.currency,
        "direction": order.direction.value,
        "vantage": vantage_answer(vantage),
        "companies": [
            {"rank": one.rank, "company": one.state.slug, "name": one.state.name, **_value_answer(one.value)}
            for one in found.items
        ],
        "more": found.has_next,
        "events": [event_answer(seen) for seen in {seen.id: seen for seen in named}.values()],
    }


def _value_answer(value: OrderValue | None) -> Json:
    """`value` is as compared, `reported` as a source gives it."""
    if value is None:
        return {"value": None, "because": []}
    because = [seen.id for seen in value.because]
    if value.total is not None:
        return {"value": json_value(value.total.money), **total_counts(value.total), "because": because}
    if value.figure is not None:
        reported = {"reported": json_value(value.figure.value), "on": value.figure.account.moment.edtf}
        rate = {}
        if value.conversion is not None:
            rate = {"rate": json_value(value.conversion.rate.value), "rate_date": json_value(value.conversion.rate.on)}
        compared = value.conversion.money if value.conversion is not None else value.figure.value
        return {"value": json_value(compared), **reported, **rate, "because": because}
    return {"value": json_value(value.date or value.text), "because": because}
