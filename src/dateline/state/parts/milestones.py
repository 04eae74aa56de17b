"""Milestones: what no other part is for."""

from __future__ import annotations

from dateline.events.milestones import Milestone as MilestoneEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import MilestoneStage


class Milestone(View, frozen=True, eq=False):
    stage: Chosen[MilestoneStage]
    on: Chosen[PartialDate]
    name: Chosen[str]
    category: Chosen[str] | None
    description: Chosen[str] | None


def view(subject: Subject[MilestoneEvent]) -> Milestone:
    once = Course.ONCE
    return Milestone(
        subject=subject,
        stage=subject.always("stage", once, lambda event: event.stage),
        on=subject.date(),
        name=subject.called("milestone", lambda event: event.name, lambda event: event.milestone),
        category=subject.choose("category", once, lambda event: event.category),
        description=subject.choose("description", once, lambda event: event.description),
    )


PROJECTION = Projection("milestones", "Milestones", kinds=(MilestoneEvent,), makes=Milestone, view=view)
