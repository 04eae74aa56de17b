"""People in their roles."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.events.kinds import Role as RoleEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.parts.spans import Span, span
from dateline.state.projection import Projection
from dateline.state.subject import Subject
from dateline.values.parties import Party


@dataclass(frozen=True, slots=True, eq=False)
class Role(Span):
    title: Chosen[str]
    person: Chosen[Party] | None


def view(subject: Subject) -> Role:
    title = subject.always("title", Course.RECURS)
    return Role(subject, *span(subject), title, subject.choose("person", Course.RECURS))


PROJECTION = Projection("people", (RoleEvent,), view)
