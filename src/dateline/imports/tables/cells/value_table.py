"""What the values of a column stand for, by a table of the map: `"rum*" = "rumored"`, `"ca. *" = "*"`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ANY = "*"


@dataclass(frozen=True, slots=True)
class _Pattern:
    reader: re.Pattern[str]
    pieces: tuple[str, ...]
    """What is meant, divided at its `*`."""

    def read(self, value: str) -> str | None:
        folded = value.casefold()
        found = self.reader.fullmatch(folded)
        if found is None:
            return None
        places = _places(value, folded)
        said = [self.pieces[0]]
        for group, piece in enumerate(self.pieces[1:], 1):
            said += [value[places[found.start(group)] : places[found.end(group)]], piece]
        return "".join(said).strip()


class ValueTable:
    """Exact values first, then patterns with `*`, in the order of the map; all of them whatever the case."""

    def __init__(self, name: str, entries: Mapping[str, str]) -> None:
        """Raises ValueError with a sentence for an entry that could never act, or says more than its key holds."""
        self.name = name
        _check(entries)
        self._exact = {key.casefold(): value for key, value in entries.items() if ANY not in key}
        self._patterns = [_pattern(key, value) for key, value in entries.items() if ANY in key]
        self.says_empty = "" in self._exact

    def look_up(self, value: str) -> str | None:
        """None where the table does not have it."""
        exact = self._exact.get(value.casefold())
        if exact is not None:
            return exact
        return next((meant for one in self._patterns if (meant := one.read(value)) is not None), None)


def _pattern(key: str, value: str) -> _Pattern:
    """Each `*` but the last matches as little as it can."""
    written = "(.*?)".join(re.escape(text) for text in key.casefold().split(ANY))
    return _Pattern(re.compile(written, re.DOTALL), tuple(value.split(ANY)))


def _places(value: str, folded: str) -> Sequence[int]:
    """Of each letter of the folded value its place in the value itself: of "ß" they are two."""
    if len(folded) == len(value):
        return range(len(value) + 1)
    return [place for place, letter in enumerate(value) for _ in letter.casefold()] + [len(value)]


def _check(entries: Mapping[str, str]) -> None:
    above: dict[str, str] = {}
    for key, value in entries.items():
        if value.count(ANY) > key.count(ANY):
            raise ValueError(
                f"{key!r} = {value!r}: each * of the value is what a * of the key matched, and the key has too few"
            )
        if key.casefold() in above:
            raise ValueError(f"{key!r} stands there twice, since small and large letters are one: leave one out")
        if ANY in above and ANY in key:
            raise ValueError(f'{key!r} stands below "*", which takes every value: put it above')
        above[key.casefold()] = value
