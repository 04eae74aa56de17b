"""Figures: a number of a state with where it comes from, and in another currency."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
import strawberry

from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.alternatives import Alternative, alternatives_of
from dateline.graphql.types.events import Event, one_event
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.value_fields import bound_in, count_in, money_in, unit_in
from dateline.graphql.types.values import Money, PartialDate, Source, money_of, sources_of
from dateline.state.accounts import Chosen
from dateline.state.conversion import convert_at
from dateline.values import vocabulary
from dateline.values.money import Amount
from dateline.values.rates import Conversion


@object_type(description="An amount in another currency, with the rate that made it so.")
class Converted(msgspec.Struct, kw_only=True, gc=False):
    conversion: Conversion

    @strawberry.field(description="The amount in the currency asked for, rounded half-even to its minor unit.")
    def money(self) -> Money:
        return money_of(self.conversion.money)

    @strawberry.field(description="How many of the currency asked for one of the reported currency cost.")
    def rate(self) -> Decimal:
        return self.conversion.rate.value

    @strawberry.field(description="The day of the rate: never later than the vantage.")
    def rate_date(self) -> date:
        return self.conversion.rate.on

    @strawberry.field(description="Who published the rate.")
    def rate_source(self) -> str:
        return self.conversion.rate.source


@object_type(description="One number in a state, with where it comes from.")
class Figure(msgspec.Struct, kw_only=True, gc=False):
    chosen: Chosen[object]
    scope: Scope

    @strawberry.field(description="The number, where it is an amount of money, as reported; null for a count.")
    def money(self) -> Money | None:
        return money_in(self.chosen.value)

    @strawberry.field(description="The number, where it counts things, which `unit` names; null for money.")
    def count(self) -> Decimal | None:
        return count_in(self.chosen.value)

    @strawberry.field(description="What `count` counts: people, users, MW, chips, percent … Null for money.")
    def unit(self) -> str | None:
        return unit_in(self.chosen.value)

    @strawberry.field(description="What the number says of the true value.")
    def bound(self) -> vocabulary.Bound:
        return bound_in(self.chosen.value)

    @strawberry.field(
        description="The source's own conversions into other currencies; empty where it gives none, and for a count."
    )
    def stated(self) -> list[Money]:
        value = self.chosen.value
        return [money_of(other) for other in value.stated] if isinstance(value, Amount) else []

    @strawberry.field(
        description="In another currency, by the ECB reference rate of the day it counts from; null for a count, and"
        " where that day has no rate."
    )
    def converted(
        self, to: Annotated[CurrencyCode, strawberry.argument(description="The currency to convert into.")]
    ) -> Converted | None:
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
        return self.chosen.account.seen.record.known

    @strawberry.field(description="How sure the sources of its event are.")
    def confidence(self) -> vocabulary.Confidence:
        return self.chosen.account.seen.confidence

    @strawberry.field(description="The event whose account was chosen.")
    async def event(self, info: strawberry.Info) -> Event:
        return await one_event(info, self.chosen.seen, self.scope)

    @strawberry.field(description="Who said so: the sources of its event that were published by the vantage's knownBy.")
    def sources(self) -> list[Source]:
        return sources_of(self.chosen.account.seen.sources)

    @strawberry.field(description="Other accounts of the same moment, whether they agree or not.")
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.chosen, self.scope)

    @strawberry.field(description="Name of the step that chose it among the accounts: `dateline help rules`, 5.5.")
    def rule(self) -> str:
        return self.chosen.rule.value


def figure(chosen: Chosen[object] | None, scope: Scope) -> Figure | None:
    return Figure(chosen=chosen, scope=scope) if chosen is not None else None
