"""Deals: rounds, listings, acquisitions, stakes."""

import strawberry

from dateline.events.deals import Stake as StakeEvent
from dateline.events.meanings import field_meaning
from dateline.graphql.context import context_of
from dateline.graphql.links import COMPANY, company_of, kept_company
from dateline.graphql.types.events import Event, one_event
from dateline.graphql.types.parties import Party
from dateline.graphql.types.parts import Part, ViewField, part
from dateline.graphql.types.values import Money, PartialDate, money_of
from dateline.state.parts import acquisitions, funding, listings, stakes


@part("Money that a company raises, or means to raise, in one go.")
class FundingRound(Part):
    view: strawberry.Private[funding.FundingRound]

    on = ViewField("Since when it is in its stage.")

    @strawberry.field(graphql_type=COMPANY, description="The company that raises the money.")
    def company(self, info: strawberry.Info) -> object:
        return kept_company(info, self.scope.company or self.view.stage.seen.event.company, self.scope)

    series = ViewField()
    instrument = ViewField()
    stage = ViewField()
    raised = ViewField("How much was raised, or is to be, in this round alone. Null when it was not disclosed.")
    debt = ViewField()
    valuation = ViewField("What the company is worth with the new money. Null where no source gives it post-money.")
    pre_money_valuation = ViewField("What it was worth before the new money. Null where no source gives it pre-money.")
    leads = ViewField()
    investors = ViewField()


@part("A listing on a stock exchange.")
class Listing(Part):
    view: strawberry.Private[listings.Listing]

    on = ViewField("Since when it is in its stage.")
    exchange = ViewField()
    ticker = ViewField()
    stage = ViewField()
    price = ViewField()
    raised = ViewField()
    valuation = ViewField()


@part("One company buying another, or a part of it.")
class Acquisition(Part):
    view: strawberry.Private[acquisitions.Acquisition]

    on = ViewField("Since when it is in its stage.")

    @strawberry.field(description="Who buys: the company of whose state this is a part, or the one that buys it.")
    async def acquirer(self, info: strawberry.Info) -> Party:
        identity = await context_of(info).identity(self.view.acquirer, self.scope.cut)
        slug, name = (identity.slug, identity.name) if identity is not None else (self.view.acquirer,) * 2
        return Party(slug=slug, name=name, scope=self.scope)

    target = ViewField()
    stage = ViewField()

    @strawberry.field(
        description="The day it was announced, whatever its stage is now; null where nobody tells of that."
    )
    def announced(self) -> PartialDate | None:
        chosen = self.view.announced
        return PartialDate(told=chosen.value) if chosen is not None else None

    price = ViewField()
    percent = ViewField("How much of the target; null where no source says it is only a part.")


@part("What one holds of a company.")
class Stake(Part):
    view: strawberry.Private[stakes.Stake]

    on = ViewField("Since when it is in its stage.")
    holder = ViewField()

    @strawberry.field(graphql_type=COMPANY, description="The company a part of which is held.")
    async def company(self, info: strawberry.Info) -> object:
        return await company_of(info, self.view.company, self.scope)

    percent = ViewField()

    @strawberry.field(description=f"{field_meaning(StakeEvent, 'invested')} Null where nobody says.")
    def invested(self) -> Money | None:
        return money_of(self.view.invested.value) if self.view.invested is not None else None

    @strawberry.field(description="The event whose account of the stake is used.")
    async def event(self, info: strawberry.Info) -> Event:
        return await one_event(info, self.view.on.seen, self.scope)
