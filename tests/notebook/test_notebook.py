"""The log from Python: answers at once, typed, as rows; and nothing that stays behind."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import eur, funding, source
from places import ROOT

import dateline
from dateline import docs
from dateline.answers.event_filter import EventFilter
from dateline.answers.reading import Timeline
from dateline.errors import (
    CorruptLog,
    DatelineError,
    InvalidDate,
    InvalidInput,
    InvalidVantage,
    PositionAhead,
    StoreUnavailable,
)
from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.log.opening import open_log
from dateline.log.selection import Order
from dateline.notebook import Log
from dateline.notebook.loop import Runner
from dateline.notebook.questions import events_at
from dateline.state.parts.funding import FundingRound

ARTICLES = ROOT / "events" / "articles"
SECONDS = 60
DAY = "2026-07-15"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("python") / "dateline.db"
    with dateline.open(path, create=True) as log:
        assert all(not report.refused for report in log.import_files(ARTICLES))
    return path


@pytest.fixture(scope="module")
def log(db: Path) -> Iterator[Log]:
    with dateline.open(db) as log:
        yield log


def copied(db: Path, folder: Path) -> Path:
    """A copy with everything that was committed."""
    with closing(sqlite3.connect(db)) as source, closing(sqlite3.connect(folder / "dateline.db")) as copy:
        source.backup(copy)
    return folder / "dateline.db"


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)


# --- the package -----------------------------------------------------------------------------------------------------


def test_the_package_exports_what_it_says() -> None:
    assert dateline.__all__ == ["open"]
    assert all(hasattr(dateline, name) for name in dateline.__all__)


def test_importing_the_package_loads_nothing_of_it() -> None:
    loaded = "[name for name in sys.modules if name.startswith('dateline.') and sys.modules[name].__spec__]"
    done = python(f"import dateline, sys; print({loaded})")
    assert done.stdout == "[]\n", done.stderr


# --- a company -------------------------------------------------------------------------------------------------------


def test_a_company_prints_as_the_documentation_shows(log: Log) -> None:
    shown = re.search(r"^prints\n\n```\n(.*?)\n```", docs.page("python"), re.MULTILINE | re.DOTALL)
    assert shown
    assert repr(log.company("mistral-ai", on=DAY)) == shown.group(1)


def test_all_clocks_may_be_asked_by(log: Log) -> None:
    company = log.company("mistral-ai", on=date(2026, 7, 15), known_by="2026-02", recorded=60, dates="possible")
    assert company is not None
    vantage = company.vantage
    asked = (vantage.on, vantage.known_by, vantage.at.position, vantage.dates.value, vantage.final)
    assert asked == (date(2026, 7, 15), date(2026, 2, 28), 60, "possible", True)


def test_an_instant_with_its_offset_says_what_was_recorded(log: Log) -> None:
    head = log.head()
    assert head.recorded_at is not None
    for instant in (head.recorded_at, head.recorded_at.isoformat()):
        company = log.company("mistral-ai", recorded=instant)
        assert company is not None
        assert company.vantage.at.position == head.position
    assert log.company("mistral-ai", recorded=datetime(2020, 1, 1, tzinfo=UTC)) is None


def test_a_token_asks_the_same_again(log: Log) -> None:
    from dateline.answers.tokens import token_of

    company = log.company("mistral-ai", on=DAY, known_by="2026-02-28")
    assert company is not None
    again = log.company("mistral-ai", token=token_of(company.vantage))
    assert repr(again) == repr(company)


def test_what_is_not_known_is_none(log: Log) -> None:
    assert log.company("nobody") is None
    assert log.company("mistral-ai", known_by="2020") is None


def test_a_company_has_its_parts(log: Log) -> None:
    company = log.company("mistral-ai", on=DAY)
    assert company is not None
    assert company.valuation is not None
    assert company.valuation.value.amount == Decimal(11_700_000_000)
    assert all(isinstance(one, FundingRound) for one in company.rounds)
    assert len(company.rounds) == len(company.rounds.rows()) == len(company.state.rounds)
    assert [row["round"] for row in company.rounds.rows()] == [one.key for one in company.rounds]
    assert company.rows()[0]["valuation"] == 11_700_000_000.0
    total = company.raised("EUR")
    assert total.money is not None
    assert total.money.currency == "EUR"
    assert {row["field"] for row in company.conflicts.rows()} == {"investment", "valuation"}


# --- tables ----------------------------------------------------------------------------------------------------------

TABLES = {
    "companies": lambda log: log.companies(),
    "states": lambda log: log.states(on=DAY),
    "rounds": lambda log: log.rounds(),
    "models": lambda log: log.models(),
    "data_centers": lambda log: log.data_centers(),
    "metrics": lambda log: log.metrics("mistral-ai"),
    "timeline": lambda log: log.timeline("mistral-ai", on=DAY),
    "events": lambda log: log.events(),
    "diff": lambda log: log.diff("mistral-ai", {"on": "2025-06-30"}, {"on": "2025-12-31"}),
    "series": lambda log: log.series("mistral-ai", "valuation"),
    "rank": lambda log: log.rank(),
    "rumors": lambda log: log.company("mistral-ai", on="2027").rumors,
    "upcoming": lambda log: log.company("mistral-ai", on="2025").upcoming,
    "possible": lambda log: log.company("mistral-ai", on="2025-06").possible,
    "conflicts": lambda log: log.company("mistral-ai").conflicts,
}
PLAIN = (str, int, float, bool, date, datetime, type(None))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_turns_into_rows_of_plain_values_and_prints(name: str, log: Log) -> None:
    table: Any = TABLES[name](log)
    rows = table.rows()
    assert len(rows) == len(table) == len(list(table)) > 0
    for row in rows:
        assert tuple(row) == table.columns
        for value in row.values():
            assert isinstance(value, PLAIN) or all(isinstance(entry, str) for entry in value)
    text = repr(table)
    assert text.splitlines()[0].endswith(f"({len(table):,})")
    assert "object at 0x" not in text
    assert table._repr_html_().count("<tr>") == min(len(table), 20) + 1
    assert table[0] is next(iter(table))
    assert list(table[:2]) == list(table)[:2]


def test_what_was_only_foretold_is_told_in_tables(tmp_path: Path) -> None:
    plan = funding("plan", on="2025-12", raised=eur(9), valuation=eur(90), sources=[source(published="2025-10-01")])
    with dateline.open(tmp_path / "plan.db", create=True) as log:
        file = tmp_path / "plan.jsonl"
        file.write_bytes(canonical(plan))
        log.import_files(file)
        at = {"on": "2025-12-31"}
        (round_,) = log.company("mistral-ai", **at).rounds.rows()
        (point,) = log.series("mistral-ai", "valuation", **at).rows()
        (ranked,) = log.rank("valuation", currency="EUR", **at).rows()
        assert [one["foretold"] for one in (round_, point, ranked)] == [True] * 3


def test_exact_rows_keep_their_decimals(log: Log) -> None:
    (row,) = [row for row in log.rounds(on=DAY).rows(exact=True) if row["round"] == "series-c"]
    assert row["raised"] == Decimal(1_700_000_000)
    assert isinstance(row["raised"], Decimal)


def test_columns_have_one_type_each(log: Log) -> None:
    """As data frames want it; what is unknown is None."""
    rows = log.states().rows()
    for name in rows[0]:
        assert len({type(row[name]) for row in rows} - {type(None)}) <= 1


def test_rows_are_those_of_the_export(log: Log) -> None:
    from dateline.exports.sheets import ROUNDS

    assert log.rounds().columns == tuple(column.name for column in ROUNDS.columns)


def test_what_came_from_a_file_is_no_markup(tmp_path: Path) -> None:
    said = {
        "type": "profile", "id": "p", "company": "x", "on": "2025", "name": "<script>alert(1)</script>",
        "sources": [{"publisher": "<b>", "published": "2025"}],
    }  # fmt: skip
    (tmp_path / "e.jsonl").write_text(json.dumps(said))
    with dateline.open(tmp_path / "d.db", create=True) as log:
        log.import_files(tmp_path / "e.jsonl")
        company = log.company("x")
        assert company is not None
        for html in (company._repr_html_(), company.timeline._repr_html_(), log.companies()._repr_html_()):
            assert "<script>" not in html
            assert "<b>&lt;script&gt;" in html or "&lt;" in html


# --- events ----------------------------------------------------------------------------------------------------------


def test_events_are_filtered_ordered_and_limited(log: Log) -> None:
    found = log.events(companies="mistral-ai", types=["funding"], text="ASML", order="known-desc", limit=2)
    assert [one.seen.event.kind for one in found] == ["funding", "funding"]
    known = [one.seen.record.known for one in found]
    assert known == sorted(known, reverse=True)
    assert isinstance(found[0].seen.event, Event)
    assert len(log.events(limit=0)) == 0


def test_without_a_limit_all_events_are_there(log: Log) -> None:
    assert len(log.events()) == len(log.events(order="position-asc")) == log.head().position


@pytest.mark.parametrize("order", [Order.ON_ASC, Order.POSITION_ASC])
async def test_all_events_are_there_page_by_page(db: Path, order: Order) -> None:
    async with open_log(db, read_only=True) as store:
        reading = Timeline(store, lambda: date.fromisoformat(DAY)).reading()
        _, listed = await events_at(reading, EventFilter(), order, None, {}, page_size=7)
        assert len(listed) == len({one.seen.id for one in listed}) == (await store.head()).position


def test_with_a_vantage_only_what_counts_there_is_listed(log: Log) -> None:
    days = [one.seen.when.last for one in log.events(on="2024", known_by="2026-06-30")]
    assert days
    assert all(day is not None and day <= date(2024, 12, 31) for day in days)


# --- change ----------------------------------------------------------------------------------------------------------


def test_a_series_ends_where_the_state_is(log: Log) -> None:
    series = log.series("mistral-ai", "valuation", on=DAY)
    company = log.company("mistral-ai", on=DAY)
    assert company is not None
    assert company.valuation is not None
    assert series.rows(exact=True)[-1]["value"] == company.valuation.value.amount
    assert [row["currency"] for row in log.series("mistral-ai", "valuation", currency="EUR").rows()] == ["EUR"] * len(
        series
    )


def test_a_ranking_is_in_order_and_those_without_a_value_come_last(log: Log) -> None:
    rows = log.rank("raised", currency="EUR").rows()
    values = [row["value"] for row in rows]
    known = [value for value in values if isinstance(value, float)]
    assert known == sorted(known, reverse=True)
    assert values[: len(known)] == known
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_diff_names_its_events(log: Log) -> None:
    rows = log.diff("mistral-ai", {"on": "2025-06-30"}, {"on": "2025-12-31"}).rows()
    assert all(row["because"] for row in rows)
    assert {"subject": "funding/series-c", "field": "raised", "after": "€1.7bn"}.items() <= next(
        row for row in rows if (row["subject"], row["field"]) == ("funding/series-c", "raised")
    ).items()


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda log: log.company("x", on="soonish"), InvalidDate),
        (lambda log: log.company("x", on="2025/.."), InvalidVantage),
        (lambda log: log.company("x", recorded=10_000), PositionAhead),
        (lambda log: log.company("x", recorded="2026-01-01"), InvalidVantage),
        (lambda log: log.company("x", confidence="sure"), InvalidInput),
        (lambda log: log.company("x", token="x"), InvalidVantage),
        (lambda log: log.company("x", token="x", on="2025"), InvalidVantage),
        (lambda log: log.timeline("nobody"), DatelineError),
        (lambda log: log.series("nobody", "arr"), DatelineError),
        (lambda log: log.rank("size"), DatelineError),
        (lambda log: log.rank("metric"), DatelineError),
        (lambda log: log.series("mistral-ai", "arr", per="century"), DatelineError),
        (lambda log: log.events(standing=["fallen"]), DatelineError),
        (lambda log: log.import_files("nowhere.jsonl"), DatelineError),
    ],
)
def test_errors_are_dateline_s(ask: Any, error: type[Exception], log: Log) -> None:
    with pytest.raises(error):
        ask(log)


def test_a_clock_that_there_is_none_of_is_a_type_error(log: Log) -> None:
    with pytest.raises(TypeError, match="a vantage has no until"):
        log.company("mistral-ai", until="2025")  # type: ignore[call-arg]


def test_opening_what_is_not_there_or_no_log_says_so(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("hello, this is no database")
    for path in (tmp_path / "none.db", tmp_path / "text.db", tmp_path):
        with pytest.raises(StoreUnavailable):
            dateline.open(path)


def test_verify_finds_what_was_altered(db: Path, tmp_path: Path) -> None:
    with dateline.open(db) as log:
        assert log.verify() == log.head()
    with closing(sqlite3.connect(copied(db, tmp_path))) as copy:
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        copy.execute("UPDATE event SET content = CAST(replace(CAST(content AS TEXT), 'EUR', 'USD') AS BLOB)")
        copy.commit()
    with dateline.open(tmp_path / "dateline.db") as log, pytest.raises(CorruptLog):
        log.verify()


# --- nothing stays behind --------------------------------------------------------------------------------------------


def test_closing_ends_every_thread_and_twice_is_once(db: Path) -> None:
    before = set(threading.enumerate())
    log = dateline.open(db)
    log.company("mistral-ai")
    opened = set(threading.enumerate()) - before
    assert opened
    log.close()
    log.close()
    for thread in opened:
        thread.join(SECONDS)  # a thread is alive for a moment after its last word
        assert not thread.is_alive()
    with pytest.raises(StoreUnavailable, match="the log is closed"):
        log.company("mistral-ai")


def test_a_log_that_nobody_holds_closes_itself(db: Path) -> None:
    before = set(threading.enumerate())
    log = dateline.open(db)
    (thread,) = (one for one in set(threading.enumerate()) - before if one.name == "dateline")
    del log
    thread.join(SECONDS)
    assert not thread.is_alive()


def test_a_log_that_fails_to_open_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with pytest.raises(StoreUnavailable):
        dateline.open(tmp_path / "none.db")
    for thread in set(threading.enumerate()) - before:
        thread.join(SECONDS)
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("end", ["", "raise SystemExit(0)", "globals().clear()", "log.close()"])
def test_a_forgotten_close_does_not_keep_python_from_leaving(end: str, db: Path) -> None:
    done = python(f"import dateline, sys; log = dateline.open(sys.argv[1]); print(log.head().position); {end}", db)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
    assert "Error" not in done.stderr
    assert "Warning" not in done.stderr


def test_an_error_ends_a_script_as_any_other(db: Path) -> None:
    done = python("import dateline, sys; dateline.open(sys.argv[1]).company('x', on='soonish')", db)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("dateline.errors.InvalidDate: ")


async def test_it_answers_inside_a_running_loop_as_in_a_notebook(db: Path) -> None:
    assert asyncio.get_running_loop().is_running()
    with dateline.open(db) as log:
        assert log.company("mistral-ai") is not None


def test_several_threads_may_ask_at_once(log: Log) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(repr(log.company("mistral-ai", on=DAY)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_ctrl_c_gives_a_question_up(db: Path) -> None:
    code = """
import asyncio, dateline, os, signal, sys, threading
log = dateline.open(sys.argv[1])
threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    log._runner.run(asyncio.sleep(600))
except KeyboardInterrupt:
    print("given up", log.head().position > 0)
"""
    done = python(code, db)
    assert done.stdout == "given up True\n", done.stderr


def test_a_question_to_a_closed_runner_is_not_left_waiting(db: Path) -> None:
    with dateline.open(db) as log:
        runner: Runner[Any] = log._runner
    with pytest.raises(StoreUnavailable):
        runner.run(asyncio.sleep(0))


# --- the documentation -----------------------------------------------------------------------------------------------


def test_every_example_of_the_documentation_runs(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(db, tmp_path)
    (tmp_path / "events").symlink_to(ROOT / "events")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", docs.page("python"), re.DOTALL)
    assert len(blocks) >= 6
    names: dict[str, Any] = {}
    for block in blocks:
        for statement in ast.parse(block).body:
            if isinstance(statement, ast.Expr) and ast.unparse(statement) != "log.close()":
                assert eval(ast.unparse(statement), names) is not None, ast.unparse(statement)
            else:
                exec(ast.unparse(statement), names)


def test_every_method_of_the_log_is_documented() -> None:
    page = docs.page("python")
    methods = [name for name in vars(Log) if not name.startswith("_")]
    assert [name for name in methods if f"log.{name}(" not in page] == []
