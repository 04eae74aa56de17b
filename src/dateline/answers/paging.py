"""Pages by keyset: a cursor holds the place of an entry in its order, and stays valid when events are appended."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec

from dateline.errors import InvalidCursor, InvalidInput, of_argument
from dateline.log.selection import SortKey
from dateline.values.base64url import unwrap, wrap

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

DEFAULT_SIZE = 20
MAX_SIZE = 1000


class PageSizes(NamedTuple):
    """How many entries a page has."""

    unless_told: int = DEFAULT_SIZE
    largest: int = MAX_SIZE


PAGE_SIZES = PageSizes()


class Page(msgspec.Struct, frozen=True):
    """Which part of a list: the first ones behind `after`, or the last ones before `before`."""

    size: int
    after: SortKey | None = None
    before: SortKey | None = None
    backward: bool = False

    @property
    def start(self) -> SortKey | None:
        """The place it comes behind, or backward, the one it comes before; None at an end of the list."""
        return self.before if self.backward else self.after


class Slice(msgspec.Struct, Generic[T_co], frozen=True):
    """The entries of a page, in the order of the list, and whether there are more around them."""

    items: Sequence[T_co]
    has_next: bool
    has_previous: bool


class Placed(Protocol):
    """An entry of a list that knows its place in it."""

    @property
    def place(self) -> SortKey: ...


P = TypeVar("P", bound=Placed)


async def first_of(
    read: Callable[[Page], Awaitable[Slice[P]]], most: int | None, page_size: int = MAX_SIZE
) -> Slice[P]:
    """The first `most` entries of a list, or all, however many pages that takes; each has at most `page_size`."""
    items: list[P] = []
    wanted = Page(page_size if most is None else min(most, page_size))
    while True:
        found = await read(wanted)
        items += found.items
        left = page_size if most is None else most - len(items)
        if not found.has_next or left <= 0:
            return Slice(items, found.has_next, has_previous=False)
        wanted = Page(min(left, page_size), after=items[-1].place)


def page(
    list_name: str,
    is_place: Callable[[SortKey], bool],
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    sizes: PageSizes = PAGE_SIZES,
) -> Page:
    """The page that Relay's four arguments ask for. Raises InvalidInput or InvalidCursor.

    `list_name` names the list and its order: a cursor of another list is refused, and so is a place that the list
    cannot have.
    """
    if first is not None and last is not None:
        raise InvalidInput("give `first` or `last`, not both")
    if (before is not None and last is None) or (after is not None and last is not None):
        raise InvalidInput("`after` goes with `first`, `before` goes with `last`")
    size = first if first is not None else last if last is not None else sizes.unless_told
    if not 0 <= size <= sizes.largest:
        name = "first" if last is None else "last"
        raise InvalidInput(f"`{name}`: a page has 0 to {sizes.largest:,} entries, not {size:,}", argument=[name])
    return Page(
        size,
        after=_place_of("after", list_name, is_place, after),
        before=_place_of("before", list_name, is_place, before),
        backward=last is not None,
    )


def _place_of(argument: str, list_name: str, is_place: Callable[[SortKey], bool], text: str | None) -> SortKey | None:
    with of_argument(argument):
        return read_cursor(list_name, is_place, text) if text is not None else None


def cursor(list_name: str, key: SortKey) -> str:
    """The cursor of an entry: its place, and the list that it is a place of."""
    return wrap(msgspec.json.encode([list_name, *key]))


def read_cursor(list_name: str, is_place: Callable[[SortKey], bool], text: str) -> SortKey:
    """Raises InvalidCursor for a text that this list never gave out."""
    try:
        name, *key = msgspec.json.decode(unwrap(text), type=list[str | int])
    except (msgspec.MsgspecError, ValueError) as error:
        raise InvalidCursor(f"{text!r} is no cursor: send back one that a page of this list gave") from error
    if name != list_name:
        raise InvalidCursor(f"the cursor {text!r} is of another list or order ({name}): begin this one anew")
    if not is_place(tuple(key)):
        raise InvalidCursor(f"{text!r} is no cursor: send back one that a page of this list gave")
    return tuple(key)


def slice_of(items: Sequence[T], key: Callable[[T], SortKey], wanted: Page, *, descending: bool = False) -> Slice[T]:
    """A page of a list in memory, which is sorted by its key in ascending order; `descending` lists it from its end."""
    if descending:
        mirrored = Page(wanted.size, after=wanted.before, before=wanted.after, backward=not wanted.backward)
        found = slice_of(items, key, mirrored)
        return Slice(found.items[::-1], has_next=found.has_previous, has_previous=found.has_next)
    start = bisect_right(items, wanted.after, key=key) if wanted.after is not None else 0
    end = bisect_left(items, wanted.before, key=key) if wanted.before is not None else len(items)
    begin = max(start, end - wanted.size) if wanted.backward else start
    stop = end if wanted.backward else min(end, start + wanted.size)
    return Slice(items[begin:stop], has_next=stop < len(items), has_previous=begin > 0)


class Fetch(Protocol[T_co]):
    """Reads up to `limit` entries behind a place; backward, the ones before it, nearest first."""

    def __call__(self, place: SortKey | None, limit: int, *, backward: bool) -> Awaitable[Sequence[T_co]]: ...


async def slice_from(fetch: Fetch[T], wanted: Page) -> Slice[T]:
    """A page of a list that is read from a store."""
    place = wanted.start
    found = await fetch(place, wanted.size + 1, backward=wanted.backward)
    more, items = len(found) > wanted.size, found[: wanted.size]
    if wanted.backward:
        return Slice(items[::-1], has_next=place is not None, has_previous=more)
    return Slice(items, has_next=more, has_previous=place is not None)
