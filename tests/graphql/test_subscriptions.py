"""Subscriptions: what is told of an event that was appended, and why nothing is told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers import NOW, ask, later, memory, respond, timeline_of
from builders import founded, funding, profile, retraction
from client_store import TYPE, ClientStore, identified
from graphql import get_named_type, is_leaf_type, is_required_argument
from log_cases import many
from subscribed import BEGINNING, KEYS, PATIENCE_SECONDS, answer_of, begin, refused, take, taken
from tangled import tangled

from dateline.errors import StoreUnavailable
from dateline.events.kinds import KINDS
from dateline.graphql import Context, schema
from dateline.graphql.execution import Stream
from dateline.graphql.schema import LIMITS
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead

CORE = schema._schema


def keys(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["data"]["eventAppended"]["event"]["key"] for answer in answers]


async def test_without_a_cursor_it_begins_now() -> None:
    log = await memory(*many(2, "old"))
    waiting = asyncio.ensure_future(taken(timeline_of(log), KEYS, 2))
    for _ in range(10):
        await asyncio.sleep(0)
    await log.append(many(2, "new"), now=NOW)
    assert keys(await asyncio.wait_for(waiting, PATIENCE_SECONDS)) == ["new0", "new1"]


async def test_a_cursor_a_token_and_the_cursor_of_the_log_are_places_to_go_on_from() -> None:
    empty = await ask(await memory(), "{ log { cursor } asOf { vantage { token } } }")
    log = await memory(*many(2, "old"))
    answer = await ask(log, "{ log { cursor } asOf(recorded: {position: 1}) { vantage { token } } }")
    await log.append(many(2, "new"), now=NOW)
    timeline = timeline_of(log)
    assert empty["log"]["cursor"] == BEGINNING
    for after, behind in (
        (BEGINNING, ["old0", "old1", "new0", "new1"]),
        (empty["asOf"]["vantage"]["token"], ["old0", "old1", "new0", "new1"]),
        (answer["asOf"]["vantage"]["token"], ["old1", "new0", "new1"]),
        (answer["log"]["cursor"], ["new0", "new1"]),
    ):
        answers = await taken(timeline, KEYS, len(behind), after=after)
        assert keys(answers) == behind
        for place, one in enumerate(answers[:-1], 1):
            cursor = one["data"]["eventAppended"]["cursor"]
            assert keys(await taken(timeline, KEYS, len(behind) - place, after=cursor)) == behind[place:]


async def test_a_stream_that_was_cut_off_goes_on_whatever_its_document_says() -> None:
    timeline = timeline_of(await memory(*many(3)))
    (first,) = await taken(timeline, KEYS, 1, after=BEGINNING)
    resume = first["data"]["eventAppended"]["cursor"]
    assert keys(await taken(timeline, KEYS, 2, after=BEGINNING, resume=resume)) == ["e1", "e2"]


async def test_only_what_passes_the_filter_is_told() -> None:
    log = await memory(founded("a"), funding("b", company="alan"), funding("c"))
    answers = await taken(
        timeline_of(log), KEYS, 1, after=BEGINNING, filter={"types": ["FUNDING"], "companies": ["alan"]}
    )
    assert keys(answers) == ["b"]


async def test_an_event_and_all_that_is_reached_from_it_is_seen_from_its_own_place() -> None:
    """Nothing that was appended later shows, whenever the question comes."""
    log = await memory(founded("a", name="Before"))
    await log.append([profile("b", name="After", on="2024"), retraction("no", of="a")], now=later(60))
    (told,) = await taken(
        timeline_of(log),
        "subscription($after: String) { eventAppended(after: $after) { event { key standing company {"
        " name asOf { name } log(first: 9) { totalCount } head: asOf(recorded: {position: 1}) { name } } } } }",
        1,
        after=BEGINNING,
    )
    assert told["data"]["eventAppended"]["event"] == {
        "key": "a",
        "standing": "STANDING",
        "company": {
            "name": "Before",
            "asOf": {"name": "Before"},
            "log": {"totalCount": 1},
            "head": {"name": "Before"},
        },
    }


async def test_what_lies_behind_an_event_cannot_be_asked_for_through_it() -> None:
    log = await memory(founded("a"), funding("b"))
    document = """subscription($after: String) { eventAppended(after: $after) {
      event { key company { asOf(recorded: {position: 2}) { name } } } } }"""
    (told,) = await taken(timeline_of(log), document, 1, after=BEGINNING)
    (error,) = told["errors"]
    assert error["extensions"]["reason"] == "position-ahead"
    assert error["path"] == ["eventAppended", "event", "company", "asOf"]
    assert told["data"]["eventAppended"]["event"]["company"]["asOf"] is None


def everything(type_name: str) -> str:
    """A subscription that asks of events of a type for all that they have."""
    fields = []
    for name, field in CORE.type_map[type_name].fields.items():
        below = get_named_type(field.type)
        if any(is_required_argument(one) for one in field.args.values()):
            continue
        leaves = [
            leaf
            for leaf, each in getattr(below, "fields", {}).items()
            if is_leaf_type(get_named_type(each.type)) and not each.args
        ]
        fields.append(name if is_leaf_type(below) else f"{name} {{ {' '.join(leaves)} }}")
    return (
        "subscription($after: String, $filter: EventFilter) { eventAppended(after: $after, filter: $filter)"
        f" {{ cursor event {{ ... on {type_name} {{ {' '.join(fields)} }} }} }} }}"
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_is_asked_of_an_event_both_executors_tell_the_same(kind: str) -> None:
    timeline = timeline_of(await tangled())
    document = everything(f"{KINDS[kind].__name__}Event")
    wanted = {"after": BEGINNING, "filter": {"types": [kind.upper().replace("-", "_")]}}
    stream = await schema.open_stream(document, wanted, Context(timeline))
    assert isinstance(stream, Stream)
    happened = await anext(stream.happening)
    by_plan = await stream.answer(happened, Context(timeline, head=happened.at))
    assert stream.plan is not None
    stream.plan = None
    by_core = await stream.answer(happened, Context(timeline, head=happened.at))
    assert by_plan.data == by_core.data
    assert not by_core.errors
    await stream.happening.aclose()


async def test_an_id_of_a_subscription_determines_its_fields() -> None:
    """Whatever was told is normalised by id, as clients do, together with what `nodes` tells of the same ids."""
    timeline, store = timeline_of(await tangled()), ClientStore(CORE)
    of_event = "key standing summary company { name asOf { name status } } sources { title } standingBecause { key }"
    asking = f"subscription($after: String) {{ eventAppended(after: $after) {{ event {{ {of_event} }} }} }}"
    document = identified(CORE, asking)
    root = f"\n  {TYPE}: __typename\n}}"
    assert document.endswith(root)
    alone = document.removesuffix(root) + "\n}"  # a subscription has one field
    for told in await taken(timeline, alone, (await timeline.log.head()).position, after=BEGINNING):
        store.keep(document, {}, {**told, "data": {**told["data"], TYPE: "Subscription"}})
    of_others = "... on Company { name asOf { name status } } ... on CompanyState { name status }"
    asking = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Event {{ {of_event} }} {of_others} }} }}"
    nodes = identified(CORE, asking)
    ids = [id for _, id in store.objects]
    assert len(ids) > 60
    for start in range(0, len(ids), 50):
        asked = {"ids": ids[start : start + 50]}
        store.keep(nodes, asked, await respond(timeline, nodes, **asked))
    assert store.compared > 300


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("subscription { eventAppended { cursor }", "GRAPHQL_PARSE_FAILED"),
        ("subscription { eventAppended { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { eventAppended { cursor } other: eventAppended { cursor } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription($x: Int!) { eventAppended { event { key @include(if: true) } } }", "BAD_USER_INPUT"),
        ('subscription { eventAppended(after: "x") { cursor } }', "BAD_USER_INPUT"),
        ('subscription { eventAppended(filter: {companies: ["a"], subject: 3}) { cursor } }', "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_begin_says_why(document: str, code: str) -> None:
    assert (await refused(timeline_of(await memory()), document))["extensions"]["code"] == code


async def test_a_cursor_of_another_log_is_told_apart_from_no_cursor() -> None:
    other = (await ask(await memory(*many(3, "other")), "{ log { cursor } }"))["log"]["cursor"]
    timeline = timeline_of(await memory(*many(2)))
    for after, reason in ((other, "other-log"), ("x", "invalid-cursor")):
        error = await refused(timeline, KEYS, after=after)
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "reason": reason, "argument": ["after"]}
        assert error["path"] == ["eventAppended"]


async def test_an_event_may_cost_so_much_and_no_more() -> None:
    timeline = timeline_of(await memory())
    below = "company { log(first: 100) { nodes { company { log(first: 100) { nodes { key } } } } } }"
    error = await refused(timeline, f"subscription {{ eventAppended {{ event {{ {below} }} }} }}")
    asked = error["extensions"].pop("asked")
    assert error["extensions"] == {"code": "COST_LIMIT_EXCEEDED", "limit": LIMITS.cost_of_event}
    assert asked > LIMITS.cost_of_event


async def test_a_subscription_that_is_asked_for_as_an_answer_says_what_to_do() -> None:
    answer = await respond(await memory(*many(1)), "subscription { eventAppended { cursor } }")
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "STREAM_NEEDED"
    assert "text/event-stream" in error["message"]
    assert answer["data"] is None


class Failing(MemoryLog):
    failing = False

    async def head(self) -> LogHead:
        if self.failing:
            raise StoreUnavailable("the disk /secret is gone")
        return await super().head()


async def test_a_log_that_fails_ends_a_subscription_and_tells_nothing_of_itself() -> None:
    log = Failing()
    await log.append(many(1), now=NOW)
    answers = begin(timeline_of(log), after=BEGINNING)
    assert keys(await take(answers, 1)) == ["e0"]
    log.failing = True
    (told,) = [answer_of(one) async for one in answers]
    (error,) = told["errors"]
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert "secret" not in error["message"]
