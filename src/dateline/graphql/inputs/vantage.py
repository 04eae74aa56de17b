"""A vantage, as it is asked for: by arguments, or as an input of its own."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import msgspec
import strawberry

from dateline.answers.asking import Ask, partial_date
from dateline.answers.reading import Reading
from dateline.errors import InvalidVantage
from dateline.graphql.inputs.declared import input_type
from dateline.graphql.scalars import Edtf, Position
from dateline.state.vantage import Vantage
from dateline.values import vocabulary
from dateline.values.dates import Certainty


@input_type(one_of=True, description="How much of the log to read: exactly one key.")
class Recorded:
    position: Position | None = strawberry.field(
        default=strawberry.UNSET,
        description="Up to this record; one that the log has not reached is refused: `position-ahead`.",
    )
    time: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Up to the newest record not later than this."
    )
    at_least: Position | None = strawberry.field(
        default=strawberry.UNSET,
        description="Newest, but at least this: read your own writes. A log that has not reached it refuses:"
        " `position-ahead`.",
    )


_ON = "The day asked about; a partial date means its last day. One that cannot be read is refused: `invalid-date`."
_KNOWN_BY = "The last day of knowledge: what was published later is neither used nor counted."
_RECORDED = "How much of the log to read."
_CONFIDENCE = "The least confidence accepted: what is told with less is listed as `rumors`, never in state."
_DATES = "POSSIBLE: an event counts from the first day of its date."
_AROUND = "Default: as in the snapshot around it; without one,"

On = Annotated[Edtf | None, strawberry.argument(description=f"{_ON} Default: today, UTC.")]
KnownBy = Annotated[date | None, strawberry.argument(description=f"{_KNOWN_BY} Default: no limit, hindsight.")]
RecordedBy = Annotated[Recorded | None, strawberry.argument(description=f"{_RECORDED} Default: all of it.")]
LeastConfidence = Annotated[
    vocabulary.Confidence | None, strawberry.argument(description=f"{_CONFIDENCE} Default: REPORTED.")
]
Dates = Annotated[Certainty | None, strawberry.argument(description=f"{_DATES} Default: CERTAIN.")]

OnWithin = Annotated[Edtf | None, strawberry.argument(description=f"{_ON} {_AROUND} today, UTC.")]
KnownByWithin = Annotated[date | None, strawberry.argument(description=f"{_KNOWN_BY} {_AROUND} no limit: hindsight.")]
RecordedWithin = Annotated[Recorded | None, strawberry.argument(description=f"{_RECORDED} {_AROUND} all of it.")]
LeastConfidenceWithin = Annotated[
    vocabulary.Confidence | None, strawberry.argument(description=f"{_CONFIDENCE} {_AROUND} REPORTED.")
]
DatesWithin = Annotated[Certainty | None, strawberry.argument(description=f"{_DATES} {_AROUND} CERTAIN.")]


@input_type(description="A vantage. What is left out takes its default, as everywhere.")
class VantageInput:
    on: Edtf | None = strawberry.field(default=strawberry.UNSET, description=f"{_ON} Default: today.")
    known_by: date | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_KNOWN_BY} Default: no limit, hindsight."
    )
    recorded: Recorded | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_RECORDED} Default: all of it."
    )
    confidence: vocabulary.Confidence | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_CONFIDENCE} Default: REPORTED."
    )
    dates: Certainty | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"{_DATES} Default: CERTAIN.",
    )


async def vantage(
    reading: Reading,
    on: Edtf | None,
    known_by: date | None,
    recorded: Recorded | None,
    confidence: vocabulary.Confidence | None,
    certainty: Certainty | None,
    base: Vantage | None = None,
) -> Vantage:
    """The vantage asked for. What is left open is as in `base`, the vantage of the answer that the question is part of.

    Raises InvalidDate, InvalidVantage or PositionAhead.
    """
    ask = Ask.of(partial_date(on or None, "on"), known_by or None, None, confidence or None, certainty or None, base)
    asked = await reading.vantage(_recorded(ask, recorded))
    if base is not None and not recorded:
        asked = reading.with_rates(replace(asked, at=base.at, final=base.final))
    reading.rests_on(asked.final and reading.has_all_rates_of(asked))
    return asked


def _recorded(ask: Ask, recorded: Recorded | None) -> Ask:
    if not recorded:
        return ask
    given = {"position": recorded.position, "instant": recorded.time, "at_least": recorded.at_least}
    place = {name: value for name, value in given.items() if value is not strawberry.UNSET and value is not None}
    if len(place) != 1:
        raise InvalidVantage("`recorded` takes exactly one of position, time and atLeast", argument=["recorded"])
    return msgspec.structs.replace(ask, **place)
