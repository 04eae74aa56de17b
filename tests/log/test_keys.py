"""API keys: what is in one, what is kept of it, and what a file holds of them. Stores: support/log_contract_keys.py."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from log_cases import NOW, many

from dateline.errors import InvalidInput, StoreUnavailable
from dateline.log.keys import KeyScope, id_in, new_key
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify


def test_no_two_keys_are_alike_and_each_holds_256_random_bits() -> None:
    secrets = {new_key("a", [KeyScope.READ], NOW).secret for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret.split("_", 2)[2]) == 43 for secret in secrets), "43 characters of 6 bits"


def test_of_a_key_its_digest_is_kept() -> None:
    secret, kept = new_key("nightly import", [KeyScope.APPEND], NOW)
    assert kept.digest == sha256(secret.encode()).digest()
    assert kept.scopes == {KeyScope.APPEND}
    assert id_in(secret) == kept.id
    assert secret.split("_", 2)[2] not in repr(kept)


def test_only_the_key_itself_opens() -> None:
    one, other = (new_key("a", [KeyScope.READ], NOW) for _ in range(2))
    assert one.kept.opens_with(one.secret)
    assert not one.kept.opens_with(other.secret)
    assert not one.kept.opens_with(one.secret[:-1] + ("A" if one.secret[-1] != "A" else "B"))


@pytest.mark.parametrize("text", ["", "dateline_", "Bearer", "dateline_0123456789ab_short", f"x_{'0' * 12}_{'a' * 43}"])
def test_what_has_not_the_form_of_a_key_has_no_id(text: str) -> None:
    assert id_in(text) is None


@pytest.mark.parametrize("name", ["", " ", " a", "a ", "a\nb", "x" * 101, "-x"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="no name for a key"):
        new_key(name, [KeyScope.READ], NOW)


def test_a_key_without_a_scope_is_refused() -> None:
    with pytest.raises(InvalidInput, match="give read or append"):
        new_key("a", [], NOW)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


async def test_a_file_has_a_table_of_keys_once_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
        assert await log.keys.revoke("nobody", NOW) is None
        before = tables(path)
        secret, kept = new_key("a", [KeyScope.READ], NOW)
        await log.keys.add(kept)
        assert tables(path) - before == {"api_key"}
        assert (await verify(log)).position == 3
    assert secret.encode() not in path.read_bytes()


async def test_other_openings_of_a_file_know_of_new_and_revoked_keys(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    kept = new_key("a", [KeyScope.READ], NOW).kept
    async with SqliteLog.opened(path) as one, SqliteLog.opened(path) as other:
        assert await other.keys.find(kept.id) is None
        await one.keys.add(kept)
        assert await other.keys.find(kept.id) == kept
        await one.keys.revoke("a", NOW)
        found = await other.keys.find(kept.id)
        assert found is not None
        assert found.revoked_at == NOW
    async with SqliteLog.opened(path, read_only=True) as reading:
        assert len(await reading.keys.all()) == 1
        with pytest.raises(StoreUnavailable, match="read only"):
            await reading.keys.add(new_key("b", [KeyScope.READ], NOW).kept)
