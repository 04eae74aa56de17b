"""What a request for an export asks: which file, and at which vantage."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import QueryParams

from dateline.answers.asking import Ask, LogPlace, ending_date, last_day, log_place, word
from dateline.answers.reading import Reading
from dateline.errors import InvalidInput, InvalidVantage
from dateline.exports import ExportRequest, Format, What
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence
from dateline.web.export_filters import narrowing_asked, narrowing_words

_CLOCKS = ("on", "knownBy", "recorded", "confidence", "dates")


_UNESCAPED = re.compile(r" (?=\d{2}(?::?\d{2})?$)")
"""The sign before an offset, where it was not escaped: a + is a blank in an address."""


class NoSuchFile(Exception):
    """An address that names no file, or a company of which nothing is known; the text says what there is."""


def file_asked(file: str, asked: QueryParams) -> ExportRequest:
    """The file that an address names. Raises NoSuchFile; InvalidInput for a format that this file does not come in."""
    what, _, ending = file.partition(".")
    if what not in {each.value for each in What} or ending not in {each.value for each in Format}:
        files = f"{'|'.join(each.value for each in What)}.{'|'.join(each.value for each in Format)}"
        raise NoSuchFile(f"there is no export {file!r}: ask for /export/{files}, or /export/timelinejs/COMPANY.json")
    refuse_unknown(asked, narrowing_words(What(what)))
    companies = tuple(asked.getlist("company")) or None
    return ExportRequest(What(what), Format(ending), companies, narrowing_asked(What(what), asked))


async def vantage_asked(reading: Reading, asked: QueryParams) -> Vantage:
    """The vantage that the parameters name. Raises InvalidInput, InvalidDate, InvalidVantage, PositionAhead or
    OtherLog."""
    if "token" in asked and any(clock in asked for clock in _CLOCKS):
        raise InvalidVantage("a `token` says all of a vantage: leave the other parameters out")
    if "token" in asked:
        return await reading.vantage_of(asked["token"])
    recorded = _recorded(asked["recorded"]) if asked.get("recorded") else None
    return await reading.vantage(
        Ask.of(
            ending_date(asked.get("on") or None, "on"),
            last_day(asked.get("knownBy") or None, "knownBy"),
            recorded,
            word(asked.get("confidence") or None, Confidence, "confidence", InvalidVantage),
            word(asked.get("dates") or None, Certainty, "dates", InvalidVantage),
        )
    )


def refuse_unknown(asked: QueryParams, others: Mapping[str, bool] | None = None) -> None:
    """A misspelt parameter is an error: left out, it would make another answer. `others` may stand there besides, and
    as often as one likes where this is true. Raises InvalidInput or InvalidVantage."""
    known = dict.fromkeys((*_CLOCKS, "token"), False) | {"company": True} | dict(others or {})
    for name in asked:
        if name not in known:
            raise InvalidInput(f"{name!r} is nothing to ask for: there are {', '.join(known)}")
        if not known[name] and len(asked.getlist(name)) > 1:
            raise InvalidVantage(f"`{name}` stands there twice: which one is meant?")


def _recorded(text: str) -> LogPlace:
    place = log_place(_UNESCAPED.sub("+", text))
    if place is None:
        raise InvalidVantage(
            f"`recorded` is a position in the log, like 42, or an instant, like 2026-11-22T12:00:00Z, not {text!r}"
        )
    return place
