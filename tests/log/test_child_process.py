"""While a second process sends what it made, Python looks for garbage less often, and then as often as before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from dateline.log.child_process import garbage_waits


@pytest.fixture(autouse=True)
def thresholds_are_put_back() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_garbage_waits_for_the_end_of_the_block_also_where_that_raises() -> None:
    gc.set_threshold(700, 11, 12)
    seen = []

    def fails() -> None:
        seen.append(gc.get_threshold())
        raise KeyError

    with pytest.raises(KeyError), garbage_waits():
        fails()
    ((youngest, *older),) = seen
    assert (youngest > 10_000, older) == (True, [11, 12])
    assert gc.get_threshold() == (700, 11, 12)


@pytest.mark.parametrize("youngest", [0, 10_000_000])
def test_where_it_is_looked_for_more_seldom_anyway_nothing_changes(youngest: int) -> None:
    gc.set_threshold(youngest, 11, 12)
    with garbage_waits():
        assert gc.get_threshold() == (youngest, 11, 12)
    assert gc.get_threshold() == (youngest, 11, 12)


def test_of_two_at_once_the_first_to_begin_puts_back_what_was_before() -> None:
    gc.set_threshold(700, 11, 12)
    first, second = garbage_waits(), garbage_waits()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert gc.get_threshold() == (700, 11, 12)
