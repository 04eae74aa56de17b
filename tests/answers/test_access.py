"""Who may do what, by the key that comes with a request."""

from __future__ import annotations

import pytest
from answers import NOW, memory

from dateline.answers.access import FRESH_SECONDS, Caller, Door
from dateline.errors import Forbidden, Unauthenticated
from dateline.log.keys import KeyScope, KeyStore, new_key
from dateline.log.memory.store import MemoryLog


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def a_key(keys: KeyStore, *scopes: KeyScope, name: str = "mine") -> str:
    made = new_key(name, scopes or tuple(KeyScope), NOW)
    await keys.add(made.kept)
    return made.secret


@pytest.fixture
async def log() -> MemoryLog:
    return await memory()


async def test_without_a_key_reading_is_open_and_writing_is_not(log: MemoryLog) -> None:
    anybody = await Door(log.keys).caller(None)
    anybody.require(KeyScope.READ)
    with pytest.raises(Unauthenticated, match="writing needs an API key with the scope `append`"):
        anybody.require(KeyScope.APPEND)


async def test_where_reading_is_closed_it_needs_a_key(log: MemoryLog) -> None:
    door = Door(log.keys, reading_needs_key=True)
    with pytest.raises(Unauthenticated, match="reading needs an API key"):
        (await door.caller(None)).require(KeyScope.READ)
    key = await a_key(log.keys, KeyScope.READ)
    (await door.caller(f"Bearer {key}")).require(KeyScope.READ)


@pytest.mark.parametrize("scope", KeyScope)
async def test_a_key_allows_what_its_scopes_say(log: MemoryLog, scope: KeyScope) -> None:
    (other,) = set(KeyScope) - {scope}
    caller = await Door(log.keys).caller(f"Bearer {await a_key(log.keys, scope)}")
    assert caller == Caller("mine", frozenset({scope}))
    caller.require(scope)
    with pytest.raises(Forbidden, match=f"the key 'mine' has not the scope `{other.value}`"):
        caller.require(other)


@pytest.mark.parametrize("written", ["Bearer {}", "bearer {}", "BEARER   {} "])
async def test_the_scheme_is_read_in_any_case(log: MemoryLog, written: str) -> None:
    key = await a_key(log.keys)
    assert (await Door(log.keys).caller(written.format(key))).name == "mine"


@pytest.mark.parametrize("given", ["", "Bearer", "Basic bWU6eW91", "Bearer a b", "Bearer no-key", "dateline_"])
async def test_what_is_no_key_is_refused_where_reading_is_open_too(log: MemoryLog, given: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await Door(log.keys).caller(given)
    assert "no-key" not in str(refused.value)


async def test_a_key_of_another_log_is_refused(log: MemoryLog) -> None:
    key = await a_key((await memory()).keys)
    with pytest.raises(Unauthenticated, match="unknown, or was revoked") as refused:
        await Door(log.keys).caller(f"Bearer {key}")
    assert key not in str(refused.value)


async def test_a_key_with_the_id_of_another_is_refused(log: MemoryLog) -> None:
    one, other = await a_key(log.keys, name="one"), await a_key(log.keys, name="other")
    (_, id, _), (_, _, random) = one.split("_", 2), other.split("_", 2)
    forged = f"dateline_{id}_{random}"
    with pytest.raises(Unauthenticated):
        await Door(log.keys).caller(f"Bearer {forged}")


async def test_a_revoked_key_is_refused_within_a_second(log: MemoryLog) -> None:
    clock = Clock()
    door = Door(log.keys, clock=clock)
    given = f"Bearer {await a_key(log.keys)}"
    await door.caller(given)
    await log.keys.revoke("mine", NOW)
    assert FRESH_SECONDS < 1
    clock.seconds += FRESH_SECONDS
    with pytest.raises(Unauthenticated):
        await door.caller(given)


async def test_a_new_key_is_known_within_a_second(log: MemoryLog) -> None:
    clock = Clock()
    door = Door(log.keys, clock=clock)
    made = new_key("mine", [KeyScope.READ], NOW)
    with pytest.raises(Unauthenticated):
        await door.caller(f"Bearer {made.secret}")
    await log.keys.add(made.kept)
    clock.seconds += FRESH_SECONDS
    assert (await door.caller(f"Bearer {made.secret}")).name == "mine"


async def test_keys_are_looked_up_once_in_a_while_and_of_each_only_the_last_ones_are_remembered(
    log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = log.keys.find

    async def counted(id: str):  # type: ignore[no-untyped-def]
        asked.append(id)
        return await find(id)

    monkeypatch.setattr(log.keys, "find", counted)
    door = Door(log.keys)
    given = f"Bearer {await a_key(log.keys)}"
    for _ in range(50):
        await door.caller(given)
    assert len(asked) == 1
    for number in range(1_200):
        with pytest.raises(Unauthenticated):
            await door.caller(f"Bearer dateline_{number:012x}_{'a' * 43}")
    await door.caller(given)
    assert asked[-1] == asked[0]
