"""The ways out: what is in a file, in which order, from which vantage, and that it comes in again."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as parquet
import pytest
from answers import NOW, ask, memory, reason_in, respond, run, timeline_of
from builders import (
    Json,
    acquisition,
    eur,
    founded,
    funding,
    line,
    merge,
    metric,
    milestone,
    model,
    one_of_each,
    profile,
    retraction,
    source,
)
from click.testing import CliRunner
from histories import histories, law, told
from hypothesis import given
from places import ROOT

from dateline.answers.asking import Ask
from dateline.cli import program
from dateline.errors import InvalidInput, NotInstalled
from dateline.events import cloudevents
from dateline.events.codec import canonical, decode
from dateline.events.event import Event
from dateline.exports import Export, ExportRequest, Format, What
from dateline.exports.columns import Column, ColumnKind
from dateline.exports.events_sheet import EVENTS
from dateline.exports.parquet import ParquetWriter
from dateline.exports.sheets import SHEETS
from dateline.exports.timelinejs import timelinejs
from dateline.exports.writers import CsvWriter, NdjsonWriter
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.state.company import state
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Confidence
from dateline.web.app import create_app

ARTICLES = ROOT / "events" / "articles"
TODAY = date(2026, 11, 22)

VANTAGES = {
    "head": Ask(),
    "earlier": Ask(on=PartialDate.parse("2025-12-31")),
    "no hindsight": Ask(on=PartialDate.parse("2026-07-15"), known_by=date(2026, 2, 28)),
    "what is confirmed": Ask(confidence=Confidence.CONFIRMED),
    "the log as it was": Ask(position=40),
}


async def exported(
    log: EventLog, what: str, format: str = "ndjson", ask: Ask | None = None, *companies: str, **sizes: int
) -> bytes:
    reading = timeline_of(log).reading()
    vantage = await reading.vantage(ask or Ask())
    wanted = ExportRequest(What(what), Format(format), companies or None)
    return b"".join([piece async for piece in Export(reading, wanted, vantage, **sizes).pieces()])


async def rows(log: EventLog, what: str, ask: Ask | None = None, *companies: str) -> list[Json]:
    return [json.loads(one) for one in (await exported(log, what, "ndjson", ask, *companies)).splitlines()]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


async def digests(log: EventLog) -> list[bytes]:
    return [row.digest for row in await log.stored(0, 10_000)]


async def imported(data: bytes) -> MemoryLog:
    return await memory(*(decode(one) for one in data.splitlines()))


MORE = (
    milestone("cac-40", category="index-membership", on="2024", sources=[source(published="2024-12-31")]),
    acquisition("early", company="asml", target="Nobody", on="2024", sources=[source(published="2024-12-31")]),
)


@pytest.fixture(scope="module")
def articles() -> MemoryLog:
    """A log with the events of this repository, and of a kind that they have not; only read."""
    files = sorted(ARTICLES.glob("*.jsonl"))
    lines = [one for file in files for one in file.read_bytes().splitlines() if one.strip()]
    return asyncio.run(memory(*map(decode, lines), *MORE))


# --- events come in again --------------------------------------------------------------------------------------------


async def test_events_import_again_to_an_equal_log(articles: MemoryLog) -> None:
    again = await imported(await exported(articles, "events"))
    assert await digests(again) == await digests(articles)
    assert await exported(again, "events") == await exported(articles, "events")


async def test_every_kind_comes_in_again() -> None:
    log = await memory(*one_of_each())
    assert await digests(await imported(await exported(log, "events"))) == await digests(log)


@pytest.mark.parametrize("format", ["cloudevents", "cloudevents-batch"])
async def test_cloudevents_come_in_again(format: str, articles: MemoryLog) -> None:
    data = await exported(articles, "events", format)
    lines = json.loads(data) if format == "cloudevents-batch" else [json.loads(one) for one in data.splitlines()]
    again = await memory(*(cloudevents.decode(json.dumps(one)) for one in lines))
    assert await digests(again) == await digests(articles)


async def test_an_empty_log_gives_empty_files() -> None:
    log = MemoryLog()
    assert await exported(log, "events") == b""
    assert json.loads(await exported(log, "events", "cloudevents-batch")) == []
    assert table(await exported(log, "states", "csv")) == []


@law(15)
@given(histories)
def test_law_what_was_known_by_a_day_makes_the_same_state_in_a_new_log(said: list[Json]) -> None:
    """All events in reach go out, rumors and plans too: a log made of them shows the same from the same vantage."""
    asked = Ask(on=PartialDate.of(date(2024, 9, 15)), known_by=date(2024, 9, 15))

    async def test() -> None:
        log = await memory(*map(told, said))
        again = await imported(await exported(log, "events", "ndjson", asked))
        for what in SHEETS:
            assert await exported(again, what, "csv", asked) == await exported(log, what, "csv", asked)

    run(test)


async def test_no_line_holds_a_source_from_after_the_day_of_knowledge() -> None:
    log = await memory(founded("a", sources=[source("Early", "2025-01-01"), source("Late", "2026-01-01")]))
    early = Ask(known_by=date(2025, 6, 1))
    for what, format in (("events", "ndjson"), ("events", "csv"), ("events", "cloudevents"), ("states", "ndjson")):
        data = await exported(log, what, format, early)
        assert b"Late" not in data
    assert [one["publisher"] for one in (await rows(log, "events", early))[0]["sources"]] == ["Early"]


async def test_events_of_some_companies_are_those_of_all_their_slugs() -> None:
    log = await memory(
        founded("a", company="mistral"), founded("b", company="mistral-ai"), founded("c", company="alan"),
        merge("m", ["mistral"], company="mistral-ai"),
    )  # fmt: skip
    assert [one["id"] for one in await rows(log, "events", None, "mistral")] == ["a", "b", "m"]
    assert [one["company"] for one in await rows(log, "states")] == ["alan", "mistral-ai"]
    assert [one["company"] for one in await rows(log, "states", None, "mistral", "mistral-ai")] == ["mistral-ai"]
    assert await rows(log, "states", None, "nobody") == []


# --- at any vantage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", VANTAGES)
async def test_a_row_of_states_is_what_the_state_says(at: str, articles: MemoryLog) -> None:
    reading = timeline_of(articles).reading()
    vantage = await reading.vantage(VANTAGES[at])
    slugs = await articles.companies(vantage.at.position, limit=100)
    histories = await articles.histories(slugs, vantage.at.position)
    there = {slug: found for slug in slugs if (found := state(slug, histories[slug], vantage)) is not None}
    found = await rows(articles, "states", VANTAGES[at])
    assert [one["company"] for one in found] == sorted(there)
    for one in found:
        expected = there[one["company"]]
        assert one["company_name"] == expected.name
        assert one["rounds"] == len(expected.rounds)
        assert one["events"] == expected.history.coverage.events
        worth = expected.valuation
        assert one["valuation"] == (worth.value.amount if worth else None)
        assert one["valuation_event"] == (worth.seen.id if worth else None)


@pytest.mark.parametrize("what", [what.value for what in What])
@pytest.mark.parametrize("at", VANTAGES)
async def test_the_same_question_gives_the_same_bytes_in_every_batch_size(
    what: str, at: str, articles: MemoryLog
) -> None:
    whole = await exported(articles, what, "csv", VANTAGES[at])
    batched = await exported(articles, what, "csv", VANTAGES[at], events_at_once=7, companies_at_once=2)
    assert batched == whole


async def test_a_company_kept_by_a_circle_of_merges_has_one_row() -> None:
    """The slug that is kept has no events: the row stands where the first slug with events does."""
    circle = [merge("m", ["bbb", "000"], company="aaa"), merge("n", ["aaa"], company="bbb")]
    log = await memory(founded("f", company="aaa"), founded("g", company="bbb"), *circle)
    assert [one["company"] for one in await rows(log, "states")] == ["000"]
    assert [one["company"] for one in await rows(log, "states", None, "bbb", "aaa")] == ["000"]


async def test_what_is_appended_meanwhile_is_not_in_the_file() -> None:
    log = await memory(*(founded(f"e{n}", company=f"c{n}") for n in range(3)))
    reading = timeline_of(log).reading()
    vantage = await reading.vantage(Ask())
    parts = Export(reading, ExportRequest(What.EVENTS, Format.CSV), vantage).pieces()
    begun = await anext(parts)
    await log.append([founded("late")], now=NOW)
    assert b"late" not in begun + b"".join([part async for part in parts])


async def test_events_tell_how_they_stand_and_whether_they_count() -> None:
    log = await memory(
        founded("a", on="2023"), profile("p", name="X", on="2027"), retraction("r", of="a", on="2024-01-01")
    )
    found = {one["id"]: one for one in table(await exported(log, "events", "csv"))}
    assert (found["a"]["standing"], found["a"]["standing_because"]) == ("retracted", "r")
    assert {id: one["counts"] for id, one in found.items()} == {"a": "true", "p": "false", "r": "true"}
    assert decode(found["p"]["event"]) == profile("p", name="X", on="2027")


# --- what is in a cell -----------------------------------------------------------------------------------------------


async def test_a_round_has_its_money_its_dates_and_where_they_come_from() -> None:
    log = await memory(
        funding(
            "r", on="2025-09", raised=eur("1700000000.50", bound="over"), leads=["ASML", "DST | Global"],
            sources=[source("ASML", "2025-09-09"), source("Le Monde", "2025-10")],
        )
    )  # fmt: skip
    (one,) = await rows(log, "rounds")
    said = {
        "company": "mistral-ai", "round": "series-c", "stage": "closed",
        "on": "2025-09", "on_first": "2025-09-01", "on_last": "2025-09-30",
        "raised": 1700000000.5, "raised_currency": "EUR", "raised_bound": "over", "raised_event": "r",
        "raised_publishers": ["ASML", "Le Monde"], "raised_known": "2025-09-09",
        "valuation": None, "valuation_currency": None, "valuation_publishers": None,
        "leads": ["ASML", "DST | Global"], "lead_slugs": ["asml", "dst-global"], "event": "r", "known": "2025-09-09",
    }  # fmt: skip
    assert {name: one[name] for name in said} == said
    (cells,) = table(await exported(log, "rounds", "csv"))
    assert (cells["raised"], cells["leads"]) == ("1700000000.5", "ASML | DST | Global")


async def test_ndjson_and_csv_keep_every_digit() -> None:
    exact = "123456789012345678.123456789"
    log = await memory(metric("m", money=eur(exact), metric="arr"))
    assert f'"value":{exact},'.encode() in await exported(log, "metrics")
    assert table(await exported(log, "metrics", "csv"))[0]["value"] == exact


async def test_metrics_are_money_or_counts() -> None:
    log = await memory(metric("h", bound="over"), metric("a", metric="arr", money=eur(5), per="year"))
    found = {one["metric"]: one for one in await rows(log, "metrics")}
    assert [found["headcount"][name] for name in ("value", "unit", "currency", "bound")] == [
        700,
        "people",
        None,
        "over",
    ]
    assert [found["arr"][name] for name in ("value", "unit", "currency", "per")] == [5, None, "EUR", "year"]


async def test_disagreement_is_told() -> None:
    log = await memory(
        funding("a", raised=eur(100)), funding("b", raised=eur(200)), model("m"), model("n", parameters=7)
    )
    assert [one["conflicts"] for one in await rows(log, "rounds")] == [["raised"]]
    assert [one["conflicts"] for one in await rows(log, "models")] == [[]]
    assert [one["conflicts"] for one in await rows(log, "states")] == [1]


async def test_what_was_only_foretold_and_what_is_possible_is_told() -> None:
    early, late = source(published="2025-10-01"), source(published="2026-01-20")
    events = [
        funding("plan", round="a", on="2025-12", valuation=eur(900), confidence="confirmed", sources=[early]),
        funding("done", round="b", on="2025-11", sources=[late]),
        model("maybe", on="../2026-06", sources=[source(published="2026-06-30")]),
    ]
    log = await memory(*events)
    at = Ask(on=PartialDate.parse("2026-02-01"))
    rounds = {one["round"]: one for one in await rows(log, "rounds", at)}
    assert [(rounds[key]["foretold"], rounds[key]["confidence"]) for key in "ab"] == [
        (True, "reported"),
        (False, "reported"),
    ]
    assert {one["id"]: one["foretold"] for one in table(await exported(log, "events", "csv", at))} == {
        "plan": "true",
        "done": "false",
        "maybe": "false",
    }
    (told,) = await rows(log, "states", at)
    assert (told["valuation_foretold"], told["possible"], told["upcoming"]) == (True, 1, 0)
    drawn = await timeline_of_mistral(*events, ask=at)
    slides = {one["unique_id"]: one["text"]["text"] for one in drawn["events"]}
    assert "Reported, foretold: " in slides["plan"]
    assert "foretold" not in slides["done"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)"])
async def test_no_text_is_a_formula_in_a_spreadsheet(start: str) -> None:
    log = await memory(profile("p", name=start), founded("=id", company="b", note=start, reason=start))
    found = [*table(await exported(log, "states", "csv")), *table(await exported(log, "events", "csv"))]
    texts = {cell for one in found for cell in one.values()}
    assert f"'{start}" in texts
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@"))]


def test_a_cell_may_hold_anything_and_a_negative_number_is_a_number() -> None:
    writer = CsvWriter(EVENTS.columns[:3])
    data = writer.begin() + writer.rows([('a "b", c\nd', Decimal("-5.10"), ("=x", "y"))]) + writer.end()
    assert data == b'id,type,company\r\n"a ""b"", c\nd",-5.10,\'=x | y\r\n'


# --- Parquet ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_no_text_turns_around_what_stands_beside_it(mark: str) -> None:
    row = [f"Acme{mark}gpj.exe", "“Łódź”, Ünï\u200dcode"]
    columns = [Column("name", ColumnKind.TEXT), Column("other", ColumnKind.TEXT)]
    csv_text, json_text = CsvWriter(columns).rows([row]).decode(), NdjsonWriter(columns).rows([row]).decode()
    assert csv_text == f'Acme\ufffdgpj.exe,"{row[1]}"\r\n'
    assert (mark in json_text, f"\\u{ord(mark):04x}" in json_text) == (False, True)
    assert json.loads(json_text) == {"name": row[0], "other": row[1]}


@pytest.mark.parametrize("what", [what.value for what in What])
async def test_parquet_has_the_rows_of_ndjson_with_types_and_the_vantage(what: str, articles: MemoryLog) -> None:
    data = await exported(articles, what, "parquet", VANTAGES["no hindsight"])
    found = parquet.read_table(io.BytesIO(data))
    plain = table(await exported(articles, what, "csv", VANTAGES["no hindsight"]))
    assert found.num_rows == len(plain) > 0
    columns = EVENTS.columns if what == "events" else SHEETS[what].columns
    kinds = {column.name: column.kind for column in columns}
    for one, other in zip(found.to_pylist(), plain, strict=True):
        days = [one[name] for name, kind in kinds.items() if kind is ColumnKind.DAY]
        assert all(day is None or type(day) is date for day in days)
        assert {name: one[name] for name in kinds if kinds[name] is ColumnKind.TEXT} == {
            name: other[name] or None for name in kinds if kinds[name] is ColumnKind.TEXT
        }
    metadata = {key.decode(): json.loads(value) for key, value in found.schema.metadata.items()}
    assert metadata["dateline.vantage"]["known_by"] == "2026-02-28"


async def test_parquet_is_given_away_group_by_group() -> None:
    writer = ParquetWriter(EVENTS.columns[:1], {"vantage": {}}, rows_in_group=10)
    given = [writer.begin(), *(writer.rows([(f"e{n}",)]) for n in range(25)), writer.end()]
    assert sum(map(bool, given)) == 4
    read = parquet.ParquetFile(io.BytesIO(b"".join(given)))
    assert [read.metadata.row_group(at).num_rows for at in range(read.num_row_groups)] == [10, 10, 5]


async def test_parquet_rounds_only_what_is_finer_than_eight_places() -> None:
    log = await memory(metric("m", money=eur("1.123456785"), metric="arr"))
    (found,) = parquet.read_table(io.BytesIO(await exported(log, "metrics", "parquet"))).to_pylist()
    assert found["value"] == Decimal("1.12345678")


async def test_parquet_rounds_a_number_of_thirty_digits_too() -> None:
    log = await memory(metric("m", money=eur("123456789012345678901.123456785"), metric="arr"))
    (found,) = parquet.read_table(io.BytesIO(await exported(log, "metrics", "parquet"))).to_pylist()
    assert found["value"] == Decimal("123456789012345678901.12345678")


async def test_without_pyarrow_a_snapshot_has_no_address_of_such_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "{ asOf { exportUrl(format: PARQUET) csv: exportUrl(format: CSV) } }"
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "pyarrow", None)
        (error,) = (await respond(await memory(), question))["errors"]
    assert "pip install 'dateline[parquet]'" in error["message"]
    assert (error["path"], error["extensions"]["reason"]) == (["asOf", "exportUrl"], "not-installed")
    assert "states.parquet" in (await ask(await memory(), question))["asOf"]["exportUrl"]


async def test_without_pyarrow_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NotInstalled, match=r"pip install 'dateline\[parquet\]'"):
        await exported(MemoryLog(), "rounds", "parquet")


def test_cloudevents_are_of_events_only() -> None:
    with pytest.raises(InvalidInput, match="cloudevents is a format of events"):
        ExportRequest(What.ROUNDS, Format.CLOUDEVENTS)


# --- TimelineJS ------------------------------------------------------------------------------------------------------


async def timeline_of_mistral(*events: Event, ask: Ask | None = None) -> Json:
    log = await memory(*events)
    vantage: Vantage = await timeline_of(log).reading().vantage(ask or Ask())
    history = (await log.histories(["mistral-ai"], vantage.at.position))["mistral-ai"]
    found = state("mistral-ai", history, vantage)
    assert found is not None
    return timelinejs(found)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-09-09", {"start_date": {"year": 2025, "month": 9, "day": 9}, "display_date": "9 Sep 2025"}),
        ("2025-09", {"start_date": {"year": 2025, "month": 9}, "display_date": "Sep 2025"}),
        ("2025", {"start_date": {"year": 2025}, "display_date": "2025"}),
        ("../2025-09", {"start_date": {"year": 2025, "month": 9, "day": 30}, "display_date": "by Sep 2025"}),
        (
            "2025-34",
            {
                "start_date": {"year": 2025, "month": 4, "day": 1},
                "end_date": {"year": 2025, "month": 6, "day": 30},
                "display_date": "Q2 2025",
            },
        ),
    ],
)
async def test_a_slide_is_as_precise_as_its_event(on: str, expected: Json) -> None:
    (slide,) = (await timeline_of_mistral(founded(on=on)))["events"]
    assert {name: value for name, value in slide.items() if name.endswith("date")} == expected


async def test_what_came_from_a_file_is_no_markup() -> None:
    told = source("<b>Wired</b>", url="https://example.com/?a=1&b='x'", title="<script>")
    made = await timeline_of_mistral(profile("p", name="<i>X</i>", note="<script>", sources=[told]))
    text = json.dumps(made)
    assert "<script>" not in text
    assert "<b>Wired" not in text
    assert "<i>" not in text
    assert "a=1&amp;b=&#x27;x&#x27;" in text


async def test_the_timeline_has_what_makes_the_state() -> None:
    made = await timeline_of_mistral(founded("a"), founded("b", on="2027"), founded("c", confidence="rumored"))
    assert [slide["unique_id"] for slide in made["events"]] == ["a"]


# --- over HTTP -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def web(articles: MemoryLog) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(articles, today=lambda: TODAY))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
        yield client


async def test_a_file_says_what_it_is_and_how_to_get_it_again(web: httpx.AsyncClient) -> None:
    first = await web.get("/export/states.csv?on=2026-07-15&knownBy=2026-02-28&confidence=CONFIRMED&dates=possible")
    assert first.status_code == 200
    assert first.headers["content-type"].startswith("text/csv")
    name = f"states-2026-07-15-known-by-2026-02-28-at-{len(table((await web.get('/export/events.csv')).content))}.csv"
    assert first.headers["content-disposition"] == f'attachment; filename="{name}"'
    vantage = json.loads(first.headers["dateline-vantage"])
    asked = ("2026-07-15", "2026-02-28", "confirmed", "possible")
    assert tuple(vantage[name] for name in ("on", "known_by", "confidence", "dates")) == asked
    address = first.headers["link"].partition(">")[0].removeprefix("<")
    assert "token=" in address
    assert (await web.get(address)).content == first.content


@pytest.mark.parametrize("what", [what.value for what in What])
@pytest.mark.parametrize("format", ["ndjson", "csv", "parquet"])
async def test_every_file_is_there(what: str, format: str, web: httpx.AsyncClient) -> None:
    found = await web.get(f"/export/{what}.{format}?company=mistral-ai")
    assert found.status_code == 200
    assert found.content


async def test_http_gives_the_bytes_of_the_function(web: httpx.AsyncClient, articles: MemoryLog) -> None:
    expected = await exported(articles, "events", "cloudevents-batch")
    found = await web.get("/export/events.cloudevents-batch")
    assert found.content == expected
    assert found.headers["content-type"] == "application/cloudevents-batch+json; charset=utf-8"


async def test_a_head_request_costs_nothing(web: httpx.AsyncClient) -> None:
    found = await web.head("/export/states.ndjson")
    assert (found.status_code, found.content) == (200, b"")
    assert "dateline-vantage" in found.headers


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/export/states.xml", 404, "NOT_FOUND"),
        ("/export/nothing.csv", 404, "NOT_FOUND"),
        ("/export/rounds.cloudevents", 400, "invalid-input"),
        ("/export/states.csv?on=soonish", 400, "invalid-date"),
        ("/export/states.csv?on=2025/..", 400, "invalid-vantage"),
        ("/export/states.csv?known_by=2025", 400, "invalid-input"),
        ("/export/states.csv?on=2025&on=2026", 400, "invalid-vantage"),
        ("/export/states.csv?confidence=sure", 400, "invalid-vantage"),
        ("/export/states.csv?recorded=yesterday", 400, "invalid-vantage"),
        ("/export/states.csv?recorded=2026-11-22", 400, "invalid-vantage"),
        ("/export/states.csv?recorded=99999", 409, "position-ahead"),
        ("/export/states.csv?token=x", 400, "invalid-vantage"),
        ("/export/states.csv?token=x&on=2025", 400, "invalid-vantage"),
        ("/export/timelinejs/nobody.json", 404, "NOT_FOUND"),
    ],
)
async def test_a_refusal_is_json_with_a_code(address: str, status: int, code: str, web: httpx.AsyncClient) -> None:
    found = await web.get(address)
    (error,) = found.json()["errors"]
    assert (found.status_code, reason_in(error)) == (status, code)
    assert error["message"]


async def test_an_instant_and_a_position_say_how_much_of_the_log_is_read(web: httpx.AsyncClient) -> None:
    assert (await web.get("/export/states.ndjson?recorded=2020-01-01T00:00:00Z")).content == b""
    assert len((await web.get("/export/events.ndjson?recorded=3")).content.splitlines()) == 3
    assert (await web.get("/export/events.ndjson?recorded=2026-11-22T12:00:00+00:00")).status_code == 200


async def test_timelinejs_is_there_for_any_page(web: httpx.AsyncClient) -> None:
    found = await web.get("/export/timelinejs/mistral-ai.json?on=2025-12-31")
    assert found.json()["title"]["text"]["headline"] == "Mistral AI"
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.json()["dateline"]["vantage"]["on"] == "2025-12-31"


async def test_a_snapshot_knows_the_address_of_its_file(web: httpx.AsyncClient, articles: MemoryLog) -> None:
    fields = "ndjson: exportUrl(format: NDJSON) csv: exportUrl(format: CSV)"
    urls = (await ask(articles, f'{{ asOf(on: "2026-07-15", knownBy: "2026-02-28") {{ {fields} }} }}'))["asOf"]
    ndjson = await web.get(urls["ndjson"])
    assert ndjson.content == await exported(articles, "states", "ndjson", VANTAGES["no hindsight"])
    assert json.loads(ndjson.headers["dateline-vantage"])["final"]
    assert urls["csv"].startswith("/export/states.csv?token=")


# --- on the command line ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with the events of `articles`; only read."""
    path = tmp_path_factory.mktemp("full") / "full.db"
    more = path.with_name("more.ndjson")
    more.write_bytes(b"".join(canonical(one) + b"\n" for one in MORE))
    assert CliRunner().invoke(program, ["import", str(ARTICLES), str(more), "--db", str(path)]).exit_code == 0
    return path


def command(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(program, ["export", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def test_the_command_writes_the_file_and_its_vantage(db: Path, tmp_path: Path, articles: MemoryLog) -> None:
    output = tmp_path / "states.csv"
    said = command("states", "--known-by", "2026-02-28", "--on", "2026-07-15", "--output", output, "--db", db)
    assert output.read_bytes() == asyncio.run(exported(articles, "states", "csv", VANTAGES["no hindsight"]))
    told = json.loads((tmp_path / "states.csv.vantage").read_text())
    assert (told["what"], told["format"], told["vantage"]["known_by"]) == ("states", "csv", "2026-02-28")
    again = said.stderr.removeprefix("The same again: dateline export ").split()
    assert command(*again, "--db", db).stdout_bytes == output.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["states.csv", "states.csv.vantage"]


def test_what_the_command_writes_imports_again(db: Path, tmp_path: Path) -> None:
    command("events", "--output", tmp_path / "events.ndjson", "--db", db)
    other = tmp_path / "other.db"
    assert CliRunner().invoke(program, ["import", str(tmp_path), "--db", str(other)]).exit_code == 0
    assert command("events", "--db", other).stdout_bytes == (tmp_path / "events.ndjson").read_bytes()


def test_a_file_that_cannot_be_written_is_one_sentence(db: Path, tmp_path: Path) -> None:
    said = command("states", "--output", tmp_path / "nowhere" / "states.csv", "--db", db, code=1)
    assert "cannot be written: No such file or directory" in said.stderr


def test_a_misspelt_company_is_no_empty_file(db: Path, tmp_path: Path) -> None:
    said = command("rounds", "--company", "mistral", "--output", tmp_path / "r.csv", "--db", db, code=1)
    assert "nothing is known of 'mistral' there" in said.stderr
    assert not list(tmp_path.iterdir())


def test_timelinejs_is_of_one_company(db: Path) -> None:
    said = command("timelinejs", "--company", "mistral-ai", "--db", db)
    assert json.loads(said.stdout)["title"]["text"]["headline"] == "Mistral AI"
    assert "timelinejs is of one company" in command("timelinejs", "--db", db, code=2).stderr


def test_a_failure_leaves_no_half_file(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "states.csv"
    output.write_text("the old one")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    command("states", "--format", "parquet", "--output", output, "--db", db, code=1)
    assert output.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [output]


# --- memory ----------------------------------------------------------------------------------------------------------


async def test_nothing_is_held_that_grows_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many states are asked for at a time as one batch has, however many companies there are."""
    log = await memory(*(decode(json.dumps(line("founded", f"e{n}", company=f"c{n:03}"))) for n in range(60)))
    asked: list[int] = []
    histories = log.histories

    async def counted(slugs: Any, upto: int) -> Any:
        asked.append(len(slugs))
        return await histories(slugs, upto)

    monkeypatch.setattr(log, "histories", counted)
    assert len((await exported(log, "states", companies_at_once=20)).splitlines()) == 60
    assert max(asked) == 20


def test_a_vantage_of_another_day_has_another_name() -> None:
    async def test() -> None:
        vantage = await timeline_of(await memory(founded())).reading().vantage(Ask())
        names = {
            ExportRequest(What.STATES).file_name(replace(vantage, on=TODAY - timedelta(days=days))) for days in range(3)
        }
        assert len(names) == 3

    run(test)


async def test_the_bytes_of_an_event_are_those_of_the_log(articles: MemoryLog) -> None:
    lines = (await exported(articles, "events")).splitlines()
    assert lines == [row.content for row in await articles.stored(0, 1_000)]
    assert all(canonical(decode(one)) == one for one in lines)
