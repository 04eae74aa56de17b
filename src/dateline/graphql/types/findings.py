"""Findings: contradictions and suspicions, of one company or in pages of many."""

from typing import TYPE_CHECKING, Annotated, TypeVar

import strawberry

from dateline.answers.findings import rules as domain
from dateline.answers.findings.review import Review, Reviewed
from dateline.answers.paging import Page, Slice, cursor, page
from dateline.graphql.scope import Scope
from dateline.graphql.types.connections import PageInfo, page_info
from dateline.graphql.types.events import Event, events_of
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState

if TYPE_CHECKING:
    from dateline.graphql.types.company import Company

T = TypeVar("T")

_LIST = "findings"


@strawberry.type(description="A contradiction or suspicion that a rule sees in a company's events; it changes nothing.")
class Finding:
    finding: strawberry.Private[domain.Finding]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="Its stable name: `dateline help findings`.")
    def rule(self) -> str:
        return self.finding.rule

    @strawberry.field(description="One sentence.")
    def message(self) -> str:
        return self.finding.message

    @strawberry.field
    def company(self) -> Annotated["Company", strawberry.lazy(".company")]:
        from dateline.graphql.types.company import Company

        return Company(kept=self.finding.company, scope=self.scope)

    @strawberry.field(description="What it is about.")
    async def events(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.finding.events, self.scope)

    @strawberry.field(description="The event that would settle it, as a line of an event file.")
    def remedy(self) -> str | None:
        return self.finding.remedy


def findings_of(state: CompanyState, scope: Scope) -> list[Finding]:
    return [Finding(finding=finding, scope=scope) for finding in domain.findings(state)]


@strawberry.type
class FindingEdge:
    cursor: str
    node: Finding


@strawberry.type(description="A page of findings, by company, rule and first event.")
class FindingConnection:
    edges: list[FindingEdge]
    page_info: PageInfo
    review: strawberry.Private[Review]

    @strawberry.field
    def nodes(self) -> list[Finding]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many there are in all pages: all companies asked about are looked at for it.")
    async def total_count(self) -> int:
        return await self.review.count()


def finding_page(first: int | None, after: str | None) -> Page:
    """The page asked for; an argument that was left out is UNSET."""
    return page(_LIST, _is_place, first=_given(first), after=_given(after))


def _given(argument: T | None) -> T | None:
    return argument if argument is not strawberry.UNSET else None


def _is_place(key: SortKey) -> bool:
    return len(key) == 4 and all(isinstance(part, str) for part in key)


def finding_connection(found: Slice[Reviewed], review: Review, scope: Scope) -> FindingConnection:
    edges = [
        FindingEdge(cursor=cursor(_LIST, one.place), node=Finding(finding=one.finding, scope=scope.inside(one.state)))
        for one in found.items
    ]
    return FindingConnection(edges=edges, page_info=page_info(found, [edge.cursor for edge in edges]), review=review)
