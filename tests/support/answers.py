"""Asking a log over GraphQL, as the web does: a question, its variables, and the answer's data."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from dateline.answers.reading import Timeline
from dateline.events.event import Event
from dateline.graphql import Context, schema
from dateline.graphql.shown_errors import shown
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Answer = dict[str, Any]


def timeline_of(log: EventLog) -> Timeline:
    return Timeline(log, lambda: TODAY)


async def respond(log: EventLog | Timeline, question: str, **variables: Any) -> Answer:
    """What is answered in full: `data`, and `errors` as clients see them."""
    timeline = log if isinstance(log, Timeline) else timeline_of(log)
    result = await schema.execute(question, variable_values=variables, context_value=Context(timeline))
    errors = {"errors": [shown(error) for error in result.errors]} if result.errors else {}
    return {"data": as_sent(result.data), **errors}


def as_sent(data: Any) -> Any:
    """The data as a client reads it: of an answer, some may be written already."""
    return msgspec.json.decode(msgspec.json.encode(data))


async def ask(log: EventLog | Timeline, question: str, **variables: Any) -> Any:
    """The data of an answer without errors."""
    answer = await respond(log, question, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


async def code_of(log: EventLog | Timeline, question: str, **variables: Any) -> str:
    """Why the one error came about: Dateline's own code, or where there is none, the one that clients know."""
    (error,) = (await respond(log, question, **variables))["errors"]
    return reason_in(error)


def reason_in(error: Answer) -> str:
    told = error["extensions"]
    return str(told.get("reason", told["code"]))


async def memory(*events: Event, now: datetime = NOW) -> MemoryLog:
    log = MemoryLog()
    await log.append(events, now=now)
    return log


async def memory_of(batches: Iterable[tuple[Sequence[Event], datetime]]) -> MemoryLog:
    """Each batch recorded at its own instant."""
    log = MemoryLog()
    for events, now in batches:
        await log.append(events, now=now)
    return log


def run(use: Callable[[], Awaitable[None]]) -> None:
    """Run an async block inside a test that hypothesis calls many times."""

    async def block() -> None:
        await use()

    asyncio.run(block())


def later(seconds: float) -> datetime:
    """After NOW."""
    return NOW + timedelta(seconds=seconds)
