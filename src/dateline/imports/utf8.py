"""UTF-8 text piece by piece, and one sentence for what is something else: event files are UTF-8, all of them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from unicodedata import category

from dateline.imports.lines import count_line_ends

BOM = codecs.BOM_UTF8
SNIFFED_BYTES = 4096
"""Of the beginning of a file; enough to tell what it is."""

_UNPACK = "unpack it first"
_TYPED = "type its table into a spreadsheet, and save that as CSV"
_FORMATS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _TYPED),
    (b"\xff\xd8\xff", "a JPEG image", _TYPED),
    (b"GIF8", "a GIF image", _TYPED),
    (b"%PDF-", "a PDF document", "copy its table into a spreadsheet, and save that as CSV"),
    (b"PK\x03\x04", "a zip archive (or an office document)", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (.xls, .doc)", "save it as .xlsx or CSV"),
    (b"SQLite format 3\x00", "an SQLite database", "write one of its tables as CSV, as with sqlite3 -header -csv"),
    (b"PAR1", "a Parquet file", "write it as CSV, as with duckdb -c \"COPY 'FILE' TO 'FILE.csv'\""),
    (b"ARROW1", "an Arrow file", "write it as CSV"),
    (b"{\\rtf", "a text document (.rtf)", "put its table into a spreadsheet, and save that as CSV"),
)
_ARCHIVES = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x1f\x9d", "a compress archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive"),
    (b"\x04\x22\x4d\x18", "an lz4 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)*(?:(?P<xml><\?xml)|<!doctype\s+html|<(?:html|head|body|table|meta)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""How pages of the web begin, which many sites call .xls or .csv."""
_BEGINS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


_HEAD_BYTES = 128
"""The header of a table: in UTF-16 its delimiters have zeros, whatever its letters are."""


class NotUtf8(ValueError):
    """A byte that UTF-8 does not have at this place."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def other_than_text(start: bytes) -> tuple[str, str] | None:
    """What a file is that begins so, and how it becomes a table; None where it may be text."""
    for magic, what, advice in (*_FORMATS, *((magic, what, _UNPACK) for magic, what in _ARCHIVES)):
        if start.startswith(magic):
            return what, advice
    if found := _MARKUP.match(_narrow(start)):
        what = "XML" if found["xml"] else "HTML, a page of the web"
        return what, "open it with a spreadsheet, and save its table as CSV"
    return None


def _narrow(start: bytes) -> bytes:
    """Text in UTF-16 or UTF-32 as its ASCII alone, which is enough to know markup by; any other as it is."""
    for bom, _ in _WIDE_BOMS:
        if start.startswith(bom):
            return start.removeprefix(bom).replace(b"\x00", b"")
    return start.replace(b"\x00", b"") if b"\x00" in start[:2] else start


def why_not_text(start: bytes) -> str | None:
    """Why a file that begins so is not UTF-8 text; None if it may be."""
    if known := other_than_text(start):
        what, advice = known
        return f"is {what}, not a file of events{f': {advice}' if advice == _UNPACK else ''}"
    for bom, name in _WIDE_BOMS:
        if start.startswith(bom):
            return f"is text in {name}: save it as UTF-8"
    if b"\x00" not in start:
        return None
    if utf16_without_mark(start):
        return "is text in UTF-16: save it as UTF-8"
    if _BEGINS_JSON.match(start):
        return None  # the line that has it is told, wherever in the file it stands
    return "is binary data, not text in UTF-8"


def why_not_utf8(error: UnicodeDecodeError) -> str:
    """Which byte is wrong, and what it most likely was."""
    byte = error.object[error.start : error.start + 1]
    if error.reason == "unexpected end of data":
        return "a character is cut off: save the file as UTF-8"
    meant = byte.decode("cp1252", errors="ignore")
    hint = f", which is {meant!r} in Latin-1 or Windows-1252" if meant.isprintable() and meant else ""
    return f"is not UTF-8: it holds the byte 0x{byte.hex().upper()}{hint}: save the file as UTF-8"


def texts(pieces: Iterator[bytes]) -> Iterator[str]:
    """The pieces as text. Raises NotUtf8. No piece ends between a CR and its LF."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    try:
        for piece in pieces:
            text = decoder.decode(piece)
            line += sum(count_line_ends(piece))
            yield text
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotUtf8(line + sum(count_line_ends(error.object[: error.start])), why_not_utf8(error)) from error


def utf16_without_mark(start: bytes) -> str | None:
    """Which UTF-16 without a byte-order mark this is: every other byte of ASCII is zero, and the whole makes text."""
    head = start[:_HEAD_BYTES]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > max(len(head) // 40, 3 * min(even, odd)):
        codec = "utf-16-be" if even else "utf-16-le"
        return codec if _may_be_text(start, codec) else None
    return None


def _may_be_text(start: bytes, codec: str) -> bool:
    """Whether there are lines or cells in it, and nothing that no text has."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(start)
    except UnicodeDecodeError:
        return False
    known = all(character in "\t\r\n" or category(character) not in ("Cc", "Cn", "Co") for character in text)
    return known and any(mark in text for mark in "\r\n,;\t|")
