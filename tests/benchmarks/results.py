"""What a run found, as JSON keeps it."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import msgspec

DATELINE = "dateline"
MILLISECONDS = {"ms": 1, "s": 1000}
"""Of the units of time that processor time is told in."""


class Goal(msgspec.Struct, frozen=True):
    """What a contestant should reach, alone or as a ratio to another one in the same round."""

    limit: float
    most: bool = False
    """Whether the limit is the most there may be, not the least."""
    against: str | None = None
    of: str = DATELINE

    @property
    def words(self) -> str:
        sign = "≤" if self.most else "≥"
        number = f"{self.limit:,g}"
        return f"{sign} {number} × {self.against}" if self.against else f"{sign} {number}"

    def reached(self, value: float) -> bool:
        return value <= self.limit if self.most else value >= self.limit


class Spread(msgspec.Struct, frozen=True):
    """A figure over all rounds."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(median(values), min(values), max(values))


class RowResult(msgspec.Struct):
    """One row: what each contestant reached in each round, in one unit."""

    name: str
    title: str
    unit: str
    goals: list[Goal]
    values: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    """Milliseconds of processor time for each answer or event."""
    missing: dict[str, str] = {}

    def figure(self, goal: Goal, *, cpu: bool = False) -> Spread | None:
        """What the goal is about: a ratio where it is against another. None where one of both is missing.

        By processor time it is what there would be on one core with nothing else to do.
        """
        mine, other = (self._values(name, cpu=cpu) for name in (goal.of, goal.against or goal.of))
        if not mine or not other:
            return None
        if goal.against is None:
            return Spread.of(mine)
        return Spread.of([a / b for a, b in zip(mine, other, strict=False) if b])

    def _values(self, name: str, *, cpu: bool) -> list[float]:
        """In the unit of the row. Of processor time only where there is enough of it to be measured."""
        if not cpu:
            return self.values.get(name, [])
        taken = self.cpu.get(name, [])
        if not all(taken):
            return []
        return (
            [1000 / one for one in taken]
            if self.unit.endswith("/s")
            else [one / MILLISECONDS[self.unit] for one in taken]
        )


class Run(msgspec.Struct):
    """All of it, and where it was measured."""

    commit: str
    when: str
    machine: str
    versions: dict[str, str]
    rounds: int
    scale: str
    rows: list[RowResult]


def save(run: Run, path: Path) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=1) + b"\n")


def load(path: Path) -> Run:
    return msgspec.json.decode(path.read_bytes(), type=Run)
