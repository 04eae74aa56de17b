"""A batch: the chunks of one append, behind the head that it found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders import funding, record
from hypothesis import given, settings
from log_cases import NOW, batches

from dateline.errors import PositionConflict
from dateline.events.event import Event
from dateline.log.append import Batch
from dateline.log.chain import GENESIS
from dateline.log.record import LogHead

few = settings(max_examples=30)  # a batch takes longer to draw than to judge

EMPTY = LogHead(0, GENESIS, 1, None)


@given(batches)
@few
def test_a_batch_forges_the_records_that_follow_from_its_events(events: list[Event]) -> None:
    batch = Batch(events, EMPTY, NOW, expected=0, positions=True)
    entries = batch.judge(batch.draw(), {})
    assert batch.draw() == []
    previous = GENESIS
    for place, (one, told) in enumerate(zip(entries, events, strict=True), start=1):
        expected = record(told, place, NOW, previous)
        assert (one.position, one.digest, one.hash) == (expected.position, expected.digest, expected.hash)
        previous = one.hash
    assert batch.head == batch.appended().head
    assert (batch.head.position, batch.head.hash) == (len(events), previous)
    assert batch.appended(kept=False).head == EMPTY


def test_a_batch_behind_another_head_than_expected_is_refused() -> None:
    with pytest.raises(PositionConflict):
        Batch([], EMPTY, NOW, expected=1, positions=False)


def test_a_batch_is_drawn_lazily() -> None:
    drawn = []

    def telling() -> Iterator[Event]:
        for place in range(5000):
            drawn.append(place)
            yield funding(f"e{place}")

    batch = Batch(telling(), EMPTY, NOW, expected=None, positions=False)
    assert drawn == []
    assert len(batch.draw()) == len(drawn) == 1000
