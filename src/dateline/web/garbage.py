"""How often Python looks for garbage in a process that serves.

A server keeps many small objects for long, and makes thousands for every answer, which are gone when it is sent. With
Python's own settings it looks among them after every few of these, and among all that is kept many times a second.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS = 20_000
"""What some tens of answers leave."""
_SEARCHES = (20, 50)
"""How many searches among the newest objects come before one among those that have outlived one, and how many of these
before one among all."""


def look_for_garbage_seldom() -> None:
    """For this process, from now on: what is there already is looked at no more."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *_SEARCHES)
