"""What a deal says the company is worth, and which of several such figures decide on its valuation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

import msgspec

from dateline.state.accounts import Chosen
from dateline.values.money import Amount
from dateline.values.vocabulary import Bound, FundingStage, ListingStage, Stage

_VALUED: frozenset[Stage] = frozenset(
    {FundingStage.ANNOUNCED, FundingStage.CLOSED, ListingStage.FILED, ListingStage.LISTED, ListingStage.DELISTED}
)


class Deal(Protocol):
    """A round, or a listing."""

    @property
    def stage(self) -> Chosen[Stage]: ...
    @property
    def valuation(self) -> Chosen[Amount] | None: ...


def valued_at(deal: Deal) -> Chosen[Amount] | None:
    """What it says the company is worth. A figure that was only talked about is nobody's valuation: it does not count,
    even once its round has closed."""
    found = deal.valuation
    if found is None or deal.stage.value not in _VALUED or found.account.seen.event.stage_of not in _VALUED:
        return None
    return found


class Worth(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Such a figure, as far as it tells whether another one supersedes it, and whether it says something else."""

    begins: date | None
    ends: date | None
    amount: Decimal
    currency: str
    bound: Bound

    @property
    def value(self) -> tuple[Decimal, str, Bound]:
        return self.amount, self.currency, self.bound


def worth(told: Chosen[Amount]) -> Worth:
    moment, value = told.account.seen.when, told.value
    return Worth(moment.first, moment.last, value.amount, value.currency, value.bound)


def deciding(told: Sequence[Worth | None]) -> list[int]:
    """The places of those that a choice among all of them follows from, of what changes (help rules, 5.5): what none
    supersedes, and, if there is one, something else that was told before, by which it is known that its date chose."""
    latest_begin = max([one.begins or date.min for one in told if one is not None], default=date.min)
    left, over = list[int](), list[int]()
    for place, one in enumerate(told):
        if one is not None:
            (left if one.ends is None or one.ends >= latest_begin else over).append(place)
    values = {one.value for place in left if (one := told[place]) is not None}
    witness = [place for place in over if (one := told[place]) is not None and one.value not in values]
    return sorted([*left, *witness[:1]])
