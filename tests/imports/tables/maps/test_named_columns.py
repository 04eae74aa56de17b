"""What a map names: every column of a table, its own words, and the fields that cells are read for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from table_cases import HEADER, MAP, brought_in, events_of, made, plain, refusals, table_map, written

from dateline.cli import program
from dateline.imports.tables.guessing.first_map import first_map
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.log.memory.store import MemoryLog


@pytest.mark.parametrize(
    ("header", "template", "city"),
    [
        ("City,City", "{City (2)}", "b"),
        ("City,City", "{column 1}", "a"),
        (",City", "{column 1}", "a"),
        ("City,column 1", "{column 1}", "b"),
        ("A|B,C", "{column 1}", "a"),
        ("cafe\u0301,B", "{café}", "a"),
        ("Total\xa0 amount,\u200bTotal", "{total amount}", "a"),
        ("CITY,City", "{City}", "b"),
        ("A{},C", "{column 1}", "a"),
        ("again,published", "{column 1}{column 2}", "ab"),
        ("site.Owner,published", "{site.Owner}", "a"),
    ],
)
async def test_every_column_can_be_named(tmp_path: Path, header: str, template: str, city: str) -> None:
    text = MAP.format(top="", event="", rest="").partition("[[event]]")[0]
    text += f'[[event]]\ntype = "profile"\nid = "c"\ncompany = "acme"\non = "2025"\ncity = "{template}"\n'
    ready = TableMap(spec.decode(text, "test.toml"))
    (profile,) = await made(tmp_path, "a,b\n", ready, f"{header}\n")
    assert profile["city"] == city


async def test_a_name_that_two_columns_are_alike_to_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "Acme,Seed,2025-03-14,5,,a,b\n", header=f"{HEADER.rstrip()},CITY,City\n")
    with pytest.raises(InvalidMap, match="the table has no column 'city': did you mean 'City'"):
        MappedTable(path, table_map(event='note = "{city}"'), published_of("2026-01-31", "test"))


@pytest.mark.parametrize("word", ["again", "published"])
async def test_a_column_that_is_called_as_a_word_of_the_map_is_asked_about(tmp_path: Path, word: str) -> None:
    header, row = f"{word},{HEADER}", "2025-02-01,Acme,Seed,2025-03-14,5,\n"
    id_ = 'id = "{Company|slug}/{Round|slug}'
    text = MAP.format(top="", event="", rest="").replace(f'{id_}"', f'{id_}/{{{word}}}"')
    path = written(tmp_path, row, header=header)
    with pytest.raises(InvalidMap, match=re.escape(f"write {{file.{word}}} for the map's own word, or {{column 1}}")):
        MappedTable(path, TableMap(spec.decode(text, "test.toml")), published_of("2026-01-31", "test"))
    both = text.replace(f"{{{word}}}", f"{{file.{word}}}/{{column 1}}")
    (event,) = await made(tmp_path, row, TableMap(spec.decode(both, "test.toml")), header)
    file_says = "" if word == "again" else "2026-01-31"
    assert event["id"] == f"list/acme/seed/{file_says}/2025-02-01@2026-01-31"


async def test_a_column_that_is_called_as_one_of_a_joined_file_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("Name,Owner\nAcme,X\n")
    join = '[[join]]\nname = "site"\nfile = "sites.csv"\nkey = "Name"\nis = "Company"\n'
    ready = table_map(event='note = "{site.Owner}"', rest=join)
    path = written(tmp_path, "Acme,Seed,2025-03-14,5,,Y\n", header=HEADER.rstrip() + ",site.Owner\n")
    with pytest.raises(InvalidMap, match=r"site\.Owner is a column of the table, too: give the join another name"):
        MappedTable(path, ready, published_of("2026-01-31", "test"))


async def test_a_per_cent_is_read_where_the_field_is_a_share(tmp_path: Path) -> None:
    metric = '[[event]]\ntype = "metric"\nid = "m"\ncompany = "acme"\nmetric = "growth"\non = "2025"\n'
    metric += 'count = "{Page}"\n'
    row = "Acme,Seed,2025-03-14,5,12%\n"
    _, event = await made(tmp_path, row, table_map(rest=f'{metric}unit = "percent"'))
    assert (event["count"], event["unit"]) == ("12", "percent")
    (said,) = await refusals(tmp_path, row, table_map(rest=f'{metric}unit = "people"'))
    assert said.startswith("2: Page: '12%' is a per cent, and none is expected here")


async def test_a_control_character_refuses_the_row_that_is_read_and_nul_any_row(tmp_path: Path) -> None:
    rows = "".join(f"Acme {place},Seed,2025-03-14,5,{page}\n" for place, page in enumerate(("a\x01", "b", "\x00")))
    said = await refusals(tmp_path, rows)
    assert said == ["4: : has a NUL (U+0000), which no text has: what stood there cannot be told"]
    said = await refusals(tmp_path, rows, table_map(event='note = "{Page}"'))
    assert said[0] == "2: Page: has the control character U+0001, and is no text"
    assert len(said) == 2


async def test_the_own_date_of_a_file_is_read_whatever_formats_its_columns_have(tmp_path: Path) -> None:
    profile = '[[event]]\ntype = "profile"\nid = "p"\ncompany = "acme"\ncity = "X"\non = "../{published}"\n'
    top = '[dates]\nformats = ["D/M/YYYY", "spreadsheet"]'
    async with MemoryLog.opened() as log:
        text = MAP.format(top="", event="", rest=f"{profile}{top}")
        path = written(tmp_path, "Acme,Seed,14/3/2025,5,\n")
        report = await brought_in(log, path, TableMap(spec.decode(text, "test.toml")), "mid-2025")
        assert report.problems == []
        assert [plain(event)["on"] for event in await events_of(log)] == ["2025-03-14", "../2025-38"]


def test_a_first_map_tells_columns_from_words_of_the_map_and_shows_what_it_splits(tmp_path: Path) -> None:
    rows = 'Acme,2024-03-04,2024-03-01,5,"Cherry, Inc., HTGF"\nAcme,2024-03-05,2024-03-01,6,Accel\n'
    path = written(tmp_path, rows, header="Name,published,Date,Amount,Investors\n")
    text = first_map(path)
    assert "'column 2', called 'published': 2 of 2 filled" in text
    assert 'on = "../{file.published}"' in text
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    arguments = ["map", "try", str(path), "--map", str(tmp_path / "map.toml"), "--published", "2025"]
    told = CliRunner().invoke(program, arguments)
    assert told.exit_code == 0
    assert "investors: “Cherry, Inc.” “HTGF”" in told.output
    assert "“Accel”" not in told.output
