"""The state of a company at a vantage."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import strawberry

from dateline.answers.flows import FlowRequest, flow
from dateline.answers.paging import slice_of
from dateline.answers.ranking.seats import presumed_country
from dateline.events.kinds import Profile
from dateline.events.meanings import field_meaning
from dateline.graphql.context import context_of
from dateline.graphql.ids import write_id
from dateline.graphql.inputs.arguments import After, Before, First, Last, given
from dateline.graphql.inputs.event_filter import OfEvents, event_filter_of
from dateline.graphql.inputs.ranking import FlowCurrency, FlowSpan, TimeOver, days_asked
from dateline.graphql.inputs.series import MetricName, MetricScope, MetricSpan
from dateline.graphql.links import COMPANY, kept_company
from dateline.graphql.recurring import recurs_as
from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.deals import Acquisition, Stake
from dateline.graphql.types.event_list import EventConnection, company_events, event_page
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.figures import Figure, figure
from dateline.graphql.types.findings import Finding, findings_of
from dateline.graphql.types.flows import Flow
from dateline.graphql.types.node import Node
from dateline.graphql.types.part_lists import PART_LISTS, PartList, with_parts
from dateline.graphql.types.parties import Party, party_of
from dateline.graphql.types.parts import Part
from dateline.graphql.types.recurring_valuation import RecurringValuation
from dateline.graphql.types.statements import Conflict, Statement, conflicts_of
from dateline.graphql.types.totals import Coverage, Total
from dateline.graphql.types.values import PartialDate, Vantage, partial_date
from dateline.log.selection import Order, SortKey, sort_key
from dateline.state import company as domain
from dateline.state.parts.funding import FundingRound
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage as DomainVantage
from dateline.values import vocabulary


def _of_profile(name: str) -> Any:
    """The field that shows a text of the profile; null while nobody has spoken of it."""

    def resolve(self: "CompanyState") -> str | None:
        chosen = getattr(self.state.profile, name, None)
        return chosen.value if chosen is not None else None

    return strawberry.field(resolver=resolve, description=f"{field_meaning(Profile, name)} Null where nobody says.")


@strawberry.type(description="Everything that the events in reach of one vantage add up to, for one company.")
@with_parts
class CompanyState(Node):
    state: strawberry.Private[domain.CompanyState]
    at: strawberry.Private[DomainVantage]
    """As this request asked for it: the state may have been made for another request."""
    scope: strawberry.Private[Scope]

    @classmethod
    async def at_vantage(cls, info: strawberry.Info, slug: str, at: DomainVantage) -> "CompanyState | None":
        """The state of a company at a vantage; None if nothing of it is in reach."""
        state = await context_of(info).state(slug, at)
        return cls(state=state, at=at, scope=Scope.at(at).inside(state)) if state is not None else None

    def part(self, path: str) -> Part | None:
        """The part whose `path` this is; None if the state has none there."""
        name = path.partition(":")[0].partition("/")[0]
        if name == "acquired_by":
            found = [self.acquired_by()]
        elif name == "holdings" or name in PART_LISTS:
            found = getattr(self, name)()
        else:
            return None
        return next((part for part in found if part is not None and part.path == path), None)

    @strawberry.field(description="Carries the vantage: client caches never mix two dates.")
    def id(self) -> strawberry.ID:
        return self.asked or strawberry.ID(write_id("S", self.state.slug, self.scope.token))

    @strawberry.field(graphql_type=COMPANY, description="Whose state it is: what of the company never changes.")
    def company(self, info: strawberry.Info) -> object:
        return kept_company(info, self.state.slug, self.scope)

    @strawberry.field(description="The point it was read at, with nothing left open.")
    def vantage(self) -> Vantage:
        return Vantage(view=self.at)

    @strawberry.field(description="Its name at the vantage; the slug while no event that counts says one.")
    def name(self) -> str:
        return self.state.name

    @strawberry.field(description="Whether an event that counts says its name; else `name` is its slug.")
    def named(self) -> bool:
        return self.state.is_named

    @strawberry.field(
        description="Where it is presumed to have been, if no event tells its country of that day: by what is told of"
        " later, or of an open past, unless that has changed since. Filters and sums by country take it."
    )
    def presumed_country(self) -> str | None:
        return presumed_country(self.state)

    @strawberry.field(description="All other names that were told of it; they are never superseded.")
    def aliases(self) -> list[str]:
        return list(self.state.aliases)

    @strawberry.field(
        description="What it is known under in the lists of others, as scheme:value, like lei:529900T8BM49AURSDO55;"
        " never superseded."
    )
    def identifiers(self) -> list[str]:
        return list(self.state.identifiers)

    @strawberry.field(
        description="What became of it: CLOSED if it ceased, else ACQUIRED if another company owns it, else PUBLIC"
        " or ACTIVE."
    )
    def status(self) -> domain.Status:
        return self.state.status

    @strawberry.field(description="When it was founded; null while no event that counts says so.")
    def founded(self) -> PartialDate | None:
        return partial_date(self.state.founding.on.value) if self.state.founding is not None else None

    country = _of_profile("country")
    region = _of_profile("region")
    city = _of_profile("city")
    website = _of_profile("website")
    sector = _of_profile("sector")

    @strawberry.field(description="Who founded it; empty where nobody says.")
    def founders(self) -> list[Party]:
        founding = self.state.founding
        said = founding.founders.value if founding is not None and founding.founders is not None else ()
        return [party_of(party, self.scope) for party in said]

    @strawberry.field(
        description="What it is worth, by its announced and closed rounds, its listings, and what is reported; null"
        " where nobody says."
    )
    @recurs_as(RecurringValuation.of)
    def valuation(self) -> Figure | None:
        return figure(self.state.valuation, self.scope)

    @strawberry.field(
        description="The money of its closed rounds that are sure enough; all instruments but SECONDARY unless named."
    )
    def raised(
        self,
        currency: Annotated[
            CurrencyCode | None,
            strawberry.argument(description="Converts each amount; without it, one sum a currency."),
        ] = strawberry.UNSET,
        instruments: Annotated[
            list[vocabulary.Instrument] | None,
            strawberry.argument(description="Only rounds of these. Default: all but SECONDARY."),
        ] = strawberry.UNSET,
    ) -> Total:
        total, rounds = self.state.raised(given(instruments), currency or None)
        return Total(total=total, told=partial(_say_how_much, rounds), scope=self.scope)

    rounds = PartList("The rounds in which it raised money, or means to, at whatever stage.")
    listings = PartList("Its shares on exchanges, at whatever stage.")
    acquisitions = PartList("What it bought, or means to, at whatever stage.")

    @strawberry.field(
        description="The deal that makes, or is to make, another company its owner; null where there is none."
    )
    def acquired_by(self) -> Acquisition | None:
        deal = self.state.acquired_by
        return Acquisition(view=deal, scope=self.scope, listed="acquired_by") if deal is not None else None

    models = PartList("The AI models it makes.")
    products = PartList("What it offers, beside its models.")
    data_centers = PartList("The sites it owns, uses, builds or invests in, also planned ones.")

    @strawberry.field(
        description="A figure of the company, or of its part `scope`. Without `per` the one counted over no span, or"
        " else the only one there is; null where that leaves it open."
    )
    def metric(
        self,
        name: MetricName,
        scope: MetricScope = strawberry.UNSET,
        per: MetricSpan = strawberry.UNSET,
    ) -> Figure | None:
        return figure(self.state.metric(name, scope or None, per or None), self.scope)

    @strawberry.field(
        description="The figures of a metric that is counted over spans, added up over a time: layoffs in 2023, the"
        " revenue of four quarters."
    )
    def flow(
        self,
        name: MetricName,
        over: TimeOver,
        scope: MetricScope = strawberry.UNSET,
        per: FlowSpan = strawberry.UNSET,
        currency: FlowCurrency = strawberry.UNSET,
    ) -> Flow:
        days = days_asked(over)
        assert days is not None, "it has to be given"
        asked = FlowRequest(name, days, scope or None, per or None, currency or None)
        return Flow(flow=flow(self.state, asked), scope=self.scope)

    metrics = PartList("Its figures: the latest of each metric, part and span.")
    targets = PartList("What it means to reach, also what is past its day.")
    people = PartList("Who has, or had, which role in it.")
    holders = PartList("Who holds a part of it, and how much.")

    @strawberry.field(description="What it holds of other companies, as they are told of; empty where nothing is told.")
    def holdings(self) -> list[Stake]:
        return [Stake(view=view, scope=self.scope, listed=f"holdings/{view.company}") for view in self.state.holdings]

    partnerships = PartList("With whom it works together, or did.")
    milestones = PartList("What no other list is for, at whatever stage: layoffs, memberships, lawsuits, awards …")

    @strawberry.field(
        description="Standing events with less confidence than the vantage accepts: never in state or sums."
    )
    async def rumors(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.state.history.rumors, self.scope)

    @strawberry.field(
        description="Standing events that may have happened by `on`, which lies inside the span of their date: never in"
        " state or sums."
    )
    async def possible(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.state.history.possible, self.scope)

    @strawberry.field(
        description="Standing events that begin after `on`, or that are plans for all that is known: never in state or"
        " sums."
    )
    async def upcoming(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.state.history.upcoming, self.scope)

    @strawberry.field(description="Every field that the state has, with where it comes from; narrowed by its name.")
    def statements(
        self,
        field: Annotated[
            str | None, strawberry.argument(description="As in event files or in this API.")
        ] = strawberry.UNSET,
    ) -> list[Statement]:
        wanted = _snake(field) if field else None
        return [
            Statement(chosen=chosen, scope=self.scope)
            for chosen in self.state.statements
            if wanted is None or chosen.field == wanted
        ]

    @strawberry.field(description="The fields of which standing accounts do not agree.")
    def conflicts(self) -> list[Conflict]:
        return conflicts_of(self.state.statements, self.scope)

    @strawberry.field(description="What rules find contradictory or suspicious: it changes nothing of the state.")
    async def findings(self, info: strawberry.Info) -> list[Finding]:
        return await findings_of(context_of(info).reading, self.state, self.scope)

    @strawberry.field(description="How many events and sources the state rests on, and of which days.")
    def coverage(self) -> Coverage:
        return Coverage(coverage=self.state.history.coverage)

    @strawberry.field(description="All events in reach that count by `on`, whatever their standing.")
    def timeline(
        self,
        info: strawberry.Info,
        filter: OfEvents = strawberry.UNSET,
        order: Annotated[Order | None, strawberry.argument(description="Default: ON_ASC.")] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> EventConnection:
        listing = order or Order.ON_ASC
        standing, at, asked = self.state.history.standings, self.at, event_filter_of(filter)
        wanted = event_page(info, listing, at.dates, first, after, last, before)

        def place(seen: Seen) -> SortKey:
            return sort_key(seen.record, listing, at.dates)

        timeline = self.state.history.timeline
        matching = [seen for seen in timeline if asked.matches(seen, standing.of(seen.id).standing, at)]
        matching.sort(key=place)
        found = slice_of(matching, place, wanted, descending=listing.descending)
        return company_events(self.state, found, listing, self.scope, len(matching))


def _say_how_much(rounds: Sequence[FundingRound]) -> list[Seen]:
    """The events that say what was raised in these."""
    return [round_.raised.seen for round_ in rounds if round_.raised is not None]


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).replace("-", "_")
