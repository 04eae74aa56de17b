"""Who holds how much of a company."""

from __future__ import annotations

from decimal import Decimal

from dateline.events.deals import Stake as StakeEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject, party_of_key
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party


class Stake(View, frozen=True, eq=False):
    on: Chosen[PartialDate]
    holder: Chosen[Party]
    percent: Chosen[Decimal] | None
    invested: Chosen[Amount] | None

    @property
    def company(self) -> str:
        """The company that is held, by its slug."""
        return self.subject.company


def view(subject: Subject[StakeEvent]) -> Stake:
    return Stake(
        subject=subject,
        on=subject.date(Course.CHANGES),
        holder=subject.named("holder", Course.CHANGES, lambda event: event.holder, party_of_key),
        percent=subject.choose("percent", Course.CHANGES, lambda event: event.percent),
        invested=subject.choose("invested", Course.CHANGES, lambda event: event.invested),
    )


PROJECTION = Projection("holders", "Holders", kinds=(StakeEvent,), makes=Stake, view=view)
