"""One row in several editions of a file: what to append so that the log says the same in whatever order they came.

The log has to say what `told` tells of all the editions of the row that were imported. What it has and should not have
any more is retracted as of the day it was known, so that no vantage shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import msgspec

from dateline.events.event import Event
from dateline.imports.tables.editions.contents import edition_source
from dateline.imports.tables.editions.ids import anew_id, gone_id, statement_id, twin_mark
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.editions.reasons import CHANGED, READ_ANEW, TOLD_ANEW, WITHDRAWN
from dateline.imports.tables.editions.telling import retraction, told
from dateline.imports.tables.editions.versions import Version, in_order
from dateline.values.dates import PartialDate


def first(key: str, published: PartialDate, event: Event) -> Event:
    """The event of a row that no other edition has. Raises InvalidEvent where its id would be too long."""
    return msgspec.structs.replace(event, id=statement_id(key, published))


def amendments(known: Known, new: Version) -> list[Event]:
    """The events to append so that the log has this version in its place; none if it says nothing new.

    Raises InvalidEvent where the id of one would be too long.
    """
    same_edition = [version for version in known.of(new.key) if version.order == new.order]
    if same_edition and same_edition[-1].says_the_same(new):
        return []
    if same_edition:
        taken = {version.tag for version in known.of(new.key)}
        new = replace(new, twin=twin_mark(new.digest, new.published, taken))
    events = told(known.through_editions(new), known)
    ids = {event.id for event in events}
    why = READ_ANEW if same_edition else TOLD_ANEW
    stale = [event for event in known.standing_events(new.key) if event.id not in ids]
    events += [retraction(event, anew_id(event.id), why) for event in stale]
    return [event for event in events if event.id not in known.events]


def says_otherwise(events: Iterable[Event]) -> bool:
    """Whether an edition is told to say another value than another one: not only more, or the same of other sources."""
    return any(event.corrects is not None or event.reason == CHANGED for event in events)


def was_gone(versions: Sequence[Version]) -> bool:
    """Whether the newest edition does not have the row any more."""
    return in_order(versions)[-1].event is None


def gone(version: Version, published: PartialDate, dataset: dict[str, str]) -> Version:
    """The version of a key that an edition no longer has."""
    return Version(version.key, published, gone=(edition_source(dataset, published),))


def withdrawn(version: Version) -> Event:
    """Takes back what an earlier import of one edition made of it, as of the day that was known: it never was said."""
    assert version.event is not None
    return retraction(version.event, gone_id(version.event.id, version.published), WITHDRAWN)
