"""Parts of a state: what all have in common, and fields that are made from those of a part's view.

A type of the API for a part is a class under `part`. Its `view` says which view of the state it shows; each
`ViewField` in it becomes the field of the view with the same name, in the type that stands for it in the API.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Self, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec
import strawberry

from dateline.events import event as domain
from dateline.events.meanings import field_meaning
from dateline.graphql.hints import without_none
from dateline.graphql.ids import write_id
from dateline.graphql.names import meaning_in_api
from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.figures import Figure, figure
from dateline.graphql.types.made_fields import made_field
from dateline.graphql.types.node import Node
from dateline.graphql.types.object_types import holds_more, object_type
from dateline.graphql.types.representations import representation_of
from dateline.graphql.types.statements import Conflict, conflicts_of
from dateline.graphql.types.values import Source, sources_of
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts import PARTS
from dateline.state.projection import View
from dateline.values import vocabulary
from dateline.values.money import Amount, Quantity

_LISTS = {part.makes: part.name for part in PARTS}
"""The class of a view → the name of the list of a state that such views stand in."""


@strawberry.type
class Part(Node):
    """What every part of a state has."""

    view: strawberry.Private[View]
    scope: strawberry.Private[Scope]
    listed: strawberry.Private[str | None] = None
    """Where in the state it stands, if not in the list of its own kind: a part of another company's state."""

    @classmethod
    def of(cls, view: View, state: CompanyState, scope: Scope) -> Self:  # noqa: ARG003 - what some parts need
        """A view of this state, as the API shows it."""
        part = cls.__new__(cls)  # an answer has hundreds, and the `__init__` of a dataclass takes three times as long
        part.view, part.scope = view, scope
        return part

    @property
    def path(self) -> str:
        """Where in a state it stands: no other part of the state is there."""
        return f"{self.listed or _LISTS[type(self.view)]}:{self.view.key}"

    @strawberry.field(description="Carries the vantage, and the company in whose state it stands.")
    def id(self) -> strawberry.ID:
        return self.asked or strawberry.ID(write_id("P", f"{self.scope.company}:{self.path}", self.scope.token))

    @strawberry.field(description="What tells it apart from others of its kind: the subject without its kind.")
    def key(self) -> str:
        return self.view.subject.key

    @strawberry.field(description="How sure the account is that says where it stands.")
    def confidence(self) -> vocabulary.Confidence:
        return self.view.confidence

    @strawberry.field(description="Where it stands was told before its date began, and by nobody since.")
    def foretold(self) -> bool:
        return self.view.foretold

    @strawberry.field(description="All that is told of it, by date.")
    async def events(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.view.events, self.scope)

    @strawberry.field(description="The sources of all its events.")
    def sources(self) -> list[Source]:
        return sources_of(tuple(dict.fromkeys(source for seen in self.view.events for source in seen.sources)))

    @strawberry.field(description="Its fields of which accounts do not agree.")
    def conflicts(self) -> list[Conflict]:
        return conflicts_of(self.view.statements, self.scope)


P = TypeVar("P", bound=Part)

PART_TYPES: dict[type[View], type[Part]] = {}
"""The class of a view → the type of the API that shows it."""


class ViewField(msgspec.Struct, frozen=True):
    """Stands in a type of the API for the field of the view that has the same name.

    Without a description it has that of the field of the same name in its events.
    """

    description: str | None = None


@dataclass_transform(kw_only_default=True)
def part(description: str) -> Callable[[type[P]], type[P]]:
    """Makes a class the type of the API for its `view`. Raises TypeError for a ViewField that the view has not."""

    def complete(cls: type[P]) -> type[P]:
        view = get_type_hints(cls)["view"]
        hints = get_type_hints(view)
        kinds = next((part.kinds for part in PARTS if part.makes is view), ())
        for name, field in list(vars(cls).items()):
            if isinstance(field, ViewField):
                setattr(cls, name, _resolved(name, field, hints.get(name), kinds))
        made = strawberry.type if holds_more(cls) else object_type
        PART_TYPES[view] = made(description=description)(cls)
        return cls

    return complete


def _resolved(name: str, field: ViewField, hint: Any, kinds: tuple[type[domain.Event], ...]) -> Any:
    """The field as Strawberry takes it; `hint` is its type in the view, which is folded from events of these kinds."""
    chosen = without_none(hint)
    if get_origin(chosen) is not Chosen:
        raise TypeError(f"a view has no field {name!r} with an account that was chosen, but {hint}")
    api_type, read = _reading(get_args(chosen)[0], attrgetter(f"view.{name}"))
    never_null = chosen is hint or get_origin(api_type) is list
    description = field.description or _meaning(name, kinds, "" if chosen is hint else _SILENT[get_origin(api_type)])
    return made_field(read, api_type if never_null else api_type | None, description=description)


_SILENT = defaultdict(lambda: "Null where nobody says.", {list: "Empty where nobody says."})


def _meaning(name: str, kinds: tuple[type[domain.Event], ...], silent: str) -> str | None:
    """What the events say in the field of this name, if one of their kinds has it."""
    told = filter(None, (field_meaning(kind, name) for kind in kinds))
    return meaning_in_api(next(told, None), silent)


def _reading(domain_type: Any, chosen_of: Callable[[Part], Chosen[Any] | None]) -> tuple[Any, Callable[[Part], Any]]:
    """The type of the API for a field, and the function that shows the account chosen in a part: a number as a Figure,
    which says where it comes from, anything else as its value. A list of which nobody speaks is empty.
    """
    if domain_type in (Amount, Quantity, Amount | Quantity):
        return Figure, lambda self: figure(chosen_of(self), self.scope)
    api_type, make = representation_of(domain_type)
    missing: Iterable[object] | None = () if get_origin(api_type) is list else None

    def read(self: Part) -> Any:
        chosen = chosen_of(self)
        return make(chosen.value, self.scope) if chosen is not None else missing

    return api_type, read
