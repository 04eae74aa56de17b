"""The arguments that lists share: the four of a page (relay.dev/graphql/connections.htm)."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar

import strawberry

from dateline.answers.paging import Page, page
from dateline.graphql.context import context_of
from dateline.log.selection import SortKey

T = TypeVar("T")

First = Annotated[
    int | None,
    strawberry.argument(description="The first ones behind `after`; 20 unless told, 1,000 if cost allows."),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="The cursor of an entry of this list: the page begins behind it. That of another list or order"
        " is refused: `invalid-cursor`."
    ),
]
Last = Annotated[
    int | None,
    strawberry.argument(description="The last ones before `before`; not together with `first`: `invalid-input`."),
]
Before = Annotated[
    str | None,
    strawberry.argument(
        description="The cursor of an entry of this list: the page ends before it. That of another list or order is"
        " refused: `invalid-cursor`."
    ),
]

CompanySlug = Annotated[
    str,
    strawberry.argument(
        description="The key of the company, like mistral-ai; one that was merged into another names that other."
    ),
]


def given(argument: T | None) -> T | None:
    """The argument; None where it was left out, for which Strawberry has UNSET."""
    return argument if argument is not strawberry.UNSET else None


def among(argument: Iterable[T] | None) -> frozenset[T] | None:
    """What a value has to be one of; None where the argument was left out. Nothing is in an empty list."""
    values = given(argument)
    return frozenset(values) if values is not None else None


def one(argument: T | None) -> frozenset[T] | None:
    """The same where a single value is asked for."""
    return frozenset({argument}) if argument else None


def page_asked(
    info: strawberry.Info,
    list_name: str,
    is_place: Callable[[SortKey], bool],
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> Page:
    """The page of a list. Raises InvalidInput or InvalidCursor; see `dateline.answers.paging.page`."""
    return page(
        list_name,
        is_place,
        first=given(first),
        after=given(after),
        last=given(last),
        before=given(before),
        sizes=context_of(info).entries.page,
    )
