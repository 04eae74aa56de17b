"""The SQL files beside this one: the schema, and the statements by name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Final

_NAMED = re.compile(r"^-- name: (\S+)\n((?:--.*\n)+)", re.MULTILINE)


def parse(text: str) -> dict[str, str]:
    """Statements by name: what stands between one `-- name:` with its description and the next."""
    _, *parts = _NAMED.split(text)
    names, statements = parts[::3], [statement.strip().rstrip(";") for statement in parts[2::3]]
    assert len(set(names)) == len(names), "two statements have one name"
    return dict(zip(names, statements, strict=True))


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
