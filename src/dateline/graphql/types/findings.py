"""Findings: contradictions and suspicions, of one company or in pages of many.

The rules are loaded when findings are first asked for.
"""

import msgspec
import strawberry

from dateline.answers.findings import finding as domain
from dateline.answers.paging import Page, Slice, cursor
from dateline.answers.reading import Reading
from dateline.graphql.inputs.arguments import page_asked
from dateline.graphql.links import COMPANY, kept_company
from dateline.graphql.scope import Scope
from dateline.graphql.types.connections import Connection, Count, Edge, total_count
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.object_types import object_type
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState

_LIST = "findings"


@object_type(description="A contradiction or suspicion that a rule sees in a company's events; it changes nothing.")
class Finding(msgspec.Struct, kw_only=True, gc=False):
    finding: domain.Finding
    scope: Scope

    @strawberry.field(description="Its stable name: `dateline help findings`.")
    def rule(self) -> str:
        return self.finding.rule

    @strawberry.field(description="One sentence for people: what contradicts what.")
    def message(self) -> str:
        return self.finding.message

    @strawberry.field(graphql_type=COMPANY, description="The company in whose events it was seen.")
    def company(self, info: strawberry.Info) -> object:
        return kept_company(info, self.finding.company, self.scope)

    @strawberry.field(description="The events that contradict each other, or are suspicious.")
    async def events(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.finding.events, self.scope)

    @strawberry.field(
        description="The event that would settle it, as a line of an event file; null where no single event would."
    )
    def remedy(self) -> str | None:
        return self.finding.remedy


async def findings_of(reading: Reading, state: CompanyState, scope: Scope) -> list[Finding]:
    from dateline.answers.findings.beside import beside
    from dateline.answers.findings.rules import findings

    others = (await beside(reading, [state]))[state.slug]
    return [Finding(finding=finding, scope=scope) for finding in findings(state, others=others)]


@object_type(description="A finding in a page of findings.")
class FindingEdge(Edge[Finding]): ...


@object_type(description="A page of findings, by company, rule and first event.")
class FindingConnection(Connection[FindingEdge, Finding]):
    total_count = total_count("How many there are in all pages: all companies asked about are looked at for it.")


def finding_page(info: strawberry.Info, first: int | None, after: str | None) -> Page:
    """The page asked for. Raises InvalidInput or InvalidCursor."""
    return page_asked(info, _LIST, _is_place, first, after)


def _is_place(key: SortKey) -> bool:
    return len(key) == 4 and all(isinstance(part, str) for part in key)


def finding_connection(found: Slice[domain.Reviewed], count: Count, scope: Scope) -> FindingConnection:
    edges = [
        FindingEdge(cursor=cursor(_LIST, one.place), node=Finding(finding=one.finding, scope=scope.inside(one.state)))
        for one in found.items
    ]
    return FindingConnection.of(found, edges, count)
