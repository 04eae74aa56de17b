"""A company's timeline as the JSON that TimelineJS reads (timeline.knightlab.com/docs/json-format.html).

Its dates are partial as ours are: a month stays a month, and what is no single day, month or year is a span with the
words of its author's precision beside it. Its texts are HTML, so everything that came from a file is escaped.
"""

from __future__ import annotations

from datetime import date
from html import escape

from dateline.events.event import Source
from dateline.events.summary import summarize
from dateline.exports.json_values import Json, vantage_answer
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.dates import PartialDate, Precision

_PARTS = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}
"""How much of a date is told, of those that TimelineJS knows."""


def timelinejs(state: CompanyState) -> Json:
    """The events that make the state, by date, each with its sources."""
    known = f", as far as known by {state.vantage.known_by}" if state.vantage.known_by is not None else ""
    return {
        "title": {"text": {"headline": escape(state.name), "text": f"<p>As of {state.vantage.on}{known}</p>"}},
        "events": [_slide(seen) for seen in state.history.folded],
        "scale": "human",
        "dateline": {"company": state.slug, "vantage": vantage_answer(state.vantage)},
    }


def _slide(seen: Seen) -> Json:
    event = seen.event
    note = f"<p>{escape(event.note)}</p>" if event.note else ""
    told = "; ".join(map(_source, seen.sources))
    sure = f"{seen.confidence.value.capitalize()}{', foretold' if seen.foretold else ''}"
    return {
        **_dates(seen.when),
        "text": {
            "headline": escape(summarize(event)),
            "text": f"{note}<p>{escape(sure)}: {told}</p>",
        },
        "group": event.kind,
        "unique_id": seen.id,
    }


def _dates(when: PartialDate) -> Json:
    """A span that is told in full; `../b` has only its end."""
    assert when.last is not None, "only a due date has no end"
    shown = {"display_date": escape(when.human())}
    parts = _PARTS.get(when.precision)
    if parts is not None or when.first is None:
        return {"start_date": _date(when.last, parts or 3), **shown}
    return {"start_date": _date(when.first), "end_date": _date(when.last), **shown}


def _date(day: date, parts: int = 3) -> Json:
    return dict([("year", day.year), ("month", day.month), ("day", day.day)][:parts])


def _source(source: Source) -> str:
    day = source.published.human() if source.published is not None else f"read on {source.retrieved}"
    title = f", {escape(source.title)}" if source.title else ""
    words = f"{escape(source.publisher)}{title} ({escape(day)})"
    return f'<a href="{escape(source.url)}">{words}</a>' if source.url else words
