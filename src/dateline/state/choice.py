"""Which account of a field is used, and what else was said of it (help rules, 5.5 and 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Protocol, TypeVar

from dateline.state.accounts import Account, Alternative, Chosen, Step
from dateline.state.terms import ends_before
from dateline.values.agreement import Exchange, agree, entry_identity, no_exchange
from dateline.values.parties import Party

T = TypeVar("T")


class Narrow(Protocol):
    """What one step does: it gives back the accounts that it leaves over, at least one."""

    def __call__(self, found: list[Account[T]], /) -> list[Account[T]]: ...


class Course(Enum):
    """How a field runs through time: which steps narrow its accounts down to those of one moment."""

    ONCE = "once"
    """It happens once at its stage; accounts compete whatever their dates."""
    CHANGES = "changes"
    """What ends before another begins is superseded."""
    TALKS = "once, but for talks"
    """It happens once at its stage, but talks go on: of what only talks told, the later supersede the earlier."""
    RECURS = "recurs"
    """It may start again, and then an end is that of the term before."""

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
    if len(found) == 2 and course is not Course.RECURS:
        return _of_two(subject, field, (found[0], found[1]), course, exchange)
    rule, of_the_moment = moment(found, course)
    return settle(subject, field, of_the_moment, rule, exchange)


def _of_two(
    subject: str, field: str, found: tuple[Account[T], Account[T]], course: Course, exchange: Exchange
) -> Chosen[T]:
    """The same of two accounts, as most that compete are: each step compares them, and no lists are made.

    A law holds that it chooses as the steps do.
    """
    one, other = found
    differ = one.identity != other.identity
    first, second = one.stage, other.stage
    if first != second:
        winner, rule = (one if first > second else other), Step.STAGE
    elif (superseding := _superseding(one, other, course)) is not None:
        winner, rule = superseding, Step.DATE
    else:
        return _better_of(subject, field, found, exchange, differ=differ)
    return Chosen(subject, field, winner.value, winner, (), rule if differ else Step.ONLY)


def _superseding(one: Account[T], other: Account[T], course: Course) -> Account[T] | None:
    """The one that begins when the other has ended, of what changes; of one stage."""
    if course is Course.ONCE or (course is Course.TALKS and one.stage != 0):
        return None
    left = _not_superseded([one, other])
    return left[0] if len(left) == 1 else None


def _better_of(
    subject: str, field: str, found: tuple[Account[T], Account[T]], exchange: Exchange, *, differ: bool
) -> Chosen[T]:
    """Of two accounts of one moment."""
    one, other = found
    rule = Step.ONLY
    for step, merit in _MERITS:
        if step is Step.PUBLISHERS and not differ:
            continue
        mine, theirs = merit(one), merit(other)
        if mine != theirs:
            rule = step if differ else Step.ONLY
            if mine < theirs:
                one, other = other, one
            break
    agrees = agree(one.value, other.value, other.moment, exchange)
    return Chosen(subject, field, one.value, one, (Alternative(other, agrees),), rule)


def moment(found: Sequence[Account[T]], course: Course) -> tuple[Step, list[Account[T]]]:
    """The accounts of one moment, and the step that chose it: at the highest stage that tells the field, not over."""
    return _narrowed(Step.ONLY, list(found), course.path)


def settle(
    subject: str, field: str, of_the_moment: list[Account[T]], rule: Step, exchange: Exchange = no_exchange
) -> Chosen[T]:
    """The winner among accounts of one moment; `rule` is the step that chose the moment."""
    rule, left = _narrowed(rule, of_the_moment, _OF_ONE_MOMENT)
    winner = left[0]
    others = [
        Alternative(account, agree(winner.value, account.value, account.moment, exchange))
        for account in of_the_moment
        if account is not winner
    ]
    return Chosen(subject, field, winner.value, winner, tuple(others), rule)


def unite(
    subject: str,
    field: str,
    found: Sequence[Account[tuple[T, ...]]],
    dissenters: Mapping[str, Step],
    course: Course,
) -> Chosen[tuple[T, ...]] | None:
    """A list united over its accounts, the winner's entries first; what dissenters say stays apart as alternatives.

    `dissenters`: the events that contradict another field, each with the step that took what they say of it away. They
    are set apart among the accounts of the moment, so that what they say is never replaced by what an earlier stage
    told. An account agrees if all its entries are in the list.
    """
    if not found:
        return None
    if len(found) == 1:
        return Chosen(subject, field, _united([found[0].value]), found[0], (), Step.ONLY)
    rule, of_the_moment = moment(found, course)
    loyal = [account for account in of_the_moment if account.seen.id not in dissenters]
    chosen = settle(subject, field, loyal or of_the_moment, rule)
    rule = _rule_of_list(settle(subject, field, of_the_moment, rule), chosen, dissenters)
    value = _united([chosen.value, *(other.account.value for other in chosen.alternatives if loyal)])
    apart = [account for account in of_the_moment if account.seen.id in dissenters] if loyal else []
    known = set(map(entry_identity, value))
    alternatives = [
        Alternative(account, known.issuperset(map(entry_identity, account.value)))
        for account in (*(other.account for other in chosen.alternatives), *apart)
    ]
    return Chosen(subject, field, value, chosen.account, tuple(alternatives), rule)


def _rule_of_list(of_all: Chosen[tuple[T, ...]], chosen: Chosen[tuple[T, ...]], dissenters: Mapping[str, Step]) -> Step:
    """The step that took a differing list away: of the choice among all; or, where a dissenter would have won that, the
    one that took away what it says elsewhere."""
    if of_all.account is chosen.account:
        return of_all.rule
    return dissenters.get(of_all.account.seen.id, chosen.rule)


def _united(lists: Sequence[tuple[T, ...]]) -> tuple[T, ...]:
    """Every entry once, as it was first written."""
    if len(lists) == 1 and (len(lists[0]) == 1 or _are_apart(lists[0])):
        return lists[0]
    united: dict[object, T] = {}
    for entries in lists:
        for entry in entries:
            united.setdefault(entry_identity(entry), entry)
    return tuple(united.values())


def _are_apart(entries: tuple[T, ...]) -> bool:
    """Whether these are parties that are surely others each, as their slugs tell at once."""
    return len({entry.slug for entry in entries if isinstance(entry, Party)}) == len(entries)


def _narrowed(rule: Step, left: list[Account[T]], path: Iterable[tuple[Step, Narrow]]) -> tuple[Step, list[Account[T]]]:
    """What these steps leave over. The rule that chose is the last of them to take a differing value away."""
    for step, narrow in path:
        if len(left) == 1:
            break
        kept = narrow(left)
        if len(kept) < len(left) and _lose_a_value(left, kept):
            rule = step
        left = kept
    return rule, left


def _lose_a_value(found: Iterable[Account[T]], kept: Iterable[Account[T]]) -> bool:
    """Whether a value of some accounts is not among those that are kept."""
    values = {account.identity for account in kept}
    return any(account.identity not in values for account in found)


def _highest_stage(found: list[Account[T]]) -> list[Account[T]]:
    stages = [account.stage for account in found]
    highest = max(stages)
    if min(stages) == highest:
        return found
    return [account for account, stage in zip(found, stages, strict=True) if stage == highest]


def _not_superseded(found: list[Account[T]]) -> list[Account[T]]:
    moments = [account.seen.when for account in found]
    latest_begin = max([moment.first or date.min for moment in moments])
    return [
        account
        for account, moment in zip(found, moments, strict=True)
        if moment.last is None or moment.last >= latest_begin
    ]


def _told_since(found: list[Account[T]]) -> list[Account[T]]:
    """A plan stands behind every account that was told when it could be known; plans alone compete with each other."""
    return [account for account in found if not account.seen.foretold] or found


def _latest_talks(found: list[Account[T]]) -> list[Account[T]]:
    """Of talks, what is superseded is no account of the moment; talks are the first stage, and all are of one stage."""
    return _not_superseded(found) if found[0].stage == 0 else found


def _latest_term(found: list[Account[T]]) -> list[Account[T]]:
    """What is not superseded by a later beginning or end; what ends on the day of a new start is the term before it."""
    left = _not_superseded(found)
    starts = [account.moment for account in left if account.stage == 0]
    if not starts or len(starts) == len(left):
        return left
    began, ended = ([one.moment for one in found if (one.stage == 0) is is_start] for is_start in (True, False))
    earlier = ends_before(began, ended)
    return [one for one in left if one.stage == 0 or not any(one.moment in earlier[start] for start in starts)]


def _most_confident(found: list[Account[T]]) -> list[Account[T]]:
    highest = max(account.seen.confidence.rank for account in found)
    return [account for account in found if account.seen.confidence.rank == highest]


def _most_published(found: list[Account[T]]) -> list[Account[T]]:
    """The value that more publishers give."""
    values = len({account.identity for account in found})
    if values == 1 or (values == len(found) and all(account.has_one_publisher for account in found)):
        return found
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


_MERITS: tuple[tuple[Step, Callable[[Account[Any]], Any]], ...] = (
    (Step.FORETOLD, lambda account: not account.seen.foretold),
    (Step.CONFIDENCE, lambda account: account.seen.confidence.rank),
    (Step.PUBLISHERS, lambda account: len(account.publishers)),
    (Step.PRECISION, lambda account: -account.moment.span_days),
    (Step.KNOWN, lambda account: account.seen.record.known),
    (Step.ID, lambda account: account.seen.id),
)
"""What is better of one of two accounts of one moment, step by step: more of it wins."""
Course.ONCE.path = ((Step.STAGE, _highest_stage),)
Course.CHANGES.path = ((Step.STAGE, _highest_stage), (Step.DATE, _not_superseded))
Course.TALKS.path = ((Step.STAGE, _highest_stage), (Step.DATE, _latest_talks))
Course.RECURS.path = ((Step.DATE, _latest_term), (Step.STAGE, _highest_stage))
_OF_ONE_MOMENT: tuple[tuple[Step, Narrow], ...] = (
    (Step.FORETOLD, _told_since),
    (Step.CONFIDENCE, _most_confident),
    (Step.PUBLISHERS, _most_published),
    (Step.PRECISION, _most_precise),
    (Step.KNOWN, _latest_known),
    (Step.ID, _last_id),
)
