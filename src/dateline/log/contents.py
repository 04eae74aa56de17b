"""Contents: records as bytes, each decoded when it is asked for.

An event takes five times as much memory decoded as it does packed, and of a company that has many most questions look
at few.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple, overload

from dateline.events.packing import pack, unpack
from dateline.log.record import Record
from dateline.log.recording import decoded_size, record

_DIGESTS = 64
"""Bytes of the digest and the hash, which stand behind a content."""
_PACKED = 2 / 3
"""Of the length of a content, what it has packed, about, or less."""
_BYTES_BESIDE = _DIGESTS + 24
"""Of memory, that a record takes packed, beside its content."""


class Contents(Sequence[Record]):
    """The records of one read. Never changes, but for what of it is decoded."""

    __slots__ = ("_contents", "_decoded", "_packed")

    def __init__(self, records: Sequence[Record], contents: Sequence[bytes]) -> None:
        """Records that were just decoded, each with its content."""
        self._decoded = dict(enumerate(records))
        self._contents = contents
        self._packed: _Packed | None = None

    def undecoded(self) -> Contents:
        """The same records, packed, none of them decoded."""
        other = Contents((), ())
        other._packed = self._packed or _packed([*self._decoded.values()], self._contents)
        return other

    @property
    def size(self) -> int:
        """Bytes of memory when packed, about."""
        if self._packed is not None:
            return self._packed.size
        return int(self._content_bytes * _PACKED) + len(self) * _BYTES_BESIDE

    @property
    def decoded_size(self) -> int:
        """Bytes of memory when all of them are decoded, about."""
        return decoded_size(self._content_bytes, len(self))

    @property
    def _content_bytes(self) -> int:
        return sum(map(len, self._contents)) if self._packed is None else len(self._packed.bytes)

    def __len__(self) -> int:
        return len(self._contents) if self._packed is None else len(self._packed.ends)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        found = self._decoded.get(place)
        if found is None:
            place = range(len(self))[place]
            found = self._decoded.get(place) or self._decode(place)
        return found

    def _decode(self, place: int) -> Record:
        assert self._packed is not None, "what is not packed is decoded"
        made = self._decoded[place] = self._packed.record(place)
        return made


class _Packed(NamedTuple):
    bytes: bytes
    """Of each record its content, packed, and behind that digest and hash."""
    ends: array[int]
    positions: array[int]
    recorded_at: tuple[datetime, ...]

    @property
    def size(self) -> int:
        return len(self.bytes) + (_BYTES_BESIDE - _DIGESTS) * len(self.ends)

    def record(self, place: int) -> Record:
        start, end = self.ends[place - 1] if place else 0, self.ends[place]
        digests = end - _DIGESTS
        event, digest, hash = (
            unpack(self.bytes[start:digests]),
            self.bytes[digests : end - 32],
            self.bytes[end - 32 : end],
        )
        return record(event, self.positions[place], self.recorded_at[place], digest, hash, digests - start)


def _packed(records: Sequence[Record], contents: Sequence[bytes]) -> _Packed:
    packed = [pack(content) + one.digest + one.hash for one, content in zip(records, contents, strict=True)]
    ends = array("q", accumulate(map(len, packed)))
    positions = array("q", [one.position for one in records])
    return _Packed(b"".join(packed), ends, positions, tuple([one.recorded_at for one in records]))
