"""Columns of figures as metrics: what each counts, in which unit, over which span, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from dateline.imports.tables.cells.units import CURRENCY_WORDS_IN_HEADERS, SCALES_IN_HEADERS
from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.copies import copied
from dateline.imports.tables.guessing.draft import LOOK_HERE, MapLine, quoted
from dateline.imports.tables.guessing.draft import table as inline
from dateline.imports.tables.guessing.headers import bare, folded, in_brackets, word_in
from dateline.imports.tables.guessing.periods import period_in, without_period
from dateline.imports.tables.guessing.survey import MeantValues, Survey
from dateline.imports.tables.guessing.words import PARTS_OF_COMPANIES, PER
from dateline.values.text import slugify

LAYOFFS = "layoffs"
"""How many had to go on a day."""
_PER_TABLE = "per"
_PARTS_TABLE = "parts"
_PARTS = frozenset(PARTS_OF_COMPANIES)
MOST = 24
"""Columns of figures that a first map reads."""
_PEOPLE = ("headcount", "users")
_OF_DEALS = ("amount", "price", "debt", "percent")
_KNOWN = ("headcount", "revenue", "users", "valuation")
_NO_FIGURES = re.compile(
    r"\b(?:id|ids|uuid|key|nr|no|number|index|rank|row|latitude|longitude|lat|lon|lng|zip|plz|postal|postcode|phone|year"
    r"|jahr|month|quarter|citations?|percent(?:age)?|share|ratio|growth|utili[sz]ation|score|notes?|cik|isin|lei|wkn"
    r"|siren|siret|permalink|founded|ticker|symbol)\b"
)
_SAYS_NO_MORE = frozenset(
    {"list", "data", "export", "table", "tables", "report", "reports", "companies", "company", "ai", "file", "sheet",
     "all", "my", "our", "the", "of", "by", "and", "final", "copy", "new", "csv", "xlsx", "json", "matrix", "tracker",
     "in", "per", "for", "from", "reported", "as", "at", "to", "nach", "im", "je", "par"}
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
    on: str
    """The span that its header names."""
    per: str
    scope: tuple[MapLine, ...] = ()
    remark: str = ""

    @property
    def is_counted_over_spans(self) -> bool:
        """Whether it is earned or spent, and no level."""
        return bool(set(self.metric.split("-")) & SPENT)

    @property
    def name(self) -> str:
        """What tells it from the others of its table."""
        return slugify("-".join(filter(None, (self.metric, self.per, self.on))))


def about_spending(headers: Sequence[str], called: Sequence[str]) -> bool:
    """Whether the words of a table say that its amounts are spent, earned or the like, and not raised."""
    words = {word for text in (*headers, *(PurePath(one).stem for one in called)) for word in folded(text).split()}
    return bool(words & SPENT)


class Figures:
    """The columns of figures of one table."""

    def __init__(self, table: Survey) -> None:
        self._table = table
        self._roles = table.roles

    def found(self, *, told: bool) -> Iterator[FigureColumn]:
        """Those that have a role; the others, too, where nothing else is `told`, and the table is about figures over
        time. What is there twice is taken once."""
        wanted = list(self._wanted(told=told))
        left_out = copied([column for column, _ in wanted], self._table.rows)
        self._table.copies |= left_out
        names = set[str]()
        for column, metric in wanted:
            if column.name in left_out:
                continue
            figure = self._figure(column, metric)
            if figure.name in names:  # two columns that say the same of themselves
                figure = self._figure(column, slugify(column.header) or metric)
            names.add(figure.name)
            yield figure

    def _wanted(self, *, told: bool) -> Iterator[tuple[SampledColumn, str]]:
        picked = {role: column for role in _KNOWN if (column := self._roles.pick(role)) is not None}
        for role in _KNOWN[: 3 if told else 4]:
            if role in picked and (told or period_in(picked[role].header) is None):
                yield picked[role], role
        if told:
            return
        taken = {column.name for column in picked.values() if period_in(column.header) is None}
        for column in self._table.columns:
            if column.name in taken or not column.is_number or not self._is_figure(column):
                continue
            yield column, self._metric(column)

    def _is_figure(self, column: SampledColumn) -> bool:
        roles = self._roles
        over_time = any(roles.pick(role) is not None for role in ("published", "until")) or roles.on is not None
        if period_in(column.header) or (self._table.topic == "layoff" and roles.of(column) == LAYOFFS):
            return True
        if self._table.topic == "layoff" and roles.of(column) in _OF_DEALS:
            return False  # what a company had raised, not how many had to go
        if "%" in column.header:
            return False
        return not _NO_FIGURES.search(folded(column.header)) and (over_time or roles.of(column) in _KNOWN)

    def _figure(self, column: SampledColumn, metric: str) -> FigureColumn:
        named, told = period_in(column.header), word_in(PER, folded(without_period(column.header)))
        words, told = set(metric.split("-")), _made_equal(column) or told
        of_a_span = named is not None and (named.per != "year" or metric == "revenue" or bool(words & SPENT))
        span = named.per if named is not None and of_a_span else ""
        if named is None and words & _OF_A_DAY:
            span = "day"
        return FigureColumn(
            column,
            metric,
            list(self._value(column, metric)),
            named.words if named is not None else "",
            told or span,
            tuple(self._scope()),
            LOOK_HERE if named is not None and not self._says(column) else "",
        )

    def _scope(self) -> Iterator[MapLine]:
        """Where rows are of a sort, what is no figure of the whole company."""
        column = self._table.sort
        parts = [value for value in column.said if _is_part(value)] if column is not None else []
        if column is not None and parts and len(parts) < len(column.said):
            self._table.tables[_PARTS_TABLE] = MeantValues({value: value for value in parts}, "")
            yield MapLine("scope", quoted(f"{{{column.name}|{_PARTS_TABLE}}}"), f"{LOOK_HERE} of which part?")

    def _metric(self, column: SampledColumn) -> str:
        """The header without its unit and span; of one that only says `Amount` what the table is called."""
        role = self._roles.of(column)
        if role in _KNOWN and period_in(column.header):
            return str(role)
        of_layoffs = bool(_OF_A_DAY & set(folded(column.header).split()))
        if self._table.topic == "layoff" and (
            role == LAYOFFS or of_layoffs or not self._says(column, but={"laid", "off"})
        ):
            return LAYOFFS
        said = self._says(column)
        return slugify(" ".join(said or self._called())) or slugify(column.header) or "figure"

    def _says(self, column: SampledColumn, but: set[str] | None = None) -> list[str]:
        """The words of a header that say what it counts."""
        spans = {word for said in PER.values() for hint in said for word in hint.split()}
        no_name = spans | SCALES_IN_HEADERS.keys() | CURRENCY_WORDS_IN_HEADERS.keys()
        no_name = no_name | {column.unit.currency.lower(), "in"} | (but or set())
        plain = [word for word in bare(without_period(column.header)).split() if folded(word) not in no_name]
        return [word for word in plain if folded(word) not in _CALLED_NOTHING | {""}]

    def _called(self) -> list[str]:
        """What the table counts, by its title or the name of its file."""
        spans = {word for said in PER.values() for hint in said for word in hint.split()}
        no_name = _SAYS_NO_MORE | spans | SCALES_IN_HEADERS.keys() | CURRENCY_WORDS_IN_HEADERS.keys()
        for text in (*self._table.called[1:2], *self._table.called[:1]):
            words = folded(bare(without_period(text.partition(",")[0]))).split()
            if found := [word for word in words if word not in no_name and len(word) > 1 and not word.isdecimal()]:
                return found[:4]
        return []

    def _value(self, column: SampledColumn, metric: str) -> Iterator[MapLine]:
        money = self._table.money
        named = bool(column.unit.currency) or column.names_currencies or money.currencies is not None
        titled = bool(money.titled and period_in(column.header))
        words = set(metric.split("-"))
        if metric in ("revenue", "valuation") or ((named or titled) and metric not in _PEOPLE) or words & SPENT:
            yield money.money("money", column, zeros_too=True)
            return
        cell = quoted(money.cell(column))
        times = "" if " {" in cell else column.unit.times
        yield MapLine("count", inline(from_=cell, times=times) if times else cell)
        if metric in _PEOPLE or metric == LAYOFFS:
            yield MapLine("unit", quoted("people"), "")
        else:
            inside = in_brackets(column.header)
            is_unit = 0 < len(inside) <= 20 and len(inside.split()) <= 2
            yield MapLine("unit", quoted(inside if is_unit else metric.replace("-", " ")))


def _is_part(value: str) -> bool:
    return not _PARTS.isdisjoint(folded(value).split())


def per_line(figure: FigureColumn, figures: Sequence[FigureColumn], table: Survey) -> list[MapLine]:
    """The span that a figure is counted over: as its header says, or as a column of the table does."""
    column = table.roles.pick("per") or (table.sort if table.sort is not None and _has_spans(table.sort) else None)
    if column is not None and not figure.on and _is_about(figure, figures, column):
        made_equal = _made_equal(figure.column)
        meant = {value: _span(value, made_equal) for value in column.said}
        if not figure.per or made_equal:
            table.tables[_PER_TABLE] = MeantValues(meant, made_equal)
            return [MapLine("per", quoted(f"{{{column.name}|{_PER_TABLE}}}"), LOOK_HERE if made_equal else "")]
    return [MapLine("per", quoted(figure.per), "")] if figure.per else []


def _span(value: str, made_equal: str) -> str:
    span = word_in(PER, value)
    return span if span == "year" or not made_equal else made_equal


def _made_equal(column: SampledColumn) -> str:
    """The span that all figures of a column were made comparable over: `normalized to annual`."""
    words = set(folded(column.header).split())
    is_made = words & {"annualized", "annualised", "normalized", "normalised", "normalize"}
    return "annualized" if is_made and words & {"annual", "annualized", "annualised", "year", "yearly"} else ""


def _has_spans(column: SampledColumn) -> bool:
    return column.share(lambda value: word_in(PER, value)) > 0.5


def _is_about(figure: FigureColumn, figures: Sequence[FigureColumn], column: SampledColumn) -> bool:
    about = [one for one in figures if folded(column.header).startswith(folded(bare(one.column.header)))]
    return not about or figure in about
