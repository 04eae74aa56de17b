"""What the values of a column stand for, by a table of the map: `"rum*" = "rumored"`, `"ca. *" = "*"`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.values.text import compared, folded_with_places

ANY = "*"


@dataclass(frozen=True, slots=True)
class _Pattern:
    reader: re.Pattern[str]
    pieces: tuple[str, ...]
    """What is meant, divided at its `*`."""

    def read(self, value: str) -> str | None:
        folded, places = folded_with_places(value)
        found = self.reader.fullmatch(folded)
        if found is None:
            return None
        said = [self.pieces[0]]
        for group, piece in enumerate(self.pieces[1:], 1):
            said += [value[places[found.start(group)] : places[found.end(group)]], piece]
        return "".join(said).strip()


class ValueTable:
    """Exact values first, then patterns with `*`, in the order of the map; all as names are compared."""

    def __init__(self, name: str, entries: Mapping[str, str]) -> None:
        """Raises ValueError with a sentence for an entry that could never act, or says more than its key holds."""
        self.name = name
        _check(entries)
        self._exact = {compared(key): value for key, value in entries.items() if ANY not in key}
        self._patterns = [_pattern(key, value) for key, value in entries.items() if ANY in key]
        self.says_empty = "" in self._exact

    def look_up(self, value: str) -> str | None:
        """None where the table does not have it."""
        exact = self._exact.get(compared(value))
        if exact is not None:
            return exact
        return next((meant for one in self._patterns if (meant := one.read(value)) is not None), None)


def _pattern(key: str, value: str) -> _Pattern:
    """Each `*` but the last matches as little as it can."""
    written = "(.*?)".join(re.escape(text) for text in folded_with_places(key)[0].split(ANY))
    return _Pattern(re.compile(written, re.DOTALL), tuple(value.split(ANY)))


def _check(entries: Mapping[str, str]) -> None:
    above: dict[str, str] = {}
    for key, value in entries.items():
        if value.count(ANY) > key.count(ANY):
            raise ValueError(
                f"{key!r} = {value!r}: each * of the value is what a * of the key matched, and the key has too few"
            )
        if compared(key) in above:
            raise ValueError(f"{key!r} stands there twice, since small and large letters are one: leave one out")
        if ANY in above and ANY in key:
            raise ValueError(f'{key!r} stands below "*", which takes every value: put it above')
        above[compared(key)] = value
