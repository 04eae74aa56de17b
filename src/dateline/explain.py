"""What msgspec says of a bad event, as one sentence that names the field and what was expected there."""

from __future__ import annotations

import difflib
import re
import typing
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from dateline import events, kinds
from dateline.errors import InvalidEvent
from dateline.parties import SLUG

_PATH = re.compile(r" - at `\$?\.?(.*)`$", re.DOTALL)
_UNKNOWN = re.compile(r"^Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"^Object missing required field `(.*)`")
_EXPECTED = re.compile(r"^Expected `([^`]*)`(?:, got `([^`]*)`)?$")
_MATCHING = re.compile(r"^Expected `str` matching regex '(.*)'$", re.DOTALL)
_LENGTH = re.compile(r"^Expected `(str|array)` of length (>=|<=|==) (\d+)$")

_WORDS = {
    "str": "text", "int": "a number", "float": "a number", "decimal": "a number", "bool": "true or false",
    "object": "an object {…}", "array": "a list […]", "null": "null", "date": "a day, YYYY-MM-DD",
}  # fmt: skip
_PATTERNS = {
    SLUG: "expected a slug: lower-case letters, digits and single hyphens, like mistral-ai",
    r"^[^\s\x00-\x1f]+$": "must have no blanks, like mistral-ai/series-c/asml",
    r"^[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$": "expected one line of text that does not begin with a blank",
    r"\S": "expected some text, not only blanks",
    r"^https?://[^\s\x00-\x1f\"<>]+$": "expected an address that begins with https:// or http://",
}


def explain(error: Exception, data: bytes | str) -> InvalidEvent:
    """The same error in Dateline's words. `data` is the JSON that was read."""
    if isinstance(error.__cause__, InvalidEvent):
        return _located(error, error.__cause__)
    if not isinstance(error, msgspec.ValidationError):
        return InvalidEvent("", f"not JSON: {_malformed(error)}", rule="json")
    text = str(error)
    found = _PATH.search(text)
    path = found.group(1) if found else ""
    return _field_error(_PATH.sub("", text), path, _kind_of(data))


def _located(error: Exception, cause: InvalidEvent) -> InvalidEvent:
    """An error raised by a check, at the path where msgspec was when it raised it."""
    found = _PATH.search(str(error))
    return type(cause)(_join(found.group(1) if found else "", cause.field), cause.message, rule=cause.rule)


def _malformed(error: Exception) -> str:
    text = str(error).removeprefix("JSON is malformed: ")
    return "the line ends too early" if text == "Input data was truncated" else text


def _field_error(text: str, path: str, kind: type[events.Event] | None) -> InvalidEvent:
    if unknown := _UNKNOWN.match(text):
        return _unknown_field(_join(path, unknown.group(1)), unknown.group(1), _struct_at(kind, path))
    if missing := _MISSING.match(text):
        return InvalidEvent(_join(path, missing.group(1)), "is missing", rule="missing")
    if text.startswith("Invalid value") and path == "type":
        return InvalidEvent(
            "type", f"{text[14:]} is no type of event: expected one of {_list(kinds.KINDS)}", rule="type"
        )
    if text.startswith("Invalid enum value"):
        allowed = [member.value for member in _enum_at(kind, path)]
        return InvalidEvent(path, f"{text[19:]} is not one of {_list(allowed)}", rule="vocabulary")
    return InvalidEvent(path, _expectation(text), rule="shape")


def _expectation(text: str) -> str:
    if matching := _MATCHING.match(text):
        pattern = (
            matching.group(1).encode().decode("unicode_escape") if "\\\\" in matching.group(1) else matching.group(1)
        )
        return _PATTERNS.get(pattern, f"expected text that matches {pattern}")
    if length := _LENGTH.match(text):
        what = "characters" if length.group(1) == "str" else "entries"
        bound = {">=": "at least", "<=": "at most", "==": "exactly"}[length.group(2)]
        return f"expected {bound} {length.group(3)} {what}"
    if expected := _EXPECTED.match(text):
        got = f", not {_words(expected.group(2))}" if expected.group(2) else ""
        return f"expected {_words(expected.group(1))}{got}"
    return text[:1].lower() + text[1:]


def _words(types: str) -> str:
    return " or ".join(_WORDS.get(name.strip(), name.strip()) for name in types.split("|"))


def _unknown_field(path: str, name: str, struct: type | None) -> InvalidEvent:
    known = [field.encode_name for field in msgspec.structs.fields(struct)] if struct else []
    near = difflib.get_close_matches(name, known, 1)
    what = f"a {struct.kind} event" if struct and issubclass(struct, events.Event) else "this object"
    hint = f": did you mean {near[0]!r}?" if near else f": it may have {_list(known)}"
    return InvalidEvent(path, f"{what} has no such field{hint}", rule="unknown-field")


def _kind_of(data: bytes | str) -> type[events.Event] | None:
    try:
        value = msgspec.json.decode(data)
    except msgspec.MsgspecError:
        return None
    return kinds.KINDS.get(str(value.get("type"))) if isinstance(value, dict) else None


def _struct_at(kind: type | None, path: str) -> type | None:
    """The Struct that the path leads to, from an event of that kind."""
    found: type | None = kind
    for name in filter(None, re.split(r"[.\[]", re.sub(r"\[(?:\d+|\.\.\.)\]", "", path))):
        found = next((t for t in _types_of(found, name) if issubclass(t, msgspec.Struct)), None)
    return found


def _enum_at(kind: type | None, path: str) -> list[Enum]:
    parent, _, name = path.rpartition(".")
    for type_ in _types_of(_struct_at(kind, parent), name):
        if issubclass(type_, Enum):
            return list(type_)
    return []


def _types_of(struct: type | None, name: str) -> list[type]:
    """The classes that a Struct's field may hold, whatever they are wrapped in."""
    fields = {field.encode_name: field.name for field in msgspec.structs.fields(struct)} if struct else {}
    hints = typing.get_type_hints(struct) if name in fields else {}
    return _classes(hints[fields[name]]) if hints else []


def _classes(hint: Any) -> list[type]:
    origin = get_origin(hint)
    if origin is Annotated:
        return _classes(get_args(hint)[0])
    if origin in (Union, UnionType, tuple):
        return [found for part in get_args(hint) if part is not Ellipsis for found in _classes(part)]
    return [hint] if isinstance(hint, type) else []


def _join(path: str, field: str) -> str:
    return f"{path}.{field}" if path and field else path or field


def _list(words: typing.Iterable[str]) -> str:
    return ", ".join(words)
