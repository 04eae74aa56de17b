"""What the second process does with a table: all of its intake, where the log has nothing of its map yet."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.intake import TableIntake, Wishes
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.spec import MapSpec
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.report import TableReport
from dateline.imports.tables.table_row import TableRow
from dateline.log.append import CHUNK
from dateline.log.child_process import begin_to_serve, receive, send
from dateline.log.drafts import Draft
from dateline.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class TableJob:
    """A table to be taken in by another process; the report is continued there."""

    path: Path
    written: MapSpec
    published: PartialDate
    wishes: Wishes
    report: TableReport


@dataclass(frozen=True, slots=True)
class TableDone:
    """What is known once all events are drawn."""

    report: TableReport
    traces: list[str]


class Drawn(msgspec.Struct, frozen=True, array_like=True):
    """What came of some rows."""

    drafts: list[Draft]
    refused: list[tuple[TableRow, str, str]]
    """With the column and the reason."""
    bytes_read: int
    done: bytes = b""
    """With the last ones: a TableDone, pickled."""


encoded = msgspec.msgpack.Encoder().encode
drawn_from = msgspec.msgpack.Decoder(Drawn).decode


class _Told:
    """What happens beside the drawing of events, since it was last asked for."""

    def __init__(self) -> None:
        self._rows: list[tuple[TableRow, str, str]] = []
        self._bytes = 0

    def add(self, row: TableRow, column: str, reason: str) -> None:
        self._rows.append((row, column, reason))

    def flush(self) -> None:
        """They are written where the log is."""

    def advance(self, count: int) -> None:
        self._bytes += count

    def taken(self, drafts: list[Draft], done: bytes) -> Drawn:
        drawn = Drawn(drafts, self._rows, self._bytes, done)
        self._rows, self._bytes = [], 0
        return drawn


def draw(job: TableJob) -> Iterator[Drawn]:
    """All that a table says, some rows at a time, for a log that has nothing of its map. Raises what an intake does."""
    table = MappedTable(job.path, TableMap(job.written), job.published)
    told = _Told()
    known = Known(table.map.prefix, table.map.citations.dataset)
    intake = TableIntake(table, known, told, job.report, job.wishes)
    events = intake.events(told.advance)
    while some := list(islice(events, CHUNK)):
        yield told.taken([one for one in some if isinstance(one, Draft)], b"")
    yield told.taken([], pickle.dumps(TableDone(job.report, intake.traces)))


def serve() -> None:
    """All that the other process does. What goes wrong ends it: the table is then taken in where the log is."""
    begin_to_serve()
    with suppress(EOFError, BrokenPipeError):
        for drawn in draw(pickle.loads(receive(sys.stdin.buffer))):
            send(sys.stdout.buffer, encoded(drawn))
