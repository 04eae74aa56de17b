"""Answers a second over HTTP: distinct questions, small ones, and the same again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from ..contest import SHORT, Bench, Contestant, Missing, Row, Sample, Scale, warmed
from ..data import events_of, log_of
from ..questions import ONE_VALUE, REPEATED, STATE, distinct
from ..results import DATELINE, Goal
from ..rivals import postgraphile, strawberry_tutorial
from ..servers import Server, answer_to, dateline, got, posted, rate, started, uvicorn
from ..synthetic import EVENTS_PER_COMPANY

PLAIN, STRAWBERRY, POSTGRAPHILE = "plain endpoint", "tutorial Strawberry", "PostGraphile"
MOST_EXPECTED = 12_000
"""Answers a second: so many questions are made ready for each second, and none is asked twice."""
ASKED_BEFORE = 3
"""Questions for each company before it is measured: then 19 of 20 companies were asked about, as on any day but the
first, though never for the same dates."""


def the_dateline(bench: Bench) -> Server:
    db = log_of(bench, bench.scale.companies * EVENTS_PER_COMPANY)
    return bench.once(DATELINE, lambda: bench.open.enter_context(started(dateline(db))))


def the_strawberry(bench: Bench) -> Server:
    events = events_of(bench, bench.scale.companies * EVENTS_PER_COMPANY)
    db = bench.kept(f"{events.stem}-tutorial.db", lambda path: strawberry_tutorial.fill(path, events))
    app = uvicorn("tests.benchmarks.rivals.strawberry_tutorial:app")
    return bench.once(STRAWBERRY, lambda: bench.open.enter_context(started(app, TUTORIAL_DB=str(db))))


def the_postgraphile(bench: Bench) -> Server | Missing:
    if bench.scale is SHORT:
        return Missing("a short run does not install it")
    events = events_of(bench, bench.scale.companies * EVENTS_PER_COMPANY)
    try:
        return bench.open.enter_context(postgraphile.serving(events, bench.folder.parents[1] / "node"))
    except Missing as reason:
        return reason


def the_plain(bench: Bench, answer: bytes, name: str) -> Server:
    """A plain endpoint with this answer."""
    file = bench.folder / f"{name}.answer.json"
    file.write_bytes(answer)
    app = uvicorn("tests.benchmarks.rivals.plain:app")
    return bench.open.enter_context(started(app, PLAIN_ANSWER=str(file)))


def typical_answer(bench: Bench, query: str) -> bytes:
    """Of middle length among what Dateline answers to this."""
    server = the_dateline(bench)
    asked = islice(distinct(bench.scale.companies, "typical"), 101)
    bodies = [answer_to(server, posted(server, query, variables))[1] for variables in asked]
    if any(b'"errors"' in body for body in bodies):
        raise RuntimeError(f"Dateline refused {query}: {bodies[0]!r}")
    return sorted(bodies, key=len)[len(bodies) // 2]


def asked_anew(bench: Bench, server: Server, query: str) -> Contestant:
    def measure(number: int) -> Sample:
        count = max(1, int(MOST_EXPECTED * bench.scale.seconds))
        asked = islice(distinct(bench.scale.companies, (server.port, number)), count)
        return rate(server, bench.scale, [posted(server, query, variables) for variables in asked])

    return in_steady_state(measure, bench.scale)


def in_steady_state(measure: Contestant, scale: Scale) -> Contestant:
    """Measured as often as it takes until most companies were asked about, never for the dates that follow.

    Raises RuntimeError where nothing is answered.
    """
    asked, number = 0.0, 0
    while asked < ASKED_BEFORE * scale.companies:
        number -= 1
        answered = measure(number).value * scale.seconds
        if answered <= 0:
            raise RuntimeError("nothing was answered")
        asked += answered
    return measure


def asked_again(bench: Bench, server: Server, request: bytes) -> Contestant:
    count = max(1, int(MOST_EXPECTED * bench.scale.seconds))
    return warmed(lambda _: rate(server, bench.scale, [request] * count))


def tutorial(query: str) -> str:
    return query.replace("Edtf!", "Date!")


def _distinct(bench: Bench) -> Mapping[str, Contestant | Missing]:
    server = the_postgraphile(bench)
    rival = server if isinstance(server, Missing) else asked_anew(bench, server, postgraphile.STATE)
    return {**_anew(STATE, "distinct")(bench), POSTGRAPHILE: rival}


def _anew(query: str, name: str) -> Callable[[Bench], Mapping[str, Contestant | Missing]]:
    def prepare(bench: Bench) -> Mapping[str, Contestant | Missing]:
        plain = the_plain(bench, typical_answer(bench, query), name)
        return {
            PLAIN: asked_anew(bench, plain, query),
            STRAWBERRY: asked_anew(bench, the_strawberry(bench), tutorial(query)),
            DATELINE: asked_anew(bench, the_dateline(bench), query),
        }

    return prepare


def _repeated(bench: Bench) -> Mapping[str, Contestant | Missing]:
    server, strawberry = the_dateline(bench), the_strawberry(bench)
    request = posted(server, STATE, REPEATED)
    plain = the_plain(bench, answer_to(server, request)[1], "repeated")
    return {
        PLAIN: asked_again(bench, plain, request),
        STRAWBERRY: asked_again(bench, strawberry, posted(strawberry, tutorial(STATE), REPEATED)),
        DATELINE: asked_again(bench, server, request),
    }


def _held(bench: Bench) -> Mapping[str, Contestant | Missing]:
    """The plain endpoint sends all of it each time, as it has no tag."""
    server = the_dateline(bench)
    headers, body = answer_to(server, got(server, STATE, REPEATED))
    plain = the_plain(bench, body, "held")
    return {
        PLAIN: asked_again(bench, plain, got(plain, STATE, REPEATED)),
        DATELINE: asked_again(bench, server, got(server, STATE, REPEATED, headers.get("etag", '"none was given"'))),
    }


ROWS = [
    Row(
        "distinct",
        "Company, date and known-by new each time, about 110 values",
        "answers/s",
        (Goal(0.25, against=PLAIN), Goal(3, against=STRAWBERRY), Goal(4, against=POSTGRAPHILE)),
        _distinct,
    ),
    Row("one-value", "The same, one value", "answers/s", (Goal(0.4, against=PLAIN),), _anew(ONE_VALUE, "one-value")),
    Row("repeated", "One question again and again", "answers/s", (Goal(0.8, against=PLAIN),), _repeated),
    Row("held", "The same with If-None-Match", "answers/s", (Goal(0.9, against=PLAIN),), _held),
]
