"""The rows of the table, in its order."""

from __future__ import annotations

from ..contest import Row
from . import answers

ROWS: list[Row] = [*answers.ROWS]
