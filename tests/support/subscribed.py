"""Subscribing to a log over GraphQL, as whatever carries it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from dateline.answers.reading import Timeline
from dateline.graphql.shown_errors import shown
from dateline.graphql.subscribing import AskedOf, StreamedAnswer, Subscribe, told

BEGINNING = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""The cursor of the beginning of every log."""
KEYS = """
subscription($after: String, $filter: EventFilter) {
  eventAppended(after: $after, filter: $filter) { cursor event { key } }
}
"""
PATIENCE_SECONDS = 30


def begin(
    timeline: Timeline, document: str = KEYS, *, resume: str | None = None, **variables: Any
) -> AsyncGenerator[StreamedAnswer, None]:
    return told(AskedOf(timeline, PATIENCE_SECONDS), Subscribe(document, variables, resume=resume))


async def take(answers: AsyncGenerator[StreamedAnswer, None], count: int) -> list[dict[str, Any]]:
    """So many answers, as clients see them."""
    return [answer_of(await asyncio.wait_for(anext(answers), PATIENCE_SECONDS)) for _ in range(count)]


def answer_of(one: StreamedAnswer) -> dict[str, Any]:
    errors = {"errors": [shown(error) for error in one.result.errors]} if one.result.errors else {}
    return {"data": one.result.data, **errors}


async def taken(
    timeline: Timeline, document: str, count: int, *, resume: str | None = None, **variables: Any
) -> list[dict[str, Any]]:
    async with aclosing(begin(timeline, document, resume=resume, **variables)) as answers:
        return await take(answers, count)


async def refused(timeline: Timeline, document: str, **variables: Any) -> dict[str, Any]:
    """The one error of a subscription that never begins, or ends."""
    answers = begin(timeline, document, **variables)
    (answer,) = await take(answers, 1)
    assert [one async for one in answers] == []
    assert answer["data"] is None
    (error,) = answer["errors"]
    return dict(error)
