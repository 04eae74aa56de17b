"""Turns: an answer that takes long lets others have theirs, and ends when it has more values than it may."""

from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Any

from dateline.graphql.execution.gathering import Asked, Below
from dateline.graphql.execution.limits import check_number
from dateline.log.loop_turns import TURN_SECONDS, loop_turns

_FEWEST, _MOST = 8, 256
"""Objects that are asked at once: what is asked of some takes a microsecond, of others milliseconds."""
_SLOW = 2
"""The same after some that took longer than a turn."""
_MOST_ADDED_UP = 8
"""At most, where more than scalars are asked: the first objects may tell nothing, and the next ones much."""
MANY = 64
"""Objects that are let go a few at a time."""


class Turn:
    """The turn of one answer, and how many values it has."""

    def __init__(self, most_values: int) -> None:
        self._most_values = most_values
        self._values = 0
        self.ends = loop_turns().begun()
        """After this instant it is the turn of others."""

    def parts(self, asked: Asked) -> Iterable[Asked]:
        """The same, of some objects at a time: fewer where they take long. Raises TooMuch for too many values."""
        self._count(len(asked.objects) * asked.selection.most)
        return (asked,) if len(asked.objects) <= _FEWEST else self._parts(asked)

    def _parts(self, asked: Asked) -> Iterator[Asked]:
        place, at_once = 0, _FEWEST
        most = _MOST if asked.selection.is_scalar else _MOST_ADDED_UP
        while place < len(asked.objects):
            began = perf_counter()
            yield asked._replace(objects=asked.objects[place : place + at_once])
            place += at_once
            took = perf_counter() - began
            slowly = _FEWEST if took < TURN_SECONDS else _SLOW
            at_once = min(at_once * 4, most) if took < TURN_SECONDS / 5 else slowly

    def made_at_once(self, below: Below) -> None:
        """Counts what a level made of lists below it. Raises TooMuch."""
        self._count(below.made_at_once)

    async def of_others(self, below: Below) -> None:
        """Raises TooMuch where more objects are there already, that are to be asked, than there may be values."""
        self._check(self._values + below.count())
        self.ends = await loop_turns().of_others()

    async def let_go(self, objects: list[Any]) -> None:
        """Of a level that is filled in: what stands behind its objects is given back a few at a time."""
        await loop_turns().let_go(objects)

    def _count(self, values: int) -> None:
        self._values += values
        self._check(self._values)

    def _check(self, values: int) -> None:
        if values > self._most_values:
            check_number("the values of the answer are", "ANSWER_TOO_LARGE", self._most_values, values)
