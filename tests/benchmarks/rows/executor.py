"""The executor alone: what one value more costs once everything that an answer is made of is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from dateline.answers.reading import Timeline
from dateline.graphql import Context, schema
from dateline.log.opening import open_log

from ..contest import Bench, Contestant, Missing, Row, Sample
from ..data import log_of
from ..questions import Variables, values_in
from ..results import DATELINE, Goal
from ..rivals import graphql_core
from ..synthetic import EVENTS_PER_COMPANY, slug

GRAPHQL_CORE = "graphql-core"
TODAY = date(2026, 11, 22)
TIMES = 15
COMPANIES = 20

_LIST = """query List($on: Edtf!, $slugs: [String!]!) {
  asOf(on: $on) { companies(filter: { slugs: $slugs }) { nodes { FIELDS } } }
}"""
SMALL = _LIST.replace("FIELDS", "country")
LARGE = _LIST.replace(
    "FIELDS",
    """name status country city website sector founded { edtf text precision first last }
    valuation { money { amount currency } on { edtf text first last } known confidence bound rule }
    rounds { key stage series on { edtf first last precision } raised { money { amount currency } known confidence }
      leads { name slug } investors { name slug } }
    models { name stage on { edtf text } } metrics { name figure { money { amount currency } count unit known } }""",
)

Execute = Callable[[str, Variables, Context], Awaitable[dict[str, Any]]]


async def _by_dateline(query: str, variables: Variables, context: Context) -> dict[str, Any]:
    result = await schema.execute(query, variable_values=variables, context_value=context)
    if result.errors or result.data is None:
        raise RuntimeError(f"no answer: {result}")
    return result.data


def _prepare(bench: Bench) -> Mapping[str, Contestant | Missing]:
    db = log_of(bench, bench.scale.companies * EVENTS_PER_COMPANY)
    return {GRAPHQL_CORE: _a_value(db, graphql_core.executed), DATELINE: _a_value(db, _by_dateline)}


def _a_value(db: Path, execute: Execute) -> Contestant:
    """Microseconds of processor time for one more value in an answer, bytes included."""

    async def run() -> float:
        variables: Variables = {"on": "2024-06-30", "slugs": [slug(number) for number in range(COMPANIES)]}
        async with open_log(db, read_only=True) as log:
            timeline = Timeline(log, lambda: TODAY)
            (few, least), (many, most) = [await _taken(execute, query, variables, timeline) for query in (SMALL, LARGE)]
        return (most - least) / (many - few) * 1e6

    return lambda _: Sample(asyncio.run(run()))


async def _taken(execute: Execute, query: str, variables: Variables, timeline: Timeline) -> tuple[int, float]:
    """How many values there are, and seconds; the first time, which makes what is kept, is not counted."""
    answer = await execute(query, variables, Context(timeline))
    began = time.process_time()
    for _ in range(TIMES):
        msgspec.json.encode(await execute(query, variables, Context(timeline)))
    return values_in(answer), (time.process_time() - began) / TIMES


ROWS = [
    Row(
        "executor",
        "The executor alone: one more value in an answer",
        "µs",
        (Goal(1, most=True), Goal(0.11, most=True, against=GRAPHQL_CORE)),
        _prepare,
    )
]
