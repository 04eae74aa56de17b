"""What differs between two vantages of one company, and which events made it so (help rules, 5.10).

A state as a table is (subject, field) → the account that is used, with one row more for its status, if that is not
simply active. state(from) + changes = state(to): `apply` is that law. Why a row differs is for `causes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

import msgspec

from dateline.answers.change.causes import STATUS, Cause, ChangeKind, Comparison, StateRow
from dateline.state.accounts import Account, Chosen, Step
from dateline.state.company import CompanyState, Status
from dateline.state.vantage import Vantage
from dateline.values.vocabulary import ListingStage, Stage

RowKey = tuple[str, str]
"""Subject and field."""

StateTable = Mapping[RowKey, Chosen[object]]


class Change(msgspec.Struct, frozen=True, eq=False):
    """One row that differs. `because` names at least one event, each as read from the side that it counts on."""

    kind: ChangeKind
    subject: str
    field: str
    before: Chosen[object] | None
    after: Chosen[object] | None
    because: tuple[Cause, ...]


class Diff(msgspec.Struct, frozen=True, eq=False):
    """Two vantages, the states there, and what differs."""

    before: Vantage
    after: Vantage
    before_state: CompanyState | None
    after_state: CompanyState | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """The rows that differ, by subject and field."""
        return diff(self.before_state, self.after_state)


def diff(before: CompanyState | None, after: CompanyState | None) -> tuple[Change, ...]:
    """The rows that differ, by subject and field; None is a company of which nothing is in reach.

    A state of which nothing is told, since all was retracted, has no rows either, but has the reasons.
    """
    comparison = Comparison(before, after)
    old, new = table(before), table(after)
    keys = sorted(key for key in {*old, *new} if not _same(old.get(key), new.get(key)))
    return tuple(_change(comparison, key, old.get(key), new.get(key)) for key in keys)


def table(state: CompanyState | None) -> StateTable:
    """A state as a table; of a company of which nothing is told, an empty one."""
    if state is None or not state.history.is_told:
        return {}
    said = {(chosen.subject, chosen.field): chosen for chosen in state.statements}
    status = _status(state)
    return said | {(STATUS, STATUS): status} if status is not None else said


def _status(state: CompanyState) -> Chosen[Status] | None:
    """The status by the event that made it so; of an active company there is none."""
    match state.status:
        case Status.CLOSED if state.closing is not None:
            seen = state.closing.on.seen
        case Status.ACQUIRED if state.acquired_by is not None:
            seen = state.acquired_by.stage.seen
        case Status.PUBLIC:
            seen = next(one.stage.seen for one in state.listings if one.stage.value is ListingStage.LISTED)
        case _:
            return None
    return Chosen(STATUS, STATUS, state.status, Account(state.status, seen), (), Step.ONLY)


def apply(to: StateTable, changes: Iterable[Change]) -> StateTable:
    """The table after the changes."""
    rows = dict(to)
    for change in changes:
        key = (change.subject, change.field)
        if change.after is None:
            del rows[key]
        else:
            rows[key] = change.after
    return rows


def _same(one: Chosen[object] | None, other: Chosen[object] | None) -> bool:
    """The same value by the same account."""
    if one is None or other is None:
        return one is other
    return one.seen.id == other.seen.id and bool(one.value == other.value)


def _change(comparison: Comparison, key: RowKey, before: StateRow, after: StateRow) -> Change:
    kind, because = _why(comparison, before, after)
    return Change(kind, *key, before, after, because or comparison.tipped(key[0], before, after))


def _why(comparison: Comparison, before: StateRow, after: StateRow) -> tuple[ChangeKind, tuple[Cause, ...]]:
    """The kind of a change, the first that fits, and what took the old account away or brought the new one.

    ADDED       there was no account before
    UNSEEN      the event of the old account is not in reach of the other vantage, does not count there yet, or is told
                with less confidence than it accepts
    CORRECTED, RETRACTED, DISPUTED
                the event of the old account no longer stands, because of these acts
    MERGED      the old or the new account is filed elsewhere, because of a merge
    ENDED       the subject is over; or nothing is left to say, given where it stands now
    REPLACED    another account is used
    """
    came = comparison.came(after.seen) if after is not None else ()
    if before is None:
        return ChangeKind.ADDED, came
    gone = comparison.gone(before.seen)
    if gone is not None:
        return gone.kind, _once((*gone.because, *came))
    if after is not None and comparison.is_merged(after.seen):
        return ChangeKind.MERGED, came
    over = after is None or (before.value != after.value and _is_end(after.value))
    return (ChangeKind.ENDED if over else ChangeKind.REPLACED), came


def _is_end(value: object) -> bool:
    """Whether a value says that its subject is over."""
    return isinstance(value, Stage) and value.is_end


def _once(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    return tuple({cause.seen.id: cause for cause in causes}.values())


# --- which clock tells ------------------------------------------------------------------------------------------------


class Clock(Enum):
    """What moved between two vantages so that a change came about."""

    HAPPENED = "happened"
    LEARNED = "learned"
    LOADED = "loaded"
    OTHERWISE = "otherwise"
    """Another confidence or reading of dates was asked for, or several of them together."""


def clock(change: Change, before: Vantage, after: Vantage) -> Clock:
    """The one that differs, or of several the first that keeps the first cause from one of the two vantages."""
    differs = {
        Clock.HAPPENED: before.on != after.on,
        Clock.LEARNED: before.known_by != after.known_by,
        Clock.LOADED: before.at.position != after.at.position,
        Clock.OTHERWISE: (before.confidence, before.dates) != (after.confidence, after.dates),
    }
    moved = [one for one, does in differs.items() if does]
    if len(moved) == 1:
        return moved[0]
    return next((one for one in moved if _parts(one, change, before, after)), Clock.OTHERWISE)


def _parts(one: Clock, change: Change, before: Vantage, after: Vantage) -> bool:
    """Whether this clock has the first cause on one side only. An act is obeyed whatever its date."""
    record = change.because[0].seen.record
    match one:
        case Clock.HAPPENED:
            happened = [record.event.when.counts_from(at.dates) <= at.on for at in (before, after)]
            return not record.event.is_act and happened[0] != happened[1]
        case Clock.LEARNED:
            known = [at.known_by is None or record.known <= at.known_by for at in (before, after)]
            return known[0] != known[1]
        case Clock.LOADED:
            loaded = [record.position <= at.at.position for at in (before, after)]
            return loaded[0] != loaded[1]
    return False
