"""Many companies at one vantage: in order, narrowed down, in pages."""

import strawberry

from dateline.answers.paging import Page, Slice, cursor
from dateline.answers.ranking.order import NUMBERS, CompanyOrder, OrderField, OrderValue
from dateline.answers.ranking.places import is_company_place
from dateline.answers.ranking.ranking import RankedCompany
from dateline.graphql.inputs.arguments import page_asked
from dateline.graphql.scope import Scope
from dateline.graphql.types.company_state import CompanyState
from dateline.graphql.types.connections import Connection, Count, cursor_field, node_field, total_count
from dateline.graphql.types.measures import Measure, figure_measure, total_measure
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.values import PartialDate
from dateline.state.vantage import Vantage


@strawberry.type(description="A company in a page of companies at one vantage, and why it has its place there.")
class CompanyStateEdge:
    cursor: str = cursor_field()
    rank: int = strawberry.field(description="Its place in the whole list, from 1, whatever the page.")
    value: Measure | None = strawberry.field(
        description="What it was ordered by; null for a company without such a value."
    )
    node: CompanyState = node_field()


@object_type(description="A page of companies at one vantage; at a pinned one its cursors stay valid for ever.")
class CompanyStateConnection(Connection[CompanyStateEdge, CompanyState]):
    total_count = total_count("How many there are in all pages. With a filter all that may pass are looked at.")


def company_page(
    info: strawberry.Info,
    order: CompanyOrder,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Page:
    """The page asked for. Raises InvalidInput or InvalidCursor."""
    return page_asked(info, _list_name(order), lambda place: is_company_place(place, order), first, after, last, before)


def _list_name(order: CompanyOrder) -> str:
    """The name of the list in its cursors: all that decides on the order."""
    per = order.per.value if order.per is not None else None
    of_metric = [order.metric, order.scope, per] if order.field is OrderField.METRIC else []
    if order.over is not None:
        of_metric += [str(order.over.first), str(order.over.last)]
    money = [order.currency] if order.field in NUMBERS else []
    return " ".join(["ranked", order.field.value, order.direction.value, *(one or "-" for one in (*money, *of_metric))])


def company_connection(
    found: Slice[RankedCompany], order: CompanyOrder, at: Vantage, count: Count
) -> CompanyStateConnection:
    edges = []
    for one in found.items:
        node = CompanyState(state=one.state, at=at, scope=Scope.at(at).inside(one.state))
        place = cursor(_list_name(order), one.place)
        edges.append(
            CompanyStateEdge(cursor=place, rank=one.rank, value=_measure(one.value, node.scope, order), node=node)
        )
    return CompanyStateConnection.of(found, edges, count)


def _measure(value: OrderValue | None, scope: Scope, order: CompanyOrder) -> Measure | None:
    if value is None:
        return None
    if value.figure is not None:
        return figure_measure(value.figure, scope, order.currency, value.conversion)
    if value.total is not None:
        return total_measure(value.total, value.counted, scope)
    when = PartialDate(told=value.date) if value.date is not None else None
    return Measure(seen=value.because, scope=scope, date=when, text=value.text)
