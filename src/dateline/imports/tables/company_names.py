"""What a table calls its companies: two names that fall on one slug would be one company, and are told."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.values.text import spelled


@dataclass(frozen=True, slots=True)
class NameClash:
    """Two names of one table that fall on one slug, each with the line that has it first."""

    slug: str
    name: str
    line: int
    other: str
    other_line: int

    def __str__(self) -> str:
        return (
            f"“{self.name}” (line {self.line:,}) and “{self.other}” (line {self.other_line:,}) fall on one slug,"
            f" {self.slug}, and are one company here: name one of them in a table of the map if they are two"
        )


class CompanyNames:
    """The names so far, by slug: of each slug the first, and those that are more than another spelling of it."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, int]] = {}
        self._others: dict[str, set[str]] = {}

    def add(self, slug: str, name: str, line: int) -> NameClash | None:
        """A name that a slug was made of; the clash, if this is the first time that it is told."""
        first, first_line = self._first.setdefault(slug, (name, line))
        if first == name or spelled(first) == spelled(name):
            return None
        others = self._others.setdefault(slug, set())
        if spelled(name) in others:
            return None
        others.add(spelled(name))
        return NameClash(slug, first, first_line, name, line)
