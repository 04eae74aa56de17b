"""Conditions on a row: which rows become which event, which are set aside, which are refused."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from dateline.imports.tables.cells.templates import Look, MakeTemplate, Template, Unusable
from dateline.values.text import compared

RowTest = Callable[[Look], bool]
_REGEX_SECONDS = 2.0
"""For one cell; what is meant takes microseconds."""


@dataclass(frozen=True, slots=True)
class Condition:
    columns: tuple[str, ...]
    test: RowTest


@dataclass(frozen=True, slots=True)
class When:
    """All of its conditions must hold; none at all always hold."""

    conditions: tuple[Condition, ...] = ()

    def holds(self, look: Look) -> bool:
        """Whether a row fulfils all of them."""
        return all(condition.test(look) for condition in self.conditions)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for condition in self.conditions for column in condition.columns))

    @property
    def column(self) -> str:
        return next(iter(self.columns), "")

    def about(self, names: Set[str]) -> SplitConditions:
        """Divided by what it is about: names that `each` makes, or the row alone."""
        of_value = tuple(one for one in self.conditions if not names.isdisjoint(one.columns))
        return SplitConditions(When(tuple(one for one in self.conditions if one not in of_value)), When(of_value))


@dataclass(frozen=True, slots=True)
class SplitConditions:
    """Conditions where a cell is split: those of the row are tested first, so that it need not be split at all."""

    of_row: When
    of_value: When

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.of_row.columns, *self.of_value.columns)


def compile_when(written: object, make: MakeTemplate) -> When:
    """Raises ValueError with the end of a sentence."""
    if not isinstance(written, dict):
        raise ValueError('`when` names columns and what must be there, like when = { Status = "Closed" }')
    return When(tuple(one for column, what in written.items() for one in _conditions(column, what, make)))


def _conditions(column: str, what: object, make: MakeTemplate) -> list[Condition]:
    subject = make(column if "{" in column else "{" + column + "}")
    others: list[str] = []
    checks = _checks(column, what, make, others)
    return [Condition((*subject.columns, *others), _test(subject, check)) for check in checks]


CellTest = Callable[[str, Look], bool]


def _test(subject: Template, check: CellTest) -> RowTest:
    return lambda look: check(subject.fill(look), look)


def _checks(column: str, what: object, make: MakeTemplate, columns: list[str]) -> list[CellTest]:
    tests = what if isinstance(what, dict) else {"is": what}
    if not tests:
        raise ValueError(f"{column}: says nothing: write `is`, `not`, `empty` or `matches`")
    return [_named(column, name, value, make, columns) for name, value in tests.items()]


def _named(column: str, name: str, value: object, make: MakeTemplate, columns: list[str]) -> CellTest:
    match name, value:
        case "is", _:
            return _one_of(column, value, make, columns)
        case "not", _:
            among = _one_of(column, value, make, columns)
            return lambda said, look: not among(said, look)
        case "empty", bool():
            return lambda said, _look: (said == "") is value
        case "empty", _:
            raise ValueError(f"{column}: empty: expected true or false")
        case "matches", str():
            return _matches(column, value)
        case "matches", _:
            raise ValueError(f"{column}: matches: expected a regular expression as text")
    raise ValueError(f"{column}: there is no test {name!r}: write `is`, `not`, `empty` or `matches`")


def _matches(column: str, value: str) -> CellTest:
    import regex  # Python's own cannot be stopped: an expression may take years for forty letters

    try:
        pattern = regex.compile(value)
    except regex.error as error:
        raise ValueError(f"{column}: {value!r} is not a regular expression: {error}") from None

    def matches(said: str, _look: Look) -> bool:
        try:
            return pattern.search(said, timeout=_REGEX_SECONDS) is not None
        except TimeoutError:
            reason = f"the regular expression {value!r} takes longer than {_REGEX_SECONDS:g} seconds with it"
            raise Unusable(column, said, f"{reason}: write a simpler one") from None

    return matches


def _one_of(column: str, value: object, make: MakeTemplate, columns: list[str]) -> CellTest:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str | int | float) for one in values):
        raise ValueError(f"{column}: a condition compares with text, or with a list of texts")
    templates = [make(str(one).lower() if isinstance(one, bool) else str(one)) for one in values]
    columns += [column for template in templates for column in template.columns]
    return lambda said, look: any(compared(said) == compared(template.fill(look)) for template in templates)
