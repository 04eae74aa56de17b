"""What begins, ends, and may begin again: how a role or a partnership stands in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import SpanStage, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Span(View):
    stage: Chosen[Stage]
    since: Chosen[PartialDate] | None
    until: Chosen[PartialDate] | None


def span(subject: Subject) -> tuple[Chosen[Stage], Chosen[PartialDate] | None, Chosen[PartialDate] | None]:
    """The stage it is in, the beginning that this is the latest of, and the end if it has ended."""
    stage = subject.stage(Course.RECURS)
    since = subject.choose("since", Course.RECURS, _when(SpanStage.STARTED))
    ended = stage.value is SpanStage.ENDED
    return stage, since, subject.choose("until", Course.RECURS, _when(SpanStage.ENDED)) if ended else None


def _when(stage: SpanStage) -> Any:
    return lambda event: event.when if event.stage is stage else None
