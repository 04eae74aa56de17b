"""Which companies pass a filter, told from their states; and what must ever have been told of those."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec

from dateline.answers.ranking.seats import countries_of, sectors_of
from dateline.errors import InvalidInput
from dateline.log.index_contract import Sieve
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState, Status
from dateline.state.parts.funding import FundingRound
from dateline.values.country_names import CODE_HINT, UnknownCountry, country_code
from dateline.values.text import compared, searched, slugify
from dateline.values.vocabulary import MilestoneStage

F = TypeVar("F")


class CompanyFilter(msgspec.Struct, frozen=True):
    """None is no condition, a set is any of it; ends are inclusive and test the day a founding counts from."""

    slugs: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    sectors: frozenset[str] | None = None
    """Whatever their case and accents."""
    statuses: frozenset[Status] | None = None
    called: frozenset[str] | None = None
    """One of these is in its name, whatever the case and accents."""
    investors: frozenset[str] | None = None
    """Slugs: one of them is a lead or investor of one of its rounds, or a holder."""
    founded_from: date | None = None
    founded_until: date | None = None
    partners: frozenset[str] | None = None
    """Slugs: it works with one of them, in a partnership that has not ended."""
    milestones: frozenset[str] | None = None
    """Slugs of keys or names: one of these milestones has happened and not ended, like a membership of an index."""

    @property
    def sieve(self) -> Sieve:
        """What must ever have been told of a company that passes; of what may be one of several, only what a sieve
        holds several of."""
        status, called = only(self.statuses), only(self.called)
        return Sieve(
            countries=_written(self.countries, str.upper),
            sectors=_written(self.sectors, searched),
            status=_TOLD.get(status) if status is not None else None,
            called=searched(called) if called else None,
            investor=only(self.investors),
            founded_from=self.founded_from,
            founded_until=self.founded_until,
            partner=only(self.partners),
        )

    def passes(self, state: CompanyState) -> bool:
        """All but `slugs`, which say whose states to ask. Of a state is only made what a condition needs."""
        return (
            (self.countries is None or any_of(countries_of(state), self.countries))
            and (self.sectors is None or any_of(sectors_of(state), self.sectors, searched))
            and (self.statuses is None or state.status in self.statuses)
            and (self.called is None or _is_called(state, self.called))
            and (self.investors is None or _is_backed_by(state, self.investors))
            and (self.partners is None or _works_with(state, self.partners))
            and (self.milestones is None or _has_milestone(state, self.milestones))
            and self._is_of_the_time(state)
        )

    def _is_of_the_time(self, state: CompanyState) -> bool:
        if self.founded_from is None and self.founded_until is None:
            return True
        if state.founding is None:
            return False
        return within(state.founding.on.value.counts_from(state.vantage.dates), self.founded_from, self.founded_until)


_TOLD = {Status.CLOSED: "closed", Status.PUBLIC: "public", Status.ACQUIRED: "acquired"}


def only(several: frozenset[F] | None) -> F | None:
    """The one that there is in a set; None for more, or no set."""
    return next(iter(several)) if several is not None and len(several) == 1 else None


def _written(words: frozenset[str] | None, written: Callable[[str], str]) -> frozenset[str] | None:
    return frozenset(map(written, words)) if words is not None else None


def said(chosen: Chosen[F] | None) -> F | None:
    """The value of a field; None where nobody says."""
    return chosen.value if chosen is not None else None


def country_codes(words: Iterable[str]) -> frozenset[str]:
    """The codes of countries by their codes or English names. Raises InvalidInput for what is none."""
    try:
        return frozenset([country_code(word, CODE_HINT) for word in words])
    except UnknownCountry as error:
        raise InvalidInput(str(error)) from error


def any_of(words: frozenset[str], wanted: frozenset[str], folded: Callable[[str], str] = compared) -> bool:
    """Whether one of some words is among others, as they are compared."""
    return not set(map(folded, words)).isdisjoint(map(folded, wanted))


def is_one_of(word: str | None, words: frozenset[str] | None, folded: Callable[[str], str] = compared) -> bool:
    """Whether a word is among these, as they are compared; None is no condition."""
    return words is None or (word is not None and folded(word) in set(map(folded, words)))


def within(day: date, since: date | None, until: date | None) -> bool:
    """Whether a day lies between two, both inclusive; None is no end."""
    return (since is None or day >= since) and (until is None or day <= until)


def backers(round_: FundingRound) -> set[str]:
    """The slugs of the leads and investors of a round."""
    return {party.slug for parties in (round_.leads, round_.investors) for party in said(parties) or ()}


def _is_called(state: CompanyState, names: frozenset[str]) -> bool:
    name = searched(state.name)
    return any(searched(part) in name for part in names)


def _is_backed_by(state: CompanyState, investors: frozenset[str]) -> bool:
    return any(not investors.isdisjoint(backers(round_)) for round_ in state.rounds) or any(
        stake.holder.value.slug in investors for stake in state.holders
    )


def _works_with(state: CompanyState, partners: frozenset[str]) -> bool:
    """Whether a partnership lasts."""
    return any(one.partner.value.slug in partners and one.until is None for one in state.partnerships)


def _has_milestone(state: CompanyState, milestones: frozenset[str]) -> bool:
    return any(
        one.stage.value is MilestoneStage.HAPPENED and not milestones.isdisjoint((one.key, slugify(one.name.value)))
        for one in state.milestones
    )
