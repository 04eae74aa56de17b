"""What a row says, apart from the edition that says it: digests to compare by, and the same said by another edition."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import msgspec

from dateline.events.codec import fields_of, of_fields
from dateline.events.event import Event
from dateline.imports.tables.editions.reasons import REASONS, with_cause
from dateline.imports.tables.maps.sources import JsonSource
from dateline.values.dates import PartialDate


class Content:
    """What an edition says of a row; digests of it are made when they are asked for first, and most never are."""

    __slots__ = ("_digest", "_event", "_published", "_publisher", "_undated")

    def __init__(self, event: Event, published: PartialDate, publisher: str) -> None:
        self._event = event
        self._published = published
        self._publisher = publisher
        self._digest = b""
        self._undated = b""

    @property
    def digest(self) -> bytes:
        """Of what the row itself says: nothing of the id, of the date of the edition, and of what it corrects."""
        if not self._digest:
            self._digest = _digest(*self._said())
        return self._digest

    @property
    def undated(self) -> bytes:
        """The same but for the dates of the pages that the row cites, and for the file as their reader."""
        if not self._undated:
            said, sources = self._said()
            for source in sources:
                source.pop("published", None)
                source.pop("retrieved", None)
            cited = [source for source in sources if source["publisher"] != self._publisher or source.get("cites")]
            self._undated = _digest(said, cited)
        return self._undated

    def _said(self) -> tuple[dict[str, object], list[JsonSource]]:
        said, sources = _parted(with_cause(self._event))
        edition = self._published
        del said["id"]
        said.pop("corrects", None)
        if said.get("reason") in REASONS:
            del said["reason"]
        if said.get("on") == f"../{edition.edtf}":
            said["on"] = "../"
        for source in sources:
            if source["publisher"] == self._publisher and source.get("published") == edition.edtf:
                del source["published"]
            if source.get("retrieved") == str(edition.last):
                del source["retrieved"]
        return said, sources


def _digest(said: dict[str, object], sources: list[JsonSource]) -> bytes:
    return sha256(msgspec.json.encode(said | {"sources": sources}, order="sorted")).digest()[:16]


def told_late(event: Event, published: PartialDate, until: date, dataset: dict[str, str]) -> Event:
    """Pages that were there until the edition before did not make it say so: they are read as of the edition that did.

    Pages that are newer keep their dates; without any the file itself is the one that says so.
    """
    if event.known > until:
        return event
    said, sources = _parted(event)
    for page, source in zip(event.sources, sources, strict=True):
        if page.day <= until:
            source.pop("published", None)
            source["retrieved"] = str(published.last)
    if not any("published" in source for source in sources):
        sources.insert(0, edition_source(dataset, published))
    return of_fields(said | {"sources": sources})


def dated(event: Event, was: PartialDate, published: PartialDate, publisher: str) -> Event:
    """The event as an edition of another date says it."""
    said, sources = _parted(bare(event))
    if said.get("on") == f"../{was.edtf}":
        said["on"] = f"../{published.edtf}"
    for source in sources:
        if source["publisher"] == publisher and source.get("published") == was.edtf:
            source["published"] = published.edtf
        if source.get("retrieved") == str(was.last):
            source["retrieved"] = str(published.last)
    return of_fields(said | {"sources": sources})


def bare(event: Event) -> Event:
    """Without what an edition adds: what it corrects, and why."""
    reason = None if event.reason in REASONS else event.reason
    if event.corrects is None and reason is event.reason:
        return event
    return msgspec.structs.replace(event, corrects=None, reason=reason)


def sources_of(event: Event) -> list[JsonSource]:
    """The sources of an event as JSON has them, each a copy that may be changed."""
    return _parted(event)[1]


def _parted(event: Event) -> tuple[dict[str, object], list[JsonSource]]:
    """What an event says but for its sources, and these."""
    said = fields_of(event)
    sources = said.pop("sources")
    assert isinstance(sources, list | tuple)
    return said, list(sources)


def edition_source(dataset: dict[str, str], published: PartialDate) -> JsonSource:
    """The file itself as a source."""
    return {**dataset, "published": published.edtf}
