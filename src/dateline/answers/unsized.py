"""Happenings of which nobody tells the size: a layoff that is a milestone, and in no figure of its day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from dateline.answers.spans_told import DaySpan
from dateline.state.company import CompanyState
from dateline.values.text import slugify
from dateline.values.vocabulary import MilestoneStage

COUNTED_BY = {"layoffs": "layoff"}
"""A metric, and the category of the milestones that its figures count the people of."""


def unsized(state: CompanyState, metric: str, over: DaySpan, told: Collection[DaySpan]) -> tuple[DaySpan, ...]:
    """The days of those in a time that no figure is of, in their order; `told` are the days of all figures."""
    category = COUNTED_BY.get(metric)
    if category is None:
        return ()
    found = (
        DaySpan(one.on.value.first or date.min, one.on.value.last or date.max)
        for one in state.milestones
        if one.category is not None
        and slugify(one.category.value) == category
        and one.stage.value is not MilestoneStage.CANCELLED
    )
    inside = (days for days in found if days.within(over))
    return tuple(sorted(days for days in inside if not any(_meet(days, other) for other in told)))


def _meet(one: DaySpan, other: DaySpan) -> bool:
    return one.first <= other.last and other.first <= one.last
