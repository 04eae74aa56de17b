"""Values in JSON's own types, the same in `--json`, exports and the Python API.

A date is its EDTF text, a number its plain digits as text, an instant RFC 3339 in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from dateline.answers.tokens import token_of
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.instants import instant_text
from dateline.values.money import Amount, Money, Quantity, digits_of
from dateline.values.parties import Party
from dateline.values.totals import Total
from dateline.values.vocabulary import Bound

Json = dict[str, Any]


def vantage_answer(vantage: Vantage) -> Json:
    """All three clocks; `token` and `position` repeat the question for ever."""
    return {
        "on": json_value(vantage.on),
        "known_by": json_value(vantage.known_by),
        "position": vantage.at.position,
        "recorded_at": json_value(vantage.at.recorded_at),
        "hash": vantage.at.hash.hex(),
        "confidence": vantage.confidence.value,
        "dates": vantage.dates.value,
        "token": token_of(vantage),
        "final": vantage.final,
    }


def json_value(value: object) -> Any:
    """The value of any field in JSON's own types."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return digits_of(value)
        case PartialDate():
            return value.edtf
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case Party():
            return {"name": value.name, "slug": value.slug}
        case Money() | Quantity():
            return number_answer(value)
        case tuple():
            return [json_value(part) for part in value]
        case _:
            return value


def number_answer(value: Money | Quantity) -> Json:
    """An amount of money or a count, with its bound if it has one."""
    if isinstance(value, Quantity):
        return {"count": digits_of(value.count), "unit": value.unit, **_bound(value.bound)}
    money = {"amount": digits_of(value.amount), "currency": value.currency}
    if isinstance(value, Amount):
        stated = {"stated": [number_answer(other) for other in value.stated]} if value.stated else {}
        return {**money, **_bound(value.bound), **stated}
    return money


def total_counts(total: Total) -> Json:
    """What a sum counted and what it left out; the sum itself is shown in more than one way."""
    return {
        "counted": total.counted,
        "unknown": total.unknown,
        "excluded": total.excluded,
        "why": list(total.why),
    }


def _bound(bound: Bound) -> Json:
    return {} if bound is Bound.EXACT else {"bound": bound.value}
