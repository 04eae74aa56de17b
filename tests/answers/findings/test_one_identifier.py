"""Two companies of one identifier: a finding of both, at every vantage from which both are told to have it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from answers import NOW, TODAY, ask, memory, timeline_of
from builders import event, merge, profile, retraction, source
from click.testing import CliRunner
from histories import law
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.asking import Ask
from dateline.answers.findings.one_identifier import MOST_NAMED
from dateline.answers.findings.review import Review
from dateline.answers.paging import Page
from dateline.cli import program
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.events.kinds import Profile
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.index_contract import IdentifierEntry
from dateline.log.opening import open_log
from dateline.state.company import state
from dateline.values.dates import PartialDate
from dateline.values.identifiers import same_identifier

RULE = "two-companies-one-identifier"
LEI = "lei:529900T8BM49AURSDO55"


def named(company: str, *identifiers: str, id: str = "", **fields: Any) -> Event:
    return profile(id or f"{company}/profile", company=company, name=company, identifiers=[*identifiers], **fields)


async def found(log: EventLog, *companies: str, rules: tuple[str, ...] = (RULE,), **at: Any) -> list[tuple[str, str]]:
    """The slug and the sentence of each finding."""
    reading = timeline_of(log).reading()
    vantage = await reading.vantage(Ask(**at))
    reviewed = await Review(reading, vantage, companies or None, rules).page(Page(100))
    return [(one.finding.company, one.finding.message) for one in reviewed.items]


def shared(identifier: str, *slugs: str) -> str:
    return f"{' and '.join(slugs)} have one identifier, {identifier}: they are one company, or it is not that of all"


async def test_it_is_found_of_both_also_where_one_is_asked_about() -> None:
    log = await memory(named("bolt", LEI, "ticker:B"), named("acme", LEI, "ticker:A"), named("cray", "ticker:C"))
    said = shared(LEI.lower(), "acme", "bolt")
    assert await found(log) == [("acme", said), ("bolt", said)]
    assert await found(log, "bolt") == [("bolt", said)]
    assert await found(log, "cray") == []
    assert await found(log, rules=("stray-act",)) == []


async def test_however_it_is_written() -> None:
    log = await memory(named("acme", "cik:0000320193", "ticker:aapl"), named("bolt", "cik:320193", "ticker:AAPL"))
    assert [said for _, said in await found(log, "acme")] == [
        shared("cik:320193", "acme", "bolt"), shared("ticker:aapl", "acme", "bolt"),
    ]  # fmt: skip


async def test_what_was_taken_back_or_merged_is_no_finding_and_the_remedy_settles_it() -> None:
    both = [named("acme", "ticker:X"), named("acme", id="acme/2"), named("bolt", "ticker:X")]
    assert await found(await memory(*both, retraction("r", "bolt/profile", company="bolt"))) == []
    assert await found(await memory(*both, merge("m", ["acme"], company="bolt"))) == []
    mended = named("bolt", "ticker:Y", id="bolt/2", corrects="bolt/profile")
    assert await found(await memory(*both, mended)) == []
    for company in ("acme", "bolt"):
        (one,) = (await asked(await memory(*both), company))["findings"]
        remedy = decode(one["remedy"])
        assert (remedy.kind, remedy.company) == ("merge", "acme"), "more is told of it"
        assert await found(await memory(*both, remedy)) == []


async def test_an_act_of_another_company_takes_nothing_back() -> None:
    log = await memory(
        named("acme", "ticker:X"), named("bolt", "ticker:X"), retraction("r", "bolt/profile", company="cray")
    )
    assert len(await found(log)) == 2


async def test_never_with_hindsight() -> None:
    late = named("bolt", "ticker:X", sources=[source(published="2026-02-01")])
    log = await memory(named("acme", "ticker:X"), late)
    assert len(await found(log, known_by=date(2026, 2, 1))) == 2
    assert await found(log, known_by=date(2026, 1, 31)) == []
    assert await found(log, position=1) == []


async def test_of_very_many_companies_the_first_are_named() -> None:
    slugs = [f"company-{number:02}" for number in range(2 * MOST_NAMED)]
    log = await memory(*(named(slug, "ticker:N/A") for slug in slugs))
    told = dict(await found(log))
    assert sorted(told) == slugs
    assert told[slugs[0]].startswith(", ".join([*slugs[: MOST_NAMED + 1]]) + " and others have one identifier")
    last = ", ".join([*slugs[:MOST_NAMED], slugs[-1]])
    assert told[slugs[-1]].startswith(f"{last} and others have one identifier, ticker:n/a")


async def asked(log: EventLog, company: str) -> Any:
    question = """query Of($slug: String!) { asOf(on: "2026-11-22") { company(slug: $slug) {
        findings { rule message company { slug } events { key company { slug } } remedy } } } }"""
    return (await ask(log, question, slug=company))["asOf"]["company"]


async def test_a_company_tells_it_over_graphql_with_the_events_of_both() -> None:
    log = await memory(named("acme", "ticker:X"), named("bolt", "ticker:X"))
    for company in ("acme", "bolt"):
        (one,) = (await asked(log, company))["findings"]
        assert (one["rule"], one["company"]["slug"]) == (RULE, company)
        assert [(told["key"], told["company"]["slug"]) for told in one["events"]] == [
            ("acme/profile", "acme"), ("bolt/profile", "bolt"),
        ]  # fmt: skip


def test_the_command_line_tells_it(tmp_path: Path) -> None:
    db = tmp_path / "dateline.db"

    async def fill() -> None:
        async with open_log(db) as log:
            await log.append([named("acme", "ticker:X"), named("bolt", "ticker:X")], now=NOW)

    asyncio.run(fill())

    def run(*words: str) -> str:
        done = CliRunner().invoke(program, [*words, "--db", str(db), "--on", "2026-11-22"], env={"COLUMNS": "160"})
        assert done.exit_code == 0, done.output
        return done.output

    assert RULE in run("show", "bolt", "--findings")
    assert "1 finding: --findings" in run("show", "bolt")
    (one,) = json.loads(run("show", "acme", "--json"))["findings"]
    assert one["events"] == ["acme/profile", "bolt/profile"]
    told = json.loads(run("show", "acme", "--findings", "--json"))
    assert [each["id"] for each in told["events"]] == ["acme/profile", "bolt/profile"]
    assert run("list", "findings", "--rule", RULE).count(RULE) == 2


# --- the plain definition --------------------------------------------------------------------------------------------

COMPANIES = ("acme", "bolt")
WRITTEN = ("ticker:X", "ticker:x", "cik:7", "cik:007", "ticker:Y")
DAYS = (date(2026, 1, 5), date(2026, 2, 4), date(2026, 2, 5))
PUBLISHED = ("2026-01-05", "2026-02-05", "2026-03-05")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Profiles of two companies with few identifiers, some taken back, corrected or disputed, and merges."""
    told: list[Event] = []
    for place in range(draw(st.integers(1, 9))):
        company, id = draw(st.sampled_from(COMPANIES)), f"e{place}"
        fields: dict[str, Any] = {"company": company, "sources": [source(published=draw(st.sampled_from(PUBLISHED)))]}
        of = f"e{draw(st.integers(0, place - 1))}" if place else None
        kinds = ["profile"] * 5 + (["retraction", "dispute", "corrected"] if of else []) + ["merge"]
        kind = draw(st.sampled_from(kinds))
        said = draw(st.lists(st.sampled_from(WRITTEN), max_size=2))
        on = draw(st.sampled_from(("2025", "2026-02", "2027", "2025?")))
        if kind in ("retraction", "dispute"):
            told.append(event(kind, id, event=of, **fields))
        elif kind == "merge":
            told.append(merge(id, [next(one for one in COMPANIES if one != company)], **fields))
        else:
            more = {"corrects": of} if kind == "corrected" else {}
            told.append(profile(id, name="A", identifiers=said, on=on, **fields, **more))
    return told


def plainly(one: Any, other: Any) -> bool:
    """Whether there are two companies, and standing profiles of both say one identifier."""
    if one is None or other is None or one.slug == other.slug:
        return False
    said = [
        {
            same_identifier(said)
            for seen in each.history.told
            if isinstance(seen.event, Profile)
            for said in seen.event.identifiers
        }
        for each in (one, other)
    ]
    return not said[0].isdisjoint(said[1])


@law(150)
@given(histories(), st.none() | st.sampled_from(DAYS), st.integers(1, 9), st.sampled_from((date(2025, 6, 1), TODAY)))
def test_it_is_found_where_the_plain_definition_finds_it(
    history: list[Event], known_by: date | None, upto: int, on: date
) -> None:
    async def compare() -> None:
        log = await memory(*history)
        at = {"on": PartialDate.of(on), "known_by": known_by}
        position = min(upto, len(history))
        vantage = await timeline_of(log).reading().vantage(Ask(**at, position=position))
        records = await log.histories(COMPANIES, position)
        told = await found(log, **at, position=position)
        assert bool(told) is plainly(*[state(slug, records[slug], vantage) for slug in COMPANIES])
        of_each = [sorted(said for company, said in told if company == slug) for slug in COMPANIES]
        assert of_each[0] == of_each[1]
        backwards = await memory(*reversed(history[:position]))
        assert await found(backwards, **at) == told

    asyncio.run(compare())


async def test_who_is_beside_a_company_is_looked_for_only_where_a_rule_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    log = await memory(named("acme", LEI), named("bolt", LEI))
    asked = list[object]()
    identified = log.index.identified

    async def counted(identifiers: Collection[str] | None, cut: Cut) -> list[IdentifierEntry]:
        asked.append(identifiers)
        return await identified(identifiers, cut)

    monkeypatch.setattr(log.index, "identified", counted)
    assert await found(log, rules=("funded-before-founded",)) == []
    assert asked == []
    assert len(await found(log)) == 2
    assert asked == [{LEI.lower()}]
