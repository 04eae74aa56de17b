"""Rows filed many at a time are the same rows, in the same order."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import aiosqlite
import pytest

from dateline.log.sqlite.many_rows import FilingConnection, ToFile, filings
from dateline.log.sqlite.queries import QUERIES

FILE_PAIRS = "INSERT INTO pair (one, other) VALUES (?, ?)"


def pairs(count: int) -> list[tuple[object, ...]]:
    return [(number, f"{number}") for number in range(count)]


def filed(statement: str, rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE pair (one INTEGER, other TEXT)")
        for one, values in filings(statement, rows):
            connection.executemany(one, values)
        return connection.execute("SELECT one, other FROM pair ORDER BY rowid").fetchall()


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_every_row_is_filed_once_and_in_its_order(count: int) -> None:
    assert filed(FILE_PAIRS, pairs(count)) == pairs(count)


def test_many_rows_are_few_statements() -> None:
    assert [len(values) for _, values in filings(FILE_PAIRS, pairs(250))] == [2, 50]


def test_what_does_more_than_to_file_is_run_for_each_row() -> None:
    statement = "INSERT INTO pair (one, other) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM pair WHERE one = ?1)"
    ((run, values),) = filings(statement, pairs(250))
    assert (run, len(values)) == (statement, 250)
    assert filed(statement, pairs(120) + pairs(150)) == pairs(150)


@pytest.mark.parametrize("query", ["insert_event", "insert_mention", "insert_index_entry"])
def test_no_statement_has_more_values_than_any_sqlite_takes(query: str) -> None:
    columns = QUERIES[query].count("?")
    (many, values), *_ = filings(QUERIES[query], [(0,) * columns] * 500)
    assert columns < many.count("?") == len(values[0]) <= 999


async def test_rows_of_several_statements_are_filed_in_their_order_up_to_the_first_error() -> None:
    again = "INSERT INTO pair (one, other) SELECT ?1 + (SELECT max(one) FROM pair), ?2"
    refused = "INSERT INTO pair (one, other) VALUES (?, 'no')"
    async with aiosqlite.connect(":memory:", isolation_level=None, factory=FilingConnection) as connection:
        await connection.execute_fetchall("CREATE TABLE pair (one INTEGER CHECK (one < 1000), other TEXT)")
        several = ToFile([(FILE_PAIRS, pairs(150)), (again, [(1, "x"), (1, "y")]), (refused, [(5000,)] * 3)])
        with pytest.raises(sqlite3.IntegrityError):
            await connection.executemany("", ToFile([*several, (FILE_PAIRS, pairs(1))]))
        filed = await connection.execute_fetchall("SELECT one, other FROM pair ORDER BY rowid")
    assert filed == [*pairs(150), (150, "x"), (151, "y")]
