"""The parts of a company's state: rounds, deals, models, sites, people."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import strawberry

from dateline.graphql.context import context_of
from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.parties import Party, party_of
from dateline.graphql.types.provenance import Conflict, Figure, conflicts_of, figure
from dateline.graphql.types.values import Money, PartialDate, Source, money_of, partial_date, sources_of
from dateline.state.accounts import Chosen
from dateline.state.parts import targets
from dateline.state.seen import Seen
from dateline.values import dates, vocabulary

if TYPE_CHECKING:
    from dateline.graphql.types.company import Company

T = TypeVar("T")


def _value(chosen: Chosen[T] | None) -> T | None:
    return chosen.value if chosen is not None else None


def _list(chosen: Chosen[tuple[T, ...]] | None) -> list[T]:
    return list(chosen.value) if chosen is not None else []


def _parties(chosen: Chosen[tuple[Any, ...]] | None, scope: Scope) -> list[Party]:
    return [party_of(party, scope) for party in _list(chosen)]


def _day(chosen: Chosen[dates.PartialDate] | None) -> PartialDate | None:
    return partial_date(_value(chosen))


@strawberry.type
class Part:
    """What every part of a state has."""

    view: strawberry.Private[Any]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="The subject without its kind.")
    def key(self) -> str:
        return cast(str, self.view.key)

    @strawberry.field(description="Of the account that says where it stands.")
    def confidence(self) -> vocabulary.Confidence:
        return cast(vocabulary.Confidence, self.view.confidence)

    @strawberry.field(description="All that is told of it, by date.")
    async def events(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.view.events, self.scope)

    @strawberry.field(description="The sources of all its events.")
    def sources(self) -> list[Source]:
        return sources_of(tuple(dict.fromkeys(source for seen in self.view.events for source in seen.sources)))

    @strawberry.field(description="Its fields of which accounts do not agree.")
    def conflicts(self) -> list[Conflict]:
        return conflicts_of(self.view.statements, self.scope)


@strawberry.type
class StagedPart(Part):
    @strawberry.field(description="Since when it is in its stage.")
    def on(self) -> PartialDate:
        return PartialDate(told=self.view.on.value)


@strawberry.type(description="A funding round.")
class FundingRound(StagedPart):
    @strawberry.field
    def company(self) -> Annotated["Company", strawberry.lazy(".company")]:
        from dateline.graphql.types.company import Company

        return Company(kept=self.scope.company or self.view.stage.seen.event.company, scope=self.scope)

    @strawberry.field
    def series(self) -> str | None:
        return _value(self.view.series)

    @strawberry.field
    def instrument(self) -> vocabulary.Instrument | None:
        return _value(self.view.instrument)

    @strawberry.field
    def stage(self) -> vocabulary.FundingStage:
        return cast(vocabulary.FundingStage, self.view.stage.value)

    @strawberry.field(description="Null when it was not disclosed.")
    def raised(self) -> Figure | None:
        return figure(self.view.raised, self.scope)

    @strawberry.field(description="The part that is debt.")
    def debt(self) -> Figure | None:
        return figure(self.view.debt, self.scope)

    @strawberry.field(description="Post-money.")
    def valuation(self) -> Figure | None:
        return figure(self.view.valuation, self.scope)

    @strawberry.field(description="Where a source gives it pre-money.")
    def pre_money_valuation(self) -> Figure | None:
        return figure(self.view.pre_money_valuation, self.scope)

    @strawberry.field
    def leads(self) -> list[Party]:
        return _parties(self.view.leads, self.scope)

    @strawberry.field
    def investors(self) -> list[Party]:
        return _parties(self.view.investors, self.scope)


@strawberry.type(description="A listing on a stock exchange.")
class Listing(StagedPart):
    @strawberry.field
    def exchange(self) -> str:
        return cast(str, self.view.exchange.value)

    @strawberry.field
    def ticker(self) -> str | None:
        return _value(self.view.ticker)

    @strawberry.field
    def stage(self) -> vocabulary.ListingStage:
        return cast(vocabulary.ListingStage, self.view.stage.value)

    @strawberry.field(description="A share.")
    def price(self) -> Figure | None:
        return figure(self.view.price, self.scope)

    @strawberry.field
    def raised(self) -> Figure | None:
        return figure(self.view.raised, self.scope)

    @strawberry.field
    def valuation(self) -> Figure | None:
        return figure(self.view.valuation, self.scope)


@strawberry.type(description="One company buying another, or a part of it.")
class Acquisition(StagedPart):
    @strawberry.field
    async def acquirer(self, info: strawberry.Info) -> Party:
        identity = await context_of(info).identity(self.view.acquirer, self.scope.cut)
        slug, name = (identity.slug, identity.name) if identity is not None else (self.view.acquirer,) * 2
        return Party(slug=slug, name=name, scope=self.scope)

    @strawberry.field
    def target(self) -> Party:
        return party_of(self.view.target.value, self.scope)

    @strawberry.field
    def stage(self) -> vocabulary.AcquisitionStage:
        return cast(vocabulary.AcquisitionStage, self.view.stage.value)

    @strawberry.field
    def price(self) -> Figure | None:
        return figure(self.view.price, self.scope)

    @strawberry.field(description="How much of the target; null where no source says it is only a part.")
    def percent(self) -> Decimal | None:
        return _value(self.view.percent)


@strawberry.type(description="An AI model.")
class Model(StagedPart):
    @strawberry.field
    def name(self) -> str:
        return cast(str, self.view.name.value)

    @strawberry.field
    def aliases(self) -> list[str]:
        return _list(self.view.aliases)

    @strawberry.field
    def organisations(self) -> list[Party]:
        return _parties(self.view.organisations, self.scope)

    @strawberry.field
    def stage(self) -> vocabulary.ModelStage:
        return cast(vocabulary.ModelStage, self.view.stage.value)

    @strawberry.field
    def access(self) -> vocabulary.Access | None:
        return _value(self.view.access)

    @strawberry.field
    def license(self) -> str | None:
        return _value(self.view.license)

    @strawberry.field
    def parameters(self) -> Decimal | None:
        return _value(self.view.parameters)

    @strawberry.field
    def active_parameters(self) -> Decimal | None:
        return _value(self.view.active_parameters)

    @strawberry.field(description="Floating-point operations.")
    def training_compute(self) -> Decimal | None:
        return _value(self.view.training_compute)

    @strawberry.field
    def modalities(self) -> list[str]:
        return _list(self.view.modalities)


@strawberry.type(description="A product.")
class Product(StagedPart):
    @strawberry.field
    def name(self) -> str:
        return cast(str, self.view.name.value)

    @strawberry.field
    def aliases(self) -> list[str]:
        return _list(self.view.aliases)

    @strawberry.field
    def stage(self) -> vocabulary.ProductStage:
        return cast(vocabulary.ProductStage, self.view.stage.value)

    @strawberry.field
    def description(self) -> str | None:
        return _value(self.view.description)


@strawberry.type(description="A data centre, as far as the company has to do with it.")
class DataCenter(StagedPart):
    @strawberry.field
    def role(self) -> vocabulary.SiteRole:
        return cast(vocabulary.SiteRole, self.view.role.value)

    @strawberry.field
    def name(self) -> str:
        return cast(str, self.view.name.value)

    @strawberry.field
    def place(self) -> str | None:
        return _value(self.view.place)

    @strawberry.field(description="ISO 3166-1 alpha-2.")
    def country(self) -> str | None:
        return _value(self.view.country)

    @strawberry.field
    def stage(self) -> vocabulary.DataCenterStage:
        return cast(vocabulary.DataCenterStage, self.view.stage.value)

    @strawberry.field
    def megawatts(self) -> Figure | None:
        return figure(self.view.megawatts, self.scope)

    @strawberry.field
    def chips(self) -> Figure | None:
        return figure(self.view.chips, self.scope)

    @strawberry.field
    def chip_model(self) -> str | None:
        return _value(self.view.chip_model)

    @strawberry.field
    def investment(self) -> Figure | None:
        return figure(self.view.investment, self.scope)

    @strawberry.field
    def operational_by(self) -> PartialDate | None:
        return _day(self.view.operational_by)


@strawberry.type(description="A figure of a company or of a part of it.")
class MetricState(Part):
    @strawberry.field
    def name(self) -> str:
        return cast(str, self.view.name)

    @strawberry.field(name="scope", description="The product, division or site it is of; null for the company.")
    def part(self) -> str | None:
        return cast("str | None", self.view.scope)

    @strawberry.field
    def per(self) -> vocabulary.Per | None:
        return cast("vocabulary.Per | None", self.view.per)

    @strawberry.field(description="The span of time that the figure describes.")
    def period(self) -> PartialDate | None:
        return partial_date(self.view.period)

    @strawberry.field
    def figure(self) -> Figure:
        return Figure(chosen=self.view.value, scope=self.scope)


@strawberry.type(description="A value the company means to reach.")
class Target(Part):
    outcome: targets.Outcome
    met: strawberry.Private[Seen | None]

    @strawberry.field
    def metric(self) -> str:
        return cast(str, self.view.event.metric)

    @strawberry.field(name="scope", description="The product, division or site it is of; null for the company.")
    def part(self) -> str | None:
        return cast("str | None", self.view.event.scope)

    @strawberry.field
    def per(self) -> vocabulary.Per | None:
        return cast("vocabulary.Per | None", self.view.event.per)

    @strawberry.field
    def value(self) -> Figure:
        return Figure(chosen=self.view.value, scope=self.scope)

    @strawberry.field(description="The day to reach it by; null where none was said.")
    def by(self) -> PartialDate | None:
        return _day(self.view.by)

    @strawberry.field(description="The figure that met it.")
    async def met_by(self, info: strawberry.Info) -> Event | None:
        found = await events_of(info, (self.met,), self.scope) if self.met is not None else []
        return found[0] if found else None


@strawberry.type(description="What begins, ends, and may begin again.")
class SpanPart(Part):
    @strawberry.field(description="Null when nobody said when it began.")
    def since(self) -> PartialDate | None:
        return _day(self.view.since)

    @strawberry.field(description="Null while it lasts.")
    def until(self) -> PartialDate | None:
        return _day(self.view.until)


@strawberry.type(description="A person in a role.")
class Role(SpanPart):
    @strawberry.field(description="Null where no source names them.")
    def person(self) -> str | None:
        return self.view.person.value.name if self.view.person is not None else None

    @strawberry.field
    def title(self) -> str:
        return cast(str, self.view.title.value)


@strawberry.type(description="A partner or customer.")
class Partnership(SpanPart):
    @strawberry.field
    def partner(self) -> Party:
        return party_of(self.view.partner.value, self.scope)

    @strawberry.field
    def nature(self) -> vocabulary.Nature:
        return cast(vocabulary.Nature, self.view.nature.value)


@strawberry.type(description="What one holds of a company.")
class Stake(StagedPart):
    @strawberry.field
    def holder(self) -> Party:
        return party_of(self.view.holder.value, self.scope)

    @strawberry.field(description="The one held.")
    async def company(self, info: strawberry.Info) -> Annotated["Company", strawberry.lazy(".company")]:
        from dateline.graphql.types.company import company_of

        return await company_of(info, self.view.company, self.scope)

    @strawberry.field
    def percent(self) -> Decimal | None:
        return _value(self.view.percent)

    @strawberry.field
    def invested(self) -> Money | None:
        return money_of(self.view.invested.value) if self.view.invested is not None else None

    @strawberry.field
    async def event(self, info: strawberry.Info) -> Event:
        (event,) = await events_of(info, (self.view.on.seen,), self.scope)
        return event
