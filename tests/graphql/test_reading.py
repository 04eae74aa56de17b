"""The reading part of the API: vantages, events of every kind, nodes, companies, parties, and how errors look."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from answers import NOW, TODAY, ask, code_of, later, memory, memory_of, respond, timeline_of
from builders import (
    acquisition,
    dispute,
    eur,
    event,
    founded,
    funding,
    line,
    listing,
    merge,
    metric,
    one_of_each,
    profile,
    retraction,
    source,
    stake,
    target,
    usd,
)
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)

from dateline.errors import StoreUnavailable
from dateline.events.codec import decode
from dateline.events.kinds import KINDS
from dateline.graphql import schema
from dateline.log.memory.store import MemoryLog
from dateline.values.parties import slugify

SDL = build_schema(schema.as_str())

# Vantages.

VANTAGE = "vantage { on knownBy position recordedAt hash confidence dates final }"


async def five() -> MemoryLog:
    """Five records, a day between each and the next."""
    days = [NOW - timedelta(days=4 - place) for place in range(5)]
    return await memory_of([([funding(f"e{place}", round=f"r{place}")], now) for place, now in enumerate(days)])


async def vantage_at(log: MemoryLog, arguments: str) -> dict[str, Any]:
    asked = f"({arguments})" if arguments else ""
    return dict((await ask(log, f"{{ asOf{asked} {{ {VANTAGE} }} }}"))["asOf"]["vantage"])


async def test_a_vantage_left_open_is_today_with_hindsight_at_the_head() -> None:
    log = await five()
    head = await log.head()
    assert await vantage_at(log, "") == {
        "on": TODAY.isoformat(),
        "knownBy": None,
        "position": "5",
        "recordedAt": "2026-11-22T12:00:00Z",
        "hash": head.hash.hex(),
        "confidence": "REPORTED",
        "dates": "CERTAIN",
        "final": False,
    }


@pytest.mark.parametrize(
    ("written", "on"),
    [("2026-07-15", "2026-07-15"), ("2026-02", "2026-02-28"), ("2026", "2026-12-31"), ("mid-2026", "2026-08-31"),
     ("Q3 2025", "2025-09-30"), ("../2027", "2027-12-31"), ("2025-01/2025-03", "2025-03-31"), ("202X", "2029-12-31")],
)  # fmt: skip
async def test_a_partial_date_to_look_from_means_its_last_day(written: str, on: str) -> None:
    assert (await vantage_at(await memory(), f'on: "{written}"'))["on"] == on


@pytest.mark.parametrize(
    ("arguments", "position", "final"),
    [
        ('recorded: {position: "3"}', "3", False),
        ('recorded: {position: "3"}, on: "2026"', "3", True),
        ('recorded: {position: "5"}, on: "2026"', "5", True),
        ('recorded: {position: "0"}, on: "2026"', "0", True),
        ('recorded: {position: 2}, on: "2026", knownBy: "2026-01-01"', "2", True),
        ('recorded: {atLeast: "3"}, on: "2026"', "5", False),
        ('recorded: {atLeast: "5"}, on: "2026"', "5", False),
        ('recorded: {time: "2026-11-20T12:00:00Z"}, on: "2026"', "3", True),
        ('recorded: {time: "2026-11-20T11:59:59Z"}, on: "2026"', "2", True),
        ('recorded: {time: "2026-11-20T13:00:00+01:00"}, on: "2026"', "3", True),
        ('recorded: {time: "2026-11-20T12:00:00Z"}', "3", False),
        ('recorded: {time: "2026-11-22T11:59:59Z"}, on: "2026"', "4", True),
        ('recorded: {time: "2026-11-22T12:00:00Z"}, on: "2026"', "5", False),
        ('recorded: {time: "2030-01-01T00:00:00Z"}, on: "2026"', "5", False),
        ('recorded: {time: "2020-01-01T00:00:00Z"}, on: "2026"', "0", True),
        ('on: "2026"', "5", False),
        ('recorded: null, knownBy: null, on: "2026"', "5", False),
    ],
)
async def test_what_is_read_of_the_log_and_whether_that_can_ever_change(
    arguments: str, position: str, final: bool
) -> None:
    found = await vantage_at(await five(), arguments)
    assert (found["position"], found["final"]) == (position, final)


async def test_an_empty_log_is_looked_at_from_position_zero() -> None:
    for arguments in (
        "",
        'recorded: {position: "0"}',
        'recorded: {time: "2026-01-01T00:00:00Z"}',
        'recorded: {atLeast: "0"}',
    ):
        found = await vantage_at(await memory(), arguments)
        assert (found["position"], found["recordedAt"], found["hash"]) == ("0", None, "0" * 64)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('recorded: {position: "6"}', "position-ahead"),
        ('recorded: {atLeast: "6"}', "position-ahead"),
        ('recorded: {position: "999999999999999999"}', "position-ahead"),
        ('on: "2026/.."', "invalid-vantage"),
        ('on: "this summer"', "invalid-date"),
        ('on: "2026-02-30"', "invalid-date"),
        ('recorded: {position: "1", time: "2026-01-01T00:00:00Z"}', "invalid-query"),
        ("recorded: {}", "invalid-query"),
        ("recorded: {position: null}", "invalid-query"),
        ('knownBy: "2026"', "invalid-query"),
        ("confidence: CERTAIN", "invalid-query"),
    ],
)
async def test_a_vantage_that_cannot_be_looked_from_has_a_code(arguments: str, code: str) -> None:
    assert await code_of(await five(), f"{{ asOf({arguments}) {{ {VANTAGE} }} }}") == code


@pytest.mark.parametrize(
    "recorded",
    [{}, {"position": None}, {"position": "1", "atLeast": "1"}, {"time": "2026-01-01T00:00:00Z", "position": "1"}],
)
async def test_one_key_says_how_much_is_read_also_in_variables(recorded: dict[str, Any]) -> None:
    question = "query($r: Recorded) { asOf(recorded: $r) { vantage { on } } }"
    assert await code_of(await five(), question, r=recorded) == "invalid-query"


async def test_an_error_leaves_the_rest_of_the_answer() -> None:
    answer = await respond(await five(), '{ asOf(recorded: {position: "9"}) { vantage { on } } log { position } }')
    assert answer["data"] == {"asOf": None, "log": {"position": "5"}}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["asOf"], "position-ahead")
    assert error["message"] == "position 9 is not in this log yet: its newest is 5"


async def test_what_is_left_open_inside_a_snapshot_is_as_around_it() -> None:
    question = f"""{{
      asOf(on: "2026-03", knownBy: "2026-01-31", recorded: {{position: "4"}}, confidence: CONFIRMED, dates: POSSIBLE) {{
        company(slug: "mistral-ai") {{ company {{
          same: asOf {{ {VANTAGE} }}
          day: asOf(on: "2025-12") {{ {VANTAGE} }}
          days: asOfEach(on: ["2025-12"]) {{ {VANTAGE} }}
          known: asOf(knownBy: "2025-12-31", confidence: REPORTED, dates: CERTAIN) {{ {VANTAGE} }}
          place: asOf(recorded: {{position: "5"}}) {{ {VANTAGE} }}
        }} }}
      }}
    }}"""
    found = (await ask(await five(), question))["asOf"]["company"]["company"]
    keys = ("on", "knownBy", "position", "confidence", "dates", "final")
    seen = {
        name: [(state[0] if name == "days" else state)["vantage"][key] for key in keys] for name, state in found.items()
    }
    assert seen == {
        "same": ["2026-03-31", "2026-01-31", "4", "CONFIRMED", "POSSIBLE", True],
        "day": ["2025-12-31", "2026-01-31", "4", "CONFIRMED", "POSSIBLE", True],
        "days": ["2025-12-31", "2026-01-31", "4", "CONFIRMED", "POSSIBLE", True],
        "known": ["2026-03-31", "2025-12-31", "4", "REPORTED", "CERTAIN", True],
        "place": ["2026-03-31", "2026-01-31", "5", "CONFIRMED", "POSSIBLE", True],
    }


async def test_the_same_company_at_several_dates_comes_in_the_order_asked() -> None:
    log = await memory(
        founded("f", on="2023-05"),
        funding("a", on="2024-06", valuation=eur(1)),
        funding("b", round="b", on="2025-06", valuation=eur(2)),
    )
    question = """{ company(slug: "mistral-ai") { asOfEach(on: ["2026", "2024", "2025-06-30", "2022"]) { vantage {
      on } valuation { money { amount } } } } }"""
    found = (await ask(log, question))["company"]["asOfEach"]
    amounts = [state["valuation"] and state["valuation"]["money"]["amount"] for state in found]
    assert amounts == ["2", "1", "2", None]
    assert [state["vantage"]["on"] for state in found] == ["2026-12-31", "2024-12-31", "2025-06-30", "2022-12-31"]


async def test_a_slider_has_its_limit() -> None:
    log = await memory(founded("f"))
    question = 'query($on: [Edtf!]!) { company(slug: "mistral-ai") { asOfEach(on: $on) { name } } }'
    assert len((await ask(log, question, on=["2026"] * 400))["company"]["asOfEach"]) == 400
    assert await code_of(log, question, on=["2026"] * 401) == "invalid-input"


async def test_null_where_nothing_was_known_at_some_dates_only() -> None:
    log = await memory(founded("f", on="2023", sources=[source(published="2024-01-31")]))
    question = """{ company(slug: "mistral-ai") { a: asOf(knownBy: "2024-01-30") { name } b: asOf(knownBy:
      "2024-01-31") { name } } }"""
    assert (await ask(log, question))["company"] == {"a": None, "b": {"name": "mistral-ai"}}


# Events of every kind.

RICH: dict[str, dict[str, Any]] = {
    "founded": {"name": "Mistral AI", "country": "FR", "city": "Paris",
                "founders": ["Arthur Mensch", {"name": "G. Lample", "slug": "lample"}]},
    "profile": {"name": "Mistral", "country": "FR", "region": "IDF", "city": "Paris", "website": "https://mistral.ai",
                "sector": "AI", "aliases": ["M", "MAI"]},
    "closed": {"reason": "merged", "successor": "ASML"},
    "funding": {"round": "Series C", "stage": "announced", "series": "C", "instrument": "mixed",
                "raised": eur("1.7E+9"), "debt": usd("0.5"),
                "valuation": eur(11), "pre_money": True, "leads": ["ASML"], "investors": ["DST", "a16z"]},
    "listing": {"exchange": "Euronext", "stage": "filed", "ticker": "MAI", "price": eur("12.5"), "raised": eur(1),
                "valuation": eur(2)},
    "acquisition": {"target": "Koyeb", "stage": "talks", "price": usd(5), "percent": "66.6"},
    "model": {"model": "large-3", "stage": "preview", "name": "Large 3", "aliases": ["L3"],
              "organisations": ["Mistral AI"], "access": "open-weights",
              "license": "Apache-2.0", "parameters": 675, "active_parameters": 41, "training_compute": "1E+24",
              "modalities": ["text", "image"]},
    "product": {"product": "le-chat", "stage": "released", "name": "Le Chat", "aliases": ["Vibe"],
                "description": "A chat"},
    "data-center": {"site": "essonne", "stage": "under-construction", "role": "investor", "name": "Essonne 1",
                    "place": "Bruyères", "country": "FR",
                    "megawatts": "44.5", "chips": 13800, "chip_model": "GB300", "investment": usd(830),
                    "operational_by": "2026-07/.."},
    "metric": {"metric": "users", "count": 5, "unit": "people", "bound": "over", "scope": "Le Chat", "per": "month",
               "period": "2025-10"},
    "target": {"metric": "arr", "count": None, "unit": None, "money": usd(10**9, bound="over"), "by": "../2026",
               "per": "annualized", "scope": "API"},
    "role": {"person": "Arthur Mensch", "title": "CEO", "stage": "ended"},
    "stake": {"holder": "ASML", "percent": "11.1", "invested": eur(1300)},
    "partnership": {"partner": "Stellantis", "nature": "industrial", "stage": "started"},
    "retraction": {"event": "nowhere", "reason": "withdrawn"},
    "dispute": {"event": "rich/merge", "reason": "denied"},
    "merge": {"subject": "funding/c", "same": ["funding/series-c", "funding/three"]},
}  # fmt: skip
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
    assert nodes["totalCount"] == 17
    assert [node["__typename"] for node in nodes["nodes"]] == [f"{kind.__name__}Event" for kind in KINDS.values()]
    assert all(node["summary"] for node in nodes["nodes"])


# Standing, and the links between events.


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


# Other companies' events are theirs.


async def bought() -> MemoryLog:
    return await memory(
        founded("f", name="Mistral AI", on="2023"),
        founded("asml", company="asml", name="ASML", on="1984"),
        acquisition("deal", company="asml", target="Mistral AI", on="2025"),
        retraction("wrong/deal", company="asml", of="older"),
        acquisition("older", company="asml", target="Mistral AI", stage="talks", on="2024"),
        stake("held", company="alan", holder="Mistral AI", on="2025"),
        merge("m", ["alan"], company="alan-sa"),
        profile("alan", company="alan-sa", name="Alan SA"),
        funding("seed", leads=["ASML"], on="2024"),
    )


async def test_an_event_of_another_company_inside_a_state_is_of_that_other_company() -> None:
    question = """{ asOf(on: "2026") { company(slug: "mistral-ai") {
      acquiredBy { acquirer { slug name company { slug name } state { name } } events { key standing company {
      slug name } } price { money { amount } } }
      holdings { company { slug name } event { company { slug } standing } holder { slug } }
      rounds { company { slug } leads { company { slug name log { nodes { key company { slug } standing
      standingBecause { key company { slug } } } } } } }
    } } }"""
    state = (await ask(await bought(), question))["asOf"]["company"]
    asml = {"slug": "asml", "name": "ASML"}
    assert state["acquiredBy"] == {
        "acquirer": {**asml, "company": asml, "state": {"name": "ASML"}},
        "events": [{"key": "deal", "standing": "STANDING", "company": asml}],
        "price": None,
    }
    alan = {"slug": "alan-sa", "name": "Alan SA"}
    assert state["holdings"] == [
        {
            "company": alan,
            "event": {"company": {"slug": "alan-sa"}, "standing": "STANDING"},
            "holder": {"slug": "mistral-ai"},
        }
    ]
    (round_,) = state["rounds"]
    assert round_["company"] == {"slug": "mistral-ai"}
    log = {
        node["key"]: (node["company"]["slug"], node["standing"])
        for node in round_["leads"][0]["company"]["log"]["nodes"]
    }
    assert log == {
        "asml": ("asml", "STANDING"),
        "deal": ("asml", "STANDING"),
        "wrong/deal": ("asml", "STANDING"),
        "older": ("asml", "RETRACTED"),
    }
    because = [
        node["standingBecause"] for node in round_["leads"][0]["company"]["log"]["nodes"] if node["key"] == "older"
    ]
    assert because == [[{"key": "wrong/deal", "company": {"slug": "asml"}}]]


async def test_a_party_is_linked_where_anything_of_it_is_in_reach() -> None:
    log = await memory(
        founded("f", on="2023", founders=["Arthur Mensch"], sources=[source(published="2025-01-01")]),
        funding("a", on="2024", leads=["ASML", "Nobody Inc"], sources=[source(published="2025-01-01")]),
        metric("asml", company="asml", sources=[source(published="2025-06-01")]),
        founded("asml/2", company="asml", name="ASML Holding", on="1984", sources=[source(published="2025-09-01")]),
    )
    question = """query($k: Date) { asOf(knownBy: $k) { company(slug: "mistral-ai") { founders { name company {
      slug } } rounds { leads { slug name company { name } state { name } } } } } }"""
    found = {}
    for known in ("2025-05-31", "2025-06-01", "2025-09-01", None):
        state = (await ask(log, question, k=known))["asOf"]["company"]
        assert state["founders"] == [{"name": "Arthur Mensch", "company": None}]
        linked, unlinked = state["rounds"][0]["leads"]
        assert unlinked == {"slug": "nobody-inc", "name": "Nobody Inc", "company": None, "state": None}
        found[known] = linked["company"] and (linked["company"]["name"], linked["state"]["name"])
    assert found == {
        "2025-05-31": None,
        "2025-06-01": ("asml", "asml"),
        "2025-09-01": ("ASML Holding", "ASML Holding"),
        None: ("ASML Holding", "ASML Holding"),
    }


async def test_whoever_is_named_is_a_party() -> None:
    log = await memory(
        funding("a", leads=["Nobody Inc"], sources=[source(published="2025-01-01")]),
        funding(
            "b", round="b", leads=[{"name": "NOBODY", "slug": "nobody-inc"}], sources=[source(published="2025-06-01")]
        ),
    )
    question = """query($k: Date, $s: String!) { asOf(knownBy: $k) { party(slug: $s) { slug name company { slug }
      state { name } } } }"""
    names = {}
    for known in ("2024-12-31", "2025-01-01", "2025-06-01", None):
        party = (await ask(log, question, k=known, s="nobody-inc"))["asOf"]["party"]
        names[known] = party and party["name"]
    assert names == {"2024-12-31": None, "2025-01-01": "Nobody Inc", "2025-06-01": "NOBODY", None: "NOBODY"}
    party = (await ask(log, question, s="mistral-ai"))["asOf"]["party"]
    assert party == {
        "slug": "mistral-ai",
        "name": "mistral-ai",
        "company": {"slug": "mistral-ai"},
        "state": {"name": "mistral-ai"},
    }
    assert (await ask(log, question, s="no-one"))["asOf"]["party"] is None


# Nodes.

IDS = """{ asOf(on: "2026") {
  company(slug: "mistral-ai") { id company { id } timeline { nodes { id } } upcoming { id } acquiredBy { events {
  id } } }
  events { nodes { id } }
} events { nodes { id } } company(slug: "mistral-ai") { id log { nodes { id } } asOf(on: "2024") { id } }
companies { nodes { id } } }"""


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
    assert {"Company", "CompanyState", "FundingEvent", "AcquisitionEvent"} <= {node["__typename"] for node in nodes}
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
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["store-unavailable"]
    assert "disk" not in json.dumps(answer)


async def test_ids_carry_the_vantage_but_that_of_a_company_does_not() -> None:
    question = """{ a: asOf(on: "2025") { ...C } b: asOf(on: "2026") { ...C } } fragment C on Snapshot {
      company(slug: "asml") { id company { id } timeline { nodes { id } } } }"""
    found = await ask(await bought(), question)
    a, b = found["a"]["company"], found["b"]["company"]
    assert a["id"] != b["id"]
    assert a["company"]["id"] == b["company"]["id"]
    assert a["timeline"]["nodes"][0]["id"] != b["timeline"]["nodes"][0]["id"]


# Companies and the log.


@pytest.mark.parametrize(
    ("search", "expected"),
    [("mistral", ["mistral-ai"]), ("CREME", ["creme-sa"]), ("Crème brûlée", ["creme-sa"]), ("bru", ["creme-sa"]),
     ("ai", ["mistral-ai"]),
     ("vieux", ["mistral-ai"]), ("nobody", []), ("%", []), ("", ["asml", "creme-sa", "mistral-ai"]), ("  creme   sa",
                                                                                                      []), ("as",
                                                                                                            ["asml"])],
)  # fmt: skip
async def test_companies_are_found_by_any_name_whatever_its_case_and_accents(search: str, expected: list[str]) -> None:
    log = await memory(
        founded("a", company="creme-sa", name="Crème Brûlée"),
        profile("b", name="Vieux Nom"),
        profile("c", name="Mistral AI", on="2026"),
        metric("d", company="asml"),
    )
    question = "query($s: String) { companies(search: $s) { totalCount nodes { slug } edges { node { name } } } }"
    found = (await ask(log, question, s=search))["companies"]
    assert [node["slug"] for node in found["nodes"]] == expected
    assert found["totalCount"] == len(expected)


async def test_a_merged_company_is_listed_by_the_slug_that_is_kept() -> None:
    nodes = (await ask(await bought(), '{ companies(search: "alan") { nodes { slug name id } } }'))["companies"][
        "nodes"
    ]
    assert [(node["slug"], node["name"]) for node in nodes] == [("alan-sa", "Alan SA")]
    found = await ask(
        await bought(),
        """{ a: company(slug: "alan") { slug name } b: company(slug: "alan-sa") { slug name } c: company(slug:
          "x") { slug } }""",
    )
    assert found == {
        "a": {"slug": "alan-sa", "name": "Alan SA"},
        "b": {"slug": "alan-sa", "name": "Alan SA"},
        "c": None,
    }


async def test_a_merged_company_asked_for_under_either_slug_is_one_state() -> None:
    log = await memory(
        founded("f", on="2023", sources=[source(published="2025-01-01")]),
        funding("a", company="mistral", on="2024", sources=[source(published="2025-01-01")]),
        event("merge", "m", same=["mistral"], sources=[source(published="2025-06-01")]),
    )
    question = """query($k: Date) { asOf(knownBy: $k) { a: company(slug: "mistral") { id company { slug } rounds {
      key } } b: company(slug: "mistral-ai") { id company { slug } rounds { key } } } }"""
    before, after = [(await ask(log, question, k=known))["asOf"] for known in ("2025-05-31", "2025-06-01")]
    assert (before["a"]["company"]["slug"], before["b"]["company"]["slug"]) == ("mistral", "mistral-ai")
    assert (before["a"]["rounds"], before["b"]["rounds"]) == ([{"key": "series-c"}], [])
    assert after["a"] == after["b"]
    assert after["a"]["company"]["slug"] == "mistral-ai"


async def test_a_company_s_log_has_its_events_in_the_order_they_were_recorded() -> None:
    log = await memory(
        funding("b", on="2025"),
        founded("asml", company="asml"),
        funding("a", round="a", on="2024"),
        retraction("r", of="b"),
    )
    question = """{ company(slug: "mistral-ai") { log(last: 2) { totalCount nodes { key position standing }
      pageInfo { hasPreviousPage } } } }"""
    assert (await ask(log, question))["company"]["log"] == {
        "totalCount": 3,
        "nodes": [
            {"key": "a", "position": "3", "standing": "STANDING"},
            {"key": "r", "position": "4", "standing": "STANDING"},
        ],
        "pageInfo": {"hasPreviousPage": True},
    }


async def test_the_head_of_the_log() -> None:
    question = "{ log { position hash epoch recordedAt companies } }"
    assert (await ask(await memory(), question))["log"] == {
        "position": "0", "hash": "0" * 64, "epoch": 1, "recordedAt": None, "companies": 0,
    }  # fmt: skip
    log = await bought()
    head = await log.head()
    assert (await ask(log, question))["log"] == {
        "position": "9", "hash": head.hash.hex(), "epoch": 1, "recordedAt": "2026-11-22T12:00:00Z", "companies": 3,
    }  # fmt: skip


async def test_an_unknown_event_or_company_is_null() -> None:
    found = await ask(
        await memory(),
        """{ event(key: "x") { key } company(slug: "x") { slug } asOf { company(slug: "x") { name } party(slug:
          "x") { name } } }""",
    )
    assert found == {"event": None, "company": None, "asOf": {"company": None, "party": None}}


# The state, as a front end reads it.


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
             "holders", "holdings", "partnerships", "rumors", "upcoming", "statements", "conflicts", "coverage",
             "timeline", "raised", "valuation"]  # fmt: skip
    for part in parts:
        inner = SDL.type_map["CompanyState"].fields[part].type
        while isinstance(inner, GraphQLList | GraphQLNonNull):
            inner = inner.of_type
        question = f'{{ asOf {{ company(slug: "mistral-ai") {{ {part} {{ {fields(inner.name, 1)} }} }} }} }}'
        found = (await ask(log, question))["asOf"]["company"][part]
        assert found or part == "conflicts", part


# Time does not move while a server runs for days.


async def test_today_is_asked_for_anew_by_each_request() -> None:
    log = await memory(funding("a"))
    days = iter([date(2026, 11, 22), date(2026, 11, 23)])
    timeline = timeline_of(log)
    timeline.today = lambda: next(days)
    found = [(await ask(timeline, "{ asOf { vantage { on } } }"))["asOf"]["vantage"]["on"] for _ in range(2)]
    assert found == ["2026-11-22", "2026-11-23"]
