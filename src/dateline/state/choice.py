"""Which account of a field is used, and what else was said of it (help rules, 5.5 and 5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Protocol, TypeVar

from dateline.state.accounts import Account, Alternative, Chosen, Step
from dateline.values.agreement import Exchange, agree, entry_identity, no_exchange

T = TypeVar("T")


class Narrow(Protocol):
    """What one step does: it gives back the accounts that it leaves over, at least one."""

    def __call__(self, found: list[Account[T]], /) -> list[Account[T]]: ...


class Course(Enum):
    """How a field runs through time: which steps narrow its accounts down to those of one moment."""

    ONCE = (Step.STAGE,)
    """It happens once at its stage; accounts compete whatever their dates."""
    CHANGES = (Step.STAGE, Step.DATE)
    """What ends before another begins is superseded."""
    RECURS = (Step.DATE, Step.STAGE)
    """It may start again."""

    path: tuple[tuple[Step, Narrow], ...]
    """The steps with what each of them does."""


def choose(
    subject: str, field: str, found: Sequence[Account[T]], course: Course, exchange: Exchange = no_exchange
) -> Chosen[T] | None:
    """The winner among all accounts of a field, each step over what the last one left; None without accounts."""
    if not found:
        return None
    if len(found) == 1:
        return Chosen(subject, field, found[0].value, found[0], (), Step.ONLY)
    rule = Step.ONLY
    of_the_moment = list(found)
    for step, narrow in course.path:
        rule, of_the_moment = _narrow(rule, step, narrow, of_the_moment)
    return settle(subject, field, of_the_moment, rule, exchange)


def settle(
    subject: str, field: str, of_the_moment: list[Account[T]], rule: Step, exchange: Exchange = no_exchange
) -> Chosen[T]:
    """The winner among accounts of one moment; `rule` is the step that chose the moment."""
    left = of_the_moment
    for step, narrow in _OF_ONE_MOMENT:
        rule, left = _narrow(rule, step, narrow, left)
    winner = left[0]
    others = [
        Alternative(account, agree(winner.value, account.value, account.moment, exchange))
        for account in of_the_moment
        if account is not winner
    ]
    return Chosen(subject, field, winner.value, winner, tuple(others), rule)


def unite(
    subject: str, field: str, found: Sequence[Account[tuple[T, ...]]], dissenters: set[str], course: Course
) -> Chosen[tuple[T, ...]] | None:
    """A list united over its accounts, the winner's entries first; what dissenters say stays apart as alternatives.

    An account agrees if all its entries are in the list.
    """
    loyal = [account for account in found if account.seen.id not in dissenters]
    chosen = choose(subject, field, loyal or found, course)
    if chosen is None:
        return None
    others = [other.account for other in chosen.alternatives]
    value = _united([chosen.value, *(account.value for account in others if loyal)])
    apart = [account for account in found if account.seen.id in dissenters] if loyal else []
    known = set(map(entry_identity, value))
    alternatives = [
        Alternative(account, known.issuperset(map(entry_identity, account.value))) for account in (*others, *apart)
    ]
    return Chosen(subject, field, value, chosen.account, tuple(alternatives), chosen.rule)


def _united(lists: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """Every entry once, as it was first written."""
    united: dict[object, T] = {}
    for entries in lists:
        for entry in entries:
            united.setdefault(entry_identity(entry), entry)
    return tuple(united.values())


def _narrow(rule: Step, step: Step, narrow: Narrow, left: list[Account[T]]) -> tuple[Step, list[Account[T]]]:
    """What one step leaves over. The step is the rule that chose, if it was the last to take a differing value away."""
    if len(left) == 1:
        return rule, left
    kept = narrow(left)
    if len(kept) < len(left) and _values(left) > _values(kept):
        rule = step
    return rule, kept


def _values(found: Iterable[Account[T]]) -> int:
    return len({account.identity for account in found})


def _highest_stage(found: list[Account[T]]) -> list[Account[T]]:
    highest = max(account.stage for account in found)
    return [account for account in found if account.stage == highest]


def _not_superseded(found: list[Account[T]]) -> list[Account[T]]:
    latest_begin = max(account.moment.first or date.min for account in found)
    return [account for account in found if account.moment.last is None or account.moment.last >= latest_begin]


def _told_since(found: list[Account[T]]) -> list[Account[T]]:
    """A plan stands behind every account that was told when it could be known; plans alone compete with each other."""
    return [account for account in found if not account.seen.foretold] or found


def _most_confident(found: list[Account[T]]) -> list[Account[T]]:
    highest = max(account.seen.confidence.rank for account in found)
    return [account for account in found if account.seen.confidence.rank == highest]


def _most_published(found: list[Account[T]]) -> list[Account[T]]:
    """The value that more publishers give."""
    publishers: dict[object, set[str]] = {}
    for account in found:
        publishers.setdefault(account.identity, set()).update(account.publishers)
    most = max(map(len, publishers.values()))
    return [account for account in found if len(publishers[account.identity]) == most]


def _most_precise(found: list[Account[T]]) -> list[Account[T]]:
    shortest = min(account.moment.span_days for account in found)
    return [account for account in found if account.moment.span_days == shortest]


def _latest_known(found: list[Account[T]]) -> list[Account[T]]:
    latest = max(account.seen.record.known for account in found)
    return [account for account in found if account.seen.record.known == latest]


def _last_id(found: list[Account[T]]) -> list[Account[T]]:
    return [max(found, key=lambda account: account.seen.id)]


_STEPS: dict[Step, Narrow] = {
    Step.STAGE: _highest_stage,
    Step.DATE: _not_superseded,
    Step.FORETOLD: _told_since,
    Step.CONFIDENCE: _most_confident,
    Step.PUBLISHERS: _most_published,
    Step.PRECISION: _most_precise,
    Step.KNOWN: _latest_known,
    Step.ID: _last_id,
}
for _course in Course:
    _course.path = tuple((step, _STEPS[step]) for step in _course.value)
_OF_ONE_MOMENT = tuple(
    (step, _STEPS[step])
    for step in (Step.FORETOLD, Step.CONFIDENCE, Step.PUBLISHERS, Step.PRECISION, Step.KNOWN, Step.ID)
)
