"""What begins, ends, and may begin again: how a role or a partnership stands in time."""

from __future__ import annotations

from collections.abc import Callable

from dateline.events.kinds import Partnership, Role
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import SpanStage


class Span(View, frozen=True, eq=False):
    stage: Chosen[SpanStage]
    since: Chosen[PartialDate] | None
    until: Chosen[PartialDate] | None


def since(subject: Subject[Role | Partnership]) -> Chosen[PartialDate] | None:
    """The beginning that this is the latest of."""
    return subject.choose("since", Course.RECURS, _when(SpanStage.STARTED))


def until(subject: Subject[Role | Partnership], stage: Chosen[SpanStage]) -> Chosen[PartialDate] | None:
    """The end, if it has ended."""
    ended = stage.value is SpanStage.ENDED
    return subject.choose("until", Course.RECURS, _when(SpanStage.ENDED)) if ended else None


def _when(stage: SpanStage) -> Callable[[Role | Partnership], PartialDate | None]:
    return lambda event: event.when if event.stage is stage else None
