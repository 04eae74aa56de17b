"""Rows that name their company by an identifier that the log has: looked up, never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import event
from table_cases import NOW, brought_in, events_of, written

from dateline.errors import InvalidEvent
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap
from dateline.log.memory.store import MemoryLog

MAP = """
name = "figures"
[dataset]
publisher = "The List"
[[event]]
type = "metric"
id = "{Symbol|slug}/revenue"
company = { identifier = "ticker", from = "{Symbol}" }
metric = "revenue"
on = "2025"
money = "{Revenue} USD"
"""
HEADER = "Symbol,Revenue\n"


def ready(text: str = MAP) -> TableMap:
    return TableMap(spec.decode(text, "test.toml"))


def profile(company: str, *identifiers: str, **more: Any) -> Any:
    id = more.pop("id", f"{company}/profile")
    return event("profile", id, company=company, name=company, identifiers=list(identifiers), **more)


async def filled(*profiles: Any) -> MemoryLog:
    log = MemoryLog()
    await log.append(profiles, now=NOW)
    return log


async def test_a_row_is_of_the_company_that_has_its_identifier(tmp_path: Path) -> None:
    log = await filled(profile("acme", "ticker:ACM", "lei:529900T8BM49AURSDO55"), profile("beta", "ticker:BET"))
    report = await brought_in(log, written(tmp_path, "acm,5\nBET,6\nNEW,7\n,8\n", header=HEADER), ready())
    told = {one.company: one for one in await events_of(log) if one.kind == "metric"}
    assert (sorted(told), report.used, report.refused) == (["acme", "beta"], 2, 2)
    assert [f"{one.line}: {one.message}" for one in report.problems] == [
        "4: no company of the log has the ticker 'NEW': import a profile first that says"
        ' identifiers = ["ticker:NEW"]',
        "5: is empty, and the id needs it: set such rows aside with [[skip]]",
    ]


async def test_two_companies_of_one_identifier_refuse_the_row_and_are_named(tmp_path: Path) -> None:
    log = await filled(profile("acme", "ticker:X"), profile("beta", "ticker:X"))
    report = await brought_in(log, written(tmp_path, "X,5\n", header=HEADER), ready())
    assert report.problems[0].message == "acme and beta both have the ticker 'X': which one is meant?"


async def test_companies_that_a_merge_joins_are_one(tmp_path: Path) -> None:
    joined = event("merge", "m", company="beta", same=["acme"], reason="one")
    log = await filled(profile("acme", "ticker:X"), profile("beta", "ticker:X"), joined)
    report = await brought_in(log, written(tmp_path, "X,5\n", header=HEADER), ready())
    assert (report.problems, report.used) == ([], 1)
    await log.append([event("retraction", "r", company="beta", event="m", reason="two")], now=NOW)
    report = await brought_in(log, written(tmp_path, "X,6\n", header=HEADER), ready())
    assert report.problems[0].message == "acme and beta both have the ticker 'X': which one is meant?"


async def test_what_was_taken_back_identifies_nobody(tmp_path: Path) -> None:
    retracted = event("retraction", "r", company="beta", event="beta/profile", reason="wrong")
    mended = profile("ceta", "ticker:Y", id="ceta/mended", corrects="ceta/profile", reason="wrong")
    log = await filled(
        profile("acme", "ticker:X"), profile("beta", "ticker:X"), retracted, profile("ceta", "ticker:X"), mended
    )
    report = await brought_in(log, written(tmp_path, "X,5\nY,6\n", header=HEADER), ready())
    assert (report.problems, report.used) == ([], 2)


async def test_a_map_says_identifiers_of_a_profile_too(tmp_path: Path) -> None:
    text = """
name = "companies"
[dataset]
publisher = "The List"
[[event]]
type = "profile"
id = "{Name|slug}"
company = "{Name|slug}"
on = "2025"
name = "{Name}"
identifiers = ["ticker:{Symbol}", "lei:{LEI}"]
"""
    log = MemoryLog()
    rows = "Acme,ACM,529900T8BM49AURSDO55\nBeta,BET,\nCeta,,529900T8BM49AURSDO56\n"
    report = await brought_in(log, written(tmp_path, rows, header="Name,Symbol,LEI\n"), ready(text))
    found: list[Any] = await events_of(log)
    assert [one.identifiers for one in found] == [("ticker:ACM", "lei:529900T8BM49AURSDO55"), ("ticker:BET",)]
    assert "its check digits are wrong" in report.problems[0].message


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ('{ identifier = "ticker" }', 'write a template, or { identifier = "ticker", from = "{Symbol}" }'),
        ('{ identifier = "ticker", from = "X" }', "`from` names no column"),
    ],
)
def test_a_company_that_cannot_be_looked_up_refuses_the_map(said: str, reason: str) -> None:
    with pytest.raises(InvalidMap, match="company: "):
        ready(MAP.replace('{ identifier = "ticker", from = "{Symbol}" }', said))
    assert reason


def test_an_event_with_a_wrong_identifier_is_refused() -> None:
    with pytest.raises(InvalidEvent, match="its check digits are wrong"):
        profile("acme", "lei:529900T8BM49AURSDO56")
