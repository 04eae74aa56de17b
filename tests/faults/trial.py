"""A trial: what is tried, and what came of it."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SUPPORT = Path(__file__).resolve().parents[1] / "support"
if str(SUPPORT) not in sys.path:  # pytest has it from pyproject.toml
    sys.path.insert(0, str(SUPPORT))


@dataclass
class Outcome:
    """What a trial counted. `wrong` has a sentence for all that must never be."""

    rounds: int = 0
    counted: dict[str, int | float | str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str, more: int = 1) -> None:
        before = self.counted.get(what, 0)
        assert isinstance(before, int)
        self.counted[what] = before + more


@dataclass(frozen=True)
class Scale:
    """How much of it: the short form takes seconds, the long one minutes, and the soak as long as is said."""

    name: str
    times: int
    soak_seconds: float


SHORT = Scale("short", 1, 10)
LONG = Scale("long", 20, 3_600)


@dataclass(frozen=True)
class Trial:
    name: str
    title: str
    run: Callable[[Path, random.Random, Scale], Outcome]
