"""Kept: what a process keeps of a log from question to question, as long as the log is in one life and nothing of it is
erased. Whoever has begun to answer goes on with what was kept then, and keeps it to themselves."""

from __future__ import annotations

from typing import TypeVar

from dateline.answers.kept_histories import KeptHistories
from dateline.answers.kept_states import KeptStates
from dateline.log.contract import EventLog

C = TypeVar("C")


class KeptOfLog:
    """Of one log."""

    def __init__(self, log: EventLog, state_bytes: int, history_bytes: int) -> None:
        self.states = KeptStates(state_bytes)
        self.histories = KeptHistories(log, history_bytes)
        self._caches: dict[type, object] = {}

    def cache(self, kind: type[C]) -> C:
        """What a use case keeps from question to question: the only one of its kind, made when first asked for."""
        kept = self._caches.get(kind)
        if not isinstance(kept, kind):
            kept = self._caches[kind] = kind()
        return kept
