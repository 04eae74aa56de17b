"""Editions of a table: what is known since when of a row, in whatever order its editions come."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from edition_cases import Value, as_days, records_of, told_at, values_at
from histories import law
from hypothesis import given
from hypothesis import strategies as st
from table_cases import brought_in

from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.table_map import TableMap
from dateline.log.memory.store import MemoryLog
from dateline.log.record import Record

MAP = TableMap(
    spec.decode(
        """
name = "t"
[dataset]
publisher = "List"
[[event]]
type = "funding"
id = "{Company|slug}/{Round|slug}"
company = "{Company|slug}"
round = "{Round|slug}"
series = "{Series}"
investors = { from = "{Investors}", split = ";" }
stage = "closed"
on = "{Date}"
raised = "{Amount} USD"
valuation = "{Value} USD"
confidence = "{Sure}"
[[source]]
publisher = "{Paper}"
published = "{Report}"
""",
        "test.toml",
    )
)
COLUMNS = ("Company", "Round", "Series", "Investors", "Date", "Amount", "Value", "Sure", "Paper", "Report")
DAYS = ("2012-06-30", "2014-06-30", "2016-06-30", "2018-06-30")
VANTAGES = as_days(
    *("2010-12-31", "2011-12-31", "2012-02-01", "2012-06-29", "2012-06-30", "2012-12-31", "2013-03-01", "2013-12-31"),
    *("2014-02-01", "2014-06-29", "2014-06-30", "2014-12-31", "2015-03-01", "2015-12-31", "2016-06-29", "2016-06-30"),
    *("2017-03-01", "2018-06-29", "2018-06-30", "2026-01-01"),
)
Row = Mapping[str, str]


def row(**cells: str) -> Row:
    return {
        "Company": "Acme", "Round": "Seed", "Series": "", "Investors": "", "Date": "2010-01-01", "Amount": "75",
        "Value": "", "Sure": "reported", "Paper": "", "Report": "",
    } | cells  # fmt: skip


def csv_of(rows: Sequence[Row]) -> str:
    header = ",".join(COLUMNS) + "\n"
    return header + "".join(",".join(one[column] for column in COLUMNS) + "\n" for one in rows)


async def imported(
    editions: Mapping[str, Sequence[Row]], order: Sequence[str], ready: TableMap = MAP
) -> list[list[Record]]:
    """The records of the log after each import."""
    after = []
    with TemporaryDirectory() as folder:
        async with MemoryLog.opened() as log:
            for day in order:
                path = Path(folder, "list.csv")
                path.write_text(csv_of(editions[day]))
                report = await brought_in(log, path, ready, day)
                assert (report.problems, report.unusable) == ([], False)
                after.append(await records_of(log))
    return after


def in_every_order(editions: Mapping[str, Sequence[Row]]) -> list[list[list[Record]]]:
    return [asyncio.run(imported(editions, order)) for order in itertools.permutations(editions)]


def amounts_by_year(records: Sequence[Record], years: Sequence[int]) -> list[str]:
    """The amounts of Acme's round that could be known at the end of each year."""
    found = []
    for year in years:
        values = values_at(records, date(year, 12, 31))
        found.append(
            " ".join(sorted({json.loads(there)["amount"] for _, name, there, _ in values if name == "raised"}))
        )
    return found


UNCHANGED = [row(), row(), row()]
YEARS = (2010, 2011, 2012, 2013, 2014, 2016)


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        (UNCHANGED, ["", "", "75", "75", "75", "75"]),
        ([row(Paper="Wire", Report="2011-05-05")] * 3, ["", "75", "75", "75", "75", "75"]),
        ([row(), row(Paper="Wire", Report="2010-05-05"), row()], ["75"] * 6),
        ([row(), row(Paper="Wire", Report="2013-05-05"), row()], ["", "", "75", "75", "75", "75"]),
        ([row(), row(Amount="60"), row()], ["", "", "75", "75", "60", "75"]),
        ([row(), row(Amount="60", Paper="Wire", Report="2013-05-05"), row()], ["", "", "75", "60", "60", "75"]),
        ([row(), row(Amount="60", Paper="Wire", Report="2010-05-05"), row()], ["", "", "75", "75", "60", "75"]),
        ([row(), row(Amount=""), row()], ["", "", "75", "75", "75", "75"]),
        ([row(Amount=""), row(Paper="Wire", Report="2011-05-05"), row()], ["", "75", "75", "75", "75", "75"]),
        ([row(), None, row(Amount="60")], ["", "", "75", "75", "75", "60"]),
        ([row(), row(Amount="60"), None], ["", "", "75", "75", "60", "60"]),
        ([row(), None, None], ["", "", "75", "75", "75", "75"]),
        ([row(Sure="rumored"), row(Sure="rumored"), row(Sure="rumored")], ["", "", "75", "75", "75", "75"]),
        ([row(Sure="rumored"), row(Amount="60"), row(Sure="rumored")], ["", "", "75", "75", "60", "75"]),
    ],
)
def test_what_is_known_of_a_row_since_when(rows: Sequence[Row | None], known: list[str]) -> None:
    editions = {day: [one] if one else [] for day, one in zip(DAYS, rows, strict=False)}
    for after in in_every_order(editions):
        assert amounts_by_year(after[-1], YEARS) == known


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (row(), row(Paper="The Wire", Report="2011-05-05")),
        (row(Paper="THE WIRE", Report="2011-05-05"), row(Paper="The Wire", Report="2011-05-05")),
        (row(Series="SEED  ROUND"), row(Series="Seed round", Paper="The Wire", Report="2011-05-05")),
        (row(Series=""), row(Series="Seed round", Paper="The Wire", Report="2011-05-05")),
        (row(Sure="rumored"), row(Sure="rumored", Paper="The Wire", Report="2011-05-05")),
    ],
)
def test_equal_values_in_an_older_edition_are_no_change(older: Row, newer: Row) -> None:
    editions = {"2025-12-01": [older], "2026-01-12": [newer]}
    alone, both = asyncio.run(imported(editions, sorted(editions, reverse=True)))
    assert not any(record.event.is_act for record in both)
    other = asyncio.run(imported(editions, sorted(editions)))[-1]
    for day in (*VANTAGES, date(2025, 12, 31), None):
        assert values_at(alone, day) <= values_at(both, day)
        assert told_at(both, day) == told_at(other, day)


def test_a_retraction_of_what_corrects_does_not_bring_back_what_it_corrected() -> None:
    editions = {DAYS[0]: [row()], DAYS[1]: [row(Amount="60")], DAYS[2]: [row(Amount="50", Sure="rumored")]}
    for after in in_every_order(editions):
        assert amounts_by_year(after[-1], YEARS) == ["", "", "75", "75", "60", "50"]


_PAGES = st.sampled_from(
    [("", ""), ("Wire", "2011-05-05"), ("Wire", "2013-02-02"), ("Post", "2015-02-02"), ("wire", "")]
)
_ROWS = st.builds(
    lambda page, **cells: row(Paper=page[0], Report=page[1], **cells),
    page=_PAGES,
    Round=st.sampled_from(["Seed", "Seed", "A"]),
    Amount=st.sampled_from(["75", "75", "60", "", "75.0"]),
    Value=st.sampled_from(["", "900", "900", "800"]),
    Series=st.sampled_from(["", "Series A", "SERIES A"]),
    Investors=st.sampled_from(["", "Beta", "Beta;Gamma", "Gamma"]),
    Sure=st.sampled_from(["reported", "reported", "rumored", "confirmed"]),
    Date=st.sampled_from(["2010-01-01", "2010-01-01", "2010-01", "2010-02-02"]),
)
_EDITION = st.lists(_ROWS, max_size=2, unique_by=lambda one: one["Round"])


@law(examples=60)
@given(st.lists(_EDITION, min_size=2, max_size=4), st.data())
def test_editions_in_any_order_tell_the_same_at_every_vantage(rows: list[list[Row]], data: st.DataObject) -> None:
    editions = dict(zip(DAYS, rows, strict=False))
    order = data.draw(st.permutations(list(editions)))
    shuffled = asyncio.run(imported(editions, order))[-1]
    sorted_ = asyncio.run(imported(editions, sorted(order)))[-1]
    for day in (*VANTAGES, None):
        assert told_at(shuffled, day) == told_at(sorted_, day)


@law(examples=60)
@given(st.lists(_EDITION, min_size=2, max_size=4), st.data())
def test_an_older_edition_takes_no_value_out_of_reach_but_by_saying_otherwise(
    rows: list[list[Row]], data: st.DataObject
) -> None:
    editions = dict(zip(DAYS, rows, strict=False))
    order = data.draw(st.permutations(list(editions)))
    after = asyncio.run(imported(editions, order))
    for place in range(1, len(order)):
        if order[place] == max(order[: place + 1]):
            continue
        said = values_at(asyncio.run(imported(editions, [order[place]]))[0], None)
        for day in (*VANTAGES, None):
            before, now = values_at(after[place - 1], day), values_at(after[place], day)
            assert [one for one in before - now if not _otherwise(said, before, *one)] == []


def _otherwise(said: set[Value], before: set[Value], key: str, field: str, value: str, rumored: bool) -> bool:
    """Whether an edition that says this much of a row says otherwise than was known of it."""
    fields = {name: there for row, name, there, _ in said if row == key}
    less_sure = bool(fields) and not rumored and not any(row == key and not sure for row, _, _, sure in said)
    held = [(name, there) for row, name, there, _ in before if row == key]
    return less_sure or any(fields.get(name, there).casefold() != there.casefold() for name, there in held)
