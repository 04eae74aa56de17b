"""Sorts and places of entries: what comes before what in a list, and what a cursor holds of an entry."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import total_ordering

from dateline.answers.ranking.listed_parts import ListOrder, PartOrder
from dateline.answers.ranking.order import DATES, NUMBERS, CompanyOrder, Direction, OrderField, OrderKey, day_key
from dateline.answers.ranking.part_filters import DatedPart
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState


@total_ordering
class Descending:
    """A text in descending order."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Descending) and self.text == other.text

    def __lt__(self, other: Descending) -> bool:
        return self.text > other.text

    def __hash__(self) -> int:
        return hash(self.text)


SortPart = float | Decimal | str | Descending
Sort = tuple[SortPart, ...]
"""Of two entries the one with the lesser sort comes first. A bound is the beginning of a sort, or all of it."""

BoundedCompany = tuple[Sort, str]
"""The slug of a company, behind a bound that none of its entries can come before."""

_FURTHEST = 100
"""Powers of ten that no number reaches which is computed of what events hold; one far beyond stops whoever counts with
it."""

WITH_VALUE, WITHOUT_VALUE = 0, 1
"""Where the sort of an entry begins: those without a value come last."""


def sort_part(part: float | Decimal | str, *, descending: bool) -> SortPart:
    """A part of a key so that what comes first is less."""
    if not descending:
        return part
    match part:
        case str():
            return Descending(part)
        case Decimal():
            return part.copy_negate()  # a minus would round it to 28 digits
        case _:
            return -part


def company_sort(key: OrderKey, slug: str, order: CompanyOrder) -> Sort:
    """By the key in the direction of the order, then by slug; without a key behind all that have one."""
    if not key:
        return WITHOUT_VALUE, slug
    descending = order.direction is Direction.DESC
    return (WITH_VALUE, *(sort_part(part, descending=descending) for part in key), slug)


def company_place(key: OrderKey, slug: str) -> SortKey:
    """The key as texts and ordinals, then the slug."""
    return (*(part if isinstance(part, int) else str(part) for part in key), slug)


def sort_of_company_place(place: SortKey, order: CompanyOrder) -> Sort:
    """The sort of the entry that a cursor is of; `is_company_place` says which places there are."""
    *written, slug = place
    key = tuple(Decimal(part) if order.field in NUMBERS else part for part in written)
    return company_sort(key, str(slug), order)


def is_company_place(place: SortKey, order: CompanyOrder) -> bool:
    """Whether a cursor's place is one that this order can give."""
    match place:
        case (str(),):
            return True
        case (str() as number, str()) if order.field in NUMBERS:
            return _is_number(number)
        case (str(), str()):
            return order.field is OrderField.NAME
        case (int(), int(), str()):
            return order.field in DATES
    return False


def _is_number(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number.adjusted()) < _FURTHEST


def part_sort(place: SortKey) -> Sort:
    """The latest, or the largest, first; those of one date or size by slug and key. Those without a size come last, by
    date."""
    match place:
        case (str() as number, slug, key):
            return (WITH_VALUE, sort_part(Decimal(number), descending=True), slug, key)
        case (int(), int(), slug, key):
            return _by_day(place)
        case (int(without), *rest):
            return (without, *_by_day(tuple(rest))[1:])
    raise ValueError(f"{place} is no place of a part")


def _by_day(place: SortKey) -> Sort:
    counted, other, *name = place
    return (WITH_VALUE, sort_part(counted, descending=True), sort_part(other, descending=True), *name)


def part_place(part: DatedPart, state: CompanyState, order: PartOrder, number: Decimal | None) -> SortKey:
    """What a cursor holds of a part of a state: what it is ordered by, then the slug and its key."""
    name = (state.slug, part.key)
    if order.by is ListOrder.LATEST:
        return (*day_key(part.on.value, state), *name)
    if number is None:
        return (WITHOUT_VALUE, *day_key(part.on.value, state), *name)
    return (str(number), *name)


def is_part_place(place: SortKey, order: PartOrder) -> bool:
    """Whether a cursor's place is one that a list of parts in this order can give."""
    match place:
        case (int(), int(), str(), str()):
            return order.by is ListOrder.LATEST
        case (str() as number, str(), str()):
            return order.by is ListOrder.LARGEST and _is_number(number)
        case (1, int(), int(), str(), str()):
            return order.by is ListOrder.LARGEST
    return False
