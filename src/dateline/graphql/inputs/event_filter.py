"""The filter of event lists, as it is asked for."""

from datetime import date
from typing import Annotated

import strawberry

from dateline.answers.event_filter import EventFilter as DomainFilter
from dateline.graphql.enums import EventType
from dateline.graphql.inputs.arguments import among, given
from dateline.graphql.inputs.declared import input_type
from dateline.state.standing import Standing
from dateline.values import vocabulary


@input_type(description="Which events; what is left out is open, an empty list lets nothing pass, ends are inclusive.")
class EventFilter:
    types: list[EventType] | None = strawberry.field(default=strawberry.UNSET, description="Only of these kinds.")
    companies: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Only of these companies, by slug."
    )
    subject: str | None = strawberry.field(
        default=strawberry.UNSET, description="About this, type/key, as in `Event.subject`."
    )
    from_: date | None = strawberry.field(
        name="from", default=strawberry.UNSET, description="From this day on: tests the day an event counts from."
    )
    until: date | None = strawberry.field(
        default=strawberry.UNSET, description="Until this day: tests the day an event counts from."
    )
    known_from: date | None = strawberry.field(
        default=strawberry.UNSET, description="From this day on: tests the day since which anyone could know the event."
    )
    known_until: date | None = strawberry.field(
        default=strawberry.UNSET, description="Until this day: tests the day since which anyone could know the event."
    )
    confidence: vocabulary.Confidence | None = strawberry.field(
        default=strawberry.UNSET, description="At least as sure as this."
    )
    standing: list[Standing] | None = strawberry.field(
        default=strawberry.UNSET, description="Only events that stand like one of these."
    )
    publisher: str | None = strawberry.field(
        default=strawberry.UNSET, description="One of its sources is of this publisher, whatever the case."
    )
    text: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="A text of the event, or the title or publisher of a source, contains it, whatever the case.",
    )


OfEvents = Annotated[
    EventFilter | None, strawberry.argument(description="Only events that meet all of its conditions. Default: all.")
]


def event_filter_of(asked: EventFilter | None) -> DomainFilter:
    if not asked:
        return DomainFilter()
    types = given(asked.types)
    return DomainFilter(
        kinds=frozenset(kind.value for kind in types) if types is not None else None,
        companies=among(asked.companies),
        subject=asked.subject or None,
        since=asked.from_ or None,
        until=asked.until or None,
        known_from=asked.known_from or None,
        known_until=asked.known_until or None,
        confidence=asked.confidence or None,
        standing=among(asked.standing),
        publisher=asked.publisher or None,
        text=asked.text or None,
    )
