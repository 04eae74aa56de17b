"""The parts of states that are listed over all companies, and the orders in which they come."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from dateline.answers.ranking.part_filters import DatedPart
from dateline.errors import InvalidInput
from dateline.log.index_entries import RAISED
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts import acquisitions, data_centers, funding, milestones, models
from dateline.state.projection import Projection
from dateline.values.currencies import MINOR_UNITS
from dateline.values.described import Described
from dateline.values.money import Amount, Quantity

P = TypeVar("P", bound=DatedPart)


class ListOrder(Described):
    """What comes first in a list of parts of all companies."""

    LATEST = "latest", "By the day each counts from, the latest first."
    LARGEST = (
        "largest",
        "By what was raised, the price, the megawatts or the parameters, the most first; those without come last.",
    )


class PartOrder(msgspec.Struct, frozen=True):
    """`currency` is what money is compared in, at the rate of its day."""

    by: ListOrder = ListOrder.LATEST
    currency: str = "USD"

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNITS:
            raise InvalidInput(f"{self.currency!r} is not an ISO 4217 code, like EUR or USD")


class ListedPart(msgspec.Struct, Generic[P], frozen=True):
    """One part of all states: `size` is what the largest is known by."""

    part: Projection[P]
    size: Callable[[P], Chosen[Any] | None] | None = None
    measure: str | None = None
    """Under which the index has the sizes, if it has."""

    @property
    def name(self) -> str:
        """As sheets and commands have it."""
        return self.part.name.replace("_", "-")

    @property
    def kind(self) -> str:
        """Of the events that tell of them."""
        return self.part.kinds[0].kind

    @property
    def is_money(self) -> bool:
        """Whether their sizes are amounts of money."""
        return self.part.makes in (funding.FundingRound, acquisitions.Acquisition)

    def number(self, part: P, state: CompanyState, currency: str) -> Decimal | None:
        """How large it is; None if nobody says, or no rate converts it."""
        chosen = self.size(part) if self.size is not None else None
        if chosen is None:
            return None
        match chosen.value:
            case Amount():
                conversion = state.converted(chosen, currency)
                return conversion.money.amount if conversion is not None else None
            case Quantity() as quantity:
                return quantity.count
            case Decimal() as number:
                return number
        raise TypeError(f"{type(chosen.value).__name__} is no size")


ROUNDS = ListedPart(funding.PROJECTION, lambda round_: round_.raised, RAISED)
ACQUISITIONS = ListedPart(acquisitions.PROJECTION, lambda deal: deal.price)
MODELS = ListedPart(models.PROJECTION, lambda model: model.parameters)
DATA_CENTERS = ListedPart(data_centers.PROJECTION, lambda site: site.megawatts)
MILESTONES = ListedPart(milestones.PROJECTION)

LISTED_PARTS: dict[str, ListedPart[Any]] = {
    each.name: each for each in (ROUNDS, ACQUISITIONS, MODELS, DATA_CENTERS, MILESTONES)
}
"""By their names."""
