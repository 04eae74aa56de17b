"""Which bytes are text, in which encoding, with which line ends, found in bounded memory.

Event files are UTF-8, and everything else gets one sentence that says what it is. Tables may be in other encodings:
UTF-8 proves itself, for hardly any other text is valid UTF-8 by chance. Between Windows-1252 and Mac Roman, which allow
almost every byte, lone CR line ends decide (only old Macintosh programs write them), then which of the two makes
letters inside words rather than symbols and capitals.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.imports.lines import CHUNK_BYTES

BOM = codecs.BOM_UTF8
SNIFFED_BYTES = 4096

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (or an office document)"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"BZh", "a bzip2 archive: unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive: unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)
_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252 (Latin-1)",
    "iso8859-1": "Latin-1",
    "mac-roman": "Mac Roman",
    "ascii": "ASCII",
}
_HIGH = re.compile(rb"[a-zA-Z]?[\x80-\xff]+[a-zA-Z]?")
_SAMPLES = 5_000
_PUNCTUATION = "‘’“”–—…•\xa0"
_SYMBOL, _UNDEFINED = -1, -5

Ends = tuple[int, int, int]
"""How many lines end with LF, with CR LF, with a lone CR."""


class NotUtf8(ValueError):
    """A byte that UTF-8 does not have at this place."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def why_not_text(start: bytes) -> str | None:
    """Why a file that begins so is not UTF-8 text; None if it may be."""
    for magic, what in _MAGIC:
        if start.startswith(magic):
            return f"is {what}, not a file of events"
    for bom, name in _WIDE_BOMS:
        if start.startswith(bom):
            return f"is text in {name}: save it as UTF-8"
    if b"\x00" not in start:
        return None
    return "is text in UTF-16: save it as UTF-8" if _utf16(start) else "is binary data, not text in UTF-8"


def describe(error: UnicodeDecodeError) -> str:
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
            line += sum(_line_ends(piece))
            yield text
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotUtf8(line + sum(_line_ends(error.object[: error.start])), describe(error)) from error


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a file is written in. `codec` is Python's name of it."""

    codec: str
    line_ends: str

    @property
    def words(self) -> str:
        name = ENCODING_NAMES.get(codecs.lookup(self.codec).name, self.codec)
        return f"{name}, {self.line_ends} line ends" if self.line_ends else name


def why_not_a_table(start: bytes) -> str | None:
    """Why a file that begins so is no text at all; UTF-16 may be a table."""
    if not start:
        return "is empty: it has no header and no rows"
    if codec := _wide(start):
        return None if codec.startswith("utf-16") else "is text in UTF-32: save it as UTF-8"
    reason = why_not_text(start)
    return reason.replace("a file of events", "a table").replace("text in UTF-8", "text") if reason else None


def find_encoding(path: Path) -> Encoding:
    """The encoding and the line ends of a file. Raises OSError."""
    with path.open("rb") as stream:
        start = stream.read(SNIFFED_BYTES)
        stream.seek(0)
        if wide := _wide(start):
            return Encoding(wide, _named(_line_ends(start.replace(b"\x00", b""))))
        sample: list[bytes] = []
        utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        ends: Ends = (0, 0, 0)
        while piece := stream.read(CHUNK_BYTES):
            ends = _added(ends, _line_ends(piece))
            utf8 = _still_utf8(utf8, piece)
            if len(sample) < _SAMPLES:
                sample += _HIGH.findall(piece)
        line_ends = _named(ends)
    if _still_utf8(utf8, b"", final=True) is not None:
        return Encoding("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8", line_ends)
    return Encoding("mac-roman" if line_ends == "CR" else _single_byte(sample[:_SAMPLES]), line_ends)


def _wide(start: bytes) -> str | None:
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return _utf16(start)


def _utf16(start: bytes) -> str | None:
    """Which UTF-16 without a byte-order mark this is: every other byte of most letters is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if min(even, odd) == 0 and max(even, odd) > len(start) // 4:
        return "utf-16-be" if even else "utf-16-le"
    return None


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None, piece: bytes, *, final: bool = False
) -> codecs.IncrementalDecoder | None:
    if decoder is not None:
        try:
            decoder.decode(piece, final)
        except UnicodeDecodeError:
            return None
    return decoder


def _line_ends(piece: bytes) -> Ends:
    pairs = piece.count(b"\r\n")
    return piece.count(b"\n") - pairs, pairs, piece.count(b"\r") - pairs


def _added(ends: Ends, more: Ends) -> Ends:
    return ends[0] + more[0], ends[1] + more[1], ends[2] + more[2]


def _named(ends: Ends) -> str:
    return ("LF", "CR LF", "CR")[ends.index(max(ends))] if any(ends) else ""


def _single_byte(sample: list[bytes]) -> str:
    scores = {codec: sum(_score(part, codec) for part in sample) for codec in ("cp1252", "mac-roman")}
    return max(scores, key=lambda codec: scores[codec])


def _score(part: bytes, codec: str) -> int:
    """How much a run of high bytes, with the letters beside it, looks like part of a word."""
    text = part.decode(codec, errors="replace")
    score = 0
    for place, character in enumerate(text):
        if character.isascii():
            continue
        if character == "\ufffd" or "\x80" <= character <= "\x9f":
            score += _UNDEFINED
        elif character.isalpha():
            amid = place > 0 and text[place - 1].islower()
            score += _SYMBOL if amid and character.isupper() else 2
        else:
            score += 1 if character in _PUNCTUATION else _SYMBOL
    return score
