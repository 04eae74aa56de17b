"""Event files: what is read, what is refused, and that each refusal says where and why."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import pytest_asyncio
from builders import line
from msgspec import structs
from places import EVENTS

from dateline.errors import InvalidFile, Problem
from dateline.imports.event_files.checking import check_files
from dateline.imports.event_files.importing import import_file
from dateline.imports.event_files.reading import NumberedDraft, read
from dateline.imports.event_files.second_process import LineDecoder, start_worker
from dateline.imports.files import digest_of
from dateline.imports.lines import CHUNK_BYTES
from dateline.imports.paths import event_files_at
from dateline.log.memory.store import MemoryLog

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def written(id: str, **fields: object) -> str:
    return json.dumps(line("founded", id, **fields))


def ids(path: Path) -> list[str]:
    return [str(found) if isinstance(found, Problem) else found[1].id for found in read(path)]


def problems(path: Path) -> list[Problem]:
    return [found for found in read(path) if isinstance(found, Problem)]


def only_problem(path: Path) -> Problem:
    (problem,) = problems(path)
    return problem


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


@pytest.fixture
def array(tmp_path: Path) -> Path:
    return tmp_path / "events.json"


@pytest_asyncio.fixture
async def log() -> AsyncIterator[MemoryLog]:
    async with MemoryLog.opened() as opened:
        yield opened


# --- which files -----------------------------------------------------------------------------------------------------


def test_a_folder_means_all_event_files_below_it_by_name(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/z.ndjson", "a/deep/er.json", "C.JSONL", "notes.txt", ".hidden.jsonl", ".git/x.json"):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")
    assert [str(path.relative_to(tmp_path)) for path in event_files_at([tmp_path])] == [
        "C.JSONL",
        "a/deep/er.json",
        "a/z.ndjson",
        "b.jsonl",
    ]


def test_a_file_named_twice_is_read_once(file: Path) -> None:
    file.touch()
    assert event_files_at([file, file.parent, str(file)]) == [file]


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "e.jsonl").touch()
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert len(event_files_at([tmp_path])) == 1


def test_what_is_no_event_file_is_said_in_one_sentence_for_each_path(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "data.txt").touch()
    (tmp_path / "data.csv").touch()
    paths = [
        tmp_path / "nowhere",
        tmp_path / "empty",
        tmp_path / "data.txt",
        tmp_path / "data.csv",
        "a\0b",
        "/dev/null",
    ]
    with pytest.raises(InvalidFile) as refused:
        event_files_at(paths)
    assert [problem.message for problem in refused.value.problems] == [
        "there is no such file or folder",
        "holds no event file: none of its files is named *.jsonl, *.ndjson, *.json",
        "is not an event file: its name ends in none of .jsonl, .ndjson, .json",
        "is a table: say how to read it with --map or --preset (dateline help maps)",
        "is no path",
        "is a device, not a file",
    ]


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with pytest.raises(InvalidFile, match="is a pipe, not a file"):
        event_files_at([pipe])
    assert event_files_at([tmp_path]) == [pipe]
    assert only_problem(pipe).message == "is a pipe, not a file"


def test_a_link_that_leads_nowhere_is_a_problem_of_that_file(tmp_path: Path) -> None:
    (tmp_path / "dangling.jsonl").symlink_to(tmp_path / "gone")
    (path,) = event_files_at([tmp_path])
    assert str(only_problem(path)) == f"{path}: there is no such file or folder"


# --- one event a line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n\r\n \t\n"])
def test_lines_may_end_in_any_way_and_be_blank(file: Path, end: str) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + (written("a") + end + written("b", city="Zürich") + end).encode())
    assert ids(file) == ["a", "b"]


def test_the_last_line_needs_no_end(file: Path) -> None:
    file.write_text(written("a") + "\n" + written("b"))
    assert ids(file) == ["a", "b"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers_hold_across_pieces(file: Path, end: str) -> None:
    """Wherever a piece of the file ends, between a CR and its LF too, lines are counted right."""
    filler = "".join(written(f"filler/{place}", note="x" * (place % 97 + 1)) + end for place in range(2400))
    file.write_bytes((filler + "oops" + end + written("z") + end).encode())
    assert file.stat().st_size > CHUNK_BYTES
    assert only_problem(file).line == 2401
    assert ids(file)[-1] == "z"


def test_every_bad_line_is_told_with_its_field_and_what_was_expected(file: Path) -> None:
    bad: list[tuple[str, str, str]] = [
        (written("a", wat=1), "wat", "a founded event has no such field: it may have"),
        ('{"id": "a", "id": "b", ' + written("c")[1:], "id", "stands twice"),
        (json.dumps(line("metric", "m", count=float("nan"))), "count", "NaN is not a number"),
        (json.dumps(line("metric", "m", count="NaN")), "count", "'NaN' is not a number"),
        (written("a", on="30 February 2023"), "on", "February 2023 has 28 days"),
        (json.dumps(line("funding", "f", raised={"amount": 1, "currency": "EURO"})), "raised.currency", "ISO 4217"),
        (written("a", sources=[]), "sources", "must not be empty"),
        (json.dumps({k: v for k, v in line("founded").items() if k != "sources"}), "sources", "is missing"),
        (json.dumps(line("funding", "f", stage="done")), "stage", "is not one of talks, announced, closed, abandoned"),
        ("{", "", "not JSON"),
        ("[" * 100_000, "", "nested too deeply"),
        ("null", "", "expected an object"),
        ('{"id": "\x00"}', "", "not JSON"),
    ]
    file.write_text("\n".join([written("good"), *(text for text, _, _ in bad)]))
    found = problems(file)
    assert [problem.line for problem in found] == list(range(2, len(bad) + 2))
    for problem, (_, field, message) in zip(found, bad, strict=True):
        assert problem.field == field
        assert message in problem.message
        assert str(problem).startswith(f"{file}:{problem.line}: {field}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty: it holds no event"),
        (b"\n \n\r\n", "is empty: it holds no event"),
        (written("a").encode("utf-16"), "is text in UTF-16: save it as UTF-8"),
        (written("a").encode("utf-16-le"), "is text in UTF-16: save it as UTF-8"),
        (written("a").encode("utf-32"), "is text in UTF-32: save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a PNG image, not a file of events"),
        (b"PK\x03\x04rest", "is packed, and damaged: File is not a zip file; load it again, or unpack it yourself"),
        (b"\x00\x01\x02\x03 and so on \x00", "is binary data, not text in UTF-8"),
        (b'{\n  "id": "a"\n}', "an event must stand on one line: write it so, or as an array […] in a .json file"),
    ],
)
def test_what_is_no_file_of_lines_gets_one_sentence(file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    assert only_problem(file).message == message


def test_another_encoding_is_told_once_and_the_rest_is_read(file: Path) -> None:
    latin = [json.dumps(line("founded", f"l{n}", city="Zürich"), ensure_ascii=False) for n in range(3)]
    file.write_bytes("\n".join([written("a"), *latin, written("z")]).encode("latin-1"))
    assert ids(file)[0] == "a"
    problem = only_problem(file)
    assert problem.line == 2
    assert "holds the byte 0xFC, which is 'ü' in Latin-1" in problem.message
    assert problem.message.endswith("save the file as UTF-8 (2 more lines are so)")
    assert "z" in ids(file)


def test_a_line_without_end_is_refused_in_bounded_memory(file: Path) -> None:
    with file.open("wb") as stream:
        for _ in range(40):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\n" + written("after").encode())
    tracemalloc.start()
    found = ids(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [f"{file}:1: is longer than 1,000,000 bytes: this is no event", "after"]
    assert peak < 8_000_000


# --- an array --------------------------------------------------------------------------------------------------------


def test_an_array_is_read_with_the_line_of_each_element(array: Path) -> None:
    array.write_text("\n[\n" + written("a") + " ,\r\n\r\n" + json.dumps(line("founded", "b"), indent=2) + "\n]\n")
    assert [(found[0], found[1].id) for found in read(array) if not isinstance(found, Problem)] == [(3, "a"), (5, "b")]
    assert not problems(array)


def test_an_empty_array_says_nothing_and_is_no_problem(array: Path) -> None:
    array.write_text(" [ ] ")
    assert list(read(array)) == []


def test_an_array_longer_than_a_piece_is_read_in_pieces(array: Path) -> None:
    count = 3 * CHUNK_BYTES // len(written("000000"))
    array.write_text("[" + ",".join(written(f"{number:06}", city="Zürich") for number in range(count)) + "]")
    assert ids(array) == [f"{number:06}" for number in range(count)]


def test_bad_elements_are_all_told_and_good_ones_read(array: Path) -> None:
    array.write_text(f'[{written("a")},\n{{"type": "founded"}},\n3,\n{written("b", on="x")},\n{written("c")}]')
    assert [(problem.line, problem.field) for problem in problems(array)] == [(2, "id"), (3, ""), (4, "on")]
    assert [entry for entry in ids(array) if "/" not in entry] == ["a", "c"]


GOOD = written("a")


@pytest.mark.parametrize(
    ("content", "where", "message"),
    [
        ("", 0, "is empty: it holds no event"),
        ('{\n"id": 1}', 1, "expected an array […] of events; one event a line is for .jsonl files"),
        (f"[{GOOD}", 1, "the file ends too early: the array is not closed"),
        (f"[{GOOD},\n", 2, "the file ends too early: the array is not closed"),
        (f"[{GOOD},\n{GOOD[:-9]}", 2, "the file ends too early: the array is not closed"),
        (f"[{GOOD},\n]", 2, "expected another event behind the comma"),
        (f"[{GOOD}\n{GOOD}]", 2, "expected a comma or the end of the array, not '{'"),
        (f"[{GOOD}]\n]", 2, "something stands behind the end of the array"),
        (f"[{GOOD},\n{{'id': 1}}]", 2, "not JSON: expecting property name enclosed in double quotes at "),
        ("[" * 100_000, 1, "not JSON that an event could be: nested too deeply"),
        (f'[{GOOD},\n"{"x" * 1_100_000}', 2, "an element longer than 1,000,000 bytes, or broken: this is no event"),
    ],
)
def test_what_is_no_array_is_told_with_its_line(array: Path, content: str, where: int, message: str) -> None:
    array.write_text(content)
    problem = problems(array)[-1]
    assert problem.line == where
    assert problem.message.startswith(message)


@pytest.mark.parametrize("name", ["e.json", "e.jsonl", "e.ndjson"])
@pytest.mark.parametrize("begin", ["", "\ufeff", " \n"])
def test_what_a_file_begins_with_says_whether_it_is_an_array_or_lines(tmp_path: Path, name: str, begin: str) -> None:
    for content in (f"[{GOOD},\n{written('b')}]", f"{GOOD}\n{written('b')}\n"):
        (tmp_path / name).write_text(begin + content, encoding="utf-8")
        found = list(read(tmp_path / name))
        assert [one[1].id for one in found if not isinstance(one, Problem)] == ["a", "b"], found


def test_an_array_in_another_encoding_is_told_with_its_line(array: Path) -> None:
    text = f"[{GOOD},\n" + json.dumps(line("founded", "b", city="Zürich"), ensure_ascii=False) + "]"
    array.write_bytes(text.encode("latin-1"))
    problem = problems(array)[-1]
    assert problem.line == 2
    assert "0xFC" in problem.message


# --- checking --------------------------------------------------------------------------------------------------------


def test_checking_reports_every_problem_of_every_file_in_order(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    one.write_text(f"oops\n{written('a')}\noops\n")
    two.write_text("oops\n")
    checked = check_files([one, two])
    assert (checked.files, checked.events) == (2, 1)
    assert [(Path(problem.path).name, problem.line) for problem in checked.problems] == [
        ("1.jsonl", 1),
        ("1.jsonl", 3),
        ("2.jsonl", 1),
    ]


def test_an_id_with_two_contents_is_told_with_both_places(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    one.write_text(f"{written('a')}\n{written('a')}\n{written('a', city='Paris')}\n")
    two.write_text(f"{written('a', city='Lyon')}\n")
    of_one, of_two = check_files([one, two]).problems
    assert str(of_one).startswith(f'{one}:3: id: "a" is taken by other content in line 1')
    assert str(of_two).startswith(f'{two}:1: id: "a" is taken by other content in {one}:1')


# --- importing -------------------------------------------------------------------------------------------------------


async def position(log: MemoryLog) -> int:
    return (await log.head()).position


async def test_a_file_goes_in_once(log: MemoryLog, file: Path) -> None:
    file.write_text(f"{written('a')}\n{written('b')}\n")
    first = await import_file(log, file, NOW)
    assert (first.read, first.appended, first.repeated, first.refused) == (2, 2, 0, False)
    again = await import_file(log, file, NOW)
    assert (again.read, again.appended, again.repeated, again.known) == (2, 0, 2, False)
    assert await position(log) == 2


async def test_a_bad_line_keeps_the_whole_file_out_and_all_bad_lines_are_told(log: MemoryLog, file: Path) -> None:
    file.write_text(f"{written('a')}\noops\n{written('b')}\n{written('c', on='x')}\n")
    report = await import_file(log, file, NOW)
    assert [(problem.line, problem.field) for problem in report.problems] == [(2, ""), (4, "on")]
    assert (report.refused, report.appended) == (True, 0)
    assert await position(log) == 0


async def test_an_id_that_the_log_holds_with_other_content_is_told_with_line_and_position(
    log: MemoryLog, file: Path
) -> None:
    file.write_text(f"{written('a')}\n{written('b')}\n")
    await import_file(log, file, NOW)
    file.write_text(f"{written('new')}\n\n{written('b', city='Lyon')}\n")
    report = await import_file(log, file, NOW)
    (problem,) = report.problems
    assert str(problem).startswith(f'{file}:3: id: "b" is taken by other content in the log at position 2')
    assert await position(log) == 2


async def test_an_id_with_two_contents_in_one_file_is_told_with_both_lines(log: MemoryLog, file: Path) -> None:
    file.write_text(f"\n{written('a')}\n\n{written('a', city='Lyon')}\n")
    (problem,) = (await import_file(log, file, NOW)).problems
    assert str(problem).startswith(f'{file}:4: id: "a" is taken by other content in line 2 of this file')
    assert await position(log) == 0


async def test_a_file_that_the_log_knows_is_passed_over_when_asked(log: MemoryLog, file: Path) -> None:
    file.write_text(written("a"))
    await import_file(log, file, NOW)
    assert (await import_file(log, file, NOW, skip_known=True)).known
    file.write_text(written("a") + "\n" + written("b"))
    changed = await import_file(log, file, NOW, skip_known=True)
    assert (changed.known, changed.appended, changed.repeated) == (False, 1, 1)


async def test_a_refused_file_is_not_known(log: MemoryLog, file: Path) -> None:
    file.write_text("oops")
    await import_file(log, file, NOW)
    assert (await import_file(log, file, NOW, skip_known=True)).refused


async def test_what_cannot_be_read_is_reported_and_appends_nothing(log: MemoryLog, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    for name, message in (("pipe.jsonl", "is a pipe, not a file"), ("gone.jsonl", "there is no such file or folder")):
        report = await asyncio.wait_for(import_file(log, tmp_path / name, NOW), 10)
        assert [problem.message for problem in report.problems] == [message]
    assert await position(log) == 0


async def test_the_bytes_read_are_told_as_they_are_read(log: MemoryLog, file: Path) -> None:
    file.write_text("\n".join(written(f"e/{number}") for number in range(3000)))
    told: list[int] = []
    await import_file(log, file, NOW, told.append)
    assert sum(told) == file.stat().st_size
    assert len(told) > 1


async def test_a_file_is_drawn_in_pieces_not_held_in_memory(file: Path) -> None:
    """Reading keeps no event: the iterator is all there is."""
    file.write_text("\n".join(written(f"e/{number}") for number in range(20_000)))
    found: Iterator[NumberedDraft | Problem] = read(file)
    tracemalloc.start()
    assert sum(1 for _ in found) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def rows(count: int, prefix: str = "e") -> list[str]:
    return [written(f"{prefix}/{number}") for number in range(count)]


class Beside(LineDecoder):
    """Takes any file to be worth another process, and keeps those that were started."""

    def __init__(self, processors: int = 2) -> None:
        super().__init__(worth_it_bytes=0, processors=processors, start=self._begin)
        self.started: list[subprocess.Popen[bytes]] = []

    def _begin(self) -> subprocess.Popen[bytes]:
        process = start_worker()
        assert process is not None
        self.started.append(process)
        return process


def test_a_large_file_is_read_the_same_by_another_process(file: Path) -> None:
    lines: list[bytes] = [*(row.encode() for row in rows(2500)), b"oops", b"", written("x", on="y").encode(), b"\xff"]
    file.write_bytes(b"\n".join([*lines, *lines]))
    two, one = Beside(), Beside(processors=1)
    there = [*read(file, decoder=two)]
    (process,) = two.started
    assert process.returncode is not None
    here = [*read(file, decoder=one)]
    assert one.started == []
    assert list(map(said, there)) == list(map(said, here))
    assert [found.line for found in here if isinstance(found, Problem)] == [2501, 2503, 5005, 5007, 2504]


def said(found: NumberedDraft | Problem) -> object:
    return found if isinstance(found, Problem) else (found[0], structs.astuple(found[1]))


def test_if_the_other_process_dies_its_work_is_done_here(file: Path) -> None:
    file.write_text("\n".join(rows(3500)))
    beside = Beside()
    found = read(file, decoder=beside)
    first = next(found)
    assert not isinstance(first, Problem)
    beside.started[0].kill()
    beside.started[0].wait()
    assert [one[1].id for one in (first, *found) if not isinstance(one, Problem)] == [f"e/{n}" for n in range(3500)]


def test_where_no_process_can_be_started_the_work_is_done_here(file: Path) -> None:
    file.write_text("\n".join(rows(3)))
    alone = LineDecoder(worth_it_bytes=0, processors=2, start=lambda: None)
    assert [said(found) for found in read(file, decoder=alone)] == [said(found) for found in read(file)]
    assert ids(file) == ["e/0", "e/1", "e/2"]


def test_the_other_process_ends_with_the_reading(file: Path) -> None:
    file.write_text("\n".join(rows(3500)))
    beside = Beside()
    found = read(file, decoder=beside)
    next(found)
    assert beside.started[0].poll() is None
    found.close()  # type: ignore[attr-defined]
    assert beside.started[0].returncode is not None


def test_the_digest_is_that_of_the_bytes(file: Path) -> None:
    file.write_bytes(b"abc" * 100_000)
    assert digest_of(file) == sha256(b"abc" * 100_000).digest()


def test_the_events_of_this_repository_are_well() -> None:
    checked = check_files(event_files_at([EVENTS]))
    assert checked.problems == ()
    assert checked.events > 100
