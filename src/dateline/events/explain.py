"""msgspec's errors about an event as sentences that name the field and what was expected there."""

from __future__ import annotations

import ast
import re
import typing
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from dateline.errors import InvalidDate, InvalidEvent
from dateline.events import event, kinds
from dateline.values.parties import SLUG

_UNKNOWN = re.compile(r"^Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"^Object missing required field `(.*)`")
_EXPECTED = re.compile(r"^Expected `([^`]*)`(?:, got `([^`]*)`)?$")
_MATCHING = re.compile(r"^Expected `str` matching regex (.*)$", re.DOTALL)
_BYTE = re.compile(r" \(byte (\d+)\)$")
_LENGTH = re.compile(r"^Expected `(str|array)` of length (>=|<=) (\d+)$")

_WORDS = {
    "str": "text", "int": "a number", "float": "a number", "decimal": "a number", "bool": "true or false",
    "object": "an object {…}", "array": "a list […]", "null": "null", "date": "a day, YYYY-MM-DD",
}  # fmt: skip
_PATTERNS = {
    SLUG: "expected a slug: lower-case letters, digits and single hyphens, like mistral-ai",
    event.ID: "expected a name without blanks and control characters",
    event.LINE: "expected one line of text, without control characters and without blanks around it",
    event.TEXT: "expected some text, not only blanks, and no control characters",
    event.URL: "expected an address that begins with https:// or http:// and has no blanks",
}

_ONE_OF_KINDS = f"expected one of {', '.join(kinds.KINDS)}"


def explain(error: Exception, data: bytes | str) -> InvalidEvent:
    """The same error in Dateline's words. `data` is the JSON that was read."""
    if not isinstance(error, msgspec.ValidationError):
        return _malformed(error, data)
    text, path = _split(str(error))
    match error.__cause__:
        case InvalidEvent() as cause:
            return type(cause)(_join(path, cause.field), cause.message, rule=cause.rule)
        case InvalidDate() as cause:
            return InvalidEvent(path, str(cause), rule="date")
    return _field_error(text, path, _kind_of(data))


def _split(text: str) -> tuple[str, str]:
    """msgspec's message and the path of the field, which msgspec writes at the end."""
    message, found, path = text.rpartition(" - at `$")
    return (message, path.removesuffix("`").removeprefix(".")) if found else (text, "")


def _malformed(error: Exception, data: bytes | str) -> InvalidEvent:
    """Data that is no JSON, with the characters at which it stops being JSON."""
    if isinstance(error, RecursionError):
        return InvalidEvent("", "is nested too deeply: this is no event", rule="json")
    if isinstance(error, UnicodeError):
        return InvalidEvent("", "is not UTF-8 text", rule="json")
    text = str(error).removeprefix("JSON is malformed: ")
    if text == "Input data was truncated":
        return InvalidEvent("", "not JSON: the line ends too early", rule="json")
    bytes_ = data.encode(errors="replace") if isinstance(data, str) else data
    found = _BYTE.search(text)
    place = int(found.group(1)) if found else 0
    what = bytes_[place : place + 20].decode(errors="replace")
    if "\0" in what:
        return InvalidEvent("", "not JSON: has a NUL (U+0000), which no text has: is the file damaged?", rule="json")
    reason = f"{_BYTE.sub('', text)} at {what!r}" if found and what else text
    return InvalidEvent("", f"not JSON: {reason}", rule="json")


def _field_error(text: str, path: str, kind: type[event.Event] | None) -> InvalidEvent:
    if unknown := _UNKNOWN.match(text):
        return _unknown_field(_join(path, unknown.group(1)), unknown.group(1), _struct_at(kind, path))
    if missing := _MISSING.match(text):
        needed = f", and {_name_of(_struct_at(kind, path))} needs it"
        hint = needed if missing.group(1) != "type" else f": {_ONE_OF_KINDS}"
        return InvalidEvent(_join(path, missing.group(1)), f"is missing{hint}", rule="missing")
    if path == "type":
        what = f"{text[14:]} is no type of event: " if text.startswith("Invalid value") else ""
        return InvalidEvent("type", f"{what}{_ONE_OF_KINDS}", rule="type")
    if text.startswith("Invalid enum value"):
        allowed = [member.value for member in _enum_at(kind, path)]
        return InvalidEvent(path, f"{text[19:]} is not one of {_list(allowed)}", rule="vocabulary")
    return InvalidEvent(path, _expectation(text), rule="shape")


def _expectation(text: str) -> str:
    if matching := _MATCHING.match(text):
        return _PATTERNS.get(ast.literal_eval(matching.group(1)), f"expected text that matches {matching.group(1)}")
    if length := _LENGTH.match(text):
        if length.group(2) == ">=":
            return "must not be empty"
        what = "characters" if length.group(1) == "str" else "entries"
        return f"expected at most {int(length.group(3)):,} {what}"
    if text.startswith("Invalid RFC3339"):
        return "expected a day, like 2025-09-09"
    if expected := _EXPECTED.match(text):
        got = f", not {_words(expected.group(2))}" if expected.group(2) else ""
        return f"expected {_words(expected.group(1))}{got}"
    return text[:1].lower() + text[1:]


def _words(types: str) -> str:
    return " or ".join(_WORDS.get(name.strip(), name.strip()) for name in types.split("|"))


def _unknown_field(path: str, name: str, struct: type | None) -> InvalidEvent:
    known = [field.encode_name for field in msgspec.structs.fields(struct)] if struct else []
    import difflib  # takes a moment, and few names are misspelt

    near = difflib.get_close_matches(name, known, 1)
    hint = f": did you mean {near[0]!r}?" if near else f": it may have {_list(known)}" if known else ""
    return InvalidEvent(path, f"{_name_of(struct)} has no such field{hint}", rule="unknown-field")


def _name_of(struct: type | None) -> str:
    if struct is None:
        return "this object"
    name = f"{struct.kind} event" if issubclass(struct, event.Event) else struct.__name__.lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _kind_of(data: bytes | str) -> type[event.Event] | None:
    try:
        value = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
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
