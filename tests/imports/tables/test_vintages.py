"""Vintages: files of the same vendor, half a year older or newer, that write the same in another way."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from table_cases import EXCERPTS

from dateline.imports.tables.maps.choosing import choose, load_preset
from dateline.imports.tables.trial import TriedRow, tried

FILES = {
    "epoch": (
        "ai_companies_compute_spend.csv", "ai_companies_funding_rounds.csv", "data_center_timelines.csv",
        "data_centers.csv",
    ),
    "crunchbase": ("acquisitions.csv", "companies.csv", "rounds.csv"),
}  # fmt: skip
Cells = list[list[str]]
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _american(cell: str) -> str:
    found = _DAY.fullmatch(cell)
    return f"{int(found[2])}/{int(found[3])}/{found[1]}" if found else cell


def _snake(header: str) -> str:
    return re.sub(r"\W+", "_", header.lower()).strip("_")


WRITTEN: dict[str, Callable[[Cells], Cells]] = {
    "American dates": lambda rows: [rows[0], *([_american(cell) for cell in row] for row in rows[1:])],
    "timestamps": lambda rows: [rows[0], *([_DAY.sub(r"\g<0>T00:00:00Z", c) if _DAY.fullmatch(c) else c for c in row]
                                          for row in rows[1:])],
    "headers in snake case": lambda rows: [[*map(_snake, rows[0])], *rows[1:]],
    "headers in title case": lambda rows: [[header.replace("_", " ").title() for header in rows[0]], *rows[1:]],
    "one more column": lambda rows: [[*rows[0], "More"], *([*row, "x" if any(row) else ""] for row in rows[1:])],
}  # fmt: skip


def _outcomes(path: Path, preset: str) -> list[TriedRow]:
    (chosen,), _ = choose([path], load_preset(preset), "2026-02-01")
    return list(tried(chosen.path, chosen.map, chosen.published))


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(("preset", "file"), [(preset, file) for preset, files in FILES.items() for file in files])
def test_what_a_file_says_does_not_follow_from_how_it_is_written(
    tmp_path: Path, preset: str, file: str, written: str
) -> None:
    for other in FILES[preset]:
        (tmp_path / other).write_bytes((EXCERPTS / other).read_bytes())
    before = _outcomes(tmp_path / file, preset)
    encoding = "utf-8" if preset == "epoch" else "mac-roman"
    with (EXCERPTS / file).open(encoding=encoding) as lines:
        rows = list(csv.reader(lines))
    with (tmp_path / file).open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(WRITTEN[written](rows))
    after = _outcomes(tmp_path / file, preset)
    assert [row.outcome for row in after] == [row.outcome for row in before]
    assert [row.events for row in after] == [row.events for row in before]
    assert any(row.outcome == "used" for row in after)


def test_the_own_name_of_a_column_stands_for_it_before_one_that_it_has_elsewhere(tmp_path: Path) -> None:
    header = "id,company,date,revenue_amount_normalize_to_annual,annualized_revenue_usd,type,notes\n"
    path = tmp_path / "ai_companies_revenue_reports.csv"
    path.write_text(f"{header}x,A,2024-01-01,5,7,Annualized revenue,\n")
    (row,) = _outcomes(path, "epoch")
    assert [str(event.money.amount) for event in cast(Any, row.events)] == ["5"]
