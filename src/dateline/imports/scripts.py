"""What makes a text look wrongly decoded: two scripts in a word, symbols amid letters, capitals behind small ones."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache

TOKEN = re.compile(r'[^\s,;|"]*[^\x00-\x7f][^\s,;|"]*')
"""A word with a character that is not ASCII, and what touches it."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_BESIDE = re.compile(r"[\u3040-\u9fff][a-z]|[A-Za-z][\u3040-\u9fff]+[a-z]")
_ONE_AMID_LATIN = re.compile(r"[\x00-\x7f]*[a-z][\u3040-\u9fff][\x00-\x7f]*")
_OPENING, _CLOSING = "“«¿¡„‚‹", "”»…›•"
_PUNCTUATION = f"{_OPENING}{_CLOSING}’‘–—·\xa0、。「」・（）／－：＋＆，．《》！？"
_BEHIND_WORDS = "™®©°ªº"
_SHORT = 2
"""Letters of a word that may have none of ASCII, like the Latvian šī."""


class Script(Enum):
    """What a character is, as far as it matters here."""

    ASCII_LETTER = "A"
    ASCII = "."
    LATIN = "latin"
    GREEK = "greek"
    CYRILLIC = "cyrillic"
    HEBREW = "hebrew"
    ARABIC = "arabic"
    THAI = "thai"
    KANA = "kana"
    HAN = "han"
    HANGUL = "hangul"
    WIDE = "wide"
    PUNCTUATION = "punctuation"
    BEHIND_WORDS = "behind words"
    SYMBOL = "symbol"
    NEVER = "never"
    """Nothing that a text has."""


_SCRIPTS = (
    (0x00C0, 0x0250, Script.LATIN), (0x1E00, 0x1F00, Script.LATIN), (0x0370, 0x0400, Script.GREEK),
    (0x0400, 0x0530, Script.CYRILLIC), (0x0590, 0x0600, Script.HEBREW), (0x0600, 0x0700, Script.ARABIC),
    (0x0E00, 0x0E80, Script.THAI), (0x3005, 0x3008, Script.HAN), (0x3040, 0x3100, Script.KANA),
    (0x31F0, 0x3200, Script.KANA),
    (0x4E00, 0xA000, Script.HAN), (0xAC00, 0xD7B0, Script.HANGUL), (0xFF00, 0xFF5F, Script.WIDE),
)  # fmt: skip
_BOXES = range(0x2500, 0x25A0)
_NO_LETTERS = frozenset({Script.ASCII, Script.PUNCTUATION, Script.BEHIND_WORDS, Script.SYMBOL})
_ASIAN = frozenset({Script.KANA, Script.HAN})
_ALPHABETS_WITH_CASE = frozenset({Script.LATIN, Script.GREEK, Script.CYRILLIC})
_NEVER_BESIDE_LATIN = frozenset({Script.HEBREW, Script.ARABIC, Script.THAI})


@lru_cache(maxsize=65_536)
def kind_of(character: str) -> Script:
    """The script of a letter, or what else it is."""
    if character.isascii():
        return Script.ASCII_LETTER if character.isalpha() else Script.ASCII
    code, category = ord(character), unicodedata.category(character)
    if code < 0xA0 or category in ("Cn", "Co", "Cs") or code in _BOXES or character == "\ufffd":
        return Script.NEVER
    if character in _PUNCTUATION:
        return Script.PUNCTUATION
    if character in _BEHIND_WORDS:
        return Script.BEHIND_WORDS
    if category[0] in "LM":
        found = next((kind for first, end, kind in _SCRIPTS if first <= code < end), None)
        return found or (Script.SYMBOL if category[0] == "M" or character == "µ" else Script.NEVER)
    return Script.SYMBOL


def kinds_in(text: str) -> frozenset[Script]:
    """All kinds of characters that a text has."""
    return frozenset(map(kind_of, set(text)))


def is_chance(token: str) -> bool:
    """Whether two-byte text may have been UTF-8 by chance: letters of no common language, or of several scripts."""
    beyond = [character for character in token if not character.isascii()]
    rare = any("\u0180" <= character < "\u0370" for character in beyond)
    return (
        len(beyond) > 1
        and all(character < "\u0800" for character in beyond)
        and (rare or len(kinds_in("".join(beyond))) > 1)
    )


@lru_cache(maxsize=65_536)
def is_odd(token: str) -> bool:
    """Whether it looks like no word of any language."""
    return _mixes_scripts(token) or _has_odd_neighbours(token) or any(map(_is_odd_latin, _WORD.findall(token)))


def _mixes_scripts(token: str) -> bool:
    kinds = kinds_in(token) - _NO_LETTERS
    if len(kinds) <= 1:
        return False
    if kinds & _NEVER_BESIDE_LATIN:
        return True
    if kinds & _ASIAN and (_LATIN_BESIDE.search(token) or _ONE_AMID_LATIN.fullmatch(token)):
        return True
    return any(_is_mixed(kinds_in(word) - _NO_LETTERS) for word in _WORD.findall(token))


def _is_mixed(kinds: frozenset[Script]) -> bool:
    if Script.LATIN in kinds:
        kinds -= {Script.ASCII_LETTER}
    return len(kinds) > 1 and not kinds <= _ASIAN | {Script.WIDE, Script.ASCII_LETTER}


def _has_odd_neighbours(token: str) -> bool:
    for place, character in enumerate(token):
        if not character.isascii():
            before, behind = token[place - 1 : place] if place else "", token[place + 1 : place + 2]
            if _is_odd_between(character, before, behind):
                return True
    return False


def _is_odd_between(character: str, before: str, behind: str) -> bool:
    match kind_of(character):
        case Script.SYMBOL:
            return before.isalpha() or behind.isalpha()
        case Script.BEHIND_WORDS:
            return behind.isalpha()
        case Script.PUNCTUATION:
            if character == "·" and before.isalpha() and behind.isalpha():
                return (before.lower(), behind.lower()) != ("l", "l")
            return (character in _OPENING and before.isalpha()) or (character in _CLOSING and behind.isalpha())
        case kind if kind in _ALPHABETS_WITH_CASE:
            falls = before.islower() and character.isupper()
            rises = character.islower() and behind.isupper()
            return falls or rises or (character == "ς" and behind.isalpha())
    return False


def _is_odd_latin(word: str) -> bool:
    """Latin words have ASCII letters too, and behind their first letter capitals only if all are."""
    foreign = [letter for letter in word if kind_of(letter) is Script.LATIN]
    if not foreign or len(word) == 1:
        return False
    if (len(foreign) == len(word) and len(word) > _SHORT) or re.search(r"[^\x00-\x7f]{4}", word):
        return True
    return not word.isupper() and any(not letter.isascii() and letter.isupper() for letter in word[1:])
