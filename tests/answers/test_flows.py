"""Flows: figures of one length are added up, and what is missing or told twice is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from answers import ask, code_of, memory
from builders import eur, metric, milestone, source, usd

from dateline.answers.spans_told import DaySpan, days_over, gaps_in, span_told
from dateline.errors import InvalidInput
from dateline.events.event import Event
from dateline.log.memory.store import MemoryLog
from dateline.values.dates import PartialDate

QUESTION = """query($over: Edtf!, $per: Per, $currency: CurrencyCode, $name: String!, $knownBy: Date) {
  asOf(on: "2024-12-31", knownBy: $knownBy) { company(slug: "mistral-ai") {
    flow(name: $name, over: $over, per: $per, currency: $currency) {
      per otherSpans missing { first last } over { first last }
      total { count unit money { amount currency } byCurrency { amount currency } counted unknown excluded why
        events { key } }
      figures { days { first last } figure { event { key } alternatives { agrees } } converted { rateDate } }
    } } } }"""


def layoffs(
    id: str, count: int, period: str | None, per: str | None = "month", on: str = "2023-12-31", **more: Any
) -> Event:
    return metric(id, metric="layoffs", count=count, per=per, period=period, on=on, **more)


async def flow(log: MemoryLog, over: str = "2023", name: str = "layoffs", **variables: Any) -> Any:
    return (await ask(log, QUESTION, over=over, name=name, **variables))["asOf"]["company"]["flow"]


async def test_months_are_added_and_the_missing_ones_named() -> None:
    log = await memory(layoffs("a", 100, "2023-01"), layoffs("b", 50, "2023-02"), layoffs("c", 9, "2023-12"))
    found = await flow(log)
    assert (found["total"]["count"], found["total"]["counted"], found["total"]["unknown"]) == ("159", 3, 1)
    assert found["missing"] == [{"first": "2023-03-01", "last": "2023-11-30"}]
    assert found["total"]["why"] == ["1 Mar 2023 – 30 Nov 2023: nobody tells"]
    assert [one["key"] for one in found["total"]["events"]] == ["a", "b", "c"]


async def test_a_layoff_in_no_figure_is_of_unknown_size() -> None:
    def layoff(id: str, on: str, **more: Any) -> Event:
        return milestone(id, milestone=id, on=on, category="layoff", stage="happened", **more)

    log = await memory(
        layoffs("a", 100, "2023-01"), layoff("m", "2023-01-20"), layoff("n", "2023-07-02"), layoff("o", "2022-07-02")
    )
    total = (await flow(log))["total"]
    gap = "1 Feb 2023 – 31 Dec 2023: nobody tells"
    assert (total["unknown"], total["why"]) == (2, [gap, "2 Jul 2023: nobody tells how many"])
    assert (await flow(log, name="revenue"))["total"]["unknown"] == 1


async def test_two_lengths_are_never_mixed_and_the_other_is_named() -> None:
    log = await memory(layoffs("a", 100, "2023-01"), layoffs("q", 170, "2023-33", "quarter"))
    found = await flow(log)
    assert (found["per"], found["otherSpans"], found["total"]["count"]) == ("QUARTER", ["MONTH"], "170")
    found = await flow(log, per="MONTH")
    assert (found["per"], found["otherSpans"], found["total"]["count"]) == ("MONTH", ["QUARTER"], "100")
    found = await flow(log, per="WEEK")
    assert (found["total"]["count"], found["total"]["counted"]) == (None, 0)


async def test_accounts_of_one_span_are_resolved_as_everywhere() -> None:
    early = [source(published="2024-01-01")]
    log = await memory(
        layoffs("a", 100, "2023-01", sources=early),
        layoffs("b", 120, "2023-01", confidence="confirmed", sources=early),
        layoffs("c", 7, "2023-02", sources=[source(published="2024-06-01")]),
    )
    found = await flow(log, over="2023-01/2023-02")
    assert found["total"]["count"] == "127"
    first, _ = found["figures"]
    assert first["figure"] == {"event": {"key": "b"}, "alternatives": [{"agrees": False}]}
    found = await flow(log, over="2023-01/2023-02", knownBy="2024-01-01")
    assert (found["total"]["count"], found["missing"]) == ("120", [{"first": "2023-02-01", "last": "2023-02-28"}])


async def test_what_overlaps_or_reaches_beyond_or_is_of_another_unit_is_left_out() -> None:
    log = await memory(
        layoffs("a", 10, "2023-01-01/2023-01-31"),
        layoffs("b", 20, "2023-01-15/2023-02-14"),
        layoffs("c", 30, "2022-12-20/2023-01-19"),
        layoffs("d", 3, "2023-03", unit="sites"),
        layoffs("e", 40, None, "quarter", on="2023"),
    )
    found = await flow(log)
    assert (found["total"]["count"], found["total"]["unit"], found["total"]["excluded"]) == ("10", "people", 3)
    reasons = [reason.partition(": ")[2] for reason in found["total"]["why"][found["total"]["unknown"] :]]
    assert reasons == [
        "reaches beyond the time asked for", "overlaps with what is counted before it", "in sites, not in people",
    ]  # fmt: skip


async def test_money_is_added_by_currency_or_converted_at_the_rate_of_its_day() -> None:
    quarterly: dict[str, Any] = {"metric": "revenue", "per": "quarter", "count": None, "unit": None}
    log = await memory(
        metric("a", money=eur(10), period="2023-33", on="2023-03-31", **quarterly),
        metric("b", money=usd(10), period="2023-34", on="2023-06-30", **quarterly),
    )
    found = await flow(log, name="revenue")
    assert found["total"]["money"] is None
    assert [one["currency"] for one in found["total"]["byCurrency"]] == ["EUR", "USD"]
    found = await flow(log, name="revenue", currency="EUR")
    assert found["total"]["money"] == {"amount": "19.2", "currency": "EUR"}
    assert [one["converted"]["rateDate"] for one in found["figures"]] == ["2023-03-31", "2023-06-30"]


async def test_run_rates_are_not_added() -> None:
    log = await memory(layoffs("a", 10, "2023", "annualized"))
    assert await code_of(log, QUESTION, over="2023", name="layoffs", per="ANNUALIZED") == "invalid-input"
    assert (await flow(log))["total"]["counted"] == 0
    assert await code_of(log, QUESTION, over="2023/..", name="layoffs") == "invalid-input"


SPANS = [
    ("2023-01-31", "month", None, ("2023-01-01", "2023-01-31")),
    ("2023-01", "month", None, ("2023-01-01", "2023-01-31")),
    ("2023-06-30", "half", None, ("2023-01-01", "2023-06-30")),
    ("2023", "year", None, ("2023-01-01", "2023-12-31")),
    ("2023-03-14", "quarter", None, None),
    ("2023", "quarter", None, None),
    ("2023-05-11", "day", None, ("2023-05-11", "2023-05-11")),
    ("2023-05-14", "week", None, ("2023-05-08", "2023-05-14")),
    ("2023-05", "day", None, None),
    ("2024-02-20", "year", "2023-02-01/2024-01-31", ("2023-02-01", "2024-01-31")),
    ("2024-02-20", None, "2023", ("2023-01-01", "2023-12-31")),
    ("2024-02-20", None, None, None),
    ("2023-06-30", "annualized", None, None),
]


@pytest.mark.parametrize(("on", "per", "period", "days"), SPANS)
def test_which_days_a_figure_is_of(on: str, per: str | None, period: str | None, days: tuple[str, str] | None) -> None:
    event = layoffs("a", 1, period, per, on=on)
    told = span_told(event, event.per)  # type: ignore[attr-defined,arg-type]
    assert told == (DaySpan(*map(date.fromisoformat, days)) if days is not None else None)


def test_gaps_are_what_no_span_has() -> None:
    over = days_over(PartialDate.parse("2023"))
    first, last = days_over(PartialDate.parse("2023-02")), days_over(PartialDate.parse("2023-12"))
    assert [str(gap) for gap in gaps_in(over, [first, last])] == [
        "1 Jan 2023 – 31 Jan 2023",
        "1 Mar 2023 – 30 Nov 2023",
    ]
    assert gaps_in(over, [over]) == ()
    with pytest.raises(InvalidInput, match="two ends"):
        days_over(PartialDate.parse("by 2023"))
