"""How often Python looks for garbage in a process that serves.

A server keeps many small objects for long, and makes thousands for every answer, which are gone when it is sent. With
Python's own settings it looks among them after every few of these, and among all that is kept many times a second.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS = 5_000
"""What some answers leave. With four times as many a search that finds what a large answer left takes 0.07 s, during
which nobody is answered; with so many it takes 0.02, and an answer no more processor time."""
_SEARCHES_AMONG_NEW = 10
"""How many searches among the newest objects come before one among those that have outlived one. That one takes as long
as there were objects made before it."""
_MOST_LEFT = 2_000_000
"""New objects, without those that are gone at once, after which all are searched.

Documents lead back to themselves: a thousand that are asked once each leave so many, and with them 25 MB. Questions
that differ in their variables leave hardly any.
"""


def look_for_garbage_seldom() -> None:
    """For this process, from now on: what is there already is looked at no more."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _SEARCHES_AMONG_NEW, _MOST_LEFT // (_NEW_OBJECTS * _SEARCHES_AMONG_NEW))
