"""Who the company is: what its founding and its later profiles say of it."""

from __future__ import annotations

from dateline.events.kinds import Closed, Founded
from dateline.events.kinds import Profile as ProfileEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.parties import Party


class Profile(View, frozen=True, eq=False):
    """What changes: a later account supersedes an earlier one. A founding speaks of its own day."""

    name: Chosen[str] | None
    country: Chosen[str] | None
    region: Chosen[str] | None
    city: Chosen[str] | None
    website: Chosen[str] | None
    sector: Chosen[str] | None
    aliases: Chosen[tuple[str, ...]] | None
    identifiers: Chosen[tuple[str, ...]] | None


def view(subject: Subject[Founded | ProfileEvent]) -> Profile:
    changes = Course.CHANGES
    profiles = subject.told_by(ProfileEvent)  # a founding has not all the fields of a profile
    return Profile(
        subject=subject,
        name=subject.choose("name", changes, lambda event: event.name),
        country=subject.choose("country", changes, lambda event: event.country),
        region=profiles.choose("region", changes, lambda event: event.region),
        city=subject.choose("city", changes, lambda event: event.city),
        website=profiles.choose("website", changes, lambda event: event.website),
        sector=profiles.choose("sector", changes, lambda event: event.sector),
        aliases=profiles.unite("aliases", lambda event: event.aliases),
        identifiers=profiles.unite("identifiers", lambda event: event.identifiers),
    )


PROJECTION = Projection(
    "profile", "Profile", kinds=(Founded, ProfileEvent), makes=Profile, view=view, filed_under="profile"
)


class Founding(View, frozen=True, eq=False):
    on: Chosen[PartialDate]
    founders: Chosen[tuple[Party, ...]] | None


def founding(subject: Subject[Founded]) -> Founding:
    on = subject.date()
    return Founding(subject=subject, on=on, founders=subject.unite("founders", lambda event: event.founders, (on,)))


FOUNDING = Projection("founding", "Founding", kinds=(Founded,), makes=Founding, view=founding, filed_under="founded")


class Closing(View, frozen=True, eq=False):
    on: Chosen[PartialDate]
    cause: Chosen[str] | None
    successor: Chosen[Party] | None


def closing(subject: Subject[Closed]) -> Closing:
    return Closing(
        subject=subject,
        on=subject.date(),
        cause=subject.choose("cause", Course.ONCE, lambda event: event.why),
        successor=subject.choose("successor", Course.ONCE, lambda event: event.successor),
    )


CLOSING = Projection("closing", "Closing", kinds=(Closed,), makes=Closing, view=closing, filed_under="closed")
