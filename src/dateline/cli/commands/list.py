"""`dateline list`: rounds, acquisitions, models, data centres, milestones and findings of all companies."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

import click
from msgspec.structs import replace

from dateline.answers.asking import Ask, first_day
from dateline.answers.ranking.filters import country_codes
from dateline.answers.ranking.listed_parts import (
    ACQUISITIONS,
    DATA_CENTERS,
    MILESTONES,
    MODELS,
    ROUNDS,
)
from dateline.answers.ranking.part_filters import (
    AcquisitionFilter,
    DataCenterFilter,
    MilestoneFilter,
    ModelFilter,
    RoundFilter,
)
from dateline.cli import options
from dateline.cli.commands.list_findings import findings_command
from dateline.cli.commands.part_answers import answer_list
from dateline.cli.commands.part_flags import Wanted, list_flags
from dateline.cli.commands.ranking_flags import some
from dateline.log.opening import LogAddress
from dateline.values.dates import PartialDate
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
    return options.option("--at-least", type=float, help=f"Only with at least so much {what}.")


def _stage(stages: type[Enum]) -> options.Flag:
    return options.option(
        "--stage", "stages", type=options.OneOf(stages), multiple=True, help="Only in this stage by then."
    )


def _money(at_least: float | None, wanted: Wanted) -> Money | None:
    return Money(Decimal(str(at_least)), wanted.currency or "USD") if at_least is not None else None


@_command(
    ROUNDS.name,
    options.option("--series", multiple=True, help="Only of this series."),
    _stage(FundingStage),
    options.option(
        "--instrument", "instruments", type=options.OneOf(Instrument), multiple=True, help="Only of this instrument."
    ),
    _least("raised, in --currency or US dollars"),
)
def rounds_command(
    series: tuple[str, ...],
    stages: tuple[FundingStage, ...],
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
        **_common(wanted) | {"of": replace(wanted.of, investors=None)},
        investors=wanted.of.investors,
        series=some(series),
        stages=some(stages),
        instruments=some(instruments),
        raised_min=_money(at_least, wanted),
    )
    answer_list(ROUNDS, filter, wanted, ask, db, as_json=as_json)


@_command(
    ACQUISITIONS.name,
    options.option("--target", "targets", multiple=True, help="Only the purchase of this one."),
    _stage(AcquisitionStage),
    _least("paid, in --currency or US dollars"),
    options.option("--announced-from", type=options.DayType(), help="Only announced on this day or later."),
    options.option("--announced-until", type=options.DayType(), help="Only announced by this day."),
)
def acquisitions_command(
    targets: tuple[str, ...],
    stages: tuple[AcquisitionStage, ...],
    at_least: float | None,
    announced_from: PartialDate | None,
    announced_until: PartialDate | None,
    wanted: Wanted,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Acquisitions, by those who buy: --company and --country say who.

    \b
    dateline list acquisitions --order largest --from 2013 --until 2013 --known-by 2013-12-31
    dateline list acquisitions --announced-from 2013 --announced-until 2013
    dateline list acquisitions --target koyeb
    """
    filter = AcquisitionFilter(
        **_common(wanted),
        targets=some(map(slugify, targets)),
        stages=some(stages),
        price_min=_money(at_least, wanted),
        announced_since=first_day(announced_from, "announced_from"),
        announced_until=announced_until.last if announced_until is not None else None,
    )
    answer_list(ACQUISITIONS, filter, wanted, ask, db, as_json=as_json)


@_command(
    MODELS.name,
    _stage(ModelStage),
    options.option(
        "--access", "accesses", type=options.OneOf(Access), multiple=True, help="Only those one gets at in this way."
    ),
    _least("parameters"),
)
def models_command(
    stages: tuple[ModelStage, ...],
    accesses: tuple[Access, ...],
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
    filter = ModelFilter(
        **_common(wanted), stages=some(stages), accesses=some(accesses), parameters_min=_number(at_least)
    )
    answer_list(MODELS, filter, wanted, ask, db, as_json=as_json)


@_command(
    DATA_CENTERS.name,
    options.option("--site-country", "sites_in", multiple=True, help="Only sites in this country."),
    _stage(DataCenterStage),
    options.option(
        "--role",
        "roles",
        type=options.OneOf(SiteRole),
        multiple=True,
        help="Only where the company is this to the site.",
    ),
    _least("megawatts"),
)
def data_centers_command(
    sites_in: tuple[str, ...],
    stages: tuple[DataCenterStage, ...],
    roles: tuple[SiteRole, ...],
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
        countries=some(country_codes(sites_in)),
        stages=some(stages),
        roles=some(roles),
        megawatts_min=_number(at_least),
    )
    answer_list(DATA_CENTERS, filter, wanted, ask, db, as_json=as_json)


@_command(
    MILESTONES.name,
    options.option("--category", "categories", multiple=True, help="Only of this category."),
    _stage(MilestoneStage),
)
def milestones_command(
    categories: tuple[str, ...],
    stages: tuple[MilestoneStage, ...],
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
    filter = MilestoneFilter(**_common(wanted), categories=some(categories), stages=some(stages))
    answer_list(MILESTONES, filter, wanted, ask, db, as_json=as_json)


list_command.add_command(findings_command)


def _common(wanted: Wanted) -> dict[str, Any]:
    return {"since": wanted.since, "until": wanted.until, "of": wanted.of}


def _number(at_least: float | None) -> Decimal | None:
    return Decimal(str(at_least)) if at_least is not None else None
