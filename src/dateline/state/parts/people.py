"""People in their roles."""

from __future__ import annotations

from dateline.events.kinds import NOBODY
from dateline.events.kinds import Role as RoleEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.parts.spans import Span, since, until
from dateline.state.projection import Projection
from dateline.state.subject import Subject, party_of_key
from dateline.values.parties import Party


class Role(Span, frozen=True, eq=False):
    title: Chosen[str]
    person: Chosen[Party] | None


def view(subject: Subject[RoleEvent]) -> Role:
    stage = subject.always("stage", Course.RECURS, lambda event: event.stage)
    return Role(
        subject=subject,
        stage=stage,
        since=since(subject),
        until=until(subject, stage),
        title=subject.named("title", Course.RECURS, lambda event: event.title, lambda key: key.partition("/")[2]),
        person=subject.of_key("person", Course.RECURS, lambda event: event.person, _person),
    )


def _person(key: str) -> Party | None:
    return party_of_key(key) if key.partition("/")[0] != NOBODY else None


PROJECTION = Projection("people", "People", kinds=(RoleEvent,), makes=Role, view=view)
