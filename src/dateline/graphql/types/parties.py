"""Parties: investors, partners, founders, targets."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from dateline.graphql.context import context_of
from dateline.graphql.scope import Scope
from dateline.values import parties

if TYPE_CHECKING:
    from dateline.graphql.types.company import Company, CompanyState


@strawberry.type(description="An investor, partner, founder, target: by name, linked when it is a tracked company.")
class Party:
    slug: str
    name: str
    scope: strawberry.Private[Scope]

    @strawberry.field(description="The tracked company it is, if anything of it is in reach.")
    async def company(self, info: strawberry.Info) -> Annotated["Company", strawberry.lazy(".company")] | None:
        from dateline.graphql.types.company import Company

        identity = await context_of(info).identity(self.slug, self.scope.cut)
        return Company(kept=identity.slug, scope=self.scope) if identity is not None else None

    @strawberry.field(description="Its state at the same vantage.")
    async def state(self, info: strawberry.Info) -> Annotated["CompanyState", strawberry.lazy(".company")] | None:
        from dateline.graphql.types.company import state_of

        return await state_of(info, self.slug, self.scope.vantage) if self.scope.vantage is not None else None


def party_of(party: parties.Party, scope: Scope) -> Party:
    return Party(slug=party.slug, name=party.name, scope=scope)
