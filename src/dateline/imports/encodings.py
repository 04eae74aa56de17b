"""Which encoding and which line ends a table has, found in bounded memory, and refused where it cannot be told.

UTF-8 proves itself, for hardly any other text is valid UTF-8 by chance. What is not UTF-8 is read a second time, all of
it, in every other encoding that is known.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dateline.imports.alphabets import CODECS, LATIN, ONLY_WITH_CR, is_usual_anywhere
from dateline.imports.lines import CHUNK_BYTES, LineEnds, chunks, count_line_ends, runs
from dateline.imports.readings import TextReading, all_readings, meant, plausible
from dateline.imports.scripts import TOKEN, Script, is_chance, kind_of
from dateline.imports.utf8 import BOM, SNIFFED_BYTES, other_than_text, utf16_without_mark, why_not_text

ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "iso8859-1": "Latin-1",
    "ascii": "ASCII",
} | {codecs.lookup(codec).name: name for codec, (name, _) in CODECS.items()}
_HIGH = re.compile(rb"[\x80-\xff]")
_LINE_END = re.compile(rb"[\r\n]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_LONGEST_LINE = 1_000_000
_BATCH_BYTES = 1 << 16
_MOST_SHOWN = 3
_ENOUGH = 12
"""Words that make sense, so that a few lines are UTF-8 by chance."""
_BY_CHANCE = 2
"""Characters of three bytes that a line of another encoding may have by chance, and be UTF-8 in all."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a file is written in. `codec` is Python's name of it."""

    codec: str
    line_ends: str

    @property
    def words(self) -> str:
        name = ENCODING_NAMES.get(codecs.lookup(self.codec).name, self.codec)
        return f"{name}, {self.line_ends} line ends" if self.line_ends else name


class DoubtfulEncoding(ValueError):
    """Text of which nobody can tell how it is written; the text is the end of a sentence about the file."""

    def __init__(self, line: int, reason: str) -> None:
        """`line` is the first one that is not UTF-8."""
        super().__init__(reason)
        self.line = line


def why_not_a_table(start: bytes) -> str | None:
    """Why a file that begins so is no text at all; UTF-16 may be a table."""
    if not start:
        return "is empty: it has no header and no rows"
    if known := other_than_text(start):
        what, advice = known
        return f"is {what}, not a table{f': {advice}' if advice else ''}"
    if codec := _wide(start):
        return None if codec.startswith("utf-16") else "is text in UTF-32: save it as UTF-8"
    reason = why_not_text(start.replace(b"\x00", b" "))  # a row that has some is refused, and no more than that
    if reason is None and _CONTROL.search(_LINE_END.split(start, maxsplit=1)[0]):
        return "is binary data, not text"
    return reason


_OF_NAMES = ("idna", "punycode")
"""Encodings of the names of hosts, and of no text."""


def why_no_encoding(name: str) -> str | None:
    """Why a name that a map states is that of no encoding of text; None if it is one."""
    try:
        "".encode(name)
        b"".decode(name)
        of_text = codecs.lookup(name).name not in _OF_NAMES
    except (LookupError, UnicodeError, ValueError):
        of_text = False
    if not of_text:
        return f"encoding: {name!r} is no encoding of text: write utf-8, cp1252, cp1251, shift_jis, gb18030 or the like"
    return None


def find_encoding(path: Path, stated: str | None = None) -> Encoding:
    """The encoding of a file, unless it is stated, and its most frequent line ends.

    Raises DoubtfulEncoding where it cannot be told, and OSError.
    """
    with path.open("rb") as stream:
        start = stream.read(SNIFFED_BYTES)
        stream.seek(0)
        wide = _wide(start)
        if wide and not stated:
            return Encoding(wide, _named(count_line_ends(start.replace(b"\x00", b""))))
        utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        ends: LineEnds = (0, 0, 0)
        chance = _Chance()
        while piece := stream.read(CHUNK_BYTES):
            ends = _added(ends, count_line_ends(piece))
            utf8 = _still_utf8(utf8, piece)
            chance.look(piece)
    line_ends = _named(ends)
    if stated:
        return Encoding(stated, line_ends)
    if _still_utf8(utf8, b"", final=True) is not None:
        if chance.is_all:
            raise DoubtfulEncoding(0, f"may be UTF-8 by chance, so few are its letters: {_naming('utf-8')}")
        return Encoding("utf-8-sig" if start.startswith(BOM) else "utf-8", line_ends)
    return Encoding(_other_than_utf8(path, line_ends, has_mark=start.startswith(BOM)), line_ends)


@dataclass(slots=True)
class _Chance:
    """Whether all that a file has beyond ASCII may be UTF-8 by chance; looked at until something is not."""

    some: bool = False
    sure: bool = False

    def look(self, piece: bytes) -> None:
        if not self.sure and not piece.isascii():
            tokens = (found.group() for found in TOKEN.finditer(piece.decode(errors="ignore")))
            for token in tokens:
                self.some = True
                if not is_chance(token) and not _is_one_rare(token):
                    self.sure = True
                    return

    @property
    def is_all(self) -> bool:
        return self.some and not self.sure


def _is_one_rare(token: str) -> bool:
    """Whether it has one character that hardly any text has, as three DOS letters may come to by chance."""
    beyond = [character for character in token if not character.isascii()]
    return len(beyond) == 1 and (beyond[0].isalpha() or unicodedata.category(beyond[0]) == "Cn") and _is_rare(beyond[0])


def _is_rare(character: str) -> bool:
    kind = kind_of(character)
    return kind is Script.NEVER or (kind in (Script.HAN, Script.HANGUL) and not is_usual_anywhere(character))


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


# --- what is not UTF-8 -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _HighLines:
    """The lines with bytes beyond ASCII, as they are drawn: how many are UTF-8 by themselves, and which is the first
    that is not."""

    are_utf8: int = 0
    are_not: int = 0
    sure: bool = False
    """Whether one of them is UTF-8, and not by chance."""
    first: int = 0
    byte: str = ""
    seen: set[bytes] = field(default_factory=set)

    def batches(self, path: Path) -> Iterator[bytes]:
        """All of them, in batches of some lines. Raises OSError."""
        batch: list[bytes] = []
        size = 0
        with path.open("rb") as stream:
            for number, run in runs(chunks(stream), _LONGEST_LINE):
                for begin, line in _high_lines(run):
                    self._look(line, number, run, begin)
                    batch.append(line)
                    size += len(line)
                if size > _BATCH_BYTES:
                    yield b"\n".join(batch)
                    batch, size = [], 0
        yield b"\n".join(batch)

    def _look(self, line: bytes, number: int, run: bytes, start: int) -> None:
        try:
            line.decode()
        except UnicodeDecodeError as error:
            self.are_not += 1
            if not self.first:
                self.first = number + sum(count_line_ends(run[:start]))
                self.byte = line[error.start : error.start + 1].hex().upper()
        else:
            self.are_utf8 += 1
            self.sure = self.sure or len(_THREE_BYTES.findall(line)) > _BY_CHANCE


def _high_lines(run: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines with a byte beyond ASCII, and where each begins."""
    place = 0
    while found := _HIGH.search(run, place):
        begin = max(run.rfind(b"\n", place, found.start()), run.rfind(b"\r", place, found.start()), place - 1) + 1
        ended = _LINE_END.search(run, found.end())
        place = ended.start() if ended else len(run)
        yield begin, run[begin:place]


def _other_than_utf8(path: Path, line_ends: str, *, has_mark: bool) -> str:
    lines = _HighLines()
    readings = all_readings(codec for codec in CODECS if line_ends == "CR" or codec not in ONLY_WITH_CR)
    sample = b""
    for batch in lines.batches(path):
        sample = sample or batch
        for reading in readings:
            reading.add(batch)
        readings = [one for one in readings if not one.fell]
    left = plausible(readings)
    if line_ends == "CR" and not left and not has_mark and not lines.sure:
        return "mac-roman"  # only old Macintosh programs end lines so, and this text was broken before one wrote it
    found = meant(left, sample)
    if has_mark or lines.sure or _is_mixed(lines, found):
        why = f"holds the byte 0x{lines.byte} here, which is not UTF-8, as its other lines are"
        raise DoubtfulEncoding(lines.first, f"{why}: save all of it as UTF-8, or {_naming('cp1252')}")
    if found is None:
        raise DoubtfulEncoding(lines.first, _doubt(lines.byte, left))
    return found.codec


def _is_mixed(lines: _HighLines, found: TextReading | None) -> bool:
    """Of encodings with two bytes a character, and of DOS ones with no Latin letters, a line may be UTF-8 by chance; of
    others hardly any. What was UTF-8 would make no words in these."""
    if found is not None and not found.is_single_byte:
        return lines.are_utf8 >= lines.are_not
    by_chance = found is not None and found.codec not in LATIN and not found.odd and found.number >= _ENOUGH
    return lines.are_utf8 * 4 > lines.are_not if by_chance else lines.are_utf8 > 0


def _doubt(byte: str, left: list[TextReading]) -> str:
    what = f"is not UTF-8: it holds the byte 0x{byte} here"
    if not left:
        return f"{what}, and is written in no encoding that can be told: {_naming('cp1252')}"
    shown = " or ".join(f"{one.name} ({_differing(one, left)})" for one in left[:_MOST_SHOWN])
    return f"{what}, and may be {shown}: {_naming(left[0].codec)}, or save it as UTF-8"


def _naming(codec: str) -> str:
    """How to say which encoding a table has."""
    return f'name its encoding, like --encoding {codec}, or encoding = "{codec}" in the map'


def _differing(reading: TextReading, left: list[TextReading]) -> str:
    """A word that the others have otherwise, if there is one."""
    others = [one for one in left if one is not reading]
    own = sorted(token for token in reading.tokens if not any(token in one.tokens for one in others))
    return f"“{next(iter(own), '')[:40]}”" if own else "the same"
