"""Enumerations whose members say what they mean: the published schemas have their descriptions from here."""

from __future__ import annotations

from enum import Enum
from typing import Self


class Described(Enum):
    """A member is written as its value and its meaning: `ABOUT = "about", "Near it: within 3 %."`."""

    _value_: str
    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.meaning = meaning
        return member

    __hash__ = object.__hash__  # members are one object each; Enum's own is in Python, and asked hundreds of times

    @property
    def value(self) -> str:
        """The word for it in files."""
        return self._value_
