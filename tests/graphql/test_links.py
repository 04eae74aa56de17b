"""The way from a lower type of the API up to a company."""

from __future__ import annotations

from answers import ask
from api_cases import bought


async def test_an_event_a_party_a_part_and_a_finding_lead_to_the_same_company() -> None:
    question = """{ asOf(on: "2026") {
      company(slug: "mistral-ai") { company { id } findings { company { id } } timeline { nodes { company { id } } }
        rounds { company { id } leads { company { id slug } state { name } } } acquiredBy { acquirer { slug } } }
      asml: company(slug: "asml") { company { id } } } }"""
    found = (await ask(await bought(), question))["asOf"]
    state, asml = found["company"], found["asml"]["company"]["id"]
    (round_,) = state["rounds"]
    assert round_["company"] == state["company"]
    assert round_["leads"] == [{"company": {"id": asml, "slug": "asml"}, "state": {"name": "ASML"}}]
    assert all(node["company"] == state["company"] for node in state["timeline"]["nodes"])
    assert all(finding["company"] == state["company"] for finding in state["findings"])
