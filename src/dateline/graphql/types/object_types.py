"""Object types of the API, made as Strawberry makes them, but for a dataclass.

For each class `strawberry.type` has Python write and compile `__init__`, `__repr__` and `__eq__`. A struct has them
already, and a class that holds nothing but what another one does inherits them: a server is up a tenth sooner.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

T = TypeVar("T")


def object_type(*, description: str | None, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Makes a class that has an `__init__` a type of the API, as `strawberry.type` does. Its fields have resolvers."""

    def complete(cls: type[T]) -> type[T]:
        own = {key: field for key, field in vars(cls).items() if isinstance(field, StrawberryField)}
        for key, field in own.items():
            setattr(cls, key, _completed(key, field, cls).wrapped_func)
        made = _definition(cls, name or cls.__name__, description, own)
        cls.__strawberry_definition__ = made  # type: ignore[attr-defined]
        return cls

    return complete


def holds_more(cls: type) -> bool:
    """Whether it declares what the class it is derived from does not hold, and is in need of an `__init__`."""
    inherited = cls.__mro__[1].__dataclass_fields__  # type: ignore[attr-defined]
    return any(name not in inherited for name in cls.__annotations__)


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
