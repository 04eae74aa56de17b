"""Once: an attribute that is made when it is first asked for, and then stands in the object itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

V_co = TypeVar("V_co", covariant=True)


class Once(Generic[V_co]):
    """As `functools.cached_property` of Python 3.12: without the lock of 3.11, which takes longer than most of what is
    made so. What is asked for by two threads at once may be made twice, and is the same."""

    def __init__(self, make: Callable[[Any], V_co]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, type_: type) -> Once[V_co]: ...

    @overload
    def __get__(self, owner: object, type_: type | None = None) -> V_co: ...

    def __get__(self, owner: object, type_: type | None = None) -> Once[V_co] | V_co:
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._make(owner)
        return value
