"""Many companies at one vantage."""

from enum import Enum
from typing import Annotated

import strawberry

from dateline.answers.event_lists import EventList
from dateline.answers.ranking.listed_parts import ACQUISITIONS, DATA_CENTERS, MILESTONES, MODELS, ROUNDS, PartOrder
from dateline.answers.ranking.ranking import CompanyRanking
from dateline.answers.sums.company_sums import sums
from dateline.answers.tokens import token_of
from dateline.graphql.context import context_of
from dateline.graphql.inputs.arguments import After, Before, CompanySlug, First, Last, given
from dateline.graphql.inputs.event_filter import OfEvents, event_filter_of
from dateline.graphql.inputs.part_filters import (
    ComparedIn,
    InOrder,
    OfAcquisitions,
    OfDataCenters,
    OfMilestones,
    OfModels,
    OfRounds,
    acquisition_filter_of,
    data_center_filter_of,
    milestone_filter_of,
    model_filter_of,
    part_order_of,
    round_filter_of,
)
from dateline.graphql.inputs.ranking import CompanyOrder, OfCompanies, company_filter_of, company_order_of
from dateline.graphql.inputs.sums import InCurrency, SumWhat, sum_request_of
from dateline.graphql.scope import Scope
from dateline.graphql.types.company_state import CompanyState
from dateline.graphql.types.event_list import EventConnection, event_connection, event_page
from dateline.graphql.types.findings import FindingConnection, finding_connection, finding_page
from dateline.graphql.types.node import Node
from dateline.graphql.types.part_pages import (
    AcquisitionConnection,
    DataCenterConnection,
    MilestoneConnection,
    ModelConnection,
    RoundConnection,
    part_page,
)
from dateline.graphql.types.parties import Party
from dateline.graphql.types.ranking import CompanyStateConnection, company_connection, company_page
from dateline.graphql.types.sums import SumTable, sum_table
from dateline.graphql.types.values import Vantage
from dateline.log.selection import Order
from dateline.state.vantage import Vantage as DomainVantage


@strawberry.enum(description="What a file of states can be.")
class ExportFormat(Enum):
    NDJSON = strawberry.enum_value("ndjson", description="One JSON object a line.")
    CSV = strawberry.enum_value("csv", description="With a header, in UTF-8.")
    PARQUET = strawberry.enum_value("parquet", description="An error where the server has no pyarrow.")


@strawberry.type(description="Everything at one vantage.")
class Snapshot(Node):
    at: strawberry.Private[DomainVantage]

    @strawberry.field(description="The token of its vantage.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(token_of(self.at))

    @strawberry.field(description="The point it is looked from, with nothing left open.")
    def vantage(self) -> Vantage:
        return Vantage(view=self.at)

    @strawberry.field(description="The state of a company; null if nothing of it is in reach.")
    async def company(self, info: strawberry.Info, slug: CompanySlug) -> CompanyState | None:
        return await CompanyState.at_vantage(info, slug, self.at)

    @strawberry.field(
        description="Every company of which something is in reach. Those without the value ordered by come last in both"
        " directions; ties break on the slug."
    )
    async def companies(
        self,
        info: strawberry.Info,
        filter: OfCompanies = strawberry.UNSET,
        order_by: Annotated[
            CompanyOrder | None, strawberry.argument(description="Default: by name, ascending.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> CompanyStateConnection:
        order = company_order_of(order_by)
        page = company_page(info, order, first, after, last, before)
        companies = CompanyRanking(context_of(info).reading, self.at, company_filter_of(filter), order)
        return company_connection(await companies.page(page), order, self.at, companies.count)

    @strawberry.field(description="Rounds of all companies, latest first.")
    async def rounds(
        self,
        info: strawberry.Info,
        filter: OfRounds = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        order: InOrder = strawberry.UNSET,
        currency: ComparedIn = strawberry.UNSET,
    ) -> RoundConnection:
        wanted, asked = round_filter_of(filter), (first, after, last, before)
        return await part_page(
            info, RoundConnection, self.at, ROUNDS, wanted, part_order_of(order, currency or None), asked
        )

    @strawberry.field(description="Acquisitions by all companies, latest first.")
    async def acquisitions(
        self,
        info: strawberry.Info,
        filter: OfAcquisitions = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        order: InOrder = strawberry.UNSET,
        currency: ComparedIn = strawberry.UNSET,
    ) -> AcquisitionConnection:
        wanted, asked = acquisition_filter_of(filter), (first, after, last, before)
        return await part_page(
            info, AcquisitionConnection, self.at, ACQUISITIONS, wanted, part_order_of(order, currency or None), asked
        )

    @strawberry.field(description="Models of all companies, latest first.")
    async def models(
        self,
        info: strawberry.Info,
        filter: OfModels = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        order: InOrder = strawberry.UNSET,
    ) -> ModelConnection:
        wanted, asked = model_filter_of(filter), (first, after, last, before)
        return await part_page(info, ModelConnection, self.at, MODELS, wanted, part_order_of(order), asked)

    @strawberry.field(
        description="Data centres of all companies, latest first; a site that several have to do with comes once for"
        " each."
    )
    async def data_centers(
        self,
        info: strawberry.Info,
        filter: OfDataCenters = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        order: InOrder = strawberry.UNSET,
    ) -> DataCenterConnection:
        wanted, asked = data_center_filter_of(filter), (first, after, last, before)
        return await part_page(info, DataCenterConnection, self.at, DATA_CENTERS, wanted, part_order_of(order), asked)

    @strawberry.field(description="Milestones of all companies, latest first.")
    async def milestones(
        self,
        info: strawberry.Info,
        filter: OfMilestones = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> MilestoneConnection:
        wanted, asked = milestone_filter_of(filter), (first, after, last, before)
        return await part_page(info, MilestoneConnection, self.at, MILESTONES, wanted, PartOrder(), asked)

    @strawberry.field(
        description="A sum over companies, as one table: money raised by quarter and country, megawatts over all sites,"
        " a metric by month. All companies that may pass are looked at."
    )
    async def sum(
        self,
        info: strawberry.Info,
        what: SumWhat,
        companies: OfCompanies = strawberry.UNSET,
        currency: InCurrency = strawberry.UNSET,
    ) -> SumTable:
        asked = sum_request_of(what, companies, currency)
        return sum_table(await sums(context_of(info).reading, self.at, asked), Scope.at(self.at))

    @strawberry.field(description="All events in reach that count by `on`, whatever their standing.")
    async def events(
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
        page = event_page(info, listing, self.at.dates, first, after, last, before)
        events = EventList(context_of(info).reading, event_filter_of(filter), listing, self.at)
        return event_connection(await events.page(page), listing, self.at.dates, Scope.at(self.at), events.count)

    @strawberry.field(description="What rules find contradictory or suspicious, by company, rule and first event.")
    async def findings(
        self,
        info: strawberry.Info,
        companies: Annotated[
            list[str] | None, strawberry.argument(description="Slugs; default: all companies in reach.")
        ] = strawberry.UNSET,
        rules: Annotated[
            list[str] | None, strawberry.argument(description="Names of rules; default: all.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> FindingConnection:
        from dateline.answers.findings.review import Review

        wanted = finding_page(info, first, after)
        review = Review(context_of(info).reading, self.at, given(companies), given(rules))
        return finding_connection(await review.page(wanted), review.count, Scope.at(self.at))

    @strawberry.field(description="Whoever an event in reach names by this slug, or is told of; null for nobody.")
    async def party(
        self, info: strawberry.Info, slug: Annotated[str, strawberry.argument(description="Its key: `Party.slug`.")]
    ) -> Party | None:
        scope = Scope.at(self.at)
        identity = await context_of(info).identity(slug, scope.cut)
        name = identity.name if identity is not None else await context_of(info).party_name(slug, scope.cut)
        return Party(slug=slug, name=name, scope=scope) if name is not None else None

    @strawberry.field(
        description="Address of this snapshot as a file, one row a company, pinned to this vantage; from the root of"
        " this server. Beside `states` there are events, rounds, acquisitions, models, data-centers, metrics and"
        " milestones in its place."
    )
    def export_url(
        self,
        info: strawberry.Info,
        format: Annotated[ExportFormat, strawberry.argument(description="What the file is to be.")],
    ) -> str:
        from dateline.exports import ExportRequest, Format, What
        from dateline.exports.parquet import check_installed

        if format is ExportFormat.PARQUET:
            check_installed()
        return ExportRequest(What.STATES, Format(format.value)).address(self.at, context_of(info).prefix)
