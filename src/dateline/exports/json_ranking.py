"""The answer of `rank --json`: companies in an order, like the answers of `json_state.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dateline.answers.findings.finding import Reviewed
from dateline.answers.flows import Flow
from dateline.answers.paging import Slice
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.order import CompanyOrder, OrderValue
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.answers.ranking.ranking import RankedCompany
from dateline.answers.spans_told import DaySpan, span_told
from dateline.answers.sums.company_sums import SumRow, SumTable
from dateline.answers.sums.grouping import SumBy
from dateline.events.measured import Metric
from dateline.exports.json_state import event_answer, finding_answer, view_answer
from dateline.exports.json_values import Json, json_value, number_answer, total_counts, vantage_answer
from dateline.state.vantage import Vantage
from dateline.values.money import Money
from dateline.values.totals import Total


def ranking_answer(order: CompanyOrder, vantage: Vantage, found: Slice[RankedCompany], why: str = "") -> Json:
    """A page of companies in an order, and the events behind what they are ordered by. `why`: if none has a value."""
    named = (seen for one in found.items if one.value is not None for seen in one.value.because)
    return {
        **ranking_terms(order, vantage),
        "companies": [
            {"rank": one.rank, "company": one.state.slug, "name": one.state.name, "named": one.state.is_named}
            | _value_answer(one.value)
            for one in found.items
        ],
        "more": found.has_next,
        "why": why or None,
        "events": [event_answer(seen) for seen in {seen.id: seen for seen in named}.values()],
    }


def ranking_terms(order: CompanyOrder, vantage: Vantage) -> Json:
    """By what companies are ordered, and where they are looked at from."""
    return {
        "by": order.field.value,
        "metric": order.metric,
        "scope": order.scope,
        "per": json_value(order.per),
        "over": _days(order.over) if order.over is not None else None,
        "currency": order.currency,
        "direction": order.direction.value,
        "vantage": vantage_answer(vantage),
    }


def _value_answer(value: OrderValue | None) -> Json:
    """`value` is as compared, `reported` as a source gives it."""
    if value is None:
        return {"value": None, "because": []}
    because = [seen.id for seen in value.because]
    if value.flow is not None:
        return {**flow_answer(value.flow), "because": because}
    if value.total is not None:
        return {"value": json_value(value.total.money), **total_counts(value.total), "because": because}
    if value.figure is not None:
        reported = {"reported": json_value(value.figure.value), "on": value.figure.account.moment.edtf}
        reported |= _span_of(value.because[0].event)
        rate = {}
        if value.conversion is not None:
            rate = {"rate": json_value(value.conversion.rate.value), "rate_date": json_value(value.conversion.rate.on)}
        compared = value.conversion.money if value.conversion is not None else value.figure.value
        return {"value": json_value(compared), **reported, **rate, "because": because}
    return {"value": json_value(value.date or value.text), "because": because}


def _span_of(event: object) -> Json:
    """Over what a figure is counted, and of which days it is, where it says so."""
    if not isinstance(event, Metric) or event.per is None:
        return {}
    days = span_told(event, event.per)
    return {"per": json_value(event.per), "of": _days(days) if days is not None else None}


def flow_answer(found: Flow) -> Json:
    """A metric added up over a time: what of, what is missing, what is told over other spans."""
    total = found.total
    return {
        "value": json_value(total.money)
        if total.count is None
        else {"count": json_value(total.count), "unit": total.unit},
        "by_currency": [number_answer(money) for money in total.by_currency],
        "per": json_value(found.per),
        **total_counts(total),
        "figures": [
            {**_days(one.days), "value": json_value(one.value.value), "event": one.value.seen.id}
            for one in found.figures
        ],
        "missing": [_days(gap) for gap in found.missing],
        "other_spans": [json_value(per) for per in found.other_spans],
    }


def _days(days: DaySpan) -> Json:
    return {"first": json_value(days.first), "last": json_value(days.last)}


def parts_answer(
    listed: ListedPart[Any], order: PartOrder, vantage: Vantage, found: Slice[RankedPart[Any]], why: str = ""
) -> Json:
    """A page of parts of all companies, and the events behind them. `why`: if there are none."""
    named = (seen for one in found.items for seen in one.part.events)
    return {
        "list": listed.name,
        "order": order.by.value,
        "vantage": vantage_answer(vantage),
        "parts": [
            {
                "rank": one.rank,
                "company": one.state.slug,
                "company_name": one.state.name,
                "named": one.state.is_named,
                **view_answer(one.part),
                "converted": _number(listed.number(one.part, one.state, order.currency), order.currency, listed),
            }
            for one in found.items
        ],
        "more": found.has_next,
        "why": why or None,
        "events": [event_answer(seen) for seen in {seen.id: seen for seen in named}.values()],
    }


def _number(number: Decimal | None, currency: str, listed: ListedPart[Any]) -> Json | None:
    """What a round raised, or a deal cost, in one currency."""
    if number is None or not listed.is_money:
        return None
    return number_answer(Money(number, currency))


def sums_answer(vantage: Vantage, found: SumTable, why: str = "") -> Json:
    """A sum over companies as a table. `why`: if nothing is in it."""
    groups = [each.value for each in found.asked.groups]
    return {
        **sums_terms(vantage, found),
        "rows": [
            dict(zip(groups, row.group, strict=True)) | _company_name(found, row) | _total(row.total)
            for row in found.rows
        ],
        "total": _total(found.whole.total),
        "other_spans": [json_value(per) for per in found.other_spans],
        "presumed": found.presumed,
        "why": why or None,
    }


def sums_terms(vantage: Vantage, found: SumTable) -> Json:
    """What is added up, and where it is looked at from."""
    asked = found.asked
    return {
        "of": asked.of.value,
        "metric": asked.metric,
        "scope": asked.scope,
        "per": json_value(asked.per),
        "by": [each.value for each in asked.groups],
        "from": json_value(asked.since),
        "until": json_value(asked.until),
        "currency": asked.currency,
        "vantage": vantage_answer(vantage),
    }


def _company_name(found: SumTable, row: SumRow) -> Json:
    """The name that the company of a row had by then."""
    if SumBy.COMPANY not in found.asked.groups:
        return {}
    slug = row.group[found.asked.groups.index(SumBy.COMPANY)]
    return {"company_name": found.named.get(slug or "")}


def _total(total: Total) -> Json:
    return {
        "by_currency": [number_answer(money) for money in total.by_currency],
        "count": json_value(total.count),
        "unit": total.unit,
        **total_counts(total),
    }


def findings_answer(vantage: Vantage, found: Slice[Reviewed]) -> Json:
    """A page of findings of all companies, and the events they are about."""
    named = (seen for one in found.items for seen in one.finding.events)
    return {
        "vantage": vantage_answer(vantage),
        "findings": [
            {"company": one.state.slug, "company_name": one.state.name, **finding_answer(one.finding)}
            for one in found.items
        ],
        "more": found.has_next,
        "events": [event_answer(seen) for seen in {seen.id: seen for seen in named}.values()],
    }
