"""Lists of companies in an order that nobody has asked for before."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import islice
from statistics import median

from ..contest import Bench, Contestant, Missing, Row, Sample, warmed
from ..data import filed, ranked_events
from ..questions import ORDER, RANKING, Variables, dates
from ..results import DATELINE, Goal
from ..rivals import duckdb_asof
from ..servers import Server, dateline, latency, posted, started

DUCKDB = "DuckDB"
FIELDS = ("NAME", "FOUNDED", "VALUATION", "RAISED", "METRIC", "LATEST_EVENT")
ORDERS = [(field, direction) for field in FIELDS for direction in ("ASC", "DESC")]


def _server(bench: Bench) -> Server:
    db = filed(bench, ranked_events(bench))
    return bench.once("ranked", lambda: bench.open.enter_context(started(dateline(db))))


def _list(bench: Bench) -> Mapping[str, Contestant | Missing]:
    return {DUCKDB: _duckdb(bench), DATELINE: _asking(bench, RANKING, {})}


def _duckdb(bench: Bench) -> Contestant | Missing:
    try:
        ask = duckdb_asof.asking(ranked_events(bench), bench.folder)
    except Missing as reason:
        return reason

    def measure(number: int) -> Sample:
        asked = list(islice(dates((DUCKDB, number)), bench.scale.questions))
        before = time.process_time()
        taken = ask((str(one["on"]), str(one["knownBy"])) for one in asked)
        return Sample(median(taken) * 1000, (time.process_time() - before) / len(asked) * 1000)

    return measure


def _asking(bench: Bench, query: str, more: Variables) -> Contestant:
    server = _server(bench)

    def measure(number: int) -> Sample:
        asked = islice(dates((query, repr(more), number)), bench.scale.questions)
        return latency(server, bench.scale, [posted(server, query, {**one, **more}) for one in asked])

    return warmed(measure)


def _orders(bench: Bench) -> Mapping[str, Contestant | Missing]:
    metric = {"METRIC": {"metric": "headcount"}}
    return {
        _named(field, direction): _asking(
            bench, ORDER, {"order": {"field": field, "direction": direction, **metric.get(field, {})}}
        )
        for field, direction in ORDERS
    }


def _named(field: str, direction: str) -> str:
    return f"{field} {direction}"


ROWS = [
    Row(
        "list",
        "100 of 100,000 companies by valuation, 10 fields each, an order not asked before",
        "ms",
        (Goal(20, most=True), Goal(1, most=True, against=DUCKDB)),
        _list,
    ),
    Row(
        "orders",
        "The first 10 of 100,000 companies, by every order",
        "ms",
        tuple(Goal(50, most=True, of=_named(field, direction)) for field, direction in ORDERS),
        _orders,
    ),
]
