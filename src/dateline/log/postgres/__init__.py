"""The event log in a PostgreSQL database: for many processes on many machines, over one primary and its standbys.

May import: the modules of log beside it, never another store. It needs the extra `postgres`.
"""

from dateline.log.postgres.store import PostgresLog

__all__ = ["PostgresLog"]
