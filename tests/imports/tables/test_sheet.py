"""Tables as files: encodings, line ends, headers, ragged and blank rows, and what is no table at all."""

from __future__ import annotations

import os
import tracemalloc
from itertools import product
from pathlib import Path

import pytest

from dateline.errors import InvalidFile
from dateline.imports.tables.csv_rows import MAX_LINE
from dateline.imports.tables.sheet import Layout, TableFile, open_table
from dateline.imports.tables.table_row import TableRow

TEXT = 'Company,City\nCondé Nast,New York\n"A ""B""\nC",Malmö\n'


def table(folder: Path, data: bytes, name: str = "a.csv", stated: Layout | None = None) -> TableFile:
    path = folder / name
    path.write_bytes(data)
    return open_table(path, stated)


def cells(folder: Path, data: bytes, name: str = "a.csv", stated: Layout | None = None) -> list[list[str]]:
    return [list(row.cells) for row in table(folder, data, name, stated).rows()]


def problem(path: Path, stated: Layout | None = None) -> str:
    with pytest.raises(InvalidFile) as refused:
        list(open_table(path, stated).rows())
    (one,) = refused.value.problems
    return f"{one.line}: {one.message}"


CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman")


# Only a Macintosh wrote lone CRs, and then it wrote Mac Roman.
@pytest.mark.parametrize(
    ("codec", "ends"), [pair for pair in product(CODECS, ("\n", "\r\n", "\r")) if pair != ("cp1252", "\r")]
)
def test_encoding_and_line_ends_are_found_out(tmp_path: Path, codec: str, ends: str) -> None:
    found = cells(tmp_path, TEXT.replace("\n", ends).encode(codec))
    assert found == [["Condé Nast", "New York"], [f'A "B"{ends}C', "Malmö"]]


def test_mac_roman_is_told_from_windows_1252_by_what_makes_words(tmp_path: Path) -> None:
    text = "Name\nCondé Nast\nMiaSolé\nQuébec\nReader’s Digest\n"
    assert table(tmp_path, text.encode("mac-roman")).words == "Mac Roman, LF line ends"
    assert table(tmp_path, text.encode("cp1252")).words == "Windows-1252 (Latin-1), LF line ends"


def test_a_stated_encoding_is_believed_and_an_impossible_one_is_named(tmp_path: Path) -> None:
    data = "Name\nCondé\n".encode("cp1252")
    assert cells(tmp_path, data, stated=Layout(encoding="mac-roman")) == [["CondÈ"]]
    assert "is not UTF-8: it holds the byte 0xE9" in problem(tmp_path / "a.csv", Layout(encoding="utf-8"))


def test_a_byte_that_a_stated_encoding_does_not_have_is_named_with_its_line(tmp_path: Path) -> None:
    data = b"Name\n" + b"x\n" * 9_000 + "Condé\n".encode("cp1252") + b"x\n" * 9_000
    table(tmp_path, data, stated=Layout(encoding="utf-8"))
    assert problem(tmp_path / "a.csv", Layout(encoding="utf-8")).startswith(
        "9002: is not UTF-8: it holds the byte 0xE9"
    )


@pytest.mark.parametrize(
    "name", ["zip", "base64", "rot13", "utf-9", "", "hex", "punycode\0", "punycode", "idna", "IDNA"]
)
def test_what_is_no_encoding_of_text_gets_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"Name\nx\n")
    if name:
        assert problem(tmp_path / "a.csv", Layout(encoding=name)).startswith(f"0: encoding: {name!r} is no encoding of")
    assert cells(tmp_path, b"\xef\xbb\xbfName\nx\n", stated=Layout(encoding="utf-8")) == [["x"]]
    assert table(tmp_path, b"\xef\xbb\xbfName\nx\n", stated=Layout(encoding="utf-8")).header == ["Name"]


@pytest.mark.parametrize("mark", [";;", "", '"', "\n", "\0"])
def test_what_cannot_stand_between_cells_gets_a_sentence(tmp_path: Path, mark: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"Name;;On\nx;;y\n")
    said = problem(tmp_path / "a.csv", Layout(delimiter=mark))
    assert said.startswith(f"0: delimiter: {mark!r} is not one character that may stand between cells")


def test_each_row_knows_the_line_it_begins_in(tmp_path: Path) -> None:
    assert [row.line for row in table(tmp_path, b'A,B\n"x\ny",1\n\nz,2\n').rows()] == [2, 4, 5]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.txt")])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str, name: str) -> None:
    text = f'A{delimiter}"B,;|"{delimiter}C\n1{delimiter}2{delimiter}3\n'
    assert cells(tmp_path, text.encode(), name) == [["1", "2", "3"]]


def test_names_that_stand_twice_or_not_at_all_are_told_apart(tmp_path: Path) -> None:
    found = table(tmp_path, b"Name,,Name,City,,\na,b,c,d\n")
    assert found.header == ["Name", "column 2", "Name (2)", "City", "column 5", "column 6"]
    assert [row.cells for row in found.rows()] == [["a", "b", "c", "d", "", ""]]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Amount,Amount,Amount (2)", ["Amount", "Amount (3)", "Amount (2)"]),
        ("Amount (2),Amount,Amount", ["Amount (2)", "Amount", "Amount (3)"]),
        ("A,,column 2,A", ["A", "column 2 (2)", "column 2", "A (2)"]),
        ("column 2,,column 2", ["column 2", "column 2 (2)", "column 2 (3)"]),
        (",A,", ["column 1", "A", "column 3"]),
        ("a,A, a", ["a", "A", "a (2)"]),
    ],
)
def test_a_made_name_never_hides_or_takes_one_of_the_file(tmp_path: Path, header: str, names: list[str]) -> None:
    assert table(tmp_path, f"{header}\n".encode()).header == names


def test_columns_without_a_name_refuse_no_row_that_fills_them(tmp_path: Path) -> None:
    found = table(tmp_path, b",A,,B,,\n1,2,3,4,5,6\n1,2,3,4,5\n1,2,3,4\n1,2,3\n1,2,3,4,5,6,7\n")
    rows = list(found.rows())
    assert [row.cells for row in rows[:3]] == [list("123456"), [*"12345", ""], [*"1234", "", ""]]
    assert [row.problem is None for row in rows] == [True, True, True, False, False]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    ("line", "delimiter"), [(b"sep=;", b";"), (b'"sep=|"', b"|"), (b"SEP=\t", b"\t"), (b"sep=^", b"^")]
)
def test_the_line_that_excel_names_a_delimiter_in_is_no_header(
    tmp_path: Path, mark: bytes, line: bytes, delimiter: bytes
) -> None:
    found = table(
        tmp_path, mark + line + b"\r\n" + delimiter.join((b"A,1", b"B")) + b"\r\n" + delimiter.join((b"x", b"y"))
    )
    assert (found.header, [row.cells for row in found.rows()]) == (["A,1", "B"], [["x", "y"]])
    assert table(tmp_path, mark + line + b"\nA;B\n", stated=Layout(header=2, delimiter=";")).header == ["A", "B"]


def test_a_column_may_be_called_so(tmp_path: Path) -> None:
    assert table(tmp_path, b"sep=,B\n1,2\n").header == ["sep=", "B"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("control", ["\x00", "\x01", "\x1b", "\x7f"])
@pytest.mark.parametrize("rows_before", [0, 1000])
def test_a_control_character_is_told_of_its_row_wherever_it_stands(
    tmp_path: Path, codec: str, control: str, rows_before: int
) -> None:
    text = "A,B\n" + "x,é\n" * rows_before + f"a,Par{control}is\nb,c\n"
    *before, bad, good = table(tmp_path, text.encode(codec), stated=Layout(encoding=codec)).rows()
    assert (bad.line, bad.has_controls, bad.problem is None) == (rows_before + 2, True, control != "\x00")
    assert (good.cells, good.has_controls, good.problem) == (["b", "c"], False, None)
    assert len(before) == rows_before


def test_a_header_with_control_characters_is_binary_data(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"A,\x01B\n1,2\n")
    assert problem(tmp_path / "a.csv") == "0: is binary data, not text"
    (tmp_path / "a.csv").write_bytes(b"\nA,\x01B\n1,2\n")
    assert problem(tmp_path / "a.csv").startswith("2: is binary data, not text")


def test_the_header_may_stand_further_down(tmp_path: Path) -> None:
    data = b"An export\n\nA,B\n1,2\n"
    assert table(tmp_path, data, stated=Layout(header=3)).header == ["A", "B"]


def test_ragged_rows_say_so_unless_they_may_be_short(tmp_path: Path) -> None:
    data = b"A,B,C\n1,2\n1,2,3,,\n1,2,3,4\n"
    short, longer, too_long = table(tmp_path, data).rows()
    assert short.problem == "has 2 cells where the header has 3: is a delimiter missing?"
    assert longer == TableRow(3, ["1", "2", "3"])
    assert too_long.problem == "has 4 cells where the header has 3: a delimiter inside a cell without quotes?"
    padded = next(table(tmp_path, data, stated=Layout(short_rows=True)).rows())
    assert padded == TableRow(2, ["1", "2", ""])


def test_a_quote_inside_a_cell_spoils_only_its_own_row(tmp_path: Path) -> None:
    first, second = table(tmp_path, b'A,B\n"x"y,1\nz,2\n').rows()
    assert first.problem is not None
    assert second == TableRow(3, ["z", "2"])


def test_a_quote_that_is_never_closed_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'A,B\n1,2\n"x,1\nz,2\n')
    assert problem(tmp_path / "a.csv") == '3: has a quote (") here that is never closed: nothing behind it can be read'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "0: is a PNG image, not a table: type its table into a spreadsheet, and save that as CSV",
        ),
        (b"PK\x03\x04\x00\x00", "0: is a zip archive, not a table: unpack it first"),
        (b"", "0: is empty: it has no header and no rows"),
        (b"\n\n,,\n", "0: has no header: its first row should name the columns"),
        (bytes(range(256)), "0: is binary data, not text"),
    ],
)
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    assert problem(tmp_path / "a.csv") == reason


def test_folders_pipes_and_nothing_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert problem(tmp_path) == "0: is a folder, not a file"
    assert problem(tmp_path / "pipe.csv") == "0: is a pipe, not a file"
    assert problem(tmp_path / "none.csv") == "0: there is no such file or folder"


def test_a_line_without_end_is_given_up_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"A,B\n" + b"x" * (3 * MAX_LINE) + b"\n1,2\n")
    tracemalloc.start()
    assert problem(path) == f"2: is longer than {MAX_LINE:,} characters here: this is no table"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"A,B\n" + b"some text,1\n" * 300_000)
    rows = open_table(path).rows()
    tracemalloc.start()
    assert sum(1 for _ in rows) == 300_000
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()
