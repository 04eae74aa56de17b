"""KeptStates: states of companies that were made before, in so many bytes of memory.

A state keeps the events that it was made of, which its company's other states may share: they are counted once for all
of these. They are counted as if each had been looked at, since a state works out its parts when they are asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final, NamedTuple

from dateline.state.company import CompanyState
from dateline.state.told import Told
from dateline.state.vantage import Vantage

MOST_BYTES: Final = 16_000_000
"""Of memory: 10,000 events, and what is made of them."""
_BYTES_OF_STATE: Final = 3_000
"""Of memory, beside its events, where nothing was asked of it yet."""
_BYTES_OF_EVENT: Final = 64
"""Of memory, that a state takes for each event: the events themselves are its company's."""


class _KeptState(NamedTuple):
    state: CompanyState | None
    told: Told | None
    size: int


class KeptStates:
    """By the slug asked, and the vantage: a state at a vantage never changes.

    The least recently used go first; the one that was kept last stays, however long its history is.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, Vantage], _KeptState] = OrderedDict()
        self._states_of: dict[Told, int] = {}
        """How many states are kept of each history."""
        self.size = 0
        """Bytes of memory, about."""

    def __contains__(self, key: tuple[str, Vantage]) -> bool:
        return key in self._kept

    def __getitem__(self, key: tuple[str, Vantage]) -> CompanyState | None:
        state = self._kept[key].state
        self._kept.move_to_end(key)
        return state

    def __iter__(self) -> Iterator[CompanyState | None]:
        return (kept.state for kept in self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, slug: str, vantage: Vantage, state: CompanyState | None, told: Told) -> CompanyState | None:
        """The same state, which was made of these events; None where nothing of the company is in reach."""
        before = self._kept.pop((slug, vantage), None)
        if before is not None:
            self._let_go(before)
        if state is None:
            kept = _KeptState(None, None, _BYTES_OF_STATE)
        else:
            kept = _KeptState(state, told, _BYTES_OF_STATE + _BYTES_OF_EVENT * len(told))
            states = self._states_of.get(told, 0)
            self._states_of[told] = states + 1
            if not states:
                self.size += told.size_looked_at
        self._kept[slug, vantage] = kept
        self.size += kept.size
        while self.size > self._most_bytes and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._let_go(oldest)
        return state

    def clear(self) -> None:
        self._kept.clear()
        self._states_of.clear()
        self.size = 0

    def _let_go(self, kept: _KeptState) -> None:
        self.size -= kept.size
        if kept.told is None:
            return
        states = self._states_of.pop(kept.told) - 1
        if states:
            self._states_of[kept.told] = states
        else:
            self.size -= kept.told.size_looked_at
