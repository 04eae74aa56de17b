"""The SQL files beside this one: the schema, and the statements by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Final

from dateline.log.sql.statements import parse


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


SCHEMA: Final = _read("schema.sql")
QUERIES: Final[Mapping[str, str]] = parse(_read("queries.sql"))


@cache
def objects_of_schema() -> Mapping[tuple[str, str], str]:
    """The statement that makes each table, index and trigger of a file of this release, by its type and name."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return {(type, name): sql for type, name, sql in connection.execute(QUERIES["schema"])}
