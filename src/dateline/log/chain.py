"""The hash chain: each record seals all that came before it.

`hash = sha256(previous hash || position || recorded_at || sha256(canonical bytes))`, with position and the
microseconds of recorded_at since 1970 (UTC) as eight bytes each, big-endian; before the first record stands GENESIS.
The inner digest is stored too, so that a content can be erased later without breaking the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from dateline.errors import CorruptLog

GENESIS: Final = bytes(32)
"""The hash before the first record."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_sha256 = hashlib.sha256


ALTERED: Final = "its content is not the one that was recorded: the digest differs"
UNCHAINED: Final = "its hash does not follow from the record and the one before it"


def refuse_altered(position: int, content: bytes, digest: bytes) -> None:
    """Raises CorruptLog for a content that is not the one of the digest: no answer is made of it."""
    if hashlib.sha256(content).digest() != digest:
        raise CorruptLog(position, f"{ALTERED}; put back a copy of the log")


def chain(previous: bytes, position: int, recorded_at: datetime, digest: bytes) -> bytes:
    """The hash of a record and of all before it."""
    return _sha256(previous + position.to_bytes(8, "big") + _sealed(recorded_at) + digest).digest()


def chain_all(previous: bytes, head: int, recorded_at: datetime, digests: Iterable[bytes]) -> list[bytes]:
    """The same of records with these digests, recorded at once: the first of them stands behind the one at `head`,
    which has the hash `previous`."""
    at = _sealed(recorded_at)
    hashes = []
    for position, digest in enumerate(digests, head + 1):
        previous = _sha256(previous + position.to_bytes(8, "big") + at + digest).digest()
        hashes.append(previous)
    return hashes


@lru_cache(maxsize=16)
def _sealed(recorded_at: datetime) -> bytes:
    return micros(recorded_at).to_bytes(8, "big", signed=True)


@lru_cache(maxsize=16)  # all records of one append have one instant
def micros(instant: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=16)
def instant(micros: int) -> datetime:
    """The instant of so many microseconds since 1970, UTC."""
    return _EPOCH + timedelta(microseconds=micros)
