"""A company: who it is, which never changes, and its state at a vantage, which does."""

from typing import Annotated

import strawberry

from dateline.answers.asking import Ask
from dateline.answers.paging import slice_of
from dateline.errors import InvalidInput
from dateline.graphql.context import context_of
from dateline.graphql.ids import write_id
from dateline.graphql.inputs.arguments import After, Before, First, Last
from dateline.graphql.inputs.vantage import (
    DatesWithin,
    KnownByWithin,
    LeastConfidenceWithin,
    OnWithin,
    RecordedWithin,
    vantage,
)
from dateline.graphql.scalars import Edtf
from dateline.graphql.scope import Scope
from dateline.graphql.types.company_state import CompanyState
from dateline.graphql.types.event_list import EventConnection, company_events, event_page
from dateline.graphql.types.node import Node
from dateline.log.selection import Order, sort_key
from dateline.values.dates import Certainty


@strawberry.type(
    description="What never changes about a company. What was true of it at a date, like its valuation, is in `asOf`."
)
class Company(Node):
    kept: strawberry.Private[str]
    scope: strawberry.Private[Scope]

    @classmethod
    async def of(cls, info: strawberry.Info, slug: str, scope: Scope) -> "Company":
        """The company that an event in reach is about, by the slug that is kept."""
        identity = await context_of(info).identity(slug, scope.cut)
        return cls(kept=identity.slug if identity is not None else slug, scope=scope)

    @classmethod
    async def in_reach(cls, info: strawberry.Info, slug: str, scope: Scope) -> "Company | None":
        """The company with this slug; None if nothing of it is in reach."""
        identity = await context_of(info).identity(slug, scope.cut)
        return cls(kept=identity.slug, scope=scope) if identity is not None else None

    @strawberry.field(
        description="Carries the vantage through which the company was reached, where there is one: client caches never"
        " mix two dates. Without one (`Query.company`, `Query.companies`) the fields are those of the head of the log"
        " that the request reads: the same id has others once something is appended or, for a default of `on`, the day"
        " is over, so read it anew then."
    )
    def id(self) -> strawberry.ID:
        return self.asked or strawberry.ID(write_id("C", self.kept, self.scope.token))

    @strawberry.field(description="Its key; where several were merged, the one that was kept.")
    def slug(self) -> str:
        return self.kept

    @strawberry.field(description="Its latest name, by what this answer may read.")
    async def name(self, info: strawberry.Info) -> str:
        identity = await context_of(info).identity(self.kept, self.scope.cut)
        return identity.name if identity is not None else self.kept

    @strawberry.field(
        description="Its state at a vantage; null if nothing of it is in reach. What is left open is as around it."
    )
    async def as_of(
        self,
        info: strawberry.Info,
        on: OnWithin = strawberry.UNSET,
        known_by: KnownByWithin = strawberry.UNSET,
        recorded: RecordedWithin = strawberry.UNSET,
        confidence: LeastConfidenceWithin = strawberry.UNSET,
        dates: DatesWithin = strawberry.UNSET,
    ) -> CompanyState | None:
        reading = context_of(info).reading
        at = await vantage(reading, on, known_by, recorded, confidence, dates, base=self.scope.vantage)
        return await CompanyState.at_vantage(info, self.kept, at)

    @strawberry.field(description="The same company at several dates, in the order asked: for sliders and charts.")
    async def as_of_each(
        self,
        info: strawberry.Info,
        on: Annotated[
            list[Edtf],
            strawberry.argument(
                description="The days asked about, at most 400, in any order; a partial date means its last day."
            ),
        ],
        known_by: KnownByWithin = strawberry.UNSET,
        recorded: RecordedWithin = strawberry.UNSET,
        confidence: LeastConfidenceWithin = strawberry.UNSET,
        dates: DatesWithin = strawberry.UNSET,
    ) -> list[CompanyState | None]:
        most = context_of(info).entries.dates
        if len(on) > most:
            raise InvalidInput(f"`on` takes at most {most:,} dates, not {len(on):,}", argument=["on"])
        reading = context_of(info).reading
        base = self.scope.vantage
        vantages = [await vantage(reading, day, known_by, recorded, confidence, dates, base=base) for day in on]
        return [await CompanyState.at_vantage(info, self.kept, at) for at in vantages]

    @strawberry.field(description="All its events, in the order they were recorded.")
    async def log(
        self,
        info: strawberry.Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> EventConnection:
        order = Order.POSITION_ASC
        wanted = event_page(info, order, Certainty.CERTAIN, first, after, last, before)
        context = context_of(info)
        at = self.scope.vantage or await context.reading.vantage(Ask())
        state = await context.state(self.kept, at)
        own = sorted(state.history.own, key=lambda seen: seen.record.position) if state is not None else []
        found = slice_of(own, lambda seen: sort_key(seen.record, order), wanted)
        return company_events(state, found, order, self.scope, len(own))
