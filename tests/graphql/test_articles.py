"""What five articles say, read by hand, comes out of GraphQL at the right dates: before, and after.

One row: the article, the subject, the field, the value, and the day it counts from. Where the article says "reportedly"
or "in talks" the row says `rumored`; where it speaks for the company, `confirmed`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from places import ARTICLES, ROOT

from dateline.answers.reading import Timeline
from dateline.events import codec
from dateline.graphql import Context, schema
from dateline.imports.event_files.importing import import_file
from dateline.imports.paths import event_files_at
from dateline.log.memory.store import MemoryLog
from dateline.values.dates import PartialDate

TODAY = date(2026, 11, 22)

PUBLISHED = {
    "000": ("Factlen", date(2026, 6, 12)),
    "001": ("Unnamed news site (20 June 2026)", date(2026, 6, 20)),
    "002": ("Weidemann.tech", date(2026, 7, 10)),
    "003": ("Unnamed newsletter (retrieved 21 November 2026)", date(2025, 9, 30)),
    "004": ("Unnamed news site (11 February 2026)", date(2026, 2, 11)),
}


class Fact(NamedTuple):
    article: str
    subject: str
    field: str
    value: str
    counts_from: str
    confidence: str = "reported"
    company: str = "mistral-ai"
    plan: bool = False
    """The article tells it as still to come: for those who know only the article it stays upcoming."""

    @property
    def day(self) -> date:
        return date.fromisoformat(self.counts_from)


FACTS = [
    # founding
    Fact("000", "founded", "on", "2023-05", "2023-05-31"),
    Fact("002", "founded", "on", "2023-05~", "2023-05-31"),
    Fact("003", "founded", "on", "2023", "2023-12-31"),
    Fact("003", "founded", "on", "2023-05", "2023-05-31"),
    # rounds
    Fact("000", "funding/seed", "raised", "105000000 EUR", "2023-06-30"),
    Fact("002", "funding/seed", "raised", "113000000 USD", "2023-06-30"),
    Fact("002", "funding/seed", "valuation", "260000000 USD", "2023-06-30"),
    Fact("002", "funding/seed", "leads", "Lightspeed Venture Partners", "2023-06-30"),
    Fact("002", "funding/series-a", "raised", "385000000 EUR", "2023-12-31"),
    Fact("002", "funding/series-a", "valuation", "2000000000 USD", "2023-12-31"),
    Fact("002", "funding/series-a", "leads", "Andreessen Horowitz", "2023-12-31"),
    Fact("002", "funding/series-a", "investors", "Lightspeed Venture Partners", "2023-12-31"),
    Fact("002", "funding/series-a-extension", "raised", "16300000 USD", "2024-02-29"),
    Fact("002", "funding/series-a-extension", "instrument", "convertible", "2024-02-29"),
    Fact("002", "funding/series-a-extension", "investors", "Microsoft", "2024-02-29"),
    Fact("002", "funding/2024-06", "raised", "600000000 EUR", "2024-06-30"),
    Fact("002", "funding/2024-06", "instrument", "mixed", "2024-06-30"),
    Fact("002", "funding/2024-06", "valuation", "6000000000 USD", "2024-06-30"),
    Fact("002", "funding/2024-06", "leads", "General Catalyst", "2024-06-30"),
    Fact(
        "002", "funding/2024-06", "investors",
        "Cisco, IBM, Nvidia and Samsung Venture Investment Corporation", "2024-06-30",
    ),
    Fact("003", "funding/2024-06", "valuation", "over 6000000000 USD", "2025-09-30"),
    Fact("000", "funding/series-c", "raised", "1700000000 EUR", "2025-09-30"),
    Fact("000", "funding/series-c", "valuation", "11700000000 EUR", "2025-09-30"),
    Fact("000", "funding/series-c", "leads", "ASML", "2025-09-30"),
    Fact("002", "funding/series-c", "raised", "1700000000 EUR", "2025-09-30"),
    Fact("002", "funding/series-c", "valuation", "11700000000 EUR", "2025-09-30"),
    Fact("004", "funding/series-c", "leads", "ASML", "2026-02-11"),
    Fact("000", "funding/debt-2026", "raised", "830000000 USD", "2026-03-31"),
    Fact("000", "funding/debt-2026", "instrument", "debt", "2026-03-31"),
    Fact("000", "funding/2026", "raised", "3000000000 EUR", "2026-06-12", "rumored"),
    Fact("000", "funding/2026", "valuation", "20000000000 EUR", "2026-06-12", "rumored"),
    Fact("000", "funding/2026", "instrument", "equity", "2026-06-12", "rumored"),
    Fact("002", "funding/2026", "raised", "about 3500000000 USD", "2026-07-10", "rumored"),
    Fact("002", "funding/2026", "valuation", "about 23150000000 USD", "2026-07-10", "rumored"),
    Fact("001", "funding/series-c-general-atlantic", "raised", "1100000000 USD", "2026-06-20"),
    Fact("001", "funding/series-c-general-atlantic", "valuation", "8000000000 USD", "2026-06-20"),
    Fact("001", "funding/series-c-general-atlantic", "leads", "General Atlantic", "2026-06-20"),
    Fact("001", "funding/series-c-general-atlantic", "series", "Series C", "2026-06-20"),
    Fact("002", "metric/total-funding", "value", "about 4000000000 USD", "2026-07-10"),
    # valuation and stakes
    Fact("004", "metric/valuation", "value", "about 14000000000 USD", "2026-02-11"),
    Fact("002", "stake/asml", "percent", "11", "2025-09-30"),
    Fact("002", "stake/asml", "invested", "1300000000 EUR", "2025-09-30"),
    Fact("003", "stake/microsoft", "holder", "Microsoft", "2025-09-30"),
    Fact("003", "stake/nvidia", "holder", "Nvidia", "2025-09-30"),
    Fact("003", "stake/salesforce", "holder", "Salesforce", "2025-09-30"),
    Fact("003", "stake/government-of-france", "holder", "Government of France", "2025-09-30"),
    # revenue and what it is to become
    Fact("004", "metric/arr", "value", "20000000 USD", "2025-02-28"),
    Fact("002", "metric/arr", "value", "20000000 USD", "2025-02-28", "confirmed"),
    Fact("004", "metric/arr", "value", "over 400000000 USD", "2026-02-11", "confirmed"),
    Fact("002", "metric/arr", "value", "over 400000000 USD", "2026-02-28", "confirmed"),
    Fact("000", "metric/arr", "value", "over 400000000 USD", "2026-04-30", "rumored"),
    Fact("000", "metric/revenue-share/europe", "value", "about 60 percent", "2026-06-12", "rumored"),
    Fact("004", "target/arr", "value", "over 1000000000 USD", "2026-02-11"),
    Fact("000", "target/revenue@year/2026", "value", "1000000000 USD", "2026-06-12", "rumored"),
    Fact("002", "target/arr/2026", "value", "over 1000000000 USD", "2026-07-10", "confirmed"),
    Fact("000", "target/megawatts/europe/2027", "value", "200 MW", "2026-06-12"),
    # deals
    Fact("000", "acquisition/austrian-physics-ai-startup", "stage", "completed", "2026-05-31"),
    Fact("002", "acquisition/koyeb", "stage", "completed", "2026-07-10"),
    # data centres
    Fact("000", "data-center/bruyeres-le-chatel/owner", "chips", "13800 chips", "2026-06-12"),
    Fact("000", "data-center/bruyeres-le-chatel/owner", "chip_model", "Nvidia GB300", "2026-06-12"),
    Fact("000", "data-center/sweden/owner", "investment", "1200000000 EUR", "2026-06-12", "confirmed"),
    Fact("004", "data-center/sweden/owner", "investment", "about 1000000000 EUR", "2026-02-11"),
    Fact("002", "target/data-center-investment", "value", "4000000000 EUR", "2026-07-10", "confirmed"),
    # models and products
    Fact("001", "model/mistral-7b", "access", "open-weights", "2026-06-20"),
    Fact("003", "model/mixtral-8x7b", "parameters", "46700000000", "2025-09-30"),
    Fact("003", "model/mixtral-8x7b", "active_parameters", "12900000000", "2025-09-30"),
    Fact("003", "model/mistral-large", "access", "api", "2025-09-30"),
    Fact("002", "model/les-ministraux", "stage", "released", "2026-07-10"),
    Fact("002", "model/summer-2026", "stage", "announced", "2026-07-10", "confirmed"),
    Fact("002", "model/summer-2026", "stage", "preview", "2026-07-31", "confirmed", plan=True),
    Fact("002", "model/summer-2026", "stage", "released", "2026-08-31", "confirmed", plan=True),
    Fact("002", "product/ai-for-citizens", "stage", "released", "2025-07-31"),
    Fact("002", "product/vibe", "aliases", "Le Chat", "2026-07-10"),
    Fact("002", "product/forge", "stage", "released", "2026-07-10"),
    Fact("002", "product/leanstral", "stage", "released", "2026-07-10"),
    Fact("004", "product/mistral-compute", "stage", "announced", "2026-02-11"),
    # people and partners
    Fact("002", "role/arthur-mensch/ceo", "person", "Arthur Mensch", "2026-07-10"),
    Fact("002", "role/timothee-lacroix/cto", "person", "Timothée Lacroix", "2026-07-10"),
    Fact("002", "role/guillaume-lample/chief-scientist", "person", "Guillaume Lample", "2026-07-10"),
    Fact("002", "role/unknown/cfo", "title", "CFO", "2026-07-10"),
    Fact("002", "role/unknown/cmo", "title", "CMO", "2026-07-10"),
    Fact("002", "partnership/microsoft/distribution", "partner", "Microsoft", "2024-02-29"),
    Fact("004", "partnership/sap/industrial", "partner", "SAP", "2026-02-11"),
    Fact("004", "partnership/hsbc/customer", "partner", "HSBC", "2026-02-11"),
    Fact("000", "partnership/hsbc/customer", "partner", "HSBC", "2026-06-12"),
    Fact("004", "partnership/stellantis/customer", "partner", "Stellantis", "2026-02-11"),
    Fact("000", "partnership/totalenergies/customer", "partner", "TotalEnergies", "2026-06-12"),
    Fact("000", "partnership/asml/customer", "partner", "ASML", "2026-06-12"),
    Fact("002", "partnership/helsing/other", "partner", "Helsing", "2026-07-10"),
    # others
    Fact("000", "model/llama-4", "access", "open-weights", "2026-06-12", company="meta"),
    Fact("000", "model/qwen-3-6", "access", "open-weights", "2026-06-12", company="alibaba"),
]  # fmt: skip

QUERY = """
query Statements($on: Edtf!, $knownBy: Date, $company: String!) {
  asOf(on: $on, knownBy: $knownBy, confidence: RUMORED) {
    company(slug: $company) {
      statements { subject field value { ...Account } alternatives { ...Account } }
    }
  }
}
fragment Account on Alternative {
  money { amount currency } count unit text bound date { edtf }
  event { confidence sources { publisher } }
}
"""


@pytest.fixture(scope="module")
def said() -> Any:
    """Every account in the state of a company at a vantage, as (article, subject, field, value, confidence)."""
    import asyncio

    with asyncio.Runner() as runner:
        log = MemoryLog()
        events = [
            codec.decode(line) for path in event_files_at([ARTICLES]) for line in path.read_bytes().splitlines() if line
        ]
        runner.run(log.append(events, now=datetime(2026, 11, 22, tzinfo=UTC)))
        timeline = Timeline(log, lambda: TODAY)

        async def asked(variables: dict[str, str | None]) -> Any:
            return await schema.execute(QUERY, variables, Context(timeline))

        @cache
        def at(company: str, on: date, known_by: date | None) -> set[tuple[str, str, str, str, str]]:
            variables = {
                "company": company, "on": on.isoformat(), "knownBy": known_by.isoformat() if known_by else None,
            }  # fmt: skip
            answer = runner.run(asked(variables))
            assert answer.errors is None
            return set(_accounts(answer.data["asOf"]["company"]))

        yield at


def _accounts(state: dict[str, Any] | None) -> Any:
    articles = {publisher: article for article, (publisher, _) in PUBLISHED.items()}
    for statement in state["statements"] if state else ():
        for account in (statement["value"], *statement["alternatives"]):
            event = account["event"]
            for source in event["sources"]:
                article = articles[source["publisher"]]
                yield article, statement["subject"], statement["field"], _value(account), event["confidence"].lower()


def _value(account: dict[str, Any]) -> str:
    bound = "" if account["bound"] == "EXACT" else f"{account['bound'].lower()} "
    if account["money"]:
        return f"{bound}{account['money']['amount']} {account['money']['currency']}"
    if account["count"]:
        return f"{bound}{account['count']} {account['unit'] or ''}".strip()
    return account["date"]["edtf"] if account["date"] else account["text"]


def _expected(fact: Fact) -> tuple[str, str, str, str, str]:
    return fact.article, fact.subject, fact.field, fact.value, fact.confidence


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.article}-{fact.subject}-{fact.field}-{fact.value}")
class TestEveryFact:
    def test_is_there_from_the_day_it_counts(self, said: Any, fact: Fact) -> None:
        assert _expected(fact) in said(fact.company, fact.day, None)

    def test_is_not_there_the_day_before(self, said: Any, fact: Fact) -> None:
        assert _expected(fact) not in said(fact.company, fact.day - timedelta(days=1), None)

    def test_is_known_from_the_day_its_article_was_published(self, said: Any, fact: Fact) -> None:
        _, published = PUBLISHED[fact.article]
        assert (_expected(fact) in said(fact.company, fact.day, published)) is not fact.plan

    def test_is_not_known_before(self, said: Any, fact: Fact) -> None:
        _, published = PUBLISHED[fact.article]
        assert _expected(fact) not in said(fact.company, TODAY, published - timedelta(days=1))


@pytest.mark.parametrize("path", event_files_at([ARTICLES]), ids=lambda path: path.name)
def test_every_line_decodes_and_names_a_source_that_is_one_of_the_articles(path: Path) -> None:
    events = [codec.decode(line) for line in path.read_bytes().splitlines() if line]
    assert events
    for event in events:
        assert event.company == path.stem
        assert {source.publisher for source in event.sources} <= {publisher for publisher, _ in PUBLISHED.values()}


@pytest.mark.parametrize("path", event_files_at([ROOT / "events"]), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_told_as_past_ends_on_its_source_s_day_and_what_is_told_as_a_plan_begins_after_it(path: Path) -> None:
    """No event of the folder says more than its source could know on its day."""
    for line in path.read_bytes().splitlines():
        event = codec.decode(line) if line else None
        if event is not None and event.on is not None and event.on.last > event.known:
            assert event.on.first is not None, event.id
            assert event.on.first > event.known, event.id


METRICS = {"total-funding", "arr", "revenue-share", "benchmark-gap", "valuation"}
SET_BY_ROUNDS = ["mistral-ai/valuation/news-site-2026-02-11"]
"""Rounds before the article made it so: that happened at an unknown time before."""


def test_a_level_is_never_dated_by_its_source_alone_as_if_it_had_happened_at_an_unknown_time_before() -> None:
    """Told in the present tense it is a reading of the source's day; told of a day, it is of that day."""
    events = [codec.decode(line) for line in (ARTICLES / "mistral-ai.jsonl").read_bytes().splitlines() if line]
    levels = [event for event in events if event.kind == "metric"]
    assert {event.metric for event in levels} == METRICS
    assert [event.id for event in levels if event.on.first is None] == SET_BY_ROUNDS


def test_the_undated_article_is_dated_by_what_it_says() -> None:
    """Eighteen months after May 2023, and before the round of September 2025, which it does not know."""
    lines = (ARTICLES / "mistral-ai.jsonl").read_bytes().splitlines()
    sources = {source for line in lines if line for source in codec.decode(line).sources}
    (newsletter,) = (source for source in sources if source.publisher == PUBLISHED["003"][0])
    assert newsletter.published == PartialDate.parse("2024-11/2025-09?")
    assert newsletter.retrieved == date(2026, 11, 21)


def test_no_article_but_the_founders_own_names_a_founder() -> None:
    named = {
        event.company: [party.name for party in event.founders]
        for path in event_files_at([ARTICLES])
        for event in (codec.decode(line) for line in path.read_bytes().splitlines() if line)
        if event.kind == "founded" and event.founders
    }
    assert named == {"weidemann-tech": ["Martin Weidemann"]}


FORMER = [
    '{"id":"mistral-ai/founded/weidemann-tech","type":"founded","company":"mistral-ai","name":"Mistral AI",'
    '"founders":["Arthur Mensch"],"on":"around May 2023",'
    '"sources":[{"publisher":"Weidemann.tech","published":"2026-07-10"}]}',
    '{"id":"mistral-ai/arr/news-site-2026-02-11","type":"metric","company":"mistral-ai","metric":"arr",'
    '"money":{"amount":"400000000","currency":"USD","bound":"over"},"on":"2026-02-01/2026-02-11",'
    '"confidence":"confirmed",'
    '"sources":[{"publisher":"Unnamed news site (11 February 2026)","published":"2026-02-11"}]}',
    '{"id":"mistral-ai/mixtral/newsletter-2026-11-21","type":"model","company":"mistral-ai","model":"mixtral",'
    '"stage":"released","name":"Mixtral","on":"../2026-11-21",'
    '"sources":[{"publisher":"Unnamed newsletter (retrieved 21 November 2026)","retrieved":"2026-11-21"}]}',
]


async def test_a_log_with_the_former_events_takes_in_the_mended_ones() -> None:
    """An id means one statement for ever: what is mended has another."""
    log = MemoryLog()
    await log.append([codec.decode(line.encode()) for line in FORMER], now=datetime(2026, 11, 22, tzinfo=UTC))
    for path in event_files_at([ROOT / "events"]):
        report = await import_file(log, path, now=datetime(2026, 11, 26, tzinfo=UTC))
        assert not report.problems


def test_no_id_stands_twice() -> None:
    ids = [
        codec.decode(line).id for path in event_files_at([ARTICLES]) for line in path.read_bytes().splitlines() if line
    ]
    assert len(ids) == len(set(ids))


def test_the_outlets_an_article_relies_on_are_cited_and_not_counted_as_publishers() -> None:
    events = [codec.decode(line) for line in (ARTICLES / "mistral-ai.jsonl").read_bytes().splitlines() if line]
    debt = next(event for event in events if event.id == "mistral-ai/debt-2026/factlen")
    assert debt.sources[0].publisher == "Factlen"
    assert debt.sources[0].cites == ("CNBC", "The AI World")
