"""Settings: what a flag or its `DATELINE_…` variable may say, and what holds if neither says anything."""

from __future__ import annotations

import re
from pathlib import Path

from dateline.errors import InvalidInput

DATABASE = "dateline.db"
EVENTS = "events"
HOST = "127.0.0.1"
PORT = 8000

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://(.*)$", re.DOTALL)


def database_path(db: str) -> Path:
    """The file of an SQLite log, from a path or `sqlite:///path` (four slashes begin an absolute one).

    Raises InvalidInput for a database that is none.
    """
    found = _SCHEME.match(db)
    path = db
    if found:
        scheme, rest = found.group(1).lower(), found.group(2)
        if scheme in ("postgresql", "postgres"):
            raise InvalidInput(f"a log in PostgreSQL is not there yet: give a file, like --db {DATABASE}")
        if scheme != "sqlite":
            raise InvalidInput(f"{scheme}:// is no database that Dateline knows: give a file, like --db {DATABASE}")
        if not rest.startswith("/"):
            raise InvalidInput(f"write sqlite:/// and then the path, like sqlite:///{DATABASE}, not {db!r}")
        path = rest[1:]
    if not path or "\x00" in path:
        raise InvalidInput(f"{db!r} names no file")
    return Path(path).expanduser()
