"""What the log holds of the rows of one map, from all editions that were imported before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dateline.events.acts import Retraction
from dateline.events.event import Event
from dateline.imports.tables.editions.contents import WITHDRAWN, Content, edition_source, sources_of
from dateline.imports.tables.editions.ids import read_gone_id, read_statement_id
from dateline.imports.tables.editions.versions import EditionOrder, Version, in_order, order_of
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.selection import Order, Selection
from dateline.values.dates import PartialDate

PAGE = 5_000
"""Records that are read from the log at once."""


class Known:
    """The versions of each key, and the editions that told them. `prefix` begins the ids of the map's events."""

    def __init__(self, prefix: str, dataset: dict[str, str]) -> None:
        self.prefix = prefix
        self.dataset = dataset
        self._publisher = dataset["publisher"]
        self._versions: dict[str, list[Version]] = {}
        self._editions: dict[EditionOrder, tuple[PartialDate, int]] = {}
        """The editions that the log has events of, and the place of the first of these."""
        self.ids: set[str] = set()
        self.withdrawn: set[str] = set()
        """Events that a later import of their own edition took back."""

    def take(self, event: Event) -> None:
        """An event of the log; others than those of this map are passed over. Later ones come later."""
        if not event.id.startswith(self.prefix):
            return
        self.ids.add(event.id)
        version = self._gone(event) if isinstance(event, Retraction) else self._statement(event)
        if version is not None:
            self._versions.setdefault(version.key, []).append(version)
            self._editions.setdefault(version.order, (version.published, version.place))

    def of(self, key: str) -> list[Version]:
        """All versions of a key, in the order in which the log has them."""
        return self._versions.get(key, [])

    def version(self, key: str, published: PartialDate, event: Event) -> Version:
        """What an edition says of a row."""
        return Version(key, published, event, Content(event, published, self._publisher))

    def unchanged(self, new: Version) -> Version | None:
        """What the next edition behind a new one says of its row, where it said nothing new and so left no trace.

        That edition came when the row was known already, and appended nothing for it: it said the same again.
        """
        later = [order for order in self._editions if order > new.order]
        if not later:
            return None
        published, place = self._editions[min(later)]
        held = self.of(new.key)
        before = [version for version in held if version.order < new.order and version.place < place]
        if not before or any(version.order == min(later) for version in held):
            return None
        last = in_order(before)[-1]
        return last.again(published, self._publisher) if last.event is not None else None

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

    def _statement(self, event: Event) -> Version | None:
        told = read_statement_id(event.id)
        if told is None:
            return None
        version = self.version(told.key, told.published, event)
        late = bool(self.of(told.key)) and any(one.retrieved == told.published.last for one in event.sources)
        return replace(version, late=late, twin=told.twin, place=len(self.ids))

    def _gone(self, event: Retraction) -> Version | None:
        told = read_gone_id(event.id)
        if told is None:
            return None
        sources = sources_of(event)
        if event.reason == WITHDRAWN:
            self.withdrawn.add(told.target)
            # Its own sources are those of what it took back, and older.
            sources = [edition_source(self.dataset, told.published)]
        return Version(told.key, told.published, gone=tuple(sources), place=len(self.ids))


async def known_of(log: EventLog, prefix: str, dataset: dict[str, str]) -> Known:
    """What the log holds of earlier editions, read page by page."""
    known = Known(prefix, dataset)
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
            known.take(record.event)
        if len(records) < PAGE:
            return known
        after = (records[-1].position,)
