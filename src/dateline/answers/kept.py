"""Kept: what a process keeps of a log from question to question, as long as the log is in one life and nothing of it is
erased. Whoever has begun to answer goes on with what was kept then, and keeps it to themselves."""

from __future__ import annotations

from typing import TypeVar

from cachetools import LRUCache

from dateline.answers.kept_histories import KeptHistories
from dateline.log.contract import EventLog
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage

C = TypeVar("C")


class KeptOfLog:
    """Of one log."""

    def __init__(self, log: EventLog, states: int, history_bytes: int) -> None:
        self.states: LRUCache[tuple[str, Vantage], CompanyState | None] = LRUCache(states)
        """States that were made before, by the slug asked: a state at a vantage never changes."""
        self.histories = KeptHistories(log, history_bytes)
        self._caches: dict[type, object] = {}

    def cache(self, kind: type[C]) -> C:
        """What a use case keeps from question to question: the only one of its kind, made when first asked for."""
        kept = self._caches.get(kind)
        if not isinstance(kept, kind):
            kept = self._caches[kind] = kind()
        return kept
