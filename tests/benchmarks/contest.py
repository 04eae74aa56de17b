"""What a row of the table is: contestants that are measured in turn, and what is aimed at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from .results import Goal

T = TypeVar("T")


class Missing(Exception):
    """Why a contestant cannot be measured here; its place in the table says so."""


@dataclass(frozen=True)
class Sample:
    """What one round measured, in the unit of the row; `cpu` in milliseconds for each thing done, if it is known."""

    value: float
    cpu: float | None = None


Contestant = Callable[[int], Sample]
"""Measures once. It is given the number of the round, so that no round asks what another one has asked."""


def warmed(measure: Contestant) -> Contestant:
    """Measured once and forgotten, so that what is only done the first time is not counted."""
    measure(-1)
    return measure


Prepare = Callable[["Bench"], Mapping[str, "Contestant | Missing"]]


@dataclass(frozen=True)
class Scale:
    """How much is measured. A short run only shows that everything runs: its figures mean nothing."""

    companies: int = 2_000
    seconds: float = 2.0
    connections: int = 8
    ranked_companies: int = 100_000
    questions: int = 20
    histories: tuple[int, ...] = (10, 1_000, 100_000)
    lengths: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    file_events: int = 100_000
    table_rows: int = 20_000
    writers: int = 50
    written_by_each: int = 20


SHORT = Scale(
    companies=20,
    seconds=0.1,
    connections=2,
    ranked_companies=60,
    questions=3,
    histories=(10, 100),
    lengths=(100, 1_000),
    file_events=500,
    table_rows=200,
    writers=5,
    written_by_each=2,
)
FULL = Scale(lengths=(1_000, 100_000, 1_000_000, 10_000_000))


@dataclass
class Bench:
    """Where a run keeps its logs, and what it has started; what is made for one row serves the others too."""

    scale: Scale
    folder: Path
    open: ExitStack
    shared: dict[object, object] = field(default_factory=dict)

    def once(self, name: object, make: Callable[[], T]) -> T:
        """What was made by this name in this run, made now if it was not."""
        if name not in self.shared:
            self.shared[name] = make()
        return cast(T, self.shared[name])

    def kept(self, name: str, make: Callable[[Path], None]) -> Path:
        """A file of the cache, made in whole or not at all."""
        path = self.folder / name
        if not path.exists():
            beginnings = self.folder / "unfinished" / name
            shutil.rmtree(beginnings.parent, ignore_errors=True)
            beginnings.parent.mkdir(parents=True)
            make(beginnings)
            for part in beginnings.parent.iterdir():
                part.rename(self.folder / part.name)
            beginnings.parent.rmdir()
        return path


@dataclass(frozen=True)
class Row:
    """One question of the table. `unit` tells whether more is better: rates end in `/s`."""

    name: str
    title: str
    unit: str
    goals: tuple[Goal, ...]
    prepare: Prepare
