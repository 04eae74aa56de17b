"""Sums over companies: rows add up to the whole, and the whole to what asking each company gives."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from answers import TODAY, ask, code_of, memory
from builders import data_center, eur, event, funding, metric, milestone, profile, usd
from histories import law
from hypothesis import given
from hypothesis import strategies as st
from ranking_cases import histories, histories_of_parts, states_of, vantages

from dateline.answers.reading import Timeline
from dateline.answers.sums.company_sums import SumRequest, sums
from dateline.answers.sums.grouping import SumBy
from dateline.answers.sums.summands import SumOf
from dateline.errors import InvalidInput
from dateline.events.event import Event
from dateline.log.memory.store import MemoryLog
from dateline.state.company import state

_GROUPS = st.lists(
    st.sampled_from([SumBy.YEAR, SumBy.QUARTER, SumBy.COUNTRY, SumBy.COMPANY, SumBy.STAGE]), unique=True, max_size=3
)


@law(60)
@given(
    st.booleans().flatmap(lambda funded: histories if funded else histories_of_parts),
    st.sampled_from(sorted(set(SumOf) - {SumOf.METRIC}, key=str)),
    _GROUPS,
    st.sampled_from([None, "EUR"]),
    st.data(),
)
def test_rows_add_up_to_the_whole_and_the_whole_to_every_company(
    history: list[Event], of: SumOf, by: list[SumBy], currency: str | None, data: st.DataObject
) -> None:
    async def compare() -> None:
        async with MemoryLog.opened() as log:
            await log.append(history, now=event_time())
            vantage = data.draw(vantages([await log.head()]))
            found = await sums(
                Timeline(log, lambda: TODAY).reading(), vantage, SumRequest(of, tuple(by), currency=currency)
            )
            whole = found.whole.total
            rows = [row.total for row in found.rows]
            for name in ("counted", "unknown", "excluded"):
                assert sum(getattr(row, name) for row in rows) == getattr(whole, name)
            money: dict[str, Decimal] = {}
            for row in rows:
                for one in row.by_currency:
                    money[one.currency] = money.get(one.currency, Decimal(0)) + one.amount
            assert money == {one.currency: one.amount for one in whole.by_currency}
            states = (await states_of(log, vantage, state)).values()
            if of is SumOf.RAISED:
                each = [one.raised(currency=currency)[0] for one in states]
                assert sum(total.counted for total in each) == whole.counted
                assert sum(total.unknown for total in each) == whole.unknown
            if of is SumOf.MODELS:
                assert (whole.count or 0) == sum(len(one.models) for one in states)

    asyncio.run(compare())


def event_time() -> datetime:
    return datetime.fromisoformat("2024-03-15T12:00:00+00:00")


QUESTION = """query($what: SumInput!, $companies: CompanyFilter, $currency: CurrencyCode) { asOf(on: "2024-12-31") {
  sum(what: $what, companies: $companies, currency: $currency) {
    rows { keys { by value } total { money { amount } count unit counted unknown excluded why } }
    total { count money { amount } counted unknown excluded why events { key } } otherSpans presumed } } }"""


async def summed(log: MemoryLog, companies: Any = None, currency: str | None = None, **what: Any) -> Any:
    found = (await ask(log, QUESTION, what=what, companies=companies, currency=currency))["asOf"]["sum"]
    rows = [(*[key["value"] for key in row["keys"]], row["total"]) for row in found["rows"]]
    return rows, found["total"] | {"otherSpans": found["otherSpans"], "presumed": found["presumed"]}


async def test_what_is_planned_stands_apart_and_a_site_counts_once() -> None:
    log = await memory(
        data_center("a", company="acme", site="Essonne", megawatts=40, country="FR", on="2024"),
        data_center("b", company="bolt", site="Essonne", megawatts=40, country="FR", on="2024"),
        data_center("c", company="bolt", site="Oslo", megawatts=100, stage="announced", country="NO", on="2024"),
        data_center("d", company="acme", site="Oslo", role="user", megawatts=100, stage="announced", on="2024"),
    )
    rows, whole = await summed(log, of="MEGAWATTS", by=["COUNTRY"])
    assert [(country, stage, total["count"]) for country, stage, total in rows] == [
        ("FR", "operational", "40"), ("NO", "announced", "100"), (None, "announced", None),
    ]  # fmt: skip
    assert (whole["counted"], whole["excluded"]) == (2, 2)
    assert sorted(whole["why"]) == ["counted with another owner of the site", "not the owner, only user"]


async def test_a_date_that_leaves_it_open_is_in_no_quarter() -> None:
    log = await memory(
        profile("p", company="acme", country="FR", on="2000"),
        funding("a", company="acme", round="a", raised=eur(5), on="2024-02"),
        funding("b", company="acme", round="b", raised=usd(7), on="2023"),
        funding("c", company="bolt", round="c", on="2024-05-06"),
    )
    rows, whole = await summed(log, of="RAISED", by=["QUARTER", "COUNTRY"])
    assert [row[:2] for row in rows] == [("2024-Q1", "FR"), ("2024-Q2", None), (None, "FR")]
    assert (whole["counted"], whole["unknown"], whole["money"]) == (2, 1, None)
    _, whole = await summed(log, {"countries": ["FR"]}, "EUR", of="RAISED", **{"from": "2024-01-01"})
    assert (whole["money"], whole["events"]) == ({"amount": "5"}, [{"key": "a"}])


async def test_how_many_there_are() -> None:
    log = await memory(
        milestone("a", milestone="a", category="Layoff", on="2024-01"),
        milestone("b", milestone="b", category="layoff", on="2024-02"),
        milestone("c", company="bolt", milestone="c", on="2023"),
    )
    rows, whole = await summed(log, of="MILESTONES", by=["CATEGORY", "YEAR"])
    assert [(*keys, total["count"]) for *keys, total in rows] == [("layoff", "2024", "2"), (None, "2023", "1")]
    assert whole["count"] == "3"


async def test_figures_are_added_in_the_rows_that_they_lie_in() -> None:
    def layoffs(id: str, per: str, period: str, count: int, company: str = "acme") -> Event:
        return event(
            "metric", id, company=company, metric="layoffs", per=per, period=period, count=count, on="2023-12-31"
        )

    log = await memory(
        layoffs("a", "month", "2023-01", 10),
        layoffs("q", "quarter", "2023-33", 30),
        layoffs("b", "month", "2023-01", 5, "bolt"),
        layoffs("c", "quarter", "2023-34", 7, "cray"),
    )
    rows, whole = await summed(
        log, of="METRIC", metric="layoffs", by=["MONTH"], **{"from": "2023-01-01", "until": "2023-12-31"}
    )
    assert [(month, total["count"]) for month, total in rows] == [("2023-01", "15"), (None, "7")]
    assert whole["otherSpans"] == ["QUARTER"]
    rows, whole = await summed(log, of="METRIC", metric="layoffs", by=["QUARTER"])
    assert [(quarter, total["count"]) for quarter, total in rows] == [("2023-Q1", "35"), ("2023-Q2", "7")]
    _, whole = await summed(log, of="METRIC", metric="layoffs", **{"from": "2023-01-01", "until": "2023-03-31"})
    assert (whole["count"], whole["unknown"], whole["why"]) == ("35", 1, ["some of its days are not told of"])


async def test_a_layoff_of_which_nobody_tells_the_size_is_unknown() -> None:
    def layoff(company: str, day: str, stage: str = "happened") -> Event:
        return milestone(
            f"{company}/{day}/m", company=company, milestone=f"layoff-{day}", on=day, category="Layoff", stage=stage
        )

    def figure(company: str, day: str, count: int) -> Event:
        return metric(
            f"{company}/{day}",
            company=company,
            metric="layoffs",
            count=count,
            unit="people",
            on=day,
            period=day,
            per=None,
        )

    told = [layoff("acme", "2023-01-20"), figure("acme", "2023-01-20", 10), layoff("acme", "2023-02-20")]
    alone = [layoff("bolt", "2023-03-20"), layoff("bolt", "2023-03-21", "cancelled"), layoff("bolt", "2024-03-20")]
    log = await memory(*told, *alone)
    span = {"from": "2023-01-01", "until": "2023-12-31"}
    rows, whole = await summed(log, of="METRIC", metric="layoffs", by=["MONTH"], **span)
    assert [(month, total["count"], total["unknown"]) for month, total in rows] == [
        ("2023-01", "10", 0), ("2023-02", None, 1), ("2023-03", None, 1)
    ]  # fmt: skip
    assert (whole["count"], whole["counted"], whole["unknown"]) == ("10", 1, 2)
    assert whole["why"] == ["2 × nobody tells how many"]
    rows, _ = await summed(log, of="METRIC", metric="layoffs", by=["COMPANY"], **span)
    assert [(company, total["unknown"]) for company, total in rows] == [("acme", 1), ("bolt", 1)]


async def test_what_does_not_go_together_is_refused() -> None:
    log = await memory(funding("a"))
    for what in (
        {"of": "METRIC"},
        {"of": "RAISED", "metric": "arr"},
        {"of": "RAISED", "by": ["CATEGORY"]},
        {"of": "RAISED", "scope": "chat"},
        {"of": "CHIPS", "per": "QUARTER"},
    ):
        assert await code_of(log, QUESTION, what=what) == "invalid-input"
    with pytest.raises(InvalidInput, match="category"):
        SumRequest(SumOf.MODELS, (SumBy.CATEGORY,))
    assert SumRequest(SumOf.CHIPS, since=date(2024, 1, 1)).groups == (SumBy.STAGE,)


async def test_a_company_is_where_it_may_have_been_if_nobody_tells_of_the_day() -> None:
    """A list of October 2025 says where its companies are "by" then: a question of 2024 left all of them out. What is
    told of later is presumed too, unless it has changed since."""
    log = await memory(
        profile("p", company="acme", country="FR", on="../2025-10"),
        profile("q", company="bolt", country="DE", on="2020"),
        profile("r", company="bolt", country="FR", on="../2025-10"),
        profile("s", company="cray", country="FR", on="2025-10"),
        profile("t", company="dart", country="FR", on="2025-10"),
        profile("u", company="dart", country="DE", on="2025-11"),
        funding("d", company="dart", round="d", raised=eur(11), on="2024-02"),
        funding("a", company="acme", round="a", raised=eur(5), on="2024-02"),
        funding("b", company="bolt", round="b", raised=eur(7), on="2024-02"),
        funding("c", company="cray", round="c", raised=eur(9), on="2024-02"),
    )
    rows, _ = await summed(log, {"countries": ["FR"]}, "EUR", of="RAISED", by=["COUNTRY"])
    assert [(row[0], row[1]["money"]["amount"]) for row in rows] == [("FR", "14")]
    rows, whole = await summed(log, None, "EUR", of="RAISED", by=["COUNTRY"])
    assert [(row[0], row[1]["money"]["amount"]) for row in rows] == [("DE", "7"), ("FR", "14"), (None, "11")]
    assert whole["presumed"] == 2
    asked = '{ asOf(on: "2024-12-31") { companies(filter: {countries: ["FR"]}) { nodes { name presumedCountry } } } }'
    found = (await ask(log, asked))["asOf"]["companies"]["nodes"]
    assert [(one["name"], one["presumedCountry"]) for one in found] == [("acme", "FR"), ("cray", "FR")]


async def test_countries_are_asked_for_by_code_or_english_name_and_nothing_else() -> None:
    log = await memory(profile("p", company="acme", country="FR", on="2020"))
    for words in (["FR"], ["fra"], ["France"]):
        assert (await summed(log, {"countries": words}, of="ROUNDS"))[1]["counted"] == 0
    of_none = {"countries": ["Frankreich"]}
    assert await code_of(log, QUESTION, what={"of": "ROUNDS"}, companies=of_none) == "invalid-input"
