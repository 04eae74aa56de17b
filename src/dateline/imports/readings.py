"""Text that is not UTF-8, read in every encoding that is known: which readings are left once it is all seen.

A reading falls where a byte has no meaning in it, or where it makes what no text has. Of those that are left, one is
taken only if nothing speaks for another: what cannot be told apart is for the author of the map to say.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.imports.alphabets import CODECS, EAST_ASIAN, FREQUENT, LATIN, NOT_COVERED, is_usual, languages_needed
from dateline.imports.scripts import TOKEN, Script, is_odd, kind_of, kinds_in

_MOST_TOKENS = 5_000
"""That are kept of a reading: each counts once, and those behind them each time."""
_FEW = 20
_ASCII = re.compile(rb"[\x00-\x7f]+")
_NO_PORTUGUESE = re.compile(r"õ(?!e)|ã(?![oeis]|\b)")
"""A German word of DOS 850 as DOS 860 has it: `Hãndler`, `Kõln`."""
_KOREAN = frozenset({"cp949", "johab"})
_ASIAN_LETTERS = frozenset({Script.KANA, Script.HAN, Script.HANGUL})


@dataclass(slots=True)
class TextReading:
    """A text as one encoding has it."""

    codec: str
    tokens: set[str] = field(default_factory=set)
    number: int = 0
    odd: int = 0
    """Tokens that look like no word."""
    rare: int = 0
    """Those of characters that a language hardly uses."""
    letters: set[str] = field(default_factory=set)
    counted: int = 0
    """Letters beyond ASCII."""
    frequent: int = 0
    fell: bool = False
    """Whether a byte has no meaning in it, or it has what no text has."""
    sample: str = ""
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    @property
    def name(self) -> str:
        return CODECS[self.codec][0]

    @property
    def is_single_byte(self) -> bool:
        """Whether each byte is a character."""
        return self.codec not in EAST_ASIAN

    @property
    def odd_share(self) -> float:
        return self.odd / self.number if self.number else 0.0

    @property
    def rare_share(self) -> float:
        return self.rare / self.number if self.number else 0.0

    @property
    def frequent_share(self) -> float:
        return self.frequent / self.counted if self.counted else 1.0

    @property
    def languages(self) -> int:
        """How many it takes to have all of its letters."""
        return languages_needed(self.codec, frozenset(self.letters)) if CODECS[self.codec][1] else 1

    @property
    def text(self) -> bytes:
        """What is equal for readings that come to the same text."""
        return self._digest.digest()

    def add(self, data: bytes) -> None:
        """Read some whole lines more."""
        try:
            text = data.decode(self.codec)
        except UnicodeDecodeError:
            self.fell = True
            return
        if Script.NEVER in kinds_in("".join(set(text) - {"\x00", "\t", "\r", "\n"})):
            self.fell = True
            return
        self.sample = self.sample or text
        self._digest.update(text.encode())
        for token in set(TOKEN.findall(text)) - self.tokens:
            self._count(token)

    def _count(self, token: str) -> None:
        if len(self.tokens) < _MOST_TOKENS:
            self.tokens.add(token)
        self.number += 1
        if is_odd(token) or self._is_foreign(token):
            self.odd += 1
        elif self._is_rare(token):
            self.rare += 1
        for letter in token.lower():
            if not letter.isascii() and letter.isalpha():
                self.counted += 1
                self.frequent += letter in FREQUENT
                if kind_of(letter) in (Script.LATIN, Script.CYRILLIC, Script.BEHIND_WORDS):
                    self.letters.add(letter)

    def _is_foreign(self, token: str) -> bool:
        """Letters that the languages of this encoding do not have."""
        kinds = kinds_in(token)
        if self.codec in LATIN:
            return self.codec == "cp860" and _NO_PORTUGUESE.search(token.lower()) is not None
        if self.codec not in EAST_ASIAN:
            return Script.LATIN in kinds
        if not kinds & (_ASIAN_LETTERS | {Script.WIDE, Script.PUNCTUATION}):
            return True
        if self.codec in _KOREAN:
            return bool(kinds & {Script.KANA, Script.HAN})
        return Script.HANGUL in kinds or (Script.KANA in kinds and self.codec in ("gb18030", "cp950"))

    def _is_rare(self, token: str) -> bool:
        return self.codec in EAST_ASIAN and any(
            kind_of(letter) in (Script.HAN, Script.HANGUL) and not is_usual(letter, self.codec) for letter in token
        )

    @property
    def is_plausible(self) -> bool:
        """Whether it may be what was meant."""
        if self.fell or not self.number:
            return False
        if self.codec in EAST_ASIAN:
            return self.odd_share <= 0.2 and (self.number < 8 or self.rare_share <= 0.4)
        unlikely = self.codec not in LATIN and self.counted >= 25 and self.frequent_share < 0.4
        return self.odd_share <= 0.15 and not unlikely

    @property
    def is_convincing(self) -> bool:
        """Whether it may be taken where no other is plausible."""
        if self.codec in EAST_ASIAN:
            return self.odd_share <= 0.02 and self.rare_share <= 0.25
        if self.odd and (self.number < 50 or self.odd_share > 0.02):
            return False
        return self.codec in LATIN or self.frequent_share >= 0.5


def all_readings(codecs_: Iterable[str]) -> list[TextReading]:
    """One for each encoding, of nothing so far."""
    return [TextReading(codec) for codec in codecs_]


def plausible(readings: Sequence[TextReading]) -> list[TextReading]:
    """Those that may be meant, the best first; of several that come to the same text one."""
    texts: dict[bytes, TextReading] = {}
    for reading in readings:
        if reading.is_plausible:
            texts.setdefault(reading.text, reading)
    left = list(texts.values())
    least = min((reading.odd_share for reading in left), default=0.0)
    if least == 0:
        left = [one for one in left if not one.odd or (one.number >= _FEW and one.odd_share < 0.03)]
    if any(map(_is_pure_hangul, left)):
        left = [one for one in left if one.codec not in ("gb18030", "euc_jp", "cp950")]
    if any(map(_is_pure_kanji, left)):
        left = [one for one in left if one.codec != "gb18030"]
    return sorted(left, key=lambda one: (one.languages, one.odd_share))


def _is_pure_hangul(reading: TextReading) -> bool:
    """By chance, sixteen Chinese characters would not all stand where Korean has its syllables."""
    characters = {letter for token in reading.tokens for letter in token if kind_of(letter) is Script.HANGUL}
    return reading.codec == "cp949" and not (reading.odd or reading.rare) and len(characters) >= 16


def _is_pure_kanji(reading: TextReading) -> bool:
    """By chance, forty Chinese characters would not all stand where Japanese has its usual ones: a fourth of Chinese
    text, what begins with x, y and z in pinyin, stands behind them."""
    characters = {letter for token in reading.tokens for letter in token if kind_of(letter) is Script.HAN}
    return reading.codec == "euc_jp" and not (reading.odd or reading.rare) and len(characters) >= 40


def meant(left: Sequence[TextReading], sample: bytes) -> TextReading | None:
    """The one reading that nothing speaks against; None where it cannot be told. `left` as `plausible` has them."""
    if not left:
        return None
    best, *others = left
    if not others:
        return best if best.is_convincing else None
    if all(one.codec in LATIN for one in left):
        return best if _needs_fewer_languages(best, others) else None
    if best.codec not in LATIN and all(one.codec not in LATIN for one in others):
        return _as_others_judge(left, sample)
    return None


def _needs_fewer_languages(best: TextReading, others: Sequence[TextReading]) -> bool:
    least = min(one.languages for one in others)
    if not best.is_convincing or best.languages >= least:
        return False
    enough = best.number >= (8 if len(best.letters) > 3 else 15)
    single = best.languages == 1 and len(best.letters) >= 3 and enough
    return single or (least == NOT_COVERED and best.number >= 30)


def _as_others_judge(left: Sequence[TextReading], sample: bytes) -> TextReading | None:
    """By charset-normalizer, which knows how often a language uses its letters, where the text is long enough."""
    from charset_normalizer import from_bytes  # loaded where a table is not UTF-8, and it is no Latin text

    if all(one.is_single_byte for one in left):
        sample = _ASCII.sub(b" ", sample)  # what all of them read alike says nothing, and makes the judge unsure
    found = from_bytes(sample, cp_isolation=[one.codec for one in left]).best()
    codec = codecs.lookup(found.encoding).name if found is not None else ""
    best = next((one for one in left if codecs.lookup(one.codec).name == codec), None)
    if best is None or not best.is_convincing:
        return None
    if best.codec in EAST_ASIAN:
        return best if best.counted >= 30 else None
    clear = all(one.frequent_share < best.frequent_share - 0.1 for one in left if one is not best)
    return best if best.counted >= 30 and clear else None
