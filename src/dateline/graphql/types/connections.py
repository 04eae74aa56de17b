"""Connections: a list in pages, as edges and nodes, with how many there are in all.

What all of them have in common stands here once; each list says what its nodes are:

    class RoundEdge(Edge[FundingRound]): ...
    class RoundConnection(Connection[RoundEdge, FundingRound]): ...
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Generic, Protocol, Self, TypeVar

import msgspec
import strawberry

from dateline.answers.paging import Slice
from dateline.graphql.types.object_types import object_type

Count = Callable[[], Awaitable[int]]
"""How many entries there are in all pages; asked only where the client wants to know."""


class AnyEdge(Protocol):
    """What edges have in common."""

    cursor: str
    node: Any


N = TypeVar("N")
E = TypeVar("E", bound=AnyEdge)


@object_type(description="Where a page lies in its list: relay.dev/graphql/connections.htm.")
class PageInfo(msgspec.Struct, kw_only=True, gc=False):
    has_next_page: Annotated[bool, strawberry.field(description="Whether there are entries behind this page.")]
    has_previous_page: Annotated[bool, strawberry.field(description="Whether there are entries before this page.")]
    start_cursor: Annotated[
        str | None,
        strawberry.field(
            description="Of the first entry: `before` it lies the previous page; null for a page without entries."
        ),
    ]
    end_cursor: Annotated[
        str | None,
        strawberry.field(
            description="Of the last entry: `after` it lies the next page; null for a page without entries."
        ),
    ]


def cursor_field() -> Any:
    return strawberry.field(description="Its place in the list, for `after` and `before`; it says nothing to clients.")


def node_field() -> Any:
    return strawberry.field(description="The entry itself.")


@strawberry.type
class Edge(Generic[N]):
    cursor: str = cursor_field()
    node: N = node_field()


def total_count(description: str) -> Any:
    """The field that counts the entries of all pages. The description says what the server has to do for it."""

    async def total_count(self: "Connection[Any, Any]") -> int:
        return await self.count()

    return strawberry.field(resolver=total_count, description=description)


@strawberry.type
class Connection(Generic[E, N]):
    edges: list[E] = strawberry.field(description="The entries of this page, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list, and how to go on.")
    count: strawberry.Private[Count]

    @strawberry.field(description="The entries of this page alone, in the same order.")
    def nodes(self) -> list[N]:
        return [edge.node for edge in self.edges]

    total_count = total_count("How many there are in all pages.")

    @classmethod
    def of(cls, found: Slice[object], edges: list[E], count: Count) -> Self:
        """The connection that shows a page: its slice of the list, and the edges made of the entries in it."""
        info = PageInfo(
            has_next_page=found.has_next,
            has_previous_page=found.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, page_info=info, count=count)
