"""Objects of JSON as rows: an array of them, one a line, or a list inside of one object.

The columns are the paths to what is no object: `{"funding": {"amount": 5}}` has the column `funding.amount`. A file is
read twice, for nobody knows its columns before its end. Memory does not grow with it, unless it is one object.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import IO, Final

from dateline.imports.event_files.arrays import NotAnArray, elements
from dateline.imports.files import Advance
from dateline.imports.lines import CHUNK_BYTES, chunks, lines, runs
from dateline.imports.spooled import name_of
from dateline.imports.tables.json_cells import ColumnPath, FlatRecord, flat, lists_in
from dateline.imports.tables.json_places import entry_lines
from dateline.imports.tables.table_row import Figure, TableRow, has_controls, refused
from dateline.imports.utf8 import BOM, SNIFFED_BYTES, NotUtf8, texts, why_not_text, why_not_utf8

JSON_ENDINGS: Final = (".json", ".jsonl", ".ndjson")
MOST_COLUMNS: Final = 5_000
MOST_OF_ONE_OBJECT: Final = 64 * 2**20
"""Bytes of a file that is one object, which is held as a whole."""
MOST_OF_A_RECORD: Final = 4_000_000

NumberedText = tuple[int, str]
_HEADER_LINE = 0


class _NotARecord(ValueError):
    """Why a text is no row; the end of a sentence."""


def looks_like_json(path: Path, start: bytes) -> bool:
    """By its name, or by how it begins: with an object, or an array of them."""
    if Path(name_of(path)).suffix.lower() in JSON_ENDINGS:
        return True
    first = start.removeprefix(BOM).lstrip()
    inside = first[1:].lstrip() if first.startswith(b"[") else first
    return inside.startswith(b"{") and inside[1:].lstrip()[:1] in (b'"', b"}")


class JsonRows:
    """A file of JSON objects as the source of the rows of a table. Raises InvalidFile, and OSError."""

    delimiter = ","
    is_typed = True

    def __init__(self, path: Path, rows: str | None = None) -> None:
        """`rows` is the path to the list whose entries are the rows; None: each object is one, and of a file that is
        one object the entries of the only list of objects in it."""
        self._path = path
        with path.open("rb") as stream:
            start = stream.read(SNIFFED_BYTES)
        if reason := why_not_text(start):
            raise refused(path, reason)
        self.is_one = _is_one_object(path, start)
        """Whether all of the file is one object."""
        self._is_array = start.removeprefix(BOM).lstrip().startswith(b"[")
        self._within = tuple(rows.split(".")) if rows else self._list_inside() if self.is_one else ()
        self.lists: dict[ColumnPath, None] = {}
        """Paths to lists of objects in what is a row: the entries of one could be rows."""
        self._columns = self._found_columns()

    @property
    def within(self) -> str:
        """The path to the list whose entries are the rows; nothing where the objects themselves are."""
        return ".".join(self._within)

    @property
    def words(self) -> str:
        what = "one JSON object" if self.is_one else "a JSON array" if self._is_array else "JSON, one object a line"
        return f"{what}, rows in {'.'.join(self._within)!r}" if self._within else what

    def rows(self, advance: Advance) -> Generator[TableRow, None, None]:
        """The header, then the rows."""
        yield TableRow(_HEADER_LINE, [".".join(path) for path in self._columns])
        places = {path: place for place, path in enumerate(self._columns)}
        before = 0
        for number, (line, text) in enumerate(self._texts(advance)):
            root = f"$[{number}]" if self._is_array else "$"
            try:
                records = list(self._records(text, root))
            except _NotARecord as error:
                yield TableRow(line, [text.strip()[:MOST_OF_A_RECORD]], str(error))
                continue
            begins = entry_lines(text, self._within) if self.is_one else repeat(line)
            is_told_by_line = not self._within and line not in (before, 1)
            for (path, record), own_line in zip(records, begins, strict=False):
                cells = [""] * len(places)
                for column, cell in record.items():
                    cells[places[column]] = cell
                controls = any(map(has_controls, record.values()))
                where = "" if is_told_by_line or not (self._within or self._is_array) else path
                yield TableRow(own_line, cells, has_controls=controls, path=where, within=self.within)
            before = line

    def _found_columns(self) -> list[ColumnPath]:
        """The columns in the order in which they come first."""
        found: dict[ColumnPath, None] = {}
        for line, text in self._texts(lambda _count: None):
            try:
                for _, record in self._records(text, "$"):
                    found.update(dict.fromkeys(record))
            except _NotARecord as error:
                if not found and self.is_one:
                    raise refused(self._path, str(error), line) from error
            if len(found) > MOST_COLUMNS:
                why = f"has more than {MOST_COLUMNS:,} columns: objects whose keys are names or dates are no table"
                raise refused(self._path, why, line)
        if not found:
            where = f" in {'.'.join(self._within)!r}" if self._within else ""
            raise refused(self._path, f"holds no JSON object with a value{where}: expected an array of objects")
        return list(found)

    def _records(self, text: str, root: str) -> Iterator[tuple[str, FlatRecord]]:
        """The rows of an object, each with its path. Raises _NotARecord."""
        try:
            value = _decoded(text)
            self.lists.update(dict.fromkeys(lists_in(value, ())) if len(self.lists) < MOST_COLUMNS else {})
            yield from _expanded(value, self._within, (), root)
        except RecursionError as error:
            raise _NotARecord("is nested too deeply") from error

    def _list_inside(self) -> ColumnPath:
        """The key of the only list of objects in the one object of the file; nothing if there is none, or several."""
        try:
            ((_, text),) = self._texts(lambda _count: None)
            value = _decoded(text)
        except (ValueError, RecursionError):
            return ()
        inside = value.items() if isinstance(value, dict) else ()
        lists = [key for key, one in inside if isinstance(one, list) and one and isinstance(one[0], dict)]
        return (lists[0],) if len(lists) == 1 else ()

    # --- what is one object, or one entry of an array ---

    def _texts(self, advance: Advance) -> Iterator[NumberedText]:
        with self._path.open("rb") as stream:
            if stream.read(len(BOM)) != BOM:
                stream.seek(0)
            if self.is_one:
                yield 1, self._whole(stream, advance)
            elif self._is_array:
                yield from self._entries(stream, advance)
            else:
                yield from self._lines(stream, advance)

    def _whole(self, stream: IO[bytes], advance: Advance) -> str:
        data = stream.read(MOST_OF_ONE_OBJECT + 1)
        advance(len(data))
        if len(data) > MOST_OF_ONE_OBJECT:
            why = f"is one JSON object of more than {MOST_OF_ONE_OBJECT:,} bytes: write the list in it as an array"
            raise refused(self._path, f"{why}, as with jq .KEY")
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise refused(self._path, why_not_utf8(error)) from error

    def _entries(self, stream: IO[bytes], advance: Advance) -> Iterator[NumberedText]:
        pieces = _told(iter(partial(stream.read, CHUNK_BYTES), b""), advance)
        try:
            yield from elements(texts(pieces), MOST_OF_A_RECORD, lambda _text: True)
        except (NotAnArray, NotUtf8) as error:
            reason = error.reason.replace("of events; one event a line", "of objects; one object a line")
            raise refused(
                self._path, reason.replace("an event", "a row").replace("event", "row"), error.line
            ) from error

    def _lines(self, stream: IO[bytes], advance: Advance) -> Iterator[NumberedText]:
        for run in runs(_told(chunks(stream), advance), MOST_OF_A_RECORD):  # type: ignore[arg-type]
            for number, line in lines(run, MOST_OF_A_RECORD):
                if line.strip():
                    try:
                        yield number, line.removeprefix(BOM).decode()
                    except UnicodeDecodeError as error:
                        raise refused(self._path, why_not_utf8(error), number) from error


def _told(pieces: Iterable[bytes], advance: Advance) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        advance(len(piece))


def _is_one_object(path: Path, start: bytes) -> bool:
    """Whether a file is one object: over many lines, or alone on its line."""
    first, end, rest = start.removeprefix(BOM).lstrip().partition(b"\n")
    if not first.startswith(b"{"):
        return False
    if end:
        return not _is_whole(first) or not rest.strip()
    with path.open("rb") as stream:  # the first line goes on behind what was looked at
        size = stream.seek(0, 2)
        stream.seek(0)
        line = stream.readline(MOST_OF_A_RECORD)
        return size <= len(start) or len(line) == MOST_OF_A_RECORD or stream.tell() == size


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


# --- an object as a row ----------------------------------------------------------------------------------------------


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NotARecord(f"the key {twice!r} stands twice: which one is meant?")
    return found


def _constant(name: str) -> object:
    raise _NotARecord(f"{name} is not a number: leave the key out if it is unknown")


_decode: Callable[[str], object] = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=Figure, parse_int=Figure, parse_constant=_constant
).decode


def _decoded(text: str) -> object:
    """Raises _NotARecord for what is no object."""
    try:
        value = _decode(text)
    except json.JSONDecodeError as error:
        raise _NotARecord(
            f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at {text[error.pos :][:20]!r}"
        ) from error
    if not isinstance(value, dict):
        raise _NotARecord(f"is no object {{…}}: {text.strip()[:40]!r}")
    return value


def _expanded(value: object, within: ColumnPath, before: ColumnPath, path: str) -> Iterator[tuple[str, FlatRecord]]:
    """A row for each entry of the list at a path, with what stands outside of it; of an empty list, that alone."""
    if not within or not isinstance(value, dict):
        yield path, dict(flat(value, before))
        return
    key, *rest = within
    outside = dict(flat({name: one for name, one in value.items() if name != key}, before))
    inside = value.get(key)
    if inside is None or inside == []:
        yield path, outside
        return
    is_list = isinstance(inside, list)
    for place, entry in enumerate(inside if isinstance(inside, list) else [inside]):
        inner = f"{path}.{key}[{place}]" if is_list else f"{path}.{key}"
        for own_path, row in _expanded(entry, tuple(rest), (*before, key), inner):
            yield own_path, outside | row
