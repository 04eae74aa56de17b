"""Workbooks: dates, numbers and shares as the file holds them, sheets by name, merged cells, formulas."""

from __future__ import annotations

import builtins
import datetime
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from table_cases import brought_in, events_of

from dateline.errors import InvalidFile, NotInstalled
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.choosing import choose
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import BEHIND, TableMap
from dateline.imports.tables.sheet import Layout, open_table
from dateline.imports.tables.table_row import UNCALCULATED, why_no_text
from dateline.log.memory.store import MemoryLog

MAP = """
name = "book"
header = 3
{top}
[dataset]
publisher = "The List"
[dates]
formats = ["D.M.YYYY"]
[numbers]
decimal = ","
[[event]]
type = "funding"
id = "{{Company|slug}}/{{Round|slug}}"
company = "{{Company|slug}}"
round = "{{Round|slug}}"
stage = "closed"
on = "{{Date}}"
raised = {{ from = "{{Amount (Mio.)}}", currency = "EUR", times = 1e6 }}
[[event]]
type = "stake"
when = {{ Stake = {{ empty = false }} }}
id = "{{Company|slug}}/{{Round|slug}}/stake"
company = "{{Company|slug}}"
holder = "{{Lead}}"
on = "{{Date}}"
percent = "{{Stake}}"
"""
ROWS = [
    ["Müller", "Seed", datetime.date(2020, 3, 14), 2.3, 0.25, "Cherry"],
    [None, "Series A", datetime.datetime.fromisoformat("2022-06-21 10:20"), 0.1 + 0.2, 0.075, "EQT"],
    ["Aurora", "Seed", "15.11.2022", "1,5", None, None],
]


def ready(top: str = "") -> TableMap:
    return TableMap(spec.decode(MAP.format(top=top), "test.toml"))


def workbook(folder: Path, more: str = "", rows: list[list[Any]] = ROWS, name: str = "book.xlsx") -> Path:
    """A title over all columns, a blank row, the header, then rows; the first company stands in a merged cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rounds"
    sheet.append(["Our portfolio"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["Company", "Round", "Date", "Amount (Mio.)", "Stake", "Lead"])
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    for place in range(4, 4 + len(rows)):
        sheet.cell(place, 5).number_format = "0.0%"
    if more:
        book.create_sheet(more).append(["x"])
    path = folder / name
    book.save(path)
    return path


def rows_of(path: Path, **said: Any) -> list[list[str]]:
    return [list(row.cells) for row in open_table(path, Layout(**said)).rows()]


def problem(path: Path, **said: Any) -> str:
    with pytest.raises(InvalidFile) as refused:
        list(open_table(path, Layout(**said)).rows())
    return refused.value.problems[0].message


async def test_dates_numbers_and_shares_are_read_as_the_workbook_holds_them(tmp_path: Path) -> None:
    """Beside text as the map says that people wrote it: a cell that is a date or a number needs no format."""
    async with MemoryLog.opened() as log:
        report = await brought_in(log, workbook(tmp_path), ready())
        assert (report.problems, report.used, report.written) == ([], 3, "a workbook, sheet 'Rounds'")
        events: list[Any] = await events_of(log)
    rounds = [(one.company, one.on.edtf, one.raised.amount) for one in events if one.kind == "funding"]
    assert rounds == [
        ("muller", "2020-03-14", Decimal(2_300_000)),
        ("muller", "2022-06-21", Decimal(300_000)),
        ("aurora", "2022-11-15", Decimal(1_500_000)),
    ]
    assert [one.percent for one in events if one.kind == "stake"] == [Decimal(25), Decimal("7.5")]


def test_a_cell_has_the_digits_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    values = [0.1 + 0.2, 2.2999999999999998, 1e22, 123456789012, 1e-7, -4.0, True, datetime.time(9, 30), "x_x000D_\ny"]
    found = rows_of(workbook(tmp_path, rows=[values]), header=3)
    texts = ["0.3", "2.3", "1e+22", "123456789012", "1e-07", "-4", "true", "09:30:00", "x\ny"]
    assert found[0] == ["0.3", "2.3", "1e+22", "123456789012", "0.00001%", *texts[5:]]


def test_a_cell_merged_downwards_stands_in_each_of_its_rows_and_blank_rows_stay_blank(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Müller", "Seed"], [None, None], ["Aurora", "A"]]
    assert [row[0] for row in rows_of(workbook(tmp_path, rows=rows), header=3)] == ["Müller", "", "Aurora"]
    assert [row[0] for row in rows_of(workbook(tmp_path), header=3)] == ["Müller", "Müller", "Aurora"]


def test_of_several_sheets_the_map_names_one(tmp_path: Path) -> None:
    path = workbook(tmp_path, more="Notes")
    assert problem(path) == (
        "has the sheets 'Rounds', 'Notes': say in the map which one is meant, like sheet = \"Sheet1\""
    )
    assert problem(path, sheet="Round") == "has no sheet 'Round': it has 'Rounds', 'Notes'"
    assert rows_of(path, sheet="Rounds", header=3)[2][0] == "Aurora"


async def test_the_line_of_the_header_is_named_where_a_title_stands_above_it(tmp_path: Path) -> None:
    written = spec.decode(MAP.format(top="").replace("header = 3\n", ""), "test.toml")
    async with MemoryLog.opened() as log:
        report = await brought_in(log, workbook(tmp_path), TableMap(written))
    assert report.problems[0].message == (
        "line 3 names the columns of the map, and its first line does not: say header = 3 at the top of the map"
    )


async def test_refused_rows_of_a_workbook_are_imported_with_the_same_map_once_they_are_corrected(
    tmp_path: Path,
) -> None:
    rows = [*ROWS, ["Nord", "Seed", "soon", 2.5, 0.5, "X"], [None, "B", datetime.date(2024, 5, 1), "???", None, None]]
    path = workbook(tmp_path, rows=rows)
    async with MemoryLog.opened() as log:
        report = await brought_in(log, path, ready('down = ["Company"]'))
        assert (report.used, report.refused) == (3, 2)
        assert report.refused_file is not None
        text = report.refused_file.read_text()
        report.refused_file.write_text(text.replace("soon", "2024-04-01").replace("???", "4"))
        again = await brought_in(log, report.refused_file, ready('down = ["Company"]'))
        assert (again.problems, again.used) == ([], 2)
        events: list[Any] = await events_of(log)
    found = {(one.company, one.on.edtf): one.raised.amount for one in events if one.kind == "funding"}
    assert found["nord", "2024-04-01"] == Decimal(2_500_000)
    assert found["nord", "2024-05-01"] == Decimal(4_000_000)


def test_a_formula_that_nobody_calculated_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows=[["Müller", "Seed", None, "=1+1"]])
    row = next(iter(open_table(path, Layout(header=3)).rows()))
    assert (row.cells[3], row.has_controls) == (UNCALCULATED, True)
    assert why_no_text(row.cells[3]) == (
        "is a formula that was never calculated: open the workbook in a spreadsheet, and save it"
    )


async def test_a_formula_that_nobody_calculated_refuses_only_a_row_in_which_it_is_read(tmp_path: Path) -> None:
    """A workbook was refused as a whole for the sum in its row of totals."""
    day = datetime.date(2024, 3, 1)
    rows = [["Müller", "Seed", day, 2.5], [None, "A", day, 3], ["Nord", "Seed", day, "=1+1"]]
    path = workbook(tmp_path, rows=[*rows, ["Total", None, None, "=SUM(D4:D5)"]])
    async with MemoryLog.opened() as log:
        report = await brought_in(log, path, ready('until = { Company = "Total" }'))
    assert (report.used, report.refused, report.set_aside) == (2, 1, {BEHIND: 1})
    assert "was never calculated" in report.problems[0].message


def test_what_is_no_workbook_gets_one_sentence(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    assert problem(path) == "is a zip archive, not a table: unpack it first"
    path.write_bytes(whole.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml"))
    assert problem(path) == "cannot be read as a workbook: open it in a spreadsheet and save it as .xlsx or CSV"


def test_without_its_package_a_workbook_is_refused_with_the_extra_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path)

    def missing(name: str, *arguments: Any) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("dateline.imports.tables.workbook_rows.importlib.import_module", missing)
    with pytest.raises(NotInstalled, match=r"pip install 'dateline\[xlsx\]', or save the sheet as CSV"):
        open_table(path)
    assert builtins.__import__ is not missing


def test_memory_does_not_grow_with_a_sheet(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        rows: list[list[Any]] = [["Müller", "Seed", 45_000 + number, number * 1.1] for number in range(count)]
        table = open_table(workbook(tmp_path, rows=rows, name=f"{count}.xlsx"), Layout(header=3))
        tracemalloc.start()
        assert sum(1 for _ in table.rows()) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(8_000) < 2 * peak(1_000)


async def test_a_map_takes_workbooks_of_a_folder_by_their_name(tmp_path: Path) -> None:
    workbook(tmp_path)
    (tmp_path / "events.jsonl").write_text("{}\n")
    chosen, passed = choose([tmp_path], [ready()], "2026-01-31")
    assert [one.path.name for one in chosen] == ["book.xlsx"]
    assert [path.name for path in passed] == ["events.jsonl"]
    with pytest.raises(InvalidMap):
        TableMap(spec.decode(MAP.format(top='down = ["No such"]'), "test.toml")).vintage(["Company"])
