"""A history that is kept is the one the log would give, whatever the log has gained meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date

import pytest
from answers import memory
from builders import Json, acquisition, founded, funding, merge, profile, retraction, source
from histories import COMPANIES, DAYS, SLUGS, histories, law, recorded_at, told
from hypothesis import given
from hypothesis import strategies as st
from log_cases import NOW, ids

from dateline.answers.kept_histories import KeptHistories
from dateline.events.codec import canonical
from dateline.exports.json_state import doubts_answer, state_answer
from dateline.log.contents import Contents
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog
from dateline.log.record import Record
from dateline.state.company import state_in_reach
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

LITTLE = 400
"""Bytes: room for one history, however long it is, but not for a log of two events."""


class CountingLog(MemoryLog):
    """Counts what is read of it."""

    def __init__(self) -> None:
        super().__init__()
        self.histories_read: list[str] = []
        self.asked_what_is_new = 0

    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        self.histories_read += slugs
        return await super().histories(slugs, upto)

    async def touched(self, after: int, upto: int) -> set[str]:
        self.asked_what_is_new += 1
        return await super().touched(after, upto)


@law(120)
@given(history=histories, asked=st.lists(st.sets(st.sampled_from(SLUGS), min_size=1), min_size=1, max_size=14))
def test_what_is_kept_is_what_the_log_gives(history: list[Json], asked: list[set[str]]) -> None:
    """After every append some companies are asked for; those kept from before must be as whole as new ones."""

    async def run() -> None:
        log = MemoryLog()
        kept = KeptHistories(log)
        for place, line in enumerate(history):
            head = (await log.append([told(line)], now=recorded_at(place))).head
            slugs = asked[place % len(asked)]
            found, given = await kept.of(slugs, head.position), await log.histories(slugs, head.position)
            assert {slug: ids(records) for slug, records in found.items()} == {
                slug: ids(records) for slug, records in given.items()
            }

    asyncio.run(run())


class Sparing(CountingLog):
    """Leaves out of a history at hand whatever it may, and gives it as bytes."""

    def history_at_hand(self, slug: str, cut: Cut) -> Contents | None:
        self.histories_read.append(slug)
        records = [record for record in super().history_at_hand(slug, cut) or () if cut.reaches(record)]
        return Contents(records, [canonical(record.event) for record in records])


def answered(company: str, ready: Told, at: Vantage) -> object:
    """All that is answered of a company."""
    found = state_in_reach(company, ready, at)
    return (state_answer(found), doubts_answer(found, conflicts=True, findings=True)) if found is not None else None


@law(120)
@given(
    history=histories,
    asked=st.lists(st.tuples(st.sampled_from(COMPANIES), st.none() | st.sampled_from(DAYS)), min_size=1, max_size=14),
)
def test_what_is_kept_as_far_as_a_day_is_all_that_is_seen_from_it(
    history: list[Json], asked: list[tuple[str, date | None]]
) -> None:
    """After every append a company is asked for as far as some day, from what is at hand."""

    async def run() -> None:
        log = Sparing()
        kept = KeptHistories(log, most_bytes=LITTLE)
        for place, line in enumerate(history):
            head = (await log.append([told(line)], now=recorded_at(place))).head
            await kept.of([], head.position)
            for slug, known_by in asked[place:] + asked[:place]:
                cut = Cut(known_by, head.position)
                ready = kept.at_hand(slug, cut) or kept.read_at_hand(slug, cut)
                assert ready is not None
                whole = Told((await log.histories([slug], head.position))[slug])
                at = Vantage(DAYS[place % len(DAYS)], known_by, head, Confidence.REPORTED, Certainty.CERTAIN)
                assert answered(slug, ready, at) == answered(slug, whole, at)

    asyncio.run(run())


async def test_who_asks_for_what_was_known_later_is_given_the_whole_from_then_on() -> None:
    log = Sparing()
    early, late = (source(published=day) for day in ("2024-01-10", "2025-01-10"))
    await log.append([funding("a", sources=[early]), profile("b", name="B", sources=[late])], now=NOW)
    kept, company = KeptHistories(log, most_bytes=LITTLE), "mistral-ai"
    await kept.of([], 2)
    early_on, later = Cut(date(2024, 6, 1), 2), Cut(date(2025, 6, 1), 2)
    assert kept.at_hand(company, early_on) is None
    first = kept.read_at_hand(company, early_on)
    assert kept.at_hand(company, early_on) is first is kept.at_hand(company, Cut(date(2024, 5, 1), 1))
    assert kept.at_hand(company, later) is kept.at_hand(company, Cut(None, 2)) is None
    assert kept.at_hand(company, Cut(date(2024, 6, 1), 3)) is None
    whole = kept.read_at_hand(company, later)
    assert whole is kept.at_hand(company, Cut(None, 2)) is kept.at_hand(company, early_on)
    assert (ids(first or ()), ids(whole or ())) == (["a"], ["a", "b"])
    assert (await kept.of([company], 2))[company] is whole
    assert log.histories_read == [company] * 2


async def test_of_a_log_that_has_room_the_whole_is_read_at_once() -> None:
    log = Sparing()
    await log.append([funding("a", sources=[source(published="2025-01-10")])], now=NOW)
    kept = KeptHistories(log)
    await kept.of([], 1)
    assert ids(kept.read_at_hand("mistral-ai", Cut(date(2024, 1, 1), 1)) or ()) == ["a"]
    assert kept.at_hand("mistral-ai", Cut(None, 1)) is not None
    assert log.histories_read == ["mistral-ai"]


async def test_a_part_of_a_history_is_no_answer_to_who_asks_for_the_whole() -> None:
    log = Sparing()
    await log.append([founded("b", company="bolt"), funding("a", sources=[source(published="2025-01-10")])], now=NOW)
    kept = KeptHistories(log, most_bytes=LITTLE)
    await kept.of([], 2)
    assert ids(kept.read_at_hand("mistral-ai", Cut(date(2024, 1, 1), 1)) or ()) == []
    assert ids((await kept.of(["mistral-ai"], 2))["mistral-ai"]) == ["a"]
    assert ids(kept.at_hand("mistral-ai", Cut(None, 2)) or ()) == ["a"]


async def test_a_company_is_read_again_only_when_the_log_has_gained_something_of_it() -> None:
    log = CountingLog()
    await log.append([founded("a", company="acme"), founded("b", company="bolt")], now=NOW)
    kept = KeptHistories(log)
    await kept.of(["acme", "bolt"], 2)
    log.histories_read.clear()
    again = await kept.of(["acme", "bolt"], 2)
    assert (log.histories_read, log.asked_what_is_new) == ([], 0)
    await log.append([funding("c", company="cray", leads=["Acme"])], now=NOW)
    assert kept.at_hand("acme", Cut(None, 2)) is again["acme"]
    assert kept.at_hand("acme", Cut(None, 3)) is None
    assert (await kept.of(["acme", "bolt"], 3))["acme"] is again["acme"]
    assert kept.at_hand("acme", Cut(None, 3)) is again["acme"]
    assert (log.histories_read, log.asked_what_is_new) == ([], 1)
    await log.append([acquisition("d", company="cray", target="Acme")], now=NOW)
    assert ids((await kept.of(["acme", "bolt"], 4))["acme"]) == ["a", "d"]
    assert log.histories_read == ["acme"]


async def test_an_act_that_came_before_its_event_belongs_to_the_company_of_that_event() -> None:
    log = CountingLog()
    await log.append([founded("a", company="acme"), retraction("r", of="x", company="bolt")], now=NOW)
    kept = KeptHistories(log)
    assert ids((await kept.of(["acme"], 2))["acme"]) == ["a"]
    await log.append([funding("x", company="acme")], now=NOW)
    assert ids((await kept.of(["acme"], 3))["acme"]) == ["a", "r", "x"]


async def test_what_the_log_gains_while_a_history_is_read_is_not_missed() -> None:
    class Growing(CountingLog):
        """Grows while it is read."""

        async def histories(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
            read = await super().histories(slugs, upto)
            if upto == 1:
                await self.append([merge("m", ["acme"], company="bolt")], now=NOW)
                await kept.of(["bolt"], 2)
            return read

    log = Growing()
    await log.append([founded("a", company="acme")], now=NOW)
    kept = KeptHistories(log)
    assert ids((await kept.of(["acme"], 1))["acme"]) == ["a"]
    assert ids((await kept.of(["acme"], 2))["acme"]) == ["a", "m"]


async def test_only_so_many_events_are_kept_however_long_one_history_is() -> None:
    log = CountingLog()
    many = [funding(f"{slug}-{place}", company=slug) for slug in ("a", "b", "c", "long") for place in range(4)]
    await log.append([*many, *(funding(f"long-{place}", company="long") for place in range(4, 40))], now=NOW)
    one = Told((await log.histories(["a"], 52))["a"])
    kept = KeptHistories(log, most_bytes=int(one.size * 3.5))
    await kept.of(["a", "b", "c"], 52)
    await kept.of(["long"], 52)
    log.histories_read.clear()
    await kept.of(["long"], 52)
    await kept.of(["c"], 52)
    assert log.histories_read == []
    await kept.of(["a"], 52)
    assert log.histories_read == ["a"]


@pytest.mark.parametrize("most_bytes", [0, 1])
async def test_where_there_is_no_room_at_most_one_is_kept(most_bytes: int) -> None:
    log = CountingLog()
    await log.append([founded("a", company="acme"), founded("b", company="bolt")], now=NOW)
    kept = KeptHistories(log, most_bytes, most_open_bytes=most_bytes)
    for slug in ("acme", "bolt", "bolt", "acme"):
        assert len((await kept.of([slug], 2))[slug]) == 1
    assert log.histories_read == ["acme", "bolt", "acme"]


async def test_after_a_long_import_all_is_read_anew() -> None:
    log = await memory(*(funding(f"f{place}", company="bolt") for place in range(10)))
    kept = KeptHistories(log)
    await kept.of(["acme"], 0)
    await log.append(
        [funding(f"g{place}", company="acme" if place == 9000 else "x") for place in range(10_500)], now=NOW
    )
    assert ids((await kept.of(["acme"], 10_510))["acme"]) == ["g9000"]


async def test_what_was_not_looked_at_lately_is_packed_and_opened_again() -> None:
    log = Sparing()
    await log.append(
        [founded("a", company="acme"), founded("b", company="bolt"), founded("c", company="cray")], now=NOW
    )
    one = log.history_at_hand("acme", Cut(None, 3))
    assert one is not None
    kept = KeptHistories(log, most_open_bytes=int(Told.kept(one).size_looked_at * 2.5))
    log.histories_read.clear()
    await kept.of([], 3)
    everything = Cut(None, 3)
    first = kept.read_at_hand("acme", everything)
    assert first is kept.at_hand("acme", everything)
    for slug in ("bolt", "cray"):
        kept.read_at_hand(slug, everything)
    again = kept.at_hand("acme", everything)
    assert again is not None
    assert again is not first
    assert again is kept.at_hand("acme", everything)
    assert ids(again) == ["a"]
    await log.append([acquisition("d", company="cray", target="Acme")], now=NOW)
    assert ids((await kept.of(["acme"], 4))["acme"]) == ["a", "d"]
    assert log.histories_read == ["acme", "bolt", "cray", "acme"]


async def test_where_the_log_has_no_room_packed_what_was_not_looked_at_lately_is_deflated() -> None:
    log, companies = Sparing(), "abcdef"
    of_each = [(slug, place) for slug in companies for place in range(20)]
    note = "Whoever was asked about this round said that nothing was to be said of it. " * 6
    await log.append(
        [funding(f"{slug}-{place}", company=slug, round=f"r{place}", note=note) for slug, place in of_each], now=NOW
    )
    everything = Cut(None, len(of_each))
    kept = KeptHistories(log, 53_000, most_open_bytes=1)
    packed = Told.kept(log.history_at_hand("a", everything) or ()).undecoded()
    assert packed is not None
    assert packed.size * len(companies) > 80_000
    log.histories_read.clear()
    await kept.of([], everything.position)
    for slug in companies * 2:
        found = kept.at_hand(slug, everything) or kept.read_at_hand(slug, everything)
        assert ids(found or ()) == [f"{slug}-{place}" for place in range(20)]
    assert log.histories_read == [*companies]
