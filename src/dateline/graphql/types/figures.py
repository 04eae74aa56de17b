"""Figures: a number of a state with where it comes from, and in another currency."""

from datetime import date
from decimal import Decimal

import strawberry

from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.alternatives import Alternative, alternatives_of
from dateline.graphql.types.events import Event, one_event
from dateline.graphql.types.value_fields import bound_in, count_in, money_in, unit_in
from dateline.graphql.types.values import Money, PartialDate, Source, money_of, sources_of
from dateline.state.accounts import Chosen
from dateline.state.conversion import convert_at
from dateline.values import vocabulary
from dateline.values.money import Amount
from dateline.values.rates import Conversion


@strawberry.type(description="An amount in another currency, with the rate that made it so.")
class Converted:
    conversion: strawberry.Private[Conversion]

    @strawberry.field
    def money(self) -> Money:
        return money_of(self.conversion.money)

    @strawberry.field(description="How many of the currency asked for one of the reported currency cost.")
    def rate(self) -> Decimal:
        return self.conversion.rate.value

    @strawberry.field(description="The day of the rate: never later than the vantage.")
    def rate_date(self) -> date:
        return self.conversion.rate.on

    @strawberry.field
    def rate_source(self) -> str:
        return self.conversion.rate.source


@strawberry.type(description="One number in a state, with where it comes from.")
class Figure:
    chosen: strawberry.Private[Chosen[object]]
    scope: strawberry.Private[Scope]

    @strawberry.field
    def money(self) -> Money | None:
        return money_in(self.chosen.value)

    @strawberry.field
    def count(self) -> Decimal | None:
        return count_in(self.chosen.value)

    @strawberry.field(description="Of the count: people, users, MW, chips, percent …")
    def unit(self) -> str | None:
        return unit_in(self.chosen.value)

    @strawberry.field(description="What the number says of the true value.")
    def bound(self) -> vocabulary.Bound:
        return bound_in(self.chosen.value)

    @strawberry.field(description="The source's own conversions.")
    def stated(self) -> list[Money]:
        value = self.chosen.value
        return [money_of(other) for other in value.stated] if isinstance(value, Amount) else []

    @strawberry.field(
        description="In another currency, by the ECB reference rate of the day it counts from; null for a count, and"
        " where that day has no rate."
    )
    def converted(self, to: CurrencyCode) -> Converted | None:
        value, vantage = self.chosen.value, self.scope.vantage
        if not isinstance(value, Amount) or vantage is None:
            return None
        conversion = convert_at(value.money, self.chosen.account.moment, to, vantage)
        return Converted(conversion=conversion) if conversion is not None else None

    @strawberry.field(description="Since when it is true.")
    def on(self) -> PartialDate:
        return PartialDate(told=self.chosen.account.moment)

    @strawberry.field(description="Since when anyone could know it.")
    def known(self) -> date:
        return self.chosen.seen.record.known

    @strawberry.field
    def confidence(self) -> vocabulary.Confidence:
        return self.chosen.seen.confidence

    @strawberry.field
    async def event(self, info: strawberry.Info) -> Event:
        return await one_event(info, self.chosen.seen, self.scope)

    @strawberry.field
    def sources(self) -> list[Source]:
        return sources_of(self.chosen.seen.sources)

    @strawberry.field(description="Other accounts of the same moment.")
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.chosen, self.scope)

    @strawberry.field(description="Name of the step that chose it.")
    def rule(self) -> str:
        return self.chosen.rule.value


def figure(chosen: Chosen[object] | None, scope: Scope) -> Figure | None:
    return Figure(chosen=chosen, scope=scope) if chosen is not None else None
