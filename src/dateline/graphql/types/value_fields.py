"""Fields of a value whose type is not known beforehand: each is null where the value is of another type."""

from decimal import Decimal
from enum import Enum

from dateline.graphql.types.values import Money, money_of
from dateline.values import vocabulary
from dateline.values.money import Amount, Quantity
from dateline.values.parties import Party
from dateline.values.words import names_words

_NUMBERS = (Amount, Quantity)


def money_in(value: object) -> Money | None:
    return money_of(value) if isinstance(value, Amount) else None


def count_in(value: object) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.count
    return value if isinstance(value, Decimal) else None


def unit_in(value: object) -> str | None:
    return value.unit if isinstance(value, Quantity) else None


def bound_in(value: object) -> vocabulary.Bound:
    return value.bound if isinstance(value, _NUMBERS) else vocabulary.Bound.EXACT


def text_in(value: object) -> str | None:
    match value:
        case str():
            return value
        case Enum():
            return str(value.value)
        case Party():
            return value.name
        case tuple() if all(isinstance(part, Party) for part in value):
            return names_words(value)
        case tuple():
            return ", ".join(map(str, value))
    return None
