"""The root of the writing part of the API."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import msgspec
import strawberry

from dateline import errors
from dateline.answers.appending import IdsTaken, append_all
from dateline.errors import InvalidEvent
from dateline.events.codec import decode_whole
from dateline.graphql.context import Context, context_of
from dateline.graphql.execution import TooMuch
from dateline.graphql.inputs.events import AppendEventsInput, EventInput, sent_event, steps_of
from dateline.graphql.scalars import Position
from dateline.graphql.scope import Scope
from dateline.graphql.types.appending import (
    AppendError,
    AppendEventsPayload,
    event_id_taken,
    invalid_event,
    position_conflict,
    refused,
)
from dateline.graphql.types.events import Event, event_of
from dateline.graphql.types.object_types import object_type
from dateline.log.contract import Appended
from dateline.log.cut import Cut
from dateline.log.drafts import Draft, draft_of_read
from dateline.log.keys import KeyScope
from dateline.log.loop_turns import loop_turns

_AT_ONCE = 50
"""Events that are read before others have their turn."""


@object_type(description="All that can be written, with an API key that has the scope `append`; only over POST.")
class Mutation:
    @strawberry.field(
        description="Appends events, all of them or none. Sending them again appends nothing, so that a call that was"
        " not answered is sent again."
    )
    async def append_events(
        self,
        info: strawberry.Info,
        input: Annotated[AppendEventsInput, strawberry.argument(description="The events, and how to append them.")],
    ) -> AppendEventsPayload | None:
        context = context_of(info)
        if info.path is None:  # a plan asks: what goes wrong in the answer, graphql-core is asked for once more
            return await context.written_once(lambda: _append_events(info, context, input))
        return await context.written_before() or await _append_events(info, context, input)


async def _append_events(info: strawberry.Info, context: Context, input: AppendEventsInput) -> AppendEventsPayload:
    context.caller.require(KeyScope.APPEND)
    _refuse_too_many(len(input.events), context.writing.most_events)
    drafts, wrong = await _drafts(input.events)
    if wrong:
        return refused(*wrong)
    expected = input.expected_position if input.expected_position is not strawberry.UNSET else None
    try:
        appended = await append_all(
            context.reading.log, drafts, context.writing.now(), expected=expected, dry_run=bool(input.dry_run)
        )
    except IdsTaken as taken:
        return refused(*map(event_id_taken, taken.clashes))
    except errors.PositionConflict as conflict:
        return refused(position_conflict(conflict))
    events = None if input.dry_run else await _as_they_stand(info, context, drafts, appended)
    return AppendEventsPayload(
        events=events,
        appended=appended.appended,
        repeated=appended.repeated,
        position=Position(appended.head.position),
        errors=[],
    )


def _refuse_too_many(count: int, most: int) -> None:
    if count > most:
        raise TooMuch(
            f"{count:,} events are sent, but at most {most:,} are appended at once: send them in several calls, or all"
            " of them to /import",
            "EVENT_LIMIT_EXCEEDED",
            most,
            count,
        )


async def _drafts(events: Sequence[EventInput]) -> tuple[list[Draft], list[AppendError]]:
    """What the log would hold of the events, and what is wrong with those that cannot be."""
    drafts: list[Draft] = []
    wrong: list[AppendError] = []
    for place, event in enumerate(events):
        try:
            drafts.append(_draft(event))
        except InvalidEvent as error:
            wrong.append(invalid_event(error, ("input", "events", place, *steps_of(error.field))))
        if place % _AT_ONCE == _AT_ONCE - 1:
            await loop_turns().step()
    return drafts, wrong


def _draft(event: EventInput) -> Draft:
    """Read as a line of an event file is. Raises InvalidEvent, with the way to the field in the event that was sent."""
    sent = sent_event(event)
    try:
        return draft_of_read(*decode_whole(msgspec.json.encode(sent.fields)))
    except UnicodeError as error:
        raise InvalidEvent("", "holds half a character: write it as it is", rule="text") from error
    except InvalidEvent as error:
        raise InvalidEvent(".".join(sent.way_to(error.field)), error.message, error.rule) from error


async def _as_they_stand(
    info: strawberry.Info, context: Context, drafts: Sequence[Draft], appended: Appended
) -> list[Event]:
    context.read_anew(appended.head)
    scope = Scope(Cut(None, appended.head.position))
    found = await asyncio.gather(*(event_of(info, one.id, scope) for one in drafts))
    return [event for event in found if event is not None]
