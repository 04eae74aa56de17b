"""Parties: investors, partners, founders, targets."""

from typing import Annotated

import msgspec
import strawberry

from dateline.graphql.links import COMPANY, COMPANY_STATE, company_in_reach, state_at
from dateline.graphql.scope import Scope
from dateline.graphql.types.object_types import object_type
from dateline.values import parties


@object_type(description="An investor, partner, founder, target: by name, linked when it is a tracked company.")
class Party(msgspec.Struct, kw_only=True, gc=False):
    slug: Annotated[
        str,
        strawberry.field(
            description="Its key, as told or made of the name; it links to the tracked company that has it."
        ),
    ]
    name: Annotated[
        str,
        strawberry.field(
            description="As the event that names it writes it; of a party asked for by its slug, the latest."
        ),
    ]
    scope: Scope

    @strawberry.field(
        description="The tracked company it is; null if nothing of such a company is in reach.",
        graphql_type=COMPANY | None,
    )
    async def company(self, info: strawberry.Info) -> object:
        return await company_in_reach(info, self.slug, self.scope)

    @strawberry.field(
        description="Its state at the same vantage; null if nothing of such a company is in reach, or no vantage is"
        " around.",
        graphql_type=COMPANY_STATE | None,
    )
    async def state(self, info: strawberry.Info) -> object:
        return await state_at(info, self.slug, self.scope.vantage) if self.scope.vantage is not None else None


def party_of(party: parties.Party, scope: Scope) -> Party:
    return Party(slug=party.slug, name=party.name, scope=scope)


def parties_of(named: tuple[parties.Party, ...], scope: Scope) -> list[Party]:
    return [Party(slug=party.slug, name=party.name, scope=scope) for party in named]
