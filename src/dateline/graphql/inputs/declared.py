"""Inputs of the API, made as Strawberry makes them, but for a dataclass.

For each class `strawberry.input` has Python write and compile `__init__`, `__repr__` and `__eq__`. Of an input only
what was sent is read.
"""

import dataclasses
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, dataclass_transform

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema_directives import OneOf
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def input_type(*, description: str, one_of: bool = False) -> Callable[[type[T]], type[T]]:
    """Makes a class an input, of its fields with a type: as `strawberry.input` does."""

    def complete(cls: type[T]) -> type[T]:
        names = vars(sys.modules[cls.__module__])
        fields = []
        for name, hint in cls.__annotations__.items():
            field: StrawberryField = getattr(cls, name)
            field.python_name, field.origin = name, cls
            field.type_annotation = StrawberryAnnotation(hint, namespace=names)
            fields.append(field)
        define_input(cls, cls.__name__, description, fields, (OneOf(),) if one_of else ())
        return cls

    return complete


def define_input(
    cls: type, name: str, description: str, fields: Sequence[StrawberryField], directives: Sequence[object] = ()
) -> None:
    """Makes a class the input of this name. What is sent are attributes of it; what was left out is its default."""
    for field in fields:
        if field.default is not dataclasses.MISSING:
            setattr(cls, field.name, field.default)
        elif field.name in vars(cls):
            delattr(cls, field.name)
    cls.__init__ = _take  # type: ignore[misc]
    cls.__strawberry_definition__ = StrawberryObjectDefinition(  # type: ignore[attr-defined]
        name=name,
        is_input=True,
        is_interface=False,
        origin=cls,
        description=description,
        interfaces=[],
        extend=False,
        directives=directives,
        is_type_of=None,
        resolve_type=None,
        fields=list(fields),
    )


def _take(self: object, **given: Any) -> None:
    vars(self).update(given)
