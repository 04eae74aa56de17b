"""What every store promises of API keys: the docstrings of `KeyStore` as tests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import founded
from log_cases import NOW, EmptyLog

from dateline.errors import InvalidInput, StoreUnavailable
from dateline.log.contract import EventLog
from dateline.log.keys import KeyScope, NewKey, id_in, new_key

LATER = NOW + timedelta(microseconds=1)


def made(name: str, *scopes: KeyScope, at: object = NOW) -> NewKey:
    return new_key(name, scopes or tuple(KeyScope), at)  # type: ignore[arg-type]


class KeysContract(EmptyLog):
    """Each promise of `KeyStore`."""

    async def test_a_log_begins_without_keys(self, log: EventLog) -> None:
        assert await log.keys.all() == []
        assert await log.keys.find("0" * 12) is None
        assert await log.keys.revoke("anyone", NOW) is None

    async def test_a_key_is_found_by_the_id_in_it_as_it_was_kept(self, log: EventLog) -> None:
        one, other = made("one", KeyScope.APPEND), made("other")
        await log.keys.add(one.kept)
        await log.keys.add(other.kept)
        id = id_in(one.secret)
        assert id is not None
        assert await log.keys.find(id) == one.kept
        assert await log.keys.find("0" * 12) is None

    async def test_keys_are_listed_by_when_they_were_made(self, log: EventLog) -> None:
        second, first = made("a", at=LATER), made("b")
        await log.keys.add(second.kept)
        await log.keys.add(first.kept)
        assert await log.keys.all() == [first.kept, second.kept]

    @pytest.mark.parametrize("by", ["name", "id"])
    async def test_a_revoked_key_opens_nothing_and_stays_listed(self, log: EventLog, by: str) -> None:
        key, other = made("mine"), made("other")
        for each in (key, other):
            await log.keys.add(each.kept)
        revoked = await log.keys.revoke(key.kept.name if by == "name" else key.kept.id, LATER)
        assert revoked is not None
        assert (revoked.id, revoked.revoked_at) == (key.kept.id, LATER)
        found = await log.keys.find(key.kept.id)
        assert found == revoked
        assert key.kept.opens_with(key.secret)
        assert not found.opens_with(key.secret)
        assert revoked in await log.keys.all()
        assert await log.keys.find(other.kept.id) == other.kept

    async def test_a_key_is_revoked_once(self, log: EventLog) -> None:
        await log.keys.add(made("mine").kept)
        assert await log.keys.revoke("mine", NOW) is not None
        assert await log.keys.revoke("mine", LATER) is None

    async def test_a_name_is_free_again_when_its_key_is_revoked(self, log: EventLog) -> None:
        await log.keys.add(made("mine").kept)
        with pytest.raises(InvalidInput, match="there is a key named 'mine' already") as refused:
            await log.keys.add(made("mine").kept)
        assert refused.value.argument == ("name",)
        await log.keys.revoke("mine", NOW)
        await log.keys.add(made("mine").kept)
        assert [key.revoked_at is None for key in await log.keys.all()].count(True) == 1

    async def test_the_log_knows_nothing_of_keys(self, log: EventLog) -> None:
        await log.append([founded("f")], now=NOW)
        head = await log.head()
        await log.keys.add(made("mine").kept)
        await log.keys.revoke("mine", NOW)
        assert await log.head() == head
        assert (await log.append([founded("g")], now=NOW)).head.position == 2

    async def test_the_keys_of_a_closed_log_cannot_be_read(self) -> None:
        async with self.opening() as log:
            await log.keys.add(made("mine").kept)
        with pytest.raises(StoreUnavailable, match="closed"):
            await log.keys.all()
        with pytest.raises(StoreUnavailable, match="closed"):
            await log.keys.add(made("other").kept)
