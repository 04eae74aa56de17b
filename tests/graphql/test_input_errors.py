"""What is wrong with a value inside of what was sent: where it stands, and one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from answers import TODAY, memory, respond
from builders import COMPANY, founded

APPEND = "mutation ($i: AppendEventsInput!) { appendEvents(input: $i) { position errors { message } } }"
AT = "query ($r: Recorded) { asOf(recorded: $r) { vantage { position } } }"
GOOD: dict[str, Any] = {
    "key": "a/b",
    "company": "a",
    "on": "2025",
    "sources": [{"publisher": "P", "published": "2025"}],
    "body": {"founded": {"name": "A"}},
}


def _body(**kinds: Any) -> dict[str, Any]:
    return {"i": {"events": [GOOD, {**GOOD, "body": kinds}]}}


def _event(**fields: Any) -> dict[str, Any]:
    return {"i": {"events": [{**GOOD, **fields}]}}


IN_BODY = ["$i", "events", 1, "body"]
MONEY = {"amount": "x", "currency": "EUR"}
ONE_KIND = "EventBody takes exactly one of its fields, and its value is not null"
ONE_PLACE = "Recorded takes exactly one of its fields, and its value is not null"
FAR = "1" * 23
TOO_FAR = f'"{FAR}" has more digits than any log has positions, at most 18'

SENT: list[tuple[str, dict[str, Any], list[str | int], str]] = [
    (APPEND, _body(founded={}, closed={}), IN_BODY, f"$i.events[1].body: {ONE_KIND}"),
    (APPEND, _body(), IN_BODY, f"$i.events[1].body: {ONE_KIND}"),
    (APPEND, _body(founded=None), [*IN_BODY, "founded"], f"$i.events[1].body.founded: {ONE_KIND}"),
    (
        APPEND,
        _body(funding={"round": "a", "stage": "CLOSED", "raised": MONEY}),
        [*IN_BODY, "funding", "raised", "amount"],
        "$i.events[1].body.funding.raised.amount: 'x' is not a decimal in plain digits, like 1700000000 or 0.5",
    ),
    (
        APPEND,
        _body(funding={"stage": "CLOSED"}),
        [*IN_BODY, "funding", "round"],
        "$i.events[1].body.funding.round: it is missing, and every FundingInput needs it",
    ),
    (
        APPEND,
        _event(keyy=1),
        ["$i", "events", 0, "keyy"],
        "$i.events[0].keyy: EventInput has no such field. Did you mean 'key'?",
    ),
    (APPEND, {}, ["$i"], "$i: it is missing, and a value of type AppendEventsInput is needed"),
    (AT, {"r": {}}, ["$r"], f"$r: {ONE_PLACE}"),
    (AT, {"r": {"position": "1", "atLeast": "1"}}, ["$r"], f"$r: {ONE_PLACE}"),
    (AT, {"r": {"position": None}}, ["$r", "position"], f"$r.position: {ONE_PLACE}"),
    (AT, {"r": {"position": FAR}}, ["$r", "position"], f"$r.position: {TOO_FAR}"),
]


@pytest.mark.parametrize(("document", "variables", "argument", "message"), SENT)
async def test_a_value_that_was_sent(
    document: str, variables: dict[str, Any], argument: list[str | int], message: str
) -> None:
    (error,) = (await respond(await memory(founded()), document, **variables))["errors"]
    assert error["message"] == message
    assert error["extensions"]["argument"] == argument
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


WRITTEN = [
    ("{}", ["recorded"], f"recorded: {ONE_PLACE}"),
    ('{position: "1", atLeast: "1"}', ["recorded"], f"recorded: {ONE_PLACE}"),
    ("{position: null}", ["recorded", "position"], f"recorded.position: {ONE_PLACE}"),
    (f'{{position: "{FAR}"}}', ["recorded", "position"], f"recorded.position: {TOO_FAR}"),
]


@pytest.mark.parametrize(("literal", "argument", "message"), WRITTEN)
async def test_a_value_that_is_written_out(literal: str, argument: list[str], message: str) -> None:
    question = f"{{ asOf(recorded: {literal}) {{ vantage {{ position }} }} }}"
    (error,) = (await respond(await memory(founded()), question))["errors"]
    assert error["message"] == message
    assert error["extensions"]["argument"] == argument
    assert error["locations"]


async def test_all_that_is_wrong_is_told_each_in_its_place() -> None:
    sent = {"i": {"events": [{**GOOD, "on": "soon"}, {**GOOD, "sources": [{"publisher": "P", "published": "x"}]}]}}
    errors = (await respond(await memory(), APPEND, **sent))["errors"]
    assert [error["extensions"]["argument"] for error in errors] == [
        ["$i", "events", 0, "on"],
        ["$i", "events", 1, "sources", 0, "published"],
    ]
    assert {error["extensions"]["reason"] for error in errors} == {"invalid-date"}


async def test_a_variable_of_another_type_is_a_mistake_of_the_document() -> None:
    answer = await respond(await memory(), "query ($d: Date) { asOf(on: $d) { vantage { on } } }", d="2025-01-01")
    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


IN_ONE = "asOf { vantage { on } company(slug: C) { name timeline(after: BAD) { totalCount } } }"
LEFT: list[tuple[str, dict[str, Any] | None, int]] = [
    (IN_ONE, {"asOf": {"vantage": {"on": str(TODAY)}, "company": None}}, 3),
    ("asOf { companies { nodes { timeline(after: BAD) { totalCount } } } }", {"asOf": None}, 5),
    ("company(slug: C) { name log(first: -1) { totalCount } }", {"company": None}, 2),
    ("events(after: BAD) { totalCount }", None, 1),
]


@pytest.mark.parametrize(("question", "left", "path"), LEFT)
async def test_what_one_argument_takes_with_it(question: str, left: dict[str, Any] | None, path: int) -> None:
    """As `help api` tells."""
    asked = question.replace("C)", f'"{COMPANY}")').replace("BAD", '"no cursor"')
    answer = await respond(await memory(founded()), f"{{ log {{ position }} {asked} }}")
    (error,) = answer["errors"]
    assert len(error["path"]) == path
    assert answer["data"] == (left if left is None else {"log": {"position": "1"}, **left})


async def test_a_name_that_was_sent_is_cut_where_it_is_told() -> None:
    (error,) = (await respond(await memory(), APPEND, **_event(**{"x" * 4_000: 1})))["errors"]
    assert len(str(error)) < 1_000
