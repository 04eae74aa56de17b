"""Control characters come into no event, whichever way a map takes text: one check for all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from table_cases import brought_in, events_of

from dateline.errors import InvalidFile
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.report import TableReport
from dateline.log.memory.store import MemoryLog

MAP = """
name = "sites"
[dataset]
publisher = "P"
[[join]]
name = "site"
file = "sites.csv"
key = "Name"
is = "Site"
[[event]]
type = "profile"
id = "{Id}"
company = "acme"
on = "2024"
city = "{site.City}"
sector = "{Kind|kinds}"
[tables.kinds]
"a" = "A"
"*" = "*"
"""
CONTROLS = ["\x00", "\x01", "\x1b", "\x7f", "\x9f"]


async def imported(folder: Path, rows: str = "", joined: str = "", map_: str = MAP) -> tuple[TableReport, int]:
    (folder / "sites.csv").write_text(f"Name,City,Note\nOne,Köln,\n{joined}", encoding="utf-8")
    path = folder / "list.csv"
    path.write_text(f"Id,Site,Kind\nfirst,One,a\n{rows}", encoding="utf-8")
    async with MemoryLog.opened() as log:
        report = await brought_in(log, path, TableMap(spec.decode(map_, "test.toml")))
        return report, len(await events_of(log))


@pytest.mark.parametrize("control", CONTROLS)
async def test_a_control_character_refuses_the_row_that_reads_it(tmp_path: Path, control: str) -> None:
    what = f"U+{ord(control):04X}"
    tries = [
        ({"rows": f"second,One,b{control}\n"}, 3),
        ({"rows": "second,Two,b\n", "joined": f"Two,Bo{control}nn,\n"}, 3),
        ({"rows": "second,Two,b\n", "joined": f'Two,"Bo\n{control}nn",\n'}, 3),
    ]
    for files, line in tries:
        report, events = await imported(tmp_path, **files)
        assert (events, report.used, report.refused) == (1, 1, 1)
        assert (report.problems[0].line, what in report.problems[0].message) == (line, True)


@pytest.mark.parametrize("control", CONTROLS[1:])
async def test_in_a_cell_that_nobody_reads_it_does_no_harm(tmp_path: Path, control: str) -> None:
    report, events = await imported(tmp_path, "second,Two,b\n", f"Two,Bonn,x{control}\n")
    assert (events, report.refused) == (2, 0)


async def test_a_joined_row_that_cannot_be_read_refuses_the_rows_that_need_it(tmp_path: Path) -> None:
    """Rather than leave their fields out, as if it said nothing."""
    report, events = await imported(tmp_path, "second,Two,b\n", "Two,Bonn\n")
    assert (events, report.refused) == (1, 1)
    assert report.problems[0].field == "site.City"
    assert report.problems[0].message.startswith("line 3 of sites.csv has 2 cells where the header has 3")


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    ("old", "new"),
    [('"*" = "*"', '"b" = "X!"'), ('"a" = "A"', '"!" = "A"'), ('"2024"', '"2024!"'), ("{site.City}", "x!{site.City}")],
)
def test_a_map_has_none_in_its_own_texts(control: str, old: str, new: str) -> None:
    text = MAP.replace(old, new.replace("!", json.dumps(control)[1:-1].replace("\x7f", "\\u007f")))
    with pytest.raises(InvalidFile, match=rf"has the control character U\+{ord(control):04X}, and is no text"):
        spec.decode(text.replace("\x9f", "\\u009f"), "test.toml")


def test_a_map_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAP, encoding="utf-8-sig")
    assert spec.load(tmp_path / "m.toml").name == "sites"
