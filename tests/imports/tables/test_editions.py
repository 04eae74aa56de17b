"""Editions of a table: what is known since when of a row, in whatever order its editions come."""

from __future__ import annotations

import asyncio
import csv
import fnmatch
import io
import itertools
import json
import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from edition_cases import Value, as_days, records_of, standing_at, told_at, values_at
from histories import LONG, law
from hypothesis import given
from hypothesis import strategies as st
from table_cases import EXCERPTS, NOW, brought_in, real_files

from dateline.imports.tables.importing import Wishes, import_table
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.choosing import choose, load_preset
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.sheet import TableFile, open_table
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


def test_a_value_whose_column_did_not_exist_yet_stays_known_where_another_value_changed() -> None:
    page = {"Paper": "Wire", "Report": "2011-05-05"}
    editions = {DAYS[1]: [row(Amount="60", **page)], DAYS[2]: [row(Value="900", **page)]}
    for after in in_every_order(editions):
        known = values_at(after[-1], date(2013, 12, 31))
        assert [there for _, name, there, rumor in known if name == "valuation" and not rumor] != []
        assert amounts_by_year(after[-1], YEARS) == ["", "60", "60", "60", "60", "75"]


def test_a_value_that_both_editions_give_stays_known_where_another_value_changed() -> None:
    page = {"Paper": "Wire", "Report": "2011-05-05"}
    editions = {DAYS[0]: [row(Value="800")], DAYS[1]: [row(Value="900", **page)]}
    for after in in_every_order(editions):
        assert amounts_by_year(after[-1], YEARS) == ["", "75", "75", "75", "75", "75"]
        valued = [
            {json.loads(there)["amount"] for _, name, there, _ in values_at(after[-1], day) if name == "valuation"}
            for day in as_days("2011-12-31", "2012-12-31", "2014-12-31")
        ]
        assert valued == [set(), {"800"}, {"900"}], "of a change nobody could know before the edition that made it"
    both_cite_it = {DAYS[0]: [row(Value="800", **page)], DAYS[1]: [row(Value="900", **page)]}
    for after in in_every_order(both_cite_it):
        assert len(standing_at(after[-1], None)) == 1, "what is known without it is not told twice"


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
    alone = {day: values_at(asyncio.run(imported(editions, [day]))[0], None) for day in order}
    for place in range(1, len(order)):
        if order[place] == max(order[: place + 1]):
            continue
        said, others = alone[order[place]], set[Value]().union(*(alone[day] for day in order[:place]))
        for day in (*VANTAGES, None):
            before, now = values_at(after[place - 1], day), values_at(after[place], day)
            assert [one for one in before - now if not _otherwise(said, others, *one)] == []


def _otherwise(said: set[Value], others: set[Value], key: str, field: str, value: str, rumored: bool) -> bool:
    """Whether an edition that says this much of a row says otherwise than a value: another one, or another date, or
    less surely; or the same, but another one of another field, or where others contradict each other in this one."""
    ours, theirs = _by_field(said, key), _by_field(others, key)
    less_sure = bool(ours) and not rumored and not any(row == key and not sure for row, _, _, sure in said)
    another = {name for name, there in ours.items() if not theirs.get(name, set()) <= there}
    return less_sure or field in another or "on" in another or bool(another and len(theirs[field]) > 1)


def _by_field(values: set[Value], key: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row, field, value, _ in values:
        if row == key:
            found.setdefault(field, set()).add(value)
    return found


# --- editions made from real files -----------------------------------------------------------------------------------

VINTAGE_DAYS = ("2026-05-31", "2026-08-31", "2026-11-15")
NEEDED = {
    "Name", "Company", "Id", "Date", "Close date", "Data center", "Model", "Organization",
    "Organization categorization", "Type",
    "Publication date", "Amount", "Funding (equity)", "Revenue amount (normalize to annual)", "Staff count",
    "Active users", "permalink", "name", "company_permalink", "acquirer_permalink", "company_name", "acquirer_name",
    "acquired_at", "funded_at", "funding_round_type",
}  # fmt: skip
"""Columns that no edition lacks."""


def vintages(path: Path, table: TableFile, seed: int, most: int) -> dict[str, bytes]:
    """Three editions made from a file: rows added, changed, gone, most values the same; older ones have fewer columns
    and write dates or headers in another way."""
    chance = random.Random(seed)
    rows = [list(one.cells) for one in table.rows() if not one.problem][:most]
    late = [place for place, name in enumerate(table.header) if name not in NEEDED and chance.random() < 0.3]
    texts = {}
    for age, day in enumerate(reversed(VINTAGE_DAYS)):
        kept = [place for place in range(len(table.header)) if age == 0 or place not in late]
        lines = [[_older_name(table.header[place], age) for place in kept]]
        there = [row for row in rows if chance.random() < 0.9]
        lines += [[_older(row[place], age, chance, table.header[place]) for place in kept] for row in there]
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(lines)
        texts[day] = stream.getvalue().encode()
    return texts


def _older_name(name: str, age: int) -> str:
    return (name, re.sub(r"\W+", "_", name).strip("_").lower() or name, name.replace("_", " ").title())[age]


def _older(cell: str, age: int, chance: random.Random, column: str) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        year, month, day = cell.split("-")
        return f"{int(month)}/{int(day)}/{year}" if age == 1 else cell
    if re.fullmatch(r"[0-9]{2,}(\.[0-9]+)?", cell) and column not in NEEDED - {"Amount", "Staff count"}:
        roll = chance.random()
        return cell if roll < 0.9 else "" if roll < 0.95 else f"{cell.partition('.')[0]}1"
    return cell


async def preset_states(
    folder: Path, family: str, editions: Mapping[str, Mapping[str, bytes]], order: Sequence[str]
) -> list[Record]:
    """The records after the tables of each edition were imported in an order of editions."""
    async with MemoryLog.opened() as log:
        for day in order:
            for name, content in editions[day].items():
                (folder / name).write_bytes(content)
            chosen, _ = choose([folder], load_preset(family), day)
            for one in chosen:
                wishes = Wishes(refused_file=folder / "refused" / f"{one.path.name}.csv")
                report = await import_table(log, one.path, one.map, one.published, NOW, one.digest, wishes)
                assert not report.unusable, report.problems
                assert report.rows == report.used + report.aside + report.refused
                assert report.used >= report.rows * 0.4 - report.aside, (day, report.problems, report.set_aside)
        return await records_of(log)


def check_vintages(source: Path, family: str, scratch: Path, most: int, orders: Sequence[Sequence[str]]) -> None:
    editions: dict[str, dict[str, bytes]] = {day: {} for day in VINTAGE_DAYS}
    (scratch / "refused").mkdir()
    ready = load_preset(family)
    for seed, path in enumerate(sorted(source.glob("*.csv"))):
        if any(fnmatch.fnmatch(path.name, one.written.file) for one in ready):
            for day, content in vintages(path, open_table(path), seed, most).items():
                editions[day][path.name] = content
    days = [date(2009, 12, 31) + (date(2026, 12, 31) - date(2009, 12, 31)) * step // 19 for step in range(16)]
    days += as_days("2026-05-30", "2026-05-31", "2026-08-31", "2026-11-14")
    logs = [asyncio.run(preset_states(scratch, family, editions, order)) for order in orders]
    told = [[told_at(records, day) for day in days] for records in logs]
    for other in told[1:]:
        assert other == told[0]
    assert told[0][-1]


@pytest.mark.parametrize("family", ["epoch", "crunchbase"])
def test_vintages_of_excerpts_import_in_every_order_to_equal_states(family: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in EXCERPTS.glob("*.csv"):
        (source / path.name).write_bytes(path.read_bytes())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    check_vintages(source, family, scratch, 1000, list(itertools.permutations(VINTAGE_DAYS)))


@pytest.mark.parametrize(("family", "folder"), [("epoch", "epoch"), ("crunchbase", "crunchbase-2013")])
def test_vintages_of_real_files_import_in_every_order_to_equal_states(family: str, folder: str, tmp_path: Path) -> None:
    """The first rows of each file in two orders, and in the long run whole files in all of them."""
    orders = list(itertools.permutations(VINTAGE_DAYS))
    most, orders = (100_000, orders) if LONG else (150, [orders[0], orders[3]])
    check_vintages(real_files(folder), family, tmp_path, most, orders)
