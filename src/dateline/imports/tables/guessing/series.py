"""Columns of figures as metrics: what each counts, in which unit, over which span, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from dateline.imports.tables.cells.units import CURRENCY_WORDS_IN_HEADERS, SCALES_IN_HEADERS
from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import MapLine, quoted, table
from dateline.imports.tables.guessing.fields import TableCurrency
from dateline.imports.tables.guessing.headers import PER, bare, folded, in_brackets, word_in
from dateline.imports.tables.guessing.roles import Roles
from dateline.values.text import slugify

PER_TABLE = "per"
MOST = 12
"""Columns of figures that a first map reads."""
_PEOPLE = ("headcount", "users")
_KNOWN = ("headcount", "revenue", "users", "valuation")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_NO_FIGURES = re.compile(
    r"\b(?:id|ids|uuid|key|nr|no|number|index|rank|row|latitude|longitude|lat|lon|lng|zip|plz|postal|postcode|phone|year"
    r"|jahr|month|quarter|citations?|percent(?:age)?|share|ratio|growth|utili[sz]ation|score|notes?)\b"
)
_SAYS_NO_MORE = frozenset(
    {"list", "data", "export", "table", "tables", "report", "reports", "companies", "company", "ai", "file", "sheet",
     "all", "my", "our", "the", "of", "by", "and", "final", "copy", "new", "csv", "xlsx"}
)  # fmt: skip
"""Words of the name of a file that do not say what it counts."""
_CALLED_NOTHING = frozenset(
    {"amount", "value", "figure", "total", "betrag", "montant", "wert", "count", "number", "people", "persons"}
)
"""Words of a header that do not say what it counts."""
_OF_A_DAY = frozenset({"layoff", "layoffs", "entlassungen", "licenciements", "despidos"})
"""What happens on the day of its row, and is added up over days."""
SPENT = frozenset(
    {"spend", "spending", "spent", "cost", "costs", "expense", "expenses", "revenue", "revenues", "sales", "capex",
     "opex", "budget", "emissions", "profit", "loss", "income", "ebitda", "umsatz", "kosten", "payroll", "turnover"}
)  # fmt: skip
"""What an amount is that no round has raised."""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column of figures."""

    column: SampledColumn
    metric: str
    value: list[MapLine]
    on: str | None
    """The year that its header names."""
    per: str

    @property
    def name(self) -> str:
        """What tells it from the others of its table."""
        return "-".join(filter(None, (self.metric, self.per, self.on)))


def about_spending(headers: Sequence[str], file: str) -> bool:
    """Whether the words of a table say that its amounts are spent, earned or the like, and not raised."""
    words = {word for text in (*headers, PurePath(file).stem) for word in folded(text).split()}
    return bool(words & SPENT)


def figures_of(
    columns: Sequence[SampledColumn], roles: Roles, money: TableCurrency, file: str, *, told: bool, over_time: bool
) -> Iterator[FigureColumn]:
    """Those that have a role; the others, too, where no deals are `told`, and the table is about figures over time."""
    for known_role in _KNOWN[: 3 if told else 4]:
        picked = roles.pick(known_role)
        if picked is not None:
            yield _figure(picked, known_role, money)
    if told:
        return
    known = {column.name for role in _KNOWN if (column := roles.pick(role)) is not None}
    for column in columns:
        role = roles.of(column)
        if column.name in known or not column.is_number or _NO_FIGURES.search(folded(column.header)):
            continue
        if role in _KNOWN or over_time or _year_of(column):
            alike = [
                one for one in _KNOWN if (said := roles.pick(one)) is not None and _is_of_another_year(column, said)
            ]
            yield _figure(column, alike[0] if alike else _metric(column, file), money)


def _figure(column: SampledColumn, metric: str, money: TableCurrency) -> FigureColumn:
    year, told = _year_of(column), word_in(PER, bare(column.header))
    words = set(metric.split("-"))
    of_a_year = year is not None and (metric == "revenue" or bool(words & SPENT))
    span = "year" if of_a_year else "day" if words & _OF_A_DAY and year is None else ""
    return FigureColumn(column, metric, list(_value(column, metric, money)), year, told or span)


def _is_of_another_year(column: SampledColumn, other: SampledColumn) -> bool:
    """Whether two headers say the same but for the year: `Umsatz 2022` and `Umsatz 2023`."""
    plain, plain_other = (folded(_YEAR.sub(" ", one.header)) for one in (column, other))
    return plain == plain_other and None not in (_year_of(column), _year_of(other))


def _year_of(column: SampledColumn) -> str | None:
    found = _YEAR.search(bare(column.header))
    return found.group() if found else None


def _metric(column: SampledColumn, file: str) -> str:
    """The header without its unit, year and span; of one that only says `Amount` what the file is called."""
    spans = {word for said in PER.values() for hint in said for word in hint.split()}
    no_name = spans | SCALES_IN_HEADERS.keys() | CURRENCY_WORDS_IN_HEADERS.keys() | {column.unit.currency.lower(), "in"}
    plain = [word for word in _YEAR.sub(" ", bare(column.header)).split() if folded(word) not in no_name]
    if {folded(word) for word in plain} <= _CALLED_NOTHING:
        plain = [word for word in folded(PurePath(file).stem).split() if word not in _SAYS_NO_MORE] or plain
    return slugify(" ".join(plain)) or slugify(column.header) or "figure"


def _value(column: SampledColumn, metric: str, money: TableCurrency) -> Iterator[MapLine]:
    is_money = bool(column.unit.currency) or column.names_currencies or money.currencies is not None
    words = set(metric.split("-"))
    if metric in ("revenue", "valuation") or (is_money and metric not in _PEOPLE) or words & SPENT:
        yield money.money("money", column, zeros_too=True)
        return
    cell, times = quoted("{" + column.name + "}"), column.unit.times
    yield MapLine("count", table(from_=cell, times=times) if times else cell)
    if metric in _PEOPLE:
        yield MapLine("unit", quoted("people"), "")
    else:
        inside = in_brackets(column.header)
        is_unit = 0 < len(inside) <= 20 and len(inside.split()) <= 2
        yield MapLine("unit", quoted(inside if is_unit else metric.replace("-", " ")))


def per_line(figure: FigureColumn, figures: Sequence[FigureColumn], column: SampledColumn | None) -> list[MapLine]:
    """The span that a figure is counted over: as its header says, or as a column of the table does."""
    if figure.per:
        return [MapLine("per", quoted(figure.per), "")]
    if column is None:
        return []
    about = [one for one in figures if folded(column.header).startswith(folded(bare(one.column.header)))]
    return [MapLine("per", quoted(f"{{{column.name}|{PER_TABLE}}}"), "")] if not about or figure in about else []


def per_table(column: SampledColumn | None) -> dict[str, str]:
    """What the values of a column of spans stand for."""
    return {value: word_in(PER, value) for value in column.said} if column is not None else {}
