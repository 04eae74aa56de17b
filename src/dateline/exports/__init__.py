"""The ways out: events and states at a vantage, as files of any size, in a stable order and in bounded memory."""

from dateline.exports.running import pieces
from dateline.exports.wanted import Format, Wanted, What

__all__ = ["Format", "Wanted", "What", "pieces"]
