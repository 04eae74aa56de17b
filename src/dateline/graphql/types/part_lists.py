"""Lists of parts: a field of a state for each of `PARTS` that has a type in the API, under the part's name."""

from typing import Any, Protocol, TypeVar

import msgspec

from dateline.graphql.scope import Scope
from dateline.graphql.types import deals, metrics, spans, things  # noqa: F401 - they fill PART_TYPES
from dateline.graphql.types.made_fields import made_field
from dateline.graphql.types.parts import PART_TYPES, Part
from dateline.state.company import CompanyState
from dateline.state.parts import PARTS
from dateline.state.projection import Projection, View

T = TypeVar("T")

PART_LISTS = frozenset(part.name for part in PARTS if part.makes in PART_TYPES)
"""The names of the lists."""


class HasParts(Protocol):
    """What a class needs to have such lists."""

    state: CompanyState
    scope: Scope


class PartList(msgspec.Struct, frozen=True):
    """Stands among the fields of a class for the list of the same name. Lists that are not named come last."""

    description: str | None = None


def with_parts(cls: type[T]) -> type[T]:
    """Gives a class the lists of parts as fields. Raises TypeError for a PartList that has the name of no part."""
    named = {name: value for name, value in vars(cls).items() if isinstance(value, PartList)}
    for part in PARTS:
        part_type = PART_TYPES.get(part.makes)
        if part_type is not None:
            setattr(cls, part.name, _field(part, part_type, named.pop(part.name, PartList())))
    if named:
        raise TypeError(f"no part of the API is called {', '.join(named)}")
    return cls


def _field(part: Projection[View], part_type: type[Part], asked: PartList) -> Any:
    def resolve(self: HasParts) -> Any:
        return [part_type.of(view, self.state, self.scope) for view in self.state.views(part)]

    description = f"{asked.description or _each(part_type)} {_ORDER}"
    return made_field(resolve, list[part_type], description=description)  # type: ignore[valid-type]


_ORDER = "In the order of the first event of each; empty where nothing is told."


def _each(part_type: type[Part]) -> str:
    """What a list has that nobody described."""
    definition = part_type.__strawberry_definition__  # type: ignore[attr-defined]
    return f"Each of its subjects that is this: {definition.description}"
