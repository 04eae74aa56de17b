"""CompanyState: everything the events in reach of one vantage add up to, for one company.

Each part of the state is folded when it is first asked for, from the events that `history.py` says make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from dateline.events.event import Event
from dateline.log.record import Record
from dateline.state.accounts import Chosen
from dateline.state.conversion import ExchangeAt, convert_at
from dateline.state.history import History, history
from dateline.state.kept_views import WatchedExchange
from dateline.state.lazy_views import all_last
from dateline.state.outlined_history import outlined_history, tells
from dateline.state.parts import PARTS
from dateline.state.parts.acquisitions import PROJECTION as ACQUISITIONS
from dateline.state.parts.acquisitions import Acquisition, acquired_by
from dateline.state.parts.data_centers import PROJECTION as DATA_CENTERS
from dateline.state.parts.funding import PROJECTION as ROUNDS
from dateline.state.parts.funding import FundingRound, raised
from dateline.state.parts.listings import PROJECTION as LISTINGS
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.parts.metrics import Metric
from dateline.state.parts.milestones import PROJECTION as MILESTONES
from dateline.state.parts.models import PROJECTION as MODELS
from dateline.state.parts.partnerships import PROJECTION as PARTNERSHIPS
from dateline.state.parts.people import PROJECTION as PEOPLE
from dateline.state.parts.products import PROJECTION as PRODUCTS
from dateline.state.parts.profile import CLOSING, FOUNDING
from dateline.state.parts.profile import PROJECTION as PROFILE
from dateline.state.parts.stakes import PROJECTION as HOLDERS
from dateline.state.parts.stakes import Stake
from dateline.state.parts.targets import PROJECTION as TARGETS
from dateline.state.parts.targets import Outcome, Target, outcome
from dateline.state.parts.valuation import SUBJECT as VALUATION
from dateline.state.parts.valuation import rounds_behind, valuation
from dateline.state.projection import Gathered, Projection, View, fold
from dateline.state.remembered import Handle
from dateline.state.seen import Seen
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.described import Described
from dateline.values.money import Amount, Quantity
from dateline.values.once import Once
from dateline.values.rates import Conversion
from dateline.values.text import slugify
from dateline.values.totals import Total
from dateline.values.vocabulary import Instrument, ListingStage, Per

V = TypeVar("V")

Made = Mapping[str, Sequence[Any]]
"""The views that parts consist of, by the names of the parts."""


_PARTS_OF: dict[type[Event], list[str]] = {}
"""The names of the parts that a kind of event tells of."""
for _part in PARTS:
    for _kind in _part.kinds:
        _PARTS_OF.setdefault(_kind, []).append(_part.name)

_NAMES = frozenset(part.name for part in PARTS)


class Status(Described):
    """What became of the company by then."""

    ACTIVE = "active", "None of the others: it goes about its business."
    PUBLIC = "public", "Its shares are listed on an exchange."
    ACQUIRED = "acquired", "More than half of it belongs to another company, since a purchase that was completed."
    CLOSED = "closed", "It ceased."


def _all_of(part: Projection[V]) -> Once[Sequence[V]]:
    """A part as an attribute of a state, folded when it is first asked for."""
    return Once(lambda state: state.views(part))


def _only_of(part: Projection[V]) -> Once[V | None]:
    """A part with a single subject as an attribute: its view, None while no event speaks of it."""
    return Once(lambda state: next(iter(state.views(part)), None))


class CompanyState:
    """One company at one vantage. Made by `state`; never changes."""

    def __init__(self, events: History, made: Made | None = None) -> None:
        """`made`: the parts that are already there."""
        self.slug = events.slug
        self.vantage = events.vantage
        self.history = events
        self._made = dict(made or {})

    def at(self, vantage: Vantage, made: Made | None = None) -> CompanyState:
        """The same company at another vantage with the same cut and dates: its history is shared, its parts are not."""
        return CompanyState(self.history.at(vantage), made)

    # --- its parts ---------------------------------------------------------------------------------------------------

    founding = _only_of(FOUNDING)
    profile = _only_of(PROFILE)
    closing = _only_of(CLOSING)
    rounds = _all_of(ROUNDS)
    listings = _all_of(LISTINGS)
    acquisitions = _all_of(ACQUISITIONS)
    models = _all_of(MODELS)
    products = _all_of(PRODUCTS)
    data_centers = _all_of(DATA_CENTERS)
    metrics = _all_of(METRICS)
    targets = _all_of(TARGETS)
    people = _all_of(PEOPLE)
    holders = _all_of(HOLDERS)
    partnerships = _all_of(PARTNERSHIPS)
    milestones = _all_of(MILESTONES)

    def views(self, part: Projection[V]) -> Sequence[V]:
        """The views of a part: one for each of its subjects, in the order of their first events."""
        made = self._made.get(part.name)
        if made is None:
            if part.name not in self._told and self._tells_nothing(part):  # as of most parts, for most companies
                return ()
            made = self._made[part.name] = self.history.views(part, self.exchange)
        return made

    def _tells_nothing(self, part: Projection[Any]) -> bool:
        """Of a part that the state does not have by a name, its kinds say so."""
        return part.name in _NAMES or self.history.told_kinds.isdisjoint(part.kinds)

    @Once
    def _told(self) -> frozenset[str]:
        """The names of the parts that events tell of."""
        return frozenset([name for kind in self.history.told_kinds for name in _PARTS_OF.get(kind, ())])

    @Once
    def parts(self) -> tuple[View, ...]:
        """Every subject of its own."""
        return tuple([view for part in PARTS if part.name in self._told for view in self.views(part)])

    @Once
    def statements(self) -> tuple[Chosen[object], ...]:
        """Every field of every subject, with its provenance."""
        own = tuple([chosen for part in self.parts for chosen in part.statements])
        return (*own, self.valuation) if self.valuation is not None else own

    @Once
    def conflicts(self) -> tuple[Chosen[object], ...]:
        """The fields of which standing accounts do not agree."""
        # Of what one event tells alone, nothing else is said.
        told_by_several = (part for part in self.parts if len(part.subject.deciding) > 1)
        own = [chosen for part in told_by_several for chosen in part.statements if chosen.is_conflict]
        worth = self.valuation
        return (*own, worth) if worth is not None and worth.is_conflict else tuple(own)

    # --- who it is ---------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Its name at the vantage; the slug while no event says a name."""
        return self.profile.name.value if self.profile and self.profile.name else self.slug

    @property
    def is_named(self) -> bool:
        """Whether an event says its name: else it goes by its slug."""
        return self.profile is not None and self.profile.name is not None

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else it is called."""
        said = self.profile.aliases.value if self.profile and self.profile.aliases else ()
        return tuple(alias for alias in said if alias != self.name)

    @property
    def identifiers(self) -> tuple[str, ...]:
        """What it is known under in the lists of others, as scheme:value."""
        return self.profile.identifiers.value if self.profile and self.profile.identifiers else ()

    @Once
    def status(self) -> Status:
        """Closed, else acquired with control, else listed, else simply active."""
        if self.closing is not None:
            return Status.CLOSED
        if self.acquired_by is not None and self.acquired_by.gives_control:
            return Status.ACQUIRED
        listed = any(listing.stage.value is ListingStage.LISTED for listing in self.listings)
        return Status.PUBLIC if listed else Status.ACTIVE

    # --- what others say of it ---------------------------------------------------------------------------------------

    @Once
    def bids(self) -> tuple[Acquisition, ...]:
        """The deals of other companies that name it as their target."""
        return self._others_views(ACQUISITIONS)

    @Once
    def acquired_by(self) -> Acquisition | None:
        """The deal that makes, or is to make, another company its owner."""
        return acquired_by(self.bids)

    @Once
    def holdings(self) -> tuple[Stake, ...]:
        """What it holds of others."""
        return self._others_views(HOLDERS)

    def _others_views(self, part: Projection[V]) -> tuple[V, ...]:
        """The views of a part in events of other companies that name this company, each of them folded alone."""
        found: list[V] = []
        for company, theirs in self.history.naming_by_company.items():
            folded = fold(part, theirs, self.history.subjects_of(company).of)
            found += self.history.kept_views.views(part, folded, self.exchange, company)
        return tuple(found)

    # --- its figures -------------------------------------------------------------------------------------------------

    @Once
    def valuation(self) -> Chosen[Amount] | None:
        """What it is worth, by the winners of its rounds, listings and figures; None where no event says so."""
        return valuation(self.rounds, self.listings, self._metrics_named(VALUATION), self._watched)

    @Once
    def valuation_handle(self) -> Handle | None:
        """What the valuation follows from, known before it; None where that is more than rounds."""
        return None if self.listings or self._metrics_named(VALUATION) else rounds_behind(self.rounds)

    @property
    def valuation_lasts(self) -> bool:
        """Whether it follows from that alone, without the rates of the vantage."""
        return self.valuation is not None and not self._watched.asked and all_last(self.rounds)

    _watched = Once(lambda state: WatchedExchange(state.exchange))

    def raised(
        self, instruments: Sequence[Instrument] | None = None, currency: str | None = None
    ) -> tuple[Total, Sequence[FundingRound]]:
        """Money raised, in one currency if it is named, and the rounds counted; see `state.parts.funding`."""
        to = partial(self.converted, to=currency) if currency is not None else None
        return raised(self.rounds, instruments, to)

    def metric(self, name: str, scope: str | None = None, per: Per | None = None) -> Chosen[Amount | Quantity] | None:
        """The figure of a metric of the company, or of its part `scope`.

        Without `per` the figure counted over no span, or else the only one there is; None where that leaves it open.
        """
        asked = (slugify(name), slugify(scope) if scope else None)
        found = [metric for metric in self._metrics_named(asked[0]) if (metric.name, metric.scope) == asked]
        exact = [metric for metric in found if metric.per is per]
        match exact or (found if per is None else []):
            case [metric]:
                return metric.value
        return None

    def _metrics_named(self, slug: str) -> Sequence[Metric]:
        """The figures of one metric, of the company and its parts."""
        if METRICS.name in self._made:
            return self.metrics
        return self.history.views(METRICS, self.exchange, slug)

    def outcome(self, target: Target) -> tuple[Outcome, Seen | None]:
        """What became of a target of this company, and the figure that met it; None where none did."""
        measured = self.figures.get(self.history.subjects.of(f"metric/{target.measure.key}"), ())
        return outcome(target, measured, self.vantage, self.exchange)

    @Once
    def figures(self) -> Gathered:
        """Metric events by the subject that is kept."""
        return self.history.gathered(METRICS)

    def converted(self, chosen: Chosen[Amount], to: str) -> Conversion | None:
        """An amount of this state in another currency; None where its day has no rate."""
        return convert_at(chosen.value.money, chosen.account.moment, to, self.vantage)

    @Once
    def exchange(self) -> ExchangeAt:
        """Money that was reported of a moment, in another currency, by the rates of the vantage."""
        return ExchangeAt(self.vantage)


def state(slug: str, records: Iterable[Record], vantage: Vantage) -> CompanyState | None:
    """The state of a company at a vantage, from its history; None if nothing is told of it.

    `records` is the company's history as `EventLog.histories` gives it, in any order. A slug that was merged into
    another answers as that other one. Nothing is told of a company if nothing of it is in reach, if all of it was
    retracted, or if there are only acts about events.
    """
    found = state_in_reach(slug, Told(records), vantage)
    return found if found is not None and found.history.is_told else None


def state_in_reach(slug: str, told: Told, vantage: Vantage) -> CompanyState | None:
    """The same, whether anything is told of it or not: what was retracted is a reason why a state differs from another.

    None if nothing is in reach.
    """
    outline = told.outline
    events = outlined_history(told, outline, vantage) if tells(outline, slug, vantage) else history(slug, told, vantage)
    return CompanyState(events) if events is not None else None
