"""Acquisitions by a company, and of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dateline.events.deals import Acquisition as AcquisitionEvent
from dateline.events.event import Event
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject, party_of_key
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party
from dateline.values.vocabulary import AcquisitionStage

CONTROL = Decimal(50)
"""A company is acquired by more than this percentage; an acquisition without a percentage is of the whole company."""


class Acquisition(View, frozen=True, eq=False):
    stage: Chosen[AcquisitionStage]
    on: Chosen[PartialDate]
    target: Chosen[Party]
    price: Chosen[Amount] | None
    percent: Chosen[Decimal] | None

    @property
    def acquirer(self) -> str:
        """The company that buys, by its slug."""
        return self.subject.company

    @property
    def announced(self) -> Chosen[PartialDate] | None:
        """The day it was announced, whatever stage it is in by now; None where nobody tells of that stage."""
        return self.subject.choose("announced", Course.TALKS, _day_announced)

    @property
    def is_of_control(self) -> bool:
        """Whether it is of more than half, for all that is known; a purchase of less is only a holding."""
        return self.percent is None or self.percent.value > CONTROL

    @property
    def gives_control(self) -> bool:
        return self.stage.value is AcquisitionStage.COMPLETED and self.is_of_control


def _day_announced(event: Event) -> PartialDate | None:
    is_announced = isinstance(event, AcquisitionEvent) and event.stage is AcquisitionStage.ANNOUNCED
    return event.when if is_announced else None


def view(subject: Subject[AcquisitionEvent]) -> Acquisition:
    course = Course.TALKS
    return Acquisition(
        subject=subject,
        stage=subject.always("stage", course, lambda event: event.stage),
        on=subject.date(course),
        target=subject.named("target", course, lambda event: event.target, party_of_key),
        price=subject.choose("price", course, lambda event: event.price),
        percent=subject.choose("percent", course, lambda event: event.percent),
    )


PROJECTION = Projection("acquisitions", "Acquisitions", kinds=(AcquisitionEvent,), makes=Acquisition, view=view)


def acquired_by(deals: Iterable[Acquisition]) -> Acquisition | None:
    """The deal by which a company is bought, or is to be; None if there is none among those that name it as target.

    What was abandoned, or is known to be of half or less, makes nobody its owner. A deal that went further comes first,
    then the later deal.
    """
    alive = [deal for deal in deals if deal.stage.value is not AcquisitionStage.ABANDONED and deal.is_of_control]
    return max(alive, key=_weight, default=None)


def _weight(deal: Acquisition) -> tuple[int, date, date, str]:
    return deal.stage.value.rank, *deal.on.value.sort_key(), deal.acquirer
