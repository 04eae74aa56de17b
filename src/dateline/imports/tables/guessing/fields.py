"""How a column becomes the value of a field: money with its currency and scale, dates, lists of investors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.imports.tables.cells.units import HAS_SCALE
from dateline.imports.tables.guessing.beside import currency_of, scale_of
from dateline.imports.tables.guessing.columns import SampledColumn, in_english, is_date
from dateline.imports.tables.guessing.draft import LOOK_HERE, MapLine, listed, quoted, table
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.words import SURE

_ZERO = re.compile(r"0+(?:[.,]0+)?")
_LEAD = re.compile(r"\(\s*lead[^)]*\)", re.IGNORECASE)
_LEAD_FIRST = re.compile(r"\blead\w*\b.{0,20}\bfirst\b|\bfirst\b.{0,20}\blead", re.IGNORECASE)
MONTHS = "months"
SURE_TABLE = "sure"


@dataclass(frozen=True, slots=True)
class TableCurrency:
    """What the columns of one table have in common."""

    currencies: SampledColumn | None
    """The column that names them."""
    currency: str
    """What the headers name, or the title above them."""
    times: str = ""
    """The scale that the title names for all columns."""
    titled: bool = False
    """Whether the title says that the table is of money."""
    columns: Sequence[SampledColumn] = ()
    """All of the table."""

    def cell(self, column: SampledColumn) -> str:
        """The amount of a row, with the word of its scale where another column has that."""
        scale = None if _says_scale(column) else scale_of(column, self.columns)
        return "{" + column.name + "}" + (f" {{{scale.name}}}" if scale is not None else "")

    def money(self, name: str, column: SampledColumn, *, zeros_too: bool = False) -> MapLine:
        """The field of this name, read from the column: with currency and scale, and without zeros, unless they are
        figures like others."""
        cell = self.cell(column)
        scaled = " {" in cell
        times = "" if scaled or _says_scale(column) else column.unit.times or self.times
        zeros = [] if zeros_too else [value for value in column.said if _ZERO.fullmatch(value)]
        currency, remark = self._currency(column)
        places = "0" if times and any(_decimals(value) > int(times[2:]) for value in column.said) else ""
        if not times and not zeros and not scaled and not currency.startswith("{"):
            return MapLine(name, quoted(f"{cell} {currency}".strip()), remark)
        value = table(
            from_=quoted(cell),
            currency=quoted(currency) if currency else "",
            times=times,
            places=places,
            blank=listed(zeros) if zeros else "",
        )
        return MapLine(name, value, remark)

    def _currency(self, column: SampledColumn) -> tuple[str, str]:
        if column.names_currencies:
            return "", LOOK_HERE
        named = currency_of(column, self.columns) or self.currencies
        if named is not None:
            return "{" + named.name + "}", LOOK_HERE
        known = column.unit.currency or self.currency
        return (known, LOOK_HERE) if known else ("USD", f"{LOOK_HERE} which currency?")


def _says_scale(column: SampledColumn) -> bool:
    return column.share(HAS_SCALE.search) > 0.5


def _decimals(value: str) -> int:
    """The digits behind the point: of a figure that was computed there are more than it is told with."""
    return len(value.rpartition(".")[2]) if "." in value else 0


def day(column: SampledColumn | None, before: str = "") -> str:
    """A template; without a column, by the file's own date."""
    if column is None:
        return quoted("../{published}")
    months = f"|{MONTHS}" if column.months else ""
    return quoted(f"{before}{{{column.name}{months}{_only_first(column)}}}")


def _only_first(column: SampledColumn) -> str:
    """A filter for `2013 (1888)`, where what stands before the first blank is a date, and nothing else has a blank."""
    spaced = [value for value in column.said if " " in value]
    reads = all(any(is_date(value.split()[0], form) for form in column.formats) for value in spaced)
    return (
        "|first"
        if spaced and reads and not any(is_date(value, one) for value in spaced for one in column.formats)
        else ""
    )


def formats_of(dates: Sequence[SampledColumn]) -> list[str]:
    """All formats, the most usual first; the file's own date is always ISO."""
    seen = {form for column in dates for form in column.formats}
    values = [in_english(value) for column in dates for value in column.said]
    found = sorted(seen, key=lambda form: -sum(is_date(value, form) for value in values))
    return found if "iso" in found else [*found, "iso"]


def parties(leads: SampledColumn | None, investors: SampledColumn | None) -> list[MapLine]:
    """`leads` and `investors`, from a column each or from one that marks who led."""
    found = []
    if leads is not None:
        found.append(MapLine("leads", table(from_=listed([f"{{{leads.name}}}"]), split=_split(leads))))
    if investors is None:
        return found
    split = _split(investors)
    marks = sorted({mark.lower() for value in investors.said for mark in _LEAD.findall(value)})
    if leads is None and _LEAD_FIRST.search(investors.header):
        cell = quoted(investors.name)
        found.append(MapLine("leads", table(in_=cell, split=split, only=quoted("first")), f"{LOOK_HERE} who is first"))
        found.append(MapLine("investors", table(in_=cell, split=split), "the others"))
    elif leads is None and marks:
        cell = quoted(investors.name)
        own = listed(f"{{who}} {mark}" for mark in marks)
        found.append(MapLine("leads", table(in_=cell, split=split, parts=own), f"{LOOK_HERE} who is marked"))
        found.append(MapLine("investors", table(in_=cell, split=split), "the others"))
    else:
        found.append(MapLine("investors", table(from_=listed([f"{{{investors.name}}}"]), split=split)))
    return found


def _split(column: SampledColumn) -> str:
    """What stands between names: a comma only if it never stands beside another separator."""
    found = [mark for mark in (";", "|", "\n") if any(mark in value for value in column.said)]
    commas = [value for value in column.said if "," in value]
    if commas and not any(mark in value for value in commas for mark in found):
        found.append(",")
    return quoted(found[0]) if len(found) == 1 else listed(found) if found else ""


def confidences_of(column: SampledColumn | None) -> dict[str, str]:
    """What the values of a column stand for; nothing where they are other words."""
    if column is None:
        return {}
    meant = {value: word for value in column.said if (word := _sure(value))}
    return meant if len(meant) >= len(column.said) / 2 else {}


def _sure(value: str) -> str:
    return next((word for word, said in SURE.items() if folded(value) in said), "")
