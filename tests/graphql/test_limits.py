"""Documents that cost much for their size, and what is done about them: counted, never timed."""

from __future__ import annotations

from typing import Any

import pytest
from answers import ask, memory, respond
from builders import founded
from graphql.pyutils import suggestion_list

from dateline.answers.event_filter import needle
from dateline.graphql import schema
from dateline.graphql.execution.documents import Documents
from dateline.graphql.schema import LIMITS


async def errors(document: str, **variables: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await respond(await memory(), document, **variables))["errors"]
    return found


async def test_a_mistake_is_told_with_the_name_that_was_meant() -> None:
    (error,) = await errors("{ compny(slug: 3) { slug } }")
    assert error["message"] == "Cannot query field 'compny' on type 'Query'. Did you mean 'company'?"


@pytest.fixture
def guesses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names for which others are looked for."""
    names: list[str] = []

    def counted(name: str, options: Any) -> list[str]:
        names.append(name)
        return suggestion_list(name, options)

    for rule in ("fields_on_correct_type", "known_type_names", "known_argument_names"):
        monkeypatch.setattr(f"graphql.validation.rules.{rule}.suggestion_list", counted)
    return names


@pytest.mark.parametrize(
    "document",
    ["{" + " ".join(f"companyy{n}" for n in range(900)) + "}",
     "{ log { position } }" + " ".join(f"fragment F{n} on Compan{n}y {{ slug }}" for n in range(120)),
     "{ log(" + " ".join(f"firs{n}: 1" for n in range(200)) + ") { position } }"],
    ids=["fields", "types", "arguments"],
)  # fmt: skip
async def test_much_that_is_wrong_is_told_in_part_and_nothing_is_guessed(document: str, guesses: list[str]) -> None:
    told = await errors(document)
    assert len(told) == LIMITS.errors + 1
    assert "error limit reached" in told[-1]["message"]
    assert guesses == []


async def test_few_mistakes_are_guessed_each(guesses: list[str]) -> None:
    await errors("{ companyy0 companyy1 }")
    assert guesses == ["companyy0", "companyy1"]


async def test_names_and_values_have_a_length(guesses: list[str]) -> None:
    name, value = "a" * (LIMITS.name_length + 1), "ü" * (LIMITS.text_length + 1)
    name_told = {"code": "NAME_TOO_LONG", "limit": LIMITS.name_length, "asked": len(name)}
    value_told = {"code": "VALUE_TOO_LONG", "limit": LIMITS.text_length, "asked": len(value)}
    filtered = "query($f: EventFilter) { events(filter: $f) { totalCount } }"
    for document, variables, told in (
        (f"{{ {name}: log {{ position }} }}", {}, name_told),
        (f"{{ {name} }}", {}, name_told),
        (f'{{ company(slug: "{value}") {{ slug }} }}', {}, value_told),
        (f'{{ company(slug: """{value}""") {{ slug }} }}', {}, value_told),
        (f"{{ events(first: {'9' * len(value)}) {{ totalCount }} }}", {}, value_told),
        ("query($s: String!) { company(slug: $s) { slug } }", {"s": value}, value_told),
        (filtered, {"f": {"companies": ["a", value]}}, value_told),
        (filtered, {"f": {value: 1}}, value_told),
    ):  # fmt: skip
        (error,) = await errors(document, **variables)
        assert error["extensions"] == told
        assert len(error["message"]) < 150
    assert guesses == []


async def test_the_longest_names_and_values_are_taken() -> None:
    name, value = "a" * LIMITS.name_length, "ü" * LIMITS.text_length
    assert await ask(await memory(), f'{{ {name}: company(slug: "{value}") {{ slug }} }}') == {name: None}


async def test_what_is_echoed_is_cut() -> None:
    value = "x" * LIMITS.text_length
    for document in (
        f'{{ asOf(on: "{value}") {{ vantage {{ token }} }} }}',
        f'{{ snapshot(token: "{value}") {{ vantage {{ token }} }} }}',
        f'{{ events(after: "{value}") {{ totalCount }} }}',
        f'{{ node(id: "{value}") {{ id }} }}',
        f'query("{value}") {{ log }}',
    ):
        (error,) = await errors(document)
        assert len(error["message"]) <= 500


# What is kept of documents.


def kept_by(kept_bytes: int) -> Documents:
    return Documents(schema, kept_bytes, LIMITS)


def document_of(size: int, number: int) -> str:
    return f"{{ log {{ position }} }} # {number} {'x' * size}"


def test_documents_are_kept_by_their_size() -> None:
    documents = kept_by(1_000_000)
    long = [document_of(10_000, number) for number in range(100)]
    for text in long:
        documents.get(text)
    documents.get(long[-20])
    assert documents.prepared_count == 100
    documents.get(long[-26])
    assert documents.prepared_count == 101


def test_a_document_that_is_asked_for_often_stays() -> None:
    documents = kept_by(1_000_000)
    often = document_of(10, 0)
    for number in range(1, 100):
        documents.get(often)
        documents.get(document_of(10_000, number))
    assert documents.prepared_count == 100


def test_a_document_that_would_take_much_of_it_is_not_kept() -> None:
    documents = kept_by(1_000_000)
    longest = document_of(50_000, 0)
    assert documents.plan(longest, None) is documents.plan(longest, None)
    documents.get(document_of(10, 1))
    documents.get(longest)
    assert documents.prepared_count == 3


def test_a_document_is_kept_with_few_of_its_operations_compiled() -> None:
    documents = kept_by(1_000_000)
    text = " ".join(f"query Q{number} {{ log {{ position }} }}" for number in range(50))
    prepared = documents.get(text)
    for number in range(50):
        assert documents.plan(text, f"Q{number}") is not None
        assert documents.plan(text, f"R{number}") is None
    assert len(prepared.plans) <= 10


# What is searched for.


async def test_what_is_searched_for_is_folded_once() -> None:
    log = await memory(*(founded(f"e{number}", company=f"company-{number}", name="Łódź") for number in range(20)))
    needle.cache_clear()
    question = "query($t: String!) { events(filter: {text: $t}) { totalCount nodes { key } } }"
    assert (await ask(log, question, t="ŁÓD"))["events"]["totalCount"] == 20
    assert needle.cache_info().misses == 1
