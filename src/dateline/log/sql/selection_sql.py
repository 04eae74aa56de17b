"""A Selection as one SQL statement: only the conditions it has, so that the planner can pick an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from dateline.log.selection import Order, Selection
from dateline.log.sql.rows import Params

Queries = Mapping[str, str]
"""The statements of a store by name."""

_UNLIMITED: Final = 2**62


def select_events(queries: Queries, selection: Selection) -> tuple[str, Params]:
    """The statement that lists the events of a selection, and its parameters."""
    conditions, params = _conditions(queries, selection)
    key = _key(queries, selection)
    if selection.after is not None:
        conditions.append(_behind(key, selection.order))
        params |= {f"after_{place}": part for place, part in enumerate(selection.after)}
    params["limit"] = _UNLIMITED if selection.limit is None else selection.limit
    direction = " DESC" if selection.order.descending else ""
    order = ", ".join(f"{part}{direction}" for part in key)
    return queries["select.events"].format(conditions=" AND ".join(conditions), order=order), params


def count_events(queries: Queries, selection: Selection) -> tuple[str, Params]:
    """The statement that counts the events of a selection, and its parameters."""
    conditions, params = _conditions(queries, selection)
    if len(conditions) == 1:
        return queries["count_all"], params
    return queries["select.count"].format(conditions=" AND ".join(conditions)), params


def _conditions(queries: Queries, selection: Selection) -> tuple[list[str], Params]:
    asked = {name: value for name, value in _written(selection).items() if value is not None}
    conditions = [queries["where.upto"], *(_condition(queries, name, selection) for name in asked)]
    return conditions, Params(upto=selection.cut.position, **asked)


def _written(selection: Selection) -> Params:
    """Each condition as a parameter, None where it is none. `test_sqlite.py` fails if one is missing."""
    return {
        "known_by": _day(selection.cut.known_by),
        "kinds": _list(selection.kinds),
        "companies": _list(selection.companies),
        "subject": selection.subject,
        "counts_from": _day(selection.counts_from),
        "counts_until": _day(selection.counts_until),
        "begins_until": _day(selection.begins_until),
        "known_from": _day(selection.known_from),
        "known_until": _day(selection.known_until),
        "confidence": selection.confidence.rank or None,  # the rank 0 is that of all events
        "contains": _pattern(selection.contains) if selection.contains is not None else None,
        "sieve": _pattern(selection.sieve) if selection.sieve is not None else None,
        "among": _list(selection.among),
        "beyond": _list(selection.beyond or None),
    }


def _condition(queries: Queries, name: str, selection: Selection) -> str:
    return queries.get(f"where.{name}") or queries[f"where.{name}.{selection.dates.value}"]


def _key(queries: Queries, selection: Selection) -> list[str]:
    clock = selection.order.value.partition("-")[0]
    return (queries.get(f"key.{clock}") or queries[f"key.{clock}.{selection.dates.value}"]).split(", ")


def _behind(key: list[str], order: Order) -> str:
    places = ", ".join(f":after_{place}" for place in range(len(key)))
    return f"({', '.join(key)}) {'<' if order.descending else '>'} ({places})"


def _pattern(text: str) -> str:
    """A LIKE pattern for text anywhere."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _list(values: Collection[str] | Collection[int] | None) -> list[str | int] | None:
    return sorted(values) if values is not None else None
