"""An amount of money, as it is asked for and as it is sent."""

from decimal import Decimal

import strawberry

from dateline.errors import InvalidInput
from dateline.graphql.inputs.declared import input_type
from dateline.graphql.scalars import CurrencyCode
from dateline.values.money import Money
from dateline.values.vocabulary import Bound


@input_type(description="An amount in a currency.")
class MoneyInput:
    amount: Decimal = strawberry.field(description="In whole units of the currency, like euros, not cents.")
    currency: CurrencyCode = strawberry.field(description="The one the amount is in.")
    bound: Bound | None = strawberry.field(
        default=strawberry.UNSET,
        description="Of an event: what the number says of the true one. Default: EXACT. A filter refuses it.",
    )
    stated: list["MoneyInput"] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Of an event: the source’s own conversions into other currencies. A filter refuses them.",
    )


def least_amount(asked: MoneyInput) -> Money:
    """What amounts are compared with. Raises InvalidInput for what only an event says of one."""
    if asked.bound or asked.stated:
        raise InvalidInput("`bound` and `stated` are for amounts of events: leave them out of a filter")
    return Money(asked.amount, asked.currency)
