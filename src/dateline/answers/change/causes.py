"""Why an account that one vantage uses is not there at another, and which events made it so.

Both sides see the same log, each through its own cuts. An event is lost to a side if it is not in reach there, does not
stand, does not count yet, is not believed, or is filed under another subject or company.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from dateline.events.acts import Merge
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts.valuation import SUBJECT as VALUATION
from dateline.state.projection import View
from dateline.state.seen import Seen
from dateline.state.standing import Standing
from dateline.values.agreement import identity
from dateline.values.described import Described

STATUS = "status"

StateRow = Chosen[object] | None


class ChangeKind(Described):
    """Why a field differs between two vantages."""

    ADDED = "added", "Nothing was told of it before."
    ENDED = "ended", "What was told before counts no more, and nothing came in its place."
    REPLACED = "replaced", "Another account came to be used: newer, surer, or told by more publishers."
    CORRECTED = "corrected", "The event used before was corrected by another."
    RETRACTED = "retracted", "The event used before was retracted."
    DISPUTED = "disputed", "The event used before was disputed."
    MERGED = "merged", "Its subject or company was found to be the same as another."
    UNSEEN = (
        "unseen",
        "The other vantage does not admit it: by its day, its confidence, or when it was known or recorded.",
    )


_FALLEN = {
    Standing.CORRECTED: ChangeKind.CORRECTED,
    Standing.RETRACTED: ChangeKind.RETRACTED,
    Standing.DISPUTED: ChangeKind.DISPUTED,
}


class Cause(msgspec.Struct, frozen=True, eq=False):
    """An event, and the state through which it is to be read."""

    seen: Seen
    through: CompanyState


class Reason(msgspec.Struct, frozen=True, eq=False):
    kind: ChangeKind
    because: tuple[Cause, ...]


class Side:
    """A state, and what is in reach of it."""

    def __init__(self, state: CompanyState) -> None:
        self.state = state
        self.own = {seen.id: seen for seen in state.history.own}
        self.reach = self.own | {seen.id: seen for seen in state.history.others}

    @cached_property
    def folded(self) -> set[str]:
        """What makes the state, and what others say of the company."""
        return {seen.id for seen in (*self.state.history.folded, *self.state.history.naming)}

    @cached_property
    def merges(self) -> dict[str, Seen]:
        """The merges with force, its own and those of companies that name it, by id."""
        told = self.state.history
        found = (*told.merges, *(seen for seen in told.others if isinstance(seen.event, Merge)))
        return {seen.id: seen for seen in found if told.standings.has_force(seen)}

    def cause(self, seen: Seen) -> Cause:
        """An event, as it is read from here."""
        return Cause(seen, self.state)

    def backing(self, subject: str) -> list[Seen]:
        """The events behind a subject, also behind one that is made of others."""
        return [seen for view in self._views(subject) for seen in view.events]

    def _views(self, subject: str) -> Iterable[View]:
        state = self.state
        if subject == VALUATION:
            return (*state.rounds, *state.listings, *(one for one in state.metrics if one.name == VALUATION))
        if subject == STATUS:
            deal = state.acquired_by
            return (*([state.closing] if state.closing else []), *state.listings, *([deal] if deal else []))
        return [view for view in state.parts if view.subject.name == subject]


class Comparison:
    """Two sides of one company; either may be missing."""

    def __init__(self, before: CompanyState | None, after: CompanyState | None) -> None:
        self._before = Side(before) if before is not None else None
        self._after = Side(after) if after is not None else None

    def gone(self, seen: Seen) -> Reason | None:
        """Why an event that is used before is not to be had after; None if it is."""
        assert self._before is not None
        after = self._after
        if after is None or seen.id not in after.reach:
            return Reason(ChangeKind.UNSEEN, (self._before.cause(seen),))
        fallen = _fallen(seen, after)
        if fallen is not None:
            return fallen
        moved = self._moved(seen)
        if moved is not None:
            return moved
        return None if seen.id in after.folded else Reason(ChangeKind.UNSEEN, (self._before.cause(seen),))

    def came(self, seen: Seen) -> tuple[Cause, ...]:
        """What brought an event that is used after; nothing if it was there before."""
        assert self._after is not None
        before = self._before
        if before is None or seen.id not in before.reach:
            return (self._after.cause(seen),)
        acts = before.state.history.standings.of(seen.id).because
        if acts:
            return tuple(cause for act in acts for cause in self._powerless(act).because)
        moved = self._moved(seen)
        if moved is not None:
            return moved.because
        return () if seen.id in before.folded else (self._after.cause(seen),)

    def is_merged(self, seen: Seen) -> bool:
        """Whether an event is filed elsewhere than before, because of a merge."""
        moved = self._moved(seen) if self._before is not None and seen.id in self._before.reach else None
        return moved is not None and moved.kind is ChangeKind.MERGED

    def tipped(self, subject: str, before: StateRow, after: StateRow) -> tuple[Cause, ...]:
        """What tipped the balance between accounts that are there on both sides.

        The nearest there is: accounts of the same moment that give the value, then any of that moment, then events of
        the subject that the old account is from, then of all subjects behind the row, then more sources for an event.
        """
        sided = [*self._sided(_supporters(before, after), _supporters(after, before))]
        own = before.seen.event.subject if before is not None else None
        steps = (
            sided,
            [*self._sided(_moment(before), _moment(after))],
            [cause for cause in self._behind(subject) if own is not None and cause.seen.event.subject == own],
            [*self._behind(subject)],
            [*self._retold((*_moment(before), *_moment(after)))],
        )
        found = next((step for step in steps if step), None) or self._itself(before, after)
        return tuple({cause.seen.id: cause for cause in found}.values())

    def _behind(self, subject: str) -> Iterable[Cause]:
        """What is behind a subject on one side only."""
        old = self._before.backing(subject) if self._before is not None else []
        new = self._after.backing(subject) if self._after is not None else []
        return self._sided(old, new)

    def _sided(self, old: Iterable[Seen], new: Iterable[Seen]) -> Iterable[Cause]:
        """Of events used before or after, what brought those that came and took away those that are gone."""
        for seen in new:
            yield from self.came(seen)
        for seen in old:
            reason = self.gone(seen)
            yield from reason.because if reason is not None else ()

    def _retold(self, events: Iterable[Seen]) -> Iterable[Cause]:
        """Events that more sources tell on one side than on the other, through the side with more."""
        if self._before is None or self._after is None:
            return
        for seen in events:
            old, new = self._before.reach.get(seen.id), self._after.reach.get(seen.id)
            if old is not None and new is not None and len(old.sources) != len(new.sources):
                more = self._after if len(new.sources) > len(old.sources) else self._before
                yield more.cause(more.reach[seen.id])

    def _itself(self, before: StateRow, after: StateRow) -> list[Cause]:
        """The account that is used, where no event can be told to have made the difference."""
        if after is not None and self._after is not None:
            return [self._after.cause(after.seen)]
        assert before is not None
        assert self._before is not None
        return [self._before.cause(before.seen)]

    def _moved(self, seen: Seen) -> Reason | None:
        """The merges because of which an event is filed elsewhere; None if it is not. Both sides can reach it."""
        before, after = self._before, self._after
        if before is None or after is None:
            return None
        names = _names(seen, before, after)
        if not names:
            return None
        slugs = _slugs({seen.event.company}, before, after)
        about = [one for one in (before.merges | after.merges).values() if _joins(one, names, slugs)]
        new = tuple(after.cause(after.merges[one.id]) for one in about if one.id not in before.merges)
        if new:
            return Reason(ChangeKind.MERGED, new)
        lost = [self._powerless(before.merges[one.id]) for one in about if one.id not in after.merges]
        return Reason(lost[0].kind, tuple(cause for one in lost for cause in one.because)) if lost else None

    def _powerless(self, act: Seen) -> Reason:
        """Why an act with force before has none after."""
        assert self._before is not None
        after = self._after
        fallen = _fallen(act, after) if after is not None and act.id in after.reach else None
        return fallen or Reason(ChangeKind.UNSEEN, (self._before.cause(act),))


def _fallen(seen: Seen, side: Side) -> Reason | None:
    verdict = side.state.history.standings.of(seen.id)
    if verdict.standing is Standing.STANDING:
        return None
    return Reason(_FALLEN[verdict.standing], tuple(side.cause(act) for act in verdict.because))


def _names(seen: Seen, before: Side, after: Side) -> frozenset[str]:
    """All that the subject or the company of an event is called, if it is filed under another name after."""
    company, subject = seen.event.company, seen.event.subject
    told = (before.state.history, after.state.history)
    is_own = seen.id in before.own
    if is_own != (seen.id in after.own):
        return _slugs({before.state.slug, after.state.slug, company}, before, after)
    if not is_own and told[0].companies.of(company) != told[1].companies.of(company):
        return _slugs({company}, before, after)
    same = [one.subjects if is_own else one.subjects_of(one.companies.of(company)) for one in told]
    if subject is None or same[0].of(subject) == same[1].of(subject):
        return frozenset()
    return same[0].group(subject) | same[1].group(subject)


def _slugs(slugs: Iterable[str], before: Side, after: Side) -> frozenset[str]:
    """Under all names that they go by on either side."""
    companies = [side.state.history.companies for side in (before, after)]
    return frozenset(name for same in companies for slug in slugs for name in same.group(slug))


def _joins(seen: Seen, names: frozenset[str], slugs: frozenset[str]) -> bool:
    """Whether it joins any of these names; subjects are those of the company with these slugs."""
    merge = seen.event
    assert isinstance(merge, Merge)
    if merge.kept_subject is not None and merge.company not in slugs:
        return False
    return not names.isdisjoint((merge.kept_subject or merge.company, *merge.same))


def _moment(row: StateRow) -> list[Seen]:
    """The events of all accounts of the moment."""
    return [row.seen, *(other.account.seen for other in row.alternatives)] if row is not None else []


def _supporters(row: StateRow, against: StateRow) -> list[Seen]:
    """The events that give the value of the row; of a list, those that give what the other side's has not."""
    if row is None:
        return []
    accounts = [row.account, *(other.account for other in row.alternatives)]
    if isinstance(row.value, tuple):
        only = _entries(row.value) - (_entries(against.value) if against is not None else set())
        return [account.seen for account in accounts if only & _entries(account.value)]
    return [account.seen for account in accounts if account.identity == identity(row.value)]


def _entries(value: object) -> set[object]:
    """What a list holds, comparable."""
    return set(map(identity, value)) if isinstance(value, tuple) else set()
