"""How often Python looks for garbage in a process that serves.

A server keeps many small objects for long, and makes thousands for every answer, which are gone when it is sent. With
Python's own settings it looks among them after every few of these, and among all that is kept many times a second.

What it counts are objects that were made, less those that are gone, whenever these were made. Where a long answer takes
the place of what was kept, it counts none for seconds, and then looks through hundreds of thousands at once, during
which nobody is answered. So it is counted here, every few milliseconds, how many new ones there are in fact. To count
them takes about as long as to search among them: so they are soon searched, and not counted again.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from time import process_time
from typing import Final

_NEW_OBJECTS: Final = 500
"""What some answers leave, and what is looked through in some ten microseconds."""
_OUTLIVED_ONE: Final = 10_000
"""Objects that have outlived one search, before there is one among them: it takes a millisecond."""
_UNSEEN: Final = 10_000
"""New objects after which Python itself searches: what a thread makes, or one long stretch."""
_MOST_LEFT: Final = 10_000_000
"""New objects that have outlived two, after which all are searched as soon as nobody asks for anything.

Errors and what validation leaves lead back to themselves; documents, states and answers do not, so that hardly
anything is found then.
"""
_MOST_EVER: Final = 100_000_000
"""After which all are searched, however busy the server is."""
_SECONDS: Final = 0.02
_IDLE: Final = 0.05
"""The part of the time since the last look that a process at rest has computed in."""


class Garbage:
    """What is looked at, and when. `computed`: the seconds of processor time that the process has taken."""

    def __init__(self, computed: Callable[[], float] = process_time) -> None:
        self._computed = computed
        self._computed_before = computed()
        self._outlived = self._left = 0
        self._searches: int = gc.get_stats()[0]["collections"]

    def look(self) -> None:
        """Search as much as there is to be searched by now."""
        new = len(gc.get_objects(generation=0))
        if new > _NEW_OBJECTS:
            gc.collect(0)
            self._outlived += new
            self._searches += 1
        if self._outlived > _OUTLIVED_ONE or self._is_searched_by_others():
            self._left += len(gc.get_objects(generation=1))
            self._outlived = 0
            gc.collect(1)
        if self._left > _MOST_EVER or (self._left > _MOST_LEFT and self._is_at_rest()):
            self._left = 0
            gc.collect()
        self._computed_before = self._computed()

    def _is_searched_by_others(self) -> bool:
        """Whether Python itself has searched since the last look, so that nobody knows how many have outlived that."""
        searches = self._searches
        self._searches = gc.get_stats()[0]["collections"]
        return searches != self._searches

    def _is_at_rest(self) -> bool:
        return self._computed() - self._computed_before < _IDLE * _SECONDS

    def keep_looking(self) -> None:
        """Look every few milliseconds, as long as the loop runs."""
        self.look()
        asyncio.get_running_loop().call_later(_SECONDS, self.keep_looking)


def look_for_garbage_seldom() -> None:
    """For this process, from now on: what is there already is looked at no more. Called in a loop that runs."""
    gc.freeze()
    gc.set_threshold(_UNSEEN, 2, 1_000)
    Garbage().keep_looking()
