"""Diff and series over GraphQL."""

from __future__ import annotations

from typing import Any

import pytest
from answers import NOW, ask, code_of, later, memory, memory_of, respond, run, timeline_of
from builders import data_center, eur, founded, funding, merge, metric, retraction, source, usd
from histories import Asked, histories, law, recorded_at, told, vantages
from hypothesis import given
from hypothesis import strategies as st

from dateline.log.memory.store import MemoryLog

DIFF = """
query Change($company: String = "mistral-ai", $from: VantageInput!, $to: VantageInput!) {
  diff(company: $company, from: $from, to: $to) {
    from { on knownBy position token final }
    to { on knownBy position token }
    changes {
      kind subject field
      before { text count money { amount currency } date { edtf } agrees event { key } }
      after { text count unit money { amount currency } date { edtf } agrees event { key sources { publisher } } }
      because { id key standing sources { publisher } }
    }
  }
}
"""
SERIES = """
query Drawn(
  $company: String = "mistral-ai", $metric: String!, $scope: String, $per: Per, $from: Date, $until: Date,
  $knownBy: Date, $recorded: Recorded, $confidence: Confidence, $dates: DateCertainty, $currency: CurrencyCode
) {
  series(
    company: $company, metric: $metric, scope: $scope, per: $per, from: $from, until: $until, knownBy: $knownBy,
    recorded: $recorded, confidence: $confidence, dates: $dates, currency: $currency
  ) {
    metric currency vantage { on knownBy }
    points {
      on
      value {
        figure { count unit money { amount currency } converted(to: "EUR") { money { amount } rateDate } rule }
        total { count unit money { amount currency } byCurrency { amount currency } counted unknown excluded why }
        money { amount currency } count converted { rate rateDate } date { edtf } text
        because { key }
      }
    }
  }
}
"""

TWO = [source("FT", "2025-07-01"), source("AFP", "2025-09-01")]
ROUND = funding("round", on="2025-06", raised=eur(100), sources=TWO)
HEADS = metric("heads", on="2025-06", count=700, sources=[source("FT", "2025-07-01")])
MORE = metric("more", on="2025-12", count=900, sources=[source("Wired", "2026-01-02")])
VOID = retraction("void", "heads", sources=[source("FT", "2025-08-01")])


async def test_a_state_that_was_asked_for_before_a_merge_is_compared_as_one_that_was_not() -> None:
    log = await memory(founded("f", company="acme"), funding("seed", company="bolt"))
    asked_before = timeline_of(log)
    compared = {"company": "acme", "from": {"on": "2026"}, "to": {"on": "2026", "recorded": {"position": "2"}}}
    await ask(asked_before, DIFF, **compared)
    await log.append([merge("same", ["bolt"], company="acme")], now=later(1))
    found = await ask(asked_before, DIFF, **compared)
    assert found == await ask(log, DIFF, **compared)
    assert {cause["key"] for change in found["diff"]["changes"] for cause in change["because"]} == {"same"}


async def changes(log: MemoryLog, before: dict[str, Any], after: dict[str, Any]) -> Any:
    return (await ask(log, DIFF, **{"from": before, "to": after}))["diff"]["changes"]


async def test_a_change_has_both_accounts_and_its_reason() -> None:
    log = await memory(HEADS, MORE)
    (change,) = await changes(log, {"on": "2025-06"}, {"on": "2026"})
    assert (change["kind"], change["subject"], change["field"]) == ("REPLACED", "metric/headcount", "value")
    assert (change["before"]["count"], change["after"]["count"], change["after"]["unit"]) == ("700", "900", "people")
    assert (change["before"]["event"]["key"], change["after"]["event"]["key"]) == ("heads", "more")
    assert (change["before"]["agrees"], change["after"]["agrees"]) == (False, False)
    assert [each["key"] for each in change["because"]] == ["more"]


async def test_accounts_that_can_both_be_true_agree() -> None:
    log = await memory(HEADS, metric("over", on="2025-12", count=600, bound="over"))
    (change,) = await changes(log, {"on": "2025-06"}, {"on": "2026"})
    assert change["before"]["agrees"] is True


async def test_an_act_is_the_reason_and_the_event_stands_as_on_its_side() -> None:
    log = await memory(founded(on="2023", sources=[source("FT", "2025-01-01")]), HEADS, VOID)
    (change,) = await changes(log, {"knownBy": "2025-07-31"}, {"knownBy": "2025-08-31"})
    assert change["kind"] == "RETRACTED"
    assert change["after"] is None
    assert [(each["key"], each["standing"]) for each in change["because"]] == [("void", "STANDING")]


async def test_each_event_is_read_through_its_own_side() -> None:
    log = await memory(founded(on="2023", sources=[source("Old", "2025-01-01")]), ROUND)
    there = await changes(log, {"knownBy": "2025-06-01"}, {"knownBy": "2025-08-01"})
    assert [each["publisher"] for each in there[0]["because"][0]["sources"]] == ["FT"]
    back = await changes(log, {}, {"knownBy": "2025-06-01"})
    assert {change["kind"] for change in back} == {"UNSEEN"}
    assert [each["publisher"] for each in back[0]["because"][0]["sources"]] == ["FT", "AFP"]
    ids = {there[0]["because"][0]["id"], back[0]["because"][0]["id"]}
    assert len(ids) == 2
    for id in ids:
        assert (await ask(log, "query($id: ID!) { node(id: $id) { id } }", id=id))["node"]["id"] == id


async def test_the_vantages_are_echoed_and_can_be_pinned() -> None:
    log = await memory_of([([HEADS], NOW), ([MORE], later(60))])
    answer = (await ask(log, DIFF, **{"from": {"recorded": {"position": "1"}, "on": "2026"}, "to": {"on": "2026"}}))[
        "diff"
    ]
    assert answer["from"]["position"] == "1"
    assert answer["from"]["final"] is True
    assert answer["to"] == {"on": "2026-12-31", "knownBy": None, "position": "2", "token": answer["to"]["token"]}
    assert [change["because"][0]["key"] for change in answer["changes"]] == ["more"]


async def test_nothing_differs_between_a_vantage_and_itself() -> None:
    assert await changes(await memory(ROUND), {"on": "2026"}, {"on": "2026-12-31"}) == []


async def test_of_an_unknown_company_there_is_no_diff_and_no_series() -> None:
    log = await memory(HEADS)
    nobody = {"company": "nobody", "from": {"on": "2024"}, "to": {"on": "2025"}}
    assert (await ask(log, DIFF, **nobody))["diff"] is None
    known_too_late = {"from": {"knownBy": "2020-01-01"}, "to": {"knownBy": "2021-01-01"}}
    assert (await ask(log, DIFF, **known_too_late))["diff"] is None
    assert (await ask(log, SERIES, company="nobody", metric="arr"))["series"] is None


async def test_recorded_takes_one_key_in_a_vantage_too() -> None:
    question = (
        'query { diff(company: "a", from: {recorded: {position: "1", atLeast: "1"}}, to: {}) { changes { kind } } }'
    )
    answer = await respond(await memory(HEADS), question)
    assert answer["data"] is None


async def drawn(log: MemoryLog, metric: str, **variables: Any) -> Any:
    return (await ask(log, SERIES, metric=metric, **variables))["series"]


async def test_a_series_has_a_point_where_its_value_changes() -> None:
    found = await drawn(await memory(HEADS, MORE), "Headcount")
    assert (found["metric"], found["currency"], found["vantage"]["on"]) == ("headcount", None, "2026-11-22")
    points = [(point["on"], point["value"]["count"], point["value"]["because"]) for point in found["points"]]
    assert points == [("2025-06-30", "700", [{"key": "heads"}]), ("2025-12-31", "900", [{"key": "more"}])]
    value = found["points"][0]["value"]
    assert (value["figure"]["count"], value["figure"]["unit"], value["total"], value["money"]) == (
        "700",
        "people",
        None,
        None,
    )


async def test_a_series_is_cut_by_its_arguments() -> None:
    log = await memory_of([([HEADS], NOW), ([MORE], later(60))])
    assert [p["on"] for p in (await drawn(log, "headcount", until="2025-12-30"))["points"]] == ["2025-06-30"]
    assert [p["on"] for p in (await drawn(log, "headcount", recorded={"position": "1"}))["points"]] == ["2025-06-30"]
    assert [p["on"] for p in (await drawn(log, "headcount", knownBy="2025-12-31"))["points"]] == ["2025-06-30"]
    found = await drawn(log, "headcount", **{"from": "2024-01-01"}, confidence="REPORTED", dates="POSSIBLE")
    assert [(p["on"], p["value"] is None) for p in found["points"]] == [
        ("2024-01-01", True),
        ("2025-06-01", False),
        ("2025-12-01", False),
    ]


async def test_a_metric_nobody_spoke_of_has_no_points() -> None:
    assert (await drawn(await memory(HEADS), "arr"))["points"] == []


async def test_money_is_converted_point_by_point() -> None:
    log = await memory(metric("arr", metric="arr", money=usd(20), on="2025-02-28"))
    plain = (await drawn(log, "arr"))["points"][0]["value"]
    assert plain["money"] == {"amount": "20", "currency": "USD"}
    assert plain["converted"] is None
    found = await drawn(log, "arr", currency="EUR")
    value = found["points"][0]["value"]
    assert found["currency"] == "EUR"
    assert value["money"] == {"amount": "19.21", "currency": "EUR"}
    assert value["figure"]["money"] == {"amount": "20", "currency": "USD"}
    assert value["figure"]["converted"] == {"money": {"amount": "19.21"}, "rateDate": "2025-02-28"}
    assert value["converted"]["rateDate"] == "2025-02-28"


async def test_without_a_rate_there_is_no_number() -> None:
    log = await memory(metric("arr", metric="arr", money={"amount": "20", "currency": "KPW"}, on="2025-02-28"))
    value = (await drawn(log, "arr", currency="EUR"))["points"][0]["value"]
    assert value["money"] is None
    assert value["figure"]["money"] == {"amount": "20", "currency": "KPW"}


async def test_money_raised_is_a_total() -> None:
    log = await memory(ROUND, funding("old", round="a", on="2024-03", raised=usd(50)))
    last = (await drawn(log, "raised"))["points"][-1]["value"]
    assert last["money"] is None
    assert last["total"]["byCurrency"] == [{"amount": "100", "currency": "EUR"}, {"amount": "50", "currency": "USD"}]
    assert {each["key"] for each in last["because"]} == {"round", "old"}
    in_euro = (await drawn(log, "raised", currency="EUR"))["points"][-1]["value"]
    assert in_euro["money"]["currency"] == "EUR"


async def test_megawatts_are_a_total_of_a_count() -> None:
    value = (await drawn(await memory(data_center("dc", megawatts=40)), "megawatts"))["points"][0]["value"]
    assert (value["count"], value["total"]["count"], value["total"]["unit"], value["money"]) == ("40", "40", "MW", None)


@pytest.mark.parametrize(
    "variables",
    [{"metric": "headcount", "currency": "EUR"}, {"metric": "headcount", "from": "2026-01-01", "until": "2025-12-31"}],
)
async def test_what_cannot_be_drawn_is_refused(variables: dict[str, Any]) -> None:
    assert await code_of(await memory(HEADS), SERIES, **variables) == "invalid-input"


def test_a_diff_leaves_out_what_lies_past_both_cuts() -> None:
    """No look-ahead: events published after both days of knowledge change no diff and no series."""

    @law(10)
    @given(histories, vantages.filter(lambda one: one.known_by is not None), st.sampled_from(["acme", "bolt"]))
    def changes_nothing(history: list[Any], asked: Asked, company: str) -> None:
        async def compare() -> None:
            known_by = asked.variables["knownBy"]
            events = [told(line) for line in history]
            answers = []
            for remaining in (events, [event for event in events if event.known.isoformat() <= known_by]):
                log = await memory(*remaining, now=recorded_at(3))
                at = {"confidence": asked.confidence, "dates": asked.dates}
                both = {"from": {"on": "2024-03", "knownBy": "2024-03-31", **at}, "to": {**asked.variables}}
                if known_by < "2024-03-31":
                    both["from"]["knownBy"] = known_by
                question = DIFF.replace("token final", "").replace("position token", "").replace("position", "")
                answers.append(
                    (
                        await ask(log, question.replace("id key", "key"), company=company, **both),
                        await ask(
                            log, SERIES, company=company, metric="valuation", until="2025-06-30", knownBy=known_by, **at
                        ),
                    )
                )
            assert answers[0] == answers[1]

        run(compare)

    changes_nothing()


async def test_a_series_says_over_which_span_it_is_and_over_which_others_the_same_is_told() -> None:
    log = await memory(
        metric("a", metric="users", per="month", on="2024"),
        metric("b", metric="users", on="2024"),
        metric("c", metric="users", per="month", on="2025"),
    )
    question = '{ series(company: "mistral-ai", metric: "users") { per otherSpans points { on } } }'
    assert (await ask(log, question))["series"] == {
        "per": "MONTH",
        "otherSpans": [None],
        "points": [{"on": "2024-12-31"}, {"on": "2025-12-31"}],
    }
