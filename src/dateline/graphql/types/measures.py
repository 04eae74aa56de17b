"""Measures: what companies are ordered by, and what is plotted."""

from collections.abc import Iterable
from decimal import Decimal

import strawberry

from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.figures import Converted, Figure
from dateline.graphql.types.totals import Total
from dateline.graphql.types.value_fields import money_in
from dateline.graphql.types.values import Money, PartialDate, money_of
from dateline.state.accounts import Chosen
from dateline.state.seen import Seen
from dateline.values.money import Quantity
from dateline.values.rates import Conversion
from dateline.values.totals import Total as DomainTotal


@strawberry.type(description="What something was ordered by or plotted as: one of figure, total, date and text.")
class Measure:
    seen: strawberry.Private[tuple[Seen, ...]]
    scope: strawberry.Private[Scope]
    figure: Figure | None = strawberry.field(
        default=None, description="Where it is a single figure: the number with where it comes from; else null."
    )
    total: Total | None = strawberry.field(
        default=None, description="Where it is a sum: what it counted and what it left out; else null."
    )
    date: PartialDate | None = strawberry.field(
        default=None, description="Where it is a date: the day as it was told; else null."
    )
    text: str | None = strawberry.field(default=None, description="Where it is a text, like a name; else null.")
    money: Money | None = strawberry.field(
        default=None,
        description="The number itself, if it is money: in the currency asked for, if one was; null without a rate.",
    )
    count: Decimal | None = strawberry.field(default=None, description="The number itself, if it is a count.")
    converted: Converted | None = strawberry.field(
        default=None, description="How a figure was converted, if a currency was asked for."
    )

    @strawberry.field(description="The events that say so; of a sum, those whose amounts are in it.")
    async def because(self, info: strawberry.Info) -> list[Event]:
        return await events_of(info, self.seen, self.scope)


def figure_measure(
    chosen: Chosen[object], scope: Scope, currency: str | None = None, conversion: Conversion | None = None
) -> Measure:
    """A figure as a measure. `conversion` is into `currency`; None where the day of the figure has no rate."""
    value = chosen.value
    reported = money_in(value) if currency is None else None
    return Measure(
        seen=(chosen.seen,),
        scope=scope,
        figure=Figure(chosen=chosen, scope=scope),
        money=money_of(conversion.money) if conversion is not None else reported,
        count=value.count if isinstance(value, Quantity) else None,
        converted=Converted(conversion=conversion) if conversion is not None else None,
    )


def total_measure(total: DomainTotal, counted: Iterable[Chosen[object]], scope: Scope) -> Measure:
    """A sum, and the accounts that are counted in it."""
    seen = tuple({chosen.seen.id: chosen.seen for chosen in counted}.values())
    money = total.money
    return Measure(
        seen=seen,
        scope=scope,
        total=Total(total=total, told=lambda: seen, scope=scope),
        money=money_of(money) if money is not None else None,
        count=total.count,
    )
