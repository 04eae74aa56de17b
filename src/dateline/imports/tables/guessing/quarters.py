"""Rows of quarters: a year and a quarter in two columns, beside the day that the quarter ends on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import LOOK_HERE, MapLine, quoted
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.periods import period_in
from dateline.imports.tables.guessing.survey import Survey

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_QUARTER = re.compile(r"Q[1-4]")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Quarters:
    year: SampledColumn
    quarter: SampledColumn
    are_of_the_calendar: bool
    """Whether they end when those of the calendar do."""

    @property
    def lines(self) -> list[MapLine]:
        return [MapLine("per", quoted("quarter"), f"{LOOK_HERE} each row is a quarter")]

    @property
    def period(self) -> list[MapLine]:
        """Nothing where they are those of a fiscal year of its own: the day that they end on says enough."""
        words = f"{{{self.year.name}}}-{{{self.quarter.name}}}"
        return [MapLine("period", quoted(words), "")] if self.are_of_the_calendar else []


def quarters_of(table: Survey) -> Quarters | None:
    """None where a table has no such columns."""
    plain = [column for column in table.columns if column.said and column.has_plain_name]
    year = _all(plain, "year", _YEAR)
    quarter = _all(plain, "quarter", _QUARTER) or _all(plain, "quartal", _QUARTER) or _all(plain, "period", _QUARTER)
    if year is None or quarter is None:
        return None
    end = table.roles.pick("period_end")
    return Quarters(year, quarter, end is not None and _are_of_the_calendar(table, year, quarter, end))


def span_of(column: SampledColumn) -> str:
    """The span that all values of a column of dates are, as `2023` and `2023-Q1` are; nothing where they differ."""
    spans = {period.per if (period := period_in(value)) and period.is_all_of(value) else "" for value in column.said}
    return spans.pop() if len(spans) == 1 else ""


def _all(columns: list[SampledColumn], word: str, form: re.Pattern[str]) -> SampledColumn | None:
    named = (one for one in columns if word in folded(one.header).split())
    return next((one for one in named if all(map(form.fullmatch, one.said))), None)


def _are_of_the_calendar(table: Survey, year: SampledColumn, quarter: SampledColumn, end: SampledColumn) -> bool:
    dated = [(row[year.name], row[quarter.name], _ISO.match(row[end.name])) for row in table.rows]
    return all(day is not None and (day[1], (int(day[2]) + 2) // 3) == (one, int(of[1:])) for one, of, day in dated)
