"""Mending a log that is hurt, by its records alone: all that is sure is filed anew in another file, which takes the
place of the hurt one.

Sure are the records from the first on that are there without a gap and as they were recorded, by digest and chain. What
stands behind the first that is not, is set aside in a file of its own.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.log.append import CHUNK
from dateline.log.chain import ALTERED, GENESIS, UNCHAINED, chain
from dateline.log.record import LogHead, StoredRecord
from dateline.log.sql.misfiled import entries_of
from dateline.log.sql.rows import (
    FILING,
    SqlRow,
    act_rows,
    as_head,
    company_rows,
    erased_row,
    event_row,
    index_rows,
    mention_rows,
    name_rows,
    same_rows,
    stored_record,
)
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.connection import finish
from dateline.log.sqlite.copies import being_made, checked, writing
from dateline.log.sqlite.exchange import LOCK_SECONDS, exchange, free_name, place_of, refuse_open
from dateline.log.sqlite.locking import WriteLock
from dateline.log.sqlite.queries import FIRST_SCHEMA, QUERIES
from dateline.log.sqlite.unfinished import APPLICATION_ID
from dateline.log.sqlite.upgrade import open_to_write
from dateline.log.verification import Watched

_COLUMNS: Final = (
    "id, company, kind, subject, first_day, last_day, possible_day, known, confidence, act, position, recorded_at,"
    " content, digest, hash"
)
_FILED: Final = 11
"""How many of them are what is filed of a content, the position with them."""
_ALSO_KEPT: Final = ("taken", "api_key", "erasure")
"""Tables that follow from no content."""
_MOST_MISSING: Final = 1_000
"""So many positions in a row without a record, and no more are looked for."""


async def mend(
    path: Path | str, now: datetime, watched: Watched, *, whole: bool
) -> tuple[LogHead, str | None, Path | None, Path | None, tuple[str, ...]]:
    """File a log anew by its records; what was done, in the order of `Mended`. `now` names the files that are kept.
    `whole`: only if all records are sure.

    Raises StoreUnavailable where a program has it open, or nothing of it can be read, and CorruptLog if it is to be
    whole and is not; all is then as it was.
    """
    place = place_of(path)
    if not place.exists():
        raise StoreUnavailable(f"there is no Dateline database at {path}")
    async with WriteLock(place, LOCK_SECONDS).held():
        await finish(place)
        refuse_open(place)
        with being_made(place) as partial:
            rebuilt = await to_the_end(asyncio.to_thread(_rebuilt, place, partial, whole))
            await to_the_end((await open_to_write(partial, whole_tree=True)).close())
            forgotten = await to_the_end(asyncio.to_thread(_carry_over, place, partial, rebuilt.position))
            head = await checked(partial, watched)
            aside = _set_aside(place, rebuilt, now) if rebuilt.wrong is not None else None
            with writing(place):
                replaced = exchange(partial, place, now)
    return head, rebuilt.wrong, aside, replaced, forgotten


class _Rebuilt:
    """Where the sure records end, and what is wrong with the first that is not."""

    def __init__(self) -> None:
        self.position, self.hash = 0, GENESIS
        self.recorded_at: int | None = None
        self.wrong: str | None = None

    def wrong_with(self, row: StoredRecord, erased: set[int]) -> str | None:
        if row.position != self.position + 1:
            return "it is missing, or cannot be read"
        if sha256(row.content).digest() != row.digest and not (row.position in erased and not row.content):
            return ALTERED
        if row.hash != chain(self.hash, row.position, row.recorded_at, row.digest):
            return UNCHAINED
        return None


def _opened(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True, isolation_level=None)


def _rebuilt(place: Path, partial: Path, whole: bool) -> _Rebuilt:
    """Fill another file with what is sure. Raises StoreUnavailable and CorruptLog."""
    done = _Rebuilt()
    with writing(partial), closing(_opened(place)) as source, closing(sqlite3.connect(partial)) as target:
        target.executescript(
            f"PRAGMA synchronous = 0; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FILING};"
            f" {FIRST_SCHEMA}"
        )
        try:
            head = as_head(source.execute(QUERIES["head"]).fetchall()[0])
        except (sqlite3.Error, IndexError, ValueError):
            head = LogHead(0, GENESIS, 1, None)
        erased = {row[0] for row in _all(source, "SELECT position FROM erasure")}
        while done.wrong is None and (rows := list(_behind(source, done.position, CHUNK))):
            _file(target, _sure(rows, done, erased))
        if done.wrong is None and done.position < head.position:
            done.wrong = "it is missing, or cannot be read"
        if done.wrong is not None and whole:
            raise CorruptLog(done.position + 1, done.wrong)
        if done.position == 0 and done.wrong is not None:
            raise StoreUnavailable(f"{place} cannot be mended: nothing of it can be read; restore a copy")
        epoch = head.epoch + (done.wrong is not None)
        place_of_head = (done.position, done.hash, epoch, done.recorded_at)
        target.execute("UPDATE head SET position = ?, hash = ?, epoch = ?, recorded_at = ?", place_of_head)
        target.commit()
    return done


def _behind(source: sqlite3.Connection, position: int, limit: int) -> Iterator[SqlRow]:
    """Rows of `event` as they are stored, behind a position, up to one that cannot be read."""
    with suppress(sqlite3.Error):
        yield from source.execute(
            f"SELECT {_COLUMNS} FROM event NOT INDEXED WHERE position > ? ORDER BY position LIMIT ?", (position, limit)
        )


def _sure(rows: list[SqlRow], done: _Rebuilt, erased: set[int]) -> list[SqlRow]:
    """Those of these rows that are sure; what is wrong with the next one is noted."""
    sure = []
    for row in rows:
        try:
            record = stored_record((row[0], *row[10:]))
            done.wrong = done.wrong_with(record, erased)
        except (TypeError, ValueError, OverflowError) as error:
            done.wrong = f"its columns cannot be read: {error}"
        if done.wrong is not None:
            break
        sure.append(row)
        done.position, done.recorded_at, done.hash = row[10], row[11], row[14]
    return sure


def _file(target: sqlite3.Connection, rows: list[SqlRow]) -> None:
    """File records anew. One that cannot be read keeps the columns that it has."""
    records = [stored_record((row[0], *row[10:])) for row in rows]
    entries = entries_of(one for one in records if one.content)
    columns = {one.position: event_row(one) for one in entries}
    columns |= {one.position: erased_row(one)[:_FILED] for one in records if not one.content}
    filed = [(*columns.get(row[10], row[:_FILED]), *row[_FILED:]) for row in rows]
    for query, values in (
        ("insert_event", filed),
        ("insert_act", act_rows(entries)),
        ("insert_mention", mention_rows(entries)),
        ("insert_same", same_rows(entries)),
        ("insert_company", [*company_rows(entries), *((row[1], row[10]) for row in filed if row[10] not in columns)]),
        ("insert_name", name_rows(entries)),
        ("insert_index_entry", index_rows(entries)),
    ):
        target.executemany(QUERIES[query], values)


def _all(source: sqlite3.Connection, statement: str) -> list[SqlRow]:
    """What a statement gives, up to where it cannot be read; nothing of a table that is not there."""
    found: list[SqlRow] = []
    with suppress(sqlite3.Error):
        found.extend(source.execute(statement))
    return found


def _carry_over(place: Path, partial: Path, position: int) -> tuple[str, ...]:
    """Take over what follows from no content, up to a position; the tables of which something is lost."""
    lost = []
    with writing(partial), closing(_opened(place)) as source, closing(sqlite3.connect(partial)) as target:
        target.execute(QUERIES["make_api_keys"])
        for table in _ALSO_KEPT:
            columns = [name for _, name, *_ in target.execute(f"PRAGMA table_info({table})")]
            if not columns:
                continue
            limit = f" WHERE position <= {position}" if "position" in columns else ""
            marks = ", ".join("?" * len(columns))
            rows = _all(source, f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED{limit}")
            target.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
            with suppress(sqlite3.Error):
                ((count,),) = source.execute(f"SELECT count(*) FROM {table} NOT INDEXED{limit}")
                if count == len(rows):
                    continue
            if _all(source, f"SELECT 1 FROM sqlite_schema WHERE name = '{table}'"):
                lost.append(table)
        if not list(target.execute("SELECT 1 FROM api_key LIMIT 1")):
            target.execute("DROP TABLE api_key")
        target.execute(QUERIES["mark_erasures"], {"before": 0})
        target.commit()
    return tuple(lost)


def _set_aside(place: Path, done: _Rebuilt, now: datetime) -> Path | None:
    """What can be read of the records that are not sure, one JSON object a line; where, if there is any."""
    file = free_name(place, "set-aside", now, ".ndjson")
    with writing(file), closing(_opened(place)) as source:
        lines = [json.dumps(_told(row), ensure_ascii=False) for row in _one_by_one(source, done.position)]
        if not lines:
            return None
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _one_by_one(source: sqlite3.Connection, position: int) -> Iterator[SqlRow]:
    missing = 0
    while missing < _MOST_MISSING:
        position += 1
        rows = _all(source, f"SELECT {_COLUMNS} FROM event NOT INDEXED WHERE position = {position}")
        missing = 0 if rows else missing + 1
        yield from rows


def _told(row: SqlRow) -> dict[str, object]:
    content = bytes(row[12])
    told: dict[str, object] = {"position": row[10], "id": str(row[0]), "recorded_at": row[11]}
    try:
        told["content"] = content.decode()
    except UnicodeDecodeError:
        told["content_base64"] = b64encode(content).decode()
    return {**told, "digest": bytes(row[13]).hex(), "hash": bytes(row[14]).hex()}
