"""What an append answers: the events as they stand, how many are new, or why none was appended."""

import strawberry

from dateline import errors
from dateline.graphql.names import meaning_in_api
from dateline.graphql.scalars import Position
from dateline.graphql.types.events import Event

Way = tuple[str | int, ...]


@strawberry.interface(description="Why nothing was appended: one thing that was wrong.")
class AppendError:
    message: str = strawberry.field(description="One sentence for people, which names the field.")
    path: list[str] = strawberry.field(
        description="The way to what was wrong: `input`, then fields and places inside it, from 0."
    )

    @classmethod
    def resolve_type(cls, value: object, *_: object) -> str:
        return type(value).__name__


@strawberry.type(description="An event says what cannot be, or does not say what it must: nothing was appended.")
class InvalidEvent(AppendError):
    rule: str = strawberry.field(
        description="The stable name of what was broken, like `slug`, `missing` or `source-date`."
    )


@strawberry.type(
    description="An id means one statement for ever, and this one is taken by another: give the new statement a key of"
    " its own, and `corrects` if it replaces the old one."
)
class EventIdTaken(AppendError):
    position: Position = strawberry.field(
        description="Where the log holds the other content; 0 where both contents were sent together."
    )


@strawberry.type(description="The log has moved past the position that was expected: read what is new, then try again.")
class PositionConflict(AppendError):
    expected: Position = strawberry.field(description="What was sent as `expectedPosition`.")
    actual: Position = strawberry.field(description="Where the log ends.")


APPEND_ERRORS: list[type[AppendError]] = [InvalidEvent, EventIdTaken, PositionConflict]
"""Every type that shows one."""


@strawberry.type(description="What became of the events that were sent.")
class AppendEventsPayload:
    events: list[Event] | None = strawberry.field(
        description="In the order given; those already in the log as they stand there. Null where nothing was"
        " appended: for errors, and for a dry run."
    )
    appended: int = strawberry.field(description="How many are new in the log; of a dry run, how many would be.")
    repeated: int = strawberry.field(
        description="How many the log held already, with the same content: sending events again appends nothing."
    )
    position: Position | None = strawberry.field(
        description="Where the log ends after it: `recorded: {atLeast: …}` reads what was written. Of a dry run, where"
        " it ends; null for errors."
    )
    errors: list[AppendError] = strawberry.field(
        description="Why nothing was appended, all that was found; empty where everything was."
    )


def refused(*told: AppendError) -> AppendEventsPayload:
    """Nothing was appended, for these reasons."""
    return AppendEventsPayload(events=None, appended=0, repeated=0, position=None, errors=list(told))


def invalid_event(error: errors.InvalidEvent, way: Way) -> InvalidEvent:
    """`way` leads to the field at fault, in names of the API."""
    return InvalidEvent(message=f"{_place(way)}: {meaning_in_api(error.message)}", path=_path(way), rule=error.rule)


def event_id_taken(clash: errors.EventIdTaken) -> EventIdTaken:
    way = ("input", "events", clash.index, "key")
    return EventIdTaken(message=f"{_place(way)}: {clash}", path=_path(way), position=Position(clash.position))


def position_conflict(conflict: errors.PositionConflict) -> PositionConflict:
    way = ("input", "expectedPosition")
    return PositionConflict(
        message=f"{_place(way)}: {conflict}",
        path=_path(way),
        expected=Position(conflict.expected),
        actual=Position(conflict.actual),
    )


def _path(way: Way) -> list[str]:
    return [str(step) for step in way]


def _place(way: Way) -> str:
    """`input.events[0].body.funding.raised`."""
    return "".join(f"[{step}]" if str(step).isdigit() else f".{step}" for step in way).removeprefix(".")
