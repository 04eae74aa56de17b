"""A file of an earlier release: what that filed is filed anew (see sql/refiling.py), and what it did not make is added,
under the write lock and in one transaction.
"""

from __future__ import annotations

from pathlib import Path

import aiosqlite

from dateline.errors import StoreUnavailable
from dateline.log.sql.refiling import file_all_anew, refuse_filed_otherwise
from dateline.log.sql.rows import FILING
from dateline.log.sql.tree import PORTION, fill_tree
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.additions import Unchecked
from dateline.log.sqlite.connection import (
    Trace,
    filed_by,
    finish,
    open_reader,
    open_writer,
    waits_to_be_finished,
)
from dateline.log.sqlite.locking import WriteLock
from dateline.log.sqlite.queries import (
    QUERIES,
    UNTALLIED,
    SchemaObjects,
    missing_as_a_whole,
    objects_of_schema,
    tree_of_schema,
)
from dateline.log.sqlite.reader import SqliteReader
from dateline.log.sqlite.sentences import translated
from dateline.log.sqlite.tallies import are_behind, are_missing
from dateline.log.subtrees import FAN


async def bring_up_to_date(path: Path, writing: aiosqlite.Connection, *, whole_tree: bool) -> None:
    """File anew what an earlier release filed, and add what it did not make; nothing where this one did. To be called
    under the write lock. The tree of a long log is left to sql/tree.py, unless it is to be there as a whole.

    Raises StoreUnavailable; the file is then as it was.
    """
    with translated(path, "brought up to date"):
        missing = await _missing(writing, whole_tree=whole_tree)
        is_tallied = ("table", "tally") not in missing and await _is_tallied(writing)
    is_filed = await filed_by(path, writing) == FILING
    if is_filed and is_tallied and not missing:
        return
    with translated(path, "brought up to date"):
        await writing.execute_fetchall(QUERIES["begin"])
        try:
            if not is_filed:
                await _file_all(writing)
                await _make_indexes_anew(writing)
            for statement in missing.values():
                await writing.execute_fetchall(statement)
            if not is_tallied:
                await writing.execute_fetchall(QUERIES["forget_tallies"])
                await writing.execute_fetchall(QUERIES["fill_tallies"])
            if tree_of_schema().keys() & missing.keys():
                await fill_tree(Unchecked(writing))
            await to_the_end(writing.commit())
        except BaseException:
            await to_the_end(writing.rollback())
            raise


async def _is_tallied(writing: aiosqlite.Connection) -> bool:
    (mark,) = await writing.execute_fetchall(QUERIES["tally_mark"])
    return not are_behind(mark) and not are_missing(mark)


async def _missing(writing: aiosqlite.Connection, *, whole_tree: bool) -> SchemaObjects:
    found = {(type, name) for type, name, _ in await writing.execute_fetchall(QUERIES["schema"])}
    missing, tree = missing_as_a_whole(found), tree_of_schema()
    if whole_tree or not tree.keys() & missing.keys():
        return missing
    ((position, *_),) = await writing.execute_fetchall(QUERIES["head"])
    is_later = position > PORTION * FAN
    if not is_later:  # of a log that is hurt none is made, which stands in no way of anything else
        there = await writing.execute_fetchall(QUERIES["record_hashes"], {"after": 0, "upto": position})
        is_later = len(list(there)) < position
    return {key: made for key, made in missing.items() if key not in tree} if is_later else missing


async def open_to_write(path: Path, *, whole_tree: bool = False) -> aiosqlite.Connection:
    """What writes a log, which is brought up to date for it. To be called under the write lock. Raises
    StoreUnavailable."""
    writing = await open_writer(path)
    try:
        await bring_up_to_date(path, writing, whole_tree=whole_tree)
    except BaseException:
        await to_the_end(writing.close())
        raise
    return writing


async def open_to_read(path: Path, trace: Trace | None, lock: WriteLock) -> SqliteReader:
    """What reads a log that nobody here writes; what has to be done to it first is done. Raises StoreUnavailable."""
    if waits_to_be_finished(path):
        async with lock.held():
            await finish(path)
    connections = await open_reader(path)
    reading = SqliteReader(path, connections)
    try:
        if await filed_by(path, connections.thread) < FILING:
            await _bring_up_to_date_to_read(path, reading, lock)
        if not await reading.named("has_tallies"):
            reading.queries = UNTALLIED
        if trace is not None:
            await connections.set_trace(trace)
    except BaseException:
        await to_the_end(reading.close())
        raise
    return reading


async def _bring_up_to_date_to_read(path: Path, reading: SqliteReader, lock: WriteLock) -> None:
    """The same for one who only reads: by a writer that is opened for a moment.

    Where nobody may write, a file is read as it is if nothing in it would be filed otherwise. Raises StoreUnavailable
    if something would.
    """
    try:
        async with lock.held():
            await to_the_end((await open_to_write(path)).close())
    except StoreUnavailable as error:
        await refuse_filed_otherwise(reading, path, error)


async def _make_indexes_anew(writing: aiosqlite.Connection) -> None:
    """Those that this release makes of other columns."""
    found = {(type, name): sql for type, name, sql in await writing.execute_fetchall(QUERIES["schema"])}
    for (type, name), statement in objects_of_schema().items():
        if type == "index" and found.get((type, name)) != statement:
            await writing.execute_fetchall(f'DROP INDEX IF EXISTS "{name}"')
            await writing.execute_fetchall(statement)


async def _file_all(writing: aiosqlite.Connection) -> None:
    triggers = list(await writing.execute_fetchall(QUERIES["triggers"]))
    for name, _ in triggers:
        await writing.execute_fetchall(f'DROP TRIGGER "{name}"')
    await file_all_anew(Unchecked(writing))
    for _, statement in triggers:
        await writing.execute_fetchall(statement)
    await writing.execute_fetchall(f"PRAGMA user_version = {FILING}")
