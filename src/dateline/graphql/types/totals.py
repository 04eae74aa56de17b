"""Totals: sums that say what they left out, and what a whole state rests on."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import msgspec
import strawberry

from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.figures import Converted
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.values import Money, money_of
from dateline.state import history
from dateline.state.seen import Seen
from dateline.values import totals


@object_type(description="A sum that says what it left out.")
class Total(msgspec.Struct, kw_only=True, gc=False):
    total: totals.Total
    told: Callable[[], Sequence[Seen]]
    """The events that say what is in it: who asks for them has them looked up."""
    scope: Scope

    @strawberry.field(
        description="The sum, where money is added. Null when nothing was counted, or when no currency was asked for"
        " and there are several."
    )
    def money(self) -> Money | None:
        return money_of(self.total.money) if self.total.money is not None else None

    @strawberry.field(description="One sum for each currency, by code.")
    def by_currency(self) -> list[Money]:
        return [money_of(one) for one in self.total.by_currency]

    @strawberry.field(description="The sum, where counts are added; null for money, and where nothing was counted.")
    def count(self) -> Decimal | None:
        return self.total.count

    @strawberry.field(description="What `count` counts, like MW or chips; null for money.")
    def unit(self) -> str | None:
        return self.total.unit

    @strawberry.field(description="How many amounts are in it.")
    def counted(self) -> int:
        return self.total.counted

    @strawberry.field(description="How many should be, but nobody said how much.")
    def unknown(self) -> int:
        return self.total.unknown

    @strawberry.field(description="How many were left out.")
    def excluded(self) -> int:
        return self.total.excluded

    @strawberry.field(description="How each amount counted was converted, if a currency was asked for.")
    def conversions(self) -> list[Converted]:
        return [Converted(conversion=conversion) for conversion in self.total.conversions]

    @strawberry.field(description="A reason for each one unknown or left out.")
    def why(self) -> list[str]:
        return list(self.total.why)

    @strawberry.field(description="Those whose amounts are in it.")
    async def events(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, tuple(self.told()), self.scope)


@object_type(description="What a state rests on: the events that count, and their sources.")
class Coverage(msgspec.Struct, kw_only=True, gc=False):
    coverage: history.Coverage

    @strawberry.field(description="How many events count: they stand, are sure enough, and are true by `on`.")
    def events(self) -> int:
        return self.coverage.events

    @strawberry.field(description="How many different articles these events rest on.")
    def sources(self) -> int:
        return self.coverage.sources

    @strawberry.field(description="The earliest day that one of them counts from; null without events.")
    def first_on(self) -> date | None:
        return self.coverage.first_on

    @strawberry.field(description="The latest day that one of them counts from; null without events.")
    def last_on(self) -> date | None:
        return self.coverage.last_on

    @strawberry.field(description="The earliest day since which anyone could know one of them; null without events.")
    def first_known(self) -> date | None:
        return self.coverage.first_known

    @strawberry.field(description="The latest day since which anyone could know one of them; null without events.")
    def last_known(self) -> date | None:
        return self.coverage.last_known
