"""A content that was altered since it was recorded is in no answer: whoever asks for it is told where it stands."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import eur, founded, funding, merge
from click.testing import CliRunner
from log_cases import NOW

from dateline.cli import program
from dateline.errors import CorruptLog
from dateline.log.cut import Cut
from dateline.log.opening import open_log
from dateline.log.selection import Selection
from dateline.notebook import Log


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    asyncio.run(_fill(path))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute(
            "UPDATE event SET content = CAST(replace(content, '1700000000', '9700000000') AS BLOB) WHERE position = 2"
        )
        assert connection.execute(
            "SELECT count(*) FROM event WHERE CAST(content AS TEXT) LIKE '%9700000000%'"
        ).fetchone() == (1,)
    return path


async def _fill(path: Path) -> None:
    async with open_log(path) as log:
        await log.append(
            [
                founded("acme/founded", company="acme", name="Acme", on="2020"),
                funding("acme/seed", company="acme", round="seed", raised=eur(1_700_000_000), on="2021-01-01"),
                funding("bolt/seed", company="bolt", round="seed", raised=eur(7), on="2021-01-01"),
                merge("cray/merge", ["dell"], company="cray"),
            ],
            now=NOW,
        )


@pytest.mark.parametrize(
    "command",
    [
        "show acme",
        "timeline acme",
        "diff acme --from-on 2020-12-31",
        "series acme raised --currency EUR",
        "rank --by raised --currency EUR",
        "export states",
        "export events",
        "export events --company acme",
    ],
)
def test_no_command_answers_with_it(path: Path, command: str) -> None:
    done = CliRunner().invoke(program, [*command.split(), "--db", str(path)])
    assert done.exit_code == 1, done.output
    assert "record 2 is wrong: its content is not the one that was recorded" in done.stderr
    assert "9700000000" not in done.stdout
    assert "9.7" not in done.stdout


@pytest.mark.parametrize("command", ["show bolt", "timeline bolt", "export events --company bolt"])
def test_all_else_stands(path: Path, command: str) -> None:
    done = CliRunner().invoke(program, [*command.split(), "--db", str(path)])
    assert done.exit_code == 0, done.output
    assert "is wrong" not in done.stderr


def test_a_notebook_is_told(path: Path) -> None:
    with Log(path) as log, pytest.raises(CorruptLog) as found:
        log.company("acme")
    assert found.value.position == 2


async def test_what_is_read_once_is_kept_and_not_looked_at_again(path: Path) -> None:
    async with open_log(path, read_only=True) as log:
        with pytest.raises(CorruptLog):
            await log.histories(["acme"], 4)
        assert log.history_at_hand("bolt", Cut(None, 4)) is not None
        with pytest.raises(CorruptLog):
            log.history_at_hand("acme", Cut(None, 4))
        kept = Selection(Cut(None, 4), among=frozenset({3}))
        assert (await log.select(kept))[0] is (await log.select(kept))[0]
