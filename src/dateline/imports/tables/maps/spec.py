"""A map as its TOML file has it: every key there is, with its type; anything else is one clear sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from dateline.errors import InvalidFile, Problem
from dateline.imports.files import why_unreadable
from dateline.imports.tables.cells.splitting import Split
from dateline.imports.tables.maps.complaints import in_words
from dateline.imports.tables.table_row import why_no_text
from dateline.values.text import nfc, visible

Constant = str | int | float | bool
Conditions = dict[str, object]
"""Column → what it must be: text, a list of texts, or a table of `is`, `not`, `empty`, `matches`."""


class DatesSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    formats: tuple[str, ...] = ("iso",)
    january_first: Literal["day", "year"] = "day"
    first_of_month: Literal["day", "month"] = "day"
    between: tuple[str, str] = ("1800", "2100")


class NumbersSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    decimal: Literal[".", ","] = "."


class DatasetSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The data set itself, as a source."""

    publisher: str
    title: str | None = None
    url: str | None = None


class EachSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Several values in one cell; each makes an event of its own. Without `split` the cell is one value."""

    in_: str = msgspec.field(name="in")
    split: Split = None
    parts: tuple[str, ...] = ("{value}",)
    empty: str | None = None
    """The one value of a cell that is empty."""
    beside: dict[str, str] = {}
    """Name → another column whose cell has as many values, in the same order."""

    def __post_init__(self) -> None:
        """Names of columns are compared by what can be seen of them."""
        msgspec.structs.force_setattr(self, "beside", {name: visible(column) for name, column in self.beside.items()})


class SourceSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    name: str = ""
    publisher: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    cites: list[str] = []
    each: EachSpec | None = None
    when: Conditions = {}


class RuleSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    when: Conditions
    reason: str


class JoinSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Another file of the same folder; `{name.Column}` is what its row of the same key says."""

    name: str
    file: str
    key: str
    is_: str = msgspec.field(name="is")
    encoding: str | None = None
    sheet: str | None = None
    rows: str | None = None

    def __post_init__(self) -> None:
        """Names of columns are compared by what can be seen of them."""
        msgspec.structs.force_setattr(self, "key", visible(self.key))
        msgspec.structs.force_setattr(self, "is_", visible(self.is_))


class EditionSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A file that is known: its SHA-256, and when it was published."""

    sha256: str
    published: str


class FieldSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """How a field of an event is read, where a template alone does not say it."""

    from_: Constant | list[str] | None = msgspec.field(name="from", default=None)
    amount: str | None = None
    sum: list[str] | None = None
    currency: str | None = None
    otherwise: str | None = None
    """The currency of amounts that name none."""
    bound: str | None = None
    name: str | None = None
    slug: str | None = None
    formats: list[str] | None = None
    january_first: Literal["day", "year"] | None = None
    first_of_month: Literal["day", "month"] | None = None
    between: tuple[str, str] | None = None
    decimal: Literal[".", ","] | None = None
    times: int | float = 1
    shared: Literal["under", "none"] | None = None
    """Of a price that several values of `each` have together: each costs less, or nothing is said of any."""
    places: Annotated[int, Meta(ge=0, le=20)] | None = None
    digits: Annotated[int, Meta(ge=1, le=30)] | None = None
    in_: str | None = msgspec.field(name="in", default=None)
    """For lists: a cell whose values several lists of the event share."""
    split: Split = None
    parts: tuple[str, ...] | None = None
    only: Literal["first"] | None = None
    blank: list[str] = []


class MapSpec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    name: str
    about: str = ""
    file: str = "*"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    """Of a workbook: the name of the sheet that has the table."""
    rows: str | None = None
    """Of JSON: the path to the list whose entries are the rows."""
    down: list[str] = []
    """Columns whose blank cells say what the cell above says."""
    until: Conditions = {}
    """Of the first row that the table ends before: its totals, and what stands below them."""
    header: int | None = None
    short_rows: Literal["refuse", "pad"] = "refuse"
    published: str | None = None
    plans: Literal["rumored", "keep", "skip", "refuse"] = "rumored"
    blank: list[str] = []
    optional: list[str] = []
    """Columns that not every edition of the table has; where one is not there, it says nothing."""
    headers: Literal["exact", "alike"] = "exact"
    """`alike`: names of columns may differ in case, blanks and marks."""
    renamed: dict[str, list[str]] = {}
    """Column → names that it has in other editions."""
    dataset: DatasetSpec
    dates: DatesSpec = DatesSpec()
    numbers: NumbersSpec = NumbersSpec()
    tables: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    source: list[SourceSpec] = []
    skip: list[RuleSpec] = []
    refuse: list[RuleSpec] = []
    join: list[JoinSpec] = []
    event: list[dict[str, object]]
    edition: list[EditionSpec] = []


S = TypeVar("S", bound=msgspec.Struct)

RESERVED = frozenset({"type", "id", "company", "when", "each", "sources"})
"""What an `[[event]]` has besides the fields of its kind."""


def load(path: Path) -> MapSpec:
    """The map in a file. Raises InvalidFile."""
    try:
        data = path.read_text("utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise wrong(path, why_unreadable(error)) from error
    except UnicodeDecodeError as error:
        raise wrong(path, "is not UTF-8 text: a map is a TOML file in UTF-8") from error
    return decode(data, str(path))


def decode(text: str, path: str) -> MapSpec:
    """The map in a text; `path` names it in what is wrong there. Raises InvalidFile."""
    try:
        return convert(_checked(tomllib.loads(text)), MapSpec)
    except tomllib.TOMLDecodeError as error:
        raise wrong(path, f"is not TOML: {error}") from error
    except ValueError as error:
        raise wrong(path, str(error)) from error


def _checked(value: object, where: str = "") -> object:
    """All texts of a map in NFC, the names of its tables and columns too.

    Raises ValueError for one that is no text, since cells that are none are refused, too.
    """
    match value:
        case str():
            if reason := why_no_text(value):
                raise ValueError(f"{where}: a text {reason}" if where else f"a name {reason}")
            return nfc(value)
        case list():
            return [_checked(one, where) for one in value]
        case dict():
            return {_checked(str(name)): _checked(one, str(name)) for name, one in value.items()}
    return value


def convert(value: object, type_: type[S]) -> S:
    """A table of a map as the class it should be. Raises ValueError with a sentence that names the place."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise ValueError(in_words(str(error), type_)) from None


def wrong(path: str | Path, reason: str) -> InvalidFile:
    """What is wrong with a map as a whole."""
    return InvalidFile([Problem(str(path), 0, "", reason)])
