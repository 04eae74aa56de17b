"""Events about events: retraction, dispute, merge."""

import re
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from dateline.events.checks import refuse
from dateline.events.event import MAX_LIST, Event, Id
from dateline.values.parties import is_slug


class _Act(Event, frozen=True):
    """An event about events."""

    @property
    def is_act(self) -> bool:
        return True


class _ActOnEvent(_Act, frozen=True):
    event: Id

    MEANINGS: ClassVar[dict[str, str]] = {
        "event": "The id of the event it speaks of.",
    }

    @property
    def acts_on(self) -> tuple[str, ...]:
        return (self.event, *super().acts_on)

    def check(self) -> None:
        if self.reason is None:
            refuse("reason", f"is missing: a {self.kind} says why", "missing")


class Retraction(_ActOnEvent, frozen=True, tag="retraction"):
    """Takes an event back: it never counts, as if nobody had said it; `reason` says why."""

    kind: ClassVar[str] = "retraction"


class Dispute(_ActOnEvent, frozen=True, tag="dispute"):
    """Contests an event: it is still listed, but in no state or sum; `reason` says why."""

    kind: ClassVar[str] = "dispute"


class Merge(_Act, frozen=True, tag="merge"):
    """With `subject`: the subjects in `same` are that subject. Without: the companies in `same` are this company."""

    same: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=MAX_LIST)]
    kept_subject: Id | None = msgspec.field(name="subject", default=None)
    """The one of several subjects that is kept; None where companies are merged."""

    kind: ClassVar[str] = "merge"
    MEANINGS: ClassVar[dict[str, str]] = {
        "same": "The subjects, or the slugs of companies, that are the same as the one that is kept.",
        "subject": "The one of several subjects that is kept; left out where companies are merged.",
    }

    @property
    def subject(self) -> str | None:
        return self.kept_subject

    def check(self) -> None:
        kept, fits, shape = (
            (self.kept_subject, _SUBJECT.match, "a subject, like funding/series-c")
            if self.kept_subject is not None
            else (self.company, is_slug, "a company's slug")
        )
        if not fits(kept):
            refuse("subject", f"{kept!r} is not {shape}", "merge")
        for place, name in enumerate(self.same):
            if not fits(name):
                refuse(f"same[{place}]", f"{name!r} is not {shape}", "merge")
            if self.kept_subject is not None and name.split("/")[0] != kept.split("/")[0]:
                refuse(f"same[{place}]", f"{name!r} is of another kind than {kept!r}: it cannot be the same", "merge")
            if name == kept:
                refuse(f"same[{place}]", f"{name!r} is the one that is kept: name only the others", "merge")


ABOUT_EVENTS: Final = (Retraction, Dispute, Merge)
"""Acts that say nothing about the company itself."""
_SUBJECT = re.compile(r"^[a-z][a-z-]*/\S+$")
