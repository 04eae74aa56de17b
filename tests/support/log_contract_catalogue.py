"""What every store promises of companies, names and lists of events."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from builders import acquisition, day, founded, funding, merge, profile, source
from hypothesis import given
from hypothesis import strategies as st
from log_cases import ALL, NOW, EmptyLog, batches, ids, laws, positions, selections

from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.log.selection import Order, Selection, sort_key


class CatalogueContract(EmptyLog):
    """Each promise of `Catalogue` but for the index, which tests/log/test_index.py compares between stores."""

    @given(batches, st.lists(selections, min_size=4, max_size=8))
    @laws
    async def test_a_selection_finds_what_a_walk_over_all_events_finds(
        self, events: list[Event], wanted: list[Selection]
    ) -> None:
        async with self.opening() as log:
            await log.append(events, now=NOW)
            everything = await log.select(Selection(Cut(None, ALL), order=Order.POSITION_ASC))
            assert positions(everything) == [*range(1, len(events) + 1)]
            for one in wanted:
                expected = _walk(everything, one)
                assert ids(await log.select(one)) == ids(expected)[: one.limit], one
                assert await log.count(one) == len(expected), one

    @given(batches, selections, st.integers(1, 4))
    @laws
    async def test_pages_cover_everything_once_while_events_arrive(
        self, events: list[Event], wanted: Selection, size: int
    ) -> None:
        async with self.opening() as log:
            upto = (await log.append(events, now=NOW)).head.position
            wanted = _replaced(wanted, cut=Cut(wanted.cut.known_by, upto), limit=None)
            expected = ids(await log.select(wanted))
            paged: list[str] = []
            page = await log.select(_replaced(wanted, limit=size))
            while page:
                paged += ids(page)
                await log.append([funding(f"between/{len(paged)}", company="acme", round="seed")], now=NOW)
                after = sort_key(page[-1], wanted.order, wanted.dates)
                page = await log.select(_replaced(wanted, limit=size, after=after))
            assert paged == expected

    async def test_companies_are_paged_by_slug_in_both_directions(self, log: EventLog) -> None:
        await log.append([funding(slug, company=slug) for slug in ("d", "b", "a", "e", "c")], now=NOW)
        assert await log.companies(ALL, limit=2) == ["a", "b"]
        assert await log.companies(ALL, after="b", limit=2) == ["c", "d"]
        assert await log.companies(ALL, before="d", limit=2) == ["b", "c"]
        assert await log.companies(ALL, after="a", before="e", limit=9) == ["b", "c", "d"]
        assert await log.companies(3, limit=9) == ["a", "b", "d"]
        assert await log.companies(ALL, limit=0) == []
        assert await log.companies_among(["b", "e", "none"], 3) == {"b"}
        assert await log.companies_among(["b", "e", "none"], ALL) == {"b", "e"}
        assert (await log.count_companies(ALL), await log.count_companies(3)) == (5, 3)

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("societe", ["beta"]),
            ("SOCIÉTÉ  générale", ["beta"]),
            ("alp", ["alpha"]),
            ("strasse", ["alpha"]),
            ("old name", ["alpha"]),
            ("eta", ["beta", "zeta"]),
            ("%", ["zeta"]),
            (" ", ["alpha", "beta", "zeta"]),
            ("\ud800", []),
            ("nothing", []),
        ],
    )
    async def test_companies_are_found_whatever_the_case_and_accents(
        self, log: EventLog, search: str, found: list[str]
    ) -> None:
        await log.append(
            [
                founded("1", company="alpha", name="Old  Name"),
                profile("2", company="alpha", name="Straße 7"),
                profile("3", company="beta", aliases=["Société Générale"]),
                founded("4", company="zeta", name="100 %"),
            ],
            now=NOW,
        )
        assert await log.companies(ALL, search=search, limit=9) == found
        assert await log.count_companies(ALL, search=search) == len(found)
        assert await log.companies(ALL, search=search, before="zz", limit=1) == found[-1:]
        assert await log.companies_among(["alpha", "zeta", "none"], ALL, search=search) == {*found} - {"beta"}

    async def test_a_party_is_named_by_the_event_known_last(self, log: EventLog) -> None:
        def told(id: str, name: str, published: str) -> Event:
            return acquisition(id, target={"name": name, "slug": "koyeb"}, sources=[source(published=published)])

        await log.append(
            [
                told("b", "Koyeb SAS", "2025-02-01"),
                told("a", "Koyeb", "2025-02-01"),
                told("c", "KOYEB", "2025-01-01"),
                told("d", "Koyeb by Mistral", "2026-01-01"),
                merge("e", ["koyeb"], sources=[source(published="2026-05-05")]),
            ],
            now=NOW,
        )

        async def named(upto: int, known_by: date | None) -> list[str]:
            return ids((await log.naming(["koyeb", "nobody"], Cut(known_by, upto))).values())

        assert await named(ALL, None) == ["d"]
        assert await named(ALL, day("2025-12")) == ["b"]
        assert await named(3, None) == ["b"]
        assert await named(ALL, day("2025-01")) == ["c"]
        assert await named(ALL, day("2024")) == []

    async def test_a_profile_names_nobody_by_an_identifier(self, log: EventLog) -> None:
        await log.append([profile("p", company="acme", identifiers=["ticker:X"])], now=NOW)
        assert await log.naming(["ticker:x", "ticker:X"], Cut(None, ALL)) == {}
        assert (await log.histories(["ticker:x"], ALL)) == {"ticker:x": []}

    async def test_identifiers_lead_to_the_profiles_that_say_them(self, log: EventLog) -> None:
        many = [f"list-{number}:{number}" for number in range(12)]
        told = [
            profile("b", company="bolt", identifiers=["cik:0042", "ticker:B"]),
            profile("a", company="acme", identifiers=["ticker:b", "TICKER:B".lower(), *many]),
            profile("a/later", company="acme", identifiers=["cik:42"], sources=[source(published="2026-01-05")]),
            funding("f", company="acme", leads=["ticker"]),
        ]
        await log.append(told, now=NOW)

        async def found(said: list[str] | None, upto: int = ALL, known_by: date | None = None) -> list[tuple[str, ...]]:
            return [tuple(one) for one in await log.index.identified(said, Cut(known_by, upto))]

        assert await found(["ticker:b", "isin:x"]) == [("ticker:b", "acme", "a"), ("ticker:b", "bolt", "b")]
        assert await found(["cik:42"]) == [("cik:42", "acme", "a/later"), ("cik:42", "bolt", "b")]
        assert await found(["cik:42"], known_by=day("2026-01-04")) == [("cik:42", "bolt", "b")]
        assert await found(["cik:42"], upto=2) == [("cik:42", "bolt", "b")]
        assert await found([]) == []
        everything = await found(None)
        assert len(everything) == len(many) + 4
        assert everything == sorted(everything)
        assert await found(None, upto=1) == [("cik:42", "bolt", "b"), ("ticker:b", "bolt", "b")]


def _walk(records: list[Record], wanted: Selection) -> list[Record]:
    """The plain meaning of a selection but for `limit`."""
    found = [record for record in records if all(_conditions(record, wanted))]
    found.sort(key=lambda record: sort_key(record, wanted.order, wanted.dates), reverse=wanted.order.descending)
    return found


def _conditions(record: Record, wanted: Selection) -> list[bool]:
    event, counts = record.event, record.event.when.counts_from(wanted.dates)
    begins = event.when.first or date.min
    return [
        record.position <= wanted.cut.position,
        record.known <= (wanted.cut.known_by or date.max),
        event.kind in (wanted.kinds if wanted.kinds is not None else {event.kind}),
        event.company in (wanted.companies if wanted.companies is not None else {event.company}),
        wanted.subject in (None, event.subject),
        (wanted.counts_from or date.min) <= counts <= (wanted.counts_until or date.max),
        begins <= (wanted.begins_until or date.max),
        (wanted.known_from or date.min) <= record.known <= (wanted.known_until or date.max),
        event.confidence.rank >= wanted.confidence.rank,
        (wanted.contains or "").lower().encode() in canonical(event).lower(),
        not canonical(event).isascii() or (wanted.sieve or "").lower().encode() in canonical(event).lower(),
        record.position in (wanted.among if wanted.among is not None else {record.position}),
        record.position not in wanted.beyond,
    ]


def _replaced(selection: Selection, **changes: object) -> Selection:
    return msgspec.structs.replace(selection, **changes)  # type: ignore[arg-type]
