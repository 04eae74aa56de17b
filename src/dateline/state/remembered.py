"""Remembered: what was made of the subjects of a company, as bytes, for whoever comes to the same events of one again.

What of a subject is in reach is known before any of its events is decoded. Most vantages see the same of most subjects,
and what is asked of one, like a row of an answer, takes a tenth of the memory that its events and their view take.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from itertools import count
from typing import Final
from weakref import WeakValueDictionary

Handle = int | tuple[int, ...]
"""What of a subject is in reach: the places of its events in the outline of its company, or the only one there is."""
_BYTES_BESIDE: Final = 80
"""Of memory, that something takes beside its bytes and its handle."""
_BYTES_OF_OWNER: Final = 300
"""Of memory, for whoever remembers something of a company."""
_NOTHING: Final[Mapping[Handle, bytes]] = {}


class Memory:
    """Room for what is remembered of companies. Those that were asked for least recently are forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._sizes: OrderedDict[int, int] = OrderedDict()
        """By number, the one that was asked for last at the end."""
        self._there: WeakValueDictionary[int, Remembered] = WeakValueDictionary()
        self._numbers = count()
        self.size = 0
        """Bytes of memory, about."""

    def remembered(self) -> Remembered:
        """For one company, nothing yet."""
        number = next(self._numbers)
        self._there[number] = made = Remembered(self, number)
        return made

    def used(self, number: int) -> None:
        """It was asked for last."""
        if number in self._sizes:
            self._sizes.move_to_end(number)

    def grown(self, number: int, size: int) -> None:
        """It takes so many bytes more."""
        self._sizes[number] = self._sizes.get(number, 0) + size
        self._sizes.move_to_end(number)
        self.size += size
        while self.size > self._most_bytes:
            oldest, its_size = self._sizes.popitem(last=False)
            self.size -= its_size
            if (forgotten := self._there.get(oldest)) is not None:
                forgotten.forget()

    def gone(self, number: int) -> None:
        """Its company is kept no longer."""
        its_size = self._sizes.pop(number, 0)
        self.size -= its_size  # in a step of its own: another one may go wherever something is called


class Remembered:
    """Of one company. It goes with the company's history."""

    def __init__(self, memory: Memory, number: int) -> None:
        self._memory = memory
        self._number = number
        self._by_owner: dict[Hashable, dict[Handle, bytes]] = {}

    def __del__(self) -> None:
        self._memory.gone(self._number)

    def of(self, owner: Hashable) -> Mapping[Handle, bytes]:
        """What somebody remembers, by handle."""
        return self._by_owner.get(owner, _NOTHING)

    def keep(self, owner: Hashable, handle: Handle, made: bytes) -> None:
        size = len(made) + _BYTES_BESIDE
        if owner not in self._by_owner:
            self._by_owner[owner] = {}
            size += _BYTES_OF_OWNER
        self._by_owner[owner][handle] = made
        self._memory.grown(self._number, size if isinstance(handle, int) else size + 56 + 8 * len(handle))

    def used(self) -> None:
        """The company was asked for last."""
        self._memory.used(self._number)

    def forget(self) -> None:
        self._by_owner.clear()
