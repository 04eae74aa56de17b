"""Recurring: a list of objects that many answers have in common, so that what is selected of one may be there already.

What is the same from every vantage is asked of an object that has none: whatever looks at it after all, gives itself
away, and is made for each answer anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from dateline.state.remembered import Handle

R = TypeVar("R", bound=Callable[..., Any])


def recurs_as(make: Callable[[Any], Any]) -> Callable[[R], R]:
    """Of a resolver of single objects: what a plan asks in its place, which makes a Recurring of one, or the object."""

    def told(resolver: R) -> R:
        resolver.recurs_as = make  # type: ignore[attr-defined]
        return resolver

    return told


class VantageAsked(Exception):
    """Something of a vantage was asked of a scope that has none."""


class Recurring:
    """A list of objects of one class. It is iterated over as any list is."""

    @property
    def class_(self) -> type:
        raise NotImplementedError

    @property
    def handles(self) -> Sequence[Handle | None]:
        """What each object is made of, None where nothing is kept of it."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        return map(self.own, range(len(self)))

    def own(self, place: int) -> Any:
        """The object, at its vantage."""
        raise NotImplementedError

    def anywhere(self, place: int) -> Any:
        """The object without a vantage: asked for it, raises VantageAsked."""
        raise NotImplementedError

    def known(self, owner: int) -> Mapping[Handle, bytes]:
        """What somebody keeps of the objects."""
        raise NotImplementedError

    def keep(self, owner: int, place: int, made: bytes) -> None:
        """Keeps what was made of an object without a vantage, unless it follows from more than its handle."""
        raise NotImplementedError

    def id_begins(self) -> bytes:
        """What the ids of the objects begin with, in place of those with `ids.ANY_TOKEN`."""
        raise NotImplementedError
