"""Text in tables: one form at every door, names compared by what can be seen, and none lost in a slug."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_cases import brought_in, events_of, made, plain, refusals, table_map, written

from dateline.cli.pages.table_report import table_reports_answer
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.table_map import TableMap
from dateline.log.memory.store import MemoryLog

MAP = """
name = "s"
[dataset]
publisher = "Überblick"
[tables.sure]
"bestätigt" = "confirmed"
"ungef\u00e4hr *" = "rumored"
[[skip]]
when = { "Naïve" = "Übersicht" }
reason = "sums"
[[event]]
type = "profile"
when = { "Naïve" = { not = "größer" } }
id = "{Id}-{Siège|slug}"
company = "{Siège|slug}"
on = "2024-01-05"
city = "{Siège}"
sector = "é{Naïve}"
confidence = "{Sure|sure}"
"""
CELLS = ["Müller", "é", "Übersicht", "größer", "\u0301x", "한글", "йод", "bestätigt", "ungefähr 5", "x", "ｶﾞ", "Å"]


async def outcome(folder: Path, form: str, table: str) -> Any:
    folder.mkdir(exist_ok=True)
    ready = TableMap(spec.decode(normalize(form, MAP), "test.toml"))
    path = written(folder, normalize(form, table), header=normalize(form, "Id,Siège,Naïve,Sure\n"))
    async with MemoryLog.opened() as log:
        report = await brought_in(log, path, ready)
        told = [(one.line, one.field, one.message) for one in report.problems]
        return report.used, report.set_aside, told, [plain(event) for event in await events_of(log)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.tuples(*[st.sampled_from(CELLS)] * 3), min_size=1, max_size=4), st.sampled_from(["NFD", "NFC"]))
async def test_composed_and_decomposed_tables_and_maps_give_the_same_log(
    tmp_path: Path, rows: list[tuple[str, ...]], form: str
) -> None:
    table = "".join(f"{number},{','.join(row)}\n" for number, row in enumerate(rows))
    ready = await outcome(tmp_path / "1", "NFC", table)
    assert await outcome(tmp_path / "2", "NFD", table) == ready
    assert await outcome(tmp_path / "3", form, table) == ready


async def test_marks_that_cannot_be_seen_hide_no_column_and_fill_no_cell(tmp_path: Path) -> None:
    header = "\u200bCompany\u00ad,Ro\u200dund,Date\u00a0,Amount,Page\n"
    (event,) = await made(tmp_path, "Ac\u00adme,Seed,2024-01-05,5,\u200b\n", header=header)
    assert (event["company"], event["round"]) == ("acme", "seed")
    header = "First\u00a0Name,Round,Date,Amount,Page\n"
    ready = TableMap(spec.decode(
        'name="x"\n[dataset]\npublisher="P"\n[[event]]\ntype="profile"\nid="{First  Name}"\ncompany="acme"\non="2024"\n'
        'city="{First Name}"', "x"))  # fmt: skip
    assert (await made(tmp_path, "Köln,,,,\n", ready, header))[0]["city"] == "Köln"


MARKED = """
name = "x"
[dates]
formats = ["iso", "M/D/YYYY", "english"]
[dataset]
publisher = "P"
[[event]]
type = "funding"
id = "a/{Date|date}"
company = "acme"
round = "seed"
series = "{Money}"
stage = "closed"
on = "{Date}"
raised = { amount = "{Money}", currency = "{Currency}" }
[[event]]
type = "profile"
id = "p/{Date|date}"
company = "acme"
on = "2024"
country = "{Country}"
[[event]]
type = "stake"
id = "s/{Date|date}"
company = "acme"
holder = "Beta"
on = "2024"
percent = "{Share}"
"""
"""Each field that is not text."""


@pytest.mark.parametrize("mark", ["\u200e", "\u200b", "\u00ad", "\ufeff", "\u2060", "\u202c"])
async def test_marks_that_cannot_be_seen_make_no_other_value(tmp_path: Path, mark: str) -> None:
    ready, header = TableMap(spec.decode(MARKED, "x")), "Date,Money,Currency,Country,Share\n"
    cells = ("3/14/2025", "~ 1 200.5", "EUR", "Venezuela", "12.5%")
    expected = await made(tmp_path, ",".join(cells), ready, header)
    marked = [mark.join(["", *cell, ""]) for cell in cells]
    found = await made(tmp_path, ",".join(marked), ready, header)
    assert [{**one, "series": ""} for one in found] == [{**one, "series": ""} for one in expected]
    assert found[0]["series"] == marked[1], "text stays as it was written"


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u200e"])
async def test_marks_that_cannot_be_seen_make_no_other_row_and_miss_no_joined_one(tmp_path: Path, mark: str) -> None:
    ready = TableMap(spec.decode(
        'name="x"\n[dataset]\npublisher="P"\n[[join]]\nname="site"\nfile="sites.csv"\nkey="Name"\nis="Site"\n'
        '[[event]]\ntype="profile"\nid="{Id}"\ncompany="acme"\non="2024"\ncity="{site.City}"', "x"))  # fmt: skip
    (tmp_path / "sites.csv").write_text(f"Name,City\nNorth\xa0{mark}One,Köln\n", encoding="utf-8")
    (event,) = await made(tmp_path, f"a{mark}1,North One\n{mark}a1,NORTH  {mark}One\n", ready, "Id,Site\n")
    assert (event["id"], event["city"]) == ("x/a1@2026-01-31", "Köln")


async def test_a_mark_that_turns_a_value_around_refuses_its_row(tmp_path: Path) -> None:
    (told,) = await refusals(tmp_path, "Acme,Seed,2024-01-05,\u202e521,\n")
    assert told.endswith("holds a mark that turns text around: it is not what it looks like, so type it anew")


@pytest.mark.parametrize("cell", ["RUM\u00adORED", "rum\u200bored", "ｒｕｍｏｒｅｄ", " Rumored\u3000"])
async def test_a_table_of_the_map_takes_a_value_as_names_are_compared(tmp_path: Path, cell: str) -> None:
    ready = table_map(event='confidence = "{Page|sure}"', rest='[tables.sure]\n"Rumored" = "rumored"')
    assert (await made(tmp_path, f"Acme,Seed,2024-01-05,5,{cell}\n", ready))[0]["confidence"] == "rumored"
    ready = table_map(event='confidence = "{Page|sure}"', rest='[tables.sure]\n"rum*" = "rumored"')
    assert (await made(tmp_path, f"Acme,Seed,2024-01-05,5,{cell}\n", ready))[0]["confidence"] == "rumored"


async def test_what_a_star_took_is_as_it_was_written(tmp_path: Path) -> None:
    ready = table_map(event='series = "{Page|cut}"', rest='[tables.cut]\n"straße *" = "*"')
    rows = "Acme,Seed,2024-01-05,5,STRASSE  Große So\u00adße ﬁn\n"
    assert (await made(tmp_path, rows, ready))[0]["series"] == "Große So\u00adße ﬁn"


async def test_two_companies_of_one_slug_are_told_in_the_report(tmp_path: Path) -> None:
    names = ("C* Labs", "C Labs", "C@Labs", "c labs", "C* Labs")
    rows = "".join(f"{name},{number},2024-01-05,5,\n" for number, name in enumerate(names))
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(tmp_path, rows), table_map())
    assert [(clash.slug, clash.name, clash.line, clash.other, clash.other_line) for clash in report.clashes] == [
        ("c-labs", "C* Labs", 2, "C Labs", 3), ("c-labs", "C* Labs", 2, "C@Labs", 4)
    ]  # fmt: skip
    assert "“C* Labs” (line 2) and “C Labs” (line 3) fall on one slug, c-labs" in str(report.clashes[0])
    answer: Any = table_reports_answer([report], [])
    assert answer["files"][0]["names_of_one_slug"][0]["names"][1] == {"name": "C Labs", "line": 3}


async def test_names_of_other_slugs_are_other_companies(tmp_path: Path) -> None:
    rows = "".join(
        f"{name},Seed,2024-01-05,5,\n" for name in ("C# Labs", "C++ Labs", "C Labs", "北京AI", "上海AI", "Ørsted")
    )
    companies = [event["company"] for event in await made(tmp_path, rows)]
    assert companies == ["c-sharp-labs", "c-plus-plus-labs", "c-labs", "北京ai", "上海ai", "orsted"]


async def test_a_name_without_a_letter_is_refused(tmp_path: Path) -> None:
    (told,) = await refusals(tmp_path, "🦙,Seed,2024-01-05,5,\n")
    assert "is empty, and the id needs it" in told


async def test_a_country_is_read_by_its_name_or_refused_with_the_nearest(tmp_path: Path) -> None:
    ready = TableMap(spec.decode(
        'name="x"\n[dataset]\npublisher="P"\n[[event]]\ntype="profile"\nid="{Id}"\ncompany="acme"\non="2024"\n'
        'country="{C}"', "x"))  # fmt: skip
    events = await made(tmp_path, "a,Venezuela\nb,Côte d’Ivoire\n", ready, "Id,C\n")
    assert [event["country"] for event in events] == ["VE", "CI"]
    assert await refusals(tmp_path, "a,Congo\n", ready, "Id,C\n") == [
        "2: C: 'Congo' may be CD (Congo, Democratic Republic of the) or CG (Congo): say which it is in a table of the"
        " map, as help maps shows under “Countries”"
    ]


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ('id = "{Id}{again}"\ncompany = "acme"', "again"),
        ('each = { in = "Who", split = "," }\nid = "{Id}/{value|slug}"\ncompany = "acme"', "value"),
        ('each = { in = "Who", parts = ["{who} #{sure}"] }\nid = "{Id}"\ncompany = "{who|slug}"', "sure"),
    ],
)
async def test_a_word_of_the_map_that_is_a_column_too_is_asked_about(tmp_path: Path, event: str, word: str) -> None:
    text = f'name="x"\n[dataset]\npublisher="P"\n[[event]]\ntype="profile"\non="2024"\nsector="s"\n{event}'
    ready = TableMap(spec.decode(text, "x"))
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(tmp_path, "a,b #c,1\n", header=f"Id,Who,{word}\n"), ready)
        assert report.unusable
        assert (
            f"{{{word}}} is a word of the map, and a column of the table is called so, too"
            in report.problems[0].message
        )
        other = await brought_in(log, written(tmp_path, "a,b #c,1\n", header="Id,Who,Other\n"), ready)
        assert (other.unusable, other.used) == (False, 1)
