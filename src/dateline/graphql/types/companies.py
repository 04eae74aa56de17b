"""Companies in pages, by slug."""

import asyncio

import strawberry

from dateline.answers.directory import Directory
from dateline.answers.narrowed_directory import NarrowedDirectory
from dateline.answers.paging import Page, cursor
from dateline.graphql.inputs.arguments import page_asked
from dateline.graphql.scope import Scope
from dateline.graphql.types.company import Company
from dateline.graphql.types.connections import Connection, Edge
from dateline.graphql.types.object_types import object_type
from dateline.log.selection import SortKey

_LIST = "companies"


@object_type(description="A company in a page of companies.")
class CompanyEdge(Edge[Company]): ...


@object_type(description="A page of companies, by slug.")
class CompanyConnection(Connection[CompanyEdge, Company]): ...


def company_page(
    info: strawberry.Info, first: int | None, after: str | None, last: int | None, before: str | None
) -> Page:
    """The page asked for. Raises InvalidInput or InvalidCursor."""
    return page_asked(info, _LIST, _is_place, first, after, last, before)


def _is_place(key: SortKey) -> bool:
    return len(key) == 1 and isinstance(key[0], str)


async def companies_of(
    info: strawberry.Info, directory: Directory | NarrowedDirectory, page: Page, scope: Scope
) -> CompanyConnection:
    found = await directory.page(page)
    nodes = await asyncio.gather(*(Company.of(info, slug, scope) for slug in found.items))
    edges = [
        CompanyEdge(cursor=cursor(_LIST, (slug,)), node=node) for slug, node in zip(found.items, nodes, strict=True)
    ]
    return CompanyConnection.of(found, edges, directory.count)
