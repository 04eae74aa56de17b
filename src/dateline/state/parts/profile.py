"""Who the company is: what its founding and its later profiles say of it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.events.event import Event
from dateline.events.kinds import Closed, Founded
from dateline.events.kinds import Profile as ProfileEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.parties import Party


@dataclass(frozen=True, slots=True, eq=False)
class Profile(View):
    """What changes: a later account supersedes an earlier one. A founding speaks of its own day."""

    name: Chosen[str] | None
    country: Chosen[str] | None
    region: Chosen[str] | None
    city: Chosen[str] | None
    website: Chosen[str] | None
    sector: Chosen[str] | None
    aliases: Chosen[tuple[str, ...]] | None


def view(subject: Subject) -> Profile:
    return Profile(
        subject,
        _text(subject, "name"),
        _text(subject, "country"),
        _text(subject, "region"),
        _text(subject, "city"),
        _text(subject, "website"),
        _text(subject, "sector"),
        subject.unite("aliases", (), lambda event: getattr(event, "aliases", ())),
    )


def _text(subject: Subject, field: str) -> Chosen[str] | None:
    """A founding has not all the fields of a profile."""
    return subject.choose(field, Course.CHANGES, lambda event: getattr(event, field, None))


PROJECTION = Projection("profile", (Founded, ProfileEvent), view, "profile")


@dataclass(frozen=True, slots=True, eq=False)
class Founding(View):
    on: Chosen[PartialDate]
    founders: Chosen[tuple[Party, ...]] | None


def founding(subject: Subject) -> Founding:
    on = subject.date()
    return Founding(subject, on, subject.unite("founders", (on,)))


FOUNDING = Projection("founding", (Founded,), founding, "founded")


@dataclass(frozen=True, slots=True, eq=False)
class Closing(View):
    on: Chosen[PartialDate]
    reason: Chosen[str] | None
    successor: Chosen[Party] | None


def closing(subject: Subject) -> Closing:
    return Closing(
        subject,
        subject.date(),
        subject.choose("reason", Course.ONCE, _own_reason),
        subject.choose("successor", Course.ONCE),
    )


def _own_reason(event: Event) -> str | None:
    """Why the company closed; the reason of a correction is why it corrects."""
    return event.reason if event.corrects is None else None


CLOSING = Projection("closing", (Closed,), closing, "closed")
