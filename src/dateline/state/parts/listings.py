"""Listings on stock exchanges."""

from __future__ import annotations

from dateline.events.deals import Listing as ListingEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject, text_of_key
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.vocabulary import ListingStage


class Listing(View, frozen=True, eq=False):
    stage: Chosen[ListingStage]
    on: Chosen[PartialDate]
    exchange: Chosen[str]
    ticker: Chosen[str] | None
    price: Chosen[Amount] | None
    raised: Chosen[Amount] | None
    valuation: Chosen[Amount] | None


def view(subject: Subject[ListingEvent]) -> Listing:
    return Listing(
        subject=subject,
        stage=subject.always("stage", Course.ONCE, lambda event: event.stage),
        on=subject.date(),
        exchange=subject.named("exchange", Course.ONCE, lambda event: event.exchange, text_of_key),
        ticker=subject.choose("ticker", Course.ONCE, lambda event: event.ticker),
        price=subject.choose("price", Course.ONCE, lambda event: event.price),
        raised=subject.choose("raised", Course.ONCE, lambda event: event.raised),
        valuation=subject.choose("valuation", Course.ONCE, lambda event: event.valuation),
    )


PROJECTION = Projection("listings", "Listings", kinds=(ListingEvent,), makes=Listing, view=view)
