"""CompanyState: everything the events in reach of one vantage add up to, for one company.

The way from records to state is one function a step: in reach, standing, merged, counted, folded. Each part of the
state is folded when it is first asked for.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property, partial
from typing import Any, TypeVar

from dateline.events.acts import Merge
from dateline.events.event import Event
from dateline.events.measured import Metric as MetricEvent
from dateline.log.record import Record
from dateline.state.accounts import Chosen
from dateline.state.conversion import convert_at
from dateline.state.history import _ABOUT_EVENTS, _is_about, _merges, _names
from dateline.state.merges import Same, same_companies, same_subjects
from dateline.state.parts.acquisitions import PROJECTION as ACQUISITIONS
from dateline.state.parts.acquisitions import Acquisition, acquired_by
from dateline.state.parts.data_centers import PROJECTION as DATA_CENTERS
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import PROJECTION as FUNDING
from dateline.state.parts.funding import FundingRound, raised
from dateline.state.parts.listings import PROJECTION as LISTINGS
from dateline.state.parts.listings import Listing
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.parts.metrics import Metric
from dateline.state.parts.models import PROJECTION as MODELS
from dateline.state.parts.models import Model
from dateline.state.parts.partnerships import PROJECTION as PARTNERSHIPS
from dateline.state.parts.partnerships import Partnership
from dateline.state.parts.people import PROJECTION as PEOPLE
from dateline.state.parts.people import Role
from dateline.state.parts.products import PROJECTION as PRODUCTS
from dateline.state.parts.products import Product
from dateline.state.parts.profile import CLOSING, FOUNDING, Closing, Founding, Profile
from dateline.state.parts.profile import PROJECTION as PROFILE
from dateline.state.parts.stakes import PROJECTION as STAKES
from dateline.state.parts.stakes import Stake
from dateline.state.parts.targets import PROJECTION as TARGETS
from dateline.state.parts.targets import Outcome, Target, outcome
from dateline.state.parts.valuation import valuation
from dateline.state.projection import Projection, View, fold, views
from dateline.state.seen import Seen, by_date, visible
from dateline.state.standing import Standings, standings
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Money
from dateline.values.parties import slugify
from dateline.values.rates import Conversion
from dateline.values.totals import Total
from dateline.values.vocabulary import Instrument, ListingStage, Per

V = TypeVar("V")


class Status(Enum):
    ACTIVE = "active"
    PUBLIC = "public"
    ACQUIRED = "acquired"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the state rests on: events that count, the sources behind them, and the days they are of."""

    events: int
    sources: int
    first_on: date | None
    last_on: date | None
    first_known: date | None
    last_known: date | None


class CompanyState:
    """One company at one vantage. Made by `state`; never changes."""

    def __init__(
        self,
        slug: str,
        vantage: Vantage,
        own: Sequence[Seen],
        others: Sequence[Seen],
        standing: Standings,
        companies: Same,
        made: Mapping[str, tuple[Any, ...]] | None = None,
    ) -> None:
        """`own`: what is in reach of the company, under all its slugs; `others`: events of others that name it.

        `made`: what is already there of what projections make, by their names.
        """
        self.slug = slug
        self.vantage = vantage
        self.standings = standing
        self.own = own
        self.others = others
        self.companies = companies
        self._made = made or {}

    def at(self, vantage: Vantage, made: Mapping[str, tuple[Any, ...]] | None = None) -> CompanyState:
        """The same at another vantage with the same reach: what is in reach, and how it stands, is shared."""
        assert (vantage.cut, vantage.dates) == (self.vantage.cut, self.vantage.dates), "another cut needs the records"
        return CompanyState(self.slug, vantage, self.own, self.others, self.standings, self.companies, made)

    # --- what counts -------------------------------------------------------------------------------------------------

    @cached_property
    def timeline(self) -> tuple[Seen, ...]:
        """All events that count, whatever their standing and confidence, by date."""
        reach = self.vantage.reach
        return tuple(seen for seen in self.own if reach.counts(seen.event))

    @cached_property
    def told(self) -> tuple[Seen, ...]:
        """All standing events about the company, whether they count or not, by date."""
        return tuple(self._standing(self.own))

    @cached_property
    def upcoming(self) -> tuple[Seen, ...]:
        """Standing events that have not happened yet at the vantage, by date."""
        reach = self.vantage.reach
        return tuple(seen for seen in self.told if not reach.counts(seen.event))

    @cached_property
    def rumors(self) -> tuple[Seen, ...]:
        """Standing events that count, but with less confidence than the vantage accepts, by date."""
        return tuple(seen for seen in self._standing(self.timeline) if not self._believed(seen))

    @cached_property
    def folded(self) -> tuple[Seen, ...]:
        """The events that make the state, by date."""
        return tuple(seen for seen in self._standing(self.timeline) if self._believed(seen))

    def _standing(self, reach: Iterable[Seen]) -> Iterable[Seen]:
        stands = self.standings.stands
        return (seen for seen in reach if stands(seen) and not isinstance(seen.event, _ABOUT_EVENTS))

    def _believed(self, seen: Seen) -> bool:
        return seen.event.confidence.rank >= self.vantage.confidence.rank

    @cached_property
    def merges(self) -> tuple[Seen, ...]:
        """Those with force, of its subjects and of its slugs, by date."""
        return tuple(_merges(self.own, self.standings))

    @cached_property
    def subjects(self) -> Same:
        """Which of its subjects are one."""
        return same_subjects(merge.event for merge in self.merges if isinstance(merge.event, Merge))

    def _views(self, projection: Projection[V]) -> tuple[V, ...]:
        if projection.name in self._made:
            return self._made[projection.name]
        events = heapq.merge(*(self._by_kind.get(kind, ()) for kind in projection.kinds), key=self._by_date)
        return views(projection, fold(projection, events, self.subjects.of), self.exchange)

    @cached_property
    def _by_kind(self) -> dict[type[Event], list[Seen]]:
        """The events that make the state, by kind and then by date."""
        kinds: dict[type[Event], list[Seen]] = {}
        for seen in self.folded:
            kinds.setdefault(type(seen.event), []).append(seen)
        return kinds

    def _by_date(self, seen: Seen) -> tuple[date, date, str]:
        return by_date(seen, self.vantage.dates)

    @property
    def slugs(self) -> frozenset[str]:
        """All the slugs that it goes by."""
        return self.companies.group(self.slug)

    def subject_of(self, seen: Seen) -> str | None:
        """What one of its events is about, by the name that is kept."""
        subject = seen.event.subject
        return self.subjects.of(subject) if subject is not None else None

    # --- who it is ---------------------------------------------------------------------------------------------------

    @cached_property
    def profile(self) -> Profile | None:
        return _only(self._views(PROFILE))

    @cached_property
    def founding(self) -> Founding | None:
        return _only(self._views(FOUNDING))

    @cached_property
    def closing(self) -> Closing | None:
        return _only(self._views(CLOSING))

    @property
    def name(self) -> str:
        """Its name at the vantage; the slug while nobody has said one."""
        return self.profile.name.value if self.profile and self.profile.name else self.slug

    @property
    def aliases(self) -> tuple[str, ...]:
        said = self.profile.aliases.value if self.profile and self.profile.aliases else ()
        return tuple(alias for alias in said if alias != self.name)

    @cached_property
    def status(self) -> Status:
        if self.closing is not None:
            return Status.CLOSED
        if self.acquired_by is not None and self.acquired_by.gives_control:
            return Status.ACQUIRED
        listed = any(listing.stage.value is ListingStage.LISTED for listing in self.listings)
        return Status.PUBLIC if listed else Status.ACTIVE

    # --- what it did -------------------------------------------------------------------------------------------------

    @cached_property
    def rounds(self) -> tuple[FundingRound, ...]:
        return self._views(FUNDING)

    def raised(
        self, instruments: Sequence[Instrument] | None = None, currency: str | None = None
    ) -> tuple[Total, list[FundingRound]]:
        """Money raised, in one currency if it is named, and the rounds counted; see `state.parts.funding`."""
        return raised(self.rounds, instruments, partial(self.converted, to=currency) if currency is not None else None)

    def converted(self, chosen: Chosen[Amount], to: str) -> Conversion | None:
        """An amount of this state in another currency; None where its day has no rate."""
        return convert_at(chosen.value.money, chosen.account.moment, to, self.vantage)

    def exchange(self, money: Money, moment: PartialDate, to: str) -> Money | None:
        """Money that was reported of a moment, in another currency; None where its day has no rate."""
        conversion = convert_at(money, moment, to, self.vantage)
        return conversion.money if conversion is not None else None

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        return self._views(LISTINGS)

    @cached_property
    def acquisitions(self) -> tuple[Acquisition, ...]:
        return self._views(ACQUISITIONS)

    @cached_property
    def bids(self) -> tuple[Acquisition, ...]:
        """The deals of other companies that name it as their target."""
        return self._others_views(ACQUISITIONS)

    @cached_property
    def acquired_by(self) -> Acquisition | None:
        """The deal that makes, or is to make, another company its owner."""
        return acquired_by(self.bids)

    @cached_property
    def models(self) -> tuple[Model, ...]:
        return self._views(MODELS)

    @cached_property
    def products(self) -> tuple[Product, ...]:
        return self._views(PRODUCTS)

    @cached_property
    def data_centers(self) -> tuple[DataCenter, ...]:
        return self._views(DATA_CENTERS)

    @cached_property
    def people(self) -> tuple[Role, ...]:
        return self._views(PEOPLE)

    @cached_property
    def holders(self) -> tuple[Stake, ...]:
        return self._views(STAKES)

    @cached_property
    def holdings(self) -> tuple[Stake, ...]:
        """What it holds of others."""
        return self._others_views(STAKES)

    @cached_property
    def partnerships(self) -> tuple[Partnership, ...]:
        return self._views(PARTNERSHIPS)

    @cached_property
    def naming(self) -> tuple[Seen, ...]:
        """The acquisitions and stakes of others that name it and count as those that make the state do, by date."""
        group, reach = self.companies.group(self.slug), self.vantage.reach
        return tuple(
            seen
            for seen in self._standing(self.others)
            if self._believed(seen) and reach.counts(seen.event) and _names(seen, group)
        )

    def _others_views(self, projection: Projection[V]) -> tuple[V, ...]:
        """The same for the events of other companies that name this one, each company on its own."""
        group = self.companies.group(self.slug)
        found: list[V] = []
        for company in dict.fromkeys(seen.event.company for seen in self.naming):
            merges = (
                merge.event
                for merge in _merges(self.others, self.standings)
                if isinstance(merge.event, Merge) and merge.event.company == company and _is_about(merge.event, group)
            )
            theirs = (seen for seen in self.naming if seen.event.company == company)
            found += views(projection, fold(projection, theirs, same_subjects(merges).of), self.exchange)
        return tuple(found)

    # --- its figures -------------------------------------------------------------------------------------------------

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        return self._views(METRICS)

    def metric(self, name: str, scope: str | None = None, per: Per | None = None) -> Chosen[Any] | None:
        """The figure of a metric of the company, or of its part `scope`.

        Without `per` the figure counted over no span, or else the only one there is; None where that leaves it open.
        """
        asked = (slugify(name), slugify(scope) if scope else None)
        found = [metric for metric in self.metrics if (metric.name, metric.scope) == asked]
        exact = [metric for metric in found if metric.per is per]
        match exact or (found if per is None else []):
            case [metric]:
                return metric.value
        return None

    @cached_property
    def valuation(self) -> Chosen[Amount] | None:
        return valuation(self.rounds, self.listings, self.metrics, self.exchange)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        return self._views(TARGETS)

    def outcome(self, target: Target) -> tuple[Outcome, Seen | None]:
        """What became of one of the targets, and the figure that met it."""
        figures = (seen for seen in self.folded if isinstance(seen.event, MetricEvent))
        return outcome(target, figures, self.vantage)

    # --- where it all comes from -------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> tuple[View, ...]:
        """Every subject of its own."""
        return (
            *(part for part in (self.founding, self.profile, self.closing) if part is not None),
            *self.rounds,
            *self.listings,
            *self.acquisitions,
            *self.models,
            *self.products,
            *self.data_centers,
            *self.metrics,
            *self.targets,
            *self.people,
            *self.holders,
            *self.partnerships,
        )

    @cached_property
    def statements(self) -> tuple[Chosen[Any], ...]:
        """Every field of every subject, with its provenance."""
        own = tuple(chosen for part in self.parts for chosen in part.statements)
        return (*own, self.valuation) if self.valuation is not None else own

    @cached_property
    def conflicts(self) -> tuple[Chosen[Any], ...]:
        """The fields of which standing accounts do not agree."""
        return tuple(chosen for chosen in self.statements if chosen.is_conflict)

    @cached_property
    def coverage(self) -> Coverage:
        days = [seen.event.when.counts_from(self.vantage.dates) for seen in self.folded]
        known = [seen.record.known for seen in self.folded]
        return Coverage(
            events=len(self.folded),
            sources=len({source for seen in self.folded for source in seen.sources}),
            first_on=min(days, default=None),
            last_on=max(days, default=None),
            first_known=min(known, default=None),
            last_known=max(known, default=None),
        )


def state(slug: str, records: Iterable[Record], vantage: Vantage) -> CompanyState | None:
    """The state of a company at a vantage, from its history; None if nothing of it is in reach.

    `records` is the company's history as `EventLog.histories` gives it, in any order. A slug that was merged into
    another answers as that other one.
    """
    there = visible(records, vantage)
    standing = standings(there)
    companies = same_companies(seen.event for seen in _merges(there, standing) if isinstance(seen.event, Merge))
    group = companies.group(slug)
    own = [seen for seen in there if seen.event.company in group]
    if not own:
        return None
    others = [seen for seen in there if seen.event.company not in group]
    return CompanyState(companies.of(slug), vantage, own, others, standing, companies)


def _only(parts: tuple[V, ...]) -> V | None:
    return parts[0] if parts else None
