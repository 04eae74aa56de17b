"""One row in several editions of a file: what to append so that the log says the same in whatever order they came.

An edition that says something else appends a statement which corrects the one before. When an older edition comes late,
its account is put in its place: what later editions say is said again as corrections of it, and the accounts that these
replace are retracted as of the day they were known, so that no vantage shows them. What counts in the end is the row in
each edition, in the order of their dates; equal neighbours are one.

Nobody could know of a change before the edition that made it. Where its row cites only pages that the edition before
could have cited too, the change is told by the file itself, of its date, and the pages are read as of then:
`told_late`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from dateline.events.codec import of_fields
from dateline.events.event import Event
from dateline.imports.tables.editions.contents import (
    CHANGED,
    READ_ANEW,
    TOLD_ANEW,
    VANISHED,
    WITHDRAWN,
    bare,
    edition_source,
    sources_of,
    told_late,
)
from dateline.imports.tables.editions.ids import anew_id, correction_id, gone_id, replaced_id, statement_id, twin_mark
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.editions.versions import Version, distinct, in_order
from dateline.imports.tables.maps.sources import JsonSource
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Confidence


def first(key: str, published: PartialDate, event: Event) -> Event:
    """The event of a row that no other edition has. Raises InvalidEvent where its id would be too long."""
    return msgspec.structs.replace(event, id=statement_id(key, published))


def amendments(known: Known, new: Version) -> list[Event]:
    """The events to append so that the log has this version in its place; none if it says nothing new.

    Raises InvalidEvent where the id of one would be too long.
    """
    held = known.of(new.key)
    same_edition = [version for version in held if version.order == new.order]
    if same_edition and same_edition[-1].says_the_same(new):
        return []
    if same_edition:
        new = replace(new, twin=twin_mark(new.digest, new.published, {version.tag for version in held}))
    unchanged = known.unchanged(new)
    target = distinct(in_order([*held, new, *([unchanged] if unchanged else [])]))
    told = list(_told(target, known.dataset))
    ids = {event.id for event in told}
    why = READ_ANEW if same_edition else TOLD_ANEW
    stale = [one.event for one in held if one.event is not None and one.event.id not in ids | known.withdrawn]
    events = [*told, *(_retraction(event, anew_id(event.id), why) for event in stale)]
    return [event for event in events if event.id not in known.ids]


def gone(version: Version, published: PartialDate, dataset: dict[str, str]) -> Version:
    """The version of a key that an edition no longer has."""
    return Version(version.key, published, gone=(edition_source(dataset, published),))


def withdrawn(version: Version) -> Event:
    """Takes back what an earlier import of one edition made of it, as of the day that was known: it never was said."""
    assert version.event is not None
    return _retraction(version.event, gone_id(version.event.id, version.published), WITHDRAWN)


def _told(target: Sequence[Version], dataset: dict[str, str]) -> Iterator[Event]:
    """The row through its editions: statements, corrections of the one before, retractions where it vanished."""
    before: Event | None = None
    for version in _since_known(target, dataset):
        if version.event is None:
            if before is not None:
                yield _retraction(before, gone_id(before.id, version.published), VANISHED, list(version.gone))
            before = None
            continue
        own = statement_id(version.key, version.published, version.twin)
        event = bare(version.event)
        if before is not None and _may_correct(event, before):
            reason = event.reason or CHANGED
            id = correction_id(own, before.id)
            event = msgspec.structs.replace(event, id=id, corrects=before.id, reason=reason)
        else:
            event = msgspec.structs.replace(event, id=own)
            if before is not None:
                yield _retraction(before, replaced_id(before.id, version.tag), CHANGED, sources_of(event))
        yield event
        before = event


def _since_known(target: Sequence[Version], dataset: dict[str, str]) -> Iterator[Version]:
    """The versions, each with sources that say no earlier than its edition what the edition before did not say."""
    earlier: Version | None = None
    for version in target:
        if version.event is None or earlier is None or version.late or version.undated == earlier.undated:
            yield version
        else:
            yield replace(version, event=told_late(version.event, version.published, earlier.order[0], dataset))
        earlier = version


def _may_correct(event: Event, before: Event) -> bool:
    """An act is never a rumor, and reaches its own company only."""
    return event.confidence is not Confidence.RUMORED and event.company == before.company


def _retraction(target: Event, id: str, reason: str, sources: Sequence[JsonSource] = ()) -> Event:
    """By the sources of what it retracts, unless others are given: no vantage then shows that."""
    said = {
        "id": id, "type": "retraction", "company": target.company, "event": target.id, "reason": reason,
        "sources": list(sources) or sources_of(target),
    }  # fmt: skip
    return of_fields(said)
