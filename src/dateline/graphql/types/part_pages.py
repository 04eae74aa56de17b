"""The parts of all companies at one vantage: in order, narrowed down, in pages."""

from typing import Any, TypeVar

import strawberry

from dateline.answers.paging import Slice, cursor
from dateline.answers.ranking.listed_parts import ListedPart, ListOrder, PartOrder
from dateline.answers.ranking.part_filters import PartFilter
from dateline.answers.ranking.part_ranking import PartRanking, RankedPart
from dateline.answers.ranking.places import is_part_place
from dateline.graphql.context import context_of
from dateline.graphql.inputs.arguments import page_asked
from dateline.graphql.scope import Scope
from dateline.graphql.types.connections import Connection, Edge, total_count
from dateline.graphql.types.deals import Acquisition, FundingRound
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.parts import Part
from dateline.graphql.types.things import DataCenter, Milestone, Model
from dateline.state.vantage import Vantage

C = TypeVar("C", bound=Connection[Any, Any])


@object_type(description="A funding round in a page of rounds.")
class RoundEdge(Edge[FundingRound]): ...


@object_type(description="A page of rounds.")
class RoundConnection(Connection[RoundEdge, FundingRound]):
    total_count = total_count("How many there are in all pages: all rounds that may pass are looked at.")


@object_type(description="An acquisition in a page of acquisitions.")
class AcquisitionEdge(Edge[Acquisition]): ...


@object_type(description="A page of acquisitions.")
class AcquisitionConnection(Connection[AcquisitionEdge, Acquisition]):
    total_count = total_count("How many there are in all pages: all acquisitions that may pass are looked at.")


@object_type(description="A model in a page of models.")
class ModelEdge(Edge[Model]): ...


@object_type(description="A page of models.")
class ModelConnection(Connection[ModelEdge, Model]):
    total_count = total_count("How many there are in all pages: all models that may pass are looked at.")


@object_type(description="A data centre in a page of data centres.")
class DataCenterEdge(Edge[DataCenter]): ...


@object_type(description="A page of data centres.")
class DataCenterConnection(Connection[DataCenterEdge, DataCenter]):
    total_count = total_count("How many there are in all pages: all sites that may pass are looked at.")


@object_type(description="A milestone in a page of milestones.")
class MilestoneEdge(Edge[Milestone]): ...


@object_type(description="A page of milestones.")
class MilestoneConnection(Connection[MilestoneEdge, Milestone]):
    total_count = total_count("How many there are in all pages: all milestones that may pass are looked at.")


_EDGES: dict[type[Connection[Any, Any]], tuple[type[Any], type[Part]]] = {
    RoundConnection: (RoundEdge, FundingRound),
    AcquisitionConnection: (AcquisitionEdge, Acquisition),
    ModelConnection: (ModelEdge, Model),
    DataCenterConnection: (DataCenterEdge, DataCenter),
    MilestoneConnection: (MilestoneEdge, Milestone),
}


async def part_page(
    info: strawberry.Info,
    connection: type[C],
    at: Vantage,
    listed: ListedPart[Any],
    filter: PartFilter[Any],
    order: PartOrder,
    asked: tuple[int | None, str | None, int | None, str | None],
) -> C:
    """A page of a list; `asked` are its first, after, last and before. Raises InvalidInput or InvalidCursor."""
    name = _list_name(listed, order)
    page = page_asked(info, name, lambda place: is_part_place(place, order), *asked)
    parts = PartRanking(context_of(info).reading, at, listed, filter, order)
    found: Slice[RankedPart[Any]] = await parts.page(page)
    edge, node = _EDGES[connection]
    edges = [
        edge(cursor=cursor(name, one.place), node=node.of(one.part, one.state, Scope.at(at).inside(one.state)))
        for one in found.items
    ]
    return connection.of(found, edges, parts.count)


def _list_name(listed: ListedPart[Any], order: PartOrder) -> str:
    """The name of the list in its cursors: all that decides on the order."""
    return listed.name if order.by is ListOrder.LATEST else f"{listed.name} {order.by.value} {order.currency}"
