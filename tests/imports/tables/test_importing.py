"""Importing tables: the report, refused rows that come again, and editions in any order."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from builders import line
from click.testing import CliRunner
from histories import law
from hypothesis import given
from hypothesis import strategies as st
from table_cases import HEADER, LABS, MAP, NOW, brought_in, events_of, plain, table_map, written

from dateline.answers.asking import Ask
from dateline.answers.reading import Timeline
from dateline.cli import program
from dateline.events.kinds import Closed
from dateline.imports.tables.editions.reasons import CHANGED
from dateline.imports.tables.importing import Wishes
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.table_map import TableMap
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.log.verification import verify

GOOD = "Acme,Seed,2024-03-14,5,\n"
BAD = "Acme,Series A,never,5,\n"


@pytest_asyncio.fixture
async def log() -> AsyncIterator[MemoryLog]:
    async with MemoryLog.opened() as opened:
        yield opened


async def kinds(log: EventLog) -> list[str]:
    return [event.kind for event in await events_of(log)]


async def facts(log: EventLog, known_by: str | None = None, company: str = "acme") -> dict[str, Any] | None:
    """What the log says of the company's rounds: round → (amount, id of the event), and what is no fact."""
    reading = Timeline(log, today=lambda: date(2026, 11, 22)).reading()
    vantage = await reading.vantage(Ask(known_by=date.fromisoformat(known_by) if known_by else None))
    state = reading.state(company, (await reading.histories([company]))[company], vantage)
    if state is None:
        return None
    rounds = {
        one.key: (str(one.raised.value) if one.raised else None, one.stage.seen.id, one.on.value.edtf)
        for one in state.rounds
    }
    told, rumors = ([seen.id for seen in events] for events in (state.history.told, state.history.rumors))
    return {"rounds": rounds, "rumors": rumors, "told": told}


# --- the report ------------------------------------------------------------------------------------------------------


async def test_good_rows_go_in_and_bad_ones_are_set_down_to_be_corrected(log: MemoryLog, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + BAD + ",,,,\n")
    report = await brought_in(log, path, table_map())
    assert (report.rows, report.used, report.refused, report.aside) == (3, 1, 1, 1)
    assert not report.failed
    refused = tmp_path / "list.csv.refused.csv"
    assert report.refused_file == refused
    assert refused.read_text().splitlines() == [
        HEADER.strip() + ",refused: line,refused: column,refused: reason",
        "Acme,Series A,never,5,,3,Date,\"'never' is not a date as this map expects them (iso): if it says no day, name"
        ' it in `blank`; else a table of the map may say which"',
    ]


LONG = "a" * 175
"""With the company, the date of an edition and the mark of a correction its id would have 205 characters."""


async def test_an_id_is_measured_as_it_will_be_stored(log: MemoryLog, tmp_path: Path) -> None:
    rows = f"Acme,{LONG}{{}},2024-03-14,{{}},\n" + "Beta,Seed,2024-03-14,{},\n"
    first = await brought_in(log, written(tmp_path, rows.format("a" * 10, 1, 1)), table_map(), "2026-01-31")
    assert [(problem.line, problem.message) for problem in first.problems] == [
        (2, f"id: the log would have it as {'list/acme/' + LONG + 'a' * 10 + '@2026-01-31'!r}, which is 206 characters"
            " long, and 200 are the most: let the map make a shorter id")
    ]  # fmt: skip
    assert (first.used, first.refused, first.appended) == (1, 1, 1)
    await brought_in(log, written(tmp_path, rows.format("", 1, 1)), table_map(), "2026-02-28")
    changed = await brought_in(log, written(tmp_path, rows.format("", 2, 2)), table_map(), "2026-03-31")
    assert (changed.used, changed.refused, changed.changed) == (1, 1, 1)
    assert "which is 205 characters long" in changed.problems[0].message
    wish = Wishes(retract_missing=True)
    vanished = await brought_in(log, written(tmp_path, ""), table_map(), "2026-04-30", wish)
    assert (vanished.vanished, vanished.acts) == (2, 2)  # of what was corrected both accounts
    assert "cannot be retracted: id: the log would have it as" in vanished.problems[0].message
    await verify(log)


async def test_a_row_that_is_refused_as_it_is_stored_leaves_no_key(log: MemoryLog, tmp_path: Path) -> None:
    await brought_in(log, written(tmp_path, f"Acme,{LONG},2024-03-14,1,\n"), table_map(), "2026-02-28")
    twice = await brought_in(log, written(tmp_path, f"Acme,{LONG},2024-03-14,2,\n" * 2), table_map(), "2026-03-31")
    assert (twice.refused, twice.said_twice) == (2, 0)


async def test_a_corrected_file_of_refused_rows_is_imported_like_the_table(log: MemoryLog, tmp_path: Path) -> None:
    report = await brought_in(log, written(tmp_path, GOOD + BAD), table_map())
    assert report.refused_file is not None
    report.refused_file.write_text(report.refused_file.read_text().replace("never,5", "2025-01-02,5"))
    again = await brought_in(log, report.refused_file, table_map())
    assert (again.used, again.appended, again.refused, again.vanished) == (1, 1, 0, 0)
    assert {event.id for event in await events_of(log)} == {
        "list/acme/seed@2026-01-31",
        "list/acme/series-a@2026-01-31",
    }


async def test_a_file_of_refused_rows_that_was_edited_is_not_written_over(log: MemoryLog, tmp_path: Path) -> None:
    path = written(tmp_path, BAD)
    first = await brought_in(log, path, table_map())
    same = await brought_in(log, path, table_map())
    assert first.refused_file == same.refused_file
    assert first.refused_file is not None
    first.refused_file.write_text("mine")
    other = await brought_in(log, path, table_map())
    assert other.refused_file == tmp_path / "list.csv.refused-2.csv"
    assert first.refused_file.read_text() == "mine"


async def test_strict_appends_nothing_and_a_dry_run_nothing_either(log: MemoryLog, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + BAD)
    strict = await brought_in(log, path, table_map(), wishes=Wishes(strict=True))
    assert (strict.unusable, strict.appended, strict.refused) == (True, 0, 1)
    dry = await brought_in(log, path, table_map(), wishes=Wishes(dry_run=True))
    assert (dry.unusable, dry.appended, dry.refused) == (False, 1, 1)
    assert await events_of(log) == []


async def test_what_breaks_off_appends_nothing(log: MemoryLog, tmp_path: Path) -> None:
    report = await brought_in(log, written(tmp_path, GOOD + '"open\n' * 3), table_map())
    assert report.unusable
    assert (report.appended, await events_of(log)) == (0, [])


async def test_rows_that_say_nothing_new_are_merged_and_listed_by_line(log: MemoryLog, tmp_path: Path) -> None:
    report = await brought_in(log, written(tmp_path, GOOD + "Beta,Seed,2024-03-14,5,\n" + GOOD), table_map())
    assert (report.merged, report.said_twice, report.used) == ([(4, 2)], 1, 3)


async def test_a_key_that_numbers_rows_keeps_them_and_one_that_numbers_accounts_merges_them(
    log: MemoryLog, tmp_path: Path
) -> None:
    for hole, merged in (("again", []), ("other", [(3, 2)])):
        text = MAP.replace("{{Round|slug}}", f"{{{{Round|slug}}}}{{{{{hole}}}}}").replace('"list"', f'"{hole}"')
        numbering = TableMap(spec.decode(text.format(top="", event="", rest=""), "test.toml"))
        rows = GOOD * 2 + GOOD.replace(",5,", ",6,")
        report = await brought_in(log, written(tmp_path, rows), numbering)
        assert (report.merged, report.appended) == (merged, 3 - len(merged))
        again = await brought_in(log, written(tmp_path, rows), numbering, "2026-05-31")
        assert (again.appended, again.acts, again.vanished) == (0, 0, 0)


# --- editions --------------------------------------------------------------------------------------------------------

JANUARY = "Acme,Seed,2024-03-14,5,\nAcme,Series A,2025-03-14,50,\nAcme,Series B,2025-12-01,70,\n"
MAY = "Acme,Seed,2024-03-14,5,\nAcme,Series A,2025-03-14,55,\nAcme,Series C,2026-04-01,900,\n"
JULY = "Acme,Seed,2024-03-14,6,\nAcme,Series A,2025-03-14,50,\nAcme,Series C,2026-04-01,900,\n"
EDITIONS = {"2026-01-31": JANUARY, "2026-05-31": MAY, "2026-07-31": JULY}


async def test_the_same_file_again_changes_nothing(log: MemoryLog, tmp_path: Path) -> None:
    path = written(tmp_path, JANUARY)
    await brought_in(log, path, table_map())
    again = await brought_in(log, path, table_map())
    assert (again.appended, again.repeated, again.acts, again.vanished) == (0, 3, 0, 0)
    assert len(await events_of(log)) == 3


async def test_a_newer_edition_appends_only_what_changed(log: MemoryLog, tmp_path: Path) -> None:
    await brought_in(log, written(tmp_path, JANUARY), table_map())
    report = await brought_in(log, written(tmp_path, MAY), table_map(), "2026-05-31")
    assert (report.appended, report.repeated, report.changed, report.vanished) == (2, 1, 1, 1)
    assert report.vanished_keys == ["list/acme/series-b"]
    changed, new = (await events_of(log))[3:]
    assert changed.corrects == "list/acme/series-a@2026-01-31"
    assert changed.id.startswith("list/acme/series-a@2026-05-31+")
    assert (new.id, new.known) == ("list/acme/series-c@2026-05-31", date(2026, 5, 31))


async def test_an_id_that_the_log_has_stays_when_a_newer_edition_has_more_names(log: MemoryLog, tmp_path: Path) -> None:
    row = "Acme,Bert,2025-03-14,5,{}\n"
    await brought_in(log, written(tmp_path, row.format("Google Brain")), table_map(rest=LABS))
    more = written(tmp_path, row.format('"Google, Google Brain"'))
    report = await brought_in(log, more, table_map(rest=LABS), "2026-05-31")
    assert (report.events, report.appended, report.repeated, report.vanished) == (3, 0, 3, 0)


async def test_each_day_of_knowledge_has_its_own_account(log: MemoryLog, tmp_path: Path) -> None:
    for published, rows in EDITIONS.items():
        await brought_in(log, written(tmp_path, rows), table_map(), published)
    by_march, by_june, by_august = [await facts(log, day) for day in ("2026-03-01", "2026-06-01", "2026-08-01")]
    assert by_march is not None
    assert by_june is not None
    assert by_august is not None
    assert [one["rounds"]["series-a"][0] for one in (by_march, by_june, by_august)] == ["50 USD", "55 USD", "50 USD"]
    assert await facts(log, "2026-01-30") is None


@pytest.mark.parametrize("order", [*itertools.permutations(EDITIONS, 2), *itertools.permutations(EDITIONS)])
async def test_editions_in_any_order_give_the_same_state(tmp_path: Path, order: tuple[str, ...]) -> None:
    async def state(editions: tuple[str, ...]) -> list[Any]:
        async with MemoryLog.opened() as log:
            for published in editions:
                report = await brought_in(log, written(tmp_path, EDITIONS[published]), table_map(), published)
                assert not report.unusable
            return [await facts(log, day) for day in ("2026-03-01", "2026-06-01", "2026-08-01", None)]

    assert await state(order) == await state(tuple(sorted(order)))


async def test_a_rumor_corrects_nothing_and_is_told_beside_a_retraction(tmp_path: Path) -> None:
    sure = 'confidence = "{Page}"'
    rumored, told = "Acme,Seed,2024-03-14,5,rumored\n", "Acme,Seed,2024-03-14,6,reported\n"
    for first, second in ((rumored, told), (told, rumored), (rumored, rumored.replace(",5,", ",7,"))):
        states = []
        for order in ((0, 1), (1, 0)):
            async with MemoryLog.opened() as log:
                for place in order:
                    day = ("2026-01-31", "2026-05-31")[place]
                    await brought_in(log, written(tmp_path, (first, second)[place]), table_map(event=sure), day)
                states.append([await facts(log, day) for day in ("2026-03-01", None)])
        assert states[0] == states[1]
        assert len(states[0][1]["told"]) == 1


async def test_what_vanished_is_retracted_only_if_asked(log: MemoryLog, tmp_path: Path) -> None:
    await brought_in(log, written(tmp_path, JANUARY), table_map())
    wishes = Wishes(retract_missing=True)
    report = await brought_in(log, written(tmp_path, MAY), table_map(), "2026-05-31", wishes)
    assert (report.vanished, report.retracted, report.acts) == (1, True, 1)
    (retraction,) = [event for event in await events_of(log) if event.kind == "retraction"]
    assert plain(retraction)["event"] == "list/acme/series-b@2026-01-31"
    assert retraction.known == date(2026, 5, 31)
    back = await brought_in(log, written(tmp_path, JANUARY), table_map(), "2026-07-31")
    assert back.changed == 2
    state = await facts(log)
    assert state is not None
    assert state["rounds"]["series-b"][1] == "list/acme/series-b@2026-07-31"


async def test_rows_that_cannot_be_read_have_not_vanished(log: MemoryLog, tmp_path: Path) -> None:
    await brought_in(log, written(tmp_path, JANUARY), table_map())
    broken = JANUARY.replace(",50,", ",####,")
    report = await brought_in(log, written(tmp_path, broken), table_map(), "2026-05-31", Wishes(retract_missing=True))
    assert (report.refused, report.vanished) == (1, 0)


async def test_another_map_of_one_edition_counts_from_then_on(log: MemoryLog, tmp_path: Path) -> None:
    path = written(tmp_path, JANUARY)
    await brought_in(log, path, table_map())
    report = await brought_in(log, path, table_map(event='series = "{Round}"'))
    assert (report.changed, report.reread, report.appended, report.acts) == (0, 3, 3, 3)
    reasons = {plain(event)["reason"] for event in await events_of(log) if event.kind == "retraction"}
    assert reasons == {"a later import of the same edition reads the row otherwise"}
    again = await brought_in(log, path, table_map(event='series = "{Round}"'))
    assert (again.appended, again.repeated) == (0, 3)


async def test_what_another_map_of_one_edition_does_not_make_is_told_and_can_be_taken_back(
    log: MemoryLog, tmp_path: Path
) -> None:
    path = written(tmp_path, JANUARY)
    ids = 'id = "{{Company|slug}}/{{Round|slug}}'
    text = MAP.replace(ids, f"{ids}/other").format(top="", event="", rest="")
    renamed = TableMap(spec.decode(text, "test.toml"))
    for _ in range(3):  # a map may go to and fro
        first = await brought_in(log, path, table_map(), wishes=Wishes(retract_missing=True))
        assert first.appended == 3
        kept = await brought_in(log, path, renamed)
        assert (kept.appended, kept.unmade, kept.vanished, kept.retracted) == (3, 3, 0, False)
        taken = await brought_in(log, path, renamed, wishes=Wishes(retract_missing=True))
        assert (taken.appended, taken.unmade, taken.retracted, taken.acts) == (0, 3, True, 3)
        assert (await brought_in(log, path, renamed, wishes=Wishes(retract_missing=True))).unmade == 0
        for known_by in ("2026-02-01", None):
            state = await facts(log, known_by)
            assert state is not None
            assert all("/other@" in told for _, told, _ in state["rounds"].values())


PAGED = """
[[source]]
publisher = "The Wire"
url = "{Page}"
published = "2024-09-05"
"""
PAGES = {
    "2026-01-31": "Acme,Series A,2024-03-14,50,https://wire.example/1\n",
    "2026-05-31": "Acme,Series A,2024-03-14,55,https://wire.example/1\n",
    "2026-07-31": "Acme,Series A,2024-03-14,57,https://wire.example/1\n",
}


@pytest.mark.parametrize("order", [*itertools.permutations(PAGES)])
async def test_a_change_is_known_since_the_edition_that_made_it(
    log: MemoryLog, tmp_path: Path, order: tuple[str, ...]
) -> None:
    for _ in range(2):
        for published in order:
            await brought_in(log, written(tmp_path, PAGES[published]), table_map(rest=PAGED), published)
    found = {}
    for day in ("2024-09-05", "2026-05-30", "2026-05-31", "2026-07-30", "2026-07-31"):
        state = await facts(log, day)
        assert state is not None
        found[day] = state["rounds"]["series-a"][0]
    assert list(found.values()) == ["50 USD", "50 USD", "55 USD", "55 USD", "57 USD"]
    told = len(await events_of(log))
    for published in PAGES:
        again = await brought_in(log, written(tmp_path, PAGES[published]), table_map(rest=PAGED), published)
        assert (again.appended, again.repeated) == (0, 1)
    assert len(await events_of(log)) == told


async def test_what_was_taken_back_of_one_edition_leaves_the_earlier_ones_as_they_were(
    log: MemoryLog, tmp_path: Path
) -> None:
    paged = PAGED.replace('"2024-09-05"', '"{Page}"').replace('url = "{Page}"', "")
    ids = 'id = "{{Company|slug}}/{{Round|slug}}'
    text = MAP.replace(ids, f"{ids}/other").format(top="", event="", rest=paged)
    renamed = TableMap(spec.decode(text, "test.toml"))
    row = "Acme,Series A,2024-03-14,{},{}\n"
    january, may, july = PAGES
    await brought_in(log, written(tmp_path, row.format(50, "2024-09-05")), table_map(rest=paged), january)
    path = written(tmp_path, row.format(50, "2024-08-01"))  # the same of an older page
    await brought_in(log, path, table_map(rest=paged), may)
    await brought_in(log, path, renamed, may, Wishes(retract_missing=True))
    await brought_in(log, written(tmp_path, row.format(57, "2024-08-01")), table_map(rest=paged), july)
    ours = [event for event in await events_of(log) if event.id.startswith("list/acme/series-a@")]
    retractions = [event for event in ours if event.kind == "retraction" and "2026-01-31/" in event.id]
    assert [(event.reason, event.known) for event in retractions] == [
        ("the row is no longer in a newer edition of the file", date(2026, 5, 31))
    ]


EDITION_DAYS = ("2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31")
PAGE_DAYS = ("", "2024-09-05", "2026-02-15", "2026-06-15")


@law(examples=30)
@given(st.lists(st.sampled_from(PAGE_DAYS), min_size=2, max_size=4), st.data())
def test_editions_in_any_order_show_on_each_day_what_was_there_by_then(pages: list[str], data: st.DataObject) -> None:
    """A row that says something else in each edition, with or without a page, beside another that changes too."""
    paged = PAGED.replace('"2024-09-05"', '"{Page}"').replace('url = "{Page}"', "")
    there_by_then = [(day, page) for day, page in zip(EDITION_DAYS, pages, strict=False) if page <= day]
    editions = {
        day: f"Acme,Series A,2024-03-14,{50 + place % 2},{page}\nAcme,Seed,2023-01-01,{place + 1},\n"
        for place, (day, page) in enumerate(there_by_then)
    }
    order = data.draw(st.permutations(list(editions)))

    async def facts_by_day(those: Sequence[str], days: Sequence[str], folder: Path) -> list[dict[str, str]]:
        async with MemoryLog.opened() as log:
            for published in those:
                report = await brought_in(log, written(folder, editions[published]), table_map(rest=paged), published)
                assert not report.unusable
            states = [await facts(log, day) for day in days]
            return [{key: told[0] for key, told in state["rounds"].items()} if state else {} for state in states]

    async def check(folder: Path) -> None:
        days = sorted({*EDITION_DAYS, *PAGE_DAYS[1:]})
        shuffled, in_order = await facts_by_day(order, days, folder), await facts_by_day(sorted(order), days, folder)
        for place, day in enumerate(days):
            # Out of order a change may be dated by its edition although its page is a little older; never earlier.
            before = in_order[place - 1] if day not in EDITION_DAYS else None
            assert shuffled[place] in (in_order[place], before)
        for place, published in enumerate(editions):
            earlier = [*editions][:place]
            page = editions[published].partition("\n")[0].rpartition(",")[2]
            if earlier and page <= earlier[-1]:  # a page newer than the edition before says so since its day
                eves = [day for day in days if day < published]
                whole = await facts_by_day([*earlier, published], eves, folder)
                before_it = await facts_by_day(earlier, eves, folder)
                # That there is such a round, all editions say: it may be known since the page.
                assert whole == [{**dict.fromkeys(now), **then} for now, then in zip(whole, before_it, strict=True)]

    with TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder)))


async def test_a_change_that_cites_a_newer_page_is_known_since_that_page(log: MemoryLog, tmp_path: Path) -> None:
    paged = PAGED.replace('"2024-09-05"', '"{Page}"').replace('url = "{Page}"', "")
    row = "Acme,Series A,2024-03-14,{},{}\n"
    await brought_in(log, written(tmp_path, row.format(50, "2024-09-05")), table_map(rest=paged))
    await brought_in(log, written(tmp_path, row.format(55, "2026-03-01")), table_map(rest=paged), "2026-05-31")
    found = [await facts(log, day) for day in ("2026-02-28", "2026-03-01")]
    assert [one["rounds"]["series-a"][0] for one in found if one] == ["50 USD", "55 USD"]


async def test_a_row_that_is_refused_leaves_nothing_behind(log: MemoryLog, tmp_path: Path) -> None:
    """What a later row says of the same is not "already there"."""
    profile = '[[event]]\ntype = "profile"\nid = "{Page}"\ncompany = "acme"\nsector = "{Amount}"\non = "{Date}"'
    row = "Acme,{},2025-03-14,{},{}\n"
    rows = row.format("Seed", 5, "p") + row.format("Series A", 6, "p") + row.format("Series A", 6, "q")
    report = await brought_in(log, written(tmp_path, rows), table_map(rest=profile))
    assert (report.refused, report.used, report.appended, report.repeated) == (1, 2, 4, 0)


async def test_a_rule_that_refuses_says_which_row_it_was(log: MemoryLog, tmp_path: Path) -> None:
    """So what vanished can still be retracted; where it cannot be told which row was refused, nothing is."""
    refusing = table_map(rest='[[refuse]]\nwhen = { Page = "bad" }\nreason = "bad"')
    await brought_in(log, written(tmp_path, JANUARY), table_map())
    wishes = Wishes(retract_missing=True)
    bad = MAY.replace("Acme,Series A,2025-03-14,55,", "Acme,Series A,2025-03-14,55,bad", 1)
    assert bad != MAY
    nobody = bad + ",Seed,2024-03-14,5,bad\n"
    unsure = await brought_in(log, written(tmp_path, nobody), refusing, "2026-05-31", wishes)
    assert (unsure.refused, unsure.vanished, unsure.retracted, unsure.unsure) == (2, 1, False, [nobody.count("\n") + 1])
    sure = await brought_in(log, written(tmp_path, bad), refusing, "2026-05-31", wishes)
    assert (sure.refused, sure.vanished_keys, sure.retracted) == (1, ["list/acme/series-b"], True)


async def test_a_part_of_a_table_under_any_name_has_not_lost_the_rest(log: MemoryLog, tmp_path: Path) -> None:
    await brought_in(log, written(tmp_path, JANUARY), table_map())
    header = HEADER.replace("\n", ",refused: line,refused: column,refused: reason\n")
    part = written(tmp_path, "Acme,Series A,2024-03-14,55,,2,Amount,why\n", "mended.csv", header)
    report = await brought_in(log, part, table_map(), "2026-05-31", Wishes(retract_missing=True))
    assert (report.changed, report.vanished, report.acts) == (1, 0, 0)


# --- the command -----------------------------------------------------------------------------------------------------


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(program, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    path = tmp_path / "list.toml"
    path.write_text(MAP.format(top="", event="", rest="").replace("{{", "{").replace("}}", "}"))
    return path


def test_the_command_reports_every_row(tmp_path: Path, map_file: Path) -> None:
    table, db = written(tmp_path, GOOD + BAD), tmp_path / "a.db"
    arguments = ("import", table, "--map", map_file, "--published", "2026-01-31", "--db", db)
    code, told, problems = run(*arguments)
    assert code == 0
    assert "1 file, 2 rows: 1 used, 0 set aside, 1 refused. Events: 1 appended; 0 said before." in told
    assert f"{table}:3: Date: 'never' is not a date" in problems
    table.write_text(table.read_text() + GOOD)
    code, told, _ = run(*arguments)
    assert "list.csv: 1 row says again what an earlier row says, and says it once: line 4 (line 2);" in told
    code, told, _ = run(*arguments, "--json")
    answer = json.loads(told)
    assert answer["files"][0]["merged"] == [{"line": 4, "says_again": 2}]
    assert (answer["appended"], answer["already_there"], answer["refused"]) == (0, 2, 1)
    code, _, problems = run(*arguments, "--strict")
    assert code == 1
    assert "nothing of it was appended" in problems


def test_a_date_that_contradicts_an_edition_known_by_its_content_is_refused(tmp_path: Path, map_file: Path) -> None:
    table, db = written(tmp_path, GOOD), tmp_path / "a.db"
    edition = f'[[edition]]\nsha256 = "{sha256(table.read_bytes()).hexdigest()}"\npublished = "2026-01"\n'
    map_file.write_text(map_file.read_text() + edition)
    arguments = ("import", table, "--map", map_file, "--db", db)
    code, _, problems = run(*arguments, "--published", "2025-12")
    assert code == 1
    assert (
        "by its content this is the edition of 2026-01, and --published says 2025-12: leave --published out" in problems
    )
    assert not db.exists()
    assert run(*arguments, "--published", "January 2026")[0] == run(*arguments)[0] == 0


def test_a_file_needs_a_date(tmp_path: Path, map_file: Path) -> None:
    code, _, problems = run("import", written(tmp_path, GOOD), "--map", map_file, "--db", tmp_path / "a.db")
    assert code == 1
    assert "nobody says when this file was published: add --published DATE" in problems


@pytest.mark.parametrize(
    "arguments", [("--retract-missing",), ("--map", "a", "--preset", "b"), ("--published", "2026")]
)
def test_flags_of_tables_need_a_map(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    code, _, _ = run("import", written(tmp_path, GOOD), *arguments, "--db", tmp_path / "a.db")
    assert code == 2


def test_event_files_can_be_tried_too(tmp_path: Path) -> None:
    file, db = tmp_path / "a.jsonl", tmp_path / "a.db"
    file.write_text(json.dumps(line("founded", "acme/founded")))
    for flags, appended in (("--dry-run",), 1), ((), 1), (("--dry-run",), 0):
        code, told, _ = run("import", file, *flags, "--db", db, "--json")
        assert (code, json.loads(told)["appended"]) == (0, appended)
    code, _, problems = run("import", written(tmp_path, GOOD), "--db", db)
    assert code == 1
    assert "is a table: say how to read it with --map or --preset" in problems


CLOSINGS = """
name = "closings"
[dataset]
publisher = "The List"
[[event]]
type = "closed"
id = "{Company|slug}/closed"
company = "{Company|slug}"
on = "{Date}"
FIELD = "{Why}"
"""


@pytest.mark.parametrize("field", ["cause", "reason"])
async def test_a_correction_of_a_closing_says_the_cause_and_why_it_corrects(
    log: MemoryLog, tmp_path: Path, field: str
) -> None:
    """A map of before says the cause as `reason`; that of a correction is that a newer edition says otherwise."""
    ready = TableMap(spec.decode(CLOSINGS.replace("FIELD", field), "test.toml"))
    for day, why in (("2026-01-31", "sold"), ("2026-02-28", "bankrupt"), ("2026-03-31", "bankrupt")):
        file = written(tmp_path, f"Acme,2025-05-01,{why}\n", header="Company,Date,Why\n")
        await brought_in(log, file, ready, day)
    first, corrected = await events_of(log)
    assert isinstance(first, Closed)
    assert isinstance(corrected, Closed)
    assert (first.why, corrected.why, corrected.corrects) == ("sold", "bankrupt", first.id)
    assert corrected.reason == CHANGED


async def test_a_correction_of_a_closing_by_an_earlier_release_is_told_anew_with_its_cause(
    log: MemoryLog, tmp_path: Path
) -> None:
    """It had the cause as its own reason, so that no answer could tell it."""
    ready = TableMap(spec.decode(CLOSINGS.replace("FIELD", "reason"), "test.toml"))
    days = ("2026-01-31", "2026-02-28")
    for day, why in zip(days, ("sold", "bankrupt"), strict=True):
        await brought_in(log, written(tmp_path, f"Acme,2025-05-01,{why}\n", header="Company,Date,Why\n"), ready, day)
    first, corrected = await events_of(log)
    async with MemoryLog.opened() as earlier:
        of_old = msgspec.structs.replace(corrected, cause=None, reason="bankrupt")
        await earlier.append([first, of_old], now=NOW)
        same = written(tmp_path, "Acme,2025-05-01,bankrupt\n", header="Company,Date,Why\n")
        await brought_in(earlier, same, ready, "2026-03-31")
        reading = Timeline(earlier, today=lambda: date(2026, 11, 22)).reading()
        found = reading.state("acme", (await reading.histories(["acme"]))["acme"], await reading.vantage(Ask()))
    assert found is not None
    assert found.closing is not None
    assert found.closing.cause is not None
    assert (found.closing.cause.value, len(found.closing.events)) == ("bankrupt", 1)


async def test_rows_dated_after_the_file_are_counted(log: MemoryLog, tmp_path: Path) -> None:
    text = "Acme,Seed,2024-03-14,5,\nAcme,Series A,2027-03-14,9,\n"
    report = await brought_in(log, written(tmp_path, text), table_map(), "2026-01-31")
    assert (report.used, report.plans) == (2, 1)
    kept = await brought_in(log, written(tmp_path, text), table_map(top='plans = "keep"'), "2026-02-28")
    assert (kept.used, kept.plans) == (2, 0)
