"""Contents: records as bytes, each decoded when it is asked for.

An event takes four times as much memory decoded as it does in the log, and of a company that has many most questions
look at few.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import overload

from dateline.events.codec import restore
from dateline.log.record import Record
from dateline.log.recording import record

_DIGESTS = 64
"""Bytes of the digest and the hash, which stand behind a content."""
_BESIDE = 24
"""Bytes that a record takes beside these: where it ends, its position, and when it was recorded."""


class Contents(Sequence[Record]):
    """The records of one read. Never changes, but for what of it is decoded."""

    __slots__ = ("_bytes", "_decoded", "_ends", "_positions", "_recorded_at")

    def __init__(self, records: Sequence[Record], contents: Sequence[bytes]) -> None:
        """Records that were just decoded, each with its content."""
        sealed = zip(records, contents, strict=True)
        self._bytes = b"".join([part for one, content in sealed for part in (content, one.digest, one.hash)])
        self._ends = array("q", accumulate([len(content) + _DIGESTS for content in contents]))
        self._positions = array("q", [one.position for one in records])
        self._recorded_at = tuple([one.recorded_at for one in records])
        self._decoded = dict(enumerate(records))

    def undecoded(self) -> Contents:
        """The same records, none of them decoded."""
        other = Contents.__new__(Contents)
        other._bytes, other._ends = self._bytes, self._ends
        other._positions, other._recorded_at = self._positions, self._recorded_at
        other._decoded = {}
        return other

    @property
    def size(self) -> int:
        """Bytes of memory, about, without what is decoded."""
        return len(self._bytes) + len(self) * _BESIDE

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        found = self._decoded.get(place)
        return found if found is not None else self._decode(range(len(self))[place])

    def _decode(self, place: int) -> Record:
        start, end = self._ends[place - 1] if place else 0, self._ends[place] - _DIGESTS
        event, both = restore(self._bytes[start:end]), self._bytes[end : end + _DIGESTS]
        made = record(event, self._positions[place], self._recorded_at[place], both[:32], both[32:])
        self._decoded[place] = made
        return made
