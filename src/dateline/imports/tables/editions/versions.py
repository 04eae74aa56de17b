"""One row in several editions of a file: what to append so that the log says the same in whatever order they came.

The id of an event from a row is `KEY@DATE`: the key that its map makes, and the date of the first edition that said so.
An edition that says something else appends `KEY@DATE+MARK`, which corrects the one before; the mark is of its id.
When an older edition comes late, its account is put in its place: what later editions say is said again as corrections
of it, and the accounts that these replace are retracted as of the day they were known, so that no vantage shows them.
What counts in the end is the row in each edition, in the order of their dates; equal neighbours are one.

Nobody could know of a change before the edition that made it. Where its row cites only pages that the edition before
could have cited too, the change is told by the file itself, of its date, and the pages are read as of then:
`told_late`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec

from dateline.events.acts import Retraction
from dateline.events.codec import canonical, decode
from dateline.events.event import Event
from dateline.imports.tables.editions.contents import (
    CHANGED,
    READ_ANEW,
    TOLD_ANEW,
    VANISHED,
    WITHDRAWN,
    bare,
    content_digest,
    dated,
    told_late,
    undated_digest,
)
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Confidence

_GONE, _REPLACED, _ANEW = "/gone", "/replaced", "/anew"
_STATEMENT = re.compile(r"(?P<key>.+)@(?P<date>[^@+~]+)(?P<twin>~[0-9a-f]{8})?(?:\+[0-9a-f]{8})?")


@dataclass(frozen=True, slots=True)
class Version:
    """What one edition says of a row: an event, or that it is gone."""

    key: str
    published: PartialDate
    event: Event | None
    """As it stands in the log, or with any id if it is not there yet."""
    digest: bytes
    """Of what the row says: see `content_digest`."""
    undated: bytes = b""
    """The same without the dates of its pages."""
    late: bool = False
    """Its pages have no dates of their own any more: see `told_late`."""
    gone: tuple[dict[str, Any], ...] = ()
    """The sources that the row vanished from, where it did."""
    twin: str = ""
    """Tells apart two accounts of one edition: its map was changed in between."""
    place: int = -1
    """Where it came among the events of the log."""

    @property
    def tag(self) -> str:
        return f"{self.published.edtf}{self.twin}"

    @property
    def order(self) -> tuple[date, date]:
        return _order(self.published)

    def says_the_same(self, other: Version) -> bool:
        """Whether two editions have nothing to tell apart."""
        return self.digest == other.digest or ((self.late or other.late) and self.undated == other.undated)

    def again(self, published: PartialDate, publisher: str) -> Version:
        """The same said by another edition."""
        assert self.event is not None
        event = dated(self.event, self.published, published, publisher)
        return Version(self.key, published, event, self.digest, self.undated, self.late)


class Known:
    """What the log holds of the rows of one map, and what this import has given it to append."""

    def __init__(self, prefix: str, dataset: dict[str, Any]) -> None:
        self._prefix = prefix
        self.dataset = dataset
        self._publisher = dataset["publisher"]
        self._versions: dict[str, list[Version]] = {}
        self._editions: dict[tuple[date, date], tuple[PartialDate, int]] = {}
        """The editions that the log has events of, and the place of the first of these."""
        self.ids: set[str] = set()
        self.withdrawn: set[str] = set()
        """Events that a later import of their own edition took back."""

    def take(self, event: Event) -> None:
        """An event of the log; others than those of this map are passed over. Later ones come later."""
        if not event.id.startswith(self._prefix):
            return
        self.ids.add(event.id)
        version = self._gone(event) if isinstance(event, Retraction) else self._statement(event)
        if version is not None:
            self._versions.setdefault(version.key, []).append(version)
            self._editions.setdefault(version.order, (version.published, version.place))

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
        last = _ordered(before)[-1]
        return last.again(published, self._publisher) if last.event is not None else None

    def version(self, key: str, published: PartialDate, event: Event) -> Version:
        """What an edition says of a row."""
        digest = content_digest(event, published, self._publisher)
        return Version(key, published, event, digest, undated_digest(event, published, self._publisher))

    def _statement(self, event: Event) -> Version | None:
        found = _STATEMENT.fullmatch(event.id)
        if found is None:
            return None
        published = PartialDate.from_edtf(found["date"])
        version = self.version(found["key"], published, event)
        late = bool(self.of(version.key)) and any(one.retrieved == published.last for one in event.sources)
        return replace(version, late=late, twin=found["twin"] or "", place=len(self.ids))

    def _gone(self, event: Retraction) -> Version | None:
        target, mark, day = event.id.rpartition(f"{_GONE}@")
        found = _STATEMENT.fullmatch(target) if mark else None
        if found is None:
            return None
        published = PartialDate.from_edtf(day)
        sources = _sources(event)
        if event.reason == WITHDRAWN:
            self.withdrawn.add(target)
            sources = _told_by(self.dataset, published)  # its own are those of what it took back, and older
        return Version(found["key"], published, None, b"", gone=tuple(sources), place=len(self.ids))

    def of(self, key: str) -> list[Version]:
        return self._versions.get(key, [])

    def missing(self, seen: Iterable[str], published: PartialDate) -> tuple[list[Version], list[Version]]:
        """The newest account of every key that this edition has not: what older ones have, and what an earlier import
        of this very edition made of it, with another map."""
        older, same = list[Version](), list[Version]()
        there = set(seen)
        order = _order(published)
        for key, versions in self._versions.items():
            newest = _ordered(versions)[-1]
            if key not in there and newest.event is not None and newest.order <= order:
                (same if newest.order == order else older).append(newest)
        return older, same


def first(key: str, published: PartialDate, event: Event) -> Event:
    """The event of a row that no other edition has."""
    return _replace(event, id=f"{key}@{published.edtf}")


def settle(known: Known, new: Version) -> list[Event]:
    """The events to append so that the log has this version in its place; none if it says nothing new."""
    held = known.of(new.key)
    same_edition = [version for version in held if version.order == new.order]
    if same_edition and same_edition[-1].says_the_same(new):
        return []
    if same_edition:
        new = replace(new, twin=_twin(new, {one.tag for one in held}))
    unchanged = known.unchanged(new)
    target = _distinct(_ordered([*held, new, *([unchanged] if unchanged else [])]))
    wanted = list(_told(target, known.dataset))
    ids = {event.id for event in wanted}
    why = READ_ANEW if same_edition else TOLD_ANEW
    stale = [one.event for one in held if one.event is not None and one.event.id not in ids | known.withdrawn]
    events = [*wanted, *(_retraction(event, f"{event.id}{_ANEW}", why) for event in stale)]
    return [event for event in events if event.id not in known.ids]


def withdrawn(version: Version) -> Event:
    """Takes back what an earlier import of one edition made of it, as of the day that was known: it never was said."""
    assert version.event is not None
    return _retraction(version.event, f"{version.event.id}{_GONE}@{version.published.edtf}", WITHDRAWN)


def _twin(version: Version, taken: Container[str]) -> str:
    """The mark of another account of one edition; the same account may come back after a third one."""
    marks = (f"~{sha256(version.digest + bytes(times)).hexdigest()[:8]}" for times in count())
    return next(mark for mark in marks if f"{version.published.edtf}{mark}" not in taken)


def _order(published: PartialDate) -> tuple[date, date]:
    assert published.last is not None
    return published.last, published.first or date.min


def _ordered(versions: Sequence[Version]) -> list[Version]:
    """By edition; of several accounts of one edition the one that came last."""
    by_edition = {version.order: version for version in versions}
    return [by_edition[order] for order in sorted(by_edition)]


def _distinct(versions: list[Version]) -> list[Version]:
    """Without those that say what the one before says."""
    kept: list[Version] = []
    for version in versions:
        if not kept or not kept[-1].says_the_same(version):
            kept.append(version)
    return kept


def _told(target: list[Version], dataset: dict[str, Any]) -> Iterator[Event]:
    """The row through its editions: statements, corrections of the one before, retractions where it vanished."""
    before: Event | None = None
    for version in _since_known(target, dataset):
        if version.event is None:
            if before is not None:
                id = f"{before.id}{_GONE}@{version.published.edtf}"
                yield _retraction(before, id, VANISHED, list(version.gone))
            before = None
            continue
        own = f"{version.key}@{version.tag}"
        event = bare(version.event)
        if before is not None and _may_correct(event, before):
            event = _replace(event, id=f"{own}+{_mark(before.id)}", corrects=before.id, reason=event.reason or CHANGED)
        else:
            event = _replace(event, id=own)
            if before is not None:
                yield _retraction(before, f"{before.id}{_REPLACED}@{version.tag}", CHANGED, _sources(event))
        yield event
        before = event


def _since_known(target: list[Version], dataset: dict[str, Any]) -> Iterator[Version]:
    """The versions, each with sources that say no earlier than its edition what the edition before did not say."""
    earlier: Version | None = None
    for version in target:
        if version.event is None or earlier is None or version.late or version.undated == earlier.undated:
            yield version
        else:
            yield replace(version, event=told_late(version.event, version.published, earlier.order[0], dataset))
        earlier = version


def _mark(id: str) -> str:
    """Tells apart corrections of different accounts; the whole chain of them would make an id too long."""
    return sha256(id.encode()).hexdigest()[:8]


def _may_correct(event: Event, before: Event) -> bool:
    """An act is never a rumor, and reaches its own company only."""
    return event.confidence is not Confidence.RUMORED and event.company == before.company


def _replace(event: Event, **changes: Any) -> Event:
    return msgspec.structs.replace(event, **changes)


def _sources(event: Event) -> list[dict[str, Any]]:
    sources: list[dict[str, Any]] = msgspec.json.decode(canonical(event))["sources"]
    return sources


def _retraction(target: Event, id: str, reason: str, sources: list[dict[str, Any]] | None = None) -> Event:
    """By the sources of what it retracts, unless others are given: no vantage then shows that."""
    line = {
        "id": id, "type": "retraction", "company": target.company, "event": target.id, "reason": reason,
        "sources": sources or _sources(target),
    }  # fmt: skip
    return decode(msgspec.json.encode(line))


def gone(version: Version, published: PartialDate, dataset: dict[str, Any]) -> Version:
    """The version of a key that an edition no longer has."""
    return Version(version.key, published, None, b"", gone=tuple(_told_by(dataset, published)))


def _told_by(dataset: dict[str, Any], published: PartialDate) -> list[dict[str, Any]]:
    """The file itself as the only source."""
    return [{**dataset, "published": published.edtf}]
