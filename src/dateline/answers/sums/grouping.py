"""By what the rows of a sum are told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dateline.answers.ranking.seats import countries_of, sectors_of
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts.data_centers import DataCenter
from dateline.values.dates import PartialDate
from dateline.values.described import Described
from dateline.values.text import compared

RowGroup = tuple[str | None, ...]
"""What tells a row apart, in the order asked for; None where nobody says, or a date leaves it open."""


class SumBy(Described):
    """By what the rows of a sum are told apart."""

    MONTH = "month", "The month that it lies in, like 2023-01; none for a date that leaves it open."
    QUARTER = "quarter", "The quarter that it lies in, like 2023-Q1; none for a date that leaves it open."
    HALF = "half", "The half of a year that it lies in, like 2023-H1; none for a date that leaves it open."
    YEAR = "year", "The year that it lies in; none for a date that leaves it open."
    COUNTRY = "country", "The seat of the company, and of sites where they stand: ISO 3166-1 alpha-2."
    SECTOR = "sector", "The sector of the company, whatever its case."
    COMPANY = "company", "The company, by slug."
    STAGE = "stage", "The stage it is in by then; sums over sites have it always, so that what is planned stands apart."
    CATEGORY = "category", "Of milestones: what sort they are of."
    SERIES = "series", "Of rounds: the series, whatever its case."


TIMES = frozenset({SumBy.MONTH, SumBy.QUARTER, SumBy.HALF, SumBy.YEAR})


def group_of(
    by: tuple[SumBy, ...], state: CompanyState, part: object, first: date | None, last: date | None
) -> RowGroup:
    """Where a part of a state stands that is of these days."""
    return tuple(period(each, first, last) if each in TIMES else _READ[each](state, part) for each in by)


def days_of(on: PartialDate) -> tuple[date | None, date | None]:
    return on.first, on.last


def period(by: SumBy, first: date | None, last: date | None) -> str | None:
    """The month, quarter, half or year that these days lie in; None if they lie in several."""
    if first is None or last is None:
        return None
    begin, end = _NAMED[by](first), _NAMED[by](last)
    return begin if begin == end else None


_NAMED: dict[SumBy, Callable[[date], str]] = {
    SumBy.MONTH: lambda day: f"{day.year:04}-{day.month:02}",
    SumBy.QUARTER: lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
    SumBy.HALF: lambda day: f"{day.year:04}-H{(day.month + 5) // 6}",
    SumBy.YEAR: lambda day: f"{day.year:04}",
}


def _country(state: CompanyState, part: object) -> str | None:
    if isinstance(part, DataCenter):
        return _text(part.country)
    return _only(countries_of(state))


def _sector(state: CompanyState, _: object) -> str | None:
    return _only(frozenset(map(compared, sectors_of(state))))


def _only(words: frozenset[str]) -> str | None:
    """None where there are several: nobody knows which."""
    return next(iter(words)) if len(words) == 1 else None


def _field(name: str) -> Callable[[CompanyState, object], str | None]:
    return lambda _, part: _text(getattr(part, name, None))


def _text(chosen: Chosen[Any] | None) -> str | None:
    return str(getattr(chosen.value, "value", chosen.value)) if chosen is not None else None


def _folded(name: str) -> Callable[[CompanyState, object], str | None]:
    read = _field(name)

    def fold(state: CompanyState, part: object) -> str | None:
        word = read(state, part)
        return compared(word) if word is not None else None

    return fold


_READ: dict[SumBy, Callable[[CompanyState, object], str | None]] = {
    SumBy.COUNTRY: _country,
    SumBy.SECTOR: _sector,
    SumBy.COMPANY: lambda state, _: state.slug,
    SumBy.STAGE: _field("stage"),
    SumBy.CATEGORY: _folded("category"),
    SumBy.SERIES: _folded("series"),
}
