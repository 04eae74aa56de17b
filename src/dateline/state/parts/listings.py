"""Listings on stock exchanges."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.events.kinds import Listing as ListingEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.vocabulary import Stage


@dataclass(frozen=True, slots=True, eq=False)
class Listing(View):
    stage: Chosen[Stage]
    on: Chosen[PartialDate]
    exchange: Chosen[str]
    ticker: Chosen[str] | None
    price: Chosen[Amount] | None
    raised: Chosen[Amount] | None
    valuation: Chosen[Amount] | None


def view(subject: Subject) -> Listing:
    return Listing(
        subject,
        subject.stage(),
        subject.date(),
        subject.always("exchange", Course.ONCE),
        subject.choose("ticker", Course.ONCE),
        subject.choose("price", Course.ONCE),
        subject.choose("raised", Course.ONCE),
        subject.choose("valuation", Course.ONCE),
    )


PROJECTION = Projection("listings", (ListingEvent,), view)
