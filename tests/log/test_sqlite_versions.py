"""A database that earlier code wrote: today's code opens it, reads it, writes to it, and would have made the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders import eur, funding, profile
from filelock import FileLock
from log_cases import FILED_OTHERWISE
from places import DATA

from dateline.errors import CorruptLog, StoreUnavailable, UnreadableRecord
from dateline.events.codec import digest
from dateline.log.cut import Cut, Reach
from dateline.log.index_contract import NO_SIEVE
from dateline.log.opening import open_log
from dateline.log.record import LogHead
from dateline.log.selection import Selection
from dateline.log.sql.rows import FILING
from dateline.log.sqlite import SqliteLog
from dateline.log.sqlite.queries import missing_as_a_whole
from dateline.log.verification import verify
from dateline.values.dates import Certainty

THEN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOW = datetime(2027, 1, 2, 12, 0, tzinfo=UTC)
HASH = "f0a0b907818c7be567f697e5b026b54555388940aea11a51d21d940d71340205"
TAKEN = "3a15661de22093e411931be006a4cbca1f9971a19b14d2d967084b22318860ec"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DATA / "database_version_2.sql").read_text(encoding="utf-8"))
    return path


def made_of(path: Path) -> list[tuple[object, ...]]:
    """Every table, index and trigger as the file has it, byte for byte, and the numbers in its header."""
    with closing(sqlite3.connect(path)) as connection:
        header = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
        return [*header, *connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")]


async def test_an_old_database_is_sound_and_says_what_it_said(old: Path) -> None:
    async with open_log(old, read_only=True) as log:
        assert await verify(log) == LogHead(5, bytes.fromhex(HASH), 1, THEN)
        found = await log.select(Selection(Cut(None, 5)))
        assert found[0].event.id == "acme/founded"
        assert len((await log.histories(["acme"], 5))["acme"]) == 5
        assert await log.companies(5, search="acmé", limit=9) == ["acme", "acme-sas"]
        assert await log.taken([bytes.fromhex(TAKEN)]) == {bytes.fromhex(TAKEN)}
        reach = Reach(Cut(None, 5), date(2026, 1, 1), None, 0, Certainty.CERTAIN)
        raised = await log.index.entries("raised", "EUR", reach, NO_SIEVE, descending=True, after=None, limit=9)
        assert [(one.key, one.company) for one in raised] == [(6_000_000, "acme"), (5_000_000, "acme")]


async def test_an_old_database_goes_on(old: Path) -> None:
    async with open_log(old) as log:
        done = await log.append([funding("acme/a", company="acme", round="a", raised=eur(9))], now=NOW, expected=5)
        assert done.head.position == 6
        assert await verify(log) == done.head
        assert await log.reindex() == 6
        assert await verify(log) == done.head


async def test_an_index_that_an_earlier_release_made_of_other_columns_is_made_anew(old: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("DROP INDEX account_by_company")
        connection.execute("CREATE INDEX account_by_company ON account (company, measure) WHERE measure = 'country'")
        connection.execute("DROP INDEX account_by_subject")
        connection.commit()
    async with open_log(old, read_only=True) as log:
        assert await verify(log) == LogHead(5, bytes.fromhex(HASH), 1, THEN)
    async with open_log(tmp_path / "new.db"):
        assert made_of(old) == made_of(tmp_path / "new.db")


async def test_a_new_database_is_made_like_an_old_one_that_was_brought_up_to_date(old: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "new.db", old):
        async with open_log(path):
            pass
    assert made_of(tmp_path / "new.db") == made_of(old)


async def test_guards_that_an_earlier_release_did_not_make_come_with_the_first_writing(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    async with open_log(path) as log:
        await log.append([funding("f", company="acme")], now=NOW)
    whole = made_of(path)
    guards = [name for type, name in missing_as_a_whole(()) if type == "trigger"]
    with closing(sqlite3.connect(path)) as connection:
        for guard in guards:
            connection.execute(f"DROP TRIGGER {guard}")
        connection.execute("DROP TABLE subtree")
        connection.execute("DROP TABLE erasure")
        connection.execute("DROP TABLE tally")
    async with open_log(path, read_only=True) as log:
        assert (await verify(log)).position == 1
        assert len((await log.histories(["acme"], 1))["acme"]) == 1
        assert len(log.history_at_hand("acme", Cut(None, 1)) or ()) == 1
    assert made_of(path) != whole
    async with open_log(path) as log:
        assert (await verify(log)).position == 1
        assert len((await log.histories(["acme"], 1))["acme"]) == 1
    assert made_of(path) == whole
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"DROP TRIGGER {guards[0]}")
    async with open_log(path) as log:  # one alone was taken away by somebody, which is not mended in silence
        with pytest.raises(CorruptLog, match=f"its trigger {guards[0]} is missing"):
            await verify(log)


@pytest.mark.parametrize("erases", [False, True])
async def test_what_an_earlier_release_writes_beside_this_one_has_no_tally_until_it_is_opened_again(
    tmp_path: Path, erases: bool
) -> None:
    path = tmp_path / "dateline.db"
    async with SqliteLog.opened(path) as log, SqliteLog.opened(path, read_only=True) as reading:
        await log.append([funding("f", company="acme"), funding("o", company="other")], now=NOW)
        kept = tallies_of(path)
        if erases:  # as one does that keeps no tallies
            await log.erase([1], now=NOW, reason="asked for")
        else:
            await log.append([funding("g", company="acme")], now=NOW)
        changed(path, "DELETE FROM tally", *(f"INSERT INTO tally VALUES {row}" for row in kept))
        for position in (1, 2, 3):
            known = (await log.histories(["acme"], 9)).get("acme", [])
            assert [one.event.id for one in known] == ([] if erases else ["f", "g"])
            assert len(reading.history_at_hand("acme", Cut(None, 9)) or ()) == len(known)
            assert (await verify(reading)).position == (await log.head()).position
            await log.append([funding(f"x{position}", company="third")], now=NOW)
    async with open_log(path) as log:
        assert (await verify(log)).position == (await log.head()).position
    assert sorted(tallies_of(path)) == [("", int(erases), 5 + (not erases)), *TALLIED[erases]]
    changed(path, "UPDATE tally SET events = 9 WHERE company = 'third'")
    async with open_log(path) as log:
        with pytest.raises(CorruptLog, match="an index leads to other events of 'third'"):
            await log.histories(["third"], 9)


TALLIED = {False: [("acme", 2, 4), ("other", 1, 2), ("third", 3, 15)], True: [("other", 1, 2), ("third", 3, 12)]}


def tallies_of(path: Path) -> list[tuple[str, int, int]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT company, events, positions FROM tally").fetchall()


# --- rows that an earlier release filed by other rules ----------------------------------------------------------------

CONTENTS = "SELECT position, id, content, digest, hash, recorded_at FROM event ORDER BY position"


def changed(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """Does this to the tables, whatever their triggers say; the contents as they then are."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _, sql in triggers)):
            connection.execute(statement)
        return connection.execute(CONTENTS).fetchall()


@pytest.mark.parametrize("read_only", [False, True])
async def test_what_was_filed_otherwise_is_filed_anew_once(old: Path, tmp_path: Path, read_only: bool) -> None:
    said = changed(old, *FILED_OTHERWISE)
    async with open_log(old, read_only=read_only) as log:
        assert await verify(log) == LogHead(5, bytes.fromhex(HASH), 1, THEN)
        assert await log.companies(5, search="acmé", limit=9) == ["acme", "acme-sas"]
    assert changed(old) == said
    async with open_log(tmp_path / "new.db"):
        pass
    assert made_of(old) == made_of(tmp_path / "new.db")
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE mark (x)")  # a second opening files nothing anew, so that this stays wrong:
        connection.execute("DROP TRIGGER name_is_never_changed")
        connection.execute("UPDATE name SET folded = 'x'")
        connection.commit()
    async with open_log(old, read_only=read_only) as log:
        with pytest.raises(CorruptLog, match="filed"):
            await verify(log)


async def test_identifiers_that_an_earlier_release_did_not_file_are_filed(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    async with open_log(path) as log:
        told = [profile("p", company="acme", identifiers=["ticker:ACM"]), funding("f", company="acme", leads=["Bolt"])]
        await log.append(told, now=NOW)
    changed(path, "DELETE FROM mention WHERE role = 'identifier'")
    async with open_log(path) as log:
        with pytest.raises(CorruptLog, match="filed"):
            await verify(log)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    async with open_log(path, read_only=True) as log:
        assert (await verify(log)).position == 2
        assert await log.index.identified(["ticker:acm"], Cut(None, 2)) == [("ticker:acm", "acme", "p")]
    assert made_of(path)[1] == (FILING,)


async def test_where_nobody_may_write_an_old_database_is_read_if_nothing_in_it_is_filed_otherwise(old: Path) -> None:
    with FileLock(f"{old}.lock"):
        async with SqliteLog.opened(old, read_only=True, lock_timeout_seconds=0.01) as log:
            assert (await log.head()).position == 5
        changed(old, *FILED_OTHERWISE)
        with pytest.raises(StoreUnavailable, match=r"brought up to date before it is read.*open it once"):
            async with SqliteLog.opened(old, read_only=True, lock_timeout_seconds=0.01):
                pass
    assert made_of(old)[1] == (2,)


async def test_filing_anew_that_breaks_off_leaves_the_file_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(old, *FILED_OTHERWISE)
    before = made_of(old)

    def broken(_: object) -> list[object]:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("dateline.log.sql.refiling.name_rows", broken)
    with pytest.raises(RuntimeError, match="the power is gone"):
        async with open_log(old):
            pass
    assert made_of(old) == before
    monkeypatch.undo()
    async with open_log(old) as log:
        assert (await verify(log)).position == 5


async def test_what_cannot_be_read_stands_in_no_way_of_filing_anew(old: Path) -> None:
    content = b'{"type":"wedding"}'
    told = f"content = x'{content.hex()}', digest = x'{digest(content).hex()}'"
    changed(old, f"UPDATE event SET {told} WHERE position = 2")
    async with open_log(old) as log:
        with pytest.warns(UnreadableRecord, match="record 2, 'acme/seed', cannot be read"):
            assert [one.position for one in (await log.histories(["acme"], 5))["acme"]] == [1, 3, 4, 5]


@pytest.mark.parametrize("version", [1, FILING + 1])
async def test_another_version_is_refused(old: Path, version: int) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(StoreUnavailable, match=f"schema version {version}, this Dateline reads 2 to {FILING}"):
        async with open_log(old):
            pass
