"""Ranking over GraphQL and on the command line: worked examples."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from answers import NOW, ask, code_of, memory
from builders import eur, founded, funding, merge, metric, profile, retraction, source, usd
from click.testing import CliRunner

from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.cli import program
from dateline.errors import InvalidInput
from dateline.events.event import Event
from dateline.log.opening import open_log
from dateline.values.base64url import unwrap, wrap
from dateline.values.vocabulary import Per

LATE = [source("Le Monde", "2025-06-01")]


def told(company: str, *, valuation: Any, on: str = "2024-05-02", **fields: Any) -> Event:
    said = {"round": "a", "stage": "closed", "on": on, "raised": valuation, "valuation": valuation, **fields}
    return funding(f"{company}/a", company=company, **{"sources": [source("Wired", "2024-05-03")], **said})


EVENTS = [
    founded("acme/f", company="acme", on="2019", name="Acme", country="FR", sources=[source("Wired", "2020")]),
    profile("acme/p", company="acme", sector="Space", on="2020-02", sources=[source("Wired", "2020-03")]),
    told("acme", valuation=eur(100)),
    told("bolt", valuation=usd(105), investors=["Zeta Fund"]),
    told("cray", valuation={"amount": "900", "currency": "AED"}),
    told("dent", valuation=usd(500), sources=LATE),
    founded("echo/f", company="echo", on="2021", name="Écho", country="DE", sources=[source("Wired", "2022")]),
]

QUESTION = """
query Rank($knownBy: Date, $on: Edtf, $filter: CompanyFilter, $order: CompanyOrder, $first: Int, $after: String,
    $last: Int, $before: String) {
  asOf(on: $on, knownBy: $knownBy) {
    companies(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      nodes { name }
      edges {
        rank cursor node { company { slug } }
        value {
          figure { money { amount currency } event { key } } money { amount currency }
          converted { rateDate } total { money { amount currency } counted } date { edtf } text because { key }
        }
      }
    }
  }
}
"""
BY_VALUATION = {"field": "VALUATION"}


async def rank(log: Any, **variables: Any) -> Any:
    return (await ask(log, QUESTION, **variables))["asOf"]["companies"]


def slugs(found: Any) -> list[str]:
    return [edge["node"]["company"]["slug"] for edge in found["edges"]]


async def test_companies_are_ordered_by_what_money_is_worth_in_one_currency() -> None:
    log = await memory(*EVENTS)
    found = await rank(log, order=BY_VALUATION)
    assert slugs(found) == ["dent", "acme", "bolt", "cray", "echo"]
    assert [edge["rank"] for edge in found["edges"]] == [1, 2, 3, 4, 5]
    assert found["totalCount"] == 5
    acme = found["edges"][1]["value"]
    assert acme["figure"]["money"] == {"amount": "100", "currency": "EUR"}
    assert acme["money"]["currency"] == "USD"
    assert acme["converted"]["rateDate"] == "2024-05-02"
    assert [event["key"] for event in acme["because"]] == ["acme/a"]
    assert [edge["value"] for edge in found["edges"][3:]] == [None, None]


async def test_what_was_not_known_yet_is_not_ranked() -> None:
    log = await memory(*EVENTS)
    assert slugs(await rank(log, order=BY_VALUATION, knownBy="2024-12-31")) == ["acme", "bolt", "cray", "echo"]
    assert slugs(await rank(log, order=BY_VALUATION, knownBy="2021-12-31")) == ["acme"]


async def test_those_without_the_value_come_last_in_both_directions() -> None:
    log = await memory(*EVENTS)
    found = await rank(log, order={**BY_VALUATION, "direction": "ASC"})
    assert slugs(found) == ["bolt", "acme", "dent", "cray", "echo"]
    in_dirhams = await rank(log, order={**BY_VALUATION, "currency": "AED"})
    assert slugs(in_dirhams)[0] == "cray"


async def test_a_total_a_date_and_a_name_are_measures_too() -> None:
    log = await memory(*EVENTS)
    raised = (await rank(log, order={"field": "RAISED", "currency": "EUR"}, first=1))["edges"][0]["value"]
    assert raised["total"]["money"]["currency"] == "EUR"
    assert raised["total"]["counted"] == 1
    first = (await rank(log, order={"field": "FOUNDED", "direction": "ASC"}, first=1))["edges"][0]
    assert (first["node"]["company"]["slug"], first["value"]["date"]["edtf"]) == ("acme", "2019")
    named = await rank(log)
    assert slugs(named) == ["acme", "bolt", "cray", "dent", "echo"]
    assert named["edges"][4]["value"]["text"] == "Écho"
    latest = await rank(log, order={"field": "LATEST_EVENT"}, first=2)
    assert [event["key"] for event in latest["edges"][0]["value"]["because"]] == ["acme/a"]


async def test_pages_stay_where_they_are_and_tell_the_rank() -> None:
    log = await memory(*EVENTS)
    whole = await rank(log, order=BY_VALUATION)
    cursors = [edge["cursor"] for edge in whole["edges"]]
    middle = await rank(log, order=BY_VALUATION, first=2, after=cursors[0])
    assert [(edge["rank"], edge["node"]["company"]["slug"]) for edge in middle["edges"]] == [(2, "acme"), (3, "bolt")]
    assert middle["pageInfo"]["hasNextPage"]
    assert middle["pageInfo"]["hasPreviousPage"]
    before = await rank(log, order=BY_VALUATION, last=2, before=cursors[4])
    assert [edge["rank"] for edge in before["edges"]] == [3, 4]
    end = await rank(log, order=BY_VALUATION, last=1)
    assert slugs(end) == ["echo"]
    assert await code_of(log, QUESTION, order={"field": "NAME"}, after=cursors[0]) == "invalid-cursor"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"countries": ["FR"]}, ["acme"]),
        ({"sectors": ["space"]}, ["acme"]),
        ({"investor": "zeta-fund"}, ["bolt"]),
        ({"nameContains": "ech"}, ["echo"]),
        ({"foundedFrom": "2021-12-31"}, ["echo"]),
        ({"foundedUntil": "2020-01-01"}, ["acme"]),
        ({"slugs": ["echo", "dent", "nobody"]}, ["dent", "echo"]),
        ({"status": "PUBLIC"}, []),
        ({"status": "ACTIVE", "countries": ["DE", "FR"]}, ["acme", "echo"]),
    ],
)
async def test_a_filter_narrows_down_and_is_counted(wanted: Any, expected: list[str]) -> None:
    log = await memory(*EVENTS)
    found = await rank(log, filter=wanted)
    assert slugs(found) == expected
    assert found["totalCount"] == len(expected)


async def test_a_merged_company_is_listed_once_where_the_merge_was_known() -> None:
    same = merge("m", ["bolt"], company="acme", sources=LATE)
    log = await memory(*EVENTS, same)
    assert slugs(await rank(log, filter={"slugs": ["bolt"]})) == ["acme"]
    found = await rank(log)
    assert slugs(found) == ["acme", "cray", "dent", "echo"]
    assert found["totalCount"] == 4
    assert "bolt" in slugs(await rank(log, knownBy="2024-12-31"))


async def test_what_was_retracted_is_not_ranked() -> None:
    log = await memory(*EVENTS, retraction("r", "dent/a", company="dent", sources=LATE))
    assert slugs(await rank(log, order=BY_VALUATION)) == ["acme", "bolt", "cray", "echo"]


async def test_a_metric_is_ranked_by_name() -> None:
    figures = [
        metric("acme/h", company="acme", metric="Headcount", count=70, on="2024"),
        metric("bolt/h", company="bolt", metric="headcount", count=9, on="2024", per="year"),
    ]
    log = await memory(*EVENTS, *figures)
    found = await rank(log, order={"field": "METRIC", "metric": "headcount"})
    assert slugs(found)[:2] == ["acme", "bolt"]
    assert await code_of(log, QUESTION, order={"field": "METRIC"}) == "invalid-input"


def test_an_order_by_metric_says_which_and_a_currency_is_one() -> None:
    with pytest.raises(InvalidInput, match="metric"):
        CompanyOrder(OrderField.METRIC)
    with pytest.raises(InvalidInput, match="ISO 4217"):
        CompanyOrder(currency="XYZ1")
    of_a_metric: dict[str, Any]
    for of_a_metric in ({"metric": "arr"}, {"scope": "chat"}, {"per": Per.QUARTER}):
        with pytest.raises(InvalidInput, match=f"`{next(iter(of_a_metric))}` is for order METRIC, and not for raised"):
            CompanyOrder(OrderField.RAISED, **of_a_metric)


ROUNDS = """
query Rounds($filter: RoundFilter, $first: Int, $after: String, $knownBy: Date) {
  asOf(knownBy: $knownBy) {
    rounds(filter: $filter, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor }
      nodes { key company { slug } on { edtf } raised { money { amount } } conflicts { field } }
    }
  }
}
"""


async def rounds(log: Any, **variables: Any) -> Any:
    return (await ask(log, ROUNDS, **variables))["asOf"]["rounds"]


async def test_rounds_of_all_companies_are_listed_latest_first() -> None:
    log = await memory(*EVENTS, funding("acme/b", company="acme", round="b", on="2025-01", raised=eur(9)))
    found = await rounds(log)
    assert [(node["company"]["slug"], node["key"]) for node in found["nodes"]] == [
        ("acme", "b"), ("acme", "a"), ("bolt", "a"), ("cray", "a"), ("dent", "a"),
    ]  # fmt: skip
    assert found["totalCount"] == 5
    page = await rounds(log, first=2)
    rest = await rounds(log, after=page["pageInfo"]["endCursor"])
    assert [node["company"]["slug"] for node in rest["nodes"]] == ["bolt", "cray", "dent"]
    large = await rounds(log, filter={"raisedMin": {"amount": "104", "currency": "USD"}, "until": "2024-12-31"})
    assert [node["company"]["slug"] for node in large["nodes"]] == ["acme", "bolt", "dent"]
    assert [node["key"] for node in (await rounds(log, filter={"from": "2025-01-01"}))["nodes"]] == ["b"]
    assert [node["key"] for node in (await rounds(log, filter={"companies": ["bolt"]}))["nodes"]] == ["a"]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    async def fill() -> None:
        async with open_log(tmp_path / "dateline.db") as log:
            await log.append(EVENTS, now=NOW)

    asyncio.run(fill())
    return tmp_path / "dateline.db"


def cli(*words: object) -> str:
    done = CliRunner().invoke(program, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_rank_prints_a_table_with_sources(db: Path) -> None:
    output = cli("rank", "--db", db, "--on", "2025-12-31", "--first", 3)
    assert "Companies by valuation, descending" in output
    assert [line.split()[1] for line in output.splitlines() if line.split()[:1] in (["1"], ["2"], ["3"])][:3] == [
        "dent", "Acme", "bolt",
    ]  # fmt: skip
    assert "There are more" in output
    assert "Wired" in output
    foo = cli("rank", "--db", db, "--by", "foo")
    assert "Nobody tells of the foo of any company here. Rank by name, " in " ".join(foo.split())
    nobody = cli("rank", "--db", db, "--country", "US")
    assert "There is no such company" in nobody


def test_rank_answers_in_json(db: Path) -> None:
    found = json.loads(cli("rank", "--db", db, "--by", "raised", "--currency", "EUR", "--known-by", "2024", "--json"))
    assert [one["company"] for one in found["companies"]] == ["acme", "bolt", "cray", "echo"]
    first = found["companies"][0]
    assert first["rank"] == 1
    assert first["value"] == {"amount": "100", "currency": "EUR"}
    assert first["because"] == ["acme/a"]
    assert found["vantage"]["known_by"] == "2024-12-31"
    assert {event["id"] for event in found["events"]} == {"acme/a", "bolt/a"}


@pytest.mark.parametrize("by", ["founded", "name", "latest-event", "headcount"])
def test_rank_takes_every_order(db: Path, by: str) -> None:
    assert f"Companies by {by.replace('-', ' ')}" in cli("rank", "--db", db, "--by", by)
    assert len(json.loads(cli("rank", "--db", db, "--by", by, "--json"))["companies"]) == 5


def test_reindex_says_how_many_records_it_read(db: Path) -> None:
    assert "from 7 records" in cli("reindex", "--db", db)
    assert json.loads(cli("reindex", "--db", db, "--json")) == {"position": 7}
    assert "sound" in cli("verify", "--db", db)


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999", "1e-999999999", "NaN", "Infinity", "ten", ""])
async def test_a_number_that_no_entry_can_have_is_no_cursor(number: str) -> None:
    log = await memory(*EVENTS)
    found = await rank(log, order=BY_VALUATION)
    name, _, slug = json.loads(unwrap(found["edges"][0]["cursor"]))
    forged = wrap(json.dumps([name, number, slug]).encode())
    assert await code_of(log, QUESTION, order=BY_VALUATION, after=forged) == "invalid-cursor"


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_numbers_of_thirty_digits_are_told_apart_on_every_page(direction: str) -> None:
    huge = 10**29
    log = await memory(*(told(name, valuation=usd(huge + place)) for place, name in enumerate("abcde")))
    order = {"field": "VALUATION", "direction": direction}
    expected = sorted("abcde", reverse=direction == "DESC")
    assert slugs(await rank(log, order=order)) == expected
    cursor, listed = None, []
    for _ in expected:
        page = await rank(log, order=order, first=1, after=cursor)
        listed += slugs(page)
        cursor = page["pageInfo"]["endCursor"]
    assert listed == expected


async def test_nothing_is_in_an_empty_list() -> None:
    log = await memory(*EVENTS)
    for name in ("slugs", "countries", "sectors"):
        assert (slugs(found := await rank(log, filter={name: []})), found["totalCount"]) == ([], 0)
    question = "query($filter: RoundFilter) { asOf { rounds(filter: $filter) { totalCount nodes { key } } } }"
    for name in ("companies", "series", "instruments"):
        rounds = (await ask(log, question, filter={name: []}))["asOf"]["rounds"]
        assert rounds == {"totalCount": 0, "nodes": []}
    raised = '{ asOf { company(slug: "acme") { raised(instruments: []) { money { amount } counted excluded } } } }'
    total = (await ask(log, raised))["asOf"]["company"]["raised"]
    assert total == {"money": None, "counted": 0, "excluded": 1}


async def test_a_metric_that_nobody_reports_gives_nobody_a_value() -> None:
    found = await rank(await memory(*EVENTS), order={"field": "METRIC", "metric": "hedcount"})
    assert slugs(found) == ["acme", "bolt", "cray", "dent", "echo"]
    assert {str(edge["value"]) for edge in found["edges"]} == {"None"}
