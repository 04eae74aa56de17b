"""Which encoding and which line ends a table has, found in bounded memory.

UTF-8 proves itself, for hardly any other text is valid UTF-8 by chance. Between Windows-1252 and Mac Roman, which allow
almost every byte, lone CR line ends decide (only old Macintosh programs write them), then which of the two makes
letters inside words rather than symbols and capitals.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from dateline.imports.lines import CHUNK_BYTES, LineEnds, count_line_ends
from dateline.imports.utf8 import BOM, SNIFFED_BYTES, utf16_without_mark, why_not_text

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
    reason = why_not_text(start.replace(b"\x00", b" "))  # a row that has some is refused, and a header
    return reason.replace("a file of events", "a table") if reason else None


def find_encoding(path: Path) -> Encoding:
    """The encoding of a file and its most frequent line ends. Raises OSError."""
    with path.open("rb") as stream:
        start = stream.read(SNIFFED_BYTES)
        stream.seek(0)
        if wide := _wide(start):
            return Encoding(wide, _named(count_line_ends(start.replace(b"\x00", b""))))
        sample: list[bytes] = []
        utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        ends: LineEnds = (0, 0, 0)
        while piece := stream.read(CHUNK_BYTES):
            ends = _added(ends, count_line_ends(piece))
            utf8 = _still_utf8(utf8, piece)
            if len(sample) < _SAMPLES:
                sample += _HIGH.findall(piece)
        line_ends = _named(ends)
    if _still_utf8(utf8, b"", final=True) is not None:
        return Encoding("utf-8-sig" if start.startswith(BOM) else "utf-8", line_ends)
    return Encoding("mac-roman" if line_ends == "CR" else _single_byte(sample[:_SAMPLES]), line_ends)


def _wide(start: bytes) -> str | None:
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return utf16_without_mark(start)


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None, piece: bytes, *, final: bool = False
) -> codecs.IncrementalDecoder | None:
    if decoder is not None:
        try:
            decoder.decode(piece, final)
        except UnicodeDecodeError:
            return None
    return decoder


def _added(ends: LineEnds, more: LineEnds) -> LineEnds:
    return ends[0] + more[0], ends[1] + more[1], ends[2] + more[2]


def _named(ends: LineEnds) -> str:
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
