"""EventLog: what every store promises, in four parts by what they are for.

A new store is written against this page and `Index` (index_contract.py); `decide` (recording.py) judges its appends,
`Batch` (append.py) makes what it writes. Each promise is a test in `tests/support/log_contract*.py`, which a store
joins by one class; `open_log` (opening.py) then leads to it by its address.

Whatever is asked of a log that cannot be read or is closed raises StoreUnavailable. Days are dates of the proleptic
Gregorian calendar, instants are aware and in UTC, positions are 1, 2, 3 …, and 0 is the beginning of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import msgspec

from dateline.events.event import Event
from dateline.log.cut import Cut
from dateline.log.drafts import Draft
from dateline.log.index_contract import Index
from dateline.log.keys import KeyStore
from dateline.log.record import Erasure, FileTaken, LogHead, Record, StoredRecord
from dateline.log.recording import LogEntry
from dateline.log.selection import Selection


class Taken(msgspec.Struct, frozen=True):
    """A file that the log has taken in: its digest (SHA-256), and the name it had then."""

    digest: bytes
    name: str
    traces: Sequence[str] = ()
    """What the importer of such files wants to find again and no event says. Read when all events are drawn."""

    def noted(self) -> Iterator[tuple[bytes, str]]:
        """Digest and name of everything to note: the file, and its traces."""
        yield self.digest, self.name
        for trace in self.traces:
            yield sha256(b"trace\0" + trace.encode()).digest(), trace


class Appended(msgspec.Struct, frozen=True):
    """What an append did. `positions` are those of the events given, in their order, if they were asked for.

    A dry run counts as if it had been kept, but `head` is that which the log still has.
    """

    appended: int
    repeated: int
    head: LogHead
    positions: Sequence[int] = ()


class LogCondition(msgspec.Struct, frozen=True):
    """Whether a log can be read and appended to at present, as a sentence of why not; None where it can."""

    unreadable: str | None = None
    """What is read is not the log at its address any more."""
    unwritable: str | None = None
    durability: str | None = None
    """What was acknowledged survives by these settings, which were read back; None where nothing is appended."""


class Appending(Protocol):
    """Where the log ends, where it ended at a position or an instant, and what comes behind that.

    The log is append-only, ordered, without gaps, and chained by hashes. Reading never waits for an append.
    """

    async def head(self) -> LogHead:
        """The newest record; position 0 with the hash GENESIS for an empty log."""

    async def at_position(self, position: int) -> LogHead:
        """The head that the log had when this position was its newest.

        Raises PositionAhead if the log has not reached it, InvalidVantage if it is negative.
        """

    async def at_instant(self, instant: datetime) -> LogHead:
        """The head that the log had at this instant: the newest record with `recorded_at` not later."""

    async def append(
        self,
        events: Iterable[Event | Draft],
        *,
        now: datetime,
        expected: int | None = None,
        taken: Taken | None = None,
        positions: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Append all of these events, or none, in one transaction. A draft is an event made ready elsewhere.

        Events are drawn from the iterable in chunks while the transaction is open; whatever it raises undoes all of
        it. An event that the log holds already is counted as repeated. `recorded_at` is `now`, or that of the head if
        it is later: it never decreases. `taken` notes a file as taken in, in the same transaction. `dry_run` does
        everything, then undoes it.

        Raises EventIdTaken (an id with other content; position is 0 if both are among `events`), PositionConflict
        (the head is not `expected`), StoreUnavailable (the database fails, or another process keeps writing).
        """

    def told_of_growth(self, listener: Callable[[], None]) -> AbstractContextManager[None]:
        """For one block of code the listener is called whenever the log may have grown: after each append through this
        object, and after those of others where the store is told of them. It is a hint: the head tells whether, and
        whoever has to know of all others has to look at it now and then.
        """


class Histories(Protocol):
    """The events that states are made of. A read takes the newest position it may see (`upto`), so that several reads
    of one request see one prefix of the log; what was known later is left out by the reader, not here."""

    async def histories(self, slugs: Collection[str], upto: int) -> Mapping[str, Sequence[Record]]:
        """For each company all that its state can depend on: its events under all slugs that any merge joins, the
        acquisitions and stakes of others that name it, or that any merge joins with those, the merges of those others,
        and the acts on all these, and on these acts. In a fixed number of reads, whatever the number of slugs; a
        company that nothing has to do with has none. Of few companies a store that has them as bytes gives Contents."""

    def history_at_hand(self, slug: str, cut: Cut) -> Sequence[Record] | None:
        """The same of one company, where it is little and nobody need be waited for; else None. What could not be known
        by the day of the cut may be left out. A store that has them as bytes gives Contents."""

    async def touched(self, after: int, upto: int) -> set[str]:
        """The slugs that records behind a position, up to another, have to do with: their companies, the targets and
        holders they name, what their merges join, and the companies of the events that they act on.

        A history of before is still whole unless one of these is among its companies or such parties of its events.
        """

    async def identities(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        """Like histories, but only what a company's name can depend on: foundings, profiles and all acts."""

    async def by_ids(self, ids: Collection[str], upto: int) -> dict[str, Record]:
        """The events of these ids; an id that the log does not hold is left out."""

    async def acts_on(self, ids: Collection[str], upto: int) -> list[Record]:
        """The acts on the events of these ids, the acts on those acts, and so on; by position."""

    async def all_acts(self, upto: int, companies: Collection[str] | None = None) -> list[Record]:
        """Every act, or every act of these companies, together with the events they act on; by position."""


class Catalogue(Protocol):
    """What there is: companies, names, lists of events. Nothing here is a state, and nothing is judged."""

    @property
    def index(self) -> Index:
        """Candidates for rankings: see `Index`."""

    async def select(self, selection: Selection) -> list[Record]:
        """Events in the order asked for, at most `limit` of them."""

    async def count(self, selection: Selection) -> int:
        """How many there are, whatever `after` and `limit` say."""

    async def companies(
        self, upto: int, *, search: str | None = None, after: str | None = None, before: str | None = None, limit: int
    ) -> list[str]:
        """Slugs of companies with an event, by slug: those behind `after`, or the last ones before `before`.

        `search`: any of the words that a company was ever named or is named by slug contains it, whatever its case
        and accents.
        """

    async def companies_among(self, slugs: Collection[str], upto: int, *, search: str | None = None) -> set[str]:
        """Those of these slugs that `companies` finds."""

    async def count_companies(self, upto: int, *, search: str | None = None) -> int:
        """How many companies there are."""

    async def existing(self, slugs: Collection[str], cut: Cut) -> set[str]:
        """Which of these companies have an event within the cut."""

    async def naming(self, slugs: Collection[str], cut: Cut) -> dict[str, Record]:
        """For each party slug the event within the cut that names it and was known last (then the id that sorts last).

        A merge only speaks of slugs: it names nobody.
        """


class Upkeep(Protocol):
    """The log as a store keeps it: what `verify`, `reindex` and an importer of files need."""

    @property
    def address(self) -> object | None:
        """Where another process finds the same log, for `open_log`; None where none can."""

    async def stored(self, after: int, limit: int) -> list[StoredRecord]:
        """Records as stored, by position, behind `after`; at most `limit` of them."""

    async def record_hashes(self, after: int, upto: int) -> list[bytes]:
        """The hashes of the records behind a position, up to another, which the log has reached."""

    async def subtrees(self, level: int, start: int, end: int) -> Mapping[int, bytes] | None:
        """Of the subtrees of a level (subtrees.py) those numbered from `start` up to `end`, which is not among them, by
        their numbers: all that are whole, since an append keeps what it makes whole. None for a log of an earlier
        release, as long as its tree is not made: it keeps none."""

    async def taken(self, digests: Collection[bytes]) -> set[bytes]:
        """Which of these files (SHA-256) the log has taken in."""

    async def traces(self, prefix: str) -> list[tuple[str, int]]:
        """What was noted with files taken in and begins so, each once and with the position of the head right after;
        by that, then by name."""

    @property
    def erased(self) -> int:
        """How many contents were erased, as far as this object knows: since its head was last asked for. What was made
        of records before that number changed is to be forgotten."""

    async def erase(self, positions: Collection[int], *, now: datetime, reason: str, by: str = "") -> list[int]:
        """Remove the contents of these records, and all that is filed of them, for ever; that it was done stays on
        record. Positions, digests and hashes stay, and so do the chain, the tree, tokens and cursors. A content that is
        gone already stays so, as it is on record; what the file still holds of it is cleared away again.

        The positions of acts on these events, which have the ids in their own contents. Raises PositionAhead for a
        position that no record has; StoreUnavailable.
        """

    async def erasures(self, after: int, limit: int) -> list[Erasure]:
        """What was erased, by position, behind one; at most `limit` of them."""

    async def files_taken(self, after: str, limit: int) -> list[FileTaken]:
        """The files that were taken in, and what was noted with them, by their digests, behind one."""

    async def append_copied(
        self,
        records: Sequence[StoredRecord],
        erasures: Collection[Erasure],
        taken: Sequence[FileTaken],
        *,
        behind: LogHead,
    ) -> LogHead:
        """Append records as another log stores them, behind the head that both have, in one transaction: with their
        positions, instants and hashes. `erasures` has those of records whose contents are gone. `taken` is noted where
        it is not yet. An empty log takes over the epoch of `behind`. Where it ends then.

        `copying.py` has looked at what it hands over. Raises PositionConflict unless the log ends at `behind`,
        StoreUnavailable.
        """

    async def misfiled(self, entries: Sequence[LogEntry]) -> int | None:
        """The position of the first of these records whose columns and indexes do not follow from its content; None
        if all do. Records come in their order, without gaps."""

    async def unsound(self) -> str | None:
        """What is wrong with the store as a whole, as a sentence: damaged pages or indexes, a guard that was taken
        away, a row that follows from no record; None if nothing is. It reads everything."""

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Make the index for rankings anew from the contents, in one transaction; how many records there are.

        `progress` is told the position reached. Raises StoreUnavailable if the log was opened to be read only.
        """

    async def condition(self) -> LogCondition:
        """Whether it can be read and appended to, as far as can be told without writing: an import that holds the lock
        is waited for by an append, and does not count. Raises StoreUnavailable if it cannot be read at all."""

    async def close(self) -> None:
        """Give back what is held open; once closed, closing does nothing."""


class EventLog(Appending, Histories, Catalogue, Upkeep, Protocol):
    """All of it: what `open_log` gives."""

    @property
    def keys(self) -> KeyStore:
        """The API keys that are kept beside the log: see `KeyStore`."""
