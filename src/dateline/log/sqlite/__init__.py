"""The event log in an SQLite file, the embedded default: many processes read it, one at any instant writes.

May import: the modules of log beside it, never another store.
"""

from dateline.log.sqlite.store import SqliteLog

__all__ = ["SqliteLog"]
