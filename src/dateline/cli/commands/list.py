"""`dateline list`: rounds, acquisitions, models, data centres, milestones and findings of all companies."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

import click
from msgspec.structs import replace

from dateline.answers.asking import Ask
from dateline.answers.paging import MAX_SIZE, Page, Slice
from dateline.answers.ranking.filters import country_codes
from dateline.answers.ranking.listed_parts import (
    ACQUISITIONS,
    DATA_CENTERS,
    MILESTONES,
    MODELS,
    ROUNDS,
    ListedPart,
    PartOrder,
)
from dateline.answers.ranking.part_filters import (
    AcquisitionFilter,
    DataCenterFilter,
    MilestoneFilter,
    ModelFilter,
    PartFilter,
    RoundFilter,
)
from dateline.answers.ranking.part_ranking import PartRanking, RankedPart
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import answer_from, later_names
from dateline.cli.commands.list_findings import findings_command
from dateline.cli.commands.part_flags import Wanted, list_flags
from dateline.cli.pages.part_list import show_parts
from dateline.cli.paths import written
from dateline.cli.terminal import console, print_json
from dateline.exports.json_ranking import parts_answer
from dateline.exports.json_values import Json, vantage_answer
from dateline.exports.part_lists import bytes_of
from dateline.exports.request import Format, format_of
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage
from dateline.values.money import Money
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

SHOWN = 20


@click.group("list")
def list_command() -> None:
    """List rounds, acquisitions, models, data centres, milestones or findings of all companies.

    \b
    dateline list acquisitions --from 2013 --until 2013 --on 2013-12-31 --known-by 2013-12-31 --order largest
    dateline list rounds --country FR --currency EUR --output rounds.csv
    dateline list milestones --category index-membership --stage happened --on 2024-06-30
    """


def _command(name: str, *flags: options.Flag) -> Callable[[options.Command], click.Command]:
    """A list with its own flags and those of all lists."""

    def made(command: options.Command) -> click.Command:
        flagged = options.flagged(list_flags(options.vantage(options.database(options.as_json(command)))), flags)
        return list_command.command(name)(flagged)

    return made


def _least(what: str) -> options.Flag:
    return click.option("--at-least", type=float, help=f"Only with at least so much {what}.")


def _stage(stages: type[Enum]) -> options.Flag:
    return click.option("--stage", type=options.OneOf(stages), help="Only in this stage by then.")


def _money(at_least: float | None, wanted: Wanted) -> Money | None:
    return Money(Decimal(str(at_least)), wanted.currency or "USD") if at_least is not None else None


@_command(
    ROUNDS.name,
    click.option("--series", multiple=True, help="Only of this series; may be given again."),
    _stage(FundingStage),
    click.option(
        "--instrument", "instruments", type=options.OneOf(Instrument), multiple=True, help="Only of this instrument."
    ),
    _least("raised, in --currency or US dollars"),
)
def rounds_command(
    series: tuple[str, ...],
    stage: FundingStage | None,
    instruments: tuple[Instrument, ...],
    at_least: float | None,
    wanted: Wanted,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Funding rounds; --investor is one of the round.

    \b
    dateline list rounds --investor "General Catalyst" --from 2024
    dateline list rounds --country FR --order largest --currency EUR --first 10
    """
    filter = RoundFilter(
        **_common(wanted) | {"of": replace(wanted.of, investor=None)},
        investor=wanted.of.investor,
        series=frozenset(series) or None,
        stage=stage,
        instruments=frozenset(instruments) or None,
        raised_min=_money(at_least, wanted),
    )
    _list(ROUNDS, filter, wanted, ask, db, as_json=as_json)


@_command(
    ACQUISITIONS.name,
    click.option("--target", "targets", multiple=True, help="Only the purchase of this one; may be given again."),
    _stage(AcquisitionStage),
    _least("paid, in --currency or US dollars"),
)
def acquisitions_command(
    targets: tuple[str, ...],
    stage: AcquisitionStage | None,
    at_least: float | None,
    wanted: Wanted,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Acquisitions, by those who buy: --company and --country say who.

    \b
    dateline list acquisitions --order largest --from 2013 --until 2013 --known-by 2013-12-31
    dateline list acquisitions --target koyeb
    """
    filter = AcquisitionFilter(
        **_common(wanted),
        targets=frozenset(map(slugify, targets)) or None,
        stage=stage,
        price_min=_money(at_least, wanted),
    )
    _list(ACQUISITIONS, filter, wanted, ask, db, as_json=as_json)


@_command(
    MODELS.name,
    _stage(ModelStage),
    click.option("--access", type=options.OneOf(Access), help="Only those one gets at in this way."),
    _least("parameters"),
)
def models_command(
    stage: ModelStage | None,
    access: Access | None,
    at_least: float | None,
    wanted: Wanted,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """AI models.

    \b
    dateline list models --access open-weights --on 2025-12-31
    dateline list models --order largest
    """
    filter = ModelFilter(**_common(wanted), stage=stage, access=access, parameters_min=_number(at_least))
    _list(MODELS, filter, wanted, ask, db, as_json=as_json)


@_command(
    DATA_CENTERS.name,
    click.option("--site-country", "sites_in", multiple=True, help="Only sites in this country; may be given again."),
    _stage(DataCenterStage),
    click.option("--role", type=options.OneOf(SiteRole), help="Only where the company is this to the site."),
    _least("megawatts"),
)
def data_centers_command(
    sites_in: tuple[str, ...],
    stage: DataCenterStage | None,
    role: SiteRole | None,
    at_least: float | None,
    wanted: Wanted,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Data centres, once for each company that has to do with one; --country is the company's, not the site's.

    \b
    dateline list data-centers --order largest --role owner
    dateline list data-centers --site-country FR --stage operational
    """
    filter = DataCenterFilter(
        **_common(wanted),
        countries=country_codes(sites_in) or None,
        stage=stage,
        role=role,
        megawatts_min=_number(at_least),
    )
    _list(DATA_CENTERS, filter, wanted, ask, db, as_json=as_json)


@_command(
    MILESTONES.name,
    click.option("--category", "categories", multiple=True, help="Only of this category; may be given again."),
    _stage(MilestoneStage),
)
def milestones_command(
    categories: tuple[str, ...],
    stage: MilestoneStage | None,
    wanted: Wanted,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Milestones: layoffs, memberships, lawsuits, whatever no other kind is for.

    \b
    dateline list milestones --category layoff --from 2023 --until 2023
    dateline list milestones --category layoff --milestone cac-40
    """
    filter = MilestoneFilter(**_common(wanted), categories=frozenset(categories) or None, stage=stage)
    _list(MILESTONES, filter, wanted, ask, db, as_json=as_json)


list_command.add_command(findings_command)


def _common(wanted: Wanted) -> dict[str, Any]:
    return {"companies": wanted.companies, "since": wanted.since, "until": wanted.until, "of": wanted.of}


def _number(at_least: float | None) -> Decimal | None:
    return Decimal(str(at_least)) if at_least is not None else None


def _list(
    listed: ListedPart[Any], filter: PartFilter[Any], wanted: Wanted, ask: Ask, db: LogAddress, *, as_json: bool
) -> None:
    order = PartOrder(wanted.order, wanted.currency or "USD")
    made = wanted.format or (format_of(wanted.output.suffix) if wanted.output is not None else None)
    if made is None and wanted.output is not None:
        made = Format.NDJSON
    most = wanted.first or (None if made is not None else SHOWN)
    vantage, page, later = answer_from(db, lambda reading: _found(reading, ask, listed, filter, order, most))
    if made is not None:
        with written(wanted.output) as file:
            file.write(bytes_of(listed, page.items, made, _metadata(listed, vantage)))
    elif as_json:
        print_json(parts_answer(listed, order, vantage, page))
    else:
        asked = {"converted": wanted.currency is not None, "countries_asked": wanted.of.countries is not None}
        show_parts(console(), listed, order, vantage, page, later=later, **asked)


def _metadata(listed: ListedPart[Any], vantage: Vantage) -> Json:
    return {"what": listed.name, "vantage": vantage_answer(vantage)}


async def _found(
    reading: Reading,
    ask: Ask,
    listed: ListedPart[Any],
    filter: PartFilter[Any],
    order: PartOrder,
    most: int | None,
) -> tuple[Vantage, Slice[RankedPart[Any]], dict[str, str]]:
    """The first ones, or all of them; and the later names of companies that have none by then."""
    vantage = await reading.vantage(ask)
    parts = PartRanking(reading, vantage, listed, filter, order)
    found = await parts.page(Page(most or MAX_SIZE))
    items = list(found.items)
    while most is None and found.has_next:
        found = await parts.page(Page(MAX_SIZE, after=items[-1].place))
        items += found.items
    later = await later_names(reading, (one.state for one in items))
    return vantage, Slice(items, found.has_next, has_previous=False), later
