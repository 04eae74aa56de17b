"""The rows of one sheet of an .xlsx, cell by cell as the workbook holds them; memory does not grow with the sheet.

Dates are dates, numbers have the fifteen digits that a spreadsheet computes with, and shares that are shown as 25 % are
`25%`. A cell that is merged downwards stands in each of its rows.
"""

from __future__ import annotations

import importlib
import re
import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, Final
from xml.etree import ElementTree

from dateline.errors import NotInstalled
from dateline.imports.files import Advance
from dateline.imports.lines import CHUNK_BYTES
from dateline.imports.packed import is_workbook, why_too_large
from dateline.imports.tables.table_row import UNCALCULATED, Figure, TableRow, has_controls, refused
from dateline.values.text import nfc

_DIGITS: Final = ".15g"
"""A spreadsheet computes with, and shows, no more: 0.1 + 0.2 is 0.3."""
_ALL_DIGITS: Final = 10**15
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_UNCALCULATED = re.compile(
    rb'<c\b(?![^>]*\bt="(?:str|s|inlineStr)")[^>]*\br="(?P<column>[A-Z]+)(?P<row>[0-9]+)"[^>]*>'
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)
"""A formula that no program has calculated: nobody knows its value."""
_MOST_UNCALCULATED: Final = 100_000
"""Rows."""
_COMPARED_ROWS: Final = 1_000
_UNREADABLE = "cannot be read as a workbook: open it in a spreadsheet and save it as .xlsx or CSV"
_LONGEST_CELL = 40_000
_PERCENT = re.compile(r'"[^"]*"|\\.|(?P<percent>%)')

MergedDown = dict[int, list[tuple[int, int]]]
"""Row → the columns, from 0, of cells that are merged downwards from there, each with the last row of it."""


class WorkbookRows:
    """A sheet as the source of the rows of a table."""

    delimiter = ","
    is_typed = True

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """`sheet` is its name; None: the only one. Raises InvalidFile, NotInstalled and OSError."""
        self._path = path
        with _read(path) as workbook:
            self.sheets: list[str] = [one.title for one in workbook.worksheets if one.sheet_state == "visible"]
            every = [one.title for one in workbook.worksheets]
        self.sheet = self._named(sheet, every) if sheet is not None else self._only()
        self._uncalculated: dict[int, list[int]] = {}
        """Row → the columns, from 0, of formulas that were never calculated."""
        self._merged = self._looked_through()

    @property
    def words(self) -> str:
        return f"a workbook, sheet {self.sheet!r}"

    def _named(self, sheet: str, every: list[str]) -> str:
        if sheet not in every:
            raise refused(self._path, f"has no sheet {sheet!r}: it has {', '.join(map(repr, every))}")
        return sheet

    def _only(self) -> str:
        if len(self.sheets) == 1:
            return self.sheets[0]
        if not self.sheets:
            raise refused(self._path, _UNREADABLE)
        named = ", ".join(map(repr, self.sheets))
        raise refused(self._path, f'has the sheets {named}: say in the map which one is meant, like sheet = "Sheet1"')

    def rows(self, advance: Advance) -> Generator[TableRow, None, None]:
        """Every row, blank ones too. Raises InvalidFile for a sheet that is damaged."""
        held: dict[int, tuple[int, str]] = {}
        with _read(self._path) as workbook:
            sheet = workbook[self.sheet]
            sheet.reset_dimensions()  # some programs state them wrong
            for number, cells in enumerate(sheet.iter_rows(), 1):
                texts = [_cell_text(cell) for cell in cells]
                for column in self._uncalculated.get(number, ()):
                    if column < len(texts):  # whoever reads it is refused, and nobody else
                        texts[column] = UNCALCULATED
                if self._merged and any(texts):
                    self._fill_down(number, texts, held)
                yield TableRow(number, texts, has_controls=any(map(has_controls, texts)))
        advance(self._path.stat().st_size)

    def _fill_down(self, number: int, texts: list[str], held: dict[int, tuple[int, str]]) -> None:
        for column, (last, text) in held.items():
            if number <= last and column < len(texts) and not texts[column]:
                texts[column] = text
            elif number <= last and column >= len(texts):
                texts.extend([""] * (column - len(texts)) + [text])
        for column, last in self._merged.get(number, ()):
            held[column] = (last, texts[column] if column < len(texts) else "")

    def _looked_through(self) -> MergedDown:
        """The cells that are merged, found where the sheet stands in the file; and formulas that were never calculated.
        Raises InvalidFile for a sheet that unpacks without measure, and for one that is nothing but such formulas."""
        merged: MergedDown = {}
        for piece in self._pieces():
            for found in _UNCALCULATED.finditer(piece):
                columns = self._uncalculated.setdefault(int(found["row"]), [])
                if (column := _column(found["column"])) not in columns:
                    columns.append(column)
            if len(self._uncalculated) > _MOST_UNCALCULATED:
                why = f"has formulas in {self.sheet!r} that were never calculated"
                raise refused(self._path, f"{why}: open it in a spreadsheet, and save it")
            for begin, first, end, last in _MERGED.findall(piece):
                if int(last) > int(first):
                    merged.setdefault(int(first), []).append((_column(begin), int(last)))
                assert end
        return merged

    def _pieces(self) -> Iterator[bytes]:
        """The XML of the sheet; what may go on in the next piece stands in that one, too."""
        with self._path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            entry = archive.getinfo(_place_of(archive, self.sheet))
            with archive.open(entry) as xml:
                came_out, kept = 0, b""
                while piece := xml.read(CHUNK_BYTES):
                    came_out += len(piece)
                    if reason := why_too_large(came_out, entry.compress_size):
                        raise refused(self._path, f"has a sheet that {reason}")
                    yield kept + piece
                    kept = (kept + piece)[-_LONGEST_CELL:]
                    kept = kept[max(kept.rfind(b"<c "), kept.rfind(b"<mergeCell "), 0) :]


def fullest_sheet(path: Path) -> tuple[str | None, list[str]]:
    """The sheet that is shown and has most rows, and the other ones; None where nothing can be told. Raises what
    reading a workbook does."""
    if not is_workbook(path):
        return None, []
    with _read(path) as workbook:
        shown = {one.title: one for one in workbook.worksheets if one.sheet_state == "visible"}
        counts = {
            name: sum(1 for row in _first_rows(one) if any(cell.value is not None for cell in row))
            for name, one in shown.items()
        }
    if len(counts) < 2:
        return None, []
    best = max(counts, key=lambda name: counts[name])
    return best, [name for name in counts if name != best]


def _first_rows(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()
    return islice(sheet.iter_rows(), _COMPARED_ROWS)


@contextmanager
def _read(path: Path) -> Iterator[Any]:
    """The workbook, opened. Raises InvalidFile for one that cannot be read, NotInstalled and OSError."""
    openpyxl = _openpyxl()
    with path.open("rb") as stream:
        try:
            with closing(openpyxl.load_workbook(stream, read_only=True, data_only=True)) as workbook:
                yield workbook
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, ElementTree.ParseError) as error:
            raise refused(path, _UNREADABLE) from error


def _openpyxl() -> ModuleType:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError as error:
        raise NotInstalled(
            "reading a workbook needs openpyxl, which is not installed: pip install 'dateline[xlsx]', or save the"
            " sheet as CSV"
        ) from error
    # of what it does not read: rules of validation, pictures, styles
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    return openpyxl


def _place_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive a sheet stands."""
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
    key = next(one.get(_RELATION) for one in sheets if one.tag.endswith("}sheet") and one.get("name") == sheet)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter()
    target = next(one.get("Target", "") for one in relations if one.get("Id") == key)
    return str(PurePosixPath("xl") / target).removeprefix("/")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _cell_text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return nfc(value.replace("_x000D_\n", "\n").replace("_x000D_", "\n"))
        case bool():
            return str(value).lower()
        case int() | float():
            return _figure(value, cell.number_format)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
    return str(value)


def _figure(value: int | float, number_format: str) -> Figure:
    if any(found["percent"] for found in _PERCENT.finditer(number_format)):
        return Figure(f"{format((Decimal(format(value, _DIGITS)) * 100).normalize(), 'f')}%")
    if isinstance(value, int) or (value.is_integer() and abs(value) < _ALL_DIGITS):
        return Figure(int(value))
    return Figure(format(value, _DIGITS))
