"""Draft: an event made ready to be appended, with all that a store files of it and that follows from its content."""

from __future__ import annotations

from datetime import date

import msgspec

from dateline.events.acts import Merge
from dateline.events.codec import canonical, digest, read_back, refuse_too_long
from dateline.events.deals import Acquisition, Stake
from dateline.events.event import Event
from dateline.events.kinds import Founded, Profile
from dateline.log.index_entries import IndexEntry, index_entries_of
from dateline.values.dates import Certainty
from dateline.values.identifiers import same_identifier
from dateline.values.text import searched


class Draft(msgspec.Struct, frozen=True, eq=False, array_like=True, gc=False):
    """An event with everything that a store writes for it and that follows from its content."""

    content: bytes
    digest: bytes
    id: str
    company: str
    kind: str
    subject: str | None
    first_day: date
    """The first day of its date; the first day there is, if it has none."""
    last_day: date
    possible_day: date
    """The day it counts from if possible is enough."""
    known: date
    confidence: int
    act: bool
    acts_on: tuple[str, ...]
    mentions: tuple[tuple[str, str], ...]
    """(slug, role) of every party it names, and of every company that an act of it is about; the identifiers that a
    profile says, as they are compared, in the role IDENTIFIER."""
    names: tuple[str, ...]
    """What it calls the company, folded for search."""
    index_entries: tuple[IndexEntry, ...]
    """What it tells of the things that companies are ranked by."""


def draft(event: Event) -> Draft:
    """What the log will hold of an event.

    What is measured is what will be stored, whatever was checked before: raises InvalidEvent if it could not be read
    from an event file.
    """
    return draft_of_read(read_back(event))


def draft_of_read(event: Event, content: bytes | None = None, proven: bytes | None = None) -> Draft:
    """The same for an event as the codec has just read it, without another look at it; `content` is its content, of
    the log or as the codec has just written it, and `proven` the digest of that, where it is known to be. Raises
    InvalidEvent for one that is longer than an event may be."""
    if content is None:
        content = canonical(event)
        refuse_too_long(content)
    when = event.when
    last_day, first_day = when.sort_key()
    return Draft(  # in the order of its fields: by name it takes longer
        content,
        proven or digest(content),
        event.id,
        event.company,
        event.kind,
        event.subject,
        first_day,
        last_day,
        when.counts_from(Certainty.POSSIBLE),
        event.known,
        event.confidence.rank,
        event.is_act,
        event.acts_on,
        mentions(event),
        names(event),
        index_entries_of(event),
    )


BINDING = frozenset({"target", "holder", "subject", "same"})
"""The roles in which an event belongs to the history of the company that it names too."""
_KINDS_THAT_BIND = (Acquisition, Stake, Merge)
"""In which somebody can have such a role."""


IDENTIFIER = "identifier"
"""The role of what is no slug: it has a colon in it."""


def bound(event: Event) -> set[str]:
    """The slugs of the companies to whose histories an event belongs as it stands, whatever merges say."""
    if not isinstance(event, _KINDS_THAT_BIND):
        return {event.company}
    return {event.company, *(slug for slug, role in mentions(event) if role in BINDING)}


def mentions(event: Event) -> tuple[tuple[str, str], ...]:
    """Whom an event names besides its company, so that their histories find it."""
    if isinstance(event, Merge):
        named = [(slug, "same") for slug in event.same] if event.kept_subject is None else _about(event)
        return tuple(dict.fromkeys(named))
    if isinstance(event, Profile):
        return tuple(dict.fromkeys([(same_identifier(said), IDENTIFIER) for said in event.identifiers]))
    parties = event.parties()
    if len(parties) < 2:
        return tuple([(party.slug, role) for role, party in parties])
    return tuple(dict.fromkeys([(party.slug, role) for role, party in parties]))


def names(event: Event) -> tuple[str, ...]:
    """Every name that an event gives its company, as a search compares it."""
    if not isinstance(event, Founded | Profile):
        return ()
    aliases = event.aliases if isinstance(event, Profile) else ()
    told = (event.name, *aliases) if event.name is not None else aliases
    return tuple(dict.fromkeys(map(searched, told)))


def _about(merge: Merge) -> list[tuple[str, str]]:
    """The companies that merged subjects are about: acquisition/koyeb is about koyeb."""
    subjects = [subject.split("/") for subject in (merge.kept_subject or "", *merge.same)]
    return [(parts[1], "subject") for parts in subjects if parts[0] in ("acquisition", "stake")]
