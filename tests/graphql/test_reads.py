"""One request reads one prefix of the log, and each thing in it once: however many aliases, dates and fields ask."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from answers import NOW, ask, later, respond, timeline_of
from builders import acquisition, event, founded, funding, profile, retraction, source, stake
from histories import EVERYTHING, Asked, histories, law, recorded_at, told, vantages
from hypothesis import given

from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.log.opening import open_log

pytestmark = pytest.mark.counts_reads


@pytest.fixture(autouse=True)
def one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read together does not depend on how busy the machine is: no answer is interrupted for others."""
    monkeypatch.setattr("dateline.log.loop_turns.TURN_SECONDS", 1e9)


class CountingLog:
    """An event log that counts what is read from it, and the companies whose histories are."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.reads: Counter[str] = Counter()
        self.histories_read: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.log, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def counted(*args: Any, **kwargs: Any) -> Any:
            self.reads[name] += 1
            if name == "histories":
                self.histories_read.update(args[0])
            return await method(*args, **kwargs)

        return counted


Opening = Callable[[Path], AbstractAsyncContextManager[EventLog]]


@asynccontextmanager
async def _memory(_: Path) -> AsyncIterator[EventLog]:
    async with MemoryLog.opened() as log:
        yield log


@asynccontextmanager
async def _sqlite(folder: Path) -> AsyncIterator[EventLog]:
    async with open_log(folder / "dateline.db") as log:
        yield log


stores = pytest.mark.parametrize("opening", [_memory, _sqlite], ids=["memory", "sqlite"])


def _events(rounds: int) -> list[Event]:
    """A company with so many rounds, its investors of which some are tracked, its deals, and acts on all that."""
    told_of: list[Event] = [
        founded("f", name="Mistral AI", on="2020", sources=[source(published="2021")]),
        founded("asml", company="asml", name="ASML", on="1984"),
        event("metric", "nvidia", company="nvidia"),
        acquisition("k", target="Koyeb", on="2026-02"),
        profile("koyeb", company="koyeb", name="Koyeb"),
        acquisition("bought", company="asml", target="Mistral AI", stage="announced", on="2026-03"),
        stake("held", company="alan", holder="Mistral AI"),
        event("merge", "m", same=["mistral"]),
        profile("old", company="mistral", name="Mistral", on="2022"),
    ]
    for place in range(rounds):
        month = f"{2020 + place // 12 % 6}-{place % 12 + 1:02}"
        investors = ["ASML", "NVIDIA", "Koyeb", f"Fund {place}"]
        told_of.append(funding(f"r{place}", round=f"r{place}", on=month, leads=investors[:2], investors=investors[2:]))
        told_of.append(retraction(f"x{place}", of=f"r{place - place % 3}"))
    return told_of


@asynccontextmanager
async def counting(opening: Opening, folder: Path, rounds: int) -> AsyncIterator[CountingLog]:
    async with opening(folder) as log:
        for place, told_of in enumerate(_events(rounds)):
            await log.append([told_of], now=NOW + timedelta(minutes=place))
        yield CountingLog(log)


async def reads_of(log: CountingLog, question: str, **variables: Any) -> Counter[str]:
    """What one request on a server that was just started reads."""
    log.reads.clear()
    log.histories_read.clear()
    await ask(timeline_of(log), question, **variables)  # type: ignore[arg-type]
    assert set(log.histories_read.values()) <= {1}, "a company's events were read twice"
    assert log.reads["head"] == 1
    return Counter(log.reads)


PARTY = "{ name slug company { name slug asOf { name } } state { name status } }"
FIELDS = f"""
    name company {{ name log(first: 100) {{ totalCount nodes {{ key standingBecause {{ key }} company {{ name }}
    corrects {{ key }} }} }} }}
    rounds {{ leads {PARTY} investors {PARTY} company {{ name }} events {{ key corrects {{ key }} company {{ name
    }} }} }}
    acquisitions {{ acquirer {PARTY} target {PARTY} }} acquiredBy {{ acquirer {PARTY} events {{ company {{ name }} }} }}
    holdings {{ company {{ name }} event {{ company {{ name }} standing }} }}
    upcoming {{ key }} rumors {{ key }}
    timeline(first: 100) {{ totalCount nodes {{ key ... on RetractionEvent {{ event {{ key }} }} }} }}
"""
ONE = f'{{ asOf(on: "2026-06") {{ company(slug: "mistral-ai") {{ {FIELDS} }} }} }}'


def aliased(count: int, each: Callable[[int], str]) -> str:
    return "{ " + " ".join(f"a{place}: {each(place)}" for place in range(count)) + " }"


@stores
async def test_the_size_of_a_history_does_not_change_how_often_it_is_read(opening: Opening, tmp_path: Path) -> None:
    counts = []
    for rounds in (5, 40):
        (tmp_path / str(rounds)).mkdir()
        async with counting(opening, tmp_path / str(rounds), rounds) as log:
            counts.append(await reads_of(log, ONE))
    assert counts[0] == counts[1]
    assert counts[1].total() <= 16, counts[1]


@stores
async def test_aliases_and_dates_read_nothing_more(opening: Opening, tmp_path: Path) -> None:
    def dated(place: int) -> str:
        inner = 'company(slug: "mistral-ai") { name rounds { leads { name state { name } } } }'
        return f'asOf(on: "20{22 + place % 4}-06", knownBy: "2025-{10 + place % 3}-15") {{ {inner} }}'

    async with counting(opening, tmp_path, 12) as log:
        few, many = await reads_of(log, aliased(2, dated)), await reads_of(log, aliased(25, dated))
        assert few == many
        days = ", ".join(f'"20{10 + place // 4}-{place % 4 * 3 + 1:02}"' for place in range(50))
        question = (
            '{ company(slug: "mistral-ai") { asOfEach(on: [%s]) { name rounds { leads { name company { name } } } } } }'
        )
        assert await reads_of(log, question % days) == await reads_of(log, question % '"2026-06"')


@stores
async def test_one_company_under_two_paths_is_read_once(opening: Opening, tmp_path: Path) -> None:
    question = """{
      company(slug: "mistral-ai") { asOf { name } asOfEach(on: ["2024", "2025"]) { name } log { totalCount } }
      asOf { company(slug: "mistral-ai") { name company { asOf(on: "2023") { name } } } party(slug: "mistral-ai")
      { state { name } } }
    }"""
    async with counting(opening, tmp_path, 3) as log:
        assert (await reads_of(log, question))["histories"] == 1


@stores
async def test_events_in_lists_do_not_read_one_by_one(opening: Opening, tmp_path: Path) -> None:
    nodes = """nodes {
      key standing company { name } standingBecause { key standing company { name } corrects { key } } corrects { key }
      ... on RetractionEvent { event { key standing company { name } } }
    }"""
    async with counting(opening, tmp_path, 30) as log:
        for question in ("{ events(first: %d) { NODES } }", '{ asOf(on: "2026-06") { events(first: %d) { NODES } } }'):
            few, many = [await reads_of(log, (question % size).replace("NODES", nodes)) for size in (60, 68)]
            assert few == many
            assert many.total() <= 10, many


@stores
async def test_places_in_the_log_are_read_once_each(opening: Opening, tmp_path: Path) -> None:
    def pinned(place: int) -> str:
        where = ['position: "5"', f'time: "{later(120).isoformat()}"', 'atLeast: "3"'][place % 3]
        return f'asOf(recorded: {{{where}}}) {{ vantage {{ position }} company(slug: "mistral-ai") {{ name }} }}'

    async with counting(opening, tmp_path, 3) as log:
        found = await reads_of(log, aliased(30, pinned))
        assert (found["at_position"], found["at_instant"]) == (1, 1)
        assert found["histories"] == 1


@stores
async def test_nodes_are_read_together(opening: Opening, tmp_path: Path) -> None:
    async with counting(opening, tmp_path, 10) as log:
        found = await ask(
            log,
            """{ asOf(on: "2026-06") { events(first: 30) { nodes { id } } company(slug: "koyeb") { id company { id
              } } } }""",
        )  # type: ignore[arg-type]
        ids = [node["id"] for node in found["asOf"]["events"]["nodes"]]
        ids += [found["asOf"]["company"]["id"], found["asOf"]["company"]["company"]["id"]]
        question = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        assert await reads_of(log, question, ids=ids) == await reads_of(log, question, ids=[ids[0], *ids[-2:]])


@stores
async def test_a_search_names_its_companies_together(opening: Opening, tmp_path: Path) -> None:
    async with counting(opening, tmp_path, 3) as log:
        question = "{ companies(first: %d) { totalCount nodes { slug name } } }"
        assert await reads_of(log, question % 1) == await reads_of(log, question % 6)


@stores
async def test_parties_that_nobody_tracks_are_asked_for_together(opening: Opening, tmp_path: Path) -> None:
    async with counting(opening, tmp_path, 20) as log:

        def party(place: int) -> str:
            return f'party(slug: "fund-{place}") {{ name company {{ name }} }}'

        few, many = [
            await reads_of(log, f'{{ asOf(on: "2026-06") {aliased(size, party)} }}') for size in (1, 20)
        ]  # fmt: skip
        assert few == many
        assert many["naming"] == 1


async def test_a_second_request_at_the_same_vantage_reads_no_history(tmp_path: Path) -> None:
    async with counting(_memory, tmp_path, 3) as log:
        timeline = timeline_of(log)  # type: ignore[arg-type]
        question = '{ asOf(on: "2026-06") { company(slug: "mistral-ai") { rounds { key } } } }'
        await ask(timeline, question)
        log.reads.clear()
        await ask(timeline, question)
        assert log.reads == {"head": 1}


async def test_the_vantage_of_a_state_is_the_one_asked_for_though_the_state_was_made_before(tmp_path: Path) -> None:
    async with counting(_memory, tmp_path, 1) as log:
        timeline = timeline_of(log)  # type: ignore[arg-type]
        question = '{ asOf(on: "2026-06" %s) { company(slug: "mistral-ai") { vantage { final } } } }'
        newest = (await log.head()).position
        asked = ["", f'recorded: {{position: "{newest}"}}', ""]
        found = [(await ask(timeline, question % more))["asOf"]["company"]["vantage"]["final"] for more in asked]
        assert found == [False, True, False]


# The database itself.


async def test_one_request_is_a_fixed_number_of_statements(tmp_path: Path) -> None:
    statements: list[str] = []
    async with open_log(tmp_path / "dateline.db", trace=statements.append) as log:
        for told_of in _events(30):
            await log.append([told_of], now=NOW)
        statements.clear()
        await ask(log, '{ asOf(on: "2026-06") { company(slug: "mistral-ai") { name } } }')
        # The head, its own events, and those of others, since others tell of it.
        assert len(statements) == 3, statements
        statements.clear()
        await ask(log, '{ asOf(on: "2026-06") { company(slug: "nobody") { name } } }')
        assert len(statements) == 2, statements
        statements.clear()
        await ask(log, ONE)
        assert len(statements) <= 16, statements
        assert len({statement for statement in statements if "company(slug" in statement}) == 0


async def test_appends_while_a_request_is_answered_are_not_part_of_its_answer(tmp_path: Path) -> None:
    """Between any two of its reads the log grows; all it says is of the prefix it began with."""

    class GrowingLog(CountingLog):
        def __getattr__(self, name: str) -> Any:
            counted = super().__getattr__(name)
            if name in ("append", "close", "index"):
                return counted

            async def grown(*args: Any, **kwargs: Any) -> Any:
                found = await counted(*args, **kwargs)
                place = self.reads.total()
                await self.log.append(
                    [retraction(f"grown/{place}", of=f"r{place % 6}"), profile(f"named/{place}", name=f"Name {place}"),
                     funding(f"more/{place}", round=f"more-{place}"), profile(f"asml/{place}", company="asml",
                                                                              name="New")],
                    now=later(10_000 + place),
                )  # fmt: skip
                return found

            return grown

    async with counting(_sqlite, tmp_path, 6) as still:
        question = '{ log { position } x: asOf(on: "2026-06") { vantage { position } events { totalCount } } ' + ONE[1:]
        before = await ask(still, question)  # type: ignore[arg-type]
        growing = GrowingLog(still.log)
        assert await ask(growing, question) == before  # type: ignore[arg-type]
        assert growing.reads["head"] == 1


@law(10)
@given(histories, vantages)
async def test_no_history_however_tangled_is_read_more_than_once(history: list[Any], asked: Asked) -> None:
    async with MemoryLog.opened() as log:
        for place, one in enumerate(history):
            await log.append([told(one)], now=recorded_at(place))
        counted = CountingLog(log)
        # Findings of all companies are a scan of its own, a batch of companies at a time.
        question = re.sub(r"\n    findings \{.*", "", EVERYTHING)
        found = await reads_of(counted, question, **asked.variables)
        assert found.total() <= 40, found


async def test_what_fails_in_one_place_takes_nothing_from_others_that_wait_for_the_same() -> None:
    log = MemoryLog()
    await log.append([funding("a")], now=NOW)
    question = """{
      failing: asOf { companies(after: "x") { totalCount } company(slug: "mistral-ai") { name } }
      asOf { company(slug: "mistral-ai") { name } }
    }"""
    answer = await respond(log, question)
    assert answer["data"] == {"failing": None, "asOf": {"company": {"name": "mistral-ai"}}}
    assert [error["path"] for error in answer["errors"]] == [["failing", "companies"]]
