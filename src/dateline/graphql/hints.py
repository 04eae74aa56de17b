"""Types of fields as Python has them."""

from types import NoneType
from typing import Any, get_args


def without_none(hint: Any) -> Any:
    """`X` for the type `X | None`; any other type as it is."""
    types = [each for each in get_args(hint) if each is not NoneType]
    return types[0] if NoneType in get_args(hint) and len(types) == 1 else hint
