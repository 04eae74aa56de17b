"""appendEvents: typed inputs for every kind, all or none, errors as data, and an answer that can be read at once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from answers import NOW, ask, later, memory, timeline_of
from builders import NEEDS, Json, eur, event, founded, funding, line
from histories import histories, law
from hypothesis import given
from hypothesis import strategies as st
from sending import WRITER, append, payload, sent

from dateline.answers.access import Caller
from dateline.events.codec import canonical, decode
from dateline.events.kinds import KINDS
from dateline.graphql import Context, Writing, schema
from dateline.graphql.schema import LIMITS
from dateline.log.contract import EventLog
from dateline.log.keys import KeyScope
from dateline.log.memory.store import MemoryLog

ROUND = sent(line("funding", "a", raised=eur(1_700_000_000), leads=["ASML"]))


async def contents(log: EventLog) -> list[bytes]:
    return [one.content for one in await log.stored(0, 1_000)]


def in_a_file(said: Json) -> bytes:
    return canonical(decode(json.dumps(said)))


def dated(said: Json) -> Json:
    """The line with a date, which the API asks of acts too."""
    return {"on": said["sources"][0]["published"], **said}


# What goes in.


@pytest.mark.parametrize("kind", NEEDS)
async def test_every_kind_can_be_sent_and_is_what_a_file_would_say(kind: str) -> None:
    log, said = (
        MemoryLog(),
        line(kind, "a", **({"on": "2025-09-10"} if kind in ("retraction", "dispute", "merge") else {})),
    )
    told = await payload(log, [sent(said)])
    assert told == {
        "events": [{"key": "a", "position": "1"}], "appended": 1, "repeated": 0, "position": "1", "errors": [],
    }  # fmt: skip
    assert await contents(log) == [
        canonical(event(kind, "a", **{k: v for k, v in said.items() if k not in ("id", "type")}))
    ]


def test_there_is_a_builder_for_every_kind() -> None:
    assert set(NEEDS) == set(KINDS)


async def test_what_is_written_is_read_at_once() -> None:
    log = await memory(founded("f"))
    told = await payload(log, [ROUND])
    read = await ask(
        log,
        'query($p: Position!) { asOf(on: "2026", recorded: {atLeast: $p}) { company(slug: "mistral-ai") {'
        " rounds { key } } } }",
        p=told["position"],
    )
    assert [one["key"] for one in read["asOf"]["company"]["rounds"]] == ["series-c"]


async def test_the_answer_leads_to_all_that_the_log_holds() -> None:
    log = await memory(founded("f", name="Mistral"))
    question = """mutation($input: AppendEventsInput!) { appendEvents(input: $input) { events {
      standing company { name log { totalCount } asOf(on: "2026-01-01") { rounds { key raised { money { amount } } } } }
      ... on FundingEvent { leads { name } raised { amount currency bound } }
    } } }"""
    sent_round = sent(line("funding", "a", raised=eur(400, bound="over"), leads=["ASML"]))
    told = await append(log, [sent_round], question=question)
    (one,) = told["data"]["appendEvents"]["events"]
    assert one["company"]["log"]["totalCount"] == 2
    assert one["company"]["asOf"]["rounds"] == [{"key": "series-c", "raised": {"money": {"amount": "400"}}}]
    assert one["raised"] == {"amount": "400", "currency": "EUR", "bound": "OVER"}
    assert one["leads"] == [{"name": "ASML"}]


async def test_events_come_back_in_the_order_given_and_those_repeated_stand_where_they_stand() -> None:
    log = await memory(funding("b"), founded("c"))
    lines = [line("founded", "z"), line("funding", "b"), line("profile", "y"), line("founded", "c")]
    told = await payload(log, [sent(one) for one in lines])
    assert [(one["key"], one["position"]) for one in told["events"]] == [("z", "3"), ("b", "1"), ("y", "4"), ("c", "2")]
    assert (told["appended"], told["repeated"], told["position"]) == (2, 2, "4")
    again = await payload(log, [sent(one) for one in lines])
    assert (again["appended"], again["repeated"], again["position"]) == (0, 4, "4")
    assert again["events"] == told["events"]


async def test_one_event_sent_twice_at_once_is_appended_once() -> None:
    told = await payload(MemoryLog(), [ROUND, ROUND])
    assert (told["appended"], told["repeated"]) == (1, 1)
    assert [one["position"] for one in told["events"]] == ["1", "1"]


async def test_a_party_may_have_another_slug_than_follows_from_its_name() -> None:
    log, said = MemoryLog(), line("funding", "a", leads=["ASML", {"name": "Mistral", "slug": "mistral-ai"}])
    await payload(log, [sent(said)])
    assert await contents(log) == [in_a_file(said)]


@pytest.mark.parametrize(
    ("slugs", "path", "told"),
    [
        ([{"name": "ASML", "slug": "As Ml"}], ["0", "slug"], "'As Ml' is not a slug"),
        ([{"name": "Nobody", "slug": "nobody"}], ["0", "name"], "names no party 'Nobody'"),
        ([{"name": "ASML", "slug": "a"}, {"name": "ASML", "slug": "b"}], ["1", "slug"], "has another slug above"),
    ],
)
async def test_a_slug_that_cannot_be_is_told_where_it_stands(slugs: list[Json], path: list[str], told: str) -> None:
    answered = await payload(MemoryLog(), [{**ROUND, "partySlugs": slugs}])
    (error,) = answered["errors"]
    assert error["path"] == ["input", "events", "0", "partySlugs", *path]
    assert told in error["message"]
    assert (error["rule"], answered["appended"]) == ("party", 0)


async def test_null_says_nothing_and_text_is_composed() -> None:
    log = MemoryLog()
    said = {**ROUND, "key": "cafe\u0301", "note": None, "confidence": None}
    said["body"] = {"funding": {**ROUND["body"]["funding"], "leads": None, "preMoney": None}}
    await payload(log, [said])
    assert await contents(log) == [in_a_file(line("funding", "caf\xe9", raised=eur(1_700_000_000)))]


# All or none.


async def test_everything_that_is_wrong_is_told_with_its_place_and_nothing_is_appended() -> None:
    log = await memory(founded("f"))
    wrong = sent(line("funding", "b", raised=eur(-1)))
    undated = {**sent(line("founded", "c")), "sources": [{"publisher": "X"}]}
    spaced = {**sent(line("founded", "d")), "company": "Mistral AI"}
    country = sent(line("founded", "e", country="XX"))
    told = await payload(log, [ROUND, wrong, undated, spaced, country, {**ROUND, "key": "a b"}])
    assert {name: told[name] for name in ("events", "appended", "repeated", "position")} == {
        "events": None, "appended": 0, "repeated": 0, "position": None,
    }  # fmt: skip
    paths = [one["path"] for one in told["errors"]]
    assert paths == [
        ["input", "events", "1", "body", "funding", "raised"],
        ["input", "events", "2", "sources", "0"],
        ["input", "events", "3", "company"],
        ["input", "events", "4", "body", "founded", "country"],
        ["input", "events", "5", "key"],
    ]
    assert {one["__typename"] for one in told["errors"]} == {"InvalidEvent"}
    assert [one["rule"] for one in told["errors"]][:2] == ["positive", "source-date"]
    assert told["errors"][0]["message"].startswith("input.events[1].body.funding.raised: must be more than zero")
    assert (await log.head()).position == 1


async def test_what_is_said_of_a_field_says_its_name_in_the_api() -> None:
    told = await payload(MemoryLog(), [sent(line("funding", "b", pre_money=True))])
    (error,) = told["errors"]
    assert error["path"] == ["input", "events", "0", "body", "funding", "preMoney"]
    told = await payload(MemoryLog(), [sent(line("model", "b", active_parameters=-1))])
    assert told["errors"][0]["path"][-1] == "activeParameters"


async def test_taken_ids_are_all_told() -> None:
    log = await memory(founded("f"), funding("g"), founded("h"))
    lines = [line("funding", "new"), line("funding", "f"), line("funding", "g"), line("funding", "h"),
             line("founded", "new")]  # fmt: skip
    told = await payload(log, [sent(one) for one in lines])
    assert [(one["__typename"], one["path"], one["position"]) for one in told["errors"]] == [
        ("EventIdTaken", ["input", "events", "1", "key"], "1"),
        ("EventIdTaken", ["input", "events", "3", "key"], "3"),
        ("EventIdTaken", ["input", "events", "4", "key"], "0"),
    ]
    assert "event 1 of the same batch" in told["errors"][2]["message"]
    assert (await log.head()).position == 3


async def test_an_expected_position_is_kept_to() -> None:
    log = await memory(founded("f"))
    told = await payload(log, [ROUND], expectedPosition="0")
    assert told["errors"] == [{
        "__typename": "PositionConflict", "path": ["input", "expectedPosition"], "expected": "0", "actual": "1",
        "message": told["errors"][0]["message"],
    }]  # fmt: skip
    assert (await log.head()).position == 1
    assert (await payload(log, [ROUND], expectedPosition="1"))["position"] == "2"


async def test_a_dry_run_says_what_would_be_and_keeps_nothing() -> None:
    log = await memory(funding("b"))
    told = await payload(log, [ROUND, sent(line("funding", "b"))], dryRun=True)
    assert told == {"events": None, "appended": 1, "repeated": 1, "position": "1", "errors": []}
    assert (await log.head()).position == 1
    assert (await payload(log, [sent(line("founded", "b"))], dryRun=True))["errors"][0]["__typename"] == "EventIdTaken"


async def test_nothing_may_be_sent() -> None:
    told = await payload(await memory(founded("f")), [])
    assert told == {"events": [], "appended": 0, "repeated": 0, "position": "1", "errors": []}


async def test_what_is_sent_is_recorded_by_the_clock_of_the_server() -> None:
    log = MemoryLog()
    await payload(log, [ROUND], writing=Writing(now=lambda: later(7)))
    assert (await log.head()).recorded_at == later(7)


# What is no event at all is refused by the types of the inputs.


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"on": "soon"}, "soon"),
        ({"body": {}}, "exactly one of its fields"),
        ({"body": {"funding": {"round": "a", "stage": "CLOSED"}, "founded": {}}}, "exactly one of its fields"),
        ({"body": {"funding": {"stage": "CLOSED"}}}, "round"),
        ({"body": {"funding": {"round": "a", "stage": "closed"}}}, "closed"),
        (
            {"body": {"funding": {"round": "a", "stage": "CLOSED", "raised": {"amount": "1e9", "currency": "EUR"}}}},
            "1e9",
        ),
        ({"body": {"funding": {"round": "a", "stage": "CLOSED", "raised": {"amount": "1", "currency": "eur"}}}}, "eur"),
    ],
    ids=str,
)
async def test_what_the_types_do_not_take_is_an_error_of_the_request(change: Json, told: str) -> None:
    log = MemoryLog()
    answer = await append(log, [{**ROUND, **change}])
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert told in error["message"].lower()
    assert (await log.head()).position == 0


# Who may.


async def test_without_a_key_nothing_is_written() -> None:
    log = MemoryLog()
    answer = await append(log, [ROUND], caller=Caller("", frozenset({KeyScope.READ})))
    assert answer["data"] == {"appendEvents": None}
    (error,) = answer["errors"]
    assert error["path"] == ["appendEvents"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    reader = await append(log, [ROUND], caller=Caller("reader", frozenset({KeyScope.READ})))
    assert reader["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "the key 'reader'" in reader["errors"][0]["message"]
    assert (await log.head()).position == 0


# What it costs, and how much may be sent.


async def test_the_cost_counts_what_is_sent_and_what_is_answered() -> None:
    answers = [
        await append(MemoryLog(), [sent(line("founded", f"e{place}")) for place in range(count)])
        for count in (1, 2, 11)
    ]
    costs = [answer["extensions"]["cost"]["asked"] for answer in answers]
    each = costs[1] - costs[0]
    assert each > 50
    assert costs[2] - costs[0] == 10 * each


async def test_the_cost_is_the_same_wherever_the_events_stand() -> None:
    inline = "mutation($events: [EventInput!]!) { appendEvents(input: {events: $events}) { events { key } appended } }"
    whole = "mutation($input: AppendEventsInput!) { appendEvents(input: $input) { events { key } appended } }"
    fragment = whole.replace("events { key }", "...E") + " fragment E on AppendEventsPayload { events { key } }"
    literal = """mutation { appendEvents(input: {events: [
      {key: "x", company: "acme", on: "2024", sources: [{publisher: "X", published: "2024"}], body: {founded: {}}}
      {key: "y", company: "acme", on: "2024", sources: [{publisher: "X", published: "2024"}], body: {founded: {}}}
    ]}) { events { key } appended } }"""
    events = [sent(line("founded", "x")), sent(line("founded", "y"))]
    costs = []
    for question, variables in (
        (inline, {"events": events}), (whole, {"input": {"events": events}}), (fragment, {"input": {"events": events}}),
        (literal, {}),
    ):  # fmt: skip
        context = Context(timeline_of(MemoryLog()), caller=WRITER)
        result = await schema.execute(question, variables, context)
        assert result.errors is None
        assert result.extensions is not None
        costs.append(result.extensions["cost"]["asked"])
    assert len(set(costs)) == 1


async def test_more_events_than_a_call_takes_are_refused_with_both_numbers() -> None:
    log = MemoryLog()
    answer = await append(log, [ROUND, ROUND, ROUND], writing=Writing(most_events=2))
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "EVENT_LIMIT_EXCEEDED", "limit": 2, "asked": 3}
    assert (await log.head()).position == 0


async def test_a_note_may_be_as_long_as_in_a_file() -> None:
    assert LIMITS.text_length >= 4_000
    told = await payload(MemoryLog(), [{**ROUND, "note": "x" * 4_000}])
    assert told["appended"] == 1


# Once.


async def test_what_goes_wrong_in_the_answer_does_not_write_twice() -> None:
    log = await memory(founded("f"))
    question = """mutation($input: AppendEventsInput!) { appendEvents(input: $input) { appended repeated
      events { company { asOf(on: "../2024", recorded: {position: "99"}) { name } } } } }"""
    answer = await append(log, [ROUND], question=question, expectedPosition="1")
    assert [one["extensions"]["reason"] for one in answer["errors"]] == ["position-ahead"]
    told = answer["data"]["appendEvents"]
    assert (told["appended"], told["repeated"]) == (1, 0)
    assert (await log.head()).position == 2


async def test_several_fields_write_one_after_the_other() -> None:
    log = MemoryLog()
    question = """mutation($input: AppendEventsInput!) {
      one: appendEvents(input: $input) { appended repeated position }
      two: appendEvents(input: $input) { appended repeated position events { position } }
    }"""
    answer = await append(log, [ROUND], question=question)
    assert answer["data"] == {
        "one": {"appended": 1, "repeated": 0, "position": "1"},
        "two": {"appended": 0, "repeated": 1, "position": "1", "events": [{"position": "1"}]},
    }


async def test_many_who_write_at_once_all_have_their_events() -> None:
    log = MemoryLog()
    told = await asyncio.gather(*(payload(log, [sent(line("founded", f"e{place}"))]) for place in range(20)))
    assert sorted(int(one["position"]) for one in told) == list(range(1, 21))


# The laws.


@law(30)
@given(histories)
def test_events_sent_are_those_that_a_file_brings(lines: list[Json]) -> None:
    async def check() -> None:
        by_api, by_file = MemoryLog(), MemoryLog()
        told = await payload(by_api, [sent(one) for one in lines])
        await by_file.append([decode(json.dumps(dated(one))) for one in lines], now=NOW)
        assert told["errors"] == []
        assert await by_api.head() == await by_file.head()
        assert await contents(by_api) == await contents(by_file)

    asyncio.run(check())


_BREAKS: dict[str, Any] = {
    "no-slug": lambda one: {**one, "company": "No Slug"},
    "no-id": lambda one: {**one, "key": "two words"},
    "no-day": lambda one: {**one, "sources": [{"publisher": "X"}]},
    "no-source": lambda one: {**one, "sources": []},
    "taken": lambda one: {**one, "key": "taken"},
    "itself": lambda one: {**one, "corrects": one["key"], "reason": "x"},
}


@law(30)
@given(histories, st.data())
def test_one_that_cannot_be_takes_all_down(lines: list[Json], data: st.DataObject) -> None:
    async def check() -> None:
        log = await memory(founded("taken", company="unheard-of"))
        events = [sent(one) for one in lines]
        places = data.draw(st.sets(st.integers(0, len(events) - 1), min_size=1))
        for place in places:
            events[place] = _BREAKS[data.draw(st.sampled_from(sorted(_BREAKS)))](events[place])
        told = await payload(log, events, dryRun=data.draw(st.booleans()))
        assert told["events"] is None
        assert told["appended"] == 0
        at_fault = {int(one["path"][2]) for one in told["errors"]}
        assert at_fault
        assert at_fault <= places
        assert (await log.head()).position == 1

    asyncio.run(check())
