"""The command line: what it prints, what it ends with, and that it ends quietly when it is stopped."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import click
import pytest
from builders import eur, line, source
from click.testing import CliRunner, Result
from places import ROOT

from dateline.cli import COMMANDS, program
from dateline.cli.commands.schema import CLIENTS
from dateline.cli.failures import printable
from dateline.cli.pages.footnotes import letter, runs
from dateline.graphql import client_files

EVERY = {name: program.get_command(click.Context(program), name) for name in COMMANDS}

EVENTS = ROOT / "events"
SECONDS = 60


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with the events of this repository; only read."""
    db = tmp_path_factory.mktemp("full") / "full.db"
    assert CliRunner().invoke(program, ["import", str(EVENTS / "articles"), "--db", str(db)]).exit_code == 0
    return db


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


def run(*arguments: object, code: int = 0, **environment: str) -> Result:
    result = CliRunner().invoke(program, [str(argument) for argument in arguments], env=environment)
    assert result.exit_code == code, result.output
    if result.exception is not None:
        assert isinstance(result.exception, SystemExit), "a traceback"
    return result


def answer(*arguments: object, code: int = 0) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(run(*arguments, "--json", code=code).stdout))


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
    return path


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def log_of(db: Path, *lines: dict[str, Any]) -> Path:
    run("import", write(db.with_suffix(".jsonl"), *lines), "--db", db)
    return db


def sek(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "SEK"}


# --- import and check ------------------------------------------------------------------------------------------------


def test_importing_twice_appends_nothing_the_second_time(db: Path) -> None:
    first = run("import", EVENTS / "articles", "--db", db).stdout
    again = run("import", EVENTS / "articles", "--db", db).stdout
    (count,) = re.findall(r"(\d+) appended, 0 already there\.", first)
    assert f"0 appended, {count} already there." in again


def test_a_dry_run_tells_everything_and_leaves_no_file(db: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "e.jsonl", line("founded", "a"))
    assert "1 appended, 0 already there." in run("import", file, "--dry-run", "--db", db).stdout
    assert [*tmp_path.iterdir()] == [file]
    log_of(db, line("founded", "a"))
    assert "0 appended, 1 already there." in run("import", file, "--dry-run", "--db", db).stdout


def test_one_altered_line_names_the_id_and_keeps_its_file_out(db: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "e.jsonl", line("founded", "a"), line("founded", "b"))
    run("import", file, "--db", db)
    write(file, line("founded", "new"), line("founded", "b", city="Lyon"))
    result = run("import", file, "--db", db, code=1)
    assert f'{file}:2: id: "b" is taken by other content in the log at position 2' in result.stderr
    assert result.stderr.endswith("Error: 1 file refused: nothing of it was appended\n")
    assert answer("verify", "--db", db)["position"] == 2


def test_one_bad_file_does_not_keep_the_others_out(db: Path, tmp_path: Path) -> None:
    write(tmp_path / "bad.jsonl", line("founded", "a"), "oops", "{}")
    write(tmp_path / "good.jsonl", line("founded", "b"))
    result = run("import", tmp_path, "--db", db, code=1)
    assert f"{tmp_path}/bad.jsonl:2: not JSON" in result.stderr
    assert f"{tmp_path}/bad.jsonl:3: type: is missing" in result.stderr
    assert "refused: 2 problems" in result.stdout
    assert "2 files, 2 events read: 1 appended, 0 already there, 1 file refused." in result.stdout


def test_an_import_answers_in_json(db: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "e.jsonl", line("founded", "a"), "oops")
    told = answer("import", file, "--db", db, code=1)
    (of_file,) = told["files"]
    (problem,) = of_file.pop("problems")
    assert (problem["line"], problem["field"]) == (2, None)
    assert of_file == {"path": str(file), "read": 1, "appended": 0, "already_there": 0, "refused": True}
    assert {key: told[key] for key in ("read", "appended", "already_there", "refused")} == {
        "read": 1,
        "appended": 0,
        "already_there": 0,
        "refused": 1,
    }


def test_a_path_that_is_none_stops_the_import_before_anything_is_done(db: Path, tmp_path: Path) -> None:
    result = run("import", write(tmp_path / "e.jsonl", line("founded")), tmp_path / "nowhere", "--db", db, code=1)
    assert result.stderr == f"Error: {tmp_path}/nowhere: there is no such file or folder\n"
    assert not db.exists()


def test_checking_names_every_bad_line_and_touches_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "e.jsonl", "oops", line("founded"), line("funding", "f", stage="done"))
    result = run("check", "e.jsonl", code=1)
    assert [row.split(": ")[:2] for row in result.stdout.splitlines()] == [
        ["e.jsonl:1", "not JSON"],
        ["e.jsonl:3", "stage"],
    ]
    assert result.stderr == "Error: 2 problems in 1 of 1 file\n"
    assert [path.name for path in tmp_path.iterdir()] == ["e.jsonl"]


def test_checking_good_files_says_so() -> None:
    assert run("check", EVENTS).stdout.endswith(": all is well.\n")
    assert answer("check", EVENTS)["problems"] == []


def test_what_a_file_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = write(tmp_path / "e.jsonl", line("founded", **{"\x1b[31mred": 1}))
    assert "\x1b" not in run("check", file, code=1).output


# --- companies, show, timeline ---------------------------------------------------------------------------------------


def test_companies_are_listed_and_found_by_any_of_their_names(full: Path) -> None:
    assert "mistral-ai" in run("companies", "--db", full).stdout
    found = answer("companies", "MISTRÁL", "--db", full)
    assert found == {"companies": [{"slug": "mistral-ai", "name": "Mistral AI"}], "count": 1}
    assert run("companies", "nobody", "--db", full).stdout == "No company is named so.\n"
    assert len(answer("companies", "--limit", 2, "--db", full)["companies"]) == 2


@pytest.mark.parametrize("width", ["80", "120", "160"])
def test_a_company_is_shown_in_the_width_there_is(full: Path, width: str) -> None:
    text = run("show", "mistral-ai", "--on", "2026-07-15", "--db", full, COLUMNS=width).stdout
    assert max(map(len, text.splitlines())) <= int(width)
    assert "\x1b" not in text
    for said in ("Mistral AI", "as of 15 Jul 2026, with hindsight", "€11.7bn", "Series C", "13,800", "Koyeb"):
        assert said in text
    for title in ("Funding rounds", "Data centres", "Rumors", "Possible by then", "Accounts that disagree", "Sources"):
        assert f"\n{title}\n" in text
    assert "Listings" not in text


def test_columns_that_nobody_fills_are_left_out_and_the_others_whole(full: Path) -> None:
    text = run("show", "mistral-ai", "--on", "2026-07-15", "--known-by", "2026-02-28", "--db", full).stdout
    assert "  Target  Figure     Outcome  Src" in text
    assert "  ARR     over $1bn  pending  2" in text


def test_nothing_is_cut_off_however_narrow_the_terminal(full: Path) -> None:
    text = run("show", "mistral-ai", "--on", "2026-07-15", "--db", full, COLUMNS="50").stdout
    assert "…" not in text.replace("… and", "")
    assert max(map(len, text.splitlines())) <= 50


def test_disagreement_is_marked_where_it_shows_and_told_in_full(full: Path) -> None:
    text = run("show", "mistral-ai", "--on", "2026-07-15", "--db", full).stdout
    assert re.search(r"Valuation +€11\.7bn ≠a, Sep 2025", text)
    block = text.partition("Accounts that disagree")[2]
    assert re.search(r"a  valuation: more publishers say so\n +€11\.7bn .* used", block)
    assert re.search(r"about \$14bn +by 11 Feb 2026", block)


@pytest.mark.parametrize(
    ("known_by", "there", "not_there"),
    [
        ("2026-02-28", "11 February 2026", "Factlen"),
        ("2026-06-15", "Factlen", "Weidemann"),
        ("2026-07-15", "Weidemann", "retrieved 21 Nov 2026"),
    ],
)
def test_only_what_could_be_known_is_shown(full: Path, known_by: str, there: str, not_there: str) -> None:
    text = run("show", "mistral-ai", "--on", "2026-07-15", "--known-by", known_by, "--db", full).stdout
    assert there in text
    assert not_there not in text


def test_where_nothing_was_known_it_says_so_and_does_not_guess(full: Path) -> None:
    result = run("show", "mistral-ai", "--known-by", "2025-09-29", "--db", full, code=1)
    assert result.stdout == ""
    assert result.stderr == (
        "Error: nothing was known of mistral-ai by 2025-09-29; the log's earliest report is of 2025-09-30\n"
    )


def test_where_the_log_held_nothing_yet_it_says_so(full: Path) -> None:
    assert (
        "the log held nothing of mistral-ai at position 0"
        in run("timeline", "mistral-ai", "--recorded", 0, "--db", full, code=1).stderr
    )


@pytest.mark.parametrize(
    ("company", "sentence"),
    [
        ("mistrall-ai", "the log has no company 'mistrall-ai': did you mean mistral-ai?"),
        ("Mistral", "the log has no company 'Mistral': did you mean mistral-ai?"),
        ("zzzz", "the log has no company 'zzzz'; `dateline companies` lists those it knows"),
        ("???", "the log has no company '???'; `dateline companies` lists those it knows"),
        ("microsoft", "microsoft is named by events of mistral-ai, but has no event of its own"),
    ],
)
def test_an_unknown_company_gets_a_hint(full: Path, company: str, sentence: str) -> None:
    assert run("show", company, "--db", full, code=1).stderr == f"Error: {sentence}\n"


def test_a_company_may_be_asked_for_by_its_name(full: Path) -> None:
    assert answer("show", "Mistral AI", "--db", full)["company"] == "mistral-ai"


def test_a_state_in_json_names_the_event_of_every_figure(full: Path) -> None:
    state = answer("show", "mistral-ai", "--on", "2026-07-15", "--db", full)
    told = {event["id"] for event in state["events"]}
    assert _named_events(state) <= told
    assert state["valuation"]["value"]["amount"] == "11700000000"
    assert state["vantage"]["on"] == "2026-07-15"
    assert all(event["sources"] for event in state["events"])


def _named_events(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["event"]} if isinstance(part.get("event"), str) else set()
        return own.union(*(_named_events(value) for value in part.values()))
    return set().union(*(_named_events(value) for value in part)) if isinstance(part, list) else set()


def test_every_part_of_a_state_is_printed(db: Path) -> None:
    """One event of each kind, with all a page can show; and events of others that name the company."""
    log_of(
        db,
        line("founded", "1", founders=["Ada"], city="Paris", country="FR"),
        line("profile", "2", name="Acme", website="https://acme.example", sector="testing", aliases=["Ac"]),
        line("closed", "3", reason="insolvency", successor="Other", on="2026-01-02"),
        line("funding", "4", series="B", debt={"amount": 5, "currency": "EUR"}, raised=eur(9)),
        line(
            "funding", "5", round="pre", valuation={"amount": 7, "currency": "SEK"}, pre_money=True, stage="announced"
        ),
        line("listing", "6", ticker="ACM", price=eur("2.5")),
        line("acquisition", "7", percent=60, price={"amount": 1000, "currency": "GBP"}),
        line("model", "8", parameters=46_700_000_000, access="api", aliases=["M7"], modalities=["text"]),
        line("product", "9", description="a chat"),
        line("data-center", "10", megawatts=44, chips=13800, chip_model="GB300", operational_by="2027", role="user"),
        line("metric", "11", scope="chat", per="month", period="2025-08", bound="over"),
        line("target", "12"),
        line("role", "13"),
        line("role", "14", stage="ended", on="2026-02-01"),
        line("stake", "15"),
        line("partnership", "16"),
        line("milestone", "19", category="index-membership", description="in place of Example"),
        line("acquisition", "17", company="buyer", target={"name": "Mistral AI", "slug": "mistral-ai"}),
        line("stake", "18", company="held", holder={"name": "Mistral AI", "slug": "mistral-ai"}, percent=3),
    )
    text = unwrapped(run("show", "mistral-ai", "--db", db, "--on", "2026-11-22", COLUMNS="200").stdout)
    for said in (
        "Acme (mistral-ai) closed", "9 Sep 2025 by Ada", "insolvency; succeeded by Other",
        "buyer, 9 Sep 2025 (completed)", "https://acme.example", "Ac", "€9, €5 of it debt", "7 SEK pre-money",
        "pre (announced)", "Euronext: ACM", "€2.5", "60%", "£1,000", "46.7bn parameters", "mistral-7b (M7)", "a chat",
        "Essonne (as user)", "44 MW, 13,800 GB300, operational by 2027", "headcount of chat, a month",
        "over 700 people", "Aug 2025", "pending", "9 Sep 2025 until 1 Feb 2026", "ASML", "11%", "held", "3%",
        "Stellantis", "Milestones", "CAC 40", "index-membership", "in place of Example",
        "not counted: pre (not closed, only announced)",
    ):  # fmt: skip
        assert said in text, said
    state = answer("show", "mistral-ai", "--db", db, "--on", "2026-11-22")
    assert state["holdings"][0]["company"] == "held"
    assert state["acquired_by"]["key"] == "mistral-ai"
    assert _named_events(state) <= {event["id"] for event in state["events"]}


def test_a_figure_is_told_by_those_who_say_it_and_a_tick_explained_only_where_there_is_one(db: Path) -> None:
    staff = {"metric": "headcount", "unit": "people", "money": None, "per": None}
    told = [(52, "2016-01-01", "Wired"), (3000, "2025-07-15", "Sifted"), (3000, "2025-07-15", "Reuters")]
    lines = [
        line("metric", f"m{place}", count=count, on=on, sources=[source(publisher, "2025-08-01")], **staff)
        for place, (count, on, publisher) in enumerate(told)
    ]
    shown = run("show", "mistral-ai", "--db", log_of(db, *lines)).stdout
    assert re.search(r"headcount +3,000 people +1 2\n", shown)
    assert "Wired" not in shown
    assert "✓" not in shown


PLAN = line("funding", "plan", round="a", on="2025-12", raised=eur(100), confidence="confirmed",
            sources=[source("Acme", "2025-10-01")])  # fmt: skip
DONE = line("funding", "done", round="a", on="2025-12", raised=eur(120), sources=[source("Le Monde", "2026-01-20")])
FOOTNOTE = "»  foretold: told before its date began, and by nobody since"


def test_what_was_only_foretold_is_marked_on_every_page_and_the_mark_is_explained(db: Path) -> None:
    log_of(db, PLAN)
    at = ["--on", "2025-12-31", "--db", db]
    assert re.search(r"Dec 2025 +a +€100 +1 »\n", run("show", "mistral-ai", *at).stdout)
    pages = [
        run("show", "mistral-ai", *at),
        run("timeline", "mistral-ai", *at),
        run("diff", "mistral-ai", "--from-on", "2025-06", "--to-on", "2025", "--db", db),
        run("series", "mistral-ai", "raised", *at),
        run("rank", "--by", "raised", "--currency", "EUR", *at),
    ]
    for page in pages:
        assert "1 »" in page.stdout
        assert FOOTNOTE in page.stdout
        assert "✓" not in page.stdout, "nobody can confirm what has not happened"
    state = answer("show", "mistral-ai", *at)
    assert [one["foretold"] for one in (*state["rounds"], state["rounds"][0]["raised"], *state["events"])] == [True] * 3


def test_what_was_told_since_is_not_marked_and_the_plan_is_called_foretold_among_the_accounts(db: Path) -> None:
    log_of(db, PLAN, DONE)
    text = run("show", "mistral-ai", "--on", "2025-12-31", "--db", db).stdout
    block = text.partition("Accounts that disagree")[2]
    assert re.search(r"€120 +Dec 2025 +1 +used *\n +€100 +Dec 2025 +2 +foretold", block)
    assert "»" not in text


def test_what_may_have_happened_is_told_apart_from_what_is_upcoming(full: Path) -> None:
    """An undated article told it as past; that it was retrieved later makes it no plan."""
    text = run("show", "mistral-ai", "--on", "2024-12-31", "--db", full).stdout
    possible, upcoming = text.partition("Possible by then")[2].split("Upcoming")
    assert "Release of model Mistral 7B" in possible
    assert "Release of model Mistral 7B" not in upcoming
    assert "Raised €1.7bn (Series C)" in upcoming
    shown = run("show", "mistral-ai", "--on", "2026-07-15", "--db", full).stdout
    assert "Upcoming" not in shown


def test_many_sources_in_a_row_are_told_by_the_first_and_the_last() -> None:
    assert runs([1, 3, 4, 6, 7, 8, 9]) == "1 3 4 6–9"
    assert runs([1, 2, 3]) == "1 2 3"
    assert runs([]) == ""


def test_a_page_does_not_repeat_its_company_nor_a_country(db: Path) -> None:
    made = [{"name": "Mistral AI", "slug": "mistral-ai"}]
    log_of(
        db,
        line("model", "1", model="alone", name="Alone", organisations=made),
        line("model", "2", model="both", name="Both", organisations=[*made, "Nvidia"]),
        line("data-center", "3", name="Campus", place="Lille, France", country="FR"),
    )
    text = unwrapped(run("show", "mistral-ai", "--db", db, COLUMNS="120").stdout)
    assert "by Mistral AI, Nvidia" in text
    assert text.count("Mistral AI") == 1
    assert "Campus, Lille, France" in text
    assert "France, France" not in text


def test_findings_are_shown_alone_with_their_events_and_their_remedy(full: Path, db: Path) -> None:
    asked = ["show", "mistral-ai", "--on", "2026-07-15", "--db"]
    text = unwrapped(run(*asked, full, "--findings", COLUMNS="200").stdout)
    assert "series-closed-twice: Series C closed 2 times: series-c (Sep 2025, €1.7bn) and" in text
    assert "led by General Atlantic" in text
    assert "Accounts that disagree" not in text
    assert "1 finding: --findings" in unwrapped(run(*asked, full, COLUMNS="200").stdout)
    log_of(db, line("founded", "1", on="2023-01-01"))
    shown = run("show", "mistral-ai", "--db", db, "--findings", COLUMNS="50").stdout
    (remedy,) = [json.loads(one) for one in shown.splitlines() if one.startswith("{")]
    assert (remedy["corrects"], remedy["on"]) == ("1", "2023")


def test_conflicts_are_shown_alone(full: Path) -> None:
    asked = ["show", "mistral-ai", "--on", "2026-07-15", "--db", full, "--conflicts"]
    text = unwrapped(run(*asked).stdout)
    assert "Accounts that disagree" in text
    assert "Sources" in text
    assert "series-closed-twice" not in text
    assert "series-closed-twice" in unwrapped(run(*asked, "--findings").stdout)


def test_where_nothing_is_doubtful_it_is_said(db: Path) -> None:
    log_of(db, line("founded", "1"))
    text = run("show", "mistral-ai", "--db", db, "--findings", "--conflicts").stdout
    assert "No accounts disagree." in text
    assert "No findings." in text


def test_doubts_in_json_have_the_events_that_they_name(full: Path) -> None:
    asked = ["show", "mistral-ai", "--on", "2026-07-15", "--db", full]
    whole, alone = answer(*asked), answer(*asked, "--findings")
    assert alone["findings"] == whole["findings"]
    (finding,) = alone["findings"]
    assert finding["rule"] == "series-closed-twice"
    assert {event["id"] for event in alone["events"]} == set(finding["events"])
    assert set(alone) == {"company", "name", "vantage", "findings", "events"}
    both = answer(*asked, "--findings", "--conflicts")
    assert both["conflicts"] == whole["conflicts"]
    assert _named_events(both) <= {event["id"] for event in both["events"]}


def test_a_timeline_shows_what_no_longer_stands_and_why(db: Path) -> None:
    log_of(
        db,
        line("funding", "a", raised=eur(9)),
        line("founded", "b", confidence="rumored"),
        line("retraction", "r", event="a", reason="it was a hoax"),
    )
    text = unwrapped(run("timeline", "mistral-ai", "--db", db, COLUMNS="120").stdout)
    assert re.search(r"Raised €9 \([^)]*\) \[retracted by r: it was a hoax\]", text)
    assert "rumored" in text
    (fallen,) = [event for event in answer("timeline", "mistral-ai", "--db", db)["events"] if event["id"] == "a"]
    assert (fallen["standing"], fallen["because"]) == ("retracted", ["r"])


def test_before_everything_there_is_a_company_without_a_past(full: Path) -> None:
    assert (
        "Nothing had happened by 1 Jan 2000."
        in run("timeline", "mistral-ai", "--on", "2000-01-01", "--db", full).stdout
    )
    text = run("show", "mistral-ai", "--on", "2000-01-01", "--db", full).stdout
    assert "Upcoming" in text
    assert "more: --json has them all" in text


def test_text_of_an_event_is_never_markup_nor_a_command_to_the_terminal(db: Path) -> None:
    log_of(db, line("founded", "a", name="[bold]Acme[/bold]\u202e!"))
    text = run("show", "mistral-ai", "--db", db).stdout
    assert "[bold]Acme[/bold]�!" in text


# --- vantage flags ---------------------------------------------------------------------------------------------------


def test_a_partial_date_of_a_question_means_its_last_day(full: Path) -> None:
    asked = ["show", "mistral-ai", "--db", full, "--on", "mid-2026", "--known-by", "July 2026"]
    vantage = answer(*asked)["vantage"]
    assert (vantage["on"], vantage["known_by"]) == ("2026-08-31", "2026-07-31")


def test_a_position_and_an_instant_are_places_in_the_log(full: Path) -> None:
    head = answer("verify", "--db", full)
    asked = ["show", "mistral-ai", "--db", full, "--on", "2026-07-15", "--recorded"]
    assert answer(*asked, 60)["vantage"]["position"] == 60
    assert answer(*asked, "2100-01-01T00:00:00+02:00")["vantage"]["position"] == head["position"]
    assert "held nothing" in run(*asked, "2000-01-01T00:00:00Z", code=1).stderr
    assert "is not in this log yet" in run(*asked, 10**9, code=1).stderr


@pytest.mark.parametrize(
    ("flag", "value", "sentence"),
    [
        ("--on", "this summer", "is relative"),
        ("--on", "2027/..", "needs a date that ends"),
        ("--known-by", "03/04/2023", "is ambiguous"),
        ("--recorded", "2026-11-22", "is neither a position in the log"),
        ("--recorded", "2026-11-22T12:00:00", "nor an instant with its offset"),
        ("--recorded", "9" * 30, "is neither a position in the log"),
        ("--confidence", "sure", "is not one of 'rumored', 'reported', 'confirmed'"),
        ("--dates", "maybe", "is not one of 'certain', 'possible'"),
    ],
)
def test_a_flag_that_cannot_be_understood_is_a_usage_error(full: Path, flag: str, value: str, sentence: str) -> None:
    result = run("show", "mistral-ai", "--db", full, flag, value, code=2)
    assert sentence in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql:host/db", "no address of a PostgreSQL database"),
        ("mysql://host/db", "no database that Dateline knows"),
    ],
)
def test_an_address_that_cannot_be_understood_is_a_usage_error(address: str, sentence: str) -> None:
    assert sentence in " ".join(run("show", "mistral-ai", "--db", address, code=2).stderr.split())


@pytest.mark.parametrize("command", ["companies", "show", "timeline", "verify"])
def test_reading_creates_no_log(db: Path, command: str) -> None:
    company = ["mistral-ai"] if command in ("show", "timeline") else []
    result = run(command, *company, "--db", db, code=1)
    assert result.stderr == f"Error: there is no log at {db}: `dateline import PATH` or `dateline serve` makes one\n"
    assert not db.exists()


def test_the_log_may_be_named_by_a_variable(full: Path) -> None:
    assert "mistral-ai" in run("companies", DATELINE_DB=f"sqlite:///{full}").stdout


def test_footnotes_have_letters_without_end() -> None:
    assert [letter(place) for place in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "a",
        "z",
        "aa",
        "ab",
        "az",
        "ba",
        "zz",
        "aaa",
    ]


# --- verify, schema, help --------------------------------------------------------------------------------------------


def test_a_sound_log_is_said_to_be_so(full: Path) -> None:
    assert run("verify", "--db", full).stdout.startswith("The log is sound: ")
    assert answer("verify", "--db", full)["sound"] is True


def test_a_log_that_was_altered_is_told_with_the_record(db: Path) -> None:
    log_of(db, line("founded", "a"), line("founded", "b"))
    with closing(sqlite3.connect(db)) as altering, altering:
        for (name,) in altering.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            altering.execute(f"DROP TRIGGER {name}")
        altered = "CAST(replace(CAST(content AS TEXT), 'Le Monde', 'Le Figaro') AS BLOB)"
        altering.execute(f"UPDATE event SET content = {altered} WHERE position = 2")
    assert run("verify", "--db", db, code=1).stderr.startswith("Error: record 2 is wrong: ")
    told = answer("verify", "--db", db, code=1)
    assert (told["sound"], told["position"]) == (False, 2)


def test_what_is_no_log_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = write(tmp_path / "x.db", "this is not a database")
    assert len(run("verify", "--db", file, code=1).stderr.splitlines()) == 1


def test_the_schemas_are_printed() -> None:
    assert json.loads(run("json-schema").stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "type Query" in run("schema").stdout


@pytest.mark.parametrize("client", CLIENTS)
def test_what_a_client_needs_beside_the_schema_is_printed(client: str) -> None:
    printed = run("schema", "--for", client).stdout
    assert "Edtf" in printed or "CompanyState" in printed
    if client in ("relay", "introspection"):
        assert json.loads(printed)


def test_graphcache_is_told_of_every_type_how_it_is_kept_so_that_no_document_needs_ids() -> None:
    sdl = run("schema").stdout
    objects = {
        name: "\n  id: ID!" in fields for name, fields in re.findall(r"^type (\w+).*?{(.*?)^}", sdl, re.M | re.S)
    }
    told = dict(re.findall(r"^  (\w+): (byId|inside),$", run("schema", "--for", "urql").stdout, re.M))
    assert told == {
        name: "byId" if has_id else "inside"
        for name, has_id in objects.items()
        if name not in ("Query", "Mutation", "Subscription")
    }


def test_the_command_line_knows_every_client_without_building_the_schema() -> None:
    assert sorted(client_files.CLIENTS) == list(CLIENTS)


def test_help_lists_its_topics_and_shows_each() -> None:
    listed = run("help").stdout
    for topic in ("cli", "dates", "errors", "events", "files", "vantage"):
        assert topic in listed
        assert len(run("help", topic).stdout) > 500


def test_help_knows_commands_too_and_suggests_topics() -> None:
    assert run("help", "show").stdout.startswith("Usage: ")
    assert run("help", "event", code=2).stderr == "Error: there is no help topic 'event': did you mean events?\n"


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_a_help_with_an_example(name: str) -> None:
    text = run(name, "--help").stdout
    assert f"  dateline {name}" in text
    silent = (
        "serve",
        "schema",
        "json-schema",
        "help",
        "map",
        "list",
        "key",
        "export",
    )  # an export is itself the answer
    answers = name not in silent
    assert ("--json" in text) == answers


def test_without_a_command_there_is_help_and_a_wrong_one_is_a_usage_error() -> None:
    assert "Commands:" in CliRunner().invoke(program, []).output
    assert "No such command" in run("wat", code=2).stderr


# --- as a process ----------------------------------------------------------------------------------------------------


@contextmanager
def process(*arguments: object, cwd: Path = ROOT, **others: Any) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error", "COLUMNS": "100"}
    started = subprocess.Popen(
        command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **others
    )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate(timeout=SECONDS)


def finished(running: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = running.communicate(timeout=SECONDS)
    return running.returncode, out, err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_file_of_its_name(name: str) -> None:
    command = EVERY[name]
    assert command is not None
    assert command.callback is not None
    module = inspect.unwrap(command.callback).__module__
    assert module.removeprefix("dateline.cli.commands.").removesuffix("_") == name.replace("-", "_")


def test_as_a_module_it_is_the_same_program(full: Path) -> None:
    with process("show", "mistral-ai", "--db", full) as running:
        code, out, err = finished(running)
    assert (code, err) == (0, "")
    assert "Mistral AI" in out


def test_a_problem_is_one_sentence_and_a_usage_error_is_two(full: Path) -> None:
    with process("show", "nobody-at-all", "--db", full) as running:
        code, out, err = finished(running)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    with process("show", "--db", full) as running:
        assert finished(running)[0] == 2


@pytest.mark.parametrize("command", [["show", "mistral-ai"], ["timeline", "mistral-ai", "--json"], ["json-schema"]])
def test_a_closed_pipe_is_quiet(full: Path, command: list[str]) -> None:
    database = [] if command == ["json-schema"] else ["--db", full]
    with process(*command, *database) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.wait(SECONDS) == 141
        assert running.stderr.read() == ""
        running.stdout = None


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs to see which files a process has open")
def test_ctrl_c_in_an_import_is_quiet_and_leaves_nothing_half_done(db: Path, tmp_path: Path) -> None:
    many = write(tmp_path / "e.jsonl", *(line("founded", f"e/{number}") for number in range(60_000)))
    with process("import", many, "--db", db) as running:
        while running.poll() is None and many not in open_files(running):
            pass
        running.send_signal(signal.SIGINT)
        code, out, err = finished(running)
    assert (code, out, err) == (130, "", "")
    assert answer("verify", "--db", db)["position"] == 0


def open_files(running: subprocess.Popen[str]) -> set[Path]:
    found = set()
    for descriptor in Path(f"/proc/{running.pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found.add(descriptor.readlink())
    return found


@contextmanager
def serving(db: Path, *arguments: object, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    with process("serve", "--db", db, "--port", 0, *arguments, cwd=cwd) as running:
        assert running.stdout is not None
        said: list[str] = []
        for text in running.stdout:
            said.append(text)
            if found := re.search(r"at (http://\S+) ", text):
                yield running, found.group(1), said
                return
        pytest.fail(f"did not come up: {said} {running.communicate(timeout=SECONDS)}")


def ask(address: str, query: str) -> Any:
    request = urllib.request.Request(
        f"{address}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        return json.load(response)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_takes_in_the_events_beside_it_answers_and_stops_when_told(
    db: Path, tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "events").mkdir()
    write(tmp_path / "events" / "e.jsonl", line("founded", "a", name="Acme"))
    with serving(db, cwd=tmp_path) as (running, address, said):
        assert said[0] == "events: 1 file, 1 event read: 1 appended, 0 already there.\n"
        assert ask(address, '{company(slug: "mistral-ai") {name}}')["data"] == {"company": {"name": "Acme"}}
        running.send_signal(number)
        code, _, err = finished(running)
    assert (code, err) == (0, "Stopped.\n")
    with serving(db, cwd=tmp_path) as (running, address, said):
        assert said[0] == "events: 1 file, 0 events read: 0 appended, 0 already there, 1 file known already.\n"


def test_an_import_beside_a_running_server_is_seen_at_once(db: Path, tmp_path: Path) -> None:
    with serving(db, cwd=tmp_path) as (_, address, _):
        assert ask(address, "{log {position}}")["data"] == {"log": {"position": "0"}}
        log_of(db, line("founded", "a", name="Acme"))
        assert ask(address, "{log {position}}")["data"] == {"log": {"position": "1"}}


def test_a_bad_file_is_reported_loudly_and_the_server_comes_up(db: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    write(folder / "bad.jsonl", line("founded", "a"), "oops")
    write(folder / "good.jsonl", line("founded", "b"))
    with serving(db, "--events", folder, cwd=tmp_path) as (running, address, said):
        assert "1 appended, 0 already there, 1 file refused." in said[0]
        assert ask(address, "{log {position}}")["data"] == {"log": {"position": "1"}}
        running.send_signal(signal.SIGINT)
        _, _, err = finished(running)
    assert f"{folder}/bad.jsonl:2: not JSON" in err
    assert f"Not taken in, for the problems above: {folder}/bad.jsonl" in err


def test_events_that_are_asked_for_must_be_there(db: Path, tmp_path: Path) -> None:
    with process("serve", "--db", db, "--port", 0, "--events", tmp_path / "none") as running:
        code, _, err = finished(running)
    assert (code, err) == (1, f"Error: {tmp_path}/none: there is no such file or folder\n")


def test_a_port_in_use_is_told_in_one_sentence(db: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", "--db", db, "--port", port, code=1)
    assert result.stderr == (
        f"Error: port {port} of 127.0.0.1 is in use: stop what uses it, or choose another with --port\n"
    )
    assert not db.exists()


def test_a_host_that_is_not_this_machine_is_told_in_one_sentence(db: Path) -> None:
    assert (
        "host.invalid is no address of this machine"
        in run("serve", "--host", "host.invalid", "--db", db, code=1).stderr
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller\u00a0AG", "Müller\u00a0AG"),
        ("So\u00adft \u200d❤\ufe0f", "So\u00adft \u200d❤\ufe0f"),
        ("a\u202etxt.exe", "a�txt.exe"),
        ("a\u2066b\u2069", "a�b�"),
        ("a\x1b[31mb\x07", "a�[31mb�"),
        ("a\nb", "a\nb"),
    ],
)
def test_text_on_the_terminal_is_as_it_was_written_unless_it_could_change_what_stands_beside_it(
    text: str, shown: str
) -> None:
    assert printable(text) == shown
