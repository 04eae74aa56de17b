"""Events in the API: every field of every kind, how they stand, and how they lead to each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from answers import ask, memory
from api_cases import RICH
from builders import dispute, event, founded, funding, one_of_each, retraction, source
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)

from dateline.events.kinds import KINDS
from dateline.graphql import schema
from dateline.values.text import slugify

SDL = build_schema(schema.as_str())

COMMON = {
    "id", "key", "type", "company", "subject", "summary", "stageName", "on", "known", "position", "recordedAt",
    "confidence", "standing", "standingBecause", "corrects", "reason", "sources", "note",
}  # fmt: skip
LEAVES = {
    "Money": "amount currency", "PartialDate": "edtf first last precision approximate uncertain text human",
    "Party": "slug name",
    "Company": "slug", "Source": "publisher title url published { edtf } retrieved cites", "Event": "key",
}  # fmt: skip


def selection(type_name: str) -> str:
    """Every field of a type, each down to its leaves."""
    found = SDL.type_map[type_name]
    assert isinstance(found, GraphQLObjectType)
    chosen = []
    for name, field in found.fields.items():
        inner = field.type
        while isinstance(inner, GraphQLList | GraphQLNonNull):
            inner = inner.of_type
        alias = f"{type_name}_{name}" if name == "stage" else name
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            chosen.append(f"{alias}: {name}" if alias != name else name)
        else:
            assert isinstance(inner, GraphQLObjectType | GraphQLInterfaceType)
            chosen.append(
                f"{alias}: {name} {{ {LEAVES[inner.name]} }}" if alias != name else f"{name} {{ {LEAVES[inner.name]} }}"
            )
    return " ".join(chosen)


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(map(str.title, tail))


def plain(value: Any) -> Any:
    """A value of the API as a file would have it."""
    match value:
        case {"amount": amount, "currency": currency}:
            return {"amount": amount, "currency": currency}
        case {"edtf": edtf}:
            return edtf
        case {"slug": slug, "name": name}:
            return name if slugify(name) == slug else {"name": name, "slug": slug}
        case list():
            return [plain(each) for each in value]
    return value


def as_answered(name: str, value: Any) -> Any:
    match value:
        case {"amount": amount, "currency": currency}:
            return {"amount": format(Decimal(amount).normalize(), "f"), "currency": currency}
        case str() if name in ("stage", "instrument", "access", "role", "nature", "per", "bound"):
            return value.upper().replace("-", "_")
        case str() | int() if name in (
            "percent",
            "parameters",
            "active_parameters",
            "training_compute",
            "megawatts",
            "chips",
            "count",
        ):
            return format(Decimal(value), "f")
    return value


@pytest.mark.parametrize("kind", KINDS)
async def test_a_rich_event_answers_every_field_of_its_kind(kind: str) -> None:
    assert set(RICH) == set(KINDS)
    type_name = f"{KINDS[kind].__name__}Event"
    sources = [
        source("Le Monde", "2025-09", title="T", url="https://lemonde.fr/x", cites=["AFP"]),
        source("B", None, retrieved="2026-01-02"),
    ]
    told = event(kind, f"rich/{kind}", **RICH[kind], note="a note", sources=sources)
    log = await memory(
        told,
        event("merge", "rich/merge", subject="funding/x", same=["funding/y"])
        if kind == "dispute"
        else founded("other"),
    )
    question = f'{{ event(key: "rich/{kind}") {{ __typename ... on {type_name} {{ {selection(type_name)} }} }} }}'
    found = (await ask(log, question))["event"]
    assert found["__typename"] == type_name
    assert (found["key"], found["type"], found["company"]["slug"]) == (
        f"rich/{kind}",
        kind.upper().replace("-", "_"),
        "mistral-ai",
    )
    assert (found["note"], found["known"], found["position"], found["recordedAt"]) == (
        "a note",
        "2025-09-30",
        "1",
        "2026-11-22T12:00:00Z",
    )
    assert found["sources"] == [
        {
            "publisher": "Le Monde",
            "title": "T",
            "url": "https://lemonde.fr/x",
            "published": {"edtf": "2025-09"},
            "retrieved": None,
            "cites": ["AFP"],
        },
        {"publisher": "B", "title": None, "url": None, "published": None, "retrieved": "2026-01-02", "cites": []},
    ]
    assert (found["standing"], found["standingBecause"], found["corrects"]) == ("STANDING", [], None)
    assert found["subject"] == told.subject
    assert found["summary"]
    for name, value in RICH[kind].items():
        if name == "event":
            assert found["eventKey"] == value
            assert found["event"] == ({"key": value} if kind == "dispute" else None)
        elif name == "money":
            assert found["money"] == {"amount": value["amount"], "currency": value["currency"]}
            assert found["bound"] == value["bound"].upper()
        else:
            answered = found[f"{type_name}_stage" if name == "stage" else camel(name)]
            assert plain(answered) == as_answered(name, value), name
    assert found["stageName"] == RICH[kind].get("stage")


@pytest.mark.parametrize("kind", KINDS)
async def test_the_smallest_event_answers_every_field_with_null_where_nothing_is_said(kind: str) -> None:
    log = await memory(*one_of_each())
    type_name = f"{KINDS[kind].__name__}Event"
    question = f'{{ event(key: "smallest/{kind}") {{ ... on {type_name} {{ {selection(type_name)} }} }} }}'
    found = (await ask(log, question))["event"]
    assert found["note"] is None
    assert found["on"]["edtf"] in ("2025-09-09", "2025-09-10")
    fields = set(SDL.type_map[type_name].fields)
    assert fields >= COMMON
    empty = {name for name in fields - COMMON if name != "stage" and found[name] in (None, [])}
    assert not {name for name in empty if found[name] == []}, "an event that says nothing of a list says null"


async def test_a_list_of_mixed_kinds_has_types_stages_and_summaries() -> None:
    log = await memory(*one_of_each())
    nodes = (
        await ask(log, "{ events(order: POSITION_ASC) { totalCount nodes { __typename type stageName summary } } }")
    )["events"]
    assert nodes["totalCount"] == 18
    assert [node["__typename"] for node in nodes["nodes"]] == [f"{kind.__name__}Event" for kind in KINDS.values()]
    assert all(node["summary"] for node in nodes["nodes"])


async def test_an_event_says_how_it_stands_and_what_made_it_so_where_it_is_looked_at_from() -> None:
    log = await memory(
        funding("wrong", on="2024", sources=[source(published="2025-01-01")]),
        funding("right", on="2024", corrects="wrong", reason="a typo", sources=[source(published="2025-02-01")]),
        dispute("doubt", of="right", sources=[source(published="2025-03-01")]),
        retraction("no/doubt", of="doubt", sources=[source(published="2025-04-01")]),
    )
    question = """query($k: Date) { asOf(on: "2026", knownBy: $k) {
      events(order: KNOWN_ASC) { nodes { key standing standingBecause { key standing } corrects { key standing } reason
        ... on RetractionEvent { event { key } eventKey } ... on DisputeEvent { event { key } eventKey } } }
      company(slug: "mistral-ai") { timeline(order: KNOWN_ASC) { nodes { key standing standingBecause { key
      standing } corrects { key standing } } } }
    } }"""
    seen = {}
    for known in ("2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"):
        answer = (await ask(log, question, k=known))["asOf"]
        shared = ("key", "standing", "standingBecause", "corrects")
        assert [{name: node[name] for name in shared} for node in answer["events"]["nodes"]] == answer["company"][
            "timeline"
        ]["nodes"]
        seen[known] = {node["key"]: node["standing"] for node in answer["events"]["nodes"]}
    assert seen == {
        "2025-01-31": {"wrong": "STANDING"},
        "2025-02-28": {"wrong": "CORRECTED", "right": "STANDING"},
        "2025-03-31": {"wrong": "STANDING", "right": "DISPUTED", "doubt": "STANDING"},
        "2025-04-30": {"wrong": "CORRECTED", "right": "STANDING", "doubt": "RETRACTED", "no/doubt": "STANDING"},
    }
    nodes = {node["key"]: node for node in answer["events"]["nodes"]}
    assert nodes["wrong"]["standingBecause"] == [{"key": "right", "standing": "STANDING"}]
    assert nodes["right"]["corrects"] == {"key": "wrong", "standing": "CORRECTED"}
    assert nodes["right"]["reason"] == "a typo"
    assert nodes["no/doubt"]["event"] == {"key": "doubt"}
    assert nodes["doubt"]["standingBecause"] == [{"key": "no/doubt", "standing": "STANDING"}]


async def test_an_act_on_what_is_not_in_reach_has_its_key_but_no_event() -> None:
    log = await memory(
        retraction("r", of="nowhere"), funding("late", sources=[source(published="2026-10")]), dispute("d", of="late")
    )
    question = """{ asOf(knownBy: "2026-01-01") { events { nodes { ... on RetractionEvent { event { key } eventKey
      } ... on DisputeEvent { event { key } eventKey } } } } }"""
    nodes = (await ask(log, question))["asOf"]["events"]["nodes"]
    assert nodes == [{"event": None, "eventKey": "late"}, {"event": None, "eventKey": "nowhere"}]


async def test_a_later_source_is_not_shown_before_its_day() -> None:
    log = await memory(funding("e", sources=[source("A", "2025-09-10"), source("B", "2025-12-01")]))
    question = """{ asOf(on: "2026", knownBy: "2025-11-30") { events { nodes { sources { publisher } } }
      company(slug: "mistral-ai") { coverage { sources } rounds { sources { publisher } } } } }"""
    found = (await ask(log, question))["asOf"]
    assert found["events"]["nodes"] == found["company"]["rounds"] == [{"sources": [{"publisher": "A"}]}]
    assert found["company"]["coverage"]["sources"] == 1
