"""Which rounds, acquisitions, models, sites and milestones pass a filter, told from the states they are parts of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from dateline.answers.ranking.filters import CompanyFilter, backers, is_one_of, only, said, within
from dateline.log.index_contract import Sieve
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts.acquisitions import Acquisition
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.milestones import Milestone
from dateline.state.parts.models import Model
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Money
from dateline.values.text import slugify
from dateline.values.vocabulary import (
    Access,
    AcquisitionStage,
    DataCenterStage,
    FundingStage,
    Instrument,
    MilestoneStage,
    ModelStage,
    SiteRole,
)

ANY_COMPANY = CompanyFilter()


class DatedPart(Protocol):
    """What the parts that can be listed have in common."""

    @property
    def key(self) -> str: ...

    @property
    def on(self) -> Chosen[PartialDate]: ...


P = TypeVar("P", bound=DatedPart)


class PartFilter(msgspec.Struct, Generic[P], frozen=True):
    """None is no condition, a set is any of it; ends are inclusive and test the day a part counts from."""

    companies: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    of: CompanyFilter = ANY_COMPANY
    """What the company has to be whose part it is."""

    @property
    def asked(self) -> frozenset[str] | None:
        """The companies whose states to ask; None for all."""
        return self.companies if self.companies is not None else self.of.slugs

    @property
    def sieve(self) -> Sieve:
        """What must ever have been told of a company with a part that passes."""
        return self.of.sieve

    def passes(self, part: P, state: CompanyState) -> bool:
        """All but `asked`, which says whose states to ask."""
        return (
            within(part.on.value.counts_from(state.vantage.dates), self.since, self.until)
            and self._is_of_the_companies(state)
            and self._admits(part, state)
        )

    def _is_of_the_companies(self, state: CompanyState) -> bool:
        named = self.companies is None or self.of.slugs is None or not self.of.slugs.isdisjoint(state.history.slugs)
        return named and self.of.passes(state)

    def _admits(self, part: P, state: CompanyState) -> bool:
        """Whether it meets the conditions that only such parts have."""
        raise NotImplementedError


class RoundFilter(PartFilter[FundingRound], frozen=True):
    series: frozenset[str] | None = None
    """By their slugs, with or without the word: `A`, `Series A` and `series-a` are one."""
    stages: frozenset[FundingStage] | None = None
    instruments: frozenset[Instrument] | None = None
    investors: frozenset[str] | None = None
    """Slugs: one of them is a lead or investor."""
    raised_min: Money | None = None
    """At least as much, in that currency."""

    @property
    def sieve(self) -> Sieve:
        return replace(self.of.sieve, investor=only(self.investors) or self.of.sieve.investor)

    def _admits(self, part: FundingRound, state: CompanyState) -> bool:
        return (
            is_one_of(said(part.series), self.series, _series)
            and (self.stages is None or part.stage.value in self.stages)
            and (self.instruments is None or said(part.instrument) in self.instruments)
            and (self.investors is None or not self.investors.isdisjoint(backers(part)))
            and (self.raised_min is None or _is_at_least(part.raised, self.raised_min, state))
        )


class AcquisitionFilter(PartFilter[Acquisition], frozen=True):
    """`companies` are those that buy."""

    targets: frozenset[str] | None = None
    """By slug, with those that were merged into them."""
    stages: frozenset[AcquisitionStage] | None = None
    price_min: Money | None = None
    """At least as much, in that currency."""
    announced_since: date | None = None
    announced_until: date | None = None
    """Only those whose announcement is told of, and counts from a day between these."""

    def _admits(self, part: Acquisition, state: CompanyState) -> bool:
        return (
            self._is_announced_then(part, state)
            and (self.targets is None or part.target.value.slug in self.targets)
            and (self.stages is None or part.stage.value in self.stages)
            and (self.price_min is None or _is_at_least(part.price, self.price_min, state))
        )

    def _is_announced_then(self, part: Acquisition, state: CompanyState) -> bool:
        if self.announced_since is None and self.announced_until is None:
            return True
        on = said(part.announced)
        day = on.counts_from(state.vantage.dates) if on is not None else None
        return day is not None and within(day, self.announced_since, self.announced_until)


class ModelFilter(PartFilter[Model], frozen=True):
    stages: frozenset[ModelStage] | None = None
    accesses: frozenset[Access] | None = None
    parameters_min: Decimal | None = None

    def _admits(self, part: Model, _state: CompanyState) -> bool:
        parameters = said(part.parameters)
        return (
            (self.stages is None or part.stage.value in self.stages)
            and (self.accesses is None or said(part.access) in self.accesses)
            and (self.parameters_min is None or (parameters is not None and parameters >= self.parameters_min))
        )


class DataCenterFilter(PartFilter[DataCenter], frozen=True):
    countries: frozenset[str] | None = None
    """Where the site stands."""
    stages: frozenset[DataCenterStage] | None = None
    roles: frozenset[SiteRole] | None = None
    megawatts_min: Decimal | None = None

    def _admits(self, part: DataCenter, _state: CompanyState) -> bool:
        megawatts = said(part.megawatts)
        return (
            is_one_of(said(part.country), self.countries)
            and (self.stages is None or part.stage.value in self.stages)
            and (self.roles is None or part.role.value in self.roles)
            and (self.megawatts_min is None or (megawatts is not None and megawatts.count >= self.megawatts_min))
        )


class MilestoneFilter(PartFilter[Milestone], frozen=True):
    categories: frozenset[str] | None = None
    """By their slugs: “Index membership” is index-membership."""
    stages: frozenset[MilestoneStage] | None = None

    def _admits(self, part: Milestone, _state: CompanyState) -> bool:
        return is_one_of(said(part.category), self.categories, slugify) and (
            self.stages is None or part.stage.value in self.stages
        )


def _series(word: str) -> str:
    return slugify(word).removeprefix("series-")


def _is_at_least(amount: Chosen[Amount] | None, least: Money, state: CompanyState) -> bool:
    conversion = state.converted(amount, least.currency) if amount is not None else None
    return conversion is not None and conversion.money.amount >= least.amount
