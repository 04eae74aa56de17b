"""Fields that are made, not written: each shows something of its object, and takes nothing else.

Strawberry takes the signature of each resolver apart to find out what it is to be given. Of these it is known, and
there are hundreds.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.fields.resolver import StrawberryResolver


def made_field(read: Callable[[Any], Any], of_type: Any, *, description: str | None, name: str | None = None) -> Any:
    """A field of a type of the API: what `read` makes of the object, in this type."""
    resolver: StrawberryResolver[Any] = StrawberryResolver(read)
    vars(resolver).update(_FOUND_OUT, type_annotation=_annotation(of_type))
    return strawberry.field(resolver=resolver, name=name, description=description)


@cache
def _annotation(of_type: Any) -> StrawberryAnnotation:
    """One for each type, which is then resolved once. It names nothing that would have to be looked up."""
    return StrawberryAnnotation(of_type, namespace={})


def _of_its_object(self: object) -> object:
    return self


_FOUND_OUT = {
    name: getattr(StrawberryResolver(_of_its_object), name)
    for name in ("signature", "reserved_parameters", "arguments")
}
"""What Strawberry finds out of a function of an object alone, and keeps under these names."""
