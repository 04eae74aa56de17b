"""Which events a list shows: what a store's columns can tell goes into its Selection, the rest is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import msgspec

from dateline.events.event import Event
from dateline.log.selection import Selection
from dateline.state.seen import Seen
from dateline.state.standing import Standing
from dateline.state.vantage import Vantage
from dateline.values.text import compared, compared_in_passing
from dateline.values.vocabulary import Confidence

needle = lru_cache(maxsize=64)(compared)
"""What is searched for, in the form it is compared in: made once, not for each event."""

_SIEVE = re.compile(r"[!#-\[\]-~]+")
"""ASCII without blanks that JSON writes as it is."""


class EventFilter(msgspec.Struct, frozen=True):
    """None is no condition; all ends are inclusive. `since` and `until` test the day an event counts from."""

    kinds: frozenset[str] | None = None
    companies: frozenset[str] | None = None
    subject: str | None = None
    since: date | None = None
    until: date | None = None
    known_from: date | None = None
    known_until: date | None = None
    confidence: Confidence | None = None
    """At least."""
    standing: frozenset[Standing] | None = None
    publisher: str | None = None
    """One of its sources is of this publisher, by its name as names are compared."""
    text: str | None = None
    """Some text of the event, or the title or publisher of one of its sources, contains it, as names are compared."""

    @property
    def judged(self) -> bool:
        """Whether a store's columns do not decide alone."""
        return self.publisher is not None or self.text is not None

    def passes(self, seen: Seen) -> bool:
        """The part that only the event itself can tell, and only from the sources in sight."""
        if self.publisher is not None and not _is_by(seen, needle(self.publisher)):
            return False
        return self.text is None or _contains(seen, needle(self.text))

    def matches(self, seen: Seen, standing: Standing, vantage: Vantage) -> bool:
        """All of it, for events in memory."""
        event = seen.event
        counts_from = event.when.counts_from(vantage.dates)
        return (
            (self.kinds is None or event.kind in self.kinds)
            and (self.companies is None or event.company in self.companies)
            and (self.subject is None or event.subject == self.subject)
            and _within(counts_from, self.since, self.until)
            and _within(seen.record.known, self.known_from, self.known_until)
            and (self.confidence is None or event.confidence.rank >= self.confidence.rank)
            and (self.standing is None or standing in self.standing)
            and self.passes(seen)
        )

    def narrowed(self, selection: Selection) -> Selection:
        """The part that a store's columns can tell."""
        return msgspec.structs.replace(
            selection,
            kinds=self.kinds,
            companies=self.companies,
            subject=self.subject,
            counts_from=self.since,
            counts_until=min(filter(None, (self.until, selection.counts_until)), default=None),
            known_from=self.known_from,
            known_until=self.known_until,
            confidence=self.confidence or Confidence.RUMORED,
            sieve=self._sieve(),
        )

    def _sieve(self) -> str | None:
        """The longest plain run of what is searched for: whatever matches in full contains it, or has characters beyond
        ASCII, which may be compared as others are."""
        asked = max(compared(self.publisher or ""), compared(self.text or ""), key=len)
        return max(_SIEVE.findall(asked), key=len, default=None)


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _is_by(seen: Seen, publisher: str) -> bool:
    return any(publisher == compared(source.publisher) for source in seen.sources)


def _contains(seen: Seen, words: str) -> bool:
    return any(words in compared_in_passing(text) for text in _texts(seen))


def _texts(seen: Seen) -> Iterator[str]:
    yield from _texts_of(seen.event)
    for source in seen.sources:
        yield source.publisher
        if source.title is not None:
            yield source.title


def _texts_of(event: Event) -> Iterator[str]:
    said = msgspec.structs.asdict(event)
    del said["sources"]
    for value in said.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (part if isinstance(part, str) else getattr(part, "name", "") for part in value)
        elif hasattr(value, "slug"):
            yield value.name
