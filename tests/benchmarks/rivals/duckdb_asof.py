"""DuckDB: the same list of companies by ASOF JOIN, over tables in memory, of the days that both questions are about.

Amounts are in dollars beforehand. It knows no corrections, no conflicts and no sources.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .. import ranked
from ..contest import Missing
from .strawberry_tutorial import last_day

TABLES = """
CREATE TABLE founded (company VARCHAR, day DATE, known DATE, name VARCHAR, edtf VARCHAR);
CREATE TABLE profile (company VARCHAR, day DATE, known DATE, country VARCHAR, sector VARCHAR);
CREATE TABLE round (
  company VARCHAR, day DATE, known DATE, amount DECIMAL(20, 0), currency VARCHAR, usd DOUBLE, edtf VARCHAR
);
CREATE TABLE headcount (company VARCHAR, day DATE, known DATE, count BIGINT, edtf VARCHAR);
"""

QUESTION = """
WITH
  asked AS (SELECT DISTINCT company, $on::DATE AS day FROM founded),
  first AS (
    SELECT asked.company, asked.day, r.amount, r.currency, r.edtf, r.usd
    FROM asked ASOF JOIN (SELECT * FROM round WHERE known <= $known) r
      ON asked.company = r.company AND asked.day >= r.day
    ORDER BY r.usd DESC LIMIT 100
  ),
  raised AS (
    SELECT company, count(*) AS counted FROM round
    WHERE day <= $on AND known <= $known AND company IN (SELECT company FROM first) GROUP BY company
  )
SELECT f.name, p.country, p.sector, f.edtf, first.amount, first.currency, first.edtf, raised.counted, h.count, h.edtf
FROM first
  ASOF LEFT JOIN (SELECT * FROM founded WHERE known <= $known) f
    ON first.company = f.company AND first.day >= f.day
  ASOF LEFT JOIN (SELECT * FROM profile WHERE known <= $known) p
    ON first.company = p.company AND first.day >= p.day
  ASOF LEFT JOIN (SELECT * FROM headcount WHERE known <= $known) h
    ON first.company = h.company AND first.day >= h.day
  JOIN raised ON raised.company = first.company
ORDER BY first.usd DESC
"""


def asking(events: Path, rows: Path) -> Callable[[Iterable[tuple[str, str]]], list[float]]:
    """Seconds for each (on, known by) asked. `rows` is a folder for what DuckDB reads. Raises Missing."""
    try:
        import duckdb
    except ImportError as error:
        raise Missing("the package duckdb is not installed (extra `bench`)") from error
    connection = duckdb.connect()
    connection.execute(TABLES)
    for table, file in _files(events, rows).items():
        connection.execute(f"INSERT INTO {table} SELECT * FROM read_csv('{file}', header = false, all_varchar = true)")

    def ask(questions: Iterable[tuple[str, str]]) -> list[float]:
        taken = []
        for on, known in questions:
            began = time.perf_counter()
            connection.execute(QUESTION, {"on": on, "known": known}).fetchall()
            taken.append(time.perf_counter() - began)
        return taken

    return ask


def _files(events: Path, folder: Path) -> dict[str, Path]:
    """A CSV file for each table."""
    files = {name: folder / f"{name}.csv" for name in ("founded", "profile", "round", "headcount")}
    opened = {name: file.open("w", encoding="utf-8") for name, file in files.items()}
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            if said["confidence"] != "rumored" and (row := _row(said)) is not None:
                opened[row[0]].write(",".join(map(str, row[1:])) + "\n")
    for file in opened.values():
        file.close()
    return files


def _row(said: dict[str, Any]) -> tuple[Any, ...] | None:
    """The table that has a row of this event, and the row."""
    of = said["company"], last_day(said["on"]), said["sources"][0]["published"]
    match said["type"]:
        case "founded":
            return ("founded", *of, said["name"], said["on"])
        case "profile":
            return ("profile", *of, said["country"], said["sector"])
        case "funding":
            amount, currency = said["valuation"]["amount"], said["valuation"]["currency"]
            return ("round", *of, amount, currency, ranked.in_dollars(float(amount), currency), said["on"])
        case "metric" if said["metric"] == "headcount":
            return ("headcount", *of, said["count"], said["on"])
    return None
