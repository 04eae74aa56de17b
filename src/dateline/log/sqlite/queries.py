"""The SQL files beside this one: the schema, and the statements by name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Final

from dateline.log.sql.statements import parse

_MADE = re.compile(r"^CREATE (TABLE|INDEX|TRIGGER) (\w+)", re.MULTILINE)


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


_TREE: Final = _read("subtrees.sql")
LATER: Final[Sequence[str]] = (_read("guards.sql"), _TREE, _read("erasures.sql"), _read("tallies.sql"))
"""What logs of earlier releases do not have yet, each script as a whole: upgrade.py adds it."""
FIRST_SCHEMA: Final = _read("schema.sql")
SCHEMA: Final = "\n".join((FIRST_SCHEMA, *LATER))
UNTALLIED: Final[Mapping[str, str]] = parse(_read("queries.sql"))
"""The statements for a log of an earlier release, which has no tallies."""
QUERIES: Final[Mapping[str, str]] = {
    **UNTALLIED,
    "plain_histories": "\nUNION ALL\n".join(UNTALLIED[name] for name in ("plain_histories", "misled_histories")),
}

SchemaObjects = Mapping[tuple[str, str], str]
"""The statement that makes each table, index and trigger, by its type and name."""


@cache
def objects_of_schema() -> SchemaObjects:
    """Of a file of this release."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return {(type, name): sql for type, name, sql in connection.execute(QUERIES["schema"])}


def missing_as_a_whole(found: Collection[tuple[str, str]]) -> SchemaObjects:
    """What is to be added to a file with these objects: all of a later script of which it has nothing. Where a part is
    missing somebody took it away, which is not mended in silence."""
    missing: dict[tuple[str, str], str] = {}
    for script in LATER:
        made = _made_by(script)
        if not any(key in found for key in made):
            missing |= made
    return missing


def tree_of_schema() -> SchemaObjects:
    """What of it is the tree."""
    return _made_by(_TREE)


def _made_by(script: str) -> SchemaObjects:
    made = [(type.lower(), name) for type, name in _MADE.findall(script)]
    return {key: objects_of_schema()[key] for key in made}
