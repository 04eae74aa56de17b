"""Subscribing: what a subscription answers, one after the other, for whatever carries it to a client.

Each event is asked of a reading of its own, up to the place where it was appended. They are made one at a time in a
process, so that however many go through the log at once, others have their turn.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from time import perf_counter
from typing import Any, NamedTuple

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from dateline.answers.access import READER, Caller
from dateline.answers.log_places import place_cursor
from dateline.answers.reading import Timeline
from dateline.errors import DatelineError
from dateline.graphql.context import Context
from dateline.graphql.entries import ENTRIES, Entries
from dateline.graphql.execution import Stream, TookTooLong
from dateline.graphql.schema import Schema, schema
from dateline.graphql.subscription import EventAppended
from dateline.log.loop_turns import loop_turns


class Subscribe(NamedTuple):
    """What somebody wants to be told of."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    prefix: str = ""
    """What a proxy shows the server under."""
    request_id: str = ""
    resume: str | None = None
    """The cursor that a stream which was interrupted goes on from, whatever its document says."""
    admitted: Callable[[], Awaitable[Caller]] | None = None
    """Who asks, as long as they may; it is asked again for each answer, since a key may be revoked meanwhile."""
    charge: Callable[[int], None] | None = None
    """Where it is counted who asks for how much: is told what an event costs, once. Raises TooMuch."""
    pace: Callable[[int], Awaitable[None]] | None = None
    """The same, of each event: it waits until there is as much left."""


class AskedOf(NamedTuple):
    """Whom they want to be told by: a server, with its limits."""

    timeline: Timeline
    seconds: float
    """How long one answer may take."""
    schema: Schema = schema
    entries: Entries = ENTRIES


class StreamedAnswer(NamedTuple):
    """An answer, and the cursor behind it. Without a cursor it tells why there is no other."""

    result: ExecutionResult
    cursor: str | None


class _Turns:
    """Of one process."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.ends = 0.0


async def told(asked: AskedOf, wanted: Subscribe) -> AsyncGenerator[StreamedAnswer, None]:
    """What is told, one after the other. It has an end only if something goes wrong, which the last one tells."""
    timeline, schema = asked.timeline, asked.schema
    context = Context(timeline, wanted.prefix, request_id=wanted.request_id)
    context.resume = wanted.resume
    stream = await schema.open_stream(wanted.query, wanted.variables, context, wanted.operation_name, wanted.charge)
    if isinstance(stream, ExecutionResult):
        yield StreamedAnswer(stream, None)
        return
    async with aclosing(stream.happening) as happening:
        while True:
            try:
                happened: EventAppended = await anext(happening)
                if wanted.pace is not None:
                    await wanted.pace(stream.cost)
                caller = await wanted.admitted() if wanted.admitted is not None else READER
                context = Context(
                    timeline, wanted.prefix, happened.at, wanted.request_id, caller, entries=asked.entries
                )
                answered = await _answered(asked, stream, happened, context)
            except DatelineError as error:
                failed = [GraphQLError(str(error), original_error=error)]
                schema.process_errors(failed)
                yield StreamedAnswer(ExecutionResult(None, failed), None)
                return
            if answered.errors:
                schema.process_errors(answered.errors)
            yield StreamedAnswer(answered, place_cursor(happened.at))


async def _answered(asked: AskedOf, stream: Stream, happened: EventAppended, context: Context) -> ExecutionResult:
    turns = asked.timeline.cache(_Turns)
    async with turns.lock:
        if perf_counter() >= turns.ends:
            turns.ends = await loop_turns().of_others()
        try:
            async with asyncio.timeout(asked.seconds):
                return await stream.answer(happened, context)
        except TimeoutError:
            return ExecutionResult(None, [TookTooLong(asked.seconds)])
