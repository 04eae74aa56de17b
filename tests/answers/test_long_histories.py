"""A long history is made ready lot by lot, and is the one that the log gives."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

import pytest
from as_bytes import AsBytes, as_bytes, ids_unpacked
from builders import Json, acquisition, funding, log, metric, profile
from histories import COMPANIES, dense_histories, histories, law, told
from hypothesis import given
from log_cases import NOW, ids

from dateline.answers import long_histories
from dateline.answers.kept_histories import KeptHistories
from dateline.answers.long_histories import packed
from dateline.events.acts import Merge
from dateline.log.drafts import bound
from dateline.log.loop_turns import LoopTurns
from dateline.state.columns import Columns

COMPANY = "mistral-ai"


@pytest.fixture(autouse=True)
def three_events_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.answers.kept_histories.LONG", 2)
    monkeypatch.setattr(long_histories, "_LOT", 2)


class CountedLog(AsBytes):
    """Counts how often it was asked for histories."""

    read = 0

    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, Any]:
        self.read += 1
        return await super().histories(slugs, upto)


@law(100)
@given(history=histories | dense_histories)
def test_what_was_packed_in_lots_is_what_there_was(history: list[Json]) -> None:
    records = log(*map(told, history))
    for company in COMPANIES:
        own = [record for record in records if record.event.company == company]
        if not own:
            continue
        made = asyncio.run(packed(as_bytes(own), None))
        if any(isinstance(record.event, Merge) for record in own):
            assert made is None
            continue
        assert made is not None
        ready, bound_to = made
        assert ids(ready) == ids(own)
        assert [record.event for record in ready] == [record.event for record in own]
        assert [(record.hash, record.digest) for record in ready] == [(record.hash, record.digest) for record in own]
        assert bound_to == {slug for record in own for slug in bound(record.event)}


def test_events_of_two_companies_are_not_packed() -> None:
    several = log(profile("a", name="A"), profile("b", name="B"), profile("c", name="C", company="acme"))
    assert asyncio.run(packed(as_bytes(several), None)) is None
    assert ids(several) == ["a", "b", "c"]


async def test_a_long_history_is_kept_with_nothing_of_it_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = ids_unpacked(monkeypatch)
    log = CountedLog()
    await log.append([acquisition("a", target="Koyeb"), *(metric(f"m{place}") for place in range(4))], now=NOW)
    kept = KeptHistories(log)
    first = (await kept.of([COMPANY], 5))[COMPANY]
    assert first.outline is not None
    assert decoded == []
    await log.append([profile("p", name="P", company="acme")], now=NOW)
    assert (await kept.of([COMPANY], 6))[COMPANY] is first
    assert decoded == []  # not to find out, either, whether what the log has gained has to do with it
    await log.append([profile("k", name="K", company="koyeb")], now=NOW)
    assert (await kept.of([COMPANY], 7))[COMPANY] is not first
    assert log.read == 2


async def test_a_long_history_with_merges_is_kept_as_it_is() -> None:
    log = CountedLog()
    same = {"type": "merge", "id": "x", "subject": "funding/a", "same": ["funding/b"]}
    await log.append([*(funding(f"f{place}", round="a") for place in range(3)), told(same)], now=NOW)
    found = (await KeptHistories(log).of([COMPANY], 4))[COMPANY]
    assert (ids(found), found.is_packable) == (["f0", "f1", "f2", "x"], False)


async def test_others_have_their_turn_between_two_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = LoopTurns()
    taken = 0

    async def step() -> None:
        nonlocal taken
        taken += 1

    monkeypatch.setattr(turns, "step", step)
    monkeypatch.setattr(long_histories, "loop_turns", lambda: turns)
    await packed(as_bytes(log(*(metric(f"m{place}") for place in range(9)))), None)
    assert taken >= 2 * 5 + len(Columns._fields)  # lots are looked through, and packed, and put in order
