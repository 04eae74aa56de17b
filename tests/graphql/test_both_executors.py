"""Law: a plan answers what graphql-core answers, byte for byte, on random documents over the whole schema.

`DATELINE_HYPOTHESIS=long pytest tests/graphql/test_both_executors.py` asks 10,000 of them, drawn anew. What the other
tests ask is compared as they ask it: see `tests/conftest.py`.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from answers import respond, timeline_of
from graphql import is_object_type
from histories import EVERYTHING, HAPPENED
from random_documents import question
from tangled import UNREADABLE, pool_of, tangled

from dateline.graphql import schema

LONG = os.environ.get("DATELINE_HYPOTHESIS") == "long"
BLOCKS, IN_EACH = (100, 100) if LONG else (5, 60)
FIRST_SEED = random.randrange(2**40) if LONG else 0


def typed(data: Any) -> bool:
    """Whether anything was found: an answer that is null at the top compares little."""
    return isinstance(data, dict) and any(value is not None for value in data.values())


@pytest.mark.usefixtures("garbage_at_the_end")
@pytest.mark.parametrize("block", range(BLOCKS))
async def test_random_documents_have_one_answer(block: int) -> None:
    # That both executors give it, is what every question of a test is compared for: see `both_executors.py`.
    timeline = timeline_of(await tangled())
    pool = await pool_of(timeline.log)
    answers, compiled = [], 0
    for seed in range(FIRST_SEED + block * IN_EACH, FIRST_SEED + (block + 1) * IN_EACH):
        one = question(schema._schema, pool, UNREADABLE, seed)
        answers.append(await respond(timeline, one.document, **one.variables))
        compiled += schema.documents.plan(one.document, None) is not None
    assert compiled > IN_EACH * 0.9  # the others select fields of one name and of two types: they are not valid
    without_errors = sum("errors" not in answer for answer in answers)
    assert IN_EACH / 4 < without_errors < IN_EACH * 3 / 4
    assert sum(typed(answer["data"]) for answer in answers) > IN_EACH / 3


async def test_random_documents_hold_every_type_and_every_way_to_write() -> None:
    pool = await pool_of(await tangled())
    questions = [question(schema._schema, pool, UNREADABLE, seed) for seed in range(400)]
    objects = {each.name for each in schema._schema.type_map.values() if is_object_type(each)}
    written = {"Mutation", "AppendEventsPayload", "InvalidEvent", "EventIdTaken", "PositionConflict"}
    subscribed = {"Subscription", "EventAppended"}  # test_subscriptions.py asks for these
    named = {name for name in objects - written - subscribed if not name.startswith("__")}
    assert named - {name for one in questions for name in one.types} == set()
    for part in ("@include", "@skip", "fragment ", "... on ", "...F", " = ", ": $", "__typename", "]"):
        assert sum(part in one.document for one in questions) > 20, part


@pytest.mark.parametrize("document", [EVERYTHING, HAPPENED], ids=["everything", "happened"])
async def test_what_is_asked_in_earnest_is_compiled(document: str) -> None:
    assert schema.documents.plan(document, None) is not None


@pytest.mark.parametrize(
    "document",
    ["{ __schema { queryType { name } } }", '{ __type(name: "Event") { name } log { position } }', "{ nope }", "{",
     "mutation { x }", "{ log { position } } { log { hash } }",
     "query A { log { position } } query B { log { hash } }"],
)  # fmt: skip
async def test_what_is_not_compiled_is_left_to_graphql_core(document: str) -> None:
    await respond(await tangled(), document)
    assert schema.documents.plan(document, None) is None
