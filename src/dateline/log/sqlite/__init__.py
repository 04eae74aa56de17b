"""The event log in an SQLite file, the embedded default: many processes read it, one at any instant writes."""

from dateline.log.sqlite.store import SqliteLog

__all__ = ["SqliteLog"]
