"""What the rows of one file become under which keys: one that comes again says the same, is numbered, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.codec import MAX_EVENT_BYTES, canonical, digest
from dateline.events.event import Event
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.editions.amendments import first
from dateline.imports.tables.editions.ids import statement_id
from dateline.imports.tables.editions.keys import UsedKeys, again
from dateline.imports.tables.maps.recipe import ROWS, RowEvent, alike
from dateline.values.dates import PartialDate


class PlacedEvent(msgspec.Struct, frozen=True, eq=False):
    """What a row says under a key, as the log has it if no other edition has the key."""

    key: str
    event: Event
    content: bytes
    """Its canonical bytes, written once: they tell whether the key says the same again, and they go into the log."""
    repeated: bool = False
    """Whether it was said word for word before."""
    first_line: int = 0
    """The line that said so, where it was another."""


class Places:
    """The rows of a file so far. `is_held` tells of a key whether the log has it from another import."""

    def __init__(self, published: PartialDate, is_held: Callable[[str], bool]) -> None:
        self._published = published
        self._is_held = is_held
        self.used = UsedKeys()

    def placed(self, row_events: Sequence[RowEvent], line: int) -> list[PlacedEvent]:
        """What a row adds to those before it. Raises Unusable; see `UsedKeys.all_or_none`.

        What a row says under several ids is one event under the first, or else under those that the log has already.
        """
        events = [self._event(one) for one in row_events]
        placed = [self._place(one, event, line) for one, event in zip(row_events, events, strict=True)]
        for same in alike(events) if len(events) > 1 else ():
            kept = [place for place in same if self._is_held(placed[place].key)] or same[:1]
            for place in same:
                if place not in kept:
                    placed[place] = msgspec.structs.replace(placed[place], repeated=True)
        return placed

    def _place(self, row_event: RowEvent, event: Event, line: int) -> PlacedEvent:
        key = row_event.key
        told = self._told(key, event)
        mark = digest(told.content)
        place = None if row_event.recipe.numbers == ROWS else self.used.place(key, mark)
        if place is not None:
            return msgspec.structs.replace(told, repeated=True, first_line=self.used.line(key, place))
        place = self.used.count(key)
        if place and row_event.recipe.numbers is None:
            raise Unusable(row_event.column, "", self._clash(key, line))
        if not place:
            self.used.add(key, mark, line)
            return told
        numbered = row_event.numbered(again(place))
        event = self._event(numbered)
        self.used.add(key, mark, line, numbered.key)
        return self._told(numbered.key, event)

    def _event(self, row_event: RowEvent) -> Event:
        """The event, at once under the id that it has in the log; under its key where that has no such id, as
        `_told` will say. Raises Unusable."""
        try:
            return row_event.event(self._published, statement_id(row_event.key, self._published))
        except InvalidEvent:
            return row_event.event(self._published)
        except Unusable as error:
            if error.reason.startswith("id: "):  # what is wrong is said of the key
                return row_event.event(self._published)
            raise

    def _told(self, key: str, event: Event) -> PlacedEvent:
        try:
            if event.id == key:
                event = first(key, self._published, event)
        except InvalidEvent as error:
            raise Unusable("", "", str(error)) from error
        content = canonical(event)
        if len(content) > MAX_EVENT_BYTES:
            raise Unusable("", "", f"is longer than {MAX_EVENT_BYTES:,} bytes: this is no event")
        return PlacedEvent(key, event, content)

    def _clash(self, key: str, line: int) -> str:
        if self.used.is_of_this_row(key):
            return f"two events of this row have the id {key!r}: let their ids say which is which"
        first_line = self.used.line(key)
        which = f"line {first_line}" if first_line != line else "a row above"
        return f"{which} says something else under the same id {key!r}"
