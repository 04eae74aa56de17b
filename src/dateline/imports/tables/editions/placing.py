"""What the rows of one file become under which keys: one that comes again says the same, is numbered, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.editions.keys import UsedKeys, again
from dateline.imports.tables.maps.recipe import RowEvent, alike
from dateline.values.dates import PartialDate

Made = list[tuple[str, Event | None]]
"""The events of a row by their keys; None for what was said word for word before."""


class Places:
    """The rows of a file so far. `is_held` tells of a key whether the log has it from another import."""

    def __init__(self, published: PartialDate, is_held: Callable[[str], bool]) -> None:
        self._published = published
        self._is_held = is_held
        self.seen = UsedKeys()

    def made(self, drafts: Sequence[RowEvent], line: int) -> Made:
        """What a row adds to those before it. Raises Unusable, and is then as if the row had never been.

        What a row says under several ids is one event under the first, or else under those that the log has already.
        """
        events = [draft.event(self._published) for draft in drafts]
        with self.seen.all_or_none():
            made = [self._placed(draft, event, line) for draft, event in zip(drafts, events, strict=True)]
        for same in alike(events) if len(events) > 1 else ():
            kept = [place for place in same if self._is_held(made[place][0])] or same[:1]
            for place in same:
                if place not in kept:
                    made[place] = made[place][0], None
        return made

    def _placed(self, draft: RowEvent, event: Event, line: int) -> tuple[str, Event | None]:
        digest = sha256(canonical(event)).digest()[:16]
        place, repeated = self.seen.place(draft.key, digest)
        if repeated:
            return draft.key, None
        if place and not draft.numbers:
            raise Unusable(draft.column, "", self._clash(draft.key, line))
        self.seen.add(draft.key, digest, line)
        if not place:
            return draft.key, event
        event = draft.event(self._published, again(place))
        return event.id, event

    def _clash(self, key: str, line: int) -> str:
        first_line = self.seen.first_line(key)
        if first_line == line:
            return f"two events of this row have the id {key!r}: let their ids say which is which"
        return f"line {first_line} says something else under the same id {key!r}"
