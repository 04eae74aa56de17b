"""Contents: records as bytes, each decoded when it is asked for.

An event takes five times as much memory decoded as it does packed, and of a company that has many most questions look
at few. Deflated, all contents together, it takes less than half of that, and a whole history is inflated in a third of
the time in which its events would be decoded.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate, chain
from typing import NamedTuple, overload

from dateline.events.packing import pack, unpack
from dateline.log.record import Record
from dateline.log.recording import decoded_size, record

_DIGESTS = 64
"""Bytes of the digest and the hash."""
_PACKED = 2 / 3
"""Of the length of a content, what it has packed, about, or less."""
_FAST = 1
"""Of zlib's levels: the others take up to twice the time, for a sixth of the bytes."""
_MOST_DEFLATED = 200_000
"""Bytes of contents, of 500 events or so: all of them are inflated for the first that is decoded, in 0.4 ms."""
_BYTES_BESIDE = _DIGESTS + 24
"""Of memory, that a record takes packed, beside its content."""


class Contents(Sequence[Record]):
    """The records of one read. Never changes, but for what of it is decoded."""

    __slots__ = ("_bytes", "_contents", "_decoded", "_packed")

    def __init__(self, records: Sequence[Record], contents: Sequence[bytes]) -> None:
        """Records that were just decoded, each with its content."""
        self._decoded = dict(enumerate(records))
        self._contents = contents
        self._packed: _Packed | None = None
        self._bytes: bytes | None = None
        """What is packed, inflated."""

    def undecoded(self, *, deflated: bool = False) -> Contents:
        """The same records, packed, none of them decoded; `deflated` where memory is short and they are not many."""
        deflated = deflated and self._content_bytes <= _MOST_DEFLATED
        # What is deflated is not packed before: that takes longer than deflating, and saves little then.
        packed = self._packed or _joined([*self], self._contents, packed=not deflated)
        return Contents._of(packed.deflated() if deflated else packed)

    @classmethod
    def _of(cls, packed: _Packed) -> Contents:
        made = cls((), ())
        made._packed = packed
        return made

    def give_up(self, places: range) -> tuple[list[Record], Sequence[bytes]]:
        """Records that were not packed yet, with their contents, for whoever packs them: they are gone from here."""
        return [self._decoded.pop(place) for place in places], self._contents[places.start : places.stop]

    @property
    def size(self) -> int:
        """Bytes of memory when packed, about; of what is deflated, as it is then."""
        if self._packed is not None:
            return self._packed.size
        return int(self._content_bytes * _PACKED) + len(self) * _BYTES_BESIDE

    @property
    def decoded_size(self) -> int:
        """Bytes of memory when all of them are decoded, about."""
        return decoded_size(self._content_bytes, len(self))

    @property
    def _content_bytes(self) -> int:
        return sum(map(len, self._contents)) if self._packed is None else self._packed.content_bytes

    def __len__(self) -> int:
        return len(self._contents) if self._packed is None else len(self._packed.ends)

    def __iter__(self) -> Iterator[Record]:
        is_whole = self._packed is None and len(self._decoded) == len(self)
        return iter(self._decoded.values()) if is_whole else super().__iter__()

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
        if self._bytes is None:
            self._bytes = self._packed.inflated()
        made = self._decoded[place] = self._packed.record(place, self._bytes)
        return made


class _Packed(NamedTuple):
    contents: bytes
    """One behind the other, packed unless they were deflated at once."""
    is_deflated: bool
    content_bytes: int
    """Of all contents, as they came."""
    digests: bytes
    """Of each record its digest and its hash, which no deflating makes shorter."""
    ends: array[int]
    positions: array[int]
    recorded_at: tuple[datetime, ...]

    @property
    def size(self) -> int:
        return len(self.contents) + _BYTES_BESIDE * len(self.ends)

    def deflated(self) -> _Packed:
        if self.is_deflated:
            return self
        return self._replace(contents=zlib.compress(self.contents, _FAST), is_deflated=True)

    def inflated(self) -> bytes:
        return zlib.decompress(self.contents, bufsize=self.ends[-1]) if self.is_deflated else self.contents

    def record(self, place: int, packed: bytes) -> Record:
        start, end = self.ends[place - 1] if place else 0, self.ends[place]
        middle = place * _DIGESTS + _DIGESTS // 2
        digest, hash = self.digests[middle - 32 : middle], self.digests[middle : middle + 32]
        event = unpack(packed[start:end])
        return record(event, self.positions[place], self.recorded_at[place], digest, hash, end - start)


def _joined(records: Sequence[Record], contents: Sequence[bytes], *, packed: bool) -> _Packed:
    """Not deflated yet."""
    kept = [*map(pack, contents)] if packed else contents
    return _Packed(
        b"".join(kept),
        False,
        sum(map(len, contents)),
        b"".join([part for one in records for part in (one.digest, one.hash)]),
        array("q", accumulate(map(len, kept))),
        array("q", [one.position for one in records]),
        tuple([one.recorded_at for one in records]),
    )


class Packing:
    """Records that are packed in several lots."""

    def __init__(self) -> None:
        self._lots: list[_Packed] = []

    def add(self, records: Sequence[Record], contents: Sequence[bytes]) -> None:
        self._lots.append(_joined(records, contents, packed=True))

    def contents(self) -> Contents:
        """All of them, in the order in which they came, none of them decoded."""
        ends, behind = array("q"), 0
        for lot in self._lots:
            ends.extend([behind + end for end in lot.ends])
            behind += len(lot.contents)
        return Contents._of(
            _Packed(
                b"".join([lot.contents for lot in self._lots]),
                False,
                sum([lot.content_bytes for lot in self._lots]),
                b"".join([lot.digests for lot in self._lots]),
                ends,
                array("q", chain.from_iterable([lot.positions for lot in self._lots])),
                tuple(chain.from_iterable([lot.recorded_at for lot in self._lots])),
            )
        )
