"""What is wrong with a map, and where, in the words of maps: msgspec speaks of `str` and `array`, and counts from 0."""

from __future__ import annotations

import re
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

_PATH = re.compile(r" - at `\$\.?(.*)`$")
_CODE = re.compile(r"`([^`]*)`")
_ENTRY = re.compile(r"^(source|skip|refuse|join|event|edition)\[(\d+)\]\.?")
_TYPES = {
    "str": "text", "array": "a list", "object": "a table", "int": "a whole number", "float": "a number",
    "int | float": "a number", "bool": "true or false", "null": "nothing",
}  # fmt: skip


class InvalidMap(ValueError):
    """A map that cannot be used; the text is a sentence that names the place."""


class naming:
    """Around the compiling of a part of a map: what is wrong there becomes InvalidMap, and names the part."""

    def __init__(self, place: str = "") -> None:
        """Without a place, what is wrong names its own."""
        self._before = f"{place}: " if place else ""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ValueError) and not isinstance(error, InvalidMap):
            raise InvalidMap(f"{self._before}{error}") from error


def in_words(error: str, type_: Any) -> str:
    """A sentence that names the place."""
    found = _PATH.search(error)
    path = found.group(1) if found else ""
    said = _PATH.sub("", error)
    if said.startswith("Invalid enum value"):
        said = f"{said.removeprefix('Invalid enum value ')} is not one of {_choices(type_, path)}"
    said = said.replace("Object contains unknown field", "there is no key")
    said = said.replace("Object missing required field", "is missing the key")
    said = _CODE.sub(lambda code: _named(code.group(1)), said)
    said = said[:1].lower() + said[1:]
    where = _place(path)
    return f"{where}: {said}" if where else said


def _named(code: str) -> str:
    """A type in words; the name of a key in quotes."""
    if code in _TYPES:
        return _TYPES[code]
    types = [_TYPES.get(word) for word in code.split(" | ") if word != "null"]
    return " or ".join(word for word in types if word) if all(types) else f"'{code}'"


def _place(path: str) -> str:
    """`skip[0].when` is `[[skip]] 1: when`."""
    path = path.replace("[...]", "")
    path = _ENTRY.sub(lambda found: f"[[{found.group(1)}]] {int(found.group(2)) + 1}: ", path)
    path = re.sub(r"\[(\d+)\]", lambda found: f": entry {int(found.group(1)) + 1}", path)
    return path.replace(".", ": ").removesuffix(": ")


def _choices(type_: Any, path: str) -> str:
    """The words that may stand there."""
    for name in re.sub(r"\[[^]]*\]", "", path).split("."):
        type_ = next(
            (field.type for field in msgspec.structs.fields(_struct(type_)) if field.encode_name == name), None
        )
    words = next((get_args(one) for one in _members(type_) if get_origin(one) is Literal), ())
    return ", ".join(map(repr, words))


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _struct(hint: Any) -> Any:
    """The Struct in `list[Struct]` or `Struct | None`."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next(_struct(one) for one in get_args(hint) if one is not type(None))
