"""Conditions on a row: which rows become which event, which are set aside, which are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.tables.templates import Look, Template

Test = Callable[[Look], bool]
MakeTemplate = Callable[[str], Template]


@dataclass(frozen=True, slots=True)
class When:
    """All of its tests must hold; none at all always hold."""

    columns: tuple[str, ...]
    tests: tuple[Test, ...]

    def holds(self, look: Look) -> bool:
        return all(test(look) for test in self.tests)

    @property
    def column(self) -> str:
        return self.columns[0] if self.columns else ""


def compile_when(written: Mapping[str, Any], make: MakeTemplate) -> When:
    """Raises ValueError with the end of a sentence."""
    columns: list[str] = []
    tests: list[Test] = []
    for column, what in written.items():
        subject = make(column if "{" in column else "{" + column + "}")
        columns += subject.columns
        tests += [_test(subject, check) for check in _checks(column, what, make, columns)]
    return When(tuple(dict.fromkeys(columns)), tuple(tests))


Check = Callable[[str, Look], bool]


def _test(subject: Template, check: Check) -> Test:
    return lambda look: check(subject.fill(look), look)


def _checks(column: str, what: object, make: MakeTemplate, columns: list[str]) -> list[Check]:
    if not isinstance(what, dict):
        return [_one_of(what, make, columns)]
    return [_named(column, name, value, make, columns) for name, value in what.items()]


def _named(column: str, name: str, value: object, make: MakeTemplate, columns: list[str]) -> Check:
    match name, value:
        case "is", _:
            return _one_of(value, make, columns)
        case "not", _:
            among = _one_of(value, make, columns)
            return lambda said, look: not among(said, look)
        case "empty", bool():
            return lambda said, _look: (said == "") is value
        case "matches", str():
            try:
                pattern = re.compile(value)
            except re.error as error:
                raise ValueError(f"{column}: {value!r} is not a regular expression: {error}") from None
            return lambda said, _look: pattern.search(said) is not None
    raise ValueError(f"{column}: there is no test {name!r}: write `is`, `not`, `empty` or `matches`")


def _one_of(value: object, make: MakeTemplate, columns: list[str]) -> Check:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float) for one in values):
        raise ValueError("a condition compares with text, or with a list of texts")
    templates = [make(str(one).lower() if isinstance(one, bool) else str(one)) for one in values]
    columns += [column for template in templates for column in template.columns]
    return lambda said, look: any(said.casefold() == template.fill(look).casefold() for template in templates)
