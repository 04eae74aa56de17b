"""What the log's tests share: an opened log, random events, and reads by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest_asyncio
from builders import Json, eur, event, source
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dateline.events.event import Event
from dateline.log.contents import Contents
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.log.selection import Order, Selection
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

Opening = Callable[[], AbstractAsyncContextManager[EventLog]]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COMPANIES = ("acme", "bolt", "cray")
ALL = 1_000_000
"""More positions than any test has."""


@contextmanager
def nobody_looks(records: int) -> Iterator[Callable[[int], None]]:
    """For what tells how far it is."""
    yield lambda position: None


# The contract's tests are inherited on purpose: each store is one executor, and examples are worth trying on all.
_INHERITED = [HealthCheck.differing_executors, HealthCheck.too_slow]
laws = settings(max_examples=10, deadline=None, suppress_health_check=_INHERITED)
"""Each example opens new logs: few of them, but other ones on every run."""

_DATES = ("2024", "2024-05", "2024-05-17", "2025-01-01", "../2024", "2023-06/2024-06", "2024-35", "2023~", "0001")
_PUBLISHED = ("2024-06", "2024-05-18", "2025", "2026-01-02")
_SLUGS = st.sampled_from(COMPANIES)
_IDS = st.integers(0, 11).map("e{}".format)

_SAID: dict[str, st.SearchStrategy[Json]] = {
    "founded": st.fixed_dictionaries({"name": st.sampled_from(["Acmé", "BOLT GmbH", "100%_x"])}),
    "profile": st.just({"name": None, "aliases": ["Çray", "The Bolt"]}),
    "funding": st.fixed_dictionaries(
        {"round": st.sampled_from(["seed", "a"]), "raised": st.just(eur(5)), "investors": st.lists(_SLUGS, max_size=2)}
    ),
    "acquisition": st.fixed_dictionaries({"target": _SLUGS}),
    "stake": st.fixed_dictionaries({"holder": _SLUGS}),
    "partnership": st.fixed_dictionaries({"partner": _SLUGS}),
    "retraction": st.fixed_dictionaries({"event": _IDS}),
    "merge": st.fixed_dictionaries({"same": _SLUGS.map(lambda slug: [slug, "dent"])}),
}
_RUMORS = ("rumored", "reported", "confirmed")


@st.composite
def _event(draw: st.DrawFn, id: str) -> Event:
    kind = draw(st.sampled_from(list(_SAID)))
    fields = draw(_SAID[kind])
    company = draw(_SLUGS.filter(lambda slug: slug not in fields.get("same", ())))
    if fields.get("event") == id:
        fields = {"event": "elsewhere"}
    if kind == "funding" and draw(st.booleans()):
        fields = {**fields, "corrects": draw(_IDS.filter(lambda other: other != id))}
    act = kind in ("retraction", "merge") or "corrects" in fields
    said = source(published=draw(st.sampled_from(_PUBLISHED)))
    dated: Json = {} if kind in ("retraction", "merge") else {"on": draw(st.sampled_from(_DATES))}
    confidence = draw(st.sampled_from(_RUMORS[act:]))
    return event(kind, id, company=company, sources=[said], confidence=confidence, **dated, **fields)


@st.composite
def _batch(draw: st.DrawFn) -> list[Event]:
    return [draw(_event(f"e{place}")) for place in range(draw(st.integers(0, 12)))]


batches = _batch()
"""Up to twelve events about three companies that name, merge, retract and correct each other."""

_days = st.none() | st.sampled_from([date(2024, 5, 17), date(2024, 5, 31), date(2024, 12, 31), date(2026, 1, 2)])
_positions = st.frozensets(st.integers(1, 14), max_size=6)

selections = st.builds(
    Selection,
    cut=st.builds(Cut, _days, st.integers(0, 14)),
    kinds=st.none() | st.frozensets(st.sampled_from([*_SAID, "model"]), max_size=5),
    companies=st.none() | st.frozensets(st.sampled_from([*COMPANIES, "none"]), max_size=3),
    subject=st.none() | st.sampled_from(["funding/seed", "stake/bolt", "nothing"]),
    counts_from=_days,
    counts_until=_days,
    begins_until=_days,
    known_from=_days,
    known_until=_days,
    confidence=st.sampled_from(Confidence),
    contains=st.none() | st.sampled_from(["", "acm", "BOLT", "%", "_", "100%_X", "\\", '"name"']),
    sieve=st.none() | st.sampled_from(["", "acm", "BOLT", "%", "nothing"]),
    among=st.none() | _positions,
    beyond=_positions,
    dates=st.sampled_from(Certainty),
    order=st.sampled_from(Order),
    limit=st.none() | st.integers(0, 5),
)


def positions(records: Iterable[Record]) -> list[int]:
    return [record.position for record in records]


def ids(records: Iterable[Record]) -> list[str]:
    return [record.event.id for record in records]


@dataclass(frozen=True)
class Read:
    """A read that takes the newest position it may see."""

    name: str
    run: Callable[[EventLog, int], Awaitable[Any]]

    async def plain(self, log: EventLog, upto: int) -> object:
        """Its answer, with a record as its position, digest and hash."""
        return _plain(await self.run(log, upto))


def _plain(value: object) -> object:
    match value:
        case Record():
            return value.position, value.digest, value.hash, value.event, value.recorded_at, value.known, value.subject
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | Contents():
            return [_plain(one) for one in value]
    return value


_ASKED: Sequence[str] = (*COMPANIES, "dent", "nobody")
_KNOWN = date(2025, 6, 1)

READS = (
    Read("histories", lambda log, upto: log.histories(_ASKED, upto)),
    Read("identities", lambda log, upto: log.identities(_ASKED, upto)),
    Read("existing", lambda log, upto: log.existing(_ASKED, Cut(None, upto))),
    Read("existing, known", lambda log, upto: log.existing(_ASKED, Cut(_KNOWN, upto))),
    Read("by_ids", lambda log, upto: log.by_ids(["e1", "e3", "e5", "none"], upto)),
    Read("acts_on", lambda log, upto: log.acts_on(["e0", "e2", "e4"], upto)),
    Read("all_acts", lambda log, upto: log.all_acts(upto)),
    Read("all_acts, of", lambda log, upto: log.all_acts(upto, ["acme", "nobody"])),
    Read("select", lambda log, upto: log.select(Selection(Cut(None, upto)))),
    Read("count", lambda log, upto: log.count(Selection(Cut(None, upto)))),
    Read("companies", lambda log, upto: log.companies(upto, limit=10)),
    Read("companies, found", lambda log, upto: log.companies(upto, search="BOLT", limit=10)),
    Read("companies_among", lambda log, upto: log.companies_among(["acme", "bolt"], upto)),
    Read("count_companies", lambda log, upto: log.count_companies(upto)),
    Read("count_companies, found", lambda log, upto: log.count_companies(upto, search="acme")),
    Read("naming", lambda log, upto: log.naming(_ASKED, Cut(None, upto))),
    Read("naming, known", lambda log, upto: log.naming(_ASKED, Cut(_KNOWN, upto))),
)


def many(count: int, prefix: str = "e") -> list[Event]:
    """Copies of one event that differ in their ids."""
    return [event("funding", f"{prefix}{place}") for place in range(count)]


class EmptyLog:
    """What the parts of the contract begin with: a new and empty log for each test, as `opening` opens it."""

    opening: Opening

    @pytest_asyncio.fixture
    async def log(self) -> AsyncIterator[EventLog]:
        async with self.opening() as log:
            yield log


FILED_OTHERWISE = (
    "UPDATE event SET subject = 'funding/se-ed' WHERE position = 2",
    "DELETE FROM mention WHERE position = 2",
    "INSERT INTO mention VALUES ('b-lt', 'lead', 2)",
    "UPDATE name SET folded = 'acm'",
    "DELETE FROM same",
    "UPDATE account SET unit = 'acm' WHERE measure = 'name'",
)
"""Makes of what is filed what an earlier release could have filed by other rules."""
