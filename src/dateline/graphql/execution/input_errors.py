"""What is wrong with a value that was sent, and where: as a way for programs, and one sentence for people.

graphql-core tells the place of a value inside a variable in its sentence alone, and shows all that was sent beside what
is missing from it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from dateline.values.text import cut

Way = Sequence[str | int]
"""From an argument, or a variable like `$on`, through fields and places in lists."""

_OF_VARIABLE = re.compile(
    r"Variable '(?P<name>\$\w+)' has invalid (?:default )?value(?: at (?P<way>[\w.\[\]]+))?: (?P<said>.*)", re.DOTALL
)
_STEP = re.compile(r"\.?(\w+)|\[(\d+)\]")
_LONGEST_NAME = 100
_FIELD = r"field '(?P<field>[^']*)'"
_MISSING = re.compile(rf"Expected value of type '(?P<type>\w+)!?' to include required {_FIELD}, found: .*", re.DOTALL)
_UNKNOWN = re.compile(
    rf"Expected value of type '(?P<type>\w+)!?' not to include unknown {_FIELD}"
    r"(?:\. (?P<hint>Did you mean .*?\?) Found: |, found: ).*",
    re.DOTALL,
)
_NOT_ONE = re.compile(r"Within OneOf Input Object type '(?P<type>\w+)', exactly one field must be specified.*")
_NULL = re.compile(r"Expected value of non-null type '(?P<type>[^']+)!' not to be (?:None|null)\.")
_LEFT_OUT = re.compile(r"Expected a value of non-null type '(?P<type>[^']+)!' to be provided\.")


class WhatIsWrong(NamedTuple):
    way: list[str | int]
    message: str


def told_of_variable(message: str) -> WhatIsWrong | None:
    """What graphql-core says of a variable; None for what it says of anything else."""
    found = _OF_VARIABLE.fullmatch(message)
    if found is None:
        return None
    steps = [int(place) if place else name for name, place in _STEP.findall(found["way"] or "")]
    return told_of_value([found["name"], *steps], found["said"])


def told_of_value(way: Way, said: str) -> WhatIsWrong:
    """The same of a value at the end of a way."""
    further, sentence = _sentence(said)
    whole = [*way, *further]
    return WhatIsWrong(whole, f"{written(whole)}: {sentence}")


def written(way: Way) -> str:
    """As a program would write it: `$input.events[3].body`."""
    first, *others = way
    return str(first) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in others)


def _cut(field: str) -> str:
    """What was sent as the name of a field may be as long as what was sent."""
    return cut(field, _LONGEST_NAME)


def _sentence(said: str) -> tuple[list[str], str]:
    """What graphql-core says, and the field of the value that it speaks of, where it does."""
    if found := _MISSING.fullmatch(said):
        return [_cut(found["field"])], f"it is missing, and every {found['type']} needs it"
    if found := _UNKNOWN.fullmatch(said):
        hint = f". {found['hint']}" if found["hint"] else ""
        return [_cut(found["field"])], f"{found['type']} has no such field{hint}"
    if found := _NOT_ONE.fullmatch(said):
        return [], f"{found['type']} takes exactly one of its fields, and its value is not null"
    if found := _NULL.fullmatch(said):
        return [], f"it is null, and a value of type {found['type']} is needed"
    if found := _LEFT_OUT.fullmatch(said):
        return [], f"it is missing, and a value of type {found['type']} is needed"
    return [], said
