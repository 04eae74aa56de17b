"""Events as they come: a stream in whole batches, a folder file by file."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from answers import NOW
from builders import line

from dateline.errors import InvalidFile, NotInstalled, Problem
from dateline.events.codec import MAX_EVENT_BYTES
from dateline.events.event import Event
from dateline.imports import watching
from dateline.imports.streams import StreamReport, import_stream
from dateline.imports.watching import FolderView
from dateline.log.contract import Appended
from dateline.log.drafts import Draft
from dateline.log.memory.store import MemoryLog
from dateline.log.opening import open_log

SECONDS = 60


def founded(*ids: object, **fields: Any) -> bytes:
    return b"".join(json.dumps(line("founded", str(id), **fields)).encode() + b"\n" for id in ids)


class Stream:
    """Gives out pieces one by one; an exception among them is raised, and a function waits for what it waits for."""

    def __init__(self, *pieces: bytes | Exception | Callable[[], None]) -> None:
        self._pieces = list(pieces)
        self.most_asked = 0

    def __call__(self, size: int) -> bytes:
        self.most_asked = max(self.most_asked, size)
        while self._pieces:
            piece = self._pieces.pop(0)
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, bytes):
                if len(piece) > size:
                    self._pieces.insert(0, piece[size:])
                return piece[:size]
            piece()
        return b""


async def taken(log: MemoryLog, *pieces: bytes | Exception | Callable[[], None], **options: Any) -> StreamReport:
    report = StreamReport("stdin")
    await import_stream(log, Stream(*pieces), lambda: NOW, report, **options)
    return report


async def ids(log: MemoryLog) -> list[str]:
    head = await log.head()
    return [json.loads(row.content)["id"] for row in await log.stored(0, head.position)]


def counts(report: StreamReport) -> tuple[int, int, int, int]:
    return report.read, report.appended, report.repeated, report.refused


# --- a stream --------------------------------------------------------------------------------------------------------


async def test_events_go_in_in_their_order_however_the_bytes_are_cut() -> None:
    text = b"\xef\xbb\xbf" + founded("a", "b").replace(b"\n", b"\r\n") + b"\n  \n" + founded("c")[:-1]
    log = MemoryLog()
    report = await taken(log, *(text[at : at + 7] for at in range(0, len(text), 7)))
    assert counts(report) == (3, 3, 0, 0)
    assert await ids(log) == ["a", "b", "c"]


async def test_sending_it_again_repeats_nothing() -> None:
    log = MemoryLog()
    await taken(log, founded("a", "b"))
    assert counts(await taken(log, founded("a", "b", "c"))) == (3, 1, 2, 0)


async def test_what_has_come_is_appended_when_nothing_more_comes_for_a_while() -> None:
    """The stream stays open: what is behind the pause is sent only once the log holds what was before it."""

    class Telling(MemoryLog):
        async def append(self, events: Iterable[Event | Draft], **options: Any) -> Appended:
            done = await super().append(events, **options)
            held.put(done.appended)
            return done

    log, held = Telling(), queue.Queue[int]()

    def wait() -> None:
        assert held.get(timeout=SECONDS) == 2

    report = await taken(log, founded("a", "b"), wait, founded("c"), idle=0.01)
    assert counts(report) == (3, 3, 0, 0)


async def test_a_stream_that_breaks_off_leaves_whole_batches() -> None:
    log = MemoryLog()
    with pytest.raises(OSError, match="the line is cut"):
        await taken(log, founded(*range(2_500)), OSError("the line is cut"))
    assert (await log.head()).position == 2_000


async def test_a_bad_line_is_told_and_set_aside() -> None:
    log, told = MemoryLog(), list[Problem]()
    report = await taken(log, founded("a") + b"oops\n\xff\n{}\n" + founded("b"), tell=told.append)
    assert counts(report) == (2, 2, 0, 3)
    assert told == report.problems
    assert [(problem.path, problem.line) for problem in told] == [("stdin", 2), ("stdin", 3), ("stdin", 4)]
    assert "not JSON" in told[0].message


async def test_an_id_that_is_taken_is_set_aside_and_the_rest_goes_in() -> None:
    log = MemoryLog()
    await taken(log, founded("a"))
    report = await taken(
        log, founded("x") + founded("a", city="Lyon") + founded("b") + founded("b", city="Lyon") + founded("c")
    )
    assert counts(report) == (5, 3, 0, 2)
    assert await ids(log) == ["a", "x", "b", "c"]
    assert [problem.line for problem in report.problems] == [2, 4]
    assert "the log at position 1" in report.problems[0].message
    assert "line 3 of this stream" in report.problems[1].message


async def test_a_line_without_end_is_one_bad_line_and_takes_no_memory() -> None:
    log = MemoryLog()
    endless = [b"x" * 65_536] * (2 * MAX_EVENT_BYTES // 65_536)
    report = await taken(log, founded("a"), *endless, b"\n" + founded("b"))
    assert counts(report) == (2, 2, 0, 1)
    assert "longer than 1,000,000 bytes" in report.problems[0].message


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"[\n" + founded("a"), "begins an array: a stream has one event {…} a line"),
        (b'{\n"id": "a"}\n', "an event must stand on one line"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\n", "is a PNG image, not a file of events"),
    ],
)
async def test_what_is_no_stream_of_events_gets_one_sentence(start: bytes, message: str) -> None:
    report = await taken(MemoryLog(), start)
    assert [problem.message for problem in report.problems] == [message]


async def test_an_empty_stream_is_no_problem() -> None:
    assert counts(await taken(MemoryLog())) == (0, 0, 0, 0)


# --- on the command line ---------------------------------------------------------------------------------------------


def dateline(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, **pipes, **options)


def test_import_reads_standard_input(tmp_path: Path) -> None:
    db = tmp_path / "d.db"
    out, err = dateline("import", "-", "--db", db).communicate(founded("a", "b").decode() + "oops\n", timeout=SECONDS)
    assert out == "2 events read: 2 appended, 0 already there, 1 set aside.\n"
    assert "stdin:3: not JSON" in err
    process = dateline("import", "-", "--db", db, "--json")
    out, _ = process.communicate(founded("a").decode(), timeout=SECONDS)
    assert json.loads(out) == {"read": 1, "appended": 0, "already_there": 1, "refused": 0, "problems": []}
    assert process.returncode == 0


def test_ctrl_c_ends_a_stream_that_does_not_end(tmp_path: Path) -> None:
    """A bad line is told when its batch is taken, so a second one is told when the batch of the first is appended."""
    db = tmp_path / "d.db"
    process = dateline("import", "-", "--db", db)
    assert process.stdin is not None
    assert process.stderr is not None
    for sent, told in ((founded("a").decode() + "oops\n", "stdin:2: not JSON"), ("oops\n", "stdin:3: not JSON")):
        process.stdin.write(sent)
        process.stdin.flush()
        assert process.stderr.readline().startswith(told)
    process.send_signal(signal.SIGINT)
    assert process.wait(SECONDS) == 130
    process.communicate()
    assert holds(db, 1)


def holds(db: Path, records: int) -> bool:
    async def position() -> int:
        async with open_log(db, read_only=True) as log:
            return (await log.head()).position

    return asyncio.run(position()) == records


def test_watch_takes_what_is_there_and_what_comes_and_ends_quietly(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.jsonl").write_bytes(founded("a"))
    process = dateline("import", "--watch", inbox, "--db", tmp_path / "d.db")
    assert process.stdout is not None
    assert process.stdout.readline() == f"{inbox}/a.jsonl: 1 appended, 0 already there\n"
    (tmp_path / "bad.jsonl").write_text("oops\n")
    (tmp_path / "bad.jsonl").rename(inbox / "bad.jsonl")
    assert process.stdout.readline() == f"{inbox}/bad.jsonl: refused, nothing of it was appended\n"
    (tmp_path / "b.jsonl").write_bytes(founded("a", "b"))
    (tmp_path / "b.jsonl").rename(inbox / "b.jsonl")
    assert process.stdout.readline() == f"{inbox}/b.jsonl: 1 appended, 1 already there\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert f"{inbox}/bad.jsonl:1: not JSON" in err
    assert err.endswith("Stopped.\n")


def test_what_cannot_be_watched_is_said_before_a_log_is_made(tmp_path: Path) -> None:
    process = dateline("import", "--watch", tmp_path / "nowhere", "--db", tmp_path / "d.db")
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (1, "")
    assert err == f"Error: {tmp_path}/nowhere: is no folder that can be watched\n"
    assert not (tmp_path / "d.db").exists()


def test_watch_and_paths_do_not_go_together(tmp_path: Path) -> None:
    for arguments in ((), ("--watch", tmp_path, "a.jsonl")):
        process = dateline("import", *arguments, "--db", tmp_path / "d.db")
        _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 2
        assert "name the files to take in" in err


# --- a folder --------------------------------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def names(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_given_out_once_it_is_left_alone(tmp_path: Path) -> None:
    clock = Clock()
    (tmp_path / "old.jsonl").touch()
    look = FolderView(tmp_path, settled=1.0, clock=clock)
    assert names(look.first()) == ["old.jsonl"]
    (tmp_path / "new.jsonl").write_bytes(b"1")
    (tmp_path / "new.jsonl.part").touch()
    (tmp_path / ".hidden.jsonl").touch()
    assert names(look.again()) == []
    clock.now = 0.9
    (tmp_path / "new.jsonl").write_bytes(b"12")
    assert names(look.again()) == []
    clock.now = 1.5
    assert names(look.again()) == []
    clock.now = 2.0
    assert names(look.again()) == ["new.jsonl"]
    clock.now = 9.0
    assert names(look.again()) == []


def test_a_file_that_is_replaced_comes_again(tmp_path: Path) -> None:
    clock = Clock()
    (tmp_path / "a.jsonl").touch()
    look = FolderView(tmp_path, settled=1.0, clock=clock)
    look.first()
    (tmp_path / "other").write_bytes(b"1")
    os.replace(tmp_path / "other", tmp_path / "a.jsonl")
    assert names(look.again()) == []
    clock.now = 2.0
    assert names(look.again()) == ["a.jsonl"]


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    clock = Clock()
    (tmp_path / "a.jsonl").touch()
    look = FolderView(tmp_path, settled=0.0, clock=clock)
    look.first()
    (tmp_path / "a.jsonl").unlink()
    assert names(look.again()) == []
    (tmp_path / "a.jsonl").touch()
    assert names(look.again()) == ["a.jsonl"]


def test_what_is_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="is no folder that can be watched"):
        FolderView(tmp_path / "nowhere").first()


async def test_without_watchfiles_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(NotInstalled, match=r"pip install 'dateline\[watch\]'"):
        [path async for path in watching.arriving(tmp_path)]
