"""A large answer is written piece by piece: as it is written at once, and no further than it may be long."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.web.json_pieces import written_in_turns

_LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=40)


@given(answer=st.dictionaries(st.text(), _VALUES))
async def test_it_is_the_same_bytes(answer: dict[str, Any]) -> None:
    at_once = msgspec.json.encode(answer)
    assert await written_in_turns(answer, len(at_once)) == (at_once, len(at_once))
    body, size = await written_in_turns(answer, len(at_once) - 1)
    assert (body, size) == (b"", len(at_once))


@pytest.mark.parametrize("rows", [30, 50, 99, 100, 101, 3_000])
async def test_much_is_the_same_bytes(rows: int) -> None:
    answer = {"rows": [{"a": [{"b": number}, {}, []], "c": {"d": None}} for number in range(rows)], "e": [], "f": 1}
    at_once = msgspec.json.encode(answer)
    assert await written_in_turns(answer, len(at_once)) == (at_once, len(at_once))


async def test_what_is_too_long_is_not_written_to_its_end() -> None:
    rows = [{"note": "x" * 1_000, "in": {}} for _ in range(10_000)]
    body, size = await written_in_turns({"rows": rows}, 1_000_000)
    assert body == b""
    assert 1_000_000 < size < 1_500_000
