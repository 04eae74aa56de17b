"""Why nothing is there, where the day of knowledge lies before the earliest report."""

from __future__ import annotations

from datetime import date

from dateline.answers.reading import Reading
from dateline.log.cut import Cut
from dateline.log.selection import Order, Selection
from dateline.state.vantage import Vantage


def known_later(of: str, known_by: date | None, earliest: date, report: str = "report") -> str:
    """That nothing was known of this by a day, and of which day the log's earliest report of it is."""
    return f"nothing was known of {of} by {known_by}; the log's earliest {report} is of {earliest}"


async def all_known_later(reading: Reading, vantage: Vantage, of: str, kind: str | None = None) -> str:
    """The same of everything in the log, or of all events of a kind, which the page calls `of`; empty where something
    was known by the day of the vantage, or nothing is there on any day."""
    if vantage.known_by is None:
        return ""
    if (known := await _earliest(reading, vantage)) is not None and known > vantage.known_by:
        return known_later("any company", vantage.known_by, known)
    if kind is not None and (known := await _earliest(reading, vantage, kind)) is not None and known > vantage.known_by:
        return known_later(of, vantage.known_by, known, "report of them")
    return ""


async def _earliest(reading: Reading, vantage: Vantage, kind: str | None = None) -> date | None:
    """Since when anyone could know what the log has known the longest, of a kind of events or of all."""
    kinds = frozenset({kind}) if kind is not None else None
    first = Selection(Cut(None, vantage.at.position), kinds=kinds, order=Order.KNOWN_ASC, limit=1)
    return next((record.known for record in await reading.log.select(first)), None)
