"""Object types of the API, made as Strawberry makes them, but for a dataclass.

For each class `strawberry.type` has Python write and compile `__init__`, `__repr__` and `__eq__`. A struct has them
already, and a class that holds nothing but what another one does inherits them: a server is up a tenth sooner.
"""

import sys
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_args, get_origin

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

T = TypeVar("T")


def object_type(*, description: str | None, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Makes a class that has an `__init__` a type of the API, as `strawberry.type` does. Its fields have resolvers, or
    are attributes whose types are annotated with a `strawberry.field`."""

    def complete(cls: type[T]) -> type[T]:
        read = {key: field for key, field in vars(cls).items() if isinstance(field, StrawberryField)}
        for key, field in read.items():
            setattr(cls, key, _completed(key, field, cls).wrapped_func)
        made = _definition(cls, name or cls.__name__, description, {**_held(cls), **read})
        cls.__strawberry_definition__ = made  # type: ignore[attr-defined]
        return cls

    return complete


def holds_more(cls: type) -> bool:
    """Whether it declares what the class it is derived from does not hold, and is in need of an `__init__`."""
    inherited = cls.__mro__[1].__dataclass_fields__  # type: ignore[attr-defined]
    return any(name not in inherited for name in cls.__annotations__)


def _held(cls: type) -> dict[str, StrawberryField]:
    """The fields that are attributes."""
    names, found = vars(sys.modules[cls.__module__]), {}
    for name, hint in vars(cls).get("__annotations__", {}).items():
        for field in get_args(hint)[1:] if get_origin(hint) is Annotated else ():
            if isinstance(field, StrawberryField):
                field.python_name, field.origin = name, cls
                field.type_annotation = StrawberryAnnotation(get_args(hint)[0], namespace=names)
                found[name] = field
    return found


def _completed(name: str, field: StrawberryField, cls: type) -> StrawberryResolver[Any]:
    """Tells a field its name, its type, and where it stands; its resolver."""
    assert field.base_resolver is not None, f"{cls.__name__}.{name} has no resolver"
    field.python_name, field.origin = name, cls
    field.type_annotation = field.type_annotation or field.base_resolver.type_annotation
    if field.type_annotation is not None and field.type_annotation.namespace is None:
        field.type_annotation.set_namespace_from_field(field)
    return field.base_resolver


def _definition(
    cls: type, name: str, description: str | None, own: dict[str, StrawberryField]
) -> StrawberryObjectDefinition:
    bases = [found for base in cls.__mro__[1:] if (found := get_object_definition(base)) is not None]
    inherited = {field.python_name: field for base in bases[:1] for field in base.fields}
    return StrawberryObjectDefinition(
        name=name,
        is_input=False,
        is_interface=False,
        origin=cls,
        description=description,
        interfaces=[base for base in bases if base.is_interface],
        extend=False,
        directives=(),
        is_type_of=getattr(cls, "is_type_of", None),
        resolve_type=getattr(cls, "resolve_type", None),
        fields=list({**inherited, **own}.values()),
    )
