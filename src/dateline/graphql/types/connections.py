"""Lists in pages: edges, nodes, and how many there are in all."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from dateline.answers.paging import Page, Slice, cursor, page
from dateline.answers.reading import Listed
from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, wrap_listed
from dateline.log.selection import Order, SortKey, is_place, sort_key

if TYPE_CHECKING:
    from dateline.graphql.types.company import Company
    from dateline.values.dates import Certainty

First = Annotated[
    int | None, strawberry.argument(description="The first ones behind `after`; 100 unless told, at most 1,000.")
]
After = Annotated[str | None, strawberry.argument(description="A cursor.")]
Last = Annotated[int | None, strawberry.argument(description="The last ones before `before`.")]
Before = Annotated[str | None, strawberry.argument(description="A cursor.")]


def event_page(
    order: Order, dates: "Certainty", first: int | None, after: str | None, last: int | None, before: str | None
) -> Page:
    return _page(_event_list(order, dates), lambda key: is_place(key, order), first, after, last, before)


def company_page(first: int | None, after: str | None, last: int | None, before: str | None) -> Page:
    return _page(_COMPANIES, _is_slug, first, after, last, before)


_COMPANIES = "companies"


def _event_list(order: Order, dates: "Certainty") -> str:
    """What its cursors name a list by: a date has another place where it counts from another day."""
    return f"{order.value}-{dates.value}"


def _is_slug(key: SortKey) -> bool:
    return len(key) == 1 and isinstance(key[0], str)


def _page(
    list_name: str,
    is_place: Callable[[SortKey], bool],
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Page:
    """The page asked for; an argument that was left out is UNSET."""
    asked = {"first": first, "after": after, "last": last, "before": before}
    given = {name: value for name, value in asked.items() if value is not strawberry.UNSET}
    return page(list_name, is_place, **given)  # type: ignore[arg-type]


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def page_info(found: Slice[object], cursors: Sequence[str]) -> PageInfo:
    return PageInfo(
        has_next_page=found.has_next,
        has_previous_page=found.has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


@strawberry.type
class EventEdge:
    cursor: str
    node: Event


@strawberry.type(description="A page of events; its cursors stay valid when events are appended.")
class EventConnection:
    edges: list[EventEdge]
    page_info: PageInfo
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    def nodes(self) -> list[Event]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many there are in all pages.")
    async def total_count(self) -> int:
        return await self.count()


def event_connection(
    found: Slice[Listed],
    order: Order,
    dates: "Certainty",
    scope: Scope,
    count: Callable[[], Awaitable[int]],
) -> EventConnection:
    cursors = [cursor(_event_list(order, dates), sort_key(one.seen.record, order, dates)) for one in found.items]
    edges = [
        EventEdge(cursor=place, node=wrap_listed(one, scope)) for place, one in zip(cursors, found.items, strict=True)
    ]
    return EventConnection(edges=edges, page_info=page_info(found, cursors), count=count)


@strawberry.type
class CompanyEdge:
    cursor: str
    node: Annotated["Company", strawberry.lazy(".company")]


@strawberry.type(description="A page of companies, by slug.")
class CompanyConnection:
    edges: list[CompanyEdge]
    page_info: PageInfo
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    def nodes(self) -> list[Annotated["Company", strawberry.lazy(".company")]]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many there are in all pages.")
    async def total_count(self) -> int:
        return await self.count()


def company_cursor(slug: str) -> str:
    return cursor(_COMPANIES, (slug,))


def counted(number: int) -> Callable[[], Awaitable[int]]:
    """For a list whose length is known."""

    async def count() -> int:
        return number

    return count
