"""A table that is worth it is read and mapped by a second process: nothing of what becomes of it differs."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from table_cases import HEADER, NOW, events_of, plain, table_map, written

from dateline.imports.tables.importing import Wishes, import_table
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.report import TableReport
from dateline.imports.tables.second_process import TableMapper, start_mapper
from dateline.log.contract import EventLog
from dateline.log.opening import log_in_memory
from dateline.log.verification import verify

PUBLISHED = published_of("2026-01-31", "test")


class Beside(TableMapper):
    """Takes any table to be worth another process, and keeps those that were started."""

    def __init__(self, *, processors: int = 2) -> None:
        super().__init__(worth_it_bytes=0, processors=processors, start=self._begin)
        self.started: list[subprocess.Popen[bytes]] = []

    def _begin(self) -> subprocess.Popen[bytes]:
        process = start_mapper()
        assert process is not None
        self.started.append(process)
        return process


class DiesAtOnce(Beside):
    def _begin(self) -> subprocess.Popen[bytes]:
        process = super()._begin()
        process.kill()
        process.wait()
        return process


async def taken_in(
    log: EventLog, path: Path, mapper: TableMapper, wishes: Wishes | None = None, ready: TableMap | None = None
) -> TableReport:
    return await import_table(log, path, ready or table_map(), PUBLISHED, NOW, b"digest", wishes, None, mapper)


def rows(count: int) -> str:
    return "".join(f"Company {place},Series A,2024-0{place % 9 + 1}-14,{place + 1}00,\n" for place in range(count))


ODD = (
    'Acme,Seed,2024-03-14,5,\nAcme,Seed,2024-03-14,5,\nAcme,Seed,2024-03-15,6,\n,,,,\nBolt,"Series\nB",never,5,\n'
    "Cray,Seed,2024-03-14\n,Seed,2024-03-14,5,\nDent & Co,Seed,2024-03-14,5,\nDent and Co,Later,2024-03-14,5,\n"
)
TABLES = {
    "nothing but rows": rows(2_345),
    "odd rows between others": rows(1_100) + ODD + rows(20),
    "a quote that is never closed": rows(1_100) + '"Acme,Seed,2024-03-14,5,\n',
    "nothing": "",
}


@pytest.mark.parametrize("wishes", [Wishes(), Wishes(dry_run=True), Wishes(strict=True)], ids=["", "dry run", "strict"])
@pytest.mark.parametrize("name", TABLES)
async def test_a_table_becomes_the_same_there_and_here(tmp_path: Path, name: str, wishes: Wishes) -> None:
    path = written(tmp_path, TABLES[name])
    told = []
    for mapper in (Beside(processors=1), Beside()):
        wish = replace(wishes, refused_file=tmp_path / "refused.csv")
        async with log_in_memory() as log:
            report = await taken_in(log, path, mapper, wish)
            head = await verify(log)
            refused = (tmp_path / "refused.csv").read_text() if report.refused_file else ""
            traces = await log.traces("")
            told.append((report, head, refused, traces, [plain(event) for event in await events_of(log)]))
        (tmp_path / "refused.csv").unlink(missing_ok=True)
        assert len(mapper.started) == (mapper._processors > 1)
        assert all(process.returncode is not None for process in mapper.started)
        assert [file.name for file in tmp_path.iterdir()] == ["list.csv"]
    here, there = told
    assert here == there


async def test_a_table_of_which_the_log_has_an_edition_is_read_here(tmp_path: Path) -> None:
    mapper = Beside()
    async with log_in_memory() as log:
        await taken_in(log, written(tmp_path, rows(3)), mapper)
        again = await taken_in(log, written(tmp_path, rows(4)), mapper)
    assert len(mapper.started) == 1
    assert (again.appended, again.repeated) == (1, 3)


async def test_two_rows_that_fall_on_one_id_are_told_the_same(tmp_path: Path) -> None:
    """The append refuses it, so that neither the map nor its process could know."""
    ready = table_map().written
    ready.event[0]["id"] = "{Company|slug}{again}"
    path = written(tmp_path, rows(1_500) + "A,x,2024-03-14,1,\nA,y,2024-03-14,2,\nA-2,z,2024-03-14,3,\n")
    told = []
    for mapper in (Beside(processors=1), Beside()):
        async with log_in_memory() as log:
            report = await taken_in(log, path, mapper, ready=TableMap(ready))
            assert (await log.head()).position == 0
        assert report.unusable
        told.append(report)
    assert told[0] == told[1]


@pytest.mark.parametrize("mapper", [DiesAtOnce(), TableMapper(0, 2, lambda: None)], ids=["dies", "never starts"])
async def test_without_the_second_process_its_work_is_done_here(tmp_path: Path, mapper: TableMapper) -> None:
    async with log_in_memory() as log:
        report = await taken_in(log, written(tmp_path, rows(1_200) + ODD), mapper)
        assert (report.rows, report.appended) == (1_209, (await verify(log)).position)
    assert report.refused_file is not None


async def test_if_it_dies_on_the_way_the_table_is_taken_in_here_from_its_beginning(tmp_path: Path) -> None:
    mapper, advanced = Beside(), list[int]()

    def advance(count: int) -> None:
        advanced.append(count)
        mapper.started[0].kill()
        mapper.started[0].wait()

    path = written(tmp_path, rows(30_000))
    async with log_in_memory() as log:
        report = await import_table(log, path, table_map(), PUBLISHED, NOW, b"", None, advance, mapper)
        assert (report.appended, (await verify(log)).position) == (30_000, 30_000)
    assert sum(advanced) > path.stat().st_size > len(HEADER)


async def test_whoever_ends_the_append_ends_the_second_process(tmp_path: Path) -> None:
    mapper = Beside()

    def advance(_count: int) -> None:
        raise KeyboardInterrupt

    async with log_in_memory() as log:
        with pytest.raises(KeyboardInterrupt):
            await import_table(
                log, written(tmp_path, rows(5_000)), table_map(), PUBLISHED, NOW, b"", None, advance, mapper
            )
        assert (await log.head()).position == 0
    assert mapper.started[0].returncode is not None
