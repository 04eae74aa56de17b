"""Nodes: every id reads back what it is of, through the vantage that it carries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from answers import ask, code_of, later, memory, respond
from api_cases import bought
from builders import eur, funding, merge, profile, retraction, source

from dateline.errors import StoreUnavailable
from dateline.graphql.ids import write_id
from dateline.log.memory.store import MemoryLog

IDS = """{ asOf(on: "2026") {
  id company(slug: "mistral-ai") { id company { id } timeline { nodes { id } } upcoming { id } acquiredBy { id events {
  id } } rounds { id } holdings { id } }
  asml: company(slug: "asml") { acquisitions { id target { company { id } } } }
  alan: company(slug: "alan") { holders { id company { id } } }
  rounds { nodes { id } }
  events { nodes { id } }
} events { nodes { id } } company(slug: "mistral-ai") { id log { nodes { id } } asOf(on: "2024") { id } }
companies { nodes { id } } }"""


NODES = {
    "Company",
    "CompanyState",
    "Snapshot",
    "FundingRound",
    "Acquisition",
    "Stake",
    "FundingEvent",
    "AcquisitionEvent",
}


def ids_in(answer: Any) -> list[str]:
    if isinstance(answer, list):
        return [id for each in answer for id in ids_in(each)]
    if isinstance(answer, dict):
        return [id for name, value in answer.items() for id in ([value] if name == "id" else ids_in(value))]
    return []


async def test_every_id_reads_back_the_node_it_is_of() -> None:
    log = await bought()
    await log.append([funding("plan", round="p", on="2030")], now=later(1))
    ids = list(dict.fromkeys(ids_in(await ask(log, IDS))))
    assert len(ids) > 20
    nodes = (await ask(log, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids))["nodes"]
    assert [node["id"] for node in nodes] == ids
    assert {node["__typename"] for node in nodes} >= NODES
    for id in ids[:5]:
        assert (await ask(log, "query($id: ID!) { node(id: $id) { id } }", id=id))["node"] == {"id": id}


async def test_a_node_is_read_through_the_vantage_of_its_id() -> None:
    log = await memory(funding("a", raised=eur(1), on="2025"), profile("p", name="Mistral AI", on="2024"))
    question = (
        """{ asOf(on: "2026", knownBy: "2026-01-31") { company(slug: "mistral-ai") { id } events { nodes { id } } } }"""
    )
    found = (await ask(log, question))["asOf"]
    await log.append(
        [retraction("r", of="a"), retraction("rr", of="p"), profile("q", name="Other", on="2025")], now=later(5)
    )
    ids = [found["company"]["id"], *(node["id"] for node in found["events"]["nodes"])]
    reading = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on CompanyState { name rounds { key } } ... on Event
      { standing } } }"""
    nodes = (await ask(log, reading, ids=ids))["nodes"]
    assert nodes == [
        {"name": "Mistral AI", "rounds": [{"key": "series-c"}]},
        {"standing": "STANDING"},
        {"standing": "STANDING"},
    ]
    plain_ids = [
        node["id"]
        for node in (await ask(log, "{ events(filter: {types: [FUNDING]}) { nodes { id } } }"))["events"]["nodes"]
    ]
    assert (await ask(log, reading, ids=plain_ids))["nodes"] == [{"standing": "RETRACTED"}]


async def test_a_bad_id_nulls_itself_alone() -> None:
    log = await bought()
    good = (await ask(log, '{ company(slug: "asml") { id } }'))["company"]["id"]
    other = await memory(funding("of-another-log"))
    foreign = (await ask(other, '{ asOf(on: "2026") { company(slug: "mistral-ai") { id } } }'))["asOf"]["company"]["id"]
    await log.append([funding("longer")], now=later(1))
    bad = ["", "zzz", "é", good + "=", "Qzpub2JvZHk", "WDo6eA", foreign]
    nodes = (await ask(log, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[bad[0], good, *bad[1:], good]))[
        "nodes"
    ]
    assert nodes == [None, {"id": good}, *[None] * len(bad[1:]), {"id": good}]


@pytest.mark.parametrize(
    ("id", "code"), [("zzz", "invalid-input"), ("WDo6eA", "invalid-input"), ("Uzp6enp6OmE", "invalid-vantage")]
)
async def test_a_bad_id_asked_for_alone_says_what_is_wrong(id: str, code: str) -> None:
    assert await code_of(await memory(), "query($id: ID!) { node(id: $id) { id } }", id=id) == code


async def test_an_id_of_nothing_in_this_log_is_null() -> None:
    ids = ["Qzpub2JvZHk", "RTo6bm93aGVyZQ"]  # C:nobody, E::nowhere
    assert (await ask(await bought(), "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids))["nodes"] == [
        None,
        None,
    ]


async def test_too_many_ids_are_refused() -> None:
    assert (
        await code_of(await memory(), "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 101)
        == "invalid-input"
    )


async def test_a_store_that_fails_nulls_no_node_in_silence() -> None:
    class Failing(MemoryLog):
        async def by_ids(self, ids: Any, upto: int) -> Any:
            raise StoreUnavailable("the disk is gone")

    log = Failing()
    answer = await respond(log, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["RTo6bm93aGVyZQ"])
    assert answer["data"] is None
    assert [error["extensions"]["reason"] for error in answer["errors"]] == ["store-unavailable"]
    assert "disk" not in json.dumps(answer)


async def test_ids_carry_the_vantage_that_their_objects_were_read_through() -> None:
    question = """{ a: asOf(on: "2025") { ...C } b: asOf(on: "2026") { ...C } } fragment C on Snapshot {
      id company(slug: "asml") { id company { id } acquisitions { id } timeline { nodes { id } } } }"""
    found = await ask(await bought(), question)
    assert len(ids_in(found["a"])) > 4
    assert set(ids_in(found["a"])).isdisjoint(ids_in(found["b"]))


async def test_a_company_reached_through_a_vantage_tells_nothing_of_later_when_it_is_read_anew() -> None:
    old, new = [source("Wired", "2024-03-01")], [source("Wired", "2025-03-01")]
    log = await memory(
        profile("old", name="Old", on="2024-02", sources=old), profile("new", name="New", on="2025-02", sources=new)
    )
    company = "company { id name log { nodes { key } } asOf { name vantage { token } } }"
    question = f"""{{ asOf(on: "2026", knownBy: "2024-12-31") {{ company(slug: "mistral-ai") {{ {company} }} }} }}"""
    told = (await ask(log, question))["asOf"]["company"]["company"]
    assert (told["name"], told["log"]["nodes"], told["asOf"]["name"]) == ("Old", [{"key": "old"}], "Old")
    await log.append([retraction("gone", of="old", sources=old)], now=later(1))
    anew = f"query($id: ID!) {{ node(id: $id) {{ ...C }} }} fragment C on Company {company.removeprefix('company ')}"
    assert (await ask(log, anew, id=told["id"]))["node"] == told


async def test_an_id_answers_under_itself_when_its_company_was_merged() -> None:
    log = await memory(profile("a", company="alan", name="Alan", on="2024"))
    question = """{ company(slug: "alan") { id } asOf(on: "2026") { company(slug: "alan") { id company { id } } } }"""
    ids = ids_in(await ask(log, question))
    await log.append([merge("m", ["alan"], company="alan-sa")], now=later(1))
    reading = """query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Company { slug } ... on CompanyState { company {
      slug } } } }"""
    nodes = (await ask(log, reading, ids=ids))["nodes"]
    assert [node["id"] for node in nodes] == ids
    assert nodes[0]["slug"] == "alan-sa"  # the head of the log knows of the merge, the vantage does not
    assert (nodes[1]["company"]["slug"], nodes[2]["slug"]) == ("alan", "alan")


async def test_a_snapshot_is_a_node_whose_id_is_its_token_and_whose_lists_can_be_paged() -> None:
    log = await bought()
    page = "companies(first: 1, after: $after) { nodes { name } pageInfo { endCursor } }"
    asked = f'query($after: String) {{ asOf(on: "2026") {{ id vantage {{ token }} {page} }} }}'
    first = (await ask(log, asked))["asOf"]
    assert first["id"] == first["vantage"]["token"]
    await log.append([profile("first", company="aaa", name="AAA", on="2020")], now=later(1))
    anew = f"query($id: ID!, $after: String) {{ node(id: $id) {{ id ... on Snapshot {{ {page} }} }} }}"
    names, after = [], None
    for _ in range(3):
        node = (await ask(log, anew, id=first["id"], after=after))["node"]
        assert node["id"] == first["id"]
        names += [each["name"] for each in node["companies"]["nodes"]]
        after = node["companies"]["pageInfo"]["endCursor"]
    assert names == ["Alan SA", "ASML", "Mistral AI"]


@pytest.mark.parametrize(
    "path", ["", "rounds", "rounds:", "rounds:none", "acquired_by/x:mistral-ai", "part:x", "asked:x", "state:x", "é:x"]
)
async def test_an_id_of_a_part_that_a_state_has_not_is_null(path: str) -> None:
    log = await bought()
    token = (await ask(log, '{ asOf(on: "2026") { id } }'))["asOf"]["id"]
    id = write_id("P", f"mistral-ai:{path}", token)
    assert (await ask(log, "query($id: ID!) { node(id: $id) { id } }", id=id))["node"] is None
