"""Readings of cells, remembered: the same few thousand dates, amounts and names stand in the rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

MOST_REMEMBERED: Final = 4_096


def remembering(read: Callable[[str], T], *errors: type[ValueError]) -> Callable[[str], T]:
    """`read`, which depends on nothing but the text, with its last results; these errors are results too, and raised
    anew each time."""

    @lru_cache(maxsize=MOST_REMEMBERED)
    def tried(text: str) -> tuple[T, None] | tuple[None, ValueError]:
        try:
            return read(text), None
        except errors as error:
            return None, error.with_traceback(None)

    def remembered(text: str) -> T:
        found = tried(text)
        if found[1] is not None:
            raise type(found[1])(*found[1].args)
        return found[0]

    return remembered
