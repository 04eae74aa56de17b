"""What a row says, apart from the edition that says it: digests to compare by, and the same said by another edition."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from dateline.events.codec import canonical, decode
from dateline.events.event import Event
from dateline.values.dates import PartialDate

CHANGED = "the row says otherwise in a newer edition of the file"
VANISHED = "the row is no longer in a newer edition of the file"
TOLD_ANEW = "an older edition of the file came later: the row is told anew from there"
READ_ANEW = "a later import of the same edition reads the row otherwise"
WITHDRAWN = "a later import of the same edition does not make it any more"
REASONS = frozenset({CHANGED, VANISHED, TOLD_ANEW, READ_ANEW, WITHDRAWN})
"""Of acts that follow from the editions of a file alone."""


def content_digest(event: Event, published: PartialDate, publisher: str) -> bytes:
    """What the row itself says: nothing of the id, of the date of the edition, and of what it corrects."""
    return _digest(_content(event, published, publisher))


def undated_digest(event: Event, published: PartialDate, publisher: str) -> bytes:
    """What the row itself says but for the dates of the pages it cites, and for the file as their reader."""
    said = _content(event, published, publisher)
    for source in said["sources"]:
        source.pop("published", None)
        source.pop("retrieved", None)
    said["sources"] = [one for one in said["sources"] if one["publisher"] != publisher or one.get("cites")]
    return _digest(said)


def _digest(said: dict[str, Any]) -> bytes:
    return sha256(msgspec.json.encode(said, order="sorted")).digest()[:16]


def _content(event: Event, published: PartialDate, publisher: str) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.json.decode(canonical(event))
    for name in ("id", "corrects"):
        said.pop(name, None)
    if said.get("reason") in REASONS:
        del said["reason"]
    if said.get("on") == f"../{published.edtf}":
        said["on"] = "../"
    for source in said["sources"]:
        if source["publisher"] == publisher and source.get("published") == published.edtf:
            del source["published"]
        if source.get("retrieved") == str(published.last):
            del source["retrieved"]
    return said


def told_late(event: Event, published: PartialDate, until: date, dataset: dict[str, Any]) -> Event:
    """Pages that were there until the edition before did not make it say so: they are read as of the edition that did.

    Pages that are newer keep their dates; without any the file itself is the one that says so.
    """
    if event.known > until:
        return event
    said = msgspec.json.decode(canonical(event))
    for page, source in zip(event.sources, said["sources"], strict=True):
        if page.day <= until:
            source.pop("published", None)
            source["retrieved"] = str(published.last)
    if not any("published" in source for source in said["sources"]):
        said["sources"].insert(0, {**dataset, "published": published.edtf})
    return decode(msgspec.json.encode(said))


def dated(event: Event, was: PartialDate, published: PartialDate, publisher: str) -> Event:
    """The event as an edition of another date says it."""
    said = msgspec.json.decode(canonical(bare(event)))
    if said.get("on") == f"../{was.edtf}":
        said["on"] = f"../{published.edtf}"
    for source in said["sources"]:
        if source["publisher"] == publisher and source.get("published") == was.edtf:
            source["published"] = published.edtf
        if source.get("retrieved") == str(was.last):
            source["retrieved"] = str(published.last)
    return decode(msgspec.json.encode(said))


def bare(event: Event) -> Event:
    """Without what an edition adds: what it corrects, and why."""
    return msgspec.structs.replace(event, corrects=None, reason=None if event.reason in REASONS else event.reason)
