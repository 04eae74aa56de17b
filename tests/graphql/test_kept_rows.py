"""Rows that are kept from answer to answer change none of them, and no id has two values for them.

What a plan answers is compared with what graphql-core answers, which keeps none: see `both_executors.py`.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from answers import NOW, TODAY, as_sent, ask, respond, run, timeline_of
from as_bytes import AsBytes
from both_executors import executed_once
from builders import Json, eur, founded, funding, metric, source, usd
from client_store import ClientStore, identified
from deals import DAYS_OF_DEALS, deals
from histories import COMPANIES, DAYS, dense_histories, histories, law, recorded_at, told
from hypothesis import given
from hypothesis import strategies as st
from part_documents import CORE, part_documents

from dateline.answers.reading import Timeline
from dateline.events.event import Event
from dateline.graphql import Context, schema
from dateline.log import contents as log_contents

_FIELDS = (
    "money { amount currency bound }",
    "on { edtf }",
    "known rule confidence",
    "sources { publisher published { edtf } }",
    "alternatives { agrees money { amount } }",
    'converted(to: "USD") { money { amount } }',
    "event { key }",
)


def told_plainly(history: list[Json]) -> list[Json]:
    """Of no company that is merged with another."""
    return [line for line in history if line["type"] != "merge"]


vantages = st.fixed_dictionaries(
    {
        "company": st.sampled_from(COMPANIES),
        "on": st.sampled_from(DAYS).map(str),
        "knownBy": st.none() | st.sampled_from(DAYS).map(str),
        "confidence": st.sampled_from(("REPORTED", "REPORTED", "RUMORED", "CONFIRMED")),
        "also": st.booleans(),
    }
)


@law(60)
@given(
    history=(histories | dense_histories).map(told_plainly),
    questions=st.lists(st.tuples(part_documents(), st.lists(vantages, min_size=2, max_size=8)), min_size=1, max_size=2),
)
def test_answers_are_the_same_and_no_id_has_two_values(
    history: list[Json], questions: list[tuple[str, list[dict[str, Any]]]]
) -> None:
    async def asked() -> None:
        log, store = AsBytes(), ClientStore(CORE)
        timeline = timeline_of(log)
        half = len(history) // 2
        for place, line in enumerate(history):
            await log.append([told(line)], now=recorded_at(place))
            if place in (half, len(history) - 1):
                for document, variables in questions:
                    for each in variables:
                        with_ids = identified(CORE, document)
                        answer = await respond(timeline, with_ids, **each)
                        assert "errors" not in answer, answer["errors"]
                        store.keep(with_ids, each, answer)
                        await respond(timeline, document, **each)

    run(asked)


@law(250)
@given(
    events=deals(),
    fields=st.lists(st.sampled_from(_FIELDS), min_size=1, max_size=2, unique=True),
    vantages=st.lists(
        st.tuples(st.sampled_from(DAYS_OF_DEALS), st.none() | st.sampled_from(DAYS_OF_DEALS)), min_size=4, max_size=12
    ),
)
def test_a_valuation_is_the_same_at_whatever_vantage_its_rounds_are(
    events: list[Event], fields: list[str], vantages: list[tuple[str, str | None]]
) -> None:
    async def asked() -> None:
        log = AsBytes()
        await log.append(events, now=NOW)
        timeline = timeline_of(log)
        document = (
            "query ($on: Edtf!, $knownBy: Date) { asOf(on: $on, knownBy: $knownBy) {"
            f' company(slug: "mistral-ai") {{ valuation {{ {" ".join(fields)} }} raised {{ why counted }} }} }} }}'
        )
        for on, known_by in vantages:
            await ask(timeline, document, on=on, knownBy=known_by)

    run(asked)


QUESTION = """query ($on: Edtf!, $knownBy: Date) { asOf(on: $on, knownBy: $knownBy) { company(slug: "acme") { rounds {
  id key sources { publisher } raised { money { amount currency } alternatives { agrees } } leads { name }
} } } }"""


async def asked_of_a_plan(timeline: Timeline, document: str, **variables: Any) -> Any:
    """The data of an answer, which is not compared with what graphql-core answers."""
    result = await executed_once(schema, document, variables, Context(timeline))
    assert not result.errors
    return as_sent(result.data)


def rounds(count: int) -> list[Event]:
    return [
        funding(f"f{n}", company="acme", round=f"r{n}", stage="closed", on=f"{2000 + n}", raised=eur(n + 1))
        for n in range(count)
    ]


async def test_a_row_is_made_once_and_its_id_carries_each_vantage(monkeypatch: pytest.MonkeyPatch) -> None:
    log = AsBytes()
    await log.append([*rounds(5), founded("z", company="zeta")], now=NOW)
    timeline = Timeline(log, lambda: TODAY, history_bytes=60_000)
    unpacked: list[bytes] = []
    unpack = log_contents.unpack
    monkeypatch.setattr(log_contents, "unpack", lambda packed: (unpacked.append(packed), unpack(packed))[1])
    found = []
    for variables in ({"on": "2026"}, {"on": "2025"}, {"on": "2003"}, {"on": "2025", "knownBy": "2026-03-01"}):
        answer = await asked_of_a_plan(timeline, QUESTION, **variables)
        found.append(answer["asOf"]["company"]["rounds"])
        await asked_of_a_plan(timeline, '{ asOf { company(slug: "zeta") { name } } }')  # the other one is packed
    assert not [one for one in unpacked if b"zeta" not in one]
    assert [len(rows) for rows in found] == [5, 5, 4, 5]
    ids = [row["id"] for rows in found for row in rows]
    assert len(set(ids)) == len(ids)
    again = await ask(timeline, "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on FundingRound { key } } }", ids=ids)
    assert [row["id"] for row in again["nodes"]] == ids
    assert [row["key"] for row in again["nodes"]] == [row["key"] for rows in found for row in rows]


async def test_what_rates_or_sources_still_to_come_decide_is_made_for_each_vantage() -> None:
    told_twice = [source(published="2024-01-10"), source("Reuters", published="2024-06-10")]
    log = AsBytes()
    await log.append(
        [
            funding("f", company="acme", round="a", stage="closed", on="2024-01", raised=eur(100), sources=told_twice),
            funding("g", company="acme", round="a", stage="closed", on="2024-01", raised=usd(109)),
        ],
        now=NOW,
    )
    timeline = timeline_of(log)
    found = []
    for known_by in ("2024-02-01", "2024-07-01", "2024-02-01", "2026-06-01"):
        answer = await ask(timeline, QUESTION, on="2026", knownBy=known_by)
        (row,) = answer["asOf"]["company"]["rounds"]
        found.append(([one["publisher"] for one in row["sources"]], row["raised"]["alternatives"]))
    assert [publishers for publishers, _ in found[:3]] == [["Le Monde"], ["Le Monde", "Reuters"], ["Le Monde"]]
    assert found[3][1] == [{"agrees": True}]
    assert found[0] == found[2]


async def test_values_of_kept_rows_count() -> None:
    log = AsBytes()
    await log.append(rounds(20), now=NOW)
    kept = timeline_of(log)
    document = '{ asOf { company(slug: "acme") { rounds { key leads { name } raised { money { amount } } } } } }'
    await ask(kept, document)
    refused = {most: await is_refused(kept, document, most) for most in range(60, 200)}
    assert refused == {most: await is_refused(timeline_of(log), document, most) for most in range(60, 200)}
    assert set(refused.values()) == {True, False}


@pytest.mark.parametrize(("told", "aliases"), [(120, 5), (12, 5)], ids=["one row", "all rows"])
async def test_no_more_values_are_made_at_once_than_take_little(
    told: int, aliases: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AsBytes()
    days = [f"20{n // 12 + 10}-{n % 12 + 1:02}" for n in range(told)]
    await log.append(
        [
            metric(f"m{m}/{day}", metric=f"m{m}", count=1, unit="users", on=day, sources=[source(day, f"{day}-28")])
            for m in range(30)
            for day in days
        ],
        now=NOW,
    )
    timeline = timeline_of(log)
    each = " ".join([f"a{n}: sources {{ publisher published {{ edtf }} }}" for n in range(aliases)])
    document = f'{{ asOf {{ company(slug: "mistral-ai") {{ metrics {{ {each} }} }} }} }}'
    written: list[bytes] = []
    encode = msgspec.json.encode
    with monkeypatch.context() as patched:
        patched.setattr(msgspec.json, "encode", lambda value: (written.append(encode(value)), written[-1])[1])
        assert not (await executed_once(schema, document, None, Context(timeline))).errors
    assert sum(row.count(b":") for row in written) <= 1_000
    answer = await ask(timeline, document)
    assert {len(row["a0"]) for row in answer["asOf"]["company"]["metrics"]} == {told}


async def is_refused(timeline: Timeline, document: str, most_values: int) -> bool:
    narrow = schema.within(schema.limits._replace(values=most_values))
    return bool((await executed_once(narrow, document, None, Context(timeline))).errors)


async def test_of_many_figures_those_that_decide_are_not_all_that_a_row_tells_of() -> None:
    log = AsBytes()
    told_by = [
        metric(f"m{n}", company="acme", metric="users", count=n, unit="users", on=day, sources=[source(f"P{n}", day)])
        for n in range(80)
        for day in [f"2024-{n // 28 + 1:02}-{n % 28 + 1:02}"]
    ]
    await log.append(told_by, now=NOW)
    timeline = timeline_of(log)
    question = """query ($on: Edtf!, $knownBy: Date) { asOf(on: $on, knownBy: $knownBy) { company(slug: "acme") {
        metrics { sources { publisher } figure { count } } } } }"""
    seen = []
    for known_by in (None, "2024-03-20", None, "2024-01-05"):
        answer = await ask(timeline, question, on="2024-03-23", knownBy=known_by)
        seen += [(len(row["sources"]), row["figure"]["count"]) for row in answer["asOf"]["company"]["metrics"]]
    assert seen == [(79, "78"), (76, "75"), (79, "78"), (5, "4")]


@pytest.mark.parametrize("field", ["valuation", "rounds { raised"])
async def test_what_rates_decide_is_made_for_each_vantage(field: str) -> None:
    log = AsBytes()
    told = {"company": "acme", "stage": "closed", "on": "2024-01", "sources": [source(published="2024-01-10")]}
    rounds = ("a", "b") if field == "valuation" else ("a", "a")
    amounts = [{"raised": amount, "valuation": amount} for amount in (eur(1_000), usd(1_125))]
    both = zip("fg", rounds, amounts, strict=True)
    await log.append([funding(id, round=key, **amount, **told) for id, key, amount in both], now=NOW)
    timeline = timeline_of(log)
    document = f"""query ($knownBy: Date) {{ asOf(on: "2024-03-01", knownBy: $knownBy) {{ company(slug: "acme") {{
        {field} {{ alternatives {{ agrees }} }} {"}" if "{" in field else ""} }} }} }}"""
    agreed = []
    for known_by in ("2024-01-12", None, "2024-01-12"):  # so that the euro is of another day
        answer = (await ask(timeline, document, knownBy=known_by))["asOf"]["company"]
        figure = answer["valuation"] if field == "valuation" else answer["rounds"][0]["raised"]
        agreed += [other["agrees"] for other in figure["alternatives"]]
    assert agreed == [True, False, True]
