"""What a question costs is counted before it is answered: by product, over the document as it unfolds."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers import memory, respond, timeline_of
from builders import founded
from histories import EVERYTHING, HAPPENED

from dateline.answers.paging import PageSizes
from dateline.graphql import Context, schema
from dateline.graphql.entries import Entries
from dateline.graphql.execution import TooMuch, planned_schema
from dateline.graphql.schema import LIMITS, SIZES
from dateline.graphql.shown_errors import shown

DATES = ", ".join(f'"{year}"' for year in range(1700, 2100))


def cost(document: str, **variables: Any) -> int:
    return schema.documents.cost(schema.documents.get(document), None, variables)


async def refused(document: str, **variables: Any) -> dict[str, Any]:
    (error,) = (await respond(await memory(), document, **variables))["errors"]
    return dict(error["extensions"])


def test_a_field_costs_one_and_a_page_what_its_entries_may_cost() -> None:
    of_list = SIZES.weights["Query.events"]
    assert cost("{ log { position hash } }") == 3
    assert cost("{ events(first: 7) { totalCount nodes { key position } } }") == of_list + 1 + 7 * 3
    assert cost("{ events(last: 7) { edges { cursor node { key } } } }") == of_list + 7 * 4
    assert cost("{ events { nodes { key } } }") == of_list + SIZES.page * 2
    assert cost("{ events(first: 1000000) { nodes { key } } }") == of_list + SIZES.largest_page * 2
    assert cost("{ events(first: 7) { nodes { sources { title } } } }") == of_list + 7 * (1 + SIZES.list * 2)


def test_what_is_looked_through_costs_as_much() -> None:
    filtered = SIZES.weights["Query.events"] + SIZES.weights["Query.events(filter)"] + 1
    searched = filtered + SIZES.weights["Query.events(filter.text)"]
    assert cost('{ events(first: 0, filter: {subject: "a"}) { totalCount } }') == filtered
    assert cost('{ events(first: 0, filter: {text: "a"}) { totalCount } }') == searched
    question = "query($f: EventFilter) { events(first: 0, filter: $f) { totalCount } }"
    assert [cost(question, f=given) for given in ({"subject": "a"}, {"text": "a"}, None)] == [
        filtered,
        searched,
        filtered,
    ]


def test_a_list_that_is_asked_for_by_a_list_is_as_long() -> None:
    each = SIZES.weights["Company.asOfEach"]
    of_company = SIZES.weights["Query.company"]
    assert cost('{ company(slug: "a") { asOfEach(on: ["2020", "2021"]) { name } } }') == of_company + 2 * (each + 1)
    assert cost('{ nodes(ids: ["a", "b", "c"]) { id } }') == 3 * 2


def test_variables_count_as_they_are_given() -> None:
    of_list = SIZES.weights["Query.events"]
    question = "query($n: Int = 3) { events(first: $n) { nodes { key } } }"
    for variables, entries in (
        ({}, 3),
        ({"n": 500}, 500),
        ({"n": 400.0}, 400),
        ({"n": 300.0}, 300),
        ({"n": None}, SIZES.page),
        ({"n": "x"}, SIZES.page),
    ):
        assert cost(question, **variables) == of_list + entries * 2
    ids = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [cost(ids, ids=["a"] * count) for count in (1, 50, 2, 50)] == [2, 100, 4, 100]


def test_of_an_interface_the_type_that_costs_most_counts() -> None:
    of_list = SIZES.weights["Query.events"]
    kinds = "... on MetricEvent { unit } ... on FundingEvent { series debt { amount } }"
    assert cost(f"{{ events(first: 1) {{ nodes {{ key {kinds} }} }} }}") == of_list + 1 + 1 + 3


def test_fragments_count_wherever_they_are_spread_and_are_counted_once() -> None:
    # Each fragment spreads the next one twice: a walk without memory would take 2 ** 30 steps.
    doubled = " ".join(
        f"fragment F{n} on CompanyState {{ {' '.join(f'{a}: company {{ asOf {{ ...F{n + 1} }} }}' for a in 'ab')} }}"
        for n in range(13)
    )
    document = f'{{ asOf {{ company(slug: "a") {{ ...F0 }} }} }} {doubled} fragment F13 on CompanyState {{ name }}'
    price = 1
    for _ in range(13):
        price = 2 * (1 + SIZES.weights["Company.asOf"] + price)
    with pytest.raises(TooMuch) as told:
        cost(document)
    assert told.value.extensions["asked"] == 1 + SIZES.weights["Snapshot.company"] + price


HOSTILE = {
    "fragments in fragments": '{ asOf { company(slug: "a") { ...F0 } } }'
    + " ".join(
        f"fragment F{n} on CompanyState {{ rounds {{ events {{ company {{ asOf {{ ...F{n + 1} }} }} }} }} }}"
        for n in range(5)
    )
    + "fragment F5 on CompanyState { name }",
    "dates in dates": f'{{ company(slug: "a") {{ asOfEach(on: [{DATES}]) {{ company {{ asOfEach(on: [{DATES}])'
    " { name } } } } }",
    "logs of events": "{ events(first: 1000) { nodes { company { log(first: 1000) { nodes { key } } } } } }",
    "timelines": "{ asOf { companies(first: 600) { nodes {"
    + " ".join(f"t{n}: timeline(first: 1) {{ nodes {{ key }} }}" for n in range(50))
    + "} } } }",
    "filters": "{"
    + " ".join(f'a{n}: events(filter: {{text: "a"}}) {{ nodes {{ company {{ asOf {{ id }} }} }} }}' for n in range(25))
    + "}",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_would_stop_the_process_is_refused_with_both_numbers(name: str) -> None:
    told = await refused(HOSTILE[name])
    assert told["code"] == "COST_LIMIT_EXCEEDED"
    assert told["limit"] == LIMITS.cost < told["asked"]


async def test_depth_and_aliases_have_limits() -> None:
    deep = "name"
    for _ in range(LIMITS.depth // 2):
        deep = f"company {{ asOf {{ {deep} }} }}"
    document = f'{{ asOf {{ company(slug: "a") {{ {deep} }} }} }}'
    assert await refused(document) == {"code": "DEPTH_LIMIT_EXCEEDED", "limit": LIMITS.depth, "asked": LIMITS.depth + 3}
    many = LIMITS.aliases + 1
    aliases = " ".join(f"a{number}: position" for number in range(many))
    told = await refused(f"{{ log {{ {aliases} }} }}")
    assert told == {"code": "ALIAS_LIMIT_EXCEEDED", "limit": LIMITS.aliases, "asked": many}


async def test_directives_and_fields_at_the_root_have_limits() -> None:
    many = LIMITS.directives + 1
    directives = " ".join(["position @include(if: true)"] * many)
    told = await refused(f"{{ log {{ {directives} }} }}")
    assert told == {"code": "DIRECTIVE_LIMIT_EXCEEDED", "limit": LIMITS.directives, "asked": many}
    many = LIMITS.root_fields + 1
    roots = " ".join(f"r{n}: log {{ position }}" for n in range(LIMITS.root_fields))
    told = await refused(f"{{ ...F log {{ position }} }} fragment F on Query {{ {roots} }}")
    assert told == {"code": "ROOT_FIELD_LIMIT_EXCEEDED", "limit": LIMITS.root_fields, "asked": many}


async def test_what_has_more_tokens_than_may_be_is_read_no_further() -> None:
    told = await refused("{ " + "log { position } " * (LIMITS.tokens // 4) + "}")
    assert told == {"code": "TOKEN_LIMIT_EXCEEDED", "limit": LIMITS.tokens}


async def test_a_schema_within_other_limits_leaves_the_first_as_it_was() -> None:
    narrow = schema.within(LIMITS._replace(cost=10))
    question, context = "{ events { totalCount } }", Context(timeline_of(await memory()))
    (error,) = (await narrow.execute(question, context_value=context)).errors or ()
    assert error.extensions == {"code": "COST_LIMIT_EXCEEDED", "limit": 10, "asked": 21}
    assert narrow.documents is not schema.documents
    assert not (await schema.execute(question, context_value=context)).errors


async def test_what_is_asked_is_charged_before_it_is_answered() -> None:
    charged: list[int] = []

    def charge(cost: int) -> None:
        charged.append(cost)
        if len(charged) > 1:
            raise TooMuch("enough", "RATE_LIMITED", 1, cost)

    asked = Context(timeline_of(await memory()))
    for question in ("{ log { position } }", "{ log }", "{ log { position } }"):
        told = await schema.execute(question, context_value=asked, charge=charge)
    assert charged == [2, 2]
    assert [error.extensions for error in told.errors or ()] == [{"code": "RATE_LIMITED", "limit": 1, "asked": 2}]


async def test_a_page_and_a_list_may_be_asked_for_as_a_server_is_set() -> None:
    log = await memory(*(founded(f"e{number}", company=f"c{number}") for number in range(5)))
    asked = Context(timeline_of(log), entries=Entries(PageSizes(2, 3), ids=2, dates=1))
    told = await schema.execute("{ events { nodes { key } } }", context_value=asked)
    assert len((told.data or {})["events"]["nodes"]) == 2
    for question, argument in (
        ("{ events(first: 4) { totalCount } }", "first"),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', "ids"),
        ('{ company(slug: "c1") { asOfEach(on: ["2020", "2021"]) { name } } }', "on"),
    ):
        (error,) = (await schema.execute(question, context_value=asked)).errors or ()
        assert shown(error)["extensions"] == {
            "code": "BAD_USER_INPUT",
            "reason": "invalid-input",
            "argument": [argument],
        }


@pytest.mark.parametrize("document", [EVERYTHING, HAPPENED], ids=["everything", "happened"])
def test_a_page_that_shows_everything_of_a_company_costs_little(document: str) -> None:
    assert cost(document) < LIMITS.cost / 2


@pytest.mark.parametrize("document", ["{ log { position } }", '{ __type(name: "Event") { name } }'])
async def test_what_it_costs_is_told_with_the_answer(document: str) -> None:
    told = await schema.execute(document, context_value=Context(timeline_of(await memory())))
    assert told.extensions == {"cost": {"asked": 2, "limit": LIMITS.cost}}


# While it is answered.


@pytest.mark.counts_reads
async def test_an_answer_with_too_many_values_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "limits", LIMITS._replace(values=100))
    log = await memory(*(founded(f"e{number}", company=f"c{number}") for number in range(60)))
    (error,) = (await respond(log, "{ events(first: 60) { nodes { key position } } }"))["errors"]
    assert error["extensions"]["code"] == "ANSWER_TOO_LARGE"
    assert "data" not in error
    assert "errors" not in await respond(log, "{ events(first: 20) { nodes { key position } } }")


@pytest.mark.counts_reads
async def test_what_goes_wrong_in_much_is_told_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    log = await memory(founded("e"))
    question = "{ log { position } events(first: -1) { nodes { key } } }"
    (placed,) = (await respond(log, question))["errors"]
    assert placed["path"] == ["events"]
    monkeypatch.setattr(planned_schema, "TOLD_WITH_PLACE", 0)
    answer = await respond(log, question)
    (alone,) = answer["errors"]
    assert (alone["message"], alone["extensions"]) == (placed["message"], placed["extensions"])
    assert answer["data"] is None


@pytest.mark.counts_reads
async def test_others_have_their_turn_while_much_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.log.loop_turns.TURN_SECONDS", 0.0)
    log = await memory(*(founded(f"e{number}", company=f"c{number}") for number in range(60)))
    question = "{ companies(first: 60) { nodes { slug asOf { name company { slug } } } } }"
    asking = asyncio.ensure_future(schema.execute(question, context_value=Context(timeline_of(log))))
    turns = 0
    while not asking.done():
        await asyncio.sleep(0)
        turns += 1
    assert not asking.result().errors
    assert turns > 100


@pytest.mark.counts_reads
async def test_others_have_their_turn_while_findings_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.log.loop_turns.TURN_SECONDS", 0.0)
    companies = 40
    log = await memory(*(founded(f"e{number}", company=f"c{number}") for number in range(companies)))
    question = "{ asOf { findings(first: 0) { totalCount } } }"
    asking = asyncio.ensure_future(schema.execute(question, context_value=Context(timeline_of(log))))
    turns = 0
    while not asking.done():
        await asyncio.sleep(0)
        turns += 1
    assert not asking.result().errors
    assert turns > 1.25 * companies  # reading and folding them gives some thirty
