"""What is given to a question, as the type it should have; else a sentence that names it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar

from dateline.answers.asking import told, word
from dateline.errors import InvalidInput
from dateline.values.text import nfc, slugify

W = TypeVar("W", bound=Enum)


def text(value: object, name: str) -> str:
    """A text, composed (NFC). Raises InvalidInput for anything else."""
    if not isinstance(value, str):
        raise InvalidInput(f"`{name}` is a text, not {told(value)}")
    return nfc(value)


def text_or_none(value: object, name: str) -> str | None:
    """The same, where nothing may be given."""
    return None if value is None else text(value, name)


def texts(value: object, name: str) -> list[str] | None:
    """Texts; a single one may be given without a list. Raises InvalidInput."""
    if value is None:
        return None
    if isinstance(value, str):
        return [nfc(value)]
    if not isinstance(value, Iterable) or isinstance(value, (bytes, bytearray)):
        raise InvalidInput(f"`{name}` is a list of texts, not {told(value)}")
    return [text(each, name) for each in value]


def set_of(value: object, name: str) -> frozenset[str] | None:
    """The same as a set: what something may be one of."""
    names = texts(value, name)
    return frozenset(names) if names is not None else None


def slugs(value: object, name: str) -> frozenset[str] | None:
    """The slugs of names: what a party may be one of."""
    names = texts(value, name)
    return frozenset(map(slugify, names)) if names is not None else None


def words(value: object, vocabulary: type[W], name: str) -> frozenset[W] | None:
    """Words of a vocabulary, or a single one: what something may be one of. Raises InvalidInput."""
    if value is None:
        return None
    several = value if isinstance(value, Iterable) and not isinstance(value, (str, bytes)) else (value,)
    return frozenset(found for each in several if (found := word(each, vocabulary, name)) is not None)


def number(value: object, name: str) -> Decimal | None:
    """A number, as text, Decimal, int or float. Raises InvalidInput."""
    if value is None:
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite():
        raise InvalidInput(f"`{name}` is a number, not {told(value)}")
    return found


def count(value: object, name: str) -> int:
    """A whole number that is not below 0. Raises InvalidInput."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < 0:
        raise InvalidInput(f"`{name}` is a whole number from 0 on, not {told(value)}")
    return int(value)
