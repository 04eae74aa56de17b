"""A company that a row names by an identifier: `company = { identifier = "ticker", from = "{Symbol}" }`.

It is looked up among those that the log knows, and never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline.imports.tables.cells.templates import Look, Template, Unusable
from dateline.values.identifiers import same_identifier, why_no_identifier


@dataclass(slots=True)
class KnownCompanies:
    """Which companies of a log have which identifiers; filled before the first row, if a map looks up any."""

    is_needed: bool = False
    companies: Mapping[str, Sequence[str]] | None = None
    """By the identifier, as identifiers are compared."""

    def slug_of(self, scheme: str, value: str, column: str) -> str:
        """The one company that has it. Raises Unusable."""
        identifier = f"{scheme}:{value}"
        if reason := why_no_identifier(identifier):
            raise Unusable(column, value, reason)
        if self.companies is None:
            raise Unusable(column, value, "is looked up in the log: dateline import --dry-run shows what it becomes")
        found = self.companies.get(same_identifier(identifier), ())
        if not found:
            hint = f'import a profile first that says identifiers = ["{identifier}"]'
            raise Unusable(column, value, f"no company of the log has the {scheme} {value!r}: {hint}")
        if len(found) > 1:
            raise Unusable(
                column, value, f"{' and '.join(found)} both have the {scheme} {value!r}: which one is meant?"
            )
        return found[0]


@dataclass(frozen=True, slots=True)
class IdentifiedCompany:
    """Stands in the place of a template."""

    scheme: str
    value: Template
    known: KnownCompanies
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", self.value.columns)

    def fill(self, look: Look) -> str:
        """Empty where no identifier is named. Raises Unusable."""
        value = self.value.fill(look)
        return self.known.slug_of(self.scheme, value, self.columns[0]) if value else ""

    def fill_whole(self, look: Look, what: str) -> str:
        """Raises Unusable where none is named, too."""
        return self.known.slug_of(self.scheme, self.value.fill_whole(look, what), self.columns[0])

    def without(self, _filter: str) -> None:
        """No name is made into its slug."""
