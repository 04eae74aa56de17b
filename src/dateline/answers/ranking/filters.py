"""Which companies and rounds pass a filter, told from their states; and what must ever have been told of those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dateline.log.index_contract import Sieve
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState, Status
from dateline.state.parts.funding import FundingRound
from dateline.values.money import Amount, Money
from dateline.values.text import compared, searched
from dateline.values.vocabulary import FundingStage, Instrument

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """None is no condition; ends are inclusive and test the day a founding counts from."""

    slugs: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    sectors: frozenset[str] | None = None
    """Whatever their case and accents."""
    status: Status | None = None
    name_contains: str | None = None
    """Whatever its case and accents."""
    investor: str | None = None
    """The slug of a lead or investor of one of its rounds, or of a holder."""
    founded_from: date | None = None
    founded_until: date | None = None

    @property
    def sieve(self) -> Sieve:
        """What must ever have been told of a company that passes."""
        return Sieve(
            countries=_written(self.countries, str.upper),
            sectors=_written(self.sectors, searched),
            status=_TOLD.get(self.status) if self.status is not None else None,
            called=searched(self.name_contains) if self.name_contains else None,
            investor=self.investor,
            founded_from=self.founded_from,
            founded_until=self.founded_until,
        )

    def passes(self, state: CompanyState) -> bool:
        """All but `slugs`, which say whose states to ask."""
        return (
            _is_one_of(_country(state), self.countries)
            and _is_one_of(_sector(state), self.sectors, searched)
            and (self.status is None or state.status is self.status)
            and (not self.name_contains or searched(self.name_contains) in searched(state.name))
            and (self.investor is None or _is_backed_by(state, self.investor))
            and self._is_of_the_time(state)
        )

    def _is_of_the_time(self, state: CompanyState) -> bool:
        if self.founded_from is None and self.founded_until is None:
            return True
        if state.founding is None:
            return False
        return _within(state.founding.on.value.counts_from(state.vantage.dates), self.founded_from, self.founded_until)


_TOLD = {Status.CLOSED: "closed", Status.PUBLIC: "public", Status.ACQUIRED: "acquired"}


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """None is no condition; ends are inclusive and test the day a round counts from."""

    companies: frozenset[str] | None = None
    series: frozenset[str] | None = None
    """As names are compared."""
    stage: FundingStage | None = None
    instruments: frozenset[Instrument] | None = None
    investor: str | None = None
    since: date | None = None
    until: date | None = None
    raised_min: Money | None = None
    """At least as much, in that currency."""

    @property
    def sieve(self) -> Sieve:
        return Sieve(investor=self.investor)

    def passes(self, round_: FundingRound, state: CompanyState) -> bool:
        """All but `companies`, which say whose states to ask."""
        return (
            _is_one_of(_of(round_.series), self.series)
            and (self.stage is None or round_.stage.value is self.stage)
            and (self.instruments is None or _of(round_.instrument) in self.instruments)
            and (self.investor is None or self.investor in _backers(round_))
            and _within(round_.on.value.counts_from(state.vantage.dates), self.since, self.until)
            and (self.raised_min is None or _is_at_least(round_.raised, self.raised_min, state))
        )


def _written(words: frozenset[str] | None, written: Callable[[str], str]) -> frozenset[str] | None:
    return frozenset(map(written, words)) if words is not None else None


def _of(chosen: Chosen[F] | None) -> F | None:
    return chosen.value if chosen is not None else None


def _country(state: CompanyState) -> str | None:
    return _of(state.profile.country) if state.profile is not None else None


def _sector(state: CompanyState) -> str | None:
    return _of(state.profile.sector) if state.profile is not None else None


def _is_one_of(word: str | None, words: frozenset[str] | None, folded: Callable[[str], str] = compared) -> bool:
    return words is None or (word is not None and folded(word) in set(map(folded, words)))


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _backers(round_: FundingRound) -> set[str]:
    return {party.slug for said in (round_.leads, round_.investors) for party in _of(said) or ()}


def _is_backed_by(state: CompanyState, investor: str) -> bool:
    return any(investor in _backers(round_) for round_ in state.rounds) or any(
        stake.holder.value.slug == investor for stake in state.holders
    )


def _is_at_least(raised: Chosen[Amount] | None, least: Money, state: CompanyState) -> bool:
    conversion = state.converted(raised, least.currency) if raised is not None else None
    return conversion is not None and conversion.money.amount >= least.amount
