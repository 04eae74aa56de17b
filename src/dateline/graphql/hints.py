"""Types of fields as Python has them."""

from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints


def without_none(hint: Any) -> Any:
    """`X` for the type `X | None`; any other type as it is."""
    types = [each for each in get_args(hint) if each is not NoneType]
    return types[0] if NoneType in get_args(hint) and len(types) == 1 else hint


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """The types of the fields of a class. It takes a while to find them, and more than one module asks."""
    return get_type_hints(kind)
