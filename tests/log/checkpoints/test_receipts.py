"""Checkpoints and receipts of real logs: what they show, what they do not, and that a second program agrees."""

from __future__ import annotations

import base64
import os
import resource
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import funding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_cases import NOW, many

from dateline.errors import InvalidInput, InvalidProof, OtherLog, PositionAhead
from dateline.log.checkpoints.checkpoint import Checkpoint
from dateline.log.checkpoints.checkpoint_file import read_keys, read_verifiers, write_checkpoint, write_keys
from dateline.log.checkpoints.note_keys import ALGORITHMS, new_signer
from dateline.log.checkpoints.receipt import check_receipt, read_receipt, receipt_of
from dateline.log.checkpoints.signing import checked, checkpoint_of, refuse_other_history, signed
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.log.opening import open_log

ORIGIN = "example.org/companies"
KEYS = [new_signer(ORIGIN, algorithm, lambda length: b"k" * length) for algorithm in ALGORITHMS.values()]
PUBLIC = [key.verifier for key in KEYS]
SECOND = Path(__file__).parents[2] / "support" / "receipt_verifier.py"


async def log_of(count: int) -> EventLog:
    log = MemoryLog()
    await log.append(many(count), now=NOW)
    return log


async def receipt_at(log: EventLog, position: int) -> str:
    return str(await receipt_of(log, position, signed(await checkpoint_of(log, ORIGIN), KEYS, NOW)))


@pytest.mark.parametrize(("position", "size"), [(1, 1), (1, 2), (2, 2), (300, 700), (700, 700), (257, 513)])
async def test_a_receipt_shows_that_the_log_holds_the_record(position: int, size: int) -> None:
    log = await log_of(size)
    receipt = read_receipt((await receipt_at(log, position)).encode())
    assert check_receipt(receipt, PUBLIC) == await checkpoint_of(log, ORIGIN)
    (record,) = await log.stored(position - 1, 1)
    assert (receipt.position, receipt.digest, receipt.recorded_at, receipt.hash) == (
        record.position, record.digest, record.recorded_at, record.hash,
    )  # fmt: skip


async def test_a_second_program_that_knows_nothing_of_dateline_accepts_it_and_no_altered_one(tmp_path: Path) -> None:
    log = await log_of(300)
    text, public, event = await receipt_at(log, 123), tmp_path / "pub", tmp_path / "event.json"
    public.write_text("".join(f"{key}\n" for key in PUBLIC))
    (record,) = await log.stored(122, 1)
    event.write_bytes(record.content + b"\n")

    def judged(text: str) -> subprocess.CompletedProcess[str]:
        receipt = tmp_path / "r.tlog-proof"
        receipt.write_text(text)
        command = [sys.executable, "-I", str(SECOND), str(receipt), str(public), str(event)]
        return subprocess.run(command, capture_output=True, text=True)

    accepted = judged(text)
    assert accepted.stdout == f"{ORIGIN} 300 123 {record.digest.hex()}\n", accepted.stderr
    for number in (1, 2, 5, len(text.split("\n")) - 2, len(text.split("\n")) - 3):
        lines = text.split("\n")
        lines[number] = lines[number].replace("index 122", "index 121") if number == 2 else flipped(lines[number])
        assert judged("\n".join(lines)).returncode == 1, number
        with pytest.raises(InvalidProof):
            check_receipt(read_receipt("\n".join(lines).encode()), PUBLIC)


def flipped(line: str) -> str:
    """With one bit of its last base64 text changed."""
    start, _, encoded = line.rpartition(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[-1] ^= 1
    return f"{start} {base64.b64encode(raw).decode()}".removeprefix(" ")


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_receipt_that_is_altered_is_refused_or_shows_the_same(data: st.DataObject) -> None:
    log = await log_of(5)
    text = await receipt_at(log, 3)
    raw = bytearray(text.encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        receipt = read_receipt(bytes(raw))
        check_receipt(receipt, PUBLIC)
    except InvalidProof:
        return
    whole = read_receipt(text.encode())
    assert receipt._replace(note="") == whole._replace(note="")


@pytest.mark.parametrize("raw", [b"", b"c2sp.org/tlog-proof@v1\nindex 0\n\n", b"\xff", b"c2sp.org/tlog-proof@v2"])
def test_what_is_no_receipt_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidProof, match="no receipt"):
        read_receipt(raw)


async def test_there_is_no_receipt_for_what_the_checkpoint_does_not_speak_of() -> None:
    log = await log_of(3)
    note = signed(await checkpoint_of(log, ORIGIN), KEYS, NOW)
    await log.append([funding("later")], now=NOW)
    for position in (0, 4, 5):
        with pytest.raises(PositionAhead):
            await receipt_of(log, position, note)
    assert check_receipt(await receipt_of(log, 2, note), PUBLIC).size == 3


async def test_a_longer_log_is_still_the_log_of_then_and_one_that_was_cut_or_forked_is_not() -> None:
    log, cut, fork = await log_of(400), await log_of(399), await log_of(399)
    then = await checkpoint_of(log, ORIGIN)
    await log.append([funding("later")], now=NOW)
    await refuse_other_history(log, then)
    await refuse_other_history(log, Checkpoint(ORIGIN, 0, (await checkpoint_of(MemoryLog(), ORIGIN)).root))
    with pytest.raises(OtherLog, match="was cut"):
        await refuse_other_history(cut, then)
    await fork.append([funding("other")], now=NOW)
    with pytest.raises(OtherLog, match=r"not the log that example\.org/companies was then"):
        await refuse_other_history(fork, then)


async def test_the_same_events_recorded_at_another_time_are_another_log() -> None:
    log, again = await log_of(2), MemoryLog()
    await again.append(many(2), now=NOW + timedelta(seconds=1))
    with pytest.raises(OtherLog):
        await refuse_other_history(again, await checkpoint_of(log, ORIGIN))


# --- files ------------------------------------------------------------------------------------------------------------


def test_private_keys_stand_in_a_file_that_its_owner_alone_may_read_and_that_is_never_written_over(
    tmp_path: Path,
) -> None:
    write_keys(tmp_path / "k", KEYS)
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    assert read_keys(tmp_path / "k") == KEYS
    with pytest.raises(InvalidInput, match="never written over"):
        write_keys(tmp_path / "k", KEYS[:1])
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_keys(tmp_path / "nowhere" / "k", KEYS)


def test_a_file_of_keys_is_of_one_log(tmp_path: Path) -> None:
    other = new_signer("example.org/other", 1, os.urandom)
    for name, text in (("none", ""), ("two", f"{KEYS[0]}\n{other}\n"), ("junk", "junk\n")):
        (tmp_path / name).write_text(text)
        with pytest.raises(InvalidProof, match=name):
            read_keys(tmp_path / name)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_keys(tmp_path / "absent")


def test_keys_for_which_there_is_no_room_leave_no_file(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))
    try:
        with pytest.raises(InvalidInput, match="key cannot be written: File too large"):
            write_keys(tmp_path / "key", KEYS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [*tmp_path.iterdir()] == []
    write_keys(tmp_path / "key", KEYS)
    assert read_keys(tmp_path / "key") == [*KEYS]


def test_public_keys_are_given_as_they_are_or_by_their_file(tmp_path: Path) -> None:
    (tmp_path / "pub").write_text("".join(f"{key}\n" for key in PUBLIC))
    assert read_verifiers(str(tmp_path / "pub")) == PUBLIC
    assert [read_verifiers(str(one)) for one in PUBLIC] == [[one] for one in PUBLIC]
    long = new_signer("x" * 255, 1, os.urandom).verifier
    assert read_verifiers(str(long)) == [long]  # which no file can have as its name
    (tmp_path / "bad").write_text("bad")
    with pytest.raises(InvalidProof, match="bad: "):
        read_verifiers(str(tmp_path / "bad"))


async def test_a_checkpoint_takes_the_place_of_an_earlier_one_that_the_log_does_not_contradict(tmp_path: Path) -> None:
    path, now = tmp_path / "checkpoint.txt", datetime(2026, 11, 22, tzinfo=UTC)
    async with open_log(tmp_path / "log.db") as log:
        await log.append(many(3), now=NOW)
        await write_checkpoint(log, path, KEYS, now)
        await log.append([funding("later")], now=NOW)
        await write_checkpoint(log, path, KEYS, now)
        before = path.read_bytes()
        assert checked(before, PUBLIC) == await checkpoint_of(log, ORIGIN)
        with pytest.raises(OtherLog, match="was cut"):
            await write_checkpoint(await log_of(2), path, KEYS, now)
        strangers = [new_signer("example.org/other", 1, os.urandom)]
        with pytest.raises(InvalidProof, match="is not written over"):
            await write_checkpoint(log, path, strangers, now)
        assert path.read_bytes() == before
        assert {one.name for one in tmp_path.iterdir()} == {"checkpoint.txt", "log.db", "log.db.lock"} | {
            name for name in ("log.db-wal", "log.db-shm") if (tmp_path / name).exists()
        }
