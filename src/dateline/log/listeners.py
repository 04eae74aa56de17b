"""Listeners: those who are told that a log may have grown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Listeners:
    """Of one log, in the event loop that uses it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def listening(self, listener: Callable[[], None]) -> Iterator[None]:
        """For one block of code."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def tell(self) -> None:
        for listener in self._listeners:
            listener()
