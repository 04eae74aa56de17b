"""Oddities of JSON that its readers accept and no event may have.

They are: a key that stands twice in one object; NaN and infinities; half a character (`\\ud800`); and, in a string, a
number that is not spelled as JSON spells numbers (Python would also read "1_000", " 1", "١٢" and "NaN").

`is_clean` is fast and says that there is none, `refuse_oddities` is slow and finds the path of the first.

`composed` writes every text in it in NFC, the form that all text is kept in; all else stays as it is, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from functools import cache
from typing import Any

import msgspec

from dateline.errors import InvalidEvent
from dateline.values.text import nfc

NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_NUMBER = re.compile(NUMBER)
_CLOAKED = re.compile(rb"\\u(?:00[0-7]|[dD][89a-fA-F])")
"""An escape for half a character; or for an ASCII one, which could hide a colon or a letter of a key."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPED = "\\u"

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def is_clean(data: bytes, numbers: frozenset[str], *, keys_are_sure: bool = False) -> bool:
    """True only if these bytes have no oddity; False if `refuse_oddities` has to look.

    A key that stands twice shows in the number of colons: a reader keeps only the last of the two, so that the value,
    written again, has fewer colons than the bytes. `keys_are_sure`: it is known already that none does.
    """
    if (b"\\" in data and _CLOAKED.search(data)) or _odd_number(numbers).search(data):
        return False
    if keys_are_sure:
        return True
    try:
        return data.count(b":") == _encode(_decode(data)).count(b":")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False


@cache
def _odd_number(keys: frozenset[str]) -> re.Pattern[bytes]:
    """Matches the key of a number with a string after it that is not spelled like a number."""
    number = NUMBER.removeprefix("^").removesuffix("$")
    return re.compile(rf'"(?:{"|".join(sorted(keys))})"[ \t\r\n]*:[ \t\r\n]*"(?!{number}")'.encode())


def composed(data: bytes | str) -> bytes | str:
    """JSON with every text in it in NFC, whether its characters are written out or escaped; as it was if all are.

    Bytes that are no UTF-8, and what is no JSON, are left for a reader to refuse.
    """
    escaped = _ESCAPED in data if isinstance(data, str) else b"\\" in data and _ESCAPED.encode() in data
    if data.isascii() and not escaped:
        return data
    try:
        text = data if isinstance(data, str) else data.decode()
    except UnicodeDecodeError:
        return data
    if nfc(text) is text and not escaped:
        return data
    written = _STRING.sub(_in_nfc, text)
    return data if written == text else written if isinstance(data, str) else written.encode()


def _in_nfc(found: re.Match[str]) -> str:
    """A text of JSON, anew only if it changes: half a character stays as it stands there, to be refused."""
    try:
        said = json.loads(found.group())
        said.encode()
    except (json.JSONDecodeError, UnicodeEncodeError):
        return found.group()
    kept = nfc(said)
    return found.group() if kept == said else json.dumps(kept, ensure_ascii=False)


class _Object(list[tuple[str, Any]]):
    """A JSON object as all its pairs, those of a repeated key included."""


class _NotANumber(str):
    """NaN, Infinity or -Infinity, not in quotes."""


_READER = json.JSONDecoder(object_pairs_hook=_Object, parse_int=float, parse_float=float, parse_constant=_NotANumber)


def refuse_oddities(text: str, numbers: Container[str]) -> None:
    """Raises InvalidEvent for the first oddity; `numbers` are the keys of numbers. A text that is no JSON passes."""
    try:
        value = _READER.decode(text)
    except json.JSONDecodeError:
        return
    _search(value, "", numbers)


def _search(value: object, path: str, numbers: Container[str]) -> None:
    if isinstance(value, _Object):
        _search_object(value, path, numbers)
    elif isinstance(value, _NotANumber):
        raise InvalidEvent(path, f"{value} is not a number: leave the field out if it is unknown", rule="number")
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise InvalidEvent(path, f"{value!r} holds half a character: write it as it is", rule="text")
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            _search(entry, f"{path}[{place}]", numbers)


def _search_object(pairs: _Object, path: str, numbers: Container[str]) -> None:
    seen = set()
    for key, value in pairs:
        where = f"{path}.{key}" if path else key
        if key in seen:
            raise InvalidEvent(where, "stands twice: which one is meant?", rule="duplicate-key")
        seen.add(key)
        _search(value, where, numbers)
        if key in numbers and isinstance(value, str) and not _NUMBER.fullmatch(value):
            hint = 'write it like 1700000000, "0.5" or 1.7e9, and leave it out if it is unknown'
            raise InvalidEvent(where, f"{value!r} is not a number: {hint}", rule="number")
