"""How much a ranking reads at a time."""

from __future__ import annotations

import msgspec


class Batches(msgspec.Struct, frozen=True):
    """Whatever the sizes, a ranking is the same; they say how far it reads ahead of what was asked for."""

    fewest_states: int = 8
    most_states: int = 128
    """States asked at a time."""
    first_rows: int = 16
    most_rows: int = 1024
    """Rows of a list of the index read at a time: each chunk is twice the last one. Nobody else has a turn while one is
    gone through, which takes some ten milliseconds."""
    new_records: int = 256
    """How many records at the end of a log may not be in what is kept for many questions: their companies are asked
    each time."""
    worn_rows: int = 512
    """How many companies a list may meet too early before it is worth keeping what is nearer to its vantage."""
    kept_rows: int = 4096
    """How many rows of a list of the index are kept for many questions at most."""
