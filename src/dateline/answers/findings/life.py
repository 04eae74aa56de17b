"""Rules about the order of a company's life: nothing before it begins, nothing after it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from dateline.answers.findings.suspicion import Suspicion, correcting, once
from dateline.events.kinds import Founded
from dateline.state.company import CompanyState
from dateline.state.parts.acquisitions import Acquisition
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.listings import Listing
from dateline.state.parts.models import Model
from dateline.state.parts.products import Product
from dateline.values.dates import PartialDate, Precision
from dateline.values.vocabulary import (
    AcquisitionStage,
    FundingStage,
    ListingStage,
    ModelStage,
    ProductStage,
    SpanStage,
    Stage,
)

RESOLD_AFTER = timedelta(days=366)
"""Of 73 changes from one told owner to another in Crunchbase (2013), 51 lie further apart, as sales one after the other
do; 9 lie within three months."""

_DEED = {
    FundingStage.CLOSED: "closed the round",
    ListingStage.LISTED: "was listed on",
    AcquisitionStage.COMPLETED: "acquired",
    ModelStage.RELEASED: "released the model",
    ProductStage.RELEASED: "released the product",
}
"""What only a living company does."""


def closed_rounds(state: CompanyState) -> list[FundingRound]:
    return [round_ for round_ in state.rounds if round_.stage.value is FundingStage.CLOSED]


def funded_before_founded(state: CompanyState) -> Iterable[Suspicion]:
    if state.founding is None:
        return
    founded = state.founding.on
    for round_ in closed_rounds(state):
        if round_.on.value.ends_before(founded.value):
            yield Suspicion(
                f"the round {round_.key} closed ({round_.on.value.human()}) before the company was founded"
                f" ({founded.value.human()})",
                (round_.on.seen, founded.seen),
            )


def founded_on_new_year(state: CompanyState) -> Iterable[Suspicion]:
    """62 % of the founding dates of Crunchbase (2013) are January 1, where chance would give 0.3 %."""
    for seen in state.history.told:
        if isinstance(seen.event, Founded) and _is_new_year(seen.when):
            assert seen.when.first is not None
            year = f"{seen.when.first.year:04}"
            yield Suspicion(
                f"founded on 1 January {year} exactly: probably only the year is known, and the day was filled in",
                (seen,),
                correcting(seen, "only the year is known", on=PartialDate.from_edtf(year)),
            )


def _is_new_year(day: PartialDate) -> bool:
    return day.precision is Precision.DAY and day.first is not None and (day.first.month, day.first.day) == (1, 1)


def active_after_closing(state: CompanyState) -> Iterable[Suspicion]:
    if state.closing is None:
        return
    closed = state.closing.on
    for deed in _deeds(state):
        if closed.value.ends_before(deed.on.value):
            yield Suspicion(
                f"{_DEED[deed.stage.value]} {deed.key} ({deed.on.value.human()}) after the company was closed"
                f" ({closed.value.human()})",
                (deed.on.seen, closed.seen),
            )


Deed = FundingRound | Listing | Acquisition | Model | Product


def _deeds(state: CompanyState) -> Iterable[Deed]:
    parts: tuple[Deed, ...] = (
        *state.rounds,
        *state.listings,
        *state.acquisitions,
        *state.models,
        *state.products,
    )
    return (part for part in parts if _stage(part) in _DEED)


def _stage(deed: Deed) -> Stage:
    return deed.stage.value


def ended_without_start(state: CompanyState) -> Iterable[Suspicion]:
    for span in (*state.people, *state.partnerships):
        if span.stage.value is SpanStage.ENDED and span.since is None:
            yield Suspicion(
                f"{span.subject.name} ended, but nobody told that it began: perhaps it began under another name",
                (span.stage.seen,),
            )


def acquires_itself(state: CompanyState) -> Iterable[Suspicion]:
    for deal in state.acquisitions:
        if deal.target.value.slug in state.history.slugs:
            yield Suspicion(f"the company is told to acquire itself, as {deal.target.value.name}", deal.events)


def acquired_twice(state: CompanyState) -> Iterable[Suspicion]:
    """Two owners in one year: sold on so soon, or one deal told of two buyers."""
    deals = sorted(
        (deal for deal in state.bids if deal.gives_control),
        key=lambda deal: (*deal.on.value.sort_key(), deal.acquirer),
    )
    for one, other in pairwise(deals):
        if one.acquirer != other.acquirer and _within_a_year(one.on.value, other.on.value):
            yield Suspicion(
                f"acquired by {one.acquirer} ({one.on.value.human()}) and by {other.acquirer}"
                f" ({other.on.value.human()}) within a year",
                once((one.stage.seen, other.stage.seen)),
            )


def _within_a_year(one: PartialDate, other: PartialDate) -> bool:
    if one.last is None or other.first is None or one.overlaps(other):
        return True
    return other.first - one.last <= RESOLD_AFTER
