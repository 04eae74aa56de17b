"""What an error tells: a code that clients know, why, which argument is at fault and where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from answers import memory, respond
from builders import funding

from dateline.errors import DatelineError
from dateline.graphql.shown_errors import CODES


def _descendants(base: type[DatelineError]) -> set[type[DatelineError]]:
    return {base}.union(*(_descendants(one) for one in base.__subclasses__()))


def test_every_error_of_dateline_has_a_name_that_clients_know() -> None:
    ours = {one.code for one in _descendants(DatelineError) if one.__module__ == "dateline.errors"}
    assert ours == set(CODES)


AT_FAULT: list[tuple[str, str, list[str | int], str]] = [
    ('{ asOf(on: "soon") { vantage { on } } }', "invalid-date", ["on"], "on: 'soon'"),
    ("{ asOf(on: 2021) { vantage { on } } }", "", ["on"], "on: expected a date as a string, not 2021"),
    ("{ asOf(knownBy: true) { vantage { on } } }", "", ["knownBy"], "as a string, not true"),
    ('{ asOf(recorded: {position: "x"}) { vantage { on } } }', "", ["recorded", "position"], "recorded.position: "),
    (
        '{ asOf { rounds(filter: {raisedMin: {amount: "NaN", currency: "EUR"}}) { totalCount } } }',
        "", ["filter", "raisedMin", "amount"], "filter.raisedMin.amount: 'NaN'",
    ),
    (
        '{ company(slug: "a") { asOfEach(on: ["2024", "never"]) { name } } }',
        "invalid-date", ["on", 1], "on[1]: 'never'",
    ),
    ("query($d: Edtf = 3) { asOf(on: $d) { vantage { on } } }", "", ["$d"], "$d: expected a date"),
    ("{ companies(first: -1) { totalCount } }", "invalid-input", ["first"], "`first`: a page has 0 to 1,000"),
    ("{ companies(last: 1001) { totalCount } }", "invalid-input", ["last"], "`last`: a page has"),
    ('{ companies(after: "x") { totalCount } }', "invalid-cursor", ["after"], "'x' is no cursor"),
    ('{ companies(last: 1, before: "x") { totalCount } }', "invalid-cursor", ["before"], "'x' is no cursor"),
    ('{ asOf(on: "2025/..") { vantage { on } } }', "invalid-vantage", ["on"], "`on` needs a day that ends"),
    ('{ asOf(recorded: {position: "9"}) { vantage { on } } }', "position-ahead", ["recorded"], "position 9"),
    ('{ snapshot(token: "x") { vantage { on } } }', "invalid-vantage", ["token"], "token"),
    (
        '{ diff(company: "a", from: {on: "2024"}, to: {on: "2025/.."}) { changes { kind } } }',
        "invalid-vantage", ["to", "on"], "`on` needs",
    ),
    ("{asOf{companies(orderBy: {field: METRIC}) {totalCount}}}", "invalid-input", ["orderBy", "metric"], "METRIC"),
    ('{ asOf { findings(rules: ["x"]) { totalCount } } }', "invalid-input", ["rules"], "x"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "reason", "argument", "message"), AT_FAULT, ids=[one[0] for one in AT_FAULT])
async def test_an_error_names_the_argument_and_its_place(
    question: str, reason: str, argument: list[str | int], message: str
) -> None:
    (error,) = (await respond(await memory(funding("a")), question))["errors"]
    assert message in error["message"]
    assert error["locations"]
    told = error["extensions"]
    assert (told.get("reason", ""), told["argument"]) == (reason, argument)
    assert told["code"] == "BAD_USER_INPUT"


IN_WORDS_OF_JSON: list[tuple[str, Any]] = [
    ("Int", True), ("Int", [None]), ("[String!]", [None]), ("[String!]", {"a": None}), ("String!", None),
    ("Date", True), ("Date", {"a": None}), ("Confidence", False), ("Recorded", [None]), ("CurrencyCode", [True]),
    ("Position", None), ("Position", True), ("Decimal", 0.5),
]  # fmt: skip
_USES = {
    "Int": "companies(first: $v) { totalCount }",
    "[String!]": "asOf { findings(companies: $v) { totalCount } }",
    "String!": "company(slug: $v) { slug }",
    "Date": "asOf(knownBy: $v) { vantage { on } }",
    "Confidence": "asOf(confidence: $v) { vantage { on } }",
    "Recorded": "asOf(recorded: $v) { vantage { on } }",
    "CurrencyCode": 'asOf { company(slug: "mistral-ai") { raised(currency: $v) { counted } } }',
    "Position": "asOf(recorded: {position: $v}) { vantage { on } }",
    "Decimal": 'asOf { rounds(filter: {raisedMin: {amount: $v, currency: "EUR"}}) { totalCount } }',
}


@pytest.mark.parametrize(("type_", "value"), IN_WORDS_OF_JSON)
async def test_a_value_is_shown_as_it_was_sent(type_: str, value: Any) -> None:
    needed = type_ if type_ not in ("Position", "Decimal") else f"{type_}!"
    answer = await respond(await memory(funding("a")), f"query($v: {needed}) {{ {_USES[type_]} }}", v=value)
    for error in answer["errors"]:
        assert not {"True", "False", "None", "Undefined"} & set(error["message"].replace("'", " ").split())
        assert error["extensions"]["argument"][0] == "$v"
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_what_stands_in_quotes_stays_as_it_was_sent() -> None:
    answer = await respond(await memory(), "query($v: Int) { companies(first: $v) { totalCount } }", v="None of True")
    assert "'None of True'" in answer["errors"][0]["message"]
