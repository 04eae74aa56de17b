"""`dateline diff` and `dateline series`: what they print, what they answer in JSON, what they refuse."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from answers import ask
from builders import eur, line, source, usd
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT

from dateline import docs
from dateline.answers.change.causes import ChangeKind
from dateline.cli import program
from dateline.cli.pages.chart import MIN_WIDTH, chart
from dateline.log.opening import open_log

PAGE = docs.page("change")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with the events of this repository; only read."""
    db = tmp_path_factory.mktemp("full") / "full.db"
    assert CliRunner().invoke(program, ["import", str(ROOT / "events" / "articles"), "--db", str(db)]).exit_code == 0
    return db


def run(*arguments: object, code: int = 0, columns: int = 90) -> Result:
    result = CliRunner().invoke(program, [str(each) for each in arguments], env={"COLUMNS": str(columns)})
    assert result.exit_code == code, result.output
    if result.exception is not None:
        assert isinstance(result.exception, SystemExit), "a traceback"
    return result


def answer(*arguments: object) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(run(*arguments, "--json").stdout))


def log_of(db: Path, *lines: dict[str, Any]) -> Path:
    file = db.with_suffix(".jsonl")
    file.write_text("\n".join(map(json.dumps, lines)))
    run("import", file, "--db", db)
    return db


def stripped(text: str) -> list[str]:
    return [each.rstrip() for each in text.splitlines()]


def told(*published: str) -> list[dict[str, Any]]:
    return [source("FT", each) for each in published]


HEADS = line("metric", "heads", on="2025-06", count=700, sources=told("2025-07-01"))
MORE = line("metric", "more", on="2025-12", count=900, sources=told("2026-01-02"))
NAMED = line("profile", "named", on="2024", name="Mistral AI", sources=told("2025-01-01"))
VOID = line("retraction", "void", event="heads", sources=told("2025-08-01"))


# --- diff -------------------------------------------------------------------------------------------------------------


def test_the_diff_shown_in_the_documentation_is_what_is_printed(full: Path) -> None:
    command, shown = (
        re.findall(r"^dateline (diff .* --to-known-by .*)$", PAGE, re.M)[0],
        re.findall(r"```text\n(.*?)```", PAGE, re.S)[0],
    )
    printed = stripped(run(*command.split(), "--db", full).stdout)
    start = printed.index("What was learned")
    assert printed[start:][: len(stripped(shown))] == stripped(shown)


def test_a_change_is_shown_with_its_reason_and_its_source(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS, MORE)
    printed = run("diff", "mistral-ai", "--db", db, "--from-on", "2025-06", "--to-on", "2025").stdout
    assert "What happened" in printed
    assert "replaced  value     700 people → 900 people" in printed
    assert "because   Dec 2025  headcount: 900 people [1]" in printed
    assert "1  FT, 2 Jan 2026" in printed
    assert "1 field of 1 subject differs: 1 replaced." in printed


@pytest.mark.parametrize(
    ("flags", "title", "kind"),
    [
        (["--from-known-by", "2025-07", "--to-known-by", "2025-08"], "What was learned", "retracted"),
        (["--to-known-by", "2025-07"], "What was not known yet", "unseen"),
        (["--from-recorded", "2"], "What was loaded", "retracted"),
        (["--to-recorded", "1"], "What was not in the log yet", "unseen"),
        (["--to-on", "2025-12-30"], "What had not happened yet", "unseen"),
        (["--from-confidence", "confirmed"], "What differs by what is believed", "added"),
        (["--on", "2025-12-15", "--to-dates", "possible"], "What differs by what is believed", "added"),
    ],
)
def test_changes_stand_under_the_clock_that_tells(tmp_path: Path, flags: list[str], title: str, kind: str) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS, VOID, MORE)
    if kind == "retracted" and "--from-recorded" not in flags:
        flags = [*flags, "--on", "2025-11"]
    printed = run("diff", "mistral-ai", "--db", db, *flags).stdout
    assert title in printed
    assert kind in printed or "--from-recorded" in flags


def test_a_value_told_by_another_event_is_not_shown_as_new(tmp_path: Path) -> None:
    again = line("metric", "again", on="2025-12", count=700, sources=told("2026-01-02"))
    db = log_of(tmp_path / "a.db", HEADS, again)
    printed = run("diff", "mistral-ai", "--db", db, "--from-on", "2025-06", "--to-on", "2025").stdout
    assert "retold   as before" in printed
    assert "1 field of 1 subject differs: 1 retold as before." in printed


def test_what_is_gone_is_shown(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS, VOID)
    printed = run("diff", "mistral-ai", "--db", db, "--from-known-by", "2025-07").stdout
    assert "retracted  value" in printed
    assert "700 people" in printed


def test_nothing_differs(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED)
    assert "Nothing differs." in run("diff", "mistral-ai", "--db", db, "--from-on", "2025", "--to-on", "2026").stdout


def test_the_same_vantage_twice_is_refused(full: Path) -> None:
    refused = run("diff", "mistral-ai", "--db", full, "--on", "2025", code=2)
    assert "say in what they differ" in refused.stderr


def test_the_form_for_one_side_goes_before_the_plain_one(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS)
    found = answer("diff", "mistral-ai", "--db", db, "--on", "2026", "--from-on", "2024", "--to-confidence", "rumored")
    assert (found["from"]["on"], found["to"]["on"]) == ("2024-12-31", "2026-12-31")
    assert (found["from"]["confidence"], found["to"]["confidence"]) == ("reported", "rumored")


def test_the_answer_in_json_names_every_event(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS, MORE, VOID)
    found = answer("diff", "mistral-ai", "--db", db, "--from-known-by", "2025-07")
    assert found["company"] == "mistral-ai"
    assert found["changes"] == [
        {
            "kind": "retracted",
            "subject": "metric/headcount",
            "field": "value",
            "before": {"value": {"count": "700", "unit": "people"}, "event": "heads"},
            "after": {"value": {"count": "900", "unit": "people"}, "event": "more"},
            "because": ["void", "more"],
            "clock": "learned",
        }
    ]
    assert {event["id"] for event in found["events"]} == {"heads", "more", "void"}


def test_a_company_unknown_before_is_all_new(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", HEADS)
    found = answer("diff", "mistral-ai", "--db", db, "--from-known-by", "2020", "--to-known-by", "2026")
    assert [change["kind"] for change in found["changes"]] == ["added"]
    assert "Mistral" not in run("diff", "mistral-ai", "--db", db, "--from-known-by", "2020").stdout


def test_a_company_unknown_on_both_sides_is_a_problem(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", HEADS)
    unknown = run("diff", "mistral-ai", "--db", db, "--from-known-by", "2020", "--to-known-by", "2021", code=1)
    assert "nothing was known of mistral-ai" in unknown.stderr
    assert "did you mean mistral-ai" in run("diff", "mistral", "--db", db, "--from-on", "2020", code=1).stderr


# --- series -----------------------------------------------------------------------------------------------------------


def test_the_chart_shown_in_the_documentation_is_what_is_printed(full: Path) -> None:
    command = re.findall(r"^dateline (series .* --on .*)$", PAGE, re.M)[0]
    shown = stripped(re.findall(r"```text\n(.*?)```", PAGE, re.S)[1])
    printed = stripped(run(*command.split(), "--db", full).stdout)
    start = printed.index(shown[0])
    assert printed[start:][: len(shown)] == shown


def test_steps_are_listed_with_their_events(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS, MORE)
    printed = run("series", "mistral-ai", "headcount", "--db", db).stdout
    assert re.search(r"30 Jun 2025 +700 people +headcount: 700 people +1", printed)
    assert re.search(r"31 Dec 2025 +900 people +headcount: 900 people +2", printed)
    assert "╭" in printed


def test_where_figures_of_two_spans_meet_one_is_drawn_and_the_other_is_named(tmp_path: Path) -> None:
    lines = [
        line("metric", f"m{place}", metric="users", per=per, on=on, count=count, sources=told("2026-01-01"))
        for place, (per, on, count) in enumerate([("month", "2024", 5), ("day", "2024", 1), ("month", "2025", 9)])
    ]
    db = log_of(tmp_path / "a.db", *lines)
    printed = run("series", "mistral-ai", "users", "--db", db).stdout
    assert "users, a month" in printed
    assert "also told: a day (--per day); this is the span with the most points" in printed
    assert "unknown" not in printed
    found = answer("series", "mistral-ai", "users", "--db", db)
    assert (found["per"], found["other_spans"], len(found["points"])) == ("month", ["day"], 2)
    alone = run("series", "mistral-ai", "users", "--per", "day", "--db", db).stdout
    assert "users, a day" in alone
    assert "also told" not in alone


def test_a_series_begins_with_what_holds(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", HEADS, MORE)
    points = answer("series", "mistral-ai", "headcount", "--db", db, "--from", "2024", "--on", "2025-12-30")["points"]
    assert [(point["on"], point["value"]) for point in points] == [
        ("2024-01-01", None),
        ("2025-06-30", {"count": "700", "unit": "people"}),
    ]
    assert "unknown" in run("series", "mistral-ai", "headcount", "--db", db, "--from", "2024").stdout


def test_money_in_json_has_its_rate(full: Path) -> None:
    found = answer("series", "mistral-ai", "arr", "--db", full, "--currency", "eur")
    first = found["points"][0]
    assert found["currency"] == "EUR"
    assert first["value"]["currency"] == "USD"
    assert first["converted"]["currency"] == "EUR"
    assert first["converted"]["rate_date"] == "2025-02-28"
    assert first["because"][0] in {event["id"] for event in found["events"]}


def test_a_sum_in_json_says_what_it_leaves_out(full: Path) -> None:
    last = answer("series", "mistral-ai", "raised", "--db", full)["points"][-1]["value"]
    assert {money["currency"] for money in last["by_currency"]} == {"EUR", "USD"}
    assert last["counted"] > 1
    assert set(last) == {"by_currency", "count", "unit", "counted", "unknown", "excluded", "why"}


def test_several_currencies_are_no_chart(full: Path) -> None:
    printed = run("series", "mistral-ai", "raised", "--db", full).stdout
    assert "Amounts are in EUR, USD: --currency draws them as one line." in printed
    assert "╭" not in printed


def test_amounts_without_a_rate_are_no_chart(tmp_path: Path) -> None:
    money = {"amount": 20, "currency": "KPW"}
    arr = line("metric", "arr", metric="arr", count=None, unit=None, money=money)
    db = log_of(tmp_path / "a.db", {key: value for key, value in arr.items() if value is not None})
    printed = run("series", "mistral-ai", "arr", "--db", db, "--currency", "EUR").stdout
    assert "There is no exchange rate to draw it with." in printed
    assert "no exchange rate" in printed.partition("Steps")[2]


def test_what_nobody_said_is_a_problem_that_names_what_there_is(tmp_path: Path) -> None:
    db = log_of(tmp_path / "a.db", NAMED, HEADS)
    refused = run("series", "mistral-ai", "arr", "--scope", "vibe", "--db", db, code=1).stderr
    assert "nobody says anything of the arr of vibe of Mistral AI by then: there are chips, headcount" in refused


@pytest.mark.parametrize(
    "flags", [["headcount", "--currency", "EUR"], ["headcount", "--currency", "XXY"], ["headcount", "--from", "2030"]]
)
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, flags: list[str]) -> None:
    db = log_of(tmp_path / "a.db", HEADS)
    assert run("series", "mistral-ai", *flags, "--db", db, code=2).stderr


def test_a_sum_says_what_is_new_in_it(tmp_path: Path) -> None:
    rounds = [
        line("funding", f"r{place}", round=f"r{place}", on="2025-06", raised=eur(place + 1), series=f"S{place}")
        for place in range(3)
    ]
    db = log_of(
        tmp_path / "a.db",
        *rounds,
        line("metric", "worth", metric="arr", count=None, unit=None, money=usd(1), on="2025-01"),
    )
    printed = " ".join(run("series", "mistral-ai", "raised", "--db", db).stdout.split())
    assert "Raised €1 (S0) and 2 more" in printed


# --- the chart --------------------------------------------------------------------------------------------------------

_days = st.integers(0, 2_000).map(lambda place: date(2020, 1, 1) + timedelta(days=place))
_values = st.none() | st.decimals(-(10**9), 10**12, places=2) | st.sampled_from([Decimal(0), Decimal(7)])


@given(
    st.dictionaries(_days, _values, min_size=1, max_size=8).filter(
        lambda steps: any(each is not None for each in steps.values())
    ),
    st.integers(0, 400),
    st.integers(1, 200),
)
def test_a_chart_fits_and_has_one_line_a_column(steps: dict[date, Decimal | None], more: int, width: int) -> None:
    ordered = sorted(steps.items())
    lines = chart(ordered, ordered[-1][0] + timedelta(days=more), width, lambda value: f"{value:f}")
    plain = [each.plain for each in lines]
    margin = plain[0].index("┤") + 1
    assert all(len(each) <= max(width, margin + MIN_WIDTH) for each in plain)
    assert sum("┤" in each for each in plain) >= 2
    body = [each[margin:] for each in plain[:-2]]
    for column in range(len(body[0])):
        assert sum(row[column] in "─╯╮" for row in body) <= 1
    if ordered[0][1] is not None and len(ordered) == 1:
        assert sum(row.count("─") for row in body) == len(body[0])


def test_a_step_up_and_a_step_down_have_their_corners() -> None:
    steps = [(date(2025, 1, 1), Decimal(0)), (date(2025, 2, 1), Decimal(100)), (date(2025, 3, 1), Decimal(50))]
    drawn = "\n".join(each.plain for each in chart(steps, date(2025, 4, 1), 40, str))
    for corner in "╭╯╮╰":
        assert corner in drawn


# --- the documentation ------------------------------------------------------------------------------------------------


async def test_the_answers_shown_are_those_that_come_back(full: Path) -> None:
    pairs = re.findall(r"```graphql\n(.*?)```\s*```json\n(.*?)```", PAGE, re.S)
    assert len(pairs) == 2
    async with open_log(full, read_only=True) as log:
        for question, expected in pairs:
            assert await ask(log, question) == json.loads(expected)


def test_every_kind_of_change_is_told() -> None:

    assert {kind for kind in ChangeKind if f"`{kind.value}`" not in PAGE} == set()
