"""What a file says of itself around its table: when it is from, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.errors import DatelineError
from dateline.imports.tables.guessing.columns import SampledColumn, in_english
from dateline.imports.tables.guessing.headers import folded
from dateline.values.dates import PartialDate

_SAID_OF_A_DAY = (
    r"stand|as of|as at|compiled|published|updated|retrieved|exported|generated|last update|date|état|mise? à jour"
    r"|données au|actualizado|veröffentlicht|abgerufen|status"
)
_DATED = re.compile(
    rf"\b(?:{_SAID_OF_A_DAY})\b[\s:]*(?:on the|on|am|au|le|vom|the|el)?\s*(?P<day>[^;|()]{{4,30}})", re.IGNORECASE
)
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,2}([./])[0-9]{1,2}\1[0-9]{4}|[0-9]{1,2}\.? [^\W\d_]{3,} [0-9]{4}"
    r"|[^\W\d_]{3,} [0-9]{1,2}, [0-9]{4}|[^\W\d_]{3,} [0-9]{4}"
)
_LONGEST_NAME = 80
_SOURCE = re.compile(r"\b(?:quelle|source|sources|fuente|herausgeber|publisher)\s*:\s*(?P<who>[^.;|]{2,80})", re.I)
_BEHIND = re.compile(r"[^–—|·]*[–—|·]\s*(?P<who>[^\W\d][^0-9:–—|·;]{2,60})")
"""Who stands behind a dash, after the day."""
_NOBODY = frozenset({"all", "amounts", "figures", "values", "data", "draft", "confidential", "preliminary", "alle",
                     "angaben", "betrage", "montants", "chiffres", "version", "in", "million", "millions"})  # fmt: skip
"""Words of remarks that name nobody."""
_DATE_BEHIND = re.compile(rf"\s*[,(–—-]?\s*\b(?:{_SAID_OF_A_DAY})\b.*$|\s*[,(]\s*(?:[^\W\d]+ )?[0-9]{{4}}.*$", re.I)
"""What stands behind the name of a source."""
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_FIRST = re.compile(r"mise? à jour|\b(?:état|stand|vom|am|au|le|actualizado|veröffentlicht|abgerufen)\b", re.I)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_OF_THE_FILE = frozenset({"generated", "generated at", "generated on", "exported", "exported at", "export date",
                          "updated", "updated at", "last updated", "as of", "as at", "stand", "date", "datum",
                          "published", "published at", "published on", "publication date", "release date", "retrieved",
                          "retrieved at", "snapshot date", "timestamp"})  # fmt: skip
_SAY_WHO = ("publisher", "provider", "data provider", "published by", "source", "source name", "herausgeber", "quelle")
"""Names of what says who has published a file of JSON, the plainest first."""
_INNER = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word of `asOf` ends."""


@dataclass(frozen=True, slots=True)
class Colophon:
    """Each with the words that say so; nothing where nothing does."""

    published: str = ""
    says: str = ""
    publisher: str = ""


NO_COLOPHON = Colophon()


def colophon(texts: Iterable[str], columns: Sequence[SampledColumn]) -> Colophon:
    """`texts` stand above the table, below it or on other sheets; `columns` are those of JSON that are of the file."""
    found = Colophon()
    for text in texts:
        day, who = _day_in(text), _SOURCE.search(text)
        if day and not found.published:
            found = Colophon(day, " ".join(text.split()), found.publisher)
        if who and not found.publisher:
            found = Colophon(found.published, found.says, _DATE_BEHIND.sub("", who["who"]).strip(" ,(–—-"))
        if day and not found.publisher:
            found = Colophon(found.published, found.says, _who_behind(text))
    found = found if found.publisher else Colophon(found.published, found.says, _publisher(columns))
    for column in columns if not found.published else ():
        named = _word(column) in _OF_THE_FILE
        day = _iso(next(iter(column.said), "")) if named else ""
        if day:
            return Colophon(day, f"{column.name}: {column.said[0]}", found.publisher)
    return found


def _word(column: SampledColumn) -> str:
    return folded(_INNER.sub(" ", column.name.rpartition(".")[2]))


def _publisher(columns: Sequence[SampledColumn]) -> str:
    """As JSON says it beside its rows; an address is no name."""
    found = {_word(one): one.said[0] for one in columns if one.is_text and len(one.said) == 1}
    named = (found[word] for word in _SAY_WHO if word in found)
    return next((text for text in named if "://" not in text and len(text) <= _LONGEST_NAME), "")


def _day_in(text: str) -> str:
    told = _DATED.search(text)
    written = _DAY.search(told["day"]) if told else None
    return _iso(_slashed(written.group(), text)) if written else ""


def _who_behind(text: str) -> str:
    behind = _BEHIND.fullmatch(text.strip())
    who = behind["who"].strip() if behind else ""
    return who if who[:1].isupper() and _NOBODY.isdisjoint(folded(who).split()) else ""


def _slashed(day: str, text: str) -> str:
    """Of 31/03/2024 the ISO form; nothing of 03/04/2024 where no language says what comes first."""
    if not (found := _SLASHED.fullmatch(day)):
        return day
    first, second, year = (int(part) for part in found.groups())
    if first <= 12 < second:
        first, second = second, first
    elif first <= 12 and not _DAY_FIRST.search(text):
        return ""
    return f"{year}-{second:02}-{first:02}"


def _iso(text: str) -> str:
    """As a map has it; nothing where it is no date."""
    if found := _DOTTED.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", text):
        text = text[:10]
    try:
        return PartialDate.parse(in_english(text.replace(". ", " "))).edtf
    except (DatelineError, ValueError):
        return ""
