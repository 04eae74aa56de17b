"""A Selection as one SQL statement: only the conditions it has, so that the planner can pick an index."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Final

from dateline.log.selection import Order, Selection
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.reader import as_json
from dateline.log.sqlite.rows import Params
from dateline.values.vocabulary import Confidence

_UNLIMITED: Final = -1


def select_events(selection: Selection) -> tuple[str, Params]:
    """The statement that lists the events of a selection, and its parameters."""
    conditions, params = _conditions(selection)
    key = _key(selection)
    if selection.after is not None:
        conditions.append(_behind(key, selection.order))
        params |= {f"after_{place}": part for place, part in enumerate(selection.after)}
    params["limit"] = _UNLIMITED if selection.limit is None else selection.limit
    direction = " DESC" if selection.order.descending else ""
    order = ", ".join(f"{part}{direction}" for part in key)
    return QUERIES["select.events"].format(conditions=" AND ".join(conditions), order=order), params


def count_events(selection: Selection) -> tuple[str, Params]:
    """The statement that counts the events of a selection, and its parameters."""
    conditions, params = _conditions(selection)
    if len(conditions) == 1:
        return QUERIES["count_all"], params
    return QUERIES["select.count"].format(conditions=" AND ".join(conditions)), params


def _conditions(selection: Selection) -> tuple[list[str], Params]:
    conditions, params = [QUERIES["where.upto"]], Params(upto=selection.cut.position)
    if selection.cut.known_by is not None:
        conditions.append(QUERIES["where.known_by"])
        params["known_by"] = selection.cut.known_by.isoformat()
    for name, written in _WRITTEN.items():
        value = getattr(selection, name)
        if value != _ANY.get(name):
            conditions.append(_condition(name, selection))
            params[name] = written(value)
    return conditions, params


def _condition(name: str, selection: Selection) -> str:
    return QUERIES.get(f"where.{name}") or QUERIES[f"where.{name}.{selection.dates.value}"]


def _key(selection: Selection) -> list[str]:
    clock = selection.order.value.partition("-")[0]
    return (QUERIES.get(f"key.{clock}") or QUERIES[f"key.{clock}.{selection.dates.value}"]).split(", ")


def _behind(key: list[str], order: Order) -> str:
    places = ", ".join(f":after_{place}" for place in range(len(key)))
    return f"({', '.join(key)}) {'<' if order.descending else '>'} ({places})"


def _pattern(text: str) -> str:
    """A LIKE pattern for text anywhere."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def _sorted_json(values: Collection[Any]) -> str:
    return as_json(sorted(values))


_WRITTEN: Final[dict[str, Callable[[Any], object]]] = {
    "kinds": _sorted_json,
    "companies": _sorted_json,
    "subject": str,
    "counts_from": date.isoformat,
    "counts_until": date.isoformat,
    "begins_until": date.isoformat,
    "known_from": date.isoformat,
    "known_until": date.isoformat,
    "confidence": lambda confidence: confidence.rank,
    "contains": _pattern,
    "among": _sorted_json,
    "beyond": _sorted_json,
}
"""How each condition of a Selection is written as a parameter. `test_sqlite.py` fails if one is missing."""

_ANY: Final[dict[str, object]] = {"confidence": Confidence.RUMORED, "beyond": frozenset()}
"""What is no condition where that is not None."""
