"""Milestones: dated facts that no other kind is for."""

from __future__ import annotations

from typing import ClassVar

from dateline.events.checks import check_key
from dateline.events.event import Event, Line, Text
from dateline.values.text import slugify
from dateline.values.vocabulary import MilestoneStage


class Milestone(Event, frozen=True, tag="milestone"):
    """What no other kind is for: layoffs, membership of an index, a lawsuit, an award; `category` says what it is."""

    milestone: Line
    stage: MilestoneStage
    name: Line | None = None
    category: Line | None = None
    description: Text | None = None

    kind: ClassVar[str] = "milestone"
    MEANINGS: ClassVar[dict[str, str]] = {
        "milestone": "What the milestone is called; its slug is the key of the subject.",
        "stage": "Where the milestone is in its life.",
        "name": "The name to show, where it differs from the key.",
        "category": "What sort of thing it is, a free word like layoff, index-membership, lawsuit or award.",
        "description": "What happened, in a few sentences.",
    }

    @property
    def subject(self) -> str:
        return f"milestone/{slugify(self.milestone)}"

    def check(self) -> None:
        check_key(self, "milestone")
