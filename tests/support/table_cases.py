"""What the tests of tables share: a small map, files of it, and an import into a log of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from places import DATA

from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.imports.tables.importing import Wishes, import_table
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.choosing import choose, load_preset
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.report import TableReport
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog
from dateline.log.selection import Order, Selection

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EXCERPTS = DATA / "tables"

MAP = """
name = "list"
{top}
[dataset]
publisher = "The List"

[[event]]
type = "funding"
id = "{{Company|slug}}/{{Round|slug}}"
company = "{{Company|slug}}"
round = "{{Round|slug}}"
stage = "closed"
on = "{{Date}}"
raised = "{{Amount}} USD"
{event}
{rest}
"""
LABS = """
[tables.labs]
"Google *" = "Google"
"*" = "*"
[[event]]
type = "model"
each = { in = "Page", split = ",", parts = ["{who} #{sure}", "{who}"] }
id = "{Round|slug}/{who|slug}"
company = "{who|labs|slug}"
model = "{Round}"
stage = "released"
on = "{Date}"
confidence = "{sure|sure}"
[tables.sure]
unsure = "rumored"
"" = "reported"
"""
"""A model for each value of `Page`; some of them are names of one company."""
HEADER = "Company,Round,Date,Amount,Page\n"


def table_map(top: str = "", event: str = "", rest: str = "") -> TableMap:
    return TableMap(spec.decode(MAP.format(top=top, event=event, rest=rest), "test.toml"))


def written(folder: Path, rows: str, name: str = "list.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text(header + rows, encoding="utf-8")
    return path


async def brought_in(
    log: EventLog, path: Path, ready: TableMap, published: str = "2026-01-31", wishes: Wishes | None = None
) -> TableReport:
    report = await import_table(log, path, ready, published_of(published, "test"), NOW, b"", wishes)
    assert report.unusable or report.rows == report.used + report.aside + report.refused
    assert report.unusable or report.events == report.appended + report.repeated
    return report


async def events_of(log: EventLog) -> list[Event]:
    head = await log.head()
    records = await log.select(Selection(Cut(None, head.position), order=Order.POSITION_ASC))
    return [record.event for record in records]


def plain(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.json.decode(canonical(event))
    return said


async def made(folder: Path, rows: str, ready: TableMap | None = None, header: str = HEADER) -> list[dict[str, Any]]:
    """The events that some rows become; none of them may be refused."""
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(folder, rows, header=header), ready or table_map())
        assert report.problems == []
        return [plain(event) for event in await events_of(log)]


async def refusals(folder: Path, rows: str, ready: TableMap | None = None, header: str = HEADER) -> list[str]:
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(folder, rows, header=header), ready or table_map())
        return [f"{problem.line}: {problem.field}: {problem.message}" for problem in report.problems]


async def preset(log: EventLog, family: str, folder: Path, refused: Path) -> Mapping[str, TableReport]:
    chosen, _ = choose([folder], load_preset(family), "2026-04-03" if folder == EXCERPTS else None)
    reports = {}
    for one in chosen:
        wishes = Wishes(refused_file=refused / f"{one.path.name}.refused.csv")
        reports[one.path.name] = await import_table(log, one.path, one.map, one.published, NOW, one.digest, wishes)
    return reports


def real_files(folder: str) -> Path:
    """A folder of the real files; without them the test is skipped, and says so."""
    place = os.environ.get("DATELINE_TEST_DATA")
    if place is None or not Path(place, folder).is_dir():
        pytest.skip("the real files are not here: DATELINE_TEST_DATA should name their folder")
    return Path(place, folder)
