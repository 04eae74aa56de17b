"""The rows of the table, in its order."""

from __future__ import annotations

from ..contest import Row
from . import answers, executor, growth, rankings, taking_in

ROWS: list[Row] = [*answers.ROWS, *rankings.ROWS, *executor.ROWS, *growth.ROWS, *taking_in.ROWS]
