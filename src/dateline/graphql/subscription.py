"""The root of the subscribing part of the API: events as they are appended."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from dateline.answers.event_filter import EventFilter as DomainFilter
from dateline.answers.following import follow
from dateline.answers.log_places import place_cursor
from dateline.answers.reading import Timeline
from dateline.errors import of_argument
from dateline.graphql.context import context_of
from dateline.graphql.inputs.arguments import given
from dateline.graphql.inputs.event_filter import OfEvents, event_filter_of
from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, wrap_listed
from dateline.graphql.types.object_types import object_type
from dateline.log.record import LogHead


@strawberry.type(description="An event that was appended to the log.")
class EventAppended:
    at: strawberry.Private[LogHead]
    event: Event = strawberry.field(
        description="The event, seen from its own place in the log on the day it was recorded: whoever is told of it"
        " later is told the same."
    )

    @strawberry.field(description="Pass as `after` to go on with no gap and no repeat.")
    def cursor(self) -> str:
        return place_cursor(self.at)


@object_type(description="What is told when it happens, over a WebSocket or as an event stream.")
class Subscription:
    @strawberry.subscription(
        description="Each event that is appended, in the order of the log: first those behind `after`, then new ones as"
        " they come."
    )
    async def event_appended(
        self,
        info: strawberry.Info,
        after: Annotated[
            str | None,
            strawberry.argument(
                description="A `cursor` of an event or of `log`, or the `token` of a vantage: what was appended behind"
                " that. That of another log, or of this one before it was put back to an earlier copy, is refused:"
                " `other-log`. Default: from now on."
            ),
        ] = strawberry.UNSET,
        filter: OfEvents = strawberry.UNSET,
    ) -> AsyncGenerator[EventAppended, None]:
        context = context_of(info)
        asked = context.resume or given(after)
        with of_argument("after"):
            place = await context.reading.place_of(asked) if asked is not None else await context.reading.head()
        return _appended(context.reading.timeline, place, event_filter_of(filter))


async def _appended(timeline: Timeline, place: LogHead, wanted: DomainFilter) -> AsyncGenerator[EventAppended, None]:
    async with aclosing(follow(timeline, place, wanted)) as pages:
        async for page in pages:
            for one in page:
                yield EventAppended(at=one.at, event=wrap_listed(one.listed, Scope.at(one.vantage)))
