"""How much a ranking reads at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batches:
    """Whatever the sizes, a ranking is the same; they say how far it reads ahead of what was asked for."""

    fewest_states: int = 8
    most_states: int = 128
    """States asked at a time."""
    first_rows: int = 16
    most_rows: int = 4096
    """Rows of a list of the index read at a time: each chunk is twice the last one."""
