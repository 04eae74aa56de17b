"""An export under way: reads a batch, writes it, gives it away, and forgets it.

Events come in the order of their positions, all that are in reach: those that the state is made of, and those that it
lists as rumors or as upcoming, so that a log that takes them in shows the same state. All else comes by company, in
the order of their slugs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import replace

import msgspec

from dateline.answers.event_lists import events_by_id
from dateline.answers.reading import Reading
from dateline.answers.states import COMPANIES_AT_ONCE, states_named
from dateline.events import cloudevents
from dateline.events.codec import canonical
from dateline.exports.columns import Column, SheetRow, StateSheet
from dateline.exports.events_sheet import EVENTS, in_sight
from dateline.exports.narrowing import Narrowing
from dateline.exports.parquet import ParquetWriter
from dateline.exports.request import ExportRequest, Format, What
from dateline.exports.sheets import SHEETS
from dateline.exports.writers import CsvWriter, NdjsonWriter, Writer
from dateline.log.chain import refuse_altered
from dateline.log.selection import Order, Selection
from dateline.state.company import CompanyState
from dateline.state.seen import Seen, see
from dateline.state.vantage import Vantage

_EVENT_LINES: dict[Format, tuple[bytes, bytes, bytes]] = {
    Format.NDJSON: (b"", b"\n", b"\n"),
    Format.CLOUDEVENTS: (b"", b"\n", b"\n"),
    Format.CLOUDEVENTS_BATCH: (b"[\n", b",\n", b"\n]\n"),
}
"""What comes before all events, between two of them, and behind the last."""


class Export(msgspec.Struct, frozen=True):
    """A file under way, from one reading of the log. As many events or companies are read at a time as is said here."""

    reading: Reading
    wanted: ExportRequest
    vantage: Vantage
    events_at_once: int = 1_000
    companies_at_once: int = COMPANIES_AT_ONCE
    rows_at_once: int = 100

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The bytes of the file. Raises NotInstalled before the first of them."""
        async for part in self._parts():
            if part:
                yield part

    def _parts(self) -> AsyncIterator[bytes]:
        if self.wanted.what is not What.EVENTS:
            sheet = SHEETS[self.wanted.what.value]
            return _written(self._writer(sheet.columns), self._state_rows(sheet))
        if self.wanted.format in _EVENT_LINES:
            return self._event_lines()
        return _written(self._writer(EVENTS.columns), self._event_rows())

    def _writer(self, columns: Sequence[Column]) -> Writer:
        match self.wanted.format:
            case Format.CSV:
                return CsvWriter(columns)
            case Format.PARQUET:
                # Whatever the question left open, what stands here pins it: asked again by it, the file is the same.
                return ParquetWriter(columns, self.wanted.metadata(replace(self.vantage, final=True)))
        return NdjsonWriter(columns)

    async def _state_rows(self, sheet: StateSheet[object]) -> AsyncIterator[list[SheetRow]]:
        rows: list[SheetRow] = []
        narrowed = await self.wanted.narrowed.resolved(self.reading, self.vantage)
        async for state in await self._states_of(sheet, narrowed):
            rows += narrowed.rows(sheet, state)
            if len(rows) >= self.rows_at_once:
                yield rows
                rows = []
        if rows:
            yield rows

    async def _states_of(self, sheet: StateSheet[object], narrowed: Narrowing) -> AsyncIterator[CompanyState]:
        """Those that may have a row."""
        if not narrowed.words or self.wanted.companies is not None:
            return self._states()
        slugs = await narrowed.companies(self.reading, self.vantage, sheet.name)
        return states_named(self.reading, slugs, self.vantage, self.companies_at_once, keep=False)

    def _states(self) -> AsyncIterator[CompanyState]:
        is_a_walk = self.wanted.companies is None
        return states_named(
            self.reading, self.wanted.companies, self.vantage, self.companies_at_once, keep=not is_a_walk
        )

    # --- events ------------------------------------------------------------------------------------------------------

    async def _event_lines(self) -> AsyncIterator[bytes]:
        before, between, behind = _EVENT_LINES[self.wanted.format]
        first = True
        async for batch in self._contents():
            yield (before if first else between) + between.join(batch)
            first = False
        if not first:
            yield behind
        elif before:
            yield b"[]\n"

    async def _contents(self) -> AsyncIterator[list[bytes]]:
        """What stands for each event; of a whole log, what the log itself holds. Raises CorruptLog."""
        wanted, upto = self.wanted, self.vantage.at.position
        if wanted.format is Format.NDJSON and wanted.companies is None and self.vantage.known_by is None:
            last = 0
            while last < upto:
                rows = await self.reading.log.stored(last, min(self.events_at_once, upto - last))
                there = [row for row in rows if not row.is_erased]
                for row in there:
                    refuse_altered(row.position, row.content, row.digest)
                if there:
                    yield [row.content for row in there]
                last = rows[-1].position
            return
        write = _one_event(wanted.format)
        async for batch in self._events():
            yield list(map(write, batch))

    async def _event_rows(self) -> AsyncIterator[list[SheetRow]]:
        cut = self.vantage.cut
        async for batch in self._events():
            listed = await events_by_id(self.reading, [(seen.id, cut) for seen in batch])
            yield [EVENTS.row(one, self.vantage) for one in listed.values() if one is not None]

    async def _events(self) -> AsyncIterator[list[Seen]]:
        selection = Selection(
            self.vantage.cut,
            companies=await self._slugs() if self.wanted.companies is not None else None,
            order=Order.POSITION_ASC,
            limit=self.events_at_once,
        )
        last = 0
        while True:
            records = await self.reading.log.select(msgspec.structs.replace(selection, after=(last,)))
            if records:
                last = records[-1].position
                yield [see(record, self.vantage.known_by) for record in records]
            if len(records) < self.events_at_once:
                return

    async def _slugs(self) -> frozenset[str]:
        """The slugs of the companies asked for, all of them where some were merged."""
        slugs: set[str] = set()
        async for state in self._states():
            slugs |= {seen.event.company for seen in state.history.own}
        return frozenset(slugs)


async def _written(writer: Writer, batches: AsyncIterator[list[SheetRow]]) -> AsyncIterator[bytes]:
    yield writer.begin()
    async for batch in batches:
        yield await _apart(writer, writer.rows, batch)
    yield await _apart(writer, writer.end)


async def _apart(writer: Writer, write: Callable[..., bytes], *batch: list[SheetRow]) -> bytes:
    """What is written; in a thread for Parquet, where a whole group of rows is compressed at once."""
    return await asyncio.to_thread(write, *batch) if isinstance(writer, ParquetWriter) else write(*batch)


def _one_event(format: Format) -> Callable[[Seen], bytes]:
    if format is Format.NDJSON:
        return lambda seen: canonical(in_sight(seen))
    return lambda seen: cloudevents.encode(in_sight(seen), seen.record.recorded_at)
