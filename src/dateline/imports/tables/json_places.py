"""Where in a text of JSON the entries of a list begin: by line, for whoever has to find one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

_BLANK = re.compile(r"[ \t\r\n]*")
_skip = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).raw_decode


def entry_lines(text: str, within: Sequence[str]) -> Iterator[int]:
    """The line that each entry of the list at a path begins in; an object without that list is one entry itself.
    The text is JSON."""
    line, before = 1, 0
    for start in _starts(text, _behind(text, 0), within):
        line, before = line + text.count("\n", before, start), start
        yield line


def _starts(text: str, start: int, within: Sequence[str]) -> Iterator[int]:
    if not within or text[start] != "{":
        yield start
        return
    inside = next((value for key, value in _members(text, start) if key == within[0]), None)
    if inside is None or text.startswith("null", inside):
        yield start
    elif text[inside] != "[":
        yield from _starts(text, inside, within[1:])
    else:
        entries = list(_entries(text, inside))
        for entry in entries:
            yield from _starts(text, entry, within[1:])
        if not entries:
            yield start


def _members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The keys of an object, and where their values begin."""
    at = _behind(text, start + 1)
    while text[at] != "}":
        key, at = _skip(text, at)
        at = _behind(text, _behind(text, at) + 1)
        yield key, at
        at = _next(text, at)


def _entries(text: str, start: int) -> Iterator[int]:
    at = _behind(text, start + 1)
    while text[at] != "]":
        yield at
        at = _next(text, at)


def _next(text: str, at: int) -> int:
    """Behind a value, and the comma after it."""
    at = _behind(text, _skip(text, at)[1])
    return _behind(text, at + 1) if text[at] == "," else at


def _behind(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
