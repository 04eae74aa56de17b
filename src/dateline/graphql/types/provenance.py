"""Where a value comes from: figures, alternatives, conflicts, statements."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.values import Money, PartialDate, Source, money_of, sources_of
from dateline.state import accounts
from dateline.state.conversion import convert_at, spread
from dateline.state.seen import Seen
from dateline.values import dates, vocabulary
from dateline.values.money import Amount, Quantity
from dateline.values.parties import Party
from dateline.values.rates import Conversion
from dateline.values.words import names_words


def _money(value: object) -> Money | None:
    return money_of(value) if isinstance(value, Amount) else None


def _count(value: object) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.count
    return value if isinstance(value, Decimal) else None


def _unit(value: object) -> str | None:
    return value.unit if isinstance(value, Quantity) else None


def _bound(value: object) -> vocabulary.Bound:
    return value.bound if isinstance(value, Amount | Quantity) else vocabulary.Bound.EXACT


def _text(value: object) -> str | None:
    match value:
        case str():
            return value
        case Enum():
            return str(value.value)
        case Party():
            return value.name
        case tuple() if all(isinstance(part, Party) for part in value):
            return names_words(value)
        case tuple():
            return ", ".join(map(str, value))
    return None


async def _event(info: strawberry.Info, seen: Seen, scope: Scope) -> Event:
    (event,) = await events_of(info, (seen,), scope)
    return event


@strawberry.type(description="Another account of the same moment.")
class Alternative:
    account: strawberry.Private[accounts.Account[Any]]
    scope: strawberry.Private[Scope]
    agrees: bool = strawberry.field(description="With the winner.")

    @strawberry.field
    def money(self) -> Money | None:
        return _money(self.account.value)

    @strawberry.field
    def count(self) -> Decimal | None:
        return _count(self.account.value)

    @strawberry.field(description="Of the count.")
    def unit(self) -> str | None:
        return _unit(self.account.value)

    @strawberry.field(description="A value in words: a name, a stage, a list of names.")
    def text(self) -> str | None:
        return _text(self.account.value)

    @strawberry.field
    def date(self) -> PartialDate | None:
        value = self.account.value
        return PartialDate(told=value) if isinstance(value, dates.PartialDate) else None

    @strawberry.field
    def bound(self) -> vocabulary.Bound:
        return _bound(self.account.value)

    @strawberry.field
    async def event(self, info: strawberry.Info) -> Event:
        return await _event(info, self.account.seen, self.scope)


def alternatives_of(chosen: accounts.Chosen[Any], scope: Scope) -> list[Alternative]:
    return [Alternative(account=other.account, agrees=other.agrees, scope=scope) for other in chosen.alternatives]


def winner_of(chosen: accounts.Chosen[Any], scope: Scope) -> Alternative:
    """The account that was chosen; where a list was united, with all its entries."""
    account = accounts.Account(chosen.value, chosen.seen)
    return Alternative(account=account, agrees=True, scope=scope)


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
    chosen: strawberry.Private[accounts.Chosen[Any]]
    scope: strawberry.Private[Scope]

    @strawberry.field
    def money(self) -> Money | None:
        return _money(self.chosen.value)

    @strawberry.field
    def count(self) -> Decimal | None:
        return _count(self.chosen.value)

    @strawberry.field(description="Of the count: people, users, MW, chips, percent …")
    def unit(self) -> str | None:
        return _unit(self.chosen.value)

    @strawberry.field(description="What the number says of the true value.")
    def bound(self) -> vocabulary.Bound:
        return _bound(self.chosen.value)

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
        return self.chosen.seen.event.confidence

    @strawberry.field
    async def event(self, info: strawberry.Info) -> Event:
        return await _event(info, self.chosen.seen, self.scope)

    @strawberry.field
    def sources(self) -> list[Source]:
        return sources_of(self.chosen.seen.sources)

    @strawberry.field(description="Other accounts of the same moment.")
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.chosen, self.scope)

    @strawberry.field(description="Name of the step that chose it.")
    def rule(self) -> str:
        return self.chosen.rule.value


def figure(chosen: accounts.Chosen[Any] | None, scope: Scope) -> Figure | None:
    return Figure(chosen=chosen, scope=scope) if chosen is not None else None


@strawberry.type(description="Standing accounts of one field of one subject that do not agree.")
class Conflict:
    of: strawberry.Private[accounts.Chosen[Any]]
    scope: strawberry.Private[Scope]

    @strawberry.field
    def subject(self) -> str:
        return self.of.subject

    @strawberry.field
    def field(self) -> str:
        return self.of.field

    @strawberry.field
    def chosen(self) -> Alternative:
        return winner_of(self.of, self.scope)

    @strawberry.field
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.of, self.scope)

    @strawberry.field(description="Name of the step that chose.")
    def rule(self) -> str:
        return self.of.rule.value

    @strawberry.field(
        description="Largest over smallest number, converted where needed; null where they are no numbers or cannot be"
        " compared."
    )
    def spread(self) -> Decimal | None:
        return spread(self.of, self.scope.vantage) if self.scope.vantage is not None else None


def conflicts_of(statements: tuple[accounts.Chosen[Any], ...], scope: Scope) -> list[Conflict]:
    return [Conflict(of=chosen, scope=scope) for chosen in statements if chosen.is_conflict]


@strawberry.type(description="Any field of any subject, with where it comes from.")
class Statement:
    chosen: strawberry.Private[accounts.Chosen[Any]]
    scope: strawberry.Private[Scope]

    @strawberry.field
    def subject(self) -> str:
        return self.chosen.subject

    @strawberry.field
    def field(self) -> str:
        return self.chosen.field

    @strawberry.field
    def value(self) -> Alternative:
        return winner_of(self.chosen, self.scope)

    @strawberry.field
    def on(self) -> PartialDate:
        return PartialDate(told=self.chosen.account.moment)

    @strawberry.field
    def confidence(self) -> vocabulary.Confidence:
        return self.chosen.seen.event.confidence

    @strawberry.field
    def sources(self) -> list[Source]:
        return sources_of(self.chosen.seen.sources)

    @strawberry.field
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.chosen, self.scope)

    @strawberry.field(description="Name of the step that chose it.")
    def rule(self) -> str:
        return self.chosen.rule.value
