"""How long does the first page of a ranking take, among 100,000 companies and a million events?

    PYTHONPATH=src python tests/benchmarks/rank_companies.py [--companies 100000] [--db /tmp/rank.db]

Makes the log if it is not there. Every question is of a date not asked before, by a reader that has kept nothing but
what the process keeps. The rival, in the same run: plain SQL over a table of the same amounts that knows no clocks, no
corrections, no currencies, GROUP BY company ORDER BY max(amount) DESC LIMIT 10.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dateline.answers.asking import Ask
from dateline.answers.paging import Page
from dateline.answers.ranking.filters import CompanyFilter, RoundFilter
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField
from dateline.answers.ranking.ranking import CompanyRanking, RoundRanking
from dateline.answers.reading import Timeline
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.opening import open_log
from dateline.values.dates import PartialDate

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUESTIONS = 20
_CURRENCIES = ["USD"] * 60 + ["EUR"] * 20 + ["GBP"] * 8 + ["JPY", "CHF", "SEK", "INR", "CNY"] * 2
_UNITS = {"JPY": 110.0, "SEK": 9.0, "INR": 75.0, "CNY": 7.0}
_COUNTRIES = ["US"] * 40 + ["GB"] * 10 + ["FR"] * 6 + ["DE"] * 8 + ["IN"] * 8 + ["CN"] * 8 + ["SE"] * 3
_SECTORS = ["AI", "Biotech", "Fintech", "Energy", "Space", "Retail", "Software", "Hardware"]
_INVESTORS = [f"Fund {number}" for number in range(2000)]


def events(companies: int, seed: int = 7) -> Iterator[Event]:
    """About ten events a company: its founding, a profile, rounds, figures, late reports, corrections."""
    random_ = random.Random(seed)
    for number in range(companies):
        yield from (decode(line) for line in _lines(number, random_))


def _lines(number: int, random_: random.Random) -> Iterator[str]:
    company, currency = f"company-{number:06}", random_.choice(_CURRENCIES)
    unit = _UNITS.get(currency, 1.0)
    day = date(2000, 1, 1) + timedelta(days=random_.randrange(8500))
    made = iter(range(100))

    def line(kind: str, on: str, told: date, fields: str, confidence: str = "reported") -> str:
        published = told + timedelta(days=random_.choice([0, 0, 1, 1, 2, 9, 400]))
        published = min(published, TODAY)
        return (
            f'{{"type":"{kind}","id":"{company}/{next(made)}","company":"{company}","on":"{on}",{fields}'
            f'"confidence":"{confidence}","sources":[{{"publisher":"Paper {number % 40}",'
            f'"title":"About {company}","published":"{published}"}}]}}'
        )

    yield line(
        "founded",
        random_.choice([f"{day.year}", f"{day}", f"{day:%Y-%m}"]),
        day,
        f'"name":"Company {number:06}",',
    )
    yield line(
        "profile", f"{day}", day, f'"country":"{random_.choice(_COUNTRIES)}","sector":"{random_.choice(_SECTORS)}",'
    )
    valuation = math.exp(random_.gauss(15.5, 1.6)) * unit
    series = ["seed", "a", "b", "c", "d"][: random_.randint(3, 5)]
    for name in series:
        day += timedelta(days=random_.randint(120, 900))
        if day > TODAY:
            return
        valuation *= math.exp(random_.gauss(0.6, 0.5))
        raised = valuation * random_.uniform(0.1, 0.3)
        fields = (
            f'"round":"{name}","series":"{name}","stage":"closed",'
            f'"raised":{{"amount":"{raised:.0f}","currency":"{currency}"}},'
            f'"valuation":{{"amount":"{valuation:.0f}","currency":"{currency}"}},'
            f'"investors":["{random_.choice(_INVESTORS)}"],'
        )
        yield line("funding", f"{day}", day, fields)
        if random_.random() < 0.25:
            yield line("funding", f"{day:%Y-%m}", day, fields, "rumored")
        for _ in range(random_.randint(0, 2)):
            yield line(
                "metric",
                f"{day}",
                day,
                f'"metric":"headcount","count":"{int(math.exp(random_.gauss(4, 1.5)))}","unit":"people",',
            )
        if random_.random() < 0.05:
            yield line("funding", f"{day}", day, f'{fields}"corrects":"{company}/2","reason":"wrong",', "confirmed")
    if random_.random() < 0.02:
        yield line(
            "metric",
            f"{day}",
            day,
            f'"metric":"arr","money":{{"amount":"{valuation / 20:.0f}","currency":"{currency}"}},',
        )


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


async def make(path: Path, companies: int) -> None:
    async with open_log(path) as log:
        began = time.perf_counter()
        done = await log.append(events(companies), now=NOW)
        say(f"made {done.appended:,} events of {companies:,} companies in {time.perf_counter() - began:.0f} s")


def rival(path: Path) -> list[float]:
    """GROUP BY over the amounts alone, in a table of its own."""
    connection = sqlite3.connect(path.with_suffix(".rival"))
    connection.execute("CREATE TABLE IF NOT EXISTS plain (company TEXT, kind TEXT, amount REAL, day TEXT)")
    if not connection.execute("SELECT count(*) FROM plain").fetchone()[0]:
        source = sqlite3.connect(path)
        rows = source.execute(
            "SELECT company, kind, json_extract(CAST(content AS TEXT), '$.valuation.amount'), last_day FROM event"
        )
        connection.executemany("INSERT INTO plain VALUES (?, ?, CAST(? AS REAL), ?)", rows)
        connection.commit()
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        connection.execute(
            "SELECT company, max(amount) AS most FROM plain WHERE kind = 'funding' AND day <= '2020-01-01'"
            " GROUP BY company ORDER BY most DESC LIMIT 10"
        ).fetchall()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def ask(log: EventLog, name: str, order: CompanyOrder | None, wanted: CompanyFilter, plain: float) -> None:
    """First pages of ten at dates not asked before, with hindsight and as known by then."""
    timeline, random_ = Timeline(log, lambda: TODAY), random.Random(name)
    for known in (False, True):
        taken = []
        for _ in range(QUESTIONS):
            day = date(2004, 1, 1) + timedelta(days=random_.randrange(8000))
            reading = timeline.reading()
            vantage = await reading.vantage(Ask(on=PartialDate.of(day), known_by=day if known else None))
            began = time.perf_counter()
            if order is not None:
                await CompanyRanking(reading, vantage, wanted, order).page(Page(10))
            else:
                await RoundRanking(reading, vantage, RoundFilter()).page(Page(10))
            taken.append((time.perf_counter() - began) * 1000)
        first, rest = taken[0], sorted(taken)
        median, p95 = statistics.median(rest), rest[int(len(rest) * 0.95) - 1]
        clock = "known_by " if known else "hindsight"
        told = f"median {median:7.1f} ms  p95 {p95:7.1f} ms  the first {first:7.1f} ms"
        say(f"{name:28} {clock} {told}  {median / plain:5.2f} of the rival")


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--db", type=Path, default=Path("/tmp/dateline-rank.db"))
    asked = parser.parse_args()
    if not asked.db.exists():
        await make(asked.db, asked.companies)
    plain = statistics.median(rival(asked.db))
    say(f"rival: plain GROUP BY … ORDER BY max(…) LIMIT 10: {plain:.1f} ms")
    async with open_log(asked.db, read_only=True) as log:
        for field in OrderField:
            for direction in Direction:
                metric = "headcount" if field is OrderField.METRIC else None
                order = CompanyOrder(field, direction, metric=metric)
                await ask(log, f"{field.value} {direction.value}", order, CompanyFilter(), plain)
        most = CompanyOrder(OrderField.VALUATION, Direction.DESC)
        await ask(
            log,
            "valuation desc, FR and AI",
            most,
            CompanyFilter(countries=frozenset({"FR"}), sectors=frozenset({"AI"})),
            plain,
        )
        await ask(log, "valuation desc, investor", most, CompanyFilter(investor="fund-7"), plain)
        await ask(log, "rounds, latest first", None, CompanyFilter(), plain)


if __name__ == "__main__":
    asyncio.run(main())
