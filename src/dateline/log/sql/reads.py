"""What is read of a log that is asked in SQL: histories, companies, names, lists of events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from dateline.errors import CorruptLog, InvalidVantage, PositionAhead
from dateline.log.chain import GENESIS, instant, micros
from dateline.log.contents import Contents
from dateline.log.cut import Cut
from dateline.log.record import Erasure, FileTaken, LogHead, Record, StoredRecord
from dateline.log.recording import LogEntry
from dateline.log.selection import Selection
from dateline.log.sql.index import SqlIndex
from dateline.log.sql.misfiled import misfiled
from dateline.log.sql.reader import SqlReader
from dateline.log.sql.records import Records
from dateline.log.sql.rows import Params, SqlRow, as_head, stored_record
from dateline.log.sql.selection_sql import count_events, select_events
from dateline.values.text import searched

_FEW_COMPANIES: Final = 8
"""Of which the contents are given too, for who keeps them: those that a page lists are seldom asked for again, and to
pack all of them would take longer."""


class SqlReads:
    """The reads of an EventLog, whichever database answers: a store is this, and how it opens, writes and watches."""

    def __init__(self, reader: SqlReader, kept_bytes: int) -> None:
        self._reader = reader
        self._records = Records(kept_bytes)
        self._erased = 0
        self.index = SqlIndex(reader)

    async def at_position(self, position: int) -> LogHead:
        if position < 0:
            raise InvalidVantage(f"a position is 0 or more, not {position}")
        ((*found, epoch, newest),) = await self._reader.named("head_at_position", position=position)
        if position > newest:
            raise PositionAhead(position, newest)
        return _place(found, epoch)

    async def at_instant(self, instant: datetime) -> LogHead:
        ((*found, epoch, _),) = await self._reader.named("head_at_instant", instant=micros(instant))
        return _place(found, epoch)

    async def histories(self, slugs: Collection[str], upto: int) -> Mapping[str, Sequence[Record]]:
        # Most companies have to do with no other, and their own events are read several times faster.
        asked = list(dict.fromkeys(slugs))
        rows = await self._reader.named("plain_histories", slugs=asked, **cut_params(Cut(None, upto)))
        entangled = {asked[place] for place in entangled_in(rows, asked)}
        plain = [row for row in rows if row[1] is not None and asked[row[0]] not in entangled]
        found: dict[str, Sequence[Record]]
        if len(asked) <= _FEW_COMPANIES:
            found = await self._with_contents(asked, plain)
        else:
            found = {**await self._grouped(asked, plain)}
        return found | await self._by_slug("histories", entangled, upto) if entangled else found

    async def touched(self, after: int, upto: int) -> set[str]:
        return {slug for (slug,) in await self._reader.named("touched", after=after, upto=upto)}

    async def identities(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        return await self._by_slug("identities", slugs, upto)

    async def _by_slug(self, query: str, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        asked = list(dict.fromkeys(slugs))
        return await self._grouped(asked, await self._reader.named(query, slugs=asked, upto=upto))

    async def _with_contents(self, asked: Sequence[str], rows: Iterable[SqlRow]) -> dict[str, Sequence[Record]]:
        found: dict[str, tuple[list[Record], list[bytes]]] = {slug: ([], []) for slug in asked}
        for row, record in await self._records.with_rows(rows, keep=False):
            records, contents = found[asked[row[0]]]
            records.append(record)
            contents.append(row[-3])
        return {slug: Contents(records, contents) if records else [] for slug, (records, contents) in found.items()}

    async def _grouped(self, asked: Sequence[str], rows: Iterable[SqlRow]) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {slug: [] for slug in asked}
        for row, record in await self._records.with_rows(rows, keep=False):
            found[asked[row[0]]].append(record)
        return found

    async def existing(self, slugs: Collection[str], cut: Cut) -> set[str]:
        asked = list(slugs)
        rows = await self._reader.named("existing", slugs=asked, **cut_params(cut))
        return {asked[place] for (place,) in rows}

    async def by_ids(self, ids: Collection[str], upto: int) -> dict[str, Record]:
        records = await self._list("by_ids", ids=[*ids], upto=upto)
        return {record.event.id: record for record in records}

    async def acts_on(self, ids: Collection[str], upto: int) -> list[Record]:
        return await self._list("acts_on", ids=[*ids], upto=upto)

    async def all_acts(self, upto: int, companies: Collection[str] | None = None) -> list[Record]:
        if companies is None:
            return await self._list("all_acts", upto=upto)
        return await self._list("acts_of", companies=[*companies], upto=upto)

    async def _list(self, query: str, **params: object) -> list[Record]:
        return await self._records.of(await self._reader.named(query, **params))

    async def select(self, selection: Selection) -> list[Record]:
        rows = await self._reader.rows(*select_events(self._reader.queries, selection))
        read = await self._records.with_rows(rows)
        if selection.limit is None or len(read) == len(rows):
            return [record for _, record in read]
        # Some of this page cannot be read: without them it is a full page again, or the last one.
        unreadable = {row[1] for row in rows} - {record.position for _, record in read}
        return await self.select(msgspec.structs.replace(selection, beyond=selection.beyond | unreadable))

    async def count(self, selection: Selection) -> int:
        ((count,),) = await self._reader.rows(*count_events(self._reader.queries, selection))
        gone = self._records.erased if selection.among is None else self._records.erased & selection.among
        if not gone:
            return int(count)
        # What is left of erased records passes some conditions.
        without = msgspec.structs.replace(selection, among=gone)
        ((left,),) = await self._reader.rows(*count_events(self._reader.queries, without))
        return int(count) - int(left)

    async def companies(
        self, upto: int, *, search: str | None = None, after: str | None = None, before: str | None = None, limit: int
    ) -> list[str]:
        words = searched(search or "")
        query = f"companies{'_found' if words else ''}{'_before' if before is not None else ''}"
        rows = await self._reader.named(
            query, upto=upto, search=words, after=after or "", before=before, limit=max(limit, 0)
        )
        slugs = [slug for (slug,) in rows]
        return slugs if before is None else slugs[::-1]

    async def companies_among(self, slugs: Collection[str], upto: int, *, search: str | None = None) -> set[str]:
        rows = await self._reader.named("companies_among", slugs=[*slugs], upto=upto, search=searched(search or ""))
        return {slug for (slug,) in rows}

    async def count_companies(self, upto: int, *, search: str | None = None) -> int:
        words = searched(search or "")
        query = "count_companies_found" if words else "count_companies"
        ((count,),) = await self._reader.named(query, upto=upto, search=words)
        return int(count)

    async def naming(self, slugs: Collection[str], cut: Cut) -> dict[str, Record]:
        asked = list(slugs)
        rows = await self._reader.named("naming", slugs=asked, **cut_params(cut))
        return {asked[row[0]]: record for row, record in await self._records.with_rows(rows)}

    async def stored(self, after: int, limit: int) -> list[StoredRecord]:
        rows = await self._reader.named("rows", after=after, limit=limit)
        return [stored_record(row) for row in rows]

    async def record_hashes(self, after: int, upto: int) -> list[bytes]:
        return [hash for (hash,) in await self._reader.named("record_hashes", after=after, upto=upto)]

    async def subtrees(self, level: int, start: int, end: int) -> Mapping[int, bytes] | None:
        if not await self._reader.named("has_subtrees"):
            return None
        rows = await self._reader.named("subtrees", level=level, start=start, end=end)
        return {number: hash for number, hash in rows}  # noqa: C416 - rows are no pairs to the type checker

    async def taken(self, digests: Collection[bytes]) -> set[bytes]:
        rows = await self._reader.named("taken", digests=[digest.hex() for digest in digests])
        return {bytes.fromhex(digest) for (digest,) in rows}

    async def traces(self, prefix: str) -> list[tuple[str, int]]:
        return [(name, position) for name, position in await self._reader.named("traces", prefix=prefix)]

    @property
    def erased(self) -> int:
        return self._erased

    async def erasures(self, after: int, limit: int) -> list[Erasure]:
        if not await self._reader.named("has_erasures"):
            return []
        rows = await self._reader.named("erasures", after=after, limit=limit)
        return [Erasure(position, instant(at), reason, by, digest) for position, at, reason, by, digest in rows]

    async def files_taken(self, after: str, limit: int) -> list[FileTaken]:
        rows = await self._reader.named("files_taken", after=after, limit=limit)
        return [FileTaken(digest, name, position, instant(at)) for digest, name, position, at in rows]

    async def _note_erased(self, erased: int) -> None:
        """Nothing that was decoded of a content outlives it."""
        if erased != self._erased:
            known = await self.erasures(0, _ALL)
            self._records.forget_erased(frozenset(one.position for one in known))
            self._erased = erased

    async def misfiled(self, entries: Sequence[LogEntry]) -> int | None:
        return await misfiled(self._reader, entries)


_ALL: Final = 2**62


def cut_params(cut: Cut) -> Params:
    """How statements are told a cut."""
    return Params(upto=cut.position, known_by=(cut.known_by or date.max).isoformat())


def entangled_in(rows: Sequence[SqlRow], asked: Sequence[str]) -> set[int]:
    """Of which of these companies plain histories are not all that their states can depend on, by their places. Raises
    CorruptLog where an index does not lead to all that a company has."""
    found = set()
    for place, id, position, *_ in rows:
        if id is None:
            if position is not None:
                told = f"an index leads to other events of {asked[place]!r} than it has"
                raise CorruptLog(0, f"{told}: `dateline repair` files all of them anew")
            found.add(place)
    return found


def _place(found: SqlRow, epoch: int) -> LogHead:
    """A row's place; no row stands for the beginning of the log."""
    position, hash, recorded_at = found
    return as_head((position, hash, epoch, recorded_at) if position is not None else (0, GENESIS, epoch, None))
