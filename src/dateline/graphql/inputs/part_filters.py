"""Which parts of all companies are listed, and in which order, as it is asked for."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from dateline.answers.ranking import part_filters
from dateline.answers.ranking.listed_parts import ListOrder, PartOrder
from dateline.errors import of_argument
from dateline.graphql.inputs.arguments import among, one
from dateline.graphql.inputs.declared import input_type
from dateline.graphql.inputs.money import MoneyInput, least_amount
from dateline.graphql.inputs.ranking import CompanyFilter, company_filter_of, countries_named
from dateline.graphql.scalars import CurrencyCode
from dateline.values import vocabulary
from dateline.values.money import Money

_OPEN = "what is left out is open, an empty list lets nothing pass, ends are inclusive."


def _companies() -> Any:
    return strawberry.field(default=strawberry.UNSET, description="Only of these companies, by slug.")


def _company() -> Any:
    return strawberry.field(
        default=strawberry.UNSET, description="Only of companies that meet all of these conditions."
    )


def _from(what: str) -> Any:
    return strawberry.field(
        name="from", default=strawberry.UNSET, description=f"From this day on: tests the day {what} counts from."
    )


def _until(what: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=f"Until this day: tests the day {what} counts from.")


def _stage(what: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=f"Only {what} in this stage by then.")


@input_type(description=f"Which rounds; {_OPEN}")
class RoundFilter:
    companies: list[str] | None = _companies()
    series: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Of one of these series, whatever their case: A, Series A and series-a are one.",
    )
    stage: vocabulary.FundingStage | None = _stage("rounds")
    instruments: list[vocabulary.Instrument] | None = strawberry.field(
        default=strawberry.UNSET, description="Only rounds of one of these."
    )
    investor: str | None = strawberry.field(
        default=strawberry.UNSET, description="With this party among the leads and investors: its slug."
    )
    from_: date | None = _from("a round")
    until: date | None = _until("a round")
    raised_min: MoneyInput | None = strawberry.field(
        default=strawberry.UNSET, description="Raised at least as much, compared at the rate of the day of the round."
    )
    company: CompanyFilter | None = _company()


@input_type(description=f"Which acquisitions; {_OPEN}")
class AcquisitionFilter:
    acquirers: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Only what these companies buy, by slug."
    )
    targets: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Only the purchase of one of these: the slugs of those that are bought."
    )
    stage: vocabulary.AcquisitionStage | None = _stage("acquisitions")
    from_: date | None = _from("an acquisition")
    until: date | None = _until("an acquisition")
    price_min: MoneyInput | None = strawberry.field(
        default=strawberry.UNSET, description="For at least as much, compared at the rate of the day of the deal."
    )
    company: CompanyFilter | None = strawberry.field(
        default=strawberry.UNSET, description="Only what companies buy that meet all of these conditions."
    )


@input_type(description=f"Which models; {_OPEN}")
class ModelFilter:
    companies: list[str] | None = _companies()
    stage: vocabulary.ModelStage | None = _stage("models")
    access: vocabulary.Access | None = strawberry.field(
        default=strawberry.UNSET, description="Only models one gets at in this way."
    )
    from_: date | None = _from("a model")
    until: date | None = _until("a model")
    parameters_min: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="With at least as many parameters in all."
    )
    company: CompanyFilter | None = _company()


@input_type(description=f"Which data centres; {_OPEN}")
class DataCenterFilter:
    companies: list[str] | None = _companies()
    countries: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Only sites that stand in one of these, ISO 3166-1 alpha-2."
    )
    stage: vocabulary.DataCenterStage | None = _stage("sites")
    role: vocabulary.SiteRole | None = strawberry.field(
        default=strawberry.UNSET, description="Only sites that the company is this to."
    )
    from_: date | None = _from("a site")
    until: date | None = _until("a site")
    megawatts_min: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="With at least as much power."
    )
    company: CompanyFilter | None = _company()


@input_type(description=f"Which milestones; {_OPEN}")
class MilestoneFilter:
    companies: list[str] | None = _companies()
    categories: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Of one of these categories, whatever their case; a blank is as good as a hyphen.",
    )
    stage: vocabulary.MilestoneStage | None = _stage("milestones")
    from_: date | None = _from("a milestone")
    until: date | None = _until("a milestone")
    company: CompanyFilter | None = _company()


OfRounds = Annotated[
    RoundFilter | None, strawberry.argument(description="Only rounds that meet all of its conditions. Default: all.")
]
OfAcquisitions = Annotated[
    AcquisitionFilter | None,
    strawberry.argument(description="Only deals that meet all of its conditions. Default: all."),
]
OfModels = Annotated[
    ModelFilter | None, strawberry.argument(description="Only models that meet all of its conditions. Default: all.")
]
OfDataCenters = Annotated[
    DataCenterFilter | None,
    strawberry.argument(description="Only sites that meet all of its conditions. Default: all."),
]
OfMilestones = Annotated[
    MilestoneFilter | None,
    strawberry.argument(description="Only milestones that meet all of its conditions. Default: all."),
]
InOrder = Annotated[ListOrder | None, strawberry.argument(description="What comes first. Default: LATEST.")]
ComparedIn = Annotated[
    CurrencyCode | None,
    strawberry.argument(description="For LARGEST: what money is compared in, at the rate of its day. Default: USD."),
]


def part_order_of(order: ListOrder | None, currency: CurrencyCode | None = None) -> PartOrder:
    """The order asked for. Raises InvalidInput for a currency that there is not."""
    with of_argument("currency"):
        return PartOrder(order or ListOrder.LATEST, currency or "USD")


def round_filter_of(asked: RoundFilter | None) -> part_filters.RoundFilter:
    if not asked:
        return part_filters.RoundFilter()
    return part_filters.RoundFilter(
        companies=among(asked.companies),
        since=asked.from_ or None,
        until=asked.until or None,
        of=company_filter_of(asked.company or None),
        series=among(asked.series),
        stages=one(asked.stage),
        instruments=among(asked.instruments),
        investors=one(asked.investor),
        raised_min=_money(asked.raised_min),
    )


def acquisition_filter_of(asked: AcquisitionFilter | None) -> part_filters.AcquisitionFilter:
    if not asked:
        return part_filters.AcquisitionFilter()
    return part_filters.AcquisitionFilter(
        companies=among(asked.acquirers),
        since=asked.from_ or None,
        until=asked.until or None,
        of=company_filter_of(asked.company or None),
        targets=among(asked.targets),
        stages=one(asked.stage),
        price_min=_money(asked.price_min),
    )


def model_filter_of(asked: ModelFilter | None) -> part_filters.ModelFilter:
    if not asked:
        return part_filters.ModelFilter()
    return part_filters.ModelFilter(
        companies=among(asked.companies),
        since=asked.from_ or None,
        until=asked.until or None,
        of=company_filter_of(asked.company or None),
        stages=one(asked.stage),
        accesses=one(asked.access),
        parameters_min=_number(asked.parameters_min),
    )


def data_center_filter_of(asked: DataCenterFilter | None) -> part_filters.DataCenterFilter:
    if not asked:
        return part_filters.DataCenterFilter()
    return part_filters.DataCenterFilter(
        companies=among(asked.companies),
        since=asked.from_ or None,
        until=asked.until or None,
        of=company_filter_of(asked.company or None),
        countries=countries_named(asked.countries),
        stages=one(asked.stage),
        roles=one(asked.role),
        megawatts_min=_number(asked.megawatts_min),
    )


def milestone_filter_of(asked: MilestoneFilter | None) -> part_filters.MilestoneFilter:
    if not asked:
        return part_filters.MilestoneFilter()
    return part_filters.MilestoneFilter(
        companies=among(asked.companies),
        since=asked.from_ or None,
        until=asked.until or None,
        of=company_filter_of(asked.company or None),
        categories=among(asked.categories),
        stages=one(asked.stage),
    )


def _money(asked: MoneyInput | None) -> Money | None:
    return least_amount(asked) if asked else None


def _number(asked: Decimal | None) -> Decimal | None:
    return asked if isinstance(asked, Decimal) else None
