"""What one account of a row says otherwise than another: the values of its fields, whoever its sources are.

A field that an account does not fill is silent: it says nothing otherwise, whether its cell was blank or its column did
not exist yet. Values that are equal are no change, however they are written.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.codec import fields_of, of_fields
from dateline.events.event import Event
from dateline.imports.tables.editions.reasons import with_cause
from dateline.values.agreement import identity
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party
from dateline.values.vocabulary import Confidence

_APART = frozenset({"id", "sources", "corrects", "reason", "note", "confidence"})
"""Fields that are no value of a row."""
FRAME = frozenset({"on", "stage"})
"""Where two accounts differ in these, they speak of two things: all that one says is otherwise than what the other
says."""
_SURENESS = {Confidence.RUMORED: 0, Confidence.REPORTED: 1, Confidence.CONFIRMED: 2}
_SAME, _FINER, _COARSER, _OTHERWISE = range(4)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a later account says, held against an earlier one."""

    otherwise: frozenset[str] = frozenset()
    """The fields that both fill, and that cannot both be so."""
    coarser: bool = False
    """Whether it takes back a part of what the earlier one says, and puts nothing else in its place: it is less sure,
    its date is wider, its list shorter, its bound another."""
    more: frozenset[str] = frozenset()
    """The fields that it alone fills."""
    fewer: frozenset[str] = frozenset()
    """The fields that the earlier one alone fills."""
    same_thing: bool = True
    """Whether the two speak of one thing, so that what one leaves open the other may say."""


def difference(before: Event, after: Event, *, same_day: bool = False) -> Difference:
    """`same_day`: each is of the day of its own edition, which is no difference."""
    before, after = with_cause(before), with_cause(after)
    if before.kind != after.kind or before.company != after.company:
        return Difference(frozenset({"type"}), same_thing=False)
    otherwise, more, fewer = set[str](), set[str](), set[str]()
    coarser = _SURENESS[after.confidence] < _SURENESS[before.confidence]
    for name in before.__struct_fields__:
        one, other = getattr(before, name), getattr(after, name)
        if one == other or name in _APART or (name == "on" and same_day):
            continue
        if _silent(one) or _silent(other):
            (more if _silent(one) else fewer).add(name)
            continue
        found = _compared(one, other)
        coarser = coarser or found == _COARSER
        if found == _OTHERWISE:
            otherwise.add(name)
    if not otherwise and more and before.subject != after.subject:
        coarser = True  # it says of which part the earlier one should have spoken
    same_thing = before.subject == after.subject and otherwise.isdisjoint(FRAME)
    return Difference(frozenset(otherwise), coarser, frozenset(more), frozenset(fewer), same_thing)


def without(event: Event, fields: frozenset[str]) -> Event | None:
    """The event but for what these fields say; None where it is nothing without them."""
    said = {name: value for name, value in fields_of(with_cause(event)).items() if name not in fields}
    try:
        return of_fields(said)
    except InvalidEvent:
        return None


def said_fields(event: Event) -> frozenset[str]:
    """The fields that an account fills."""
    event = with_cause(event)
    names = (name for name in event.__struct_fields__ if name not in _APART)
    return frozenset(name for name in names if not _silent(getattr(event, name)))


def stated_fields(event: Event) -> frozenset[str]:
    """The fields that an account fills, but for what holds unless somebody says otherwise."""
    idle = {one.name for one in msgspec.structs.fields(type(event)) if getattr(event, one.name) == one.default}
    return said_fields(event) - idle


def common_fields(before: Event, after: Event) -> frozenset[str]:
    """The fields that both fill, but for those that say which thing they speak of."""
    needed = {one.name for one in msgspec.structs.fields(type(before)) if one.required}
    return (said_fields(before) & said_fields(after)) - FRAME - needed


def _silent(value: object) -> bool:
    return value is None or value == ()


def _compared(one: object, other: object) -> int:
    match one, other:
        case PartialDate(), PartialDate():
            return _dates(one, other)
        case Amount(), Amount():
            same = (one.amount, one.currency) == (other.amount, other.currency)
            return _COARSER if same else _OTHERWISE
        case tuple(), tuple():
            before, after = {_name(each) for each in one}, {_name(each) for each in other}
            if before == after:
                return _SAME
            return _FINER if before < after else _COARSER if after < before else _OTHERWISE
        case _:
            return _SAME if _name(one) == _name(other) else _OTHERWISE


def _name(value: object) -> object:
    return (identity(value.name), value.slug) if isinstance(value, Party) else identity(value)


def _dates(one: PartialDate, other: PartialDate) -> int:
    if not one.overlaps(other):
        return _OTHERWISE
    if (one.first, one.last) == (other.first, other.last):
        return _SAME
    begins_before = other.first is None or (one.first is not None and other.first <= one.first)
    ends_behind = other.last is None or (one.last is not None and other.last >= one.last)
    return _COARSER if begins_before and ends_behind else _FINER
