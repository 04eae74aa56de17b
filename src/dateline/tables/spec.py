"""A map as its TOML file has it: every key there is, with its type; anything else is one clear sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from dateline.errors import InvalidFile, Problem
from dateline.files.finding import why_unreadable

Text = str | int | float | bool
Conditions = dict[str, Any]
"""Column → what it must be: text, a list of texts, or a table of `is`, `not`, `empty`, `matches`."""


class Dates(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    formats: tuple[str, ...] = ("iso",)
    january_first: Literal["day", "year"] = "day"
    first_of_month: Literal["day", "month"] = "day"
    between: tuple[str, str] = ("1800", "2100")


class Numbers(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    decimal: Literal[".", ","] = "."


class Dataset(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The data set itself, as a source."""

    publisher: str
    title: str | None = None
    url: str | None = None


class Each(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Several values in one cell; each makes an event of its own."""

    in_: str = msgspec.field(name="in")
    split: str = ","
    parts: tuple[str, ...] = ("{value}",)
    beside: dict[str, str] = {}
    """Name → another column whose cell has as many values, in the same order."""


class Source(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    name: str = ""
    publisher: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    cites: list[str] = []
    each: Each | None = None
    when: Conditions = {}


class Rule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    when: Conditions
    reason: str


class Join(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Another file of the same folder; `{name.Column}` is what its row of the same key says."""

    name: str
    file: str
    key: str
    is_: str = msgspec.field(name="is")


class Edition(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A file that is known: its SHA-256, and when it was published."""

    sha256: str
    published: str


class Field(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """How a field of an event is read, where a template alone does not say it."""

    from_: Text | list[str] | None = msgspec.field(name="from", default=None)
    amount: str | None = None
    sum: list[str] | None = None
    currency: str | None = None
    bound: str | None = None
    name: str | None = None
    slug: str | None = None
    formats: list[str] | None = None
    january_first: Literal["day", "year"] | None = None
    first_of_month: Literal["day", "month"] | None = None
    between: tuple[str, str] | None = None
    decimal: Literal[".", ","] | None = None
    times: int | float = 1
    places: Annotated[int, Meta(ge=0, le=20)] | None = None
    digits: Annotated[int, Meta(ge=1, le=30)] | None = None
    split: str | None = None
    blank: list[str] = []


class Map(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    name: str
    about: str = ""
    file: str = "*"
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    short_rows: Literal["refuse", "pad"] = "refuse"
    published: str | None = None
    plans: Literal["rumored", "keep", "skip", "refuse"] = "rumored"
    blank: list[str] = []
    dataset: Dataset
    dates: Dates = Dates()
    numbers: Numbers = Numbers()
    tables: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    source: list[Source] = []
    skip: list[Rule] = []
    refuse: list[Rule] = []
    join: list[Join] = []
    event: list[dict[str, Any]]
    edition: list[Edition] = []


RESERVED = frozenset({"type", "id", "company", "when", "each", "sources"})
"""What an `[[event]]` has besides the fields of its kind."""

_PATH = re.compile(r" - at `\$\.?(.*)`$")


def load(path: Path) -> Map:
    """Raises InvalidFile."""
    try:
        data = path.read_text("utf-8")
    except OSError as error:
        raise wrong(path, why_unreadable(error)) from error
    except UnicodeDecodeError as error:
        raise wrong(path, "is not UTF-8 text: a map is a TOML file in UTF-8") from error
    return decode(data, str(path))


def decode(text: str, path: str) -> Map:
    """Raises InvalidFile."""
    try:
        read: Map = convert(tomllib.loads(text), Map)
    except tomllib.TOMLDecodeError as error:
        raise wrong(path, f"is not TOML: {error}") from error
    except ValueError as error:
        raise wrong(path, str(error)) from error
    return read


def convert(value: object, type_: type[Any]) -> Any:
    """Raises ValueError with a sentence that names the place."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        text = str(error)
        found = _PATH.search(text)
        where = found.group(1) if found else ""
        said = _PATH.sub("", text).replace("Object contains unknown field", "there is no key")
        said = said.replace("Object missing required field", "is missing the key").replace("`", "'")
        raise ValueError(f"{where}: {said[:1].lower()}{said[1:]}" if where else said[:1].lower() + said[1:]) from None


def wrong(path: str | Path, reason: str) -> InvalidFile:
    return InvalidFile([Problem(str(path), 0, "", reason)])
