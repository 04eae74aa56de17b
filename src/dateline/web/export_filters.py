"""What narrows an export down, as an address says it: the flags of `dateline list`, in the spelling of addresses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.datastructures import QueryParams

from dateline.answers.asking import first_day, last_day, word
from dateline.answers.ranking.filters import CompanyFilter, country_codes
from dateline.answers.ranking.listed_parts import LISTED_PARTS
from dateline.answers.ranking.part_filters import (
    AcquisitionFilter,
    DataCenterFilter,
    MilestoneFilter,
    ModelFilter,
    PartFilter,
    RoundFilter,
)
from dateline.errors import InvalidInput
from dateline.exports import What
from dateline.exports.narrowing import Narrowing
from dateline.state.company import Status
from dateline.values.currencies import MINOR_UNITS
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

ReadParameter = Callable[[QueryParams, str], object]
"""The value of a field of a filter, from the parameter of this name."""

_AT_LEAST, _CURRENCY = "atLeast", "currency"


def _texts(asked: QueryParams, name: str) -> frozenset[str]:
    return frozenset(asked.getlist(name))


def _slugs(asked: QueryParams, name: str) -> frozenset[str]:
    return frozenset(map(slugify, asked.getlist(name)))


def _first(asked: QueryParams, name: str) -> object:
    return first_day(asked[name], name)


def _last(asked: QueryParams, name: str) -> object:
    return last_day(asked[name], name)


def _some_of(words: Any) -> ReadParameter:
    return lambda asked, name: frozenset(word(each, words, name) for each in asked.getlist(name))


def _number(asked: QueryParams, name: str) -> Decimal:
    try:
        found = Decimal(asked[name])
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise InvalidInput(f"`{name}` is a number, not {asked[name]!r}")
    return found


def _countries(asked: QueryParams, name: str) -> frozenset[str]:
    return country_codes(_texts(asked, name))


def _money(asked: QueryParams, name: str) -> Money:
    currency = asked.get(_CURRENCY) or "USD"
    if currency not in MINOR_UNITS:
        raise InvalidInput(f"`{_CURRENCY}` is an ISO 4217 code, like EUR or USD, not {currency!r}")
    return Money(_number(asked, name), currency)


_COMPANY: dict[str, tuple[str, ReadParameter]] = {
    "country": ("countries", _countries),
    "sector": ("sectors", _texts),
    "status": ("statuses", _some_of(Status)),
    "named": ("called", _texts),
    "investor": ("investors", _slugs),
    "partner": ("partners", _slugs),
    "milestone": ("milestones", _slugs),
    "foundedFrom": ("founded_from", _first),
    "foundedUntil": ("founded_until", _last),
}
_PARTS: dict[str, tuple[str, ReadParameter]] = {"from": ("since", _first), "until": ("until", _last)}
_OWN: dict[str, tuple[type[PartFilter[Any]], dict[str, tuple[str, ReadParameter]]]] = {
    "rounds": (
        RoundFilter,
        {
            "investor": ("investors", _slugs),
            "series": ("series", _texts),
            "stage": ("stages", _some_of(FundingStage)),
            "instrument": ("instruments", _some_of(Instrument)),
            _AT_LEAST: ("raised_min", _money),
        },
    ),
    "acquisitions": (
        AcquisitionFilter,
        {
            "target": ("targets", _slugs),
            "stage": ("stages", _some_of(AcquisitionStage)),
            _AT_LEAST: ("price_min", _money),
        },
    ),
    "models": (
        ModelFilter,
        {
            "stage": ("stages", _some_of(ModelStage)),
            "access": ("accesses", _some_of(Access)),
            _AT_LEAST: ("parameters_min", _number),
        },
    ),
    "data-centers": (
        DataCenterFilter,
        {
            "siteCountry": ("countries", _countries),
            "stage": ("stages", _some_of(DataCenterStage)),
            "role": ("roles", _some_of(SiteRole)),
            _AT_LEAST: ("megawatts_min", _number),
        },
    ),
    "milestones": (
        MilestoneFilter,
        {"category": ("categories", _slugs), "stage": ("stages", _some_of(MilestoneStage))},
    ),
}
_ONCE = frozenset({_first, _last, _number, _money})


def narrowing_words(what: What) -> dict[str, bool]:
    """What this file can be narrowed down by, and whether it may be said again and again: then any of them is meant."""
    if what is What.EVENTS:
        return {}
    own = _OWN[what.value][1] if what.value in LISTED_PARTS else {}
    shared = _PARTS if own else {}
    told = {name: read not in _ONCE for name, (_, read) in {**_COMPANY, **shared, **own}.items()}
    return told | ({_CURRENCY: False} if own.get(_AT_LEAST, ("", None))[1] is _money else {})


def narrowing_asked(what: What, asked: QueryParams) -> Narrowing:
    """What narrows the file down. Raises InvalidInput, InvalidDate or InvalidVantage, by the name of the parameter."""
    words = tuple((name, value) for name, value in asked.multi_items() if name in narrowing_words(what))
    if not words:
        return Narrowing()
    if what.value not in LISTED_PARTS:
        return Narrowing(CompanyFilter(**_read(_COMPANY, asked)), words=words)
    made, own = _OWN[what.value]
    of = CompanyFilter(**_read({name: each for name, each in _COMPANY.items() if name not in own}, asked))
    return Narrowing(of, made(of=of, **_read({**_PARTS, **own}, asked)), words)


def _read(known: dict[str, tuple[str, ReadParameter]], asked: QueryParams) -> dict[str, Any]:
    return {field: read(asked, name) for name, (field, read) in known.items() if name in asked}
