"""`dateline help files` says what is read and what is refused: each row of its tables is tried as it says."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from builders import line
from click.testing import CliRunner
from places import ROOT

from dateline import docs
from dateline.cli import program
from dateline.events.codec import MAX_EVENT_BYTES


def said(id: str = "a", **fields: Any) -> str:
    return json.dumps(line("founded", id, **fields), ensure_ascii=False)


A, B, OTHER = said("a"), said("b", city="Zürich"), said("a", city="Lyon")
NOTED = A[:-1] + ', "note": "x'
"""An event that goes on inside a text."""
BOM = b"\xef\xbb\xbf"
CLOUD = {"specversion": "1.0", "id": "a", "source": "/companies/acme", "type": "dev.dateline.founded"}
IN_DATA = {**CLOUD, "data": json.loads(A)}
MAP = """
{top}
name = "rounds"
[dataset]
publisher = "P"
[[event]]
type = "profile"
id = "{{Id}}"
company = "c{{Id}}"
name = "{{Name}}"
on = "{{Date}}"
"""
ROWS = "Id,Name,Date\n1,Acme,2024-01-05\n2,Beta,oops\n"


def file(content: bytes | str, name: str = "e.jsonl") -> str:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return f"$DL import {name}"


def table(*flags: str, top: str = 'published = "2026-01-31"', rows: bytes | str = ROWS) -> str:
    file(rows, "r.csv")
    Path("m.toml").write_text(MAP.format(top=top))
    return f"$DL import r.csv --map m.toml {' '.join(flags)}"


def edition() -> str:
    command = table("--published 2025", top="")
    known = f'[[edition]]\nsha256 = "{sha256(ROWS.encode()).hexdigest()}"\npublished = "2026-01-31"\n'
    Path("m.toml").write_text(MAP.format(top="") + known)
    return command


def corrected(command: str, name: str = "r.csv.refused.csv") -> str:
    again = command.replace("r.csv", name)
    return f"{command} && sed -i s/oops/2024-01-06/ {name} && {again} && test $($DL companies | grep -c ^c[12]) = 2"


def folder(*names: str, content: str = A) -> str:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content)
    return "$DL import d"


def circle() -> str:
    Path("circle.jsonl").symlink_to("circle.jsonl")
    return "$DL import circle.jsonl"


def links() -> str:
    folder("d/e.jsonl")
    Path("link.jsonl").symlink_to("d/e.jsonl")
    Path("link").symlink_to("d")
    return "$DL import link.jsonl && $DL import link"


def pipe_in_a_folder() -> str:
    Path("d").mkdir()
    os.mkfifo("d/pipe.jsonl")
    return "$DL import d"


def pipes() -> str:
    os.mkfifo("pipe")
    file(A)
    return "(cat e.jsonl > pipe & $DL import pipe) && $DL import /dev/stdin < e.jsonl && $DL import <(cat e.jsonl)"


def exported() -> str:
    file(A)
    return "$DL import e.jsonl && $DL export events --output x.ndjson && $DL import x.ndjson.vantage"


def into_stream(place: str) -> str:
    """Behind what is there, and no file of the stream's name is made or replaced."""
    found = "grep -q Beta o && head -1 o | grep -q first && test ! -e - && test -h /dev/stdout"
    return f"echo first > o; {table(f'--refused {place}')} >> o && {found}"


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def folder_of_packed() -> str:
    command = folder("d/e.jsonl", "d/other.zip")
    Path("d/f.jsonl.gz").write_bytes(gzip.compress(said("f").encode()))
    return f"{command} && test $($DL export events | wc -l) = 2"


def array(*elements: str) -> str:
    return f"[{','.join(elements)}]"


def pretty(value: object) -> str:
    return json.dumps(value, indent=1)


Try = Callable[[], str]
TRIES: dict[str, list[Try]] = {
    "UTF-8, with or without a byte-order mark": [lambda: file(B), lambda: file(BOM + B.encode())],
    "Several files put one behind the other": [lambda: file((BOM + A.encode() + b"\n") + (BOM + B.encode()))],
    "UTF-16, with or without a mark": [lambda: file(A.encode("utf-16")), lambda: file(A.encode("utf-16-be"))],
    "UTF-32": [lambda: file(A.encode("utf-32"))],
    "Any other encoding": [lambda: file(B.encode("cp1252")), lambda: file(array(B).encode("latin-1"), "e.json")],
    "Lines that end in LF": [lambda: file(f"{A}\r\n{B}\r{said('c')}\n{said('d')}")],
    "Blank lines": [lambda: file(f"\n \t\n\u00a0\n\u200b\u3000\r\n{A}\n\n")],
    "No event at all": [lambda: file("\n \n"), lambda: file(""), lambda: file(BOM), lambda: file("", "e.json")],
    "An empty array": [lambda: file("[ ]", "e.json"), lambda: file("[]")],
    "A NUL in a line": [
        lambda: file(f"{NOTED}\0\"}}"), lambda: file(f"{A}\n" + "\0" * 9000), lambda: file(f"{A}\n" * 99 + "\0")
    ],
    "Another control character in a line": [
        lambda: file(f'{NOTED}\x1b"}}'), lambda: file(f"{A}\n\x1a"), lambda: file(f"\x1e{A}")
    ],
    "A control character that is escaped": [lambda: file(A[:-1] + r', "name": "A\u001bcme"}')],
    "Tabs and ends of lines that are escaped": [lambda: file(NOTED + r'\ty\nz"}')],
    "Half a character": [lambda: file(NOTED + r'\ud800"}')],
    "A line of more than 1,000,000 bytes": [lambda: file(A + "\n" + "x" * (MAX_EVENT_BYTES + 1))],
    "`events.jsonl.gz`, `events.zip`": [
        lambda: file(gzip.compress(f"{A}\n{B}".encode()), "e.jsonl.gz"), lambda: file(gzip.compress(A.encode())),
        lambda: file(zipped(**{"in/e.json": array(A)}), "any.zip"), lambda: folder_of_packed(),
    ],
    "A zip archive of several files": [lambda: file(zipped(**{"a.jsonl": A, "b.jsonl": B}), "e.jsonl.zip")],
    "A packed file that is cut off": [
        lambda: file(gzip.compress(A.encode() * 99)[:-40], "e.jsonl.gz"),
        lambda: file(zipped(**{"a.jsonl": A * 99})[:-40], "e.jsonl.zip"),
    ],
    "What unpacks to": [lambda: file(gzip.compress(b" " * 30_000_000), "e.jsonl.gz")],
    "bzip2, xz": [
        *(partial(file, pack(A.encode())) for pack in (bz2.compress, lzma.compress)),
        *(partial(file, start) for start in (b"\x28\xb5\x2f\xfd\0", b"\x04\x22\x4d\x18\0", b"7z\xbc\xaf\x27\x1c\0")),
    ],
    "A PDF or another": [
        lambda: file(b"%PDF-1.7"), lambda: file(b"\x89PNG\r\n\x1a\n"), lambda: file("<!DOCTYPE html>")
    ],
    "A workbook under": [lambda: file(zipped(**{"xl/workbook.xml": "<x/>"}))],
    "`events.jsonl.bz2`": [partial(file, "x", f"e.jsonl.{ending}") for ending in ("bz2", "xz", "zst")],
    "Other binary data": [lambda: file(bytes(range(256)))],
    "One event a line": [lambda: file(f"{A}\n{B}"), lambda: file(f"{A}\n{B}", "e.json"), lambda: file(A, "e.ndjson")],
    "An array over one line or many": [
        lambda: file(array(A, B)), lambda: file(pretty([json.loads(A)]), "e.json"),
        lambda: file(BOM + array(A).encode()),
    ],
    "An array with a comma too many": [lambda: file(f"[{A},]", "e.json")],
    "An array that is cut off": [lambda: file(f"[{A},\n{B[:-5]}", "e.json"), lambda: file(f"[{A}", "e.json")],
    "Anything behind the array": [lambda: file(f"{array(A)}\n{B}")],
    "One event over many lines in a `.json`": [lambda: file(pretty(json.loads(A)), "e.json")],
    "One event over many lines in a `.jsonl`": [lambda: file(pretty(json.loads(A)))],
    "A line that is no JSON": [
        lambda: file(f"# all\n{A}"), lambda: file(f"{A},\n{B}"), lambda: file(f"{A} {B}"), lambda: file("{'id': 1}")
    ],
    "A line that is cut off": [lambda: file(A[:-9])],
    "JSON that is no object": [lambda: file("null\n"), lambda: file("3"), lambda: file(array("[]"), "e.json")],
    "A key twice": [lambda: file('{"id":"q",' + A[1:])],
    "NaN and Infinity": [partial(file, A[:-1] + f', "x": {word}}}') for word in ("NaN", "Infinity")],
    "A field that the kind does not have": [lambda: file(A[:-1] + ', "x": 1}')],
    "A field that is missing": [lambda: file("{}"), lambda: file('{"type": "founded"}')],
    "The same event twice": [lambda: file(f"{A}\n{A}"), lambda: file(f"{A}\n") + " && $DL import e.jsonl"],
    "Two events of one id": [lambda: file(f"{A}\n{OTHER}")],
    "CloudEvents 1.0": [
        lambda: file(json.dumps(IN_DATA)), lambda: file(json.dumps([IN_DATA]), "e.json"),
        lambda: file(pretty(IN_DATA), "e.json"),
        lambda: file(json.dumps({**CLOUD, "data_base64": base64.b64encode(A.encode()).decode()})),
    ],
    "A CloudEvent of another version": [lambda: file(json.dumps({**IN_DATA, "specversion": "0.3"}))],
    "A CloudEvent whose `id` or `type`": [
        lambda: file(json.dumps({**IN_DATA, "id": "z"})),
        lambda: file(json.dumps({**IN_DATA, "type": "dev.dateline.closed"})),
    ],
    "A CloudEvent without `data`": [
        lambda: file(json.dumps(CLOUD)), lambda: file(json.dumps({**IN_DATA, "datacontenttype": "text/xml"}))
    ],
    "A file, whatever the letters": [lambda: file(A, "E.JSONL")],
    "A hidden file": [lambda: file(A, ".e.jsonl")],
    "A folder, with all": [lambda: folder("d/e.jsonl", "d/f/g.json", "d/notes.txt")],
    "A folder without": [lambda: folder("d/notes.txt", "d/.h.jsonl")],
    "A link to": [links],
    "A link that leads in a circle": [circle],
    "A link that leads nowhere": [lambda: "ln -s nowhere n.jsonl; $DL import n.jsonl", lambda: "$DL import no.jsonl"],
    "`-`: standard input": [lambda: file(A) + " && (cat e.jsonl; echo oops) | $DL import - || $DL show mistral-ai"],
    "`-` where an array": [lambda: "echo '[{}]' | $DL import -"],
    "`-` where standard input is a folder": [lambda: "$DL import - < .", lambda: "$DL check - < ."],
    "A named pipe, `/dev/stdin`": [pipes],
    "A named pipe in a folder": [pipe_in_a_folder],
    "`/dev/null`": [lambda: "$DL import /dev/null"],
    "Another device": [lambda: "$DL import /dev/zero"],
    "`.csv`, `.tsv`": [
        lambda: file("A,B", "t.csv"), lambda: file("A", "t.tsv"), lambda: file("A", "t.xlsx"),
        lambda: file(gzip.compress(b"A,B"), "t.csv.gz"),
    ],
    "Another ending, or none": [lambda: file(A, "e.txt"), lambda: file(A, "e")],
    "`.vantage`": [exported],
    "The same file under two paths": [lambda: file(A) + " ./e.jsonl $PWD"],
    "An empty path": [lambda: "$DL import ''"],
    "A table of which nobody says": [lambda: table(top="")],
    "An edition that a map knows": [edition],
    "A table in a": [
        lambda: table(rows=gzip.compress(ROWS.encode())), lambda: table(rows=zipped(**{"rounds.csv": ROWS}))
    ],
    "HTML, XML": [
        partial(table, rows=begins)
        for begins in (b"<html>", b"<?xml version='1.0'?>", b"%PDF-1.7", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    ],
    "Another document of an office": [
        lambda: table(rows=zipped(**{"word/document.xml": "x"})), lambda: table(rows=zipped(**{"content.xml": "x"})),
    ],
    "A table through a pipe": [
        lambda: table().replace("r.csv", "<(cat r.csv)"), lambda: table().replace("r.csv", "-") + " < r.csv"
    ],
    "A file of refused rows": [lambda: corrected(table()), lambda: corrected(table("--published 2026-01-31", top=""))],
    "That of a table whose map": [
        lambda: corrected(table(top='published = "2026"\nheader = 4', rows=f'An "export",\n\nof,,today\n{ROWS}'))
    ],
    "`--refused` with a file that is there": [
        lambda: f"echo mine > k.csv; {table('--refused k.csv')} && grep -q Beta k-2.csv && grep -q mine k.csv"
    ],
    "`--refused -`": [partial(into_stream, place) for place in ("-", "/dev/stdout", "/dev/fd/1")],
    "`--refused` with a folder": [lambda: table("--refused ."), lambda: table("--refused no/such.csv")],
}  # fmt: skip
"""The beginning of each row → commands that try it, with the files that they make."""


def page_rows() -> list[tuple[str, str]]:
    text = docs.page("files").partition("## What is read and what is refused\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines() if row.startswith("| ")]
    return [(what, becomes) for what, becomes in cells if becomes != "What becomes of it"]


ALONE = re.compile(r"\$DL ([\w ./-]+)")
"""A command that needs no shell, nor a process of its own."""


def tried(command: str) -> tuple[int, str]:
    """The exit code, and what was said on standard error."""
    if alone := ALONE.fullmatch(command):
        result = CliRunner().invoke(program, shlex.split(alone[1]))
        return result.exit_code, result.stderr
    environment = {**os.environ, "DL": f"{sys.executable} -m dateline", "PYTHONPATH": str(ROOT / "src")}
    words = ["bash", "-c", command]
    run = {"capture_output": True, "text": True, "timeout": 60, "stdin": subprocess.DEVNULL}
    done = subprocess.run(words, env={**environment, "LC_ALL": "C.UTF-8", "COLUMNS": "200"}, **run)  # type: ignore[call-overload]
    return done.returncode, done.stderr


@pytest.mark.parametrize(("what", "becomes"), page_rows(), ids=[what[:40] for what, _ in page_rows()])
def test_the_page_says_of_files_what_is_true(
    what: str, becomes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (begin,) = [begin for begin in TRIES if what.startswith(begin)]
    outcome, _, sentence = becomes.partition(": ")
    for number, try_ in enumerate(TRIES[begin]):
        (tmp_path / str(number)).mkdir()
        monkeypatch.chdir(tmp_path / str(number))
        code, told = tried(try_())
        if outcome == "refused":
            assert code in (1, 2), told
            assert sentence[1 : sentence.rindex("”")] in told
        else:
            assert code == 0, told


def test_every_try_is_of_a_row() -> None:
    assert len(page_rows()) == len(TRIES)
