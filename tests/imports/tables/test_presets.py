"""The presets, on excerpts of the real files and, where they are here (DATELINE_TEST_DATA), on the files as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from places import ROOT
from table_cases import EXCERPTS, events_of, plain, preset, real_files

from dateline.errors import Problem
from dateline.events.codec import decode
from dateline.imports.event_files.reading import read
from dateline.imports.paths import event_files_at
from dateline.imports.tables.maps.recipe import alike
from dateline.log.memory.store import MemoryLog

SHIPPED = ROOT / "events" / "epoch"

EPOCH = {
    # file: rows, used, set aside, refused, events
    "ai_companies.csv": (9, 9, 0, 0, 16),
    "ai_companies_compute_spend.csv": (11, 10, 0, 1, 10),
    "ai_companies_funding_rounds.csv": (38, 38, 0, 0, 39),
    "ai_companies_revenue_reports.csv": (42, 40, 2, 0, 40),
    "ai_companies_staff_reports.csv": (44, 43, 1, 0, 43),
    "ai_companies_usage_reports.csv": (47, 45, 2, 0, 51),
    "data_center_timelines.csv": (152, 152, 0, 0, 152),
    "data_centers.csv": (26, 26, 0, 0, 138),
    "notable_ai_models.csv": (895, 571, 311, 13, 1102),
}
CRUNCHBASE = {
    "acquisitions.csv": (6185, 4635, 1534, 16, 9270),
    "companies.csv": (17727, 17725, 0, 2, 31953),
    "rounds.csv": (31679, 31678, 0, 1, 31678),
}


@pytest_asyncio.fixture
async def log() -> AsyncIterator[MemoryLog]:
    async with MemoryLog.opened() as opened:
        yield opened


async def by_key(log: MemoryLog) -> dict[str, dict[str, Any]]:
    """The events by their ids, without the edition."""
    return {event.id.partition("@")[0]: plain(event) for event in await events_of(log)}


async def test_epoch_excerpts_say_what_the_rows_say(log: MemoryLog, tmp_path: Path) -> None:
    reports = await preset(log, "epoch", EXCERPTS, tmp_path)
    events = await by_key(log)
    seed = events["epoch/funding/mistral-ai/june-2023-seed"]
    assert (seed["on"], seed["stage"], seed["series"]) == ("2023-06-13", "closed", "Seed")
    assert seed["sources"] == [
        {
            "publisher": "TechCrunch",
            "title": "As recorded by Epoch AI, Data on AI Companies (CC BY 4.0)",
            "url": "https://techcrunch.com/2023/06/13/frances-mistral-ai-blows-in-with-a-113m-seed-round-at-a-260m-"
            "valuation-to-take-on-openai/",
            "published": "2023-06-13",
        }
    ]
    mixed = events["epoch/funding/mistral-ai/june-2024-6b"]
    assert (mixed["raised"]["amount"], mixed["debt"]["amount"], mixed["instrument"]) == (
        "640000000",
        "140000000",
        "mixed",
    )
    talks = events["epoch/funding/openai/openai-nvidia"]
    assert (talks["stage"], talks["on"]) == ("talks", "../2025-09-22")
    assert events["epoch/funding/openai/750b"]["confidence"] == "rumored"
    assert "raised" not in events["epoch/funding/openai/14b-tender"]
    assert events["epoch/funding/openai/oct-2024-157b/debt"]["instrument"] == "debt"
    assert events["epoch/funding/z-ai/z-ai-ipo"]["type"] == "listing"
    assert events["epoch/funding/xai/mar-2025-80b-x-merger"]["metric"] == "valuation"
    (refused,) = reports["ai_companies_compute_spend.csv"].problems
    assert (refused.field, refused.message) == (
        "Report date",
        "'0202-07-30' is no plausible date: this map takes 1800 to 2100",
    )


async def test_each_value_of_a_cell_keeps_its_confidence_and_plans_are_no_facts(log: MemoryLog, tmp_path: Path) -> None:
    await preset(log, "epoch", EXCERPTS, tmp_path)
    events = await by_key(log)
    user = events["epoch/data-centers/goodnight/user/google-deepmind"]
    assert (user["company"], user["role"], user["confidence"]) == ("google", "user", "rumored")
    assert {"openai", "microsoft"} == {
        event["company"]
        for key, event in events.items()
        if key.startswith("epoch/data-centers/microsoft-fairwater-wisconsin/user")
    }
    timeline = [event for key, event in events.items() if key.startswith("epoch/data-center-timelines/")]
    assert {event["on"] <= "2026-04-03" for event in timeline} == {True, False}
    assert all((event.get("confidence") == "rumored") == (event["on"] > "2026-04-03") for event in timeline)


async def test_crunchbase_excerpts_say_what_the_rows_say(log: MemoryLog, tmp_path: Path) -> None:
    reports = await preset(log, "crunchbase", EXCERPTS, tmp_path)
    events = await by_key(log)
    assert reports["companies.csv"].written == "Mac Roman, CR line ends"
    assert events["crunchbase/companies/1010data/founded"]["on"] == "2000"
    assert "crunchbase/companies/0xdata/founded" not in events
    assert events["crunchbase/companies/11i-solutions/closed"]["on"] == "../2026-04-03"
    assert "raised" not in events["crunchbase/rounds/1-800-dentist/venture/2010-08-19"]
    assert events["crunchbase/rounds/1000memories/angel/2010-01-01"]["on"] == "2010"
    assert events["crunchbase/rounds/fancred/angel/2013-06-30-3"]["raised"]["amount"] == "40000"
    bought = events["crunchbase/acquisitions/condenast/ars-technica/2008-05-16"]
    assert (bought["target"]["name"] if isinstance(bought["target"], dict) else bought["target"]) == "Ars Technica"
    assert events["crunchbase/acquisitions/condenast/profile"]["name"] == "Condé Nast"
    assert "price" not in events["crunchbase/acquisitions/groupon/breadcrumb/2012-05-30"]
    dear = events["crunchbase/acquisitions/general-motors/eds/1984-06-27"]
    assert dear["price"]["amount"] == "2600000000000"
    assert [problem.message for problem in reports["acquisitions.csv"].problems] == [
        "'/company/photobucket': the company is its own acquirer"
    ]
    assert reports["acquisitions.csv"].set_aside == {"blank rows": 40}
    assert "#NAME? is a spreadsheet's error" in reports["companies.csv"].problems[0].message


async def test_every_row_of_epoch_ai_is_accounted_for(log: MemoryLog, tmp_path: Path) -> None:
    reports = await preset(log, "epoch", real_files("epoch"), tmp_path)
    found = {name: (one.rows, one.used, one.aside, one.refused, one.events) for name, one in reports.items()}
    assert found == EPOCH
    again = await preset(log, "epoch", real_files("epoch"), tmp_path)
    assert [one.appended + one.acts for one in again.values()] == [0] * len(again)


async def test_every_row_of_crunchbase_is_accounted_for(log: MemoryLog, tmp_path: Path) -> None:
    reports = await preset(log, "crunchbase", real_files("crunchbase-2013"), tmp_path)
    found = {name: (one.rows, one.used, one.aside, one.refused, one.events) for name, one in reports.items()}
    assert found == CRUNCHBASE
    years = [event for event in await events_of(log) if event.kind == "founded" and len(event.when.edtf) == 4]
    assert len(years) == 8510  # one of the 8511 in the file stands in a refused row


async def test_what_ships_is_what_the_preset_makes(log: MemoryLog, tmp_path: Path) -> None:
    await preset(log, "epoch", real_files("epoch"), tmp_path)
    made = {event.id: event for event in await events_of(log)}
    shipped = {event.id: event for event in _shipped()}
    assert {id: made.get(id) for id in shipped} == shipped
    assert {id.split("/")[1] for id in made.keys() - shipped.keys()} == {"models"}


def test_what_ships_says_nothing_twice() -> None:
    shipped = _shipped()
    assert [[shipped[place].id for place in same] for same in alike(shipped) if len(same) > 1] == []


def test_what_ships_credits_epoch_ai_in_each_source_and_quotes_nothing() -> None:
    for event in _shipped():
        assert event.note is None
        for source in event.sources:
            assert "Epoch AI" in f"{source.publisher} {source.title}"


def test_the_rounds_of_the_articles_are_merged_with_those_of_epoch_ai() -> None:
    merges = [plain(decode(line)) for line in (SHIPPED / "merges.jsonl").read_text().splitlines()]
    rounds = {
        found[1].subject
        for path in event_files_at([ROOT / "events"])
        for found in read(path)
        if not isinstance(found, Problem) and found[1].kind == "funding" and found[1].company == "mistral-ai"
    }
    assert len(merges) == 5
    assert all({merge["subject"], *merge["same"]} <= rounds for merge in merges)


def _shipped() -> list[Any]:
    lines = [
        line
        for path in SHIPPED.glob("*.jsonl")
        if path.name != "merges.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [decode(line) for line in lines]
