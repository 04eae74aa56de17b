"""What SQLite takes for it: `executemany` of the rows that an import files, into the same tables and indexes.

The rows are taken from a log that Dateline has filled, so that they are the very same whatever its tables are.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from dateline.log.sqlite.connection import WRITER_SETTINGS

PARTS = 100
"""A table's rows go in so many parts, each after those of the other tables: as they come when events are filed."""


@dataclass(frozen=True)
class Filled:
    """The schema of a log, tables first, the row that says where it ends, and the rows of every other table."""

    tables: list[str]
    others: list[str]
    head: tuple[Any, ...]
    rows: dict[str, list[tuple[Any, ...]]]


def filled(log: Path) -> Filled:
    with closing(sqlite3.connect(log)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        tables = [name for type_, name, _ in made if type_ == "table" and not name.startswith("sqlite_")]
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    (head,) = rows.pop("head")
    of_tables = [sql for type_, _, sql in made if type_ == "table"]
    return Filled(of_tables, [sql for type_, _, sql in made if type_ != "table"], head, rows)


def create(db: Path, source: Filled) -> sqlite3.Connection:
    """The same tables with nothing in them but the head, which nobody may add later, with the settings of Dateline's
    writer."""
    connection = sqlite3.connect(db, isolation_level=None)
    for name, value in WRITER_SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    for statement in source.tables:
        connection.execute(statement)
    connection.execute(_insert("head", len(source.head)), source.head)
    for statement in source.others:
        connection.execute(statement)
    return connection


def take_in(connection: sqlite3.Connection, source: Filled) -> None:
    """All rows, in one transaction."""
    statements = {table: _insert(table, len(rows[0])) for table, rows in source.rows.items() if rows}
    rest = {table: iter(source.rows[table]) for table in statements}
    connection.execute("BEGIN IMMEDIATE")
    for _ in range(PARTS + 1):
        for table, statement in statements.items():
            connection.executemany(statement, islice(rest[table], max(1, len(source.rows[table]) // PARTS)))
    for table, statement in statements.items():
        connection.executemany(statement, rest[table])
    connection.execute("COMMIT")


def _insert(table: str, columns: int) -> str:
    return f"INSERT OR ROLLBACK INTO {table} VALUES ({', '.join('?' * columns)})"
