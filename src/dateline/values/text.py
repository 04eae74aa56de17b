"""Text: the one form that it is kept in, and the forms in which it is compared, searched and made into slugs.

    nfc       what is kept and shown: as it was written, in composed characters (Unicode NFC)
    compared  whether two names are one: compatibility forms (NFKC) and case do not matter, blanks of any kind are one
              space, and marks that cannot be seen are left out
    searched  the same, and without accents and strokes: “lodz” is in “Łódź”
    cut       what a message repeats of it
    escaped   JSON that moves nothing where somebody looks at it: marks of direction as escapes, the same to programs
    slugify   what names a subject in an address: no letter is lost, what parts words is a hyphen

Text that is all ASCII takes a short way through each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import Literal
from unicodedata import category, combining, is_normalized

# Importers and the log name the same few thousand parties and subjects again and again.
_KEPT = 16_384
_BRIEF = 200

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Marks that cannot be seen, as the inside of a character class: soft hyphen, joiners, direction marks, byte order
mark, variation selectors and the like (Unicode's Default_Ignorable_Code_Point, and the interlinear marks)."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
TURNING = re.compile("[\u202d\u202e]")
"""What overrides the direction of text: what stands behind it is seen in another order than it is read."""
DIRECTING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns around the text behind it, or shuts it off, whatever stands beside it."""
_DIRECTING_IN_BYTES = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
_BRAILLE_BLANK = "\u2800"
"""A blank that Unicode calls a symbol."""

_MANY_ACCENTS = re.compile(r"(?:[^\x00-\x7f\w\s]|[\uff9e\uff9f]){31,}")
"""Where there are more accents on one letter than any language has: among what is no letter, no digit and no blank."""
_RUNS = re.compile(r"\s\s|[^\S ]")
_SPELLED_OUT = str.maketrans({"+": " plus ", "#": " sharp ", "&": " and "})
_OTHER_RUNS = re.compile(r"[^a-z0-9]+")
_HYPHENS = re.compile(r"-{2,}")
_SEPARATORS = re.compile(r"[\s.,:;'’‘ʼʻ`´\"“”„«»‐‑‒–—―_/\\|·・()\[\]{}-]+")
"""What differs between two spellings of one name: it parts words, and says nothing of its own."""

_LATIN = re.compile(r"LATIN (?:(?:SMALL|CAPITAL) (?:LETTER|LIGATURE)|LETTER SMALL CAPITAL) ([A-Z]{1,2})(?: WITH .+)?")
_LATIN_BY_NAME = {
    "ETH": "d", "THORN": "th", "ENG": "ng", "DOTLESS I": "i", "DOTLESS J": "j", "SCHWA": "e", "OPEN E": "e",
    "OPEN O": "o", "REVERSED E": "e", "TURNED E": "e", "ESH": "sh", "EZH": "zh", "YOGH": "gh", "WYNN": "w", "KRA": "q",
    "SHARP S": "ss", "LONG S": "s", "ALPHA": "a", "GAMMA": "g", "IOTA": "i", "UPSILON": "u",
}  # fmt: skip


def nfc(text: str) -> str:
    """Text in composed characters (NFC): the form in which all text is kept."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def normalize(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """As `unicodedata.normalize`, which takes seconds for tens of thousands of accents on one letter: it moves each
    past all others that stand before it and belong behind it. Of a long run each is put in its place before."""
    if not text.isascii():
        decomposed = partial(unicodedata.normalize, "NFKD" if form != "NFC" else "NFD")
        text = _MANY_ACCENTS.sub(lambda found: _in_order("".join(map(decomposed, found.group()))), text)
    return unicodedata.normalize(form, text)


def _in_order(decomposed: str) -> str:
    """Accents in Unicode's canonical order: by their class, those of one class as they stand."""
    runs = groupby(decomposed, lambda one: combining(one) > 0)
    return "".join("".join(sorted(run, key=combining) if are_accents else run) for are_accents, run in runs)


def escaped(json: bytes) -> bytes:
    """JSON with its marks of direction, which stand in texts alone, written as escapes."""
    if b"\xe2" not in json:
        return json
    return _DIRECTING_IN_BYTES.sub(lambda found: f"\\u{ord(found.group().decode()):04x}".encode(), json)


def cut(text: str, most: int = 200) -> str:
    """The text for a message; of a longer one its beginning, with an ellipsis, in so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def unmarked(text: str) -> str:
    """Text without marks that cannot be seen; its blanks are as they were."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def visible(text: str) -> str:
    """Text without marks that cannot be seen, and with one space for every run of blanks; none around it."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text).replace(_BRAILLE_BLANK, " ")
    return " ".join(text.split())


def said(text: str) -> str:
    """Text without blanks around it; nothing where it has only blanks and marks that cannot be seen."""
    text = text.strip()
    return text if text.isascii() or visible(text) else ""


@lru_cache(maxsize=_KEPT)
def compared(text: str) -> str:
    """Text as names are compared: two are one name exactly if this is equal."""
    return " ".join(text.lower().split()) if text.isascii() else visible(_folded(text))


def compared_in_passing(text: str) -> str:
    """The same, of one text of many: it is not kept if it is long."""
    return compared(text) if len(text) <= _BRIEF else compared.__wrapped__(text)


@lru_cache(maxsize=_KEPT)
def searched(text: str) -> str:
    """Text as a search compares it: as `compared`, and without accents and strokes."""
    same = compared(text)
    if same.isascii():
        return same
    bases = (letter for letter in normalize("NFKD", same) if not combining(letter))
    return visible(normalize("NFC", "".join(map(_ascii_letter, bases))))


@lru_cache(maxsize=_KEPT)
def slugify(name: str) -> str:
    """The slug of a name: its letters and digits, and one hyphen for each run of anything else.

    Latin letters are written in ASCII (ø, ß, æ, þ …), letters and digits of other scripts stay, with the marks that
    belong to them, and `+`, `#` and `&` are spelled out. Empty if the name has no letter and no digit.
    """
    if not name.isascii():
        name = _foreign_slug(name)
        return _HYPHENS.sub("-", name).strip("-")
    return _OTHER_RUNS.sub("-", name.lower().translate(_SPELLED_OUT)).strip("-")


@lru_cache(maxsize=_KEPT)
def spelled(name: str) -> str:
    """A name as `compared`, whatever parts its words: “Mistral AI” and “Mistral.AI”, “A&B” and “A and B” are alike.

    Two names of one slug that differ in this are two names.
    """
    return _SEPARATORS.sub(" ", compared(name).translate(_SPELLED_OUT)).strip()


def folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Text folded as `compared`, letter by letter, and of each letter of it the place in the text that it comes from.

    Behind the last one stands the end of the text. A letter may become several, or none.
    """
    if text.isascii() and not _RUNS.search(text):
        return text.lower(), range(len(text) + 1)
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = letter.lower() if letter.isascii() else _folded(letter).replace(_BRAILLE_BLANK, " ")
        for one in folded:
            blank = one.isspace()
            if not (blank and letters and letters[-1] == " "):
                letters.append(" " if blank else one)
                places.append(place)
    return "".join(letters), [*places, len(text)]


def _folded(text: str) -> str:
    """NFKC and case-folded, without marks that cannot be seen, until doing it again changes nothing."""
    while True:
        folded = normalize("NFKC", normalize("NFKC", _INVISIBLE.sub("", text)).casefold())
        if folded == text:
            return folded
        text = folded


def _foreign_slug(name: str) -> str:
    """A slug that may have hyphens too many."""
    letters: list[str] = []
    keeps_marks = False
    for character in _folded(name).translate(_SPELLED_OUT):
        if character.isascii():
            letters.append(character if character.isalnum() else "-")
            keeps_marks = False
        elif combining(character) or category(character)[0] == "M":
            letters.append(character if keeps_marks else "")
        elif category(character)[0] in "LN" and not "\u02b0" <= character <= "\u02ff":
            written = _ascii_letters(character)
            letters.append(written)
            keeps_marks = not written.isascii() and not _is_latin(character)
        else:  # punctuation of any script, and letters like ʻ that are written as punctuation is
            letters.append("-")
            keeps_marks = False
    return normalize("NFC", "".join(letters))


@lru_cache(maxsize=_KEPT)
def _ascii_letters(character: str) -> str:
    """A Latin letter in ASCII, its accents left out; a letter of another script as it is."""
    decomposed = normalize("NFKD", character)
    written = _ascii_letter(decomposed[0])
    return written if len(decomposed) == 1 or written.isascii() else character


@lru_cache(maxsize=_KEPT)
def _ascii_letter(base: str) -> str:
    if base.isascii():
        return base
    name = unicodedata.name(base, "")
    if not name.startswith("LATIN "):
        return base
    found = _LATIN.fullmatch(name)
    if found is not None:
        return found.group(1).lower()
    return _LATIN_BY_NAME.get(name.rpartition(" LETTER ")[2].partition(" WITH ")[0], base)


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN ")
