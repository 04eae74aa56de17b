"""An export under way: reads a batch, writes it, gives it away, and forgets it.

Events come in the order of their positions, all that are in reach: those that the state is made of, and those that it
lists as rumors or as upcoming, so that a log that takes them in shows the same state. All else comes by company, in
the order of their slugs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from dateline.answers.reading import Listed, Reading
from dateline.events import cloudevents
from dateline.events.codec import canonical
from dateline.exports.columns import Column, Row, Sheet
from dateline.exports.events_sheet import EVENTS, in_sight
from dateline.exports.parquet import ParquetWriter
from dateline.exports.request import Format, Wanted, What
from dateline.exports.sheets import SHEETS
from dateline.exports.writers import CsvWriter, NdjsonWriter, Writer
from dateline.log.cut import Cut
from dateline.log.selection import Order, Selection
from dateline.state.company import CompanyState, state
from dateline.state.seen import Seen, see
from dateline.state.vantage import Vantage
from dateline.values.parties import slugify

EVENTS_AT_ONCE = 1_000
COMPANIES_AT_ONCE = 50

_EVENT_LINES: dict[Format, tuple[bytes, bytes, bytes]] = {
    Format.NDJSON: (b"", b"\n", b"\n"),
    Format.CLOUDEVENTS: (b"", b"\n", b"\n"),
    Format.CLOUDEVENTS_BATCH: (b"[\n", b",\n", b"\n]\n"),
}
"""What comes before all events, between two of them, and behind the last."""


async def pieces(reading: Reading, wanted: Wanted, vantage: Vantage) -> AsyncIterator[bytes]:
    """The bytes of an export. Raises NotInstalled before the first of them."""
    if wanted.what is What.EVENTS and wanted.format in _EVENT_LINES:
        parts = _event_lines(reading, wanted, vantage)
    elif wanted.what is What.EVENTS:
        parts = _written(_writer(wanted, vantage, EVENTS.columns), _event_rows(reading, wanted, vantage))
    else:
        sheet = SHEETS[wanted.what.value]
        parts = _written(_writer(wanted, vantage, sheet.columns), _state_rows(reading, wanted, vantage, sheet))
    async for part in parts:
        if part:
            yield part


def _writer(wanted: Wanted, vantage: Vantage, columns: Sequence[Column]) -> Writer:
    match wanted.format:
        case Format.CSV:
            return CsvWriter(columns)
        case Format.PARQUET:
            return ParquetWriter(columns, wanted.metadata(vantage))
    return NdjsonWriter(columns)


async def _written(writer: Writer, batches: AsyncIterator[list[Row]]) -> AsyncIterator[bytes]:
    yield writer.begin()
    async for batch in batches:
        yield writer.rows(batch)
    yield writer.end()


# --- events ----------------------------------------------------------------------------------------------------------


async def _event_lines(reading: Reading, wanted: Wanted, vantage: Vantage) -> AsyncIterator[bytes]:
    before, between, behind = _EVENT_LINES[wanted.format]
    first = True
    async for batch in _contents(reading, wanted, vantage):
        yield (before if first else between) + between.join(batch)
        first = False
    if not first:
        yield behind
    elif before:
        yield b"[]\n"


async def _contents(reading: Reading, wanted: Wanted, vantage: Vantage) -> AsyncIterator[list[bytes]]:
    """What stands for each event; of a whole log, what the log itself holds."""
    if wanted.format is Format.NDJSON and wanted.companies is None and vantage.known_by is None:
        last = 0
        while last < vantage.at.position:
            rows = await reading.log.rows(last, min(EVENTS_AT_ONCE, vantage.at.position - last))
            yield [row.content for row in rows]
            last = rows[-1].position
        return
    write = _one_event(wanted.format)
    async for batch in _events(reading, wanted, vantage):
        yield list(map(write, batch))


def _one_event(format: Format) -> Callable[[Seen], bytes]:
    if format is Format.NDJSON:
        return lambda seen: canonical(in_sight(seen))
    return lambda seen: cloudevents.encode(in_sight(seen), seen.record.recorded_at)


async def _event_rows(reading: Reading, wanted: Wanted, vantage: Vantage) -> AsyncIterator[list[Row]]:
    cut = Cut(vantage.known_by, vantage.at.position)
    async for batch in _events(reading, wanted, vantage):
        listed = await reading.events_by_id([(seen.id, cut) for seen in batch])
        found: list[Listed | None] = [listed[seen.id, cut] for seen in batch]
        yield [EVENTS.row(one, vantage) for one in found if one is not None]


async def _events(reading: Reading, wanted: Wanted, vantage: Vantage) -> AsyncIterator[list[Seen]]:
    companies = await _slugs_of(reading, wanted.companies, vantage) if wanted.companies is not None else None
    last = 0
    while True:
        selection = Selection(
            upto=vantage.at.position,
            known_by=vantage.known_by,
            companies=companies,
            order=Order.POSITION_ASC,
            after=(last,),
            limit=EVENTS_AT_ONCE,
        )
        records = await reading.log.select(selection)
        if records:
            last = records[-1].position
            yield [see(record, vantage.known_by) for record in records]
        if len(records) < EVENTS_AT_ONCE:
            return


async def _slugs_of(reading: Reading, companies: Sequence[str], vantage: Vantage) -> frozenset[str]:
    """The companies' slugs, all of them where some were merged."""
    slugs: set[str] = set()
    async for found in states(reading, companies, vantage):
        slugs |= {seen.event.company for seen in found.own}
    return frozenset(slugs)


# --- states ----------------------------------------------------------------------------------------------------------


async def _state_rows(
    reading: Reading, wanted: Wanted, vantage: Vantage, sheet: Sheet[Any]
) -> AsyncIterator[list[Row]]:
    async for found in states(reading, wanted.companies, vantage):
        yield sheet.rows(found)


async def states(reading: Reading, companies: Sequence[str] | None, vantage: Vantage) -> AsyncIterator[CompanyState]:
    """The companies that anything is in reach of, each once and under the slug that is kept, by that slug."""
    if companies is not None:
        asked = sorted(set(map(slugify, companies)))
        found = {one.slug: one async for _, one in _each(reading, asked, vantage)}
        for slug in sorted(found):
            yield found[slug]
        return
    last: str | None = None
    while True:
        slugs = await reading.log.companies(vantage.at.position, after=last, limit=COMPANIES_AT_ONCE)
        async for slug, one in _each(reading, slugs, vantage):
            if one.slug == slug:
                yield one
        if len(slugs) < COMPANIES_AT_ONCE:
            return
        last = slugs[-1]


async def _each(reading: Reading, slugs: Sequence[str], vantage: Vantage) -> AsyncIterator[tuple[str, CompanyState]]:
    histories = await reading.log.histories([slug for slug in slugs if slug], vantage.at.position)
    for slug, history in histories.items():
        found = state(slug, history, vantage)
        if found is not None:
            yield slug, found
        await asyncio.sleep(0)  # a fold computes: others have their turn
