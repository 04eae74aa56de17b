"""Paths that are no regular file, in every place where one is given; and files that commands write for each other."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from builders import line
from click.testing import CliRunner, Result
from places import ROOT

from dateline.cli import program

MAP = """
name = "rounds"
published = "2026-01-31"
[dataset]
publisher = "P"
title = "Rounds"
[[event]]
type = "profile"
id = "{Id}"
company = "c{Id}"
name = "{Name}"
on = "{Date}"
"""
GOOD_ROW, BAD_ROW = "1,Acme,2024-01-05", "2,Beta,oops"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    said = [line("profile", f"a/{number}", company="acme", name=f"Acme {number}", on="2024-01-05") for number in "12"]
    Path("e.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said))
    Path("rounds.csv").write_text(f"Id,Name,Date\n{GOOD_ROW}\n{BAD_ROW}\n")
    Path("m.toml").write_text(MAP)
    run("import", "e.jsonl", "--db", "x.db")
    return tmp_path


def run(*arguments: object, code: int = 0, stdin: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(program, [*map(str, arguments)], input=stdin)
    assert result.exit_code == code, (result.output, result.exception)
    return result


def shell(words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DL": f"{sys.executable} -m dateline", "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(["bash", "-c", words], capture_output=True, text=True, env=environment, timeout=60)


def position(db: str) -> int:
    found: int = json.loads(run("verify", "--db", db, "--json").stdout)["position"]
    return found


def names() -> set[str]:
    """The files that are here, without those that SQLite has beside a log."""
    return {path.name for path in Path().iterdir() if not path.name.startswith("x.db-")}


def fed(name: str, content: bytes) -> Path:
    """A named pipe that somebody writes into."""
    os.mkfifo(name)
    threading.Thread(target=lambda: Path(name).write_bytes(content), daemon=True).start()
    return Path(name)


# --- files in --------------------------------------------------------------------------------------------------------


def test_events_come_through_a_pipe_as_from_a_file(here: Path) -> None:
    pipe = fed("pipe", Path("e.jsonl").read_bytes())
    assert "1 file, 2 events read: 2 appended" in run("import", pipe, "--db", "y.db").stdout
    broken = fed("broken", Path("e.jsonl").read_bytes() + b"oops\n")
    assert "broken:3: not JSON" in run("import", broken, "--db", "z.db", code=1).stderr
    assert position("z.db") == 0


def test_standard_input_may_stand_among_files_and_be_tried_and_checked(here: Path) -> None:
    events = Path("e.jsonl").read_bytes()
    assert "2 files, 4 events read" in run("import", "-", "e.jsonl", "--db", "y.db", stdin=events).stdout
    assert "2 appended" in run("import", "-", "--dry-run", "--db", "z.db", stdin=events).stdout
    assert not Path("z.db").exists()
    assert "2 events: all is well" in run("check", "-", stdin=events).stdout
    assert "stdin:1: not JSON" in run("check", "-", stdin=b"oops\n", code=1).stdout


def test_a_table_and_its_map_come_from_anywhere(here: Path) -> None:
    table, map_ = Path("rounds.csv").read_bytes(), Path("m.toml").read_bytes()
    run("import", "-", "--map", "m.toml", "--db", "1.db", stdin=table)
    run("import", "rounds.csv", "--map", "-", "--db", "2.db", stdin=map_)
    run("import", fed("t", table), "--map", fed("m", map_), "--db", "3.db")
    assert {position(f"{number}.db") for number in (1, 2, 3)} == {1}
    assert Path("stdin.refused.csv").read_text() == Path("rounds.csv.refused.csv").read_text()
    assert "only once" in run("import", "-", "--map", "-", "--db", "4.db", stdin=map_, code=2).stderr
    assert "1 used" in run("map", "try", "-", "--map", "m.toml", stdin=table, code=1).stdout
    assert "[[event]]" in run("map", "new", "-", stdin=table).stdout


def test_process_substitution_and_names_of_standard_input_work_in_a_shell(here: Path) -> None:
    for words in (
        "$DL import <(cat e.jsonl) --db y.db",
        "$DL import /dev/stdin --db y.db < e.jsonl",
        "cat e.jsonl | $DL import /dev/fd/0 --db y.db",
        "$DL import /dev/fd/5 --db y.db 5< e.jsonl",
    ):
        done = shell(words)
        assert (done.returncode, "2 events read" in done.stdout) == (0, True), (words, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/dev/zero", "is a device, not a file"),
        ("/dev/null", "is empty: it holds no event"),
        ("dangling.jsonl", "there is no such file or folder"),
        ("circle.jsonl", "Too many levels of symbolic links"),
        ("a" * 300 + ".jsonl", "File name too long"),
        ("e.ndjson.vantage", "is the vantage of an export: name the export beside it"),
    ],
)
def test_what_is_no_event_file_is_one_sentence(here: Path, path: str, message: str) -> None:
    Path("dangling.jsonl").symlink_to("nowhere")
    Path("circle.jsonl").symlink_to("circle.jsonl")
    Path("e.ndjson.vantage").write_text("{}")
    assert message in run("import", path, "--db", "y.db", code=1).stderr


@pytest.mark.parametrize("command", ["import", "map try", "map new"])
@pytest.mark.parametrize("path", ["a" * 300, ".", "nowhere.csv", "/dev/zero"])
def test_what_is_no_table_is_one_sentence(here: Path, command: str, path: str) -> None:
    asked = [] if command == "map new" else ["--map", "m.toml"]
    asked += ["--db", "y.db"] if command == "import" else []
    if (command, path) == ("import", "."):
        return
    result = run(*command.split(), path, *asked, code=2 if (command, path) == ("map try", ".") else 1)
    assert path in result.stderr


@pytest.mark.parametrize("name", [b"\xff.jsonl", b"a\nb.jsonl", b"-x.jsonl", b" .jsonl", "é日.jsonl".encode()])
def test_a_file_may_have_any_name(here: Path, name: bytes) -> None:
    path = os.fsdecode(name)
    Path(path).write_bytes(Path("e.jsonl").read_bytes() + b"oops\n")
    said = run("import", "--db", "y.db", "--", path, code=1).stderr
    assert ":3: not JSON" in said.splitlines()[0]
    Path(path).write_bytes(Path("e.jsonl").read_bytes())
    told = json.loads(run("import", "--db", "y.db", "--json", "--", path).stdout)
    assert os.fsencode(told["files"][0]["path"]) == name
    assert position("y.db") == 2


@pytest.mark.parametrize(
    "words", [["import", "--db", "y.db", ""], ["check", ""], ["map", "new", ""], ["import", "", "--map", "m.toml"]]
)
def test_an_empty_path_is_not_the_folder_one_is_in(here: Path, words: list[str]) -> None:
    said = run(*words, code=2 if words[0] != "map" else 1).stderr
    assert "a path is empty" in said or "is a folder" in said
    assert not Path("y.db").exists()


# --- files out -------------------------------------------------------------------------------------------------------


def export(output: object, *flags: object, code: int = 0) -> Result:
    return run("export", "events", "--db", "x.db", "--output", output, *flags, code=code)


def test_what_is_there_to_be_written_into_is_never_replaced(here: Path) -> None:
    os.mkfifo("pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_bytes()))
    reader.start()
    export("pipe")
    reader.join(20)
    assert got[0] == run("export", "events", "--db", "x.db").stdout_bytes
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)
    Path("null").symlink_to("/dev/null")
    export("null")
    assert Path("null").is_symlink()
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert [path.name for path in here.iterdir() if path.suffix in (".vantage", ".partial")] == []
    assert not Path("/dev/null.vantage").exists()


def test_a_hyphen_is_standard_output_and_dev_stdout_goes_behind_what_is_there(here: Path) -> None:
    assert export("-").stdout_bytes == run("export", "events", "--db", "x.db").stdout_bytes
    assert not Path("-").exists()
    done = shell("echo first > o; $DL export events --db x.db --output /dev/stdout >> o; wc -l < o")
    assert done.stdout.strip() == "3"
    assert not [*here.glob("*.vantage")]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_the_file_it_leads_to_is_written(here: Path, there: bool) -> None:
    Path("store").mkdir()
    Path("link.ndjson").symlink_to("store/e.ndjson")
    if there:
        Path("store/e.ndjson").write_text("old")
        os.chmod("store/e.ndjson", 0o640)
    export("link.ndjson")
    assert Path("link.ndjson").is_symlink()
    assert Path("store/e.ndjson").read_bytes() == run("export", "events", "--db", "x.db").stdout_bytes
    assert not there or stat.S_IMODE(os.stat("store/e.ndjson").st_mode) == 0o640
    assert [path.name for path in Path("store").iterdir()] == ["e.ndjson"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("x.db", "is a database, which is not written over"),
        (".", "is a folder"),
        ("no/such.ndjson", "No such file or directory"),
        ("a" * 300, "File name too long"),
        ("circle", "is a link that leads in a circle"),
        ("/dev/full", "No space left on device"),
    ],
)
def test_what_cannot_be_written_is_one_sentence_and_leaves_nothing(here: Path, output: str, message: str) -> None:
    Path("circle").symlink_to("circle")
    before = names()
    for result in (export(output, code=1), run("map", "new", "rounds.csv", "-o", output, code=1)):
        assert message in result.stderr or "is there already" in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert names() == before
    assert position("x.db") == 2


def test_a_new_map_goes_where_a_link_leads_and_into_a_pipe(here: Path) -> None:
    said = run("map", "new", "rounds.csv").stdout
    Path("link.toml").symlink_to("new.toml")
    run("map", "new", "rounds.csv", "-o", "link.toml")
    assert (Path("link.toml").is_symlink(), Path("new.toml").read_text()) == (True, said)
    assert "is there already" in run("map", "new", "rounds.csv", "-o", "link.toml", code=1).stderr
    assert run("map", "new", "rounds.csv", "-o", "-").stdout == said


def test_refused_rows_go_into_a_device_or_where_a_link_leads(here: Path) -> None:
    asked = ("import", "rounds.csv", "--map", "m.toml", "--refused")
    run(*asked, "/dev/null", "--db", "1.db")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    Path("link.csv").symlink_to("kept.csv")
    run(*asked, "link.csv", "--db", "2.db")
    assert Path("link.csv").is_symlink()
    assert BAD_ROW in Path("kept.csv").read_text()
    run(*asked, "e.jsonl", "--db", "3.db")
    assert BAD_ROW in Path("e-2.jsonl").read_text()
    for place in ("no/such.csv", "a" * 300, "/dev/full", "."):
        assert "cannot be written" in run(*asked, place, "--db", "4.db", code=1).stderr
        assert position("4.db") == 0


def test_refused_rows_that_find_no_room_leave_nothing_behind(here: Path) -> None:
    Path("rounds.csv").write_text("Id,Name,Date\n" + f"{BAD_ROW}\n" * 999)
    before = names()
    done = shell("ulimit -f 4; $DL import rounds.csv --map m.toml --dry-run")
    assert (done.returncode, "rounds.csv.refused.csv: cannot be written: File too large" in done.stderr) == (1, True)
    assert names() == before


def test_the_report_says_how_refused_rows_go_back_in(here: Path) -> None:
    asked = ("import", "rounds.csv", "--map", "m.toml")
    assert "import that file in the same way\n" in run(*asked, "--db", "1.db").stdout.replace("  ", " ")
    Path("m.toml").write_text(MAP.replace('published = "2026-01-31"\n', ""))
    said = run(*asked, "--published", "Jan 2026", "--db", "2.db").stdout
    assert "import that file in the same way, with --published 2026-01\n" in said


# --- what one command writes for another -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "names"),
    [
        ("ndjson", ("e.ndjson", "e.jsonl", "e.json")),
        ("cloudevents", ("c.ndjson", "c.jsonl", "c.json")),
        ("cloudevents-batch", ("b.ndjson", "b.jsonl", "b.json")),
    ],
)
def test_a_folder_of_exports_with_their_vantages_goes_back_in(here: Path, format_: str, names: tuple[str, ...]) -> None:
    Path("out").mkdir()
    for name in names:
        export(f"out/{name}", "--format", format_)
        assert Path(f"out/{name}.vantage").exists()
    run("import", "out", "--db", "folder.db")
    run("import", *sorted(Path("out").iterdir()), "--db", "glob.db")
    whole = run("export", "events", "--db", "x.db").stdout_bytes
    for db in ("folder.db", "glob.db"):
        assert run("export", "events", "--db", db).stdout_bytes == whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_file_of_refused_rows_goes_back_in_and_is_refused_alike(here: Path, encoding: str, delimiter: str) -> None:
    rows = [
        "Id,Name,Date,Note",
        "1,Acmé,2024-01-05,",
        '2,Béta,oops,"a ""b"" ; | , c"',
        "3,Gamma,2024-01-07,",
        "4,,oops,",
    ]
    text = "\n".join(rows).replace(",", delimiter).replace(f" {delimiter} c", " , c") + "\n"
    Path("rounds.csv").write_text(text, encoding=encoding)
    if encoding == "cp1252":  # two letters are too few to tell it from other code pages
        Path("m.toml").write_text(f'encoding = "cp1252"\n{MAP}')
    written = encoding if encoding == "cp1252" else "utf-8"
    run("import", "rounds.csv", "--map", "m.toml", "--db", "y.db")
    refused = Path("rounds.csv.refused.csv").read_text(written)
    again = run("import", "rounds.csv.refused.csv", "--map", "m.toml", "--db", "y.db", "--refused", "again.csv", code=1)
    assert "0 used" in again.stdout
    texts = (refused, Path("again.csv").read_text(written))
    kept, again_kept = ([row[:-3] for row in csv.reader(text.splitlines(), delimiter=delimiter)] for text in texts)
    assert again_kept == kept
    Path("rounds.csv.refused.csv").write_text(refused.replace("oops", "2024-01-06"), written)
    run("import", "rounds.csv.refused.csv", "--map", "m.toml", "--db", "y.db", code=0)
    assert position("y.db") == 3


def test_the_map_that_is_proposed_is_one_text_wherever_it_goes(here: Path) -> None:
    Path("odd.csv").write_text("Company\xa0Name,Raised\u00ad,Date\nAcme,5,2024-01-05\n", encoding="utf-8")
    run("map", "new", "odd.csv", "-o", "odd.toml")
    assert run("map", "new", "odd.csv").stdout_bytes == Path("odd.toml").read_bytes()
    run("map", "try", "odd.csv", "--map", "odd.toml", "--published", "2026-01-31")
