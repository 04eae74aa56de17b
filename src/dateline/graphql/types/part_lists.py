"""Lists of parts: a field of a state for each of `PARTS` that has a type in the API, under the part's name."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast

import msgspec

from dateline.graphql.ids import part_ids_begin
from dateline.graphql.recurring import Recurring
from dateline.graphql.scope import Anywhere, Scope
from dateline.graphql.types import deals, metrics, spans, things  # noqa: F401 - they fill PART_TYPES
from dateline.graphql.types.made_fields import made_field
from dateline.graphql.types.parts import PART_TYPES, Part
from dateline.state.company import CompanyState
from dateline.state.kept_views import lasts
from dateline.state.lazy_views import LazyViews
from dateline.state.parts import PARTS
from dateline.state.projection import Projection, View
from dateline.state.remembered import Handle, Remembered

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
    is_view_alone = part_type.of.__func__ is Part.of.__func__  # type: ignore[attr-defined]
    """Others are told of the state, too."""

    def resolve(self: HasParts) -> Any:
        views = self.state.views(part)
        if is_view_alone and isinstance(views, LazyViews) and views.remembered is not None:
            return RecurringParts(part_type, views, views.remembered, self.scope)
        return [part_type.of(view, self.state, self.scope) for view in views]

    description = f"{asked.description or _each(part_type)} {_ORDER}"
    return made_field(resolve, list[part_type], description=description)  # type: ignore[valid-type]


class RecurringParts(Recurring):
    """A list of parts that are made of their views alone, of a company of which something is remembered."""

    def __init__(self, class_: type[Part], views: LazyViews[View], remembered: Remembered, scope: Scope) -> None:
        self._class = class_
        self._views = views
        self._remembered = remembered
        self._scope = scope
        self._handles = views.handles()

    @property
    def class_(self) -> type:
        return self._class

    @property
    def handles(self) -> Sequence[Handle | None]:
        return self._handles

    def __len__(self) -> int:
        return len(self._views)

    def own(self, place: int) -> Part:
        return self._class(view=self._views[place], scope=self._scope)

    def anywhere(self, place: int) -> Part:
        assert self._scope.company is not None, "it is inside of a state"
        return self._class(view=self._views[place], scope=cast(Scope, Anywhere(self._scope.company)))

    def known(self, owner: int) -> Mapping[Handle, bytes]:
        return self._remembered.of(owner)

    def keep(self, owner: int, place: int, made: bytes) -> None:
        handle = self._handles[place]
        if handle is not None and lasts(self._views[place]):
            self._remembered.keep(owner, handle, made)

    def id_begins(self) -> bytes:
        return part_ids_begin(self._scope.token)


_ORDER = "In the order of the first event of each; empty where nothing is told."


def _each(part_type: type[Part]) -> str:
    """What a list has that nobody described."""
    definition = part_type.__strawberry_definition__  # type: ignore[attr-defined]
    return f"Each of its subjects that is this: {definition.description}"
