"""The ways out: events and states at a vantage, as files of any size, in a stable order and in bounded memory.

May import: answers.
"""

from dateline.exports.request import ExportRequest, Format, What
from dateline.exports.streaming import Export

__all__ = ["Export", "ExportRequest", "Format", "What"]
