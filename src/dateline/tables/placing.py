"""Which ids the rows of one file get, as an import gives them to a log that holds nothing of it yet."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from dateline.codec import canonical
from dateline.dates import PartialDate
from dateline.events import Event
from dateline.tables.mapping import Draft, alike
from dateline.tables.seen import Seen, again
from dateline.tables.templates import Unusable
from dateline.tables.versions import first


class Places:
    """The keys that rows have had so far: one that comes again says the same, is numbered, or is refused."""

    def __init__(self, published: PartialDate) -> None:
        self._published = published
        self._seen = Seen()

    def events(self, drafts: Sequence[Draft], line: int) -> list[Event]:
        """What a row adds to those before it: nothing for what was said word for word. Raises Unusable."""
        said = [draft.event(self._published) for draft in drafts]
        with self._seen.all_or_none():
            placed = [self._placed(draft, event, line) for draft, event in zip(drafts, said, strict=True)]
        kept = (placed[same[0]] for same in alike(said))
        return [event for event in kept if event is not None]

    def _placed(self, draft: Draft, event: Event, line: int) -> Event | None:
        digest = sha256(canonical(event)).digest()[:16]
        place, repeated = self._seen.place(draft.key, digest)
        if repeated:
            return None
        if place and not draft.numbers:
            first_line = self._seen.first_line(draft.key)
            raise Unusable(draft.column, "", f"line {first_line} says something else under the same id {draft.key!r}")
        self._seen.add(draft.key, digest, line)
        if not place:
            return first(draft.key, self._published, event)
        event = draft.event(self._published, again(place))
        return first(event.id, self._published, event)
