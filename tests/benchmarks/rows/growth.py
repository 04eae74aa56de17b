"""What a longer history, more acts and a longer log cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from ..contest import FULL, Bench, Contestant, Missing, Row, Sample, Scale, warmed
from ..data import corrected_events, filed, history_slug, log_of, long_histories
from ..processes import cpu_seconds, memory
from ..questions import FIGURES, STATE, Variables, distinct
from ..results import Goal
from ..servers import Server, answer_to, dateline, latency, posted, rate, started, uvicorn
from ..synthetic import EVENTS_PER_COMPANY, slug
from .answers import asked_anew

ONCE, CORRECTED, BARE = "told once", "told twice and corrected", "a schema with one field"
ASKED_OF = 20
QUESTIONS = 3_000
"""More than anybody answers in the time there is."""


def _events(count: int) -> str:
    return f"{count:,} events"


def _told(
    sizes: tuple[int, ...], all_sizes: tuple[int, ...], contestant: Callable[[int], Contestant]
) -> Mapping[str, Contestant | Missing]:
    """A contestant for each size; sizes of a longer run are missing."""
    reasons = {size: Missing("only in a longer run") for size in all_sizes if size not in sizes}
    return {
        **{_events(size): contestant(size) for size in sizes},
        **{_events(size): why for size, why in reasons.items()},
    }


def _waiting(bench: Bench, server: Server, query: str, companies: list[str] | int) -> Contestant:
    """Who asks something new alone: how long one in the middle waits."""

    def measure(number: int) -> Sample:
        asked: list[Variables] = list(islice(distinct(companies, (server.port, number)), QUESTIONS))
        return latency(server, bench.scale, [posted(server, query, one) for one in asked])

    return warmed(measure)


def _serving(bench: Bench, db: Path) -> Server:
    return bench.once(db, lambda: bench.open.enter_context(started(dateline(db))))


def _histories(bench: Bench) -> Mapping[str, Contestant | Missing]:
    server = _serving(bench, filed(bench, long_histories(bench)))
    return _told(
        bench.scale.histories,
        Scale().histories,
        lambda size: _waiting(bench, server, FIGURES, [history_slug(size)]),
    )


def _corrections(bench: Bench) -> Mapping[str, Contestant | Missing]:
    companies = bench.scale.companies
    events = companies * EVENTS_PER_COMPANY
    logs = {ONCE: log_of(bench, events), CORRECTED: filed(bench, corrected_events(bench, events))}

    def contestant(db: Path) -> Contestant:
        server = _serving(bench, db)
        asked_anew(bench, server, STATE)  # until most companies were asked about
        return _waiting(bench, server, STATE, companies)

    return {name: contestant(db) for name, db in logs.items()}


def _by_length(bench: Bench, contestant: Callable[[Path, int], Contestant]) -> Mapping[str, Contestant | Missing]:
    return _told(bench.scale.lengths, FULL.lengths, lambda length: contestant(log_of(bench, length), length))


def _lengths(bench: Bench) -> Mapping[str, Contestant | Missing]:
    def contestant(db: Path, length: int) -> Contestant:
        companies = max(1, length // EVENTS_PER_COMPANY)
        step = max(1, companies // ASKED_OF)
        return _waiting(bench, _serving(bench, db), STATE, [slug(number) for number in range(0, companies, step)])

    return _by_length(bench, contestant)


def _starts(bench: Bench) -> Mapping[str, Contestant | Missing]:
    bare = _starting(uvicorn("tests.benchmarks.rivals.bare:app"), "{ answer }", {})
    asked: Variables = {"company": slug(0), "on": "2022-06-30", "knownBy": "2023-06-30"}
    return {BARE: bare, **_by_length(bench, lambda db, _: _starting(dateline(db), STATE, asked))}


def _starting(command: list[str], query: str, variables: Variables) -> Contestant:
    def measure(_: int) -> Sample:
        began = time.perf_counter()
        with started(command) as server:
            headers, body = answer_to(server, posted(server, query, variables))
            taken, cpu = time.perf_counter() - began, cpu_seconds(server.process.pid)
        if headers["status"] != "200" or b'"errors"' in body:
            raise RuntimeError(body.decode())
        return Sample(taken, None if cpu is None else cpu * 1000)

    return measure


def _memory(bench: Bench) -> Mapping[str, Contestant | Missing]:
    return _by_length(bench, lambda db, length: _resident(bench, db, max(1, length // EVENTS_PER_COMPANY)))


def _resident(bench: Bench, db: Path, companies: int) -> Contestant:
    """After a load of questions about all companies, in a server started for that."""

    def measure(number: int) -> Sample:
        with started(dateline(db)) as server:
            asked = islice(distinct(companies, (server.port, number)), QUESTIONS)
            rate(server, bench.scale, [posted(server, STATE, one) for one in asked])
            found = memory(server.process.pid)
        if found is None:
            raise RuntimeError("this system does not tell what memory a process has")
        return Sample(found)

    return measure


SHORTEST, MILLION, TEN_MILLION = _events(1_000), _events(1_000_000), _events(10_000_000)

ROWS = [
    Row(
        "histories",
        "One company, four figures shown of so many events",
        "ms",
        (Goal(2, most=True, of=_events(100_000), against=_events(10)),),
        _histories,
    ),
    Row(
        "corrections",
        "A log with every file imported twice and corrected once",
        "ms",
        (Goal(1.3, most=True, of=CORRECTED, against=ONCE),),
        _corrections,
    ),
    Row(
        "lengths",
        "Twenty companies in a log of so many events",
        "ms",
        tuple(Goal(1.3, most=True, of=longest, against=SHORTEST) for longest in (MILLION, TEN_MILLION)),
        _lengths,
    ),
    Row(
        "start",
        "From the start of the process to the first answer",
        "s",
        tuple(Goal(1, most=True, of=longest) for longest in (MILLION, TEN_MILLION)),
        _starts,
    ),
    Row(
        "memory",
        "Memory of the server after a load",
        "MiB",
        (Goal(150, most=True, of=MILLION), Goal(300, most=True, of=TEN_MILLION)),
        _memory,
    ),
]
