"""How often Python looks for garbage in a process that serves.

A server keeps many small objects for long, and makes thousands for every answer, which are gone when it is sent. With
Python's own settings it looks among them after every few of these, and among all that is kept many times a second.

What it counts are objects that were made, less those that are gone, whenever these were made. Where a long answer takes
the place of what was kept, it counts none for seconds, and then looks through hundreds of thousands at once, during
which nobody is answered. So it is counted here, every few milliseconds, how many new ones there are in fact.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from time import process_time
from typing import Final

_NEW_OBJECTS: Final = 5_000
"""What some answers leave, and what is looked through in some milliseconds."""
_OUTLIVED_ONE: Final = 10_000
"""Objects that have outlived one search, before there is one among them."""
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
        self._left = 0
        self._searches = -1

    def look(self) -> None:
        """Search as much as there is to be searched by now."""
        new = len(gc.get_objects(generation=0))
        if new > _NEW_OBJECTS:
            gc.collect(0)
        if (outlived := self._outlived_one()) > _OUTLIVED_ONE:
            self._left += outlived
            gc.collect(1)
        elif self._left > _MOST_EVER or (self._left > _MOST_LEFT and self._is_at_rest()):
            self._left = 0
            gc.collect()
        self._computed_before = self._computed()

    def _outlived_one(self) -> int:
        """How many objects have outlived one search; 0 where none was made since they were last counted: to count them
        takes as long as to search."""
        searches = gc.get_stats()[0]["collections"]
        if searches == self._searches:
            return 0
        self._searches = searches
        return len(gc.get_objects(generation=1))

    def _is_at_rest(self) -> bool:
        return self._computed() - self._computed_before < _IDLE * _SECONDS

    def keep_looking(self) -> None:
        """Look every few milliseconds, as long as the loop runs."""
        self.look()
        asyncio.get_running_loop().call_later(_SECONDS, self.keep_looking)


def look_for_garbage_seldom() -> None:
    """For this process, from now on: what is there already is looked at no more. Called in a loop that runs."""
    gc.freeze()
    gc.set_threshold(2 * _NEW_OBJECTS, 2, 1_000)  # what a thread makes, or one long stretch
    Garbage().keep_looking()
