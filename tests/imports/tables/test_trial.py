"""`dateline map try`: what it shows is what an import does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from table_cases import EXCERPTS, HEADER, LABS, MAP, brought_in, events_of, table_map, written

from dateline import docs
from dateline.cli import program
from dateline.events.summary import summarize
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.choosing import ChosenTable, choose, load_map, load_preset
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.trial import Trial, try_map
from dateline.log.memory.store import MemoryLog

GOOD = "Acme,Seed,2024-03-14,5,\n"
BAD = "Acme,Series A,never,5,\n"
AGAIN = MAP.replace("{{Round|slug}}", "{{Round|slug}}{{again}}")
TWICE = """
[[event]]
type = "metric"
id = "{Company|slug}/{Round|slug}"
company = "{Company|slug}"
metric = "valuation"
money = "{Amount} USD"
on = "{Date}"
"""
FOUNDED = """
[[event]]
type = "founded"
id = "{Company|slug}/founded"
company = "{Company|slug}"
on = "2019"
sources = []
"""


def run(*arguments: object, width: int = 80) -> tuple[int, str, str]:
    result = CliRunner().invoke(program, [str(one) for one in arguments], env={"COLUMNS": str(width)})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def made(text: str = MAP, **parts: str) -> TableMap:
    return TableMap(spec.decode(text.format(**{"top": "", "event": "", "rest": ""} | parts), "test.toml"))


def trial(path: Path, ready: TableMap, rows: int = 1000) -> Trial:
    return try_map(ChosenTable(path, ready, b"", published_of("2026-01-31", "test")), rows)


async def assert_as_imported(chosen: ChosenTable, folder: Path) -> None:
    tries = try_map(chosen, 1000)
    async with MemoryLog.opened() as log:
        copy = folder / f"copy.of.{chosen.path.name}"
        copy.write_bytes(chosen.path.read_bytes())
        report = await brought_in(log, copy, chosen.map, chosen.published.edtf)
        assert tries.events == await events_of(log)
    blank = report.set_aside.pop("blank rows", 0)
    number = tries.outcomes
    assert len(tries.rows) == report.rows - blank
    assert (number["used"], number["set aside"], number["refused"]) == (report.used, report.aside, report.refused)
    assert [row.line for row in tries.rows if row.outcome == "refused"][:20] == [one.line for one in report.problems]
    assert (len(tries.events), tries.repeated) == (report.appended, report.repeated)


@pytest.mark.parametrize(
    ("ready", "rows"),
    [
        (made(AGAIN), GOOD + "Acme,Seed,2024-03-15,6,\n" + GOOD + BAD),
        (made(), GOOD + "Acme,Seed,2024-03-15,6,\n\n" + GOOD + BAD),
        (made(rest=TWICE), GOOD + "Acme,Seed,2024-03-15,6,\n"),
        (made(rest=FOUNDED), GOOD + "Acme,Series B,2024-03-14,7,\nAcme,Seed,2024-03-15,6,\n"),
        (made(top='plans = "skip"'), GOOD + "Acme,Series A,2027-03-14,5,\nToo,few\n"),
        (table_map(rest=LABS), 'Acme,Bert,2025-03-14,5,"Google, Google Brain"\nAcme Two,Bert,2025-03-14,5,Google\n'),
    ],
    ids=["numbered", "refused", "twice in a row", "said again", "plans", "several values"],
)
async def test_a_trial_is_what_an_import_does(tmp_path: Path, ready: TableMap, rows: str) -> None:
    await assert_as_imported(ChosenTable(written(tmp_path, rows), ready, b"", published_of("2026-01-31", "")), tmp_path)


async def test_a_trial_of_known_tables_is_what_an_import_does(tmp_path: Path) -> None:
    for family in ("epoch", "crunchbase"):
        maps = load_preset(family)
        for chosen in choose([EXCERPTS], maps, "2026-04-03")[0]:
            await assert_as_imported(chosen, tmp_path) if not chosen.map.written.join else None


def test_rows_that_share_an_id_are_numbered_or_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "Acme,Seed,2024-03-15,6,\n")
    ids = [event.id for event in trial(path, made(AGAIN)).events]
    assert ids == ["list/acme/seed@2026-01-31", "list/acme/seed-2@2026-01-31"]
    assert [row.outcome for row in trial(path, made()).rows] == ["used", "refused"]


def test_two_events_of_a_row_with_one_id_refuse_it(tmp_path: Path) -> None:
    (row,) = trial(written(tmp_path, GOOD), made(rest=TWICE)).rows
    assert row.outcome == "refused"
    assert row.reason == "two events of this row have the id 'list/acme/seed': let their ids say which is which"


async def test_the_table_and_the_map_of_the_manual_make_what_it_says(tmp_path: Path) -> None:
    blocks = dict(reversed(re.findall(r"^```(csv|toml)\n(.*?)^```", docs.page("maps"), re.M | re.S)))
    path, place = tmp_path / "rounds.csv", tmp_path / "rounds.toml"
    path.write_text(blocks["csv"], encoding="utf-8")
    place.write_text(blocks["toml"], encoding="utf-8")
    chosen = ChosenTable(path, load_map(place), b"", published_of("2026-01-31", "test"))
    tries = try_map(chosen, 1000)
    assert [row.outcome for row in tries.rows] == ["used", "used", "used", "set aside"]
    assert [summarize(event) for event in tries.events] == [
        "Founded",
        "Profile: named Müller, Ulm",
        "Raised €2.5m (Seed), led by Cherry, with HTGF",
        "Raised about €18m (Series A), led by EQT, with Cherry",
        "Founded",
        "Profile: named Aurora, Wien",
        "Raised an undisclosed amount (Seed), with Speedinvest",
    ]
    assert [event.when.edtf for event in tries.events if event.kind != "profile"] == [
        "2019", "2020-03-14", "2022-34", "2021-03", "2022-11"
    ]  # fmt: skip
    await assert_as_imported(chosen, tmp_path)


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    path = tmp_path / "list.toml"
    path.write_text(MAP.format(top="", event="", rest=""), encoding="utf-8")
    return path


def test_a_trial_reads_like_a_timeline_and_ends_with_a_total(tmp_path: Path, map_file: Path) -> None:
    path = written(tmp_path, GOOD + "Acme,Seed,2024-03-14,5,\n" + "Bmce,Series A,2024-04-01,1200000,\n")
    code, told, _ = run("map", "try", path, "--map", map_file, "--published", "2026-01-31", "--rows", 2)
    assert code == 0
    assert [line.rstrip() for line in told.splitlines()] == [
        "",
        "  When         What                                          Src",
        "  line 2       acme",
        "  14 Mar 2024  Raised $5 (round seed)                        1",
        "               acme/seed · funding",
        "",
        "  line 3",
        "               1 event said already, here or in a row above",
        "",
        "Sources",
        "  1  The List, 31 Jan 2026",
        "",
        "Of the ids only the middle is shown: list/…@2026-01-31.",
        "The file is UTF-8, LF line ends.",
        "The first 2 rows: 2 used, 0 set aside, 0 refused; 1 event, 1 said already.",
        "Nothing was appended. --rows looks at more.",
    ]


def test_a_refused_row_ends_a_trial_with_1(tmp_path: Path, map_file: Path) -> None:
    path = written(tmp_path, GOOD + BAD)
    arguments = ("map", "try", path, "--map", map_file, "--published", "2026-01-31")
    code, told, problem = run(*arguments)
    assert code == 1
    assert "line 3 refused: Date: 'never' is not a date as this map expects them" in " ".join(told.split())
    assert "2 rows: 1 used, 0 set aside, 1 refused; 1 event. Nothing was appended." in told
    assert problem == "Error: 1 row refused: correct the row or the map, and try again\n"
    code, told, problem = run(*arguments, "--json")
    assert (code, problem) == (1, "")
    answer = json.loads(told)
    assert [row["outcome"] for row in answer["rows"]] == ["used", "refused"]
    assert answer["rows"][0]["events"][0]["id"] == "list/acme/seed@2026-01-31"
    assert (answer["used"], answer["refused"], answer["events"], answer["more_rows"]) == (1, 1, 1, False)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_trial_fits_into_the_terminal(tmp_path: Path, map_file: Path, width: int) -> None:
    path = written(tmp_path, f"{'Acme ' * 12},Series A of the {'long ' * 8}name,2024-03-14,5,\n")
    code, told, _ = run("map", "try", path, "--map", map_file, "--published", "2026-01-31", width=width)
    assert code == 0
    assert max(map(len, told.splitlines())) <= width


def test_what_is_missing_is_said_in_its_order(tmp_path: Path, map_file: Path) -> None:
    path = written(tmp_path, GOOD)
    code, _, problem = run("map", "try", tmp_path / "no.csv", "--map", map_file)
    assert (code, problem) == (1, f"Error: {tmp_path / 'no.csv'}: there is no such file or folder\n")
    code, _, problem = run("map", "try", path, "--map", map_file)
    assert code == 1
    assert problem.endswith("add --published DATE, like --published 2026-01-12\n")
    assert run("map", "try", path)[0] == 2
    code, _, problem = run("map", "try", tmp_path, "--map", map_file)
    assert (code, problem) == (2, f"Error: {tmp_path} is a folder: name one of its files\n")
    code, _, problem = run("map", "try", written(tmp_path, GOOD, header=HEADER.replace("Date", "Day")), "--map",
                           map_file, "--published", "2026-01-31")  # fmt: skip
    assert "the table has no column 'Date'" in problem


def test_each_command_has_a_page_of_its_own() -> None:
    pages = {name: run("map", *name, "--help")[1] for name in [(), ("new",), ("try",)]}
    assert "--rows" not in pages[()]
    assert "--published" not in pages["new",]
    assert "--output" not in pages["try",]
    assert "dateline map new rounds.csv -o rounds.toml" in pages["new",]
    assert "dateline map try rounds.csv --map rounds.toml --published 2026-01-31" in pages["try",]


def test_an_encoding_can_be_named_wherever_a_table_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_bytes("Company,Date,City\nAcme,2024-01-05,Modrić\n".encode("cp1250"))
    doubt = "--encoding cp1252, or encoding = "
    assert doubt in CliRunner().invoke(program, ["map", "new", "a.csv"]).stderr
    made = CliRunner().invoke(program, ["map", "new", "a.csv", "--encoding", "cp1250", "-o", "m.toml"])
    assert (made.exit_code, 'encoding = "cp1250"' in Path("m.toml").read_text()) == (0, True)
    Path("n.toml").write_text(Path("m.toml").read_text().replace('encoding = "cp1250"', ""))
    for command in (["map", "try"], ["import"]):
        words = [*command, "a.csv", "--map", "n.toml", "--published", "2026", "--json"]
        refused, read = (CliRunner().invoke(program, [*words, *more]) for more in ([], ["--encoding", "cp1250"]))
        assert doubt in refused.output.replace("\\", "")
        assert (refused.exit_code, read.exit_code) == (1, 0)
        assert "Windows-1250" in read.stdout
    wrong = CliRunner().invoke(program, ["map", "new", "a.csv", "--encoding", "zip"])
    assert "'zip' is no encoding of text" in wrong.stderr
    idle = CliRunner().invoke(program, ["import", "e.jsonl", "--encoding", "cp1250"])
    assert (idle.exit_code, "these flags are for tables" in idle.stderr) == (2, True)
