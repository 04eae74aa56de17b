"""A version: what one edition says of one row. Versions are in the order of editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateline.events.event import Event
from dateline.imports.tables.editions.contents import Content, dated
from dateline.imports.tables.editions.ids import tag_of
from dateline.imports.tables.maps.sources import JsonSource
from dateline.values.dates import PartialDate

EditionOrder = tuple[date, date]
"""By which editions are sorted: the last day of the date of each, then the first."""


@dataclass(frozen=True, slots=True)
class Version:
    """What one edition says of a row: an event, or that it is gone."""

    key: str
    published: PartialDate
    event: Event | None = None
    """As it stands in the log, or with any id if it is not there yet; None where the row is gone."""
    content: Content | None = None
    """Of the event, as the edition that said it first has it."""
    late: bool = False
    """Its pages have no dates of their own any more: see `told_late`."""
    gone: tuple[JsonSource, ...] = ()
    """The sources that the row vanished from, where it did."""
    twin: str = ""
    """Tells apart two accounts of one edition: its map was changed in between."""
    place: int = -1
    """Its position in the log; -1 if it is not there yet."""

    @property
    def tag(self) -> str:
        return tag_of(self.published, self.twin)

    @property
    def order(self) -> EditionOrder:
        return order_of(self.published)

    @property
    def digest(self) -> bytes:
        return self.content.digest if self.content else b""

    @property
    def undated(self) -> bytes:
        return self.content.undated if self.content else b""

    def says_the_same(self, other: Version) -> bool:
        """Whether two editions have nothing to tell apart."""
        return self.digest == other.digest or ((self.late or other.late) and self.undated == other.undated)

    def again(self, published: PartialDate, publisher: str) -> Version:
        """The same said by another edition."""
        assert self.event is not None
        event = dated(self.event, self.published, published, publisher)
        return replace(self, published=published, event=event, twin="", place=-1)


def order_of(published: PartialDate) -> EditionOrder:
    """Where an edition of this date stands among the others."""
    assert published.last is not None
    return published.last, published.first or date.min


def in_order(versions: Sequence[Version]) -> list[Version]:
    """By edition; of several accounts of one edition the one that came last, and of the same one told in two ways that
    which has the dates of its pages."""
    by_edition: dict[EditionOrder, Version] = {}
    for version in versions:
        held = by_edition.get(version.order)
        told_late = held is not None and version.late and not held.late and held.undated == version.undated
        if not told_late:
            by_edition[version.order] = version
    return [by_edition[order] for order in sorted(by_edition)]
