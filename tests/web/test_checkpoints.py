"""A server that is told to writes a checkpoint whenever its log has grown."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import funding
from log_cases import NOW

from dateline.errors import InvalidInput
from dateline.log.chain import GENESIS
from dateline.log.checkpoints.checkpoint_file import write_keys
from dateline.log.checkpoints.note_keys import ED25519, new_signer
from dateline.log.checkpoints.signing import checked
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.web.checkpoints import writing_checkpoints
from dateline.web.configuration import CheckpointSettings

KEY = new_signer("example.org/companies", ED25519, lambda length: b"k" * length)


class Turns:
    """A pause that ends when the test says so."""

    def __init__(self) -> None:
        self.paused = asyncio.Event()
        self._go_on = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        assert seconds == 7.0
        self.paused.set()
        await self._go_on.wait()
        self._go_on.clear()

    async def round(self) -> None:
        await self.paused.wait()
        self.paused.clear()
        self._go_on.set()
        await self.paused.wait()


@pytest.fixture
def told(tmp_path: Path) -> CheckpointSettings:
    write_keys(tmp_path / "key", [KEY])
    return CheckpointSettings(file=str(tmp_path / "checkpoint"), key=str(tmp_path / "key"), seconds=7.0)


def now() -> datetime:
    return datetime(2026, 11, 22, tzinfo=UTC)


async def test_a_log_that_grows_has_a_new_checkpoint_and_one_that_does_not_keeps_its_file(
    told: CheckpointSettings,
) -> None:
    log, turns, path = MemoryLog(), Turns(), Path(told.file)
    await log.append([funding("a")], now=NOW)
    async with writing_checkpoints(log, told, now, turns.pause):
        await turns.paused.wait()
        first = path.stat().st_ino
        assert checked(path.read_bytes(), [KEY.verifier]).size == 1
        await turns.round()
        assert path.stat().st_ino == first
        await log.append([funding("b")], now=NOW)
        await turns.round()
        assert checked(path.read_bytes(), [KEY.verifier]).size == 2


async def test_what_goes_wrong_is_told_once_and_tried_again(
    told: CheckpointSettings, caplog: pytest.LogCaptureFixture
) -> None:
    log, turns, path = MemoryLog(), Turns(), Path(told.file)
    await log.append([funding("a")], now=NOW)
    path.write_text("something else")
    with caplog.at_level(logging.ERROR, "dateline.checkpoints"):
        async with writing_checkpoints(log, told, now, turns.pause):
            await turns.round()
            await turns.round()
            assert [one.message.partition(":")[0] for one in caplog.records] == ["No checkpoint is written"]
            path.unlink()
            await turns.round()
            assert checked(path.read_bytes(), [KEY.verifier]).size == 1


class PutBack(MemoryLog):
    """A log that is put back to an empty copy."""

    def put_back(self) -> None:
        self._head, self._stored, self._held = LogHead(0, GENESIS, 2, None), [], {}


async def test_another_history_of_the_same_length_is_told_and_not_signed(
    told: CheckpointSettings, caplog: pytest.LogCaptureFixture
) -> None:
    log, turns, path = PutBack(), Turns(), Path(told.file)
    await log.append([funding("a")], now=NOW)
    with caplog.at_level(logging.ERROR, "dateline.checkpoints"):
        async with writing_checkpoints(log, told, now, turns.pause):
            await turns.paused.wait()
            before = path.read_bytes()
            log.put_back()
            await log.append([funding("b")], now=NOW)
            await turns.round()
    assert [one.message.partition(":")[0] for one in caplog.records] == ["No checkpoint is written"]
    assert path.read_bytes() == before


async def test_keys_that_cannot_be_used_are_told_before_anything_is_served(told: CheckpointSettings) -> None:
    without = CheckpointSettings(file=told.file)
    with pytest.raises(InvalidInput, match=r"\[checkpoints\] file: nobody would sign it"):
        async with writing_checkpoints(MemoryLog(), without, now):
            pass
    absent = CheckpointSettings(file=told.file, key=told.key + ".absent")
    with pytest.raises(InvalidInput, match="cannot be read"):
        async with writing_checkpoints(MemoryLog(), absent, now):
            pass


async def test_a_server_that_is_told_nothing_writes_nothing(tmp_path: Path) -> None:
    async with writing_checkpoints(MemoryLog(), CheckpointSettings(), now):
        assert list(tmp_path.iterdir()) == []
