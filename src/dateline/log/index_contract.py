"""Index: what every store promises of candidates for rankings, which it lists in the order of a bound.

Nothing that the index answers is a state. It answers with what an event in reach tells, or with more than that, never
with less: what it leaves out cannot be in any state at the vantage.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple, Protocol

import msgspec

from dateline.log.cut import Cut, Reach


class Sieve(msgspec.Struct, frozen=True):
    """What must ever have been told of a company for it to pass a filter; None is no condition.

    A company that any merge joins with another one passes always: the other's events may speak for it.
    """

    countries: frozenset[str] | None = None
    sectors: frozenset[str] | None = None
    """Folded for search."""
    status: str | None = None
    """`closed`, `public` or `acquired`."""
    called: str | None = None
    """Text, folded for search, that its slug or a name of it holds."""
    investor: str | None = None
    founded_from: date | None = None
    founded_until: date | None = None
    partner: str | None = None


NO_SIEVE = Sieve()
NEAREST = 16
"""Among how many events of a company, on each side, one is looked for that follows: so that none takes long."""
Place = tuple[float | int | str, ...]
"""Where a list goes on: the place of the last entry read."""


class KeyedEntry(NamedTuple):
    """An entry of a list: `key`, by which the list is ordered (a number, or a day as an ordinal), is a bound for
    what the state of its company can have; the days are those that the event may be of.
    """

    key: float
    company: str
    first_day: int
    last_day: int
    possible_day: int
    place: Place


class NameEntry(NamedTuple):
    """A name of a company."""

    key: str
    company: str
    place: Place


class Summand(NamedTuple):
    """What one event adds to a sum, if it is in the state: a number of a unit, by company and subject."""

    company: str
    subject: str
    unit: str
    number: float
    first_day: int
    last_day: int


class IdentifierEntry(NamedTuple):
    """A profile says an identifier of its company."""

    identifier: str
    """As identifiers are compared: `same_identifier`."""
    company: str
    event: str
    """Its id."""


class Index(Protocol):
    """Days are proleptic ordinals. A list ends where it has fewer entries than its limit."""

    async def units(self, measures: Collection[str]) -> list[tuple[str, str]]:
        """The units that these measures were ever told in, as (measure, unit)."""

    async def entries(
        self,
        measure: str,
        unit: str,
        reach: Reach,
        sieve: Sieve,
        *,
        descending: bool,
        after: Place | None,
        limit: int,
    ) -> list[KeyedEntry]:
        """Entries in reach of one measure in one unit, by number. Foundings ascend by the first day from
        which they count, if `reach.dates` is POSSIBLE."""

    async def summands(self, measure: str, companies: Collection[str], reach: Reach) -> list[Summand]:
        """What the entries in reach of these companies add to a sum."""

    async def most_subjects(self, measure: str, behind: int, upto: int) -> int:
        """Of how many subjects a company has entries at most, among those with entries behind a position."""

    async def days(
        self, kind: str | None, reach: Reach, sieve: Sieve, *, descending: bool, after: Place | None, limit: int
    ) -> list[KeyedEntry]:
        """Events in reach, by their last day; ascending, by the first day from which they count, if `reach.dates` is
        POSSIBLE."""

    async def latest_days(self, companies: Collection[str], reach: Reach) -> list[tuple[str, int]]:
        """For each of these companies with events in reach a lower bound: the latest event in its state is of that day
        or later."""

    async def unfollowed(self, inner: Reach, outer: Reach, *, after: Place | None, limit: int) -> list[KeyedEntry]:
        """Events in reach of `outer`, by the day they count from, ascending, but those that are surely not the latest
        of their company: among the `NEAREST` recorded before or after is one of a later day that is in reach of
        `inner` and surely stands. Both reaches are of one position, and count and believe alike. There may be more of
        them than the limit, and all of a day in any order."""

    async def told_of(self, behind: int, upto: int) -> list[str]:
        """The companies with events among the records behind a position."""

    async def names(
        self, reach: Reach, sieve: Sieve, *, descending: bool, after: Place | None, limit: int
    ) -> list[NameEntry]:
        """Names that events in reach give, as `name_key` writes them, in their order."""

    async def identified(self, identifiers: Collection[str] | None, cut: Cut) -> list[IdentifierEntry]:
        """Which profiles within the cut say these identifiers, written as they are compared, or any: by identifier,
        company and id."""

    async def slugs(self, reach: Reach, sieve: Sieve, *, descending: bool, after: str | None, limit: int) -> list[str]:
        """Companies with an event recorded and known by then, by slug."""

    async def count_slugs(self, reach: Reach) -> int:
        """How many companies `slugs` lists in all, without those that any merge joins."""

    async def joined(self, upto: int) -> list[tuple[str, str]]:
        """The pairs of company slugs that any merge joins, in both directions."""

    async def joined_subjects(self, behind: int, upto: int) -> list[tuple[str, str]]:
        """The pairs of subjects that any merge joins, of whichever company, among the records behind a position."""

    async def shaken(self, behind: int, upto: int) -> list[str]:
        """The companies with retractions, disputes or merges among the records behind a position."""

    async def doubtful(self, companies: Collection[str], cut: Cut) -> list[str]:
        """Those of these companies with events within the cut of which none is sure to tell anything: each is an act
        about events, or an act speaks of it."""
