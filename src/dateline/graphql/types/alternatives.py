"""Alternatives: an account, whatever the type of its value, and the event that says it."""

from decimal import Decimal
from typing import Annotated

import msgspec
import strawberry

from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, one_event
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.value_fields import bound_in, count_in, money_in, text_in, unit_in
from dateline.graphql.types.values import Money, PartialDate
from dateline.state.accounts import Account, Chosen
from dateline.values import dates, vocabulary


@object_type(
    description="An account: what one event says of one field of one subject, be it the one that was chosen or another."
)
class Alternative(msgspec.Struct, kw_only=True, gc=False):
    account: Account[object]
    scope: Scope
    agrees: Annotated[
        bool,
        strawberry.field(
            description="Whether it can be true together with the account that was chosen; true of that one itself."
        ),
    ]

    @strawberry.field(description="The value, where it is an amount of money; null otherwise.")
    def money(self) -> Money | None:
        return money_in(self.account.value)

    @strawberry.field(description="The value, where it is a number of things; null otherwise.")
    def count(self) -> Decimal | None:
        return count_in(self.account.value)

    @strawberry.field(
        description="What `count` counts, like people, users or MW; null where nothing is counted, or it needs no unit."
    )
    def unit(self) -> str | None:
        return unit_in(self.account.value)

    @strawberry.field(description="The value in words: a name, a stage, a list of names; null for what is no text.")
    def text(self) -> str | None:
        return text_in(self.account.value)

    @strawberry.field(description="The value, where it is a date; null otherwise.")
    def date(self) -> PartialDate | None:
        value = self.account.value
        return PartialDate(told=value) if isinstance(value, dates.PartialDate) else None

    @strawberry.field(description="What a number says of the true value; EXACT for all that is no number.")
    def bound(self) -> vocabulary.Bound:
        return bound_in(self.account.value)

    @strawberry.field(description="Told before its date began, and by nobody since.")
    def foretold(self) -> bool:
        return self.account.seen.foretold

    @strawberry.field(description="The event that says so, read through the vantage of the answer around it.")
    async def event(self, info: strawberry.Info) -> Event:
        return await one_event(info, self.account.seen, self.scope)


def alternatives_of(chosen: Chosen[object], scope: Scope) -> list[Alternative]:
    return [Alternative(account=other.account, agrees=other.agrees, scope=scope) for other in chosen.alternatives]


def winner_of(chosen: Chosen[object], scope: Scope) -> Alternative:
    """The account that was chosen. A list that was united from several accounts has the entries of all."""
    account = Account(chosen.value, chosen.seen)
    return Alternative(account=account, agrees=True, scope=scope)
