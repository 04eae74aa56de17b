"""Many companies at one vantage."""

from __future__ import annotations

from typing import Annotated

import strawberry

from dateline.graphql.company import CompanyState, state_of
from dateline.graphql.connections import After, Before, EventConnection, First, Last, event_connection, event_page
from dateline.graphql.context import context_of
from dateline.graphql.filtering import EventFilter, filter_of
from dateline.graphql.parties import Party
from dateline.graphql.scope import Scope
from dateline.graphql.values import Vantage
from dateline.log import Order
from dateline.vantage import Vantage as DomainVantage


@strawberry.type(description="Everything at one vantage.")
class Snapshot:
    at: strawberry.Private[DomainVantage]

    @strawberry.field
    def vantage(self) -> Vantage:
        return Vantage(view=self.at)

    @strawberry.field(description="The state of a company; null if nothing of it is in reach.")
    async def company(self, info: strawberry.Info, slug: str) -> CompanyState | None:
        return await state_of(info, slug, self.at)

    @strawberry.field(description="All events in reach that count by `on`, whatever their standing.")
    async def events(
        self,
        info: strawberry.Info,
        filter: Annotated[EventFilter | None, strawberry.argument()] = strawberry.UNSET,
        order: Annotated[Order | None, strawberry.argument(description="Default: ON_ASC.")] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> EventConnection:
        listing = order or Order.ON_ASC
        page = event_page(listing, self.at.dates, first, after, last, before)
        found, count = await context_of(info).reading.events(filter_of(filter), listing, page, self.at)
        return event_connection(found, listing, self.at.dates, Scope.at(self.at), count)

    @strawberry.field(description="Whoever an event in reach names by this slug, or is told of; null for nobody.")
    async def party(self, info: strawberry.Info, slug: str) -> Party | None:
        scope = Scope.at(self.at)
        identity = await context_of(info).identity(slug, scope.cut)
        name = identity.name if identity is not None else await context_of(info).party_name(slug, scope.cut)
        return Party(slug=slug, name=name, scope=scope) if name is not None else None
