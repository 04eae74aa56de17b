"""What a file says of itself around its table: when it is from, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.errors import DatelineError
from dateline.imports.tables.guessing.columns import SampledColumn, in_english
from dateline.imports.tables.guessing.headers import folded
from dateline.values.dates import PartialDate

_DATED = re.compile(
    r"\b(?:stand|as of|as at|compiled|published|updated|retrieved|exported|generated|last update|état|mise à jour|"
    r"actualizado|veröffentlicht|abgerufen|status)\b[\s:]*(?:on|on the|am|au|le|vom|the)?\s*(?P<day>[^;|()]{4,30})",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{1,2}\.? [^\W\d_]{3,} [0-9]{4}"
    r"|[^\W\d_]{3,} [0-9]{1,2}, [0-9]{4}|[^\W\d_]{3,} [0-9]{4}"
)
_SOURCE = re.compile(r"\b(?:quelle|source|sources|fuente|herausgeber|publisher)\s*:\s*(?P<who>[^.;|]{2,80})", re.I)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_OF_THE_FILE = frozenset({"generated", "generated at", "exported", "exported at", "updated", "updated at", "as of",
                          "date", "published", "published at", "last updated", "retrieved", "timestamp"})  # fmt: skip


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
            found = Colophon(found.published, found.says, who["who"].strip())
    for column in columns if not found.published else ():
        named = folded(column.name.rpartition(".")[2]) in _OF_THE_FILE
        day = _iso(next(iter(column.said), "")) if named else ""
        if day:
            return Colophon(day, f"{column.name}: {column.said[0]}", found.publisher)
    return found


def _day_in(text: str) -> str:
    told = _DATED.search(text)
    written = _DAY.search(told["day"]) if told else None
    return _iso(written.group()) if written else ""


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
