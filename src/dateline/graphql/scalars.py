"""The scalars of the API, each as strict as its description."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NewType, TypeVar

import msgspec
import strawberry
from graphql import GraphQLError

from dateline.errors import InvalidDate, InvalidEvent
from dateline.values.currencies import MINOR_UNITS
from dateline.values.dates import PartialDate
from dateline.values.instants import RFC_3339, instant_text, read_instant
from dateline.values.money import digits_of, plain
from dateline.values.text import cut

T = TypeVar("T")

Edtf = NewType("Edtf", str)
Position = NewType("Position", int)
CurrencyCode = NewType("CurrencyCode", str)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_MOST_SHOWN = 60
_KEPT_DAYS = 4_096
_DIGITS = 18
_POSITION = re.compile(rf"\d{{1,{_DIGITS}}}", re.ASCII)


def _json(value: object) -> str:
    """A value as whoever sent it wrote it, cut short."""
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _text(value: object, expected: str) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"expected {expected} as a string, not {_json(value)}")
    return value


class _Days(dict[date, str]):
    """Days as they are written: the same ones come again and again, and to write one takes ten times as long."""

    def __missing__(self, day: date) -> str:
        if len(self) == _KEPT_DAYS:
            self.clear()
        self[day] = written = date.isoformat(day)
        return written


def _parse_date(value: object) -> date:
    text = _text(value, "a day, YYYY-MM-DD,")
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise GraphQLError(f"{text!r} is not a day: {error}") from error
    raise GraphQLError(f"{text!r} is not a day, YYYY-MM-DD")


def _parse_datetime(value: object) -> datetime:
    text = _text(value, "an RFC 3339 instant")
    read = read_instant(text) if RFC_3339.fullmatch(text) else None
    if read is not None:
        return read
    raise GraphQLError(f"{text!r} is not an RFC 3339 instant with an offset, like 2026-07-15T12:00:00Z")


def _parse_edtf(value: object) -> PartialDate:
    try:
        return PartialDate.parse(_text(value, "a date"))
    except InvalidDate as error:
        raise GraphQLError(str(error), original_error=error) from error


def _parse_decimal(value: object) -> Decimal:
    text = _text(value, "a decimal")
    if not _DECIMAL.fullmatch(text):
        raise GraphQLError(f"{text!r} is not a decimal in plain digits, like 1700000000 or 0.5")
    try:
        return plain(Decimal(text))
    except InvalidEvent as error:
        raise GraphQLError(error.message) from error


def _parse_position(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and _POSITION.fullmatch(value):
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        raise GraphQLError(f"{_json(cut(value, 40))} has more digits than any log has positions, at most {_DIGITS}")
    raise GraphQLError(f"{_json(value)} is not a position: a string of digits")


def _parse_currency(value: object) -> str:
    code = _text(value, "a currency")
    if code not in MINOR_UNITS:
        raise GraphQLError(f"{code!r} is not an ISO 4217 code, like EUR or USD")
    return code


def _scalar(
    name: str, description: str, serialize: Callable[[Any], str], parse: Callable[[object], object], url: str
) -> Any:
    return strawberry.scalar(
        name=name, description=description, serialize=serialize, parse_value=parse, specified_by_url=url
    )


SCALARS: dict[Any, Any] = {
    date: _scalar(
        "Date", "Calendar day, YYYY-MM-DD.", _Days().__getitem__, _parse_date, "https://www.rfc-editor.org/rfc/rfc3339"
    ),
    datetime: _scalar(
        "DateTime",
        "RFC 3339 instant with an offset.",
        instant_text,
        _parse_datetime,
        "https://www.rfc-editor.org/rfc/rfc3339",
    ),
    Edtf: _scalar(
        "Edtf",
        "A calendar date that may be imprecise, as EDTF text; as an input, plain English is read too.",
        str,
        _parse_edtf,
        "https://www.loc.gov/standards/datetime/",
    ),
    Decimal: _scalar(
        "Decimal",
        "Exact decimal as a string of plain digits: never NaN, Infinity or an exponent.",
        digits_of,
        _parse_decimal,
        "https://www.w3.org/TR/xmlschema11-2/#decimal",
    ),
    Position: _scalar(
        "Position",
        "Place in the log, as a string of digits: 1, 2, 3 … without gaps.",
        str,
        _parse_position,
        "https://www.w3.org/TR/xmlschema11-2/#nonNegativeInteger",
    ),
    CurrencyCode: _scalar(
        "CurrencyCode", "ISO 4217 code.", str, _parse_currency, "https://www.iso.org/iso-4217-currency-codes.html"
    ),
}
