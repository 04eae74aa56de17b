"""What is written short reads back as it was, whatever is in it."""

from __future__ import annotations

import msgspec
from histories import law
from hypothesis import given
from hypothesis import strategies as st

from dateline.graphql.execution.shorthand import MARK, Shorthand

texts = st.text(st.sampled_from('ab"\\:,{}[]\x00\x01\x1f\n é'), max_size=12) | st.sampled_from(
    ['"a":', ',"b":[{"a":"', "1", "null"]
)
leaves = texts | st.none() | st.booleans() | st.integers(-5, 5) | st.just(1.5)
rows = st.recursive(
    leaves,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["a", "name", "__typename"]), below),
    max_leaves=12,
).map(msgspec.json.encode)


@law(400)
@given(first=rows, others=st.lists(rows, max_size=4))
def test_rows_read_back_as_they_were(first: bytes, others: list[bytes]) -> None:
    shorthand = Shorthand(first)
    for row in (first, *others):
        assert len(shorthand.short(row)) <= len(row)
        assert MARK not in shorthand.short(row)
    together = b",".join([shorthand.short(first), *others, *map(shorthand.short, others)])
    assert shorthand.long(together) == b",".join([first, *others, *others])


def test_a_row_like_the_first_takes_half_as_many_bytes() -> None:
    first, second = (
        msgspec.json.encode(
            {"key": f"round-{n}", "on": {"edtf": "2024"}, "raised": {"money": {"amount": str(n)}}, "leads": []}
        )
        for n in (1, 2)
    )
    assert len(Shorthand(first).short(second)) < len(second) / 2
