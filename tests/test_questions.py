"""The questions of `dateline help questions`: every command, query and line there, and what each answers."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from answers import ask
from click.testing import CliRunner
from places import DATA
from table_cases import real_files

import dateline
from dateline import docs
from dateline.cli import program
from dateline.errors import InvalidInput
from dateline.log.opening import open_log
from dateline.notebook import Log

EVENTS = DATA / "questions.jsonl"
_SECTION = re.compile(r"^## (.*?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)

Told = dict[str, str]
SECTIONS: dict[str, Told] = {
    title: {language or "command": body.strip() for language, body in _BLOCK.findall(text)}
    for title, text in _SECTION.findall(docs.page("questions"))
}
LAST = "Everything else is an export and a query away"


def names(found: Any) -> list[str]:
    return [one["name"] for one in found["companies"]]


def nodes(of: str, read: Callable[[Any], Any] = lambda node: node["name"]) -> Callable[[Any], list[Any]]:
    return lambda data: [read(node) for node in data["asOf"][of]["nodes"]]


def column(name: str) -> Callable[[Any], list[Any]]:
    return lambda table: [row[name] for row in table.rows()]


def laid_off(data: Any) -> list[Any]:
    edges = data["asOf"]["companies"]["edges"]
    return [(edge["node"]["name"], edge["value"]["count"]) for edge in edges if edge["value"] is not None]


def raised_by_quarter(data: Any) -> list[Any]:
    rows = data["asOf"]["sum"]["rows"]
    return [(row["keys"][0]["value"], (row["total"]["money"] or {}).get("amount")) for row in rows]


EURO = "68834165.18"
RESTATED = "revenue of 2019 was told as €100m and then as €80m"
Case = tuple[Any, Callable[[Any], Any], Callable[[Any], Any], Callable[[Any], Any]]
CASES: dict[str, Case] = {
    "Who is in an index on a day?": (["Acme", "Bolt"], names, nodes("companies"), column("company_name")),
    "Who laid off how many in a year?": (
        [("Bolt", "300"), ("Acme", "200")],
        lambda found: [(one["name"], one["value"]["count"]) for one in found["companies"] if one["value"] is not None],
        laid_off,
        lambda table: [(row["company_name"], f"{row['value']:.0f}") for row in table.rows() if row["value"]],
    ),
    "What were the biggest acquisitions of a year, as known at its end?": (
        ["echo", "dart", "fox-lab"],
        lambda found: [one["key"] for one in found["parts"]],
        nodes("acquisitions", lambda node: node["target"]["name"].lower().replace(" ", "-")),
        column("key"),
    ),
    "Which figures were restated by more than a tenth?": (
        [RESTATED],
        lambda found: [one["message"] for one in found["findings"]],
        nodes("findings", lambda node: node["message"]),
        column("message"),
    ),
    "Who had the most revenue, as known in the middle of 2020?": (
        ["Bolt", "Acme", "cray", "Dart", "Echo"],
        names,
        lambda data: [edge["node"]["name"] for edge in data["asOf"]["companies"]["edges"]],
        column("company_name"),
    ),
    "What were the trailing four quarters of a company?": (
        ["220000000"],
        lambda found: [one["value"]["amount"] for one in found["companies"]],
        lambda data: [data["asOf"]["company"]["flow"]["total"]["money"]["amount"]],
        lambda table: [f"{row['value']:.0f}" for row in table.rows()],
    ),
    "Which companies of a country were acquired?": (["Dart"], names, nodes("companies"), column("company_name")),
    "Who owns a company?": (
        ["Bolt"],
        lambda found: [one["company_name"] for one in found["parts"]],
        lambda data: [data["asOf"]["company"]["acquiredBy"]["acquirer"]["name"]],
        column("company_name"),
    ),
    "What was learned about a company since?": (
        ["metric/revenue@year"],
        lambda found: [one["subject"] for one in found["changes"]],
        lambda data: [one["subject"] for one in data["diff"]["changes"]],
        column("subject"),
    ),
    "Which members of the index had layoffs?": (
        ["Acme"],
        lambda found: [one["company_name"] for one in found["parts"]],
        nodes("milestones", lambda node: node["company"]["name"]),
        column("company_name"),
    ),
    "What did the companies of a country raise, by quarter?": (
        [("2023-Q1", EURO), ("2023-Q3", None), ("2023-Q4", None), (None, "5000000")],
        lambda found: [
            (row["quarter"], row["by_currency"][0]["amount"] if row["by_currency"] else None) for row in found["rows"]
        ],
        raised_by_quarter,
        lambda table: [
            (row["quarter"], f"{row['value']:.2f}".removesuffix(".00") if row["value"] else None)
            for row in table.rows()
            if not row["all"]
        ],
    ),
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "dateline.db"
    with dateline.open(path, create=True) as log:
        (report,) = log.import_files(EVENTS)
    assert not report.refused
    return path


@pytest.fixture(scope="module")
def log(db: Path) -> Iterator[Log]:
    with dateline.open(db) as opened:
        yield opened


def test_each_question_is_asked_in_all_three_ways() -> None:
    assert set(SECTIONS) == {*CASES, LAST}
    assert all(set(SECTIONS[title]) == {"command", "graphql", "python"} for title in CASES)
    assert all(len(SECTIONS[title][way].splitlines()) == 1 for title in CASES for way in ("command", "python"))


@pytest.mark.parametrize("title", CASES)
def test_the_command_answers(title: str, db: Path) -> None:
    expected, read, _, _ = CASES[title]
    _, *words = shlex.split(SECTIONS[title]["command"])
    done = CliRunner().invoke(program, [*words, "--db", str(db), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert read(json.loads(done.output)) == expected
    page = CliRunner().invoke(program, [*words, "--db", str(db)], catch_exceptions=False)
    assert page.exit_code == 0
    assert "2023" in page.output or "2020" in page.output


@pytest.mark.parametrize("title", CASES)
def test_the_query_answers(title: str, db: Path) -> None:
    expected, _, read, _ = CASES[title]

    async def answer() -> Any:
        async with open_log(db, read_only=True) as log:
            return await ask(log, SECTIONS[title]["graphql"])

    assert read(asyncio.run(answer())) == expected


@pytest.mark.parametrize("title", CASES)
def test_the_line_in_a_notebook_answers(title: str, log: Log) -> None:
    expected, _, _, read = CASES[title]
    table = eval(SECTIONS[title]["python"], {"log": log})
    assert read(table) == expected
    assert "2023" in repr(table) or "2020" in repr(table)


def test_tables_and_files_say_what_a_sum_over_a_time_leaves_out(log: Log, db: Path) -> None:
    table = log.rank("metric", metric="layoffs", over="2023", on="2023-12-31")
    (told,) = [row for row in table.rows() if row["company"] == "acme"]
    gaps = ["1 Apr 2023 – 30 Jun 2023: nobody tells", "1 Oct 2023 – 31 Dec 2023: nobody tells"]
    assert (told["counted"], told["unknown"], told["excluded"], told["why"]) == (2, 2, 0, gaps)
    assert "1 Apr 2023 – 30 Jun 2023: nobody tells" in repr(table)
    words = ["rank", "--by", "layoffs", "--over", "2023", "--on", "2023-12-31", "--db", str(db), "--format", "ndjson"]
    lines = CliRunner().invoke(program, words, catch_exceptions=False).output.splitlines()
    (filed,) = [row for row in map(json.loads, lines) if row["company"] == "acme"]
    assert (filed["counted"], filed["unknown"], filed["why"]) == (2, 2, gaps)


def test_a_name_that_only_later_sources_tell_is_marked_wherever_companies_are_listed(log: Log, db: Path) -> None:
    day = "2020-06-30"
    for table in (log.rank("name", on=day, known_by=day), log.states(on=day, known_by=day)):
        assert {row["company"]: row["named"] for row in table.rows()} == {
            "acme": True, "bolt": True, "cray": False, "dart": True, "echo": True
        }  # fmt: skip
        for text in (repr(table), table._repr_html_()):
            assert text.count("cray °") == text.count(" °") == 1
            assert "No name is known that it had by then" in text
    assert "°" not in repr(log.rank("name", on="2023-12-31"))
    words = ["rank", "--by", "name", "--on", day, "--known-by", day, "--db", str(db), "--format", "ndjson"]
    lines = CliRunner().invoke(program, words, catch_exceptions=False).output.splitlines()
    assert {row["company"]: row["named"] for row in map(json.loads, lines)}["cray"] is False


def test_lists_are_chosen_by_an_investor_in_a_notebook_as_by_the_command(log: Log) -> None:
    assert [row["company"] for row in log.list("acquisitions", investor="Omega", on="2023-12-31").rows()] == ["cray"]
    rounds = log.list("rounds", investor="omega", on="2023-12-31").rows()
    assert [(row["company"], row["round"]) for row in rounds] == [("dart", "series-a"), ("cray", "seed")]
    assert log.list("rounds", where={"investor": "omega"}, on="2023-12-31").rows() == rounds
    with pytest.raises(InvalidInput, match="investors of rounds are given once"):
        log.list("rounds", investor="omega", where={"investor": "omega"})


def test_companies_are_named_in_one_way_whatever_is_asked(log: Log) -> None:
    for name in ("acme", "Acme"):
        asked: dict[str, Any] = {"companies": name, "on": "2023-12-31"}
        assert [row["company"] for row in log.rank("name", **asked).rows()] == ["acme"]
        assert {row["company"] for row in log.list("milestones", **asked).rows()} == {"acme"}
        assert {row["company"] for row in log.findings(**asked).rows()} == {"acme"}
        assert [row["company"] for row in log.sum("raised", by="company", **asked).rows() if not row["all"]] == ["acme"]
        assert {row["company"] for row in log.states([name], on="2023-12-31").rows()} == {"acme"}


def test_the_query_of_an_export_answers(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["export", "rounds", "--db", str(db), "--on", "2023-12-31", "--output", str(tmp_path / "rounds.parquet")]
    assert CliRunner().invoke(program, words, catch_exceptions=False).exit_code == 0
    monkeypatch.chdir(tmp_path)
    rows = duckdb.sql(SECTIONS[LAST]["sql"]).fetchall()
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("omega", 1, "EUR"), ("omega", 1, "USD"), ("zeta-fund", 1, "EUR"), ("zeta-fund", 1, "USD"),
    ]  # fmt: skip


def test_the_biggest_acquisitions_of_a_year_in_a_real_file(tmp_path: Path) -> None:
    """Crunchbase, October 2013 (CC BY): it says nothing of who knew when, so that it is asked in hindsight."""
    db = tmp_path / "dateline.db"
    deals = real_files("crunchbase-2013") / "acquisitions.csv"
    taken = CliRunner().invoke(
        program,
        ["import", str(deals), "--preset", "crunchbase", "--refused", str(tmp_path / "refused.csv"), "--db", str(db)],
    )
    assert "appended" in taken.output
    words = ["list", "acquisitions", "--from", "2012", "--until", "2012", "--order", "largest", "--first", "3"]
    done = CliRunner().invoke(program, [*words, "--db", str(db), "--json"], catch_exceptions=False)
    found = [(one["company"], one["key"], one["converted"]["amount"]) for one in json.loads(done.output)["parts"]]
    assert found == [
        ("google", "motorola-mobility", "12500000000"),
        ("sap", "ariba", "4300000000"),
        ("abb", "thomas-betts", "3900000000"),
    ]
