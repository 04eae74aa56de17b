"""Law: an id determines the fields of what has it, so that client caches never mix two dates.

Whatever was answered is normalised by type and id, as Apollo and Relay do it: no field of one id, with the same
arguments, has two values, and none of an id that carries a vantage gets another one when something is appended.
"""

from __future__ import annotations

import os
import random
from collections.abc import Collection
from typing import Any

import pytest
from answers import later, respond, timeline_of
from builders import acquisition, eur, founded, funding, merge, metric, profile, retraction, source, stake
from client_store import ClientStore, everything, identified
from random_documents import Pool, question
from tangled import pool_of, tangled

from dateline.answers.reading import Timeline
from dateline.events.event import Event
from dateline.graphql import schema
from dateline.graphql.ids import read_id

LONG = os.environ.get("DATELINE_HYPOTHESIS") == "long"
TIMES, FIRST_SEED = (20, random.randrange(2**40)) if LONG else (2, 0)
CORE = schema._schema
TWO_VANTAGES: Pool = {"Edtf": ["2025-03-01", "2026-02-01"], "Date": ["2025-12-31"], "Position": ["25"]}
BY_ID = {"node", "nodes", "snapshot"}
AT_ONCE = 30


async def asked(timeline: Timeline, store: ClientStore, document: str, variables: dict[str, Any]) -> None:
    document = identified(CORE, document)
    store.keep(document, variables, await respond(timeline, document, **variables))


async def asked_at_random(
    timeline: Timeline, store: ClientStore, pool: Pool, seeds: range, roots: Collection[str] | None = None
) -> None:
    for seed in seeds:
        one = question(CORE, pool, {}, seed, roots)
        await asked(timeline, store, one.document, one.variables)


async def asked_by_id(timeline: Timeline, store: ClientStore) -> None:
    """Asks for everything of every id that an answer had, as a client does that reads an object anew."""
    ids: dict[str, list[str]] = {}
    for type_name, id in store.objects:
        ids.setdefault(type_name, []).append(id)
    for type_name, of_type in ids.items():
        for document in everything(CORE.type_map[type_name]):
            for start in range(0, len(of_type), AT_ONCE):
                await asked(timeline, store, document, {"ids": of_type[start : start + AT_ONCE]})


def pinned(store: ClientStore) -> ClientStore:
    """What is kept of ids that carry a vantage; what asks for the newest record by its arguments is of no vantage."""
    kept = ClientStore(CORE)
    for (type_name, id), values in store.objects.items():
        if read_id(id).token:
            kept.objects[type_name, id] = {
                place: value
                for place, value in values.items()
                if not any("'atLeast'" in str(part) or "'time'" in str(part) for part in place)
            }
    return kept


def of_before() -> list[Event]:
    """Parts of other companies' states that have the same key in each of them."""
    return [
        stake("held/2", company="asml", holder="Mistral AI", on="2024-05", percent=3),
        acquisition("deal/2", company="alan", target="Mistral AI", stage="talks", on="2024-05"),
    ]


def of_later() -> list[Event]:
    """Says something new of all that the log knows: names, merges, acts on what is told, deals with each other."""
    said = source("Wired", "2024-02-02")
    return [
        profile("later/name", name="Newer Name", on="2024", sources=[said]),
        profile("later/asml", company="asml", name="ASML Group", on="2024", sources=[said]),
        funding("later/round", raised=eur(77), leads=["ASML"], on="2024", sources=[said]),
        retraction("later/no", of="seed/2", sources=[said]),
        merge("later/merge", ["asml"], company="asml-holding", sources=[said]),
        founded("later/holding", company="asml-holding", name="Holding", on="1980", sources=[said]),
        metric("later/arr", metric="arr", money=eur(8), on="2024-03", sources=[said]),
        acquisition("later/deal", company="zeta", target="Mistral AI", on="2024-03", sources=[said]),
        stake("later/stake", company="zeta", holder="ASML", on="2024-03", sources=[said]),
    ]


@pytest.mark.usefixtures("garbage_at_the_end")
async def test_no_field_of_one_id_has_two_values() -> None:
    log = await tangled()
    await log.append(of_before(), now=later(200))
    timeline, store = timeline_of(log), ClientStore(CORE)
    pool = {**await pool_of(log), **TWO_VANTAGES}
    for block in range(TIMES):
        first = FIRST_SEED + 300 * block
        await asked_at_random(timeline, store, pool, range(first, first + 150))
        pool["ID"] = [*pool["ID"], *(id for _, id in store.objects)]
        await asked_at_random(timeline, store, pool, range(first + 150, first + 300), BY_ID)
    await asked_by_id(timeline, store)
    assert store.compared > 5_000
    nodes = {one.name for one in CORE.get_possible_types(CORE.type_map["Node"])}
    assert {type_name for type_name, _ in store.objects} == nodes

    await log.append(of_later(), now=later(300))
    timeline, store = timeline_of(log), pinned(store)
    assert len(store.objects) > 500
    await asked_by_id(timeline, store)
    await asked_at_random(timeline, store, pool, range(first + 150, first + 300), BY_ID)
    assert store.compared > 5_000
