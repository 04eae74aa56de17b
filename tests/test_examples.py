"""Worked examples: each file in `examples/` is a short story, its events, and what is answered from several vantages.

A file has a title, a sentence or two, one block of events (```jsonl, as in event files; `sources` may be a text like
"Wired 2025-09-10, A 2025-10" and `company` is acme unless it is said), and one or more tables. A row of a table is a
vantage, and what is answered there. The first columns say the vantage:

    on, known by, recorded (a position), confidence, dates, company     what is left out has its default

Every other column is a question; its cell is the answer, `–` for nothing:

    slug, name, status, raised, valuation          of the company; `raised in USD` is converted
    rumors, possible, upcoming, timeline           ids of events
    conflicts                                      subject and field of each, like `funding/a raised`
    findings                                       names of rules
    standing of ID                                 how an event stands, and because of which acts
    outcome of METRIC                              what became of a target
    foretold                                       the subjects that stand as they were foretold
    confidence of SUBJECT FIELD                    of the account used
    acquired by                                    the acquirer, and the stage
    SUBJECT FIELD                                  the value used, like `funding/a raised`, `profile name`, `founded on`
    event of SUBJECT FIELD                         the event it is from
    rule of SUBJECT FIELD                          the step that chose it
    others of SUBJECT FIELD                        other accounts of the moment; ≠ before those that do not agree

Every example is asked twice: as it stands, and with its events recorded in the opposite order, which must change
nothing (but where a row says `recorded`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from answers import memory
from builders import plainly
from places import TESTS

from dateline.answers.asking import Ask
from dateline.answers.findings.rules import findings
from dateline.answers.reading import Timeline
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.log.memory.store import MemoryLog
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Bound, Confidence

FOLDER = TESTS / "examples"
FILES = sorted(FOLDER.glob("*.md"))
TODAY = date(2026, 11, 22)
NOTHING = "–"
EVENTS = re.compile(r"^```jsonl\n(.*?)^```", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^\|.*\|\n\|[-| ]+\|\n(?:\|.*\|\n?)+", re.MULTILINE)

Row = dict[str, str]


# --- reading a file --------------------------------------------------------------------------------------------------


def events_of(text: str) -> list[Event]:
    (block,) = EVENTS.findall(text)
    return [_event(line) for line in block.splitlines() if line]


def _event(line: str) -> Event:
    said = {"company": "acme", **msgspec.json.decode(line)}
    if isinstance(said["sources"], str):
        told = [source.rpartition(" ") for source in said["sources"].split(", ")]
        said["sources"] = [{"publisher": publisher, "published": day} for publisher, _, day in told]
    return decode(msgspec.json.encode(said))


def rows_of(text: str) -> list[Row]:
    rows = []
    for table in TABLE.findall(text):
        head, _, *lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
        rows += [dict(zip(head, line, strict=True)) for line in lines]
    return rows


# --- asking ----------------------------------------------------------------------------------------------------------

VANTAGE = ("on", "known by", "recorded", "confidence", "dates", "company")


def ask_of(row: Row) -> Ask:
    known_by, recorded = row.get("known by"), row.get("recorded")
    return Ask(
        on=PartialDate.parse(row["on"]) if row.get("on") else None,
        known_by=date.fromisoformat(known_by) if known_by and known_by != NOTHING else None,
        confidence=Confidence(row.get("confidence") or "reported"),
        dates=Certainty(row.get("dates") or "certain"),
        position=int(recorded) if recorded and recorded != NOTHING else None,
    )


async def answers(log: MemoryLog, row: Row) -> Row:
    reading = Timeline(log, lambda: TODAY).reading()
    slug = row.get("company") or "acme"
    vantage = await reading.vantage(ask_of(row))
    state = reading.state(slug, (await reading.histories([slug]))[slug], vantage)
    questions = [name for name in row if name not in VANTAGE]
    return {name: (answer(state, name) or NOTHING) if state is not None else NOTHING for name in questions}


def answer(state: CompanyState, question: str) -> str:
    if question in PLAIN:
        return PLAIN[question](state)
    for beginning, of in ABOUT.items():
        if question.startswith(beginning):
            return of(state, question.removeprefix(beginning))
    return _of_field(state, question, lambda chosen: _words(chosen.value))


PLAIN: dict[str, Callable[[CompanyState], str]] = {
    "slug": lambda state: state.slug,
    "name": lambda state: state.name,
    "status": lambda state: state.status.value,
    "raised": lambda state: _amounts(state.raised()[0].by_currency),
    "valuation": lambda state: _words(state.valuation.value) if state.valuation else "",
    "rumors": lambda state: _ids(state.history.rumors),
    "possible": lambda state: _ids(state.history.possible),
    "upcoming": lambda state: _ids(state.history.upcoming),
    "timeline": lambda state: _ids(state.history.timeline),
    "conflicts": lambda state: ", ".join(sorted(f"{one.subject} {one.field}" for one in state.conflicts)),
    "findings": lambda state: ", ".join(dict.fromkeys(finding.rule for finding in findings(state))),
    "foretold": lambda state: ", ".join(part.subject.name for part in state.parts if part.foretold),
    "acquired by": lambda state: _deal(state),
}

ABOUT: dict[str, Callable[[CompanyState, str], str]] = {
    "raised in ": lambda state, currency: _amounts(state.raised(currency=currency)[0].by_currency),
    "standing of ": lambda state, id: _standing(state, id),
    "outcome of ": lambda state, metric: _outcome(state, metric),
    "event of ": lambda state, field: _of_field(state, field, lambda chosen: chosen.seen.id),
    "rule of ": lambda state, field: _of_field(state, field, lambda chosen: chosen.rule.value),
    "confidence of ": lambda state, field: _of_field(state, field, lambda chosen: chosen.seen.confidence.value),
    "others of ": lambda state, field: _of_field(state, field, _others),
}


def _of_field(state: CompanyState, question: str, read: Callable[[Chosen[Any]], str]) -> str:
    subject, _, field = question.partition(" ")
    found = [one for one in state.statements if (one.subject, one.field) == (subject, field)]
    return read(found[0]) if found else ""


def _others(chosen: Chosen[Any]) -> str:
    return ", ".join("≠ " * (not other.agrees) + _words(other.account.value) for other in chosen.alternatives)


def _words(value: Any) -> str:
    plain = plainly(value)
    bound = f"{value.bound.value} " if getattr(value, "bound", Bound.EXACT) is not Bound.EXACT else ""
    return ", ".join(map(str, plain)) if isinstance(plain, list) else f"{bound}{plain}"


def _amounts(amounts: tuple[Any, ...]) -> str:
    return " and ".join(map(str, amounts))


def _ids(events: Any) -> str:
    return ", ".join(seen.id for seen in events)


def _standing(state: CompanyState, id: str) -> str:
    if id not in {seen.id for seen in state.history.own}:
        return ""
    verdict = state.history.standings.of(id)
    because = f" by {_ids(verdict.because)}" if verdict.because else ""
    return f"{verdict.standing.value}{because}"


def _outcome(state: CompanyState, metric: str) -> str:
    return ", ".join(state.outcome(target)[0].value for target in state.targets if target.event.metric == metric)


def _deal(state: CompanyState) -> str:
    deal = state.acquired_by
    return f"{deal.acquirer}, {deal.stage.value.value}" if deal is not None else ""


# --- the tests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_an_example_is_answered_as_it_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    events, rows = events_of(text), rows_of(text)
    assert rows, "an example has a table"
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    for recorded, order in (("as it stands", events), ("in the opposite order", events[::-1])):
        log = await memory(*order, now=now)
        for row in rows:
            if order is events or "recorded" not in row:
                expected = {name: cell for name, cell in row.items() if name not in VANTAGE}
                assert await answers(log, row) == expected, f"{recorded}: {row}"


def test_there_are_examples_of_everything() -> None:
    assert len(FILES) >= 20
