"""Lists of events in pages: of the whole log, of a snapshot, of one company."""

import strawberry

from dateline.answers.event_lists import Listed
from dateline.answers.paging import Page, Slice, cursor
from dateline.graphql.inputs.arguments import page_asked
from dateline.graphql.scope import Scope
from dateline.graphql.types.connections import Connection, Count, Edge
from dateline.graphql.types.events import Event, wrap_listed
from dateline.graphql.types.object_types import object_type
from dateline.log.selection import Order, is_place, sort_key
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.dates import Certainty


@object_type(description="An event in a page of events.")
class EventEdge(Edge[Event]): ...


@object_type(description="A page of events; its cursors stay valid when events are appended.")
class EventConnection(Connection[EventEdge, Event]): ...


def event_page(
    info: strawberry.Info,
    order: Order,
    dates: Certainty,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Page:
    """The page asked for. Raises InvalidInput or InvalidCursor."""
    return page_asked(info, _list_name(order, dates), lambda key: is_place(key, order), first, after, last, before)


def _list_name(order: Order, dates: Certainty) -> str:
    """The name of the list in its cursors. `dates` is part of it, since it moves the places of events in the list."""
    return f"{order.value}-{dates.value}"


def event_connection(
    found: Slice[Listed], order: Order, dates: Certainty, scope: Scope, count: Count
) -> EventConnection:
    name = _list_name(order, dates)
    edges = [
        EventEdge(cursor=cursor(name, sort_key(listed.seen.record, order, dates)), node=wrap_listed(listed, scope))
        for listed in found.items
    ]
    return EventConnection.of(found, edges, count)


def company_events(
    state: CompanyState | None, found: Slice[Seen], order: Order, scope: Scope, total: int
) -> EventConnection:
    """A page of a company's events, of which there are `total`: all are in memory."""
    listed = [Listed(seen, state.history.standings.of(seen.id)) for seen in found.items] if state is not None else []
    page = Slice(listed, found.has_next, found.has_previous)
    dates = scope.vantage.dates if scope.vantage is not None else Certainty.CERTAIN
    inside = scope.inside(state) if state is not None else scope

    async def count() -> int:
        return total

    return event_connection(page, order, dates, inside, count)
