"""What another process does where the index for rankings is made anew: it says what is filed of contents."""

from __future__ import annotations

import asyncio
import pickle
import sqlite3
import sys
from contextlib import suppress

from dateline.errors import DatelineError
from dateline.log.child_process import begin_to_serve, receive, send
from dateline.log.sql.rows import as_head, index_rows_of_contents
from dateline.log.sqlite.connection import open_reader
from dateline.log.sqlite.indexers import IndexTask, encoded, stretch_from
from dateline.log.sqlite.queries import QUERIES


def serve() -> None:
    """All that the other process does: answer until nothing more is asked. It ends where it finds another log than the
    one it is told of, or none."""
    begin_to_serve()
    task: IndexTask = pickle.loads(receive(sys.stdin.buffer))
    with suppress(EOFError, BrokenPipeError, DatelineError, sqlite3.Error):
        asyncio.run(_answer(task))


async def _answer(task: IndexTask) -> None:
    readers = await open_reader(task.path)
    try:
        if as_head(readers.on_the_spot.execute(QUERIES["head"]).fetchone()) == task.head:
            while True:
                after, upto = stretch_from(receive(sys.stdin.buffer))
                send(sys.stdout.buffer, encoded(_rows(readers.on_the_spot, after, upto)))
    finally:
        await readers.close()


def _rows(connection: sqlite3.Connection, after: int, upto: int) -> list[tuple[object, ...]]:
    rows = connection.execute(QUERIES["contents_between"], {"after": after, "upto": upto}).fetchall()
    return index_rows_of_contents(rows)
