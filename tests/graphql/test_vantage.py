"""The vantage of an answer: what is asked for, what it is echoed as, and what cannot be looked from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from answers import NOW, TODAY, ask, code_of, memory, memory_of, respond, timeline_of
from builders import eur, founded, funding, source

from dateline.log.memory.store import MemoryLog

VANTAGE = "vantage { on knownBy position recordedAt hash confidence dates final }"


async def five() -> MemoryLog:
    """Five records, a day between each and the next."""
    days = [NOW - timedelta(days=4 - place) for place in range(5)]
    return await memory_of([([funding(f"e{place}", round=f"r{place}")], now) for place, now in enumerate(days)])


async def vantage_at(log: MemoryLog, arguments: str) -> dict[str, Any]:
    asked = f"({arguments})" if arguments else ""
    return dict((await ask(log, f"{{ asOf{asked} {{ {VANTAGE} }} }}"))["asOf"]["vantage"])


async def test_a_vantage_left_open_is_today_with_hindsight_at_the_head() -> None:
    log = await five()
    head = await log.head()
    assert await vantage_at(log, "") == {
        "on": TODAY.isoformat(),
        "knownBy": None,
        "position": "5",
        "recordedAt": "2026-11-22T12:00:00Z",
        "hash": head.hash.hex(),
        "confidence": "REPORTED",
        "dates": "CERTAIN",
        "final": False,
    }


@pytest.mark.parametrize(
    ("written", "on"),
    [("2026-07-15", "2026-07-15"), ("2026-02", "2026-02-28"), ("2026", "2026-12-31"), ("mid-2026", "2026-08-31"),
     ("Q3 2025", "2025-09-30"), ("../2027", "2027-12-31"), ("2025-01/2025-03", "2025-03-31"), ("202X", "2029-12-31")],
)  # fmt: skip
async def test_a_partial_date_to_look_from_means_its_last_day(written: str, on: str) -> None:
    assert (await vantage_at(await memory(), f'on: "{written}"'))["on"] == on


@pytest.mark.parametrize(
    ("arguments", "position", "final"),
    [
        ('recorded: {position: "3"}', "3", False),
        ('recorded: {position: "3"}, on: "2026"', "3", True),
        ('recorded: {position: "5"}, on: "2026"', "5", True),
        ('recorded: {position: "0"}, on: "2026"', "0", True),
        ('recorded: {position: 2}, on: "2026", knownBy: "2026-01-01"', "2", True),
        ('recorded: {atLeast: "3"}, on: "2026"', "5", False),
        ('recorded: {atLeast: "5"}, on: "2026"', "5", False),
        ('recorded: {time: "2026-11-20T12:00:00Z"}, on: "2026"', "3", True),
        ('recorded: {time: "2026-11-20T11:59:59Z"}, on: "2026"', "2", True),
        ('recorded: {time: "2026-11-20T13:00:00+01:00"}, on: "2026"', "3", True),
        ('recorded: {time: "2026-11-20T12:00:00Z"}', "3", False),
        ('recorded: {time: "2026-11-22T11:59:59Z"}, on: "2026"', "4", True),
        ('recorded: {time: "2026-11-22T12:00:00Z"}, on: "2026"', "5", False),
        ('recorded: {time: "2030-01-01T00:00:00Z"}, on: "2026"', "5", False),
        ('recorded: {time: "2020-01-01T00:00:00Z"}, on: "2026"', "0", True),
        ('on: "2026"', "5", False),
        ('recorded: null, knownBy: null, on: "2026"', "5", False),
    ],
)
async def test_what_is_read_of_the_log_and_whether_that_can_ever_change(
    arguments: str, position: str, final: bool
) -> None:
    found = await vantage_at(await five(), arguments)
    assert (found["position"], found["final"]) == (position, final)


async def test_an_empty_log_is_looked_at_from_position_zero() -> None:
    for arguments in (
        "",
        'recorded: {position: "0"}',
        'recorded: {time: "2026-01-01T00:00:00Z"}',
        'recorded: {atLeast: "0"}',
    ):
        found = await vantage_at(await memory(), arguments)
        assert (found["position"], found["recordedAt"], found["hash"]) == ("0", None, "0" * 64)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('recorded: {position: "6"}', "position-ahead"),
        ('recorded: {atLeast: "6"}', "position-ahead"),
        ('recorded: {position: "999999999999999999"}', "position-ahead"),
        ('on: "2026/.."', "invalid-vantage"),
        ('on: "this summer"', "invalid-date"),
        ('on: "2026-02-30"', "invalid-date"),
        ('recorded: {position: "1", time: "2026-01-01T00:00:00Z"}', "BAD_USER_INPUT"),
        ("recorded: {}", "BAD_USER_INPUT"),
        ("recorded: {position: null}", "BAD_USER_INPUT"),
        ('knownBy: "2026"', "BAD_USER_INPUT"),
        ("confidence: CERTAIN", "BAD_USER_INPUT"),
    ],
)
async def test_a_vantage_that_cannot_be_looked_from_has_a_code(arguments: str, code: str) -> None:
    assert await code_of(await five(), f"{{ asOf({arguments}) {{ {VANTAGE} }} }}") == code


@pytest.mark.parametrize(
    "recorded",
    [{}, {"position": None}, {"position": "1", "atLeast": "1"}, {"time": "2026-01-01T00:00:00Z", "position": "1"}],
)
async def test_one_key_says_how_much_is_read_also_in_variables(recorded: dict[str, Any]) -> None:
    question = "query($r: Recorded) { asOf(recorded: $r) { vantage { on } } }"
    assert await code_of(await five(), question, r=recorded) == "BAD_USER_INPUT"


async def test_an_error_leaves_the_rest_of_the_answer() -> None:
    answer = await respond(await five(), '{ asOf(recorded: {position: "9"}) { vantage { on } } log { position } }')
    assert answer["data"] == {"asOf": None, "log": {"position": "5"}}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["reason"]) == (["asOf"], "position-ahead")
    assert error["message"] == "position 9 is not in this log yet: its newest is 5"


async def test_what_is_left_open_inside_a_snapshot_is_as_around_it() -> None:
    question = f"""{{
      asOf(on: "2026-03", knownBy: "2026-01-31", recorded: {{position: "4"}}, confidence: CONFIRMED, dates: POSSIBLE) {{
        company(slug: "mistral-ai") {{ company {{
          same: asOf {{ {VANTAGE} }}
          day: asOf(on: "2025-12") {{ {VANTAGE} }}
          days: asOfEach(on: ["2025-12"]) {{ {VANTAGE} }}
          known: asOf(knownBy: "2025-12-31", confidence: REPORTED, dates: CERTAIN) {{ {VANTAGE} }}
          place: asOf(recorded: {{position: "5"}}) {{ {VANTAGE} }}
        }} }}
      }}
    }}"""
    found = (await ask(await five(), question))["asOf"]["company"]["company"]
    keys = ("on", "knownBy", "position", "confidence", "dates", "final")
    seen = {
        name: [(state[0] if name == "days" else state)["vantage"][key] for key in keys] for name, state in found.items()
    }
    assert seen == {
        "same": ["2026-03-31", "2026-01-31", "4", "CONFIRMED", "POSSIBLE", True],
        "day": ["2025-12-31", "2026-01-31", "4", "CONFIRMED", "POSSIBLE", True],
        "days": ["2025-12-31", "2026-01-31", "4", "CONFIRMED", "POSSIBLE", True],
        "known": ["2026-03-31", "2025-12-31", "4", "REPORTED", "CERTAIN", True],
        "place": ["2026-03-31", "2026-01-31", "5", "CONFIRMED", "POSSIBLE", True],
    }


async def test_the_same_company_at_several_dates_comes_in_the_order_asked() -> None:
    log = await memory(
        founded("f", on="2023-05"),
        funding("a", on="2024-06", valuation=eur(1)),
        funding("b", round="b", on="2025-06", valuation=eur(2)),
    )
    question = """{ company(slug: "mistral-ai") { asOfEach(on: ["2026", "2024", "2025-06-30", "2022"]) { vantage {
      on } valuation { money { amount } } } } }"""
    found = (await ask(log, question))["company"]["asOfEach"]
    amounts = [state["valuation"] and state["valuation"]["money"]["amount"] for state in found]
    assert amounts == ["2", "1", "2", None]
    assert [state["vantage"]["on"] for state in found] == ["2026-12-31", "2024-12-31", "2025-06-30", "2022-12-31"]


async def test_a_slider_has_its_limit() -> None:
    log = await memory(founded("f"))
    question = 'query($on: [Edtf!]!) { company(slug: "mistral-ai") { asOfEach(on: $on) { name } } }'
    assert len((await ask(log, question, on=["2026"] * 400))["company"]["asOfEach"]) == 400
    assert await code_of(log, question, on=["2026"] * 401) == "invalid-input"


async def test_null_where_nothing_was_known_at_some_dates_only() -> None:
    log = await memory(founded("f", on="2023", sources=[source(published="2024-01-31")]))
    question = """{ company(slug: "mistral-ai") { a: asOf(knownBy: "2024-01-30") { name } b: asOf(knownBy:
      "2024-01-31") { name } } }"""
    assert (await ask(log, question))["company"] == {"a": None, "b": {"name": "mistral-ai"}}


@pytest.mark.counts_reads
async def test_today_is_asked_for_anew_by_each_request() -> None:
    log = await memory(funding("a"))
    days = iter([date(2026, 11, 22), date(2026, 11, 23)])
    timeline = timeline_of(log)
    timeline.today = lambda: next(days)
    found = [(await ask(timeline, "{ asOf { vantage { on } } }"))["asOf"]["vantage"]["on"] for _ in range(2)]
    assert found == ["2026-11-22", "2026-11-23"]
