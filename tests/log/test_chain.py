"""The hash chain: any change changes the hash."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from dateline.log.chain import GENESIS, chain, instant, micros


def test_the_hash_is_sha256_of_previous_hash_position_micros_and_digest() -> None:
    at = datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)
    previous, inner = b"p" * 32, b"d" * 32
    expected = hashlib.sha256(previous + (258).to_bytes(8, "big") + (1_000_005).to_bytes(8, "big") + inner).digest()
    assert chain(previous, 258, at, inner) == expected
    assert GENESIS == b"\0" * 32


@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**63 - 1), st.datetimes(timezones=st.just(UTC)))
def test_any_change_changes_the_hash(inner: bytes, position: int, at: datetime) -> None:
    hashed = chain(GENESIS, position, at, inner)
    assert hashed != chain(inner[::-1] + b"x", position, at, inner)
    assert hashed != chain(GENESIS, position - 1, at, inner)
    assert hashed != chain(GENESIS, position, at, hashed)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])))
def test_an_instant_survives_as_microseconds(at: datetime) -> None:
    assert instant(micros(at)) == at
    assert instant(micros(at)).tzinfo is UTC
