"""What only some parts of a state have, as words of a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypedDict

from msgspec.structs import replace

from dateline.answers.asking import first_day, last_day
from dateline.answers.ranking.filters import CompanyFilter, country_codes
from dateline.answers.ranking.listed_parts import LISTED_PARTS, ListedPart
from dateline.answers.ranking.part_filters import (
    AcquisitionFilter,
    DataCenterFilter,
    MilestoneFilter,
    ModelFilter,
    PartFilter,
    RoundFilter,
)
from dateline.errors import InvalidInput
from dateline.notebook import given
from dateline.values.money import Money
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


class PartWords(TypedDict, total=False):
    """What a filter of one sort of parts may say.

    Of several of a sort any is meant: `{"stage": ["announced", "under-construction"]}`.

    stage        rounds, acquisitions, models, data-centers, milestones: the one it is in by then
    at_least     its money in the currency asked for (US dollars), its megawatts, its parameters
    series, instruments, investor       of rounds
    targets                             of acquisitions
    announced_from, announced_until     of acquisitions: days on which they were announced
    access                              of models
    role, countries                     of data centers: what the company is to the site, and where that stands
    categories                          of milestones
    """

    stage: object
    at_least: object
    series: object
    instruments: object
    investor: object
    targets: object
    announced_from: object
    announced_until: object
    access: object
    role: object
    countries: object
    categories: object


Reader = Callable[[object, str | None], dict[str, Any]]


def _words(name: str, field: str, words: Any) -> Reader:
    return lambda value, _: {field: given.words(value, words, name)}


def _set(field: str) -> Reader:
    return lambda value, _: {field: given.set_of(value, field)}


def _countries(value: object, _: str | None) -> dict[str, Any]:
    named = given.set_of(value, "countries")
    return {"countries": country_codes(named) if named is not None else None}


def _number(field: str) -> Reader:
    return lambda value, _: {field: given.number(value, "at_least")}


def _money(field: str) -> Reader:
    def read(value: object, currency: str | None) -> dict[str, Any]:
        amount = given.number(value, "at_least")
        return {field: Money(amount, currency or "USD") if amount is not None else None}

    return read


def _slugs(name: str, field: str) -> Reader:
    return lambda value, _: {field: given.slugs(value, name)}


_WORDS: dict[str, tuple[type[PartFilter[Any]], dict[str, Reader]]] = {
    "rounds": (
        RoundFilter,
        {
            "stage": _words("stage", "stages", FundingStage),
            "at_least": _money("raised_min"),
            "series": _set("series"),
            "instruments": _words("instruments", "instruments", Instrument),
            "investor": _slugs("investor", "investors"),
        },
    ),
    "acquisitions": (
        AcquisitionFilter,
        {
            "stage": _words("stage", "stages", AcquisitionStage),
            "at_least": _money("price_min"),
            "targets": _slugs("targets", "targets"),
            "announced_from": lambda value, _: {"announced_since": first_day(value, "announced_from")},
            "announced_until": lambda value, _: {"announced_until": last_day(value, "announced_until")},
        },
    ),
    "models": (
        ModelFilter,
        {
            "stage": _words("stage", "stages", ModelStage),
            "at_least": _number("parameters_min"),
            "access": _words("access", "accesses", Access),
        },
    ),
    "data-centers": (
        DataCenterFilter,
        {
            "stage": _words("stage", "stages", DataCenterStage),
            "at_least": _number("megawatts_min"),
            "role": _words("role", "roles", SiteRole),
            "countries": _countries,
        },
    ),
    "milestones": (
        MilestoneFilter,
        {"stage": _words("stage", "stages", MilestoneStage), "categories": _set("categories")},
    ),
}


def part_filter(
    what: str,
    of: CompanyFilter,
    days: tuple[date | None, date | None],
    where: Mapping[str, object],
    currency: str | None,
) -> tuple[ListedPart[Any], PartFilter[Any]]:
    """The list that is meant, and its filter; of rounds an investor is one of the round.

    Raises InvalidInput for a list or a word that there is not.
    """
    name = given.text(what, "what").replace("_", "-")
    if name not in _WORDS:
        raise InvalidInput(f"there is no list {what!r}: there are {', '.join(_WORDS)}")
    made, readers = _WORDS[name]
    own: dict[str, Any] = {}
    if made is RoundFilter and of.investors is not None:
        if "investor" in where:
            raise InvalidInput("the investors of rounds are given once: as `investor`, or in `where`")
        own["investors"], of = of.investors, replace(of, investors=None)
    for each, value in where.items():
        if each not in readers:
            raise InvalidInput(f"{name} have no {each!r} to be chosen by: they have {', '.join(readers)}")
        own |= readers[each](value, currency)
    return LISTED_PARTS[name], made(since=days[0], until=days[1], of=of, **own)
