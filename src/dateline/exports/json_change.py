"""The answers of `diff --json` and `series --json`, like those of `json_state.py`."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.answers.change.diff import Change, Diff, clock
from dateline.answers.change.series import Point, Series, SeriesRequest, Sum
from dateline.exports.json_state import event_answer
from dateline.exports.json_values import Json, json_value, number_answer, total_counts, vantage_answer
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.rates import Conversion


def diff_answer(found: Diff) -> Json:
    """What differs between two vantages; each event as read through the vantage it counts on."""
    state = found.after_state or found.before_state
    assert state is not None
    changes = found.changes
    return {
        "company": state.slug,
        "name": state.name,
        "from": vantage_answer(found.before),
        "to": vantage_answer(found.after),
        "changes": [_change(change, found) for change in changes],
        "events": [event_answer(seen) for seen in _behind(changes)],
    }


def _change(change: Change, found: Diff) -> Json:
    return {
        "kind": change.kind.value,
        "subject": change.subject,
        "field": change.field,
        "before": _used(change.before),
        "after": _used(change.after),
        "because": [cause.seen.id for cause in change.because],
        "clock": clock(change, found.before, found.after).value,
    }


def _used(chosen: Chosen[object] | None) -> Json | None:
    return {"value": json_value(chosen.value), "event": chosen.seen.id} if chosen is not None else None


def _behind(changes: Iterable[Change]) -> list[Seen]:
    """Every event that the changes name; one that both vantages have, as the second reads it."""
    named: dict[str, Seen] = {}
    for change in changes:
        rows = (change.before, change.after)
        named |= {
            row.seen.id: row.seen for row in rows if row is not None and (row is rows[1] or row.seen.id not in named)
        }
        named |= {cause.seen.id: cause.seen for cause in change.because if cause.seen.id not in named}
    return list(named.values())


def series_answer(state: CompanyState, wanted: SeriesRequest, found: Series) -> Json:
    return {
        "company": state.slug,
        "name": state.name,
        "metric": found.metric,
        "scope": wanted.scope,
        "per": json_value(found.per),
        "other_spans": [json_value(span) for span in found.other_spans],
        "currency": found.currency,
        "vantage": vantage_answer(state.vantage),
        "points": [_point(point) for point in found.points],
        "events": [event_answer(seen) for seen in _told(found)],
    }


def _point(point: Point) -> Json:
    """A figure as reported, with what it is in the currency asked for; or a sum, with what it leaves out."""
    because = [seen.id for seen in point.because]
    match point.value:
        case None:
            return {"on": json_value(point.on), "value": None, "because": because}
        case Sum(total=total):
            said = {
                "by_currency": [number_answer(money) for money in total.by_currency],
                "count": json_value(total.count),
                "unit": total.unit,
                **total_counts(total),
            }
            return {"on": json_value(point.on), "value": said, "because": because}
        case chosen:
            converted = {"converted": _converted(point.converted)} if point.converted is not None else {}
            return {"on": json_value(point.on), "value": json_value(chosen.value), **converted, "because": because}


def _converted(conversion: Conversion) -> Json:
    rate = conversion.rate
    return {
        **number_answer(conversion.money),
        "rate": json_value(rate.value),
        "rate_date": json_value(rate.on),
        "rate_source": rate.source,
    }


def _told(found: Series) -> list[Seen]:
    return list({seen.id: seen for point in found.points for seen in point.because}.values())
