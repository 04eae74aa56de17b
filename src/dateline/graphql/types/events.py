"""Events as recorded: the interface, and one type for each kind, made from the fields that the kind has."""

import asyncio
from datetime import date, datetime
from typing import Any, get_origin

import strawberry

from dateline.answers.event_lists import Listed
from dateline.events import event as domain
from dateline.events.acts import Merge
from dateline.events.kinds import KINDS, Closed
from dateline.events.meanings import field_meaning, kind_meaning
from dateline.events.measured import Metric, Target
from dateline.events.summary import summarize
from dateline.graphql.context import context_of
from dateline.graphql.enums import EventType
from dateline.graphql.hints import hints_of, without_none
from dateline.graphql.ids import write_id
from dateline.graphql.links import COMPANY, company_of, kept_company
from dateline.graphql.names import camel, meaning_in_api
from dateline.graphql.scalars import Position
from dateline.graphql.scope import Scope
from dateline.graphql.types.made_fields import made_field
from dateline.graphql.types.node import Node
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.representations import representation_of
from dateline.graphql.types.values import PartialDate, Source, sources_of
from dateline.state.seen import Seen
from dateline.state.standing import Standing, Verdict
from dateline.values import vocabulary


@strawberry.interface(description="One dated, sourced statement about one company, as recorded. Never changes.")
class Event(Node):
    seen: strawberry.Private[Seen]
    verdict: strawberry.Private[Verdict]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="Carries the vantage it was read through; `key` never changes.")
    def id(self) -> strawberry.ID:
        return self.asked or strawberry.ID(write_id("E", self.seen.id, self.scope.token))

    @strawberry.field(description="The id its author gave it.")
    def key(self) -> str:
        return self.seen.id

    @strawberry.field(description="Which kind it is. `... on FundingEvent` and its like read the fields of one kind.")
    def type(self) -> EventType:
        return EventType(self.seen.event.kind)

    @strawberry.field(
        graphql_type=COMPANY, description="The company it speaks of; where several were merged, the one that was kept."
    )
    async def company(self, info: strawberry.Info) -> object:
        told_of = self.seen.event.company
        if told_of == self.scope.company:
            return kept_company(info, told_of, self.scope)
        return await company_of(info, told_of, self.scope)

    @strawberry.field(
        description="What it is about inside the company, type/key; null for what is about the company as a whole."
    )
    def subject(self) -> str | None:
        return self.seen.event.subject

    @strawberry.field(description="One line a person can read.")
    def summary(self) -> str:
        return summarize(self.seen.event)

    @strawberry.field(description="The stage in lower case, for a list of mixed kinds; null for kinds without stages.")
    def stage_name(self) -> str | None:
        stage = self.seen.event.stage_of
        return stage.value if stage is not None else None

    @strawberry.field(description="Since when it is true.")
    def on(self) -> PartialDate:
        return PartialDate(told=self.seen.event.when)

    @strawberry.field(description="Since when anyone could know it: the earliest last day of its sources.")
    def known(self) -> date:
        return self.seen.record.known

    @strawberry.field(description="Its place in the log: 1, 2, 3 … without gaps.")
    def position(self) -> Position:
        return Position(self.seen.record.position)

    @strawberry.field(description="Since when this log holds it.")
    def recorded_at(self) -> datetime:
        return self.seen.record.recorded_at

    @strawberry.field(description=field_meaning(domain.Event, "confidence"))
    def confidence(self) -> vocabulary.Confidence:
        return self.seen.event.confidence

    @strawberry.field(
        description="Whether an act speaks against it, at the vantage it was read through; at the head of the log"
        " otherwise."
    )
    def standing(self) -> Standing:
        return self.verdict.standing

    @strawberry.field(description="The acts that made its standing what it is; empty for what stands.")
    async def standing_because(self, info: strawberry.Info) -> "list[Event]":
        return await events_of(info, self.verdict.because, self.scope)

    @strawberry.field(description="The event that this one replaces as a whole, where it is in reach; else null.")
    async def corrects(self, info: strawberry.Info) -> "Event | None":
        return await event_of(info, self.seen.event.corrects, self.scope)

    @strawberry.field(
        description="Why: of a retraction, dispute, merge or correction; null where none is given. Why a company"
        " closed is `cause`."
    )
    def reason(self) -> str | None:
        return self.seen.event.reason

    @strawberry.field(description="Who said so: those of its sources that were published by the vantage's knownBy.")
    def sources(self) -> list[Source]:
        return sources_of(self.seen.sources)

    @strawberry.field(
        description="A remark of its author, for readers: nothing follows from it. Null where there is none."
    )
    def note(self) -> str | None:
        return self.seen.event.note


async def events_of(info: strawberry.Info, seen: tuple[Seen, ...], scope: Scope) -> list[Event]:
    """These events, each with how it stands."""
    if scope.history is not None:
        return [wrap(one, scope.history.standings.of(one.id), scope) for one in seen]
    listed = await asyncio.gather(*(context_of(info).event(one.id, scope.cut) for one in seen))
    return [wrap_listed(one, scope) for one in listed if one is not None]


async def one_event(info: strawberry.Info, seen: Seen, scope: Scope) -> Event:
    """An event that is known to be in reach, with how it stands."""
    (event,) = await events_of(info, (seen,), scope)
    return event


async def event_of(info: strawberry.Info, key: str | None, scope: Scope) -> Event | None:
    """The event with this id; None for no id, and if it is not in reach."""
    if key is None:
        return None
    listed = await context_of(info).event(key, scope.cut)
    return wrap_listed(listed, scope) if listed is not None else None


def wrap(seen: Seen, verdict: Verdict, scope: Scope) -> Event:
    return EVENT_TYPES[type(seen.event)](seen=seen, verdict=verdict, scope=scope)


def wrap_listed(listed: Listed, scope: Scope) -> Event:
    return wrap(listed.seen, listed.verdict, scope)


# --- one type for each kind -------------------------------------------------------------------------------------------


def _field(kind: type[domain.Event], name: str, hint: Any) -> Any:
    told = without_none(hint)
    api_type, make = representation_of(told)

    def resolve(self: Event) -> Any:
        value = getattr(self.seen.event, name)
        return make(value, self.scope) if value is not None and value != () else None

    silent = "" if told is hint and get_origin(api_type) is not list else "Null where the event does not say."
    description = meaning_in_api(field_meaning(kind, name), silent)
    return made_field(resolve, api_type | None, name=camel(name), description=description)


def _target_field() -> Any:
    async def event(self: Event, info: strawberry.Info) -> Event | None:
        return await event_of(info, self.seen.event.acts_on[0], self.scope)

    return strawberry.field(
        resolver=event, name="event", description="The event it speaks of; null where it is not in reach."
    )


def _target_key() -> Any:
    def event_key(self: Event) -> str:
        return self.seen.event.acts_on[0]

    return strawberry.field(resolver=event_key, name="eventKey", description="The id of the event it speaks of.")


def _bound_field() -> Any:
    def bound(self: Event) -> vocabulary.Bound:
        measured = self.seen.event
        assert isinstance(measured, Metric | Target)
        return measured.value.bound

    return strawberry.field(resolver=bound, name="bound", description=field_meaning(Metric, "bound"))


def _cause_field() -> Any:
    def cause(self: Event) -> str | None:
        closed = self.seen.event
        assert isinstance(closed, Closed)
        return closed.why

    return strawberry.field(
        resolver=cause, name="cause", description=f"{field_meaning(Closed, 'cause')} Null where the event does not say."
    )


def _fields(kind: type[domain.Event]) -> dict[str, Any]:
    """The fields of a kind beyond those of every event."""
    hints = hints_of(kind)
    fields: dict[str, Any] = {}
    for name in kind.__struct_fields__:
        if name in domain.Event.__struct_fields__:
            continue
        if name == "event":
            fields |= {"event": _target_field(), "event_key": _target_key()}
        elif name == "cause":
            fields[name] = _cause_field()
        elif name == "bound":
            fields[name] = _bound_field()
        elif not (kind is Merge and name == "kept_subject"):  # the interface's `subject`
            fields[name] = _field(kind, name, hints[name])
    return fields


def _event_type(kind: type[domain.Event]) -> type[Event]:
    name = f"{kind.__name__}Event"
    # The prefix keeps a field apart from an attribute of `Event` with the same name, like the `scope` of a metric.
    namespace = {"__module__": __name__} | {f"said_{name}": field for name, field in _fields(kind).items()}
    made: type[Event] = type(name, (Event,), namespace)
    return object_type(name=name, description=meaning_in_api(kind_meaning(kind)))(made)


EVENT_TYPES: dict[type[domain.Event], type[Event]] = {kind: _event_type(kind) for kind in KINDS.values()}
