"""What the log holds of the rows of one map, from all editions that were imported before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from dateline.events.acts import Retraction
from dateline.events.event import Event
from dateline.imports.tables.editions.contents import Content, edition_source, sources_of
from dateline.imports.tables.editions.ids import (
    anew_id,
    key_of_act,
    read_gone_id,
    read_rest_id,
    read_statement_id,
    tag_of,
)
from dateline.imports.tables.editions.reasons import WITHDRAWN
from dateline.imports.tables.editions.traces import Editions, editions_of, trace_prefix
from dateline.imports.tables.editions.versions import EditionOrder, Version, in_order, order_of
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.selection import Order, Selection
from dateline.values.dates import PartialDate

PAGE = 5_000
"""Records that are read from the log at once."""


class Known:
    """The versions of each key, and the editions that told them. `prefix` begins the ids of the map's events."""

    def __init__(self, prefix: str, dataset: dict[str, str], editions: Editions | None = None) -> None:
        self.prefix = prefix
        self.dataset = dataset
        self.publisher = dataset["publisher"]
        self.editions = editions or Editions()
        self.events: dict[str, Event] = {}
        self._versions: dict[str, list[Version]] = {}
        self._acts: dict[str, list[Retraction]] = {}
        """Retractions by which an edition replaces what an earlier one says, or has it no longer; by key."""
        self._rests: dict[str, list[Event]] = {}
        """What of a statement was said by nobody otherwise, told apart from it; by key."""
        self._pages: dict[tuple[str, EditionOrder], Event] = {}
        """The rests that have the sources of a late statement as they stood."""
        self._withdrawn: set[str] = set()
        """Events that a later import took back as if they had never been."""

    def take(self, event: Event, position: int) -> None:
        """An event of the log; others than those of this map are passed over. Later ones come later."""
        if not event.id.startswith(self.prefix):
            return
        self.events[event.id] = event
        version = self._act(event, position) if isinstance(event, Retraction) else self._statement(event, position)
        if version is not None:
            self._versions.setdefault(version.key, []).append(version)
            self.editions.seen(version.published, position)

    def of(self, key: str) -> list[Version]:
        """All versions of a key, in the order in which the log has them."""
        return self._versions.get(key, [])

    def all_keys(self) -> Iterable[str]:
        """The keys of all rows that the log has from any edition."""
        return self._versions

    def had_before(self, key: str, order: EditionOrder) -> bool:
        """Whether an earlier edition has a row of this key."""
        return any(version.event is not None and version.order < order for version in self.of(key))

    def version(self, key: str, published: PartialDate, event: Event) -> Version:
        """What an edition says of a row."""
        return Version(key, published, event, Content(event, published, self.publisher))

    def through_editions(self, new: Version) -> list[Version]:
        """All versions of a row, with a new one in its place. An edition that came when the log had the row already,
        and left no event of it, said again what was said before, unless a trace says that it was silent."""
        held = self.of(new.key)
        versions = {version.order: version for version in in_order(held)} | {new.order: new}
        for edition in self.editions.whole():
            if edition.order not in versions and not self.editions.is_silent(new.key, edition.order):
                before = in_order([one for one in held if one.order < edition.order and one.place <= edition.place])
                if before and before[-1].event is not None:
                    versions[edition.order] = self._as_it_stood(before[-1]).again(edition.published, self.publisher)
        return [self._as_it_stood(versions[order]) for order in sorted(versions)]

    def _as_it_stood(self, version: Version) -> Version:
        """A late version with the dates of its pages, where a rest has kept them."""
        rest = self._pages.get((version.key, version.order))
        if not version.late or version.event is None or rest is None or rest.id in self._withdrawn:
            return version
        event = msgspec.structs.replace(version.event, sources=rest.sources)
        return replace(version, event=event, late=False, content=Content(event, version.published, self.publisher))

    def standing_events(self, key: str) -> list[Event]:
        """What the log has of a row's editions and nothing has taken back as if it had never been."""
        told: list[Event] = [version.event for version in self.of(key) if version.event is not None]
        return [
            event
            for event in (*told, *self._acts.get(key, ()), *self._rests.get(key, ()))
            if event.id not in self._withdrawn
        ]

    def may_have(self, event: Event) -> bool:
        """Whether the log has this very event, or may get it: nothing else has its id, and it was not taken back."""
        held = self.events.get(event.id)
        return held is None or (held == event and event.id not in self._withdrawn)

    def missing(self, seen: Iterable[str], published: PartialDate) -> tuple[list[Version], list[Version]]:
        """The newest account of every key that this edition has not: what older ones have, and what an earlier import
        of this very edition made of it, with another map."""
        older, same = list[Version](), list[Version]()
        there = set(seen)
        order = order_of(published)
        for key, versions in self._versions.items():
            newest = in_order(versions)[-1]
            if key not in there and newest.event is not None and newest.order <= order:
                (same if newest.order == order else older).append(newest)
        return older, same

    def _statement(self, event: Event, position: int) -> Version | None:
        if rest := read_rest_id(event.id):
            of, tag = rest
            self._rests.setdefault(of.key, []).append(event)
            own = tag_of(of.published, of.twin)
            if tag == own or tag.startswith(f"{own}~"):
                self._pages[of.key, order_of(of.published)] = event
            return None
        told = read_statement_id(event.id)
        if told is None:
            return None
        version = self.version(told.key, told.published, event)
        return replace(version, late=told.late, twin=told.twin, place=position)

    def _act(self, event: Retraction, position: int) -> Version | None:
        told = read_gone_id(event.id)
        if event.id == anew_id(event.event) or event.reason == WITHDRAWN:
            self._withdrawn.add(event.event)
        elif key := key_of_act(event.id):
            self._acts.setdefault(key, []).append(event)
        if told is None:
            return None
        # The sources of what was withdrawn are those of what it took back, and older.
        withdrawn = event.reason == WITHDRAWN
        sources = [edition_source(self.dataset, told.published)] if withdrawn else sources_of(event)
        return Version(told.key, told.published, gone=tuple(sources), place=position)


async def known_of(log: EventLog, prefix: str, dataset: dict[str, str]) -> Known:
    """What the log holds of earlier editions, read page by page."""
    known = Known(prefix, dataset, editions_of(prefix, await log.traces(trace_prefix(prefix))))
    head = await log.head()
    after = None
    while True:
        records = await log.select(
            Selection(
                Cut(None, head.position),
                contains=f'"id":"{prefix}',
                order=Order.POSITION_ASC,
                after=after,
                limit=PAGE,
            )
        )
        for record in records:
            known.take(record.event, record.position)
        if len(records) < PAGE:
            return known
        after = (records[-1].position,)
