"""Acquisitions by a company, and of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateline.events.deals import Acquisition as AcquisitionEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party
from dateline.values.vocabulary import AcquisitionStage

CONTROL = Decimal(50)
"""A company is acquired by more than this percentage; an acquisition without a percentage is of the whole company."""


@dataclass(frozen=True, slots=True, eq=False)
class Acquisition(View):
    stage: Chosen[AcquisitionStage]
    on: Chosen[PartialDate]
    target: Chosen[Party]
    price: Chosen[Amount] | None
    percent: Chosen[Decimal] | None

    @property
    def acquirer(self) -> str:
        """The company that told of it, by its slug."""
        return self.stage.seen.event.company

    @property
    def gives_control(self) -> bool:
        completed = self.stage.value is AcquisitionStage.COMPLETED
        return completed and (self.percent is None or self.percent.value > CONTROL)


def view(subject: Subject[AcquisitionEvent]) -> Acquisition:
    stage = subject.always("stage", Course.ONCE, lambda event: event.stage)
    course = Course.CHANGES if stage.value is AcquisitionStage.TALKS else Course.ONCE
    return Acquisition(
        subject=subject,
        stage=stage,
        on=subject.date(course),
        target=subject.always("target", course, lambda event: event.target),
        price=subject.choose("price", course, lambda event: event.price),
        percent=subject.choose("percent", course, lambda event: event.percent),
    )


PROJECTION = Projection("acquisitions", "Acquisitions", kinds=(AcquisitionEvent,), makes=Acquisition, view=view)


def acquired_by(deals: Iterable[Acquisition]) -> Acquisition | None:
    """The deal by which a company is bought, or is to be; None if all deals that name it as target were abandoned.

    A deal that gives control comes first, then a deal that went further, then the later deal.
    """
    alive = [deal for deal in deals if deal.stage.value is not AcquisitionStage.ABANDONED]
    return max(alive, key=_weight, default=None)


def _weight(deal: Acquisition) -> tuple[bool, int, date, date, str]:
    return deal.gives_control, deal.stage.value.rank, *deal.on.value.sort_key(), deal.acquirer
