"""The state of a company, as a front end reads it."""

from __future__ import annotations

import json

from answers import ask, memory
from api_cases import RICH
from builders import acquisition, eur, funding, line, listing, metric, model, source, stake, target, usd
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)

from dateline.events.codec import decode
from dateline.events.kinds import KINDS
from dateline.graphql import schema

SDL = build_schema(schema.as_str())


async def test_a_figure_shows_its_event_its_sources_and_what_else_was_said() -> None:
    log = await memory(
        funding("a", raised=eur(600, stated=[usd(640)]), on="2024-06", sources=[source("A"), source("B")]),
        funding("b", raised=eur(468, bound="over"), on="2024-06", sources=[source("C")]),
        funding("c", raised=usd(640), on="2024-06-11", sources=[source("D")]),
    )
    question = """{ asOf { company(slug: "mistral-ai") {
      rounds { raised { money { amount currency } count unit bound stated { amount currency } on { edtf human }
      known confidence rule
        event { key } sources { publisher } alternatives { money { amount currency } bound agrees event { key } }
        } conflicts { field } }
      conflicts { subject field rule chosen { money { amount } agrees } alternatives { event { key } agrees } }
      statements(field: "raised") { subject field rule value { money { amount } } on { edtf } sources { publisher } }
      people: statements(field: "leads") { field }
    } } }"""
    state = (await ask(log, question))["asOf"]["company"]
    figure = state["rounds"][0]["raised"]
    assert figure == {
        "money": {"amount": "600", "currency": "EUR"}, "count": None, "unit": None, "bound": "EXACT",
        "stated": [{"amount": "640", "currency": "USD"}], "on": {"edtf": "2024-06", "human": "Jun 2024"},
        "known": "2025-09-10",
        "confidence": "REPORTED", "rule": "publishers", "event": {"key": "a"}, "sources": [{"publisher": "A"},
                                                                                           {"publisher": "B"}],
        "alternatives": figure["alternatives"],
    }  # fmt: skip
    agrees = {other["event"]["key"]: other["agrees"] for other in figure["alternatives"]}
    assert agrees["b"] is True
    assert set(agrees) == {"b", "c"}
    assert state["statements"][0]["value"] == {"money": {"amount": "600"}}
    assert (state["statements"][0]["rule"], state["people"]) == ("publishers", [])


async def test_numbers_that_nobody_disclosed_are_null_and_lists_that_nobody_named_are_empty() -> None:
    question = """{ asOf { company(slug: "mistral-ai") { valuation { rule } raised { money { amount } byCurrency {
      amount } counted unknown excluded why events { key } } rounds { raised { rule } leads { slug } } founded {
      edtf } founders { slug } aliases status country } } }"""
    state = (await ask(await memory(funding("a")), question))["asOf"]["company"]
    assert state == {
        "valuation": None,
        "raised": {"money": None, "byCurrency": [], "counted": 0, "unknown": 1, "excluded": 0,
                   "why": ["series-c: amount unknown"], "events": []},
        "rounds": [{"raised": None, "leads": []}],
        "founded": None, "founders": [], "aliases": [], "status": "ACTIVE", "country": None,
    }  # fmt: skip


async def test_a_target_says_what_became_of_it() -> None:
    log = await memory(target("t", on="2025-01", by="2025", count=600), metric("m", on="2025-06", count=700))
    question = """{ a: asOf(on: "2025-05") { ...T } b: asOf(on: "2026") { ...T } } fragment T on Snapshot {
      company(slug: "mistral-ai") { targets { metric outcome by { edtf } value { count unit } metBy { key } } } }"""
    found = await ask(log, question)
    assert [found[name]["company"]["targets"] for name in "ab"] == [
        [
            {
                "metric": "headcount",
                "outcome": "PENDING",
                "by": {"edtf": "2025"},
                "value": {"count": "600", "unit": "people"},
                "metBy": None,
            }
        ],
        [
            {
                "metric": "headcount",
                "outcome": "MET",
                "by": {"edtf": "2025"},
                "value": {"count": "600", "unit": "people"},
                "metBy": {"key": "m"},
            }
        ],
    ]


async def test_the_state_of_one_of_each_kind_answers_every_field() -> None:
    """Generated from the schema: no part of a state fails, and no part is empty, when something is said of it."""
    log = await memory(
        *[
            decode(json.dumps(line(kind, f"rich/{kind}", **RICH[kind])))
            for kind in KINDS
            if kind not in ("retraction", "dispute", "merge", "closed")
        ],
        decode(json.dumps(line("founded", "k", company="koyeb", name="Koyeb"))),
        acquisition("by", company="asml", target="Mistral AI"),
        stake("held", company="alan", holder="Mistral AI"),
        listing("done", exchange="Nasdaq"),
        funding("closed", round="x", raised=eur(5), valuation=eur(7)),
        funding("rumor", round="y", confidence="rumored"),
        funding("plan", round="z", on="2030"),
    )

    def fields(type_name: str, depth: int) -> str:
        found = SDL.type_map[type_name]
        assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType)
        chosen = []
        for name, field in found.fields.items():
            inner = field.type
            while isinstance(inner, GraphQLList | GraphQLNonNull):
                inner = inner.of_type
            if any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values()):
                continue
            if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
                chosen.append(name)
            elif depth and inner.name not in ("Company", "CompanyState"):
                chosen.append(f"{name} {{ {fields(inner.name, depth - 1)} }}")
        return " ".join(chosen) or "__typename"

    parts = ["rounds", "listings", "acquisitions", "acquiredBy", "models", "products", "dataCenters", "metrics",
             "targets", "people",
             "holders", "holdings", "partnerships", "rumors", "possible", "upcoming", "statements", "conflicts",
             "coverage", "timeline", "raised", "valuation"]  # fmt: skip
    for part in parts:
        inner = SDL.type_map["CompanyState"].fields[part].type
        while isinstance(inner, GraphQLList | GraphQLNonNull):
            inner = inner.of_type
        question = f'{{ asOf {{ company(slug: "mistral-ai") {{ {part} {{ {fields(inner.name, 1)} }} }} }} }}'
        found = (await ask(log, question))["asOf"]["company"][part]
        assert found or part in ("conflicts", "possible"), part


async def test_what_an_undated_article_told_as_past_is_possible_and_not_upcoming() -> None:
    undated = [source("A", None, retrieved="2026-11-21")]
    log = await memory(
        model("m", model="7B", on="../2026-11-21", stage="released", sources=undated),
        model("n", model="8B", on="2026-11", stage="released", sources=[source("B", "2026-11-30")]),
    )
    question = '{ asOf(on: "2026-07-15") { company(slug: "mistral-ai") { possible { key } upcoming { key } } } }'
    found = (await ask(log, question))["asOf"]["company"]
    assert found == {"possible": [{"key": "m"}], "upcoming": [{"key": "n"}]}
