"""Events as they are sent: the fields that all have, and what they say by their kind (kinds.py).

What comes out are the fields of an event file, by the names they have there: the checks are those of event files, and
nothing is checked here but what the types of the inputs say.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import strawberry

from dateline.errors import InvalidEvent
from dateline.events import event as domain
from dateline.events.kinds import KINDS
from dateline.events.meanings import field_meaning
from dateline.graphql.hints import without_none
from dateline.graphql.inputs.declared import input_type
from dateline.graphql.inputs.kinds import BODIES, EventBody, Fields, own_fields, sent_as, written_date
from dateline.graphql.names import camel, meaning_in_api
from dateline.graphql.scalars import Edtf, Position
from dateline.values import parties, vocabulary
from dateline.values.parties import is_slug, why_no_slug


@input_type(description="Who said so. It says when it was `published`, or else when it was `retrieved`.")
class SourceInput:
    publisher: str = strawberry.field(description="The outlet, company or authority that published it.")
    title: str | None = strawberry.field(default=strawberry.UNSET, description="Its headline.")
    url: str | None = strawberry.field(
        default=strawberry.UNSET, description="Its address on the web, with https:// or http://."
    )
    published: Edtf | None = strawberry.field(
        default=strawberry.UNSET, description="When it was published: a date that ends, as imprecise as it is known."
    )
    retrieved: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day it was read, for a source without a date of its own."
    )
    cites: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Outlets it relies on in turn, by name; not counted as publishers."
    )


@input_type(description="The slug of a party, where it is another than the one that follows from its name.")
class PartySlugInput:
    name: str = strawberry.field(description="As the body has it.")
    slug: str = strawberry.field(description="What links it: the slug of a tracked company, say.")


@input_type(description="One dated, sourced statement about one company, as in event files.")
class EventInput:
    key: str = strawberry.field(description="The id its author gives it: it means this statement for ever.")
    company: str = strawberry.field(description=field_meaning(domain.Event, "company"))
    on: Edtf = strawberry.field(
        description="Since when it is true; of an act, the day it became known, where in doubt."
    )
    confidence: vocabulary.Confidence | None = strawberry.field(
        default=strawberry.UNSET, description=f"{field_meaning(domain.Event, 'confidence')} Default: REPORTED."
    )
    sources: list[SourceInput] = strawberry.field(description=field_meaning(domain.Event, "sources"))
    note: str | None = strawberry.field(default=strawberry.UNSET, description=field_meaning(domain.Event, "note"))
    corrects: str | None = strawberry.field(
        default=strawberry.UNSET, description="The key of the event that this one replaces as a whole."
    )
    reason: str | None = strawberry.field(
        default=strawberry.UNSET, description=meaning_in_api(field_meaning(domain.Event, "reason"))
    )
    party_slugs: list[PartySlugInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Of parties that the body names, those whose slug does not follow from the name.",
    )
    body: EventBody = strawberry.field(description="What it says.")


@input_type(description="Events to be appended: all of them or none.")
class AppendEventsInput:
    events: list[EventInput] = strawberry.field(
        description="In the order in which they are appended; at most 1,000, unless the server was told otherwise."
    )
    expected_position: Position | None = strawberry.field(
        default=strawberry.UNSET, description="Refuse if the log has moved past this: `PositionConflict`."
    )
    dry_run: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Do all but keep it: what would be appended is counted."
    )


class SentEvent(NamedTuple):
    """An event as it was sent: the fields of an event file, and under which key of the body those of its kind stood."""

    fields: Fields
    body: str

    def way_to(self, field: str) -> tuple[str, ...]:
        """The way to what a path of an event file names (`raised.currency`), from the event on, in names of the API."""
        steps = steps_of(field)
        if not steps or steps[0] in _OF_ALL:
            return ("key", *steps[1:]) if steps[:1] == ("id",) else steps
        return ("body", self.body, *steps)


def steps_of(field: str) -> tuple[str, ...]:
    """A path like `sources[0].published` in steps, in names of the API."""
    return tuple(camel(step) for step in field.replace("[", ".").replace("]", "").split(".") if step)


_OF_ALL = {camel(name) for name in domain.Event.__struct_fields__}


def sent_event(event: EventInput) -> SentEvent:
    """The fields of an event that was sent. Raises InvalidEvent unless its body has exactly one key, and for slugs of
    parties that it does not name."""
    bodies = {key: getattr(event.body, key) for key in BODIES if getattr(event.body, key)}
    if len(bodies) != 1:
        raise InvalidEvent("body", f"the body takes exactly one key, like funding, not {len(bodies)}", rule="body")
    ((key, body),) = bodies.items()
    kind = BODIES[key]
    fields: Fields = {"type": kind, "id": event.key, "company": event.company, "on": written_date(event.on)}
    fields["confidence"] = event.confidence.value if event.confidence else None
    fields["sources"] = [_source(source) for source in event.sources]
    fields |= {name: getattr(event, name) for name in ("note", "corrects", "reason")}
    slugs, named = _slugs(event.party_slugs or ()), set[str]()
    for field, hint in own_fields(KINDS[kind]):
        value = getattr(body, field.encode_name)
        if value is not None and value is not strawberry.UNSET:
            written = sent_as(without_none(hint)).written(value)
            if without_none(hint) in _PARTIES:
                named |= set(written if isinstance(written, list) else [written])
                written = _linked(written, slugs)
            fields[field.encode_name] = written
    for place, name in enumerate(slugs):
        if name not in named:
            raise InvalidEvent(f"party_slugs[{place}].name", f"the body names no party {name!r}", rule="party")
    return SentEvent(_given(fields), key)


_PARTIES = (parties.Party, tuple[parties.Party, ...])


def _slugs(given: Iterable[PartySlugInput]) -> dict[str, str]:
    """By name. Raises InvalidEvent for what is no slug, and for a name that has two."""
    slugs: dict[str, str] = {}
    for place, one in enumerate(given):
        if not is_slug(one.slug):
            raise InvalidEvent(f"party_slugs[{place}].slug", why_no_slug(one.slug), rule="party")
        if slugs.setdefault(one.name, one.slug) != one.slug:
            raise InvalidEvent(f"party_slugs[{place}].slug", f"{one.name!r} has another slug above", rule="party")
    return slugs


def _linked(named: Any, slugs: dict[str, str]) -> Any:
    """A name, or names, each with its slug where one is given."""
    if isinstance(named, list):
        return [_linked(one, slugs) for one in named]
    return {"name": named, "slug": slugs[named]} if named in slugs else named


def _source(source: SourceInput) -> Fields:
    written: Fields = {name: getattr(source, name) for name in ("publisher", "title", "url", "cites")}
    written["published"] = written_date(source.published) if source.published else None
    written["retrieved"] = source.retrieved.isoformat() if source.retrieved else None
    return _given(written)


def _given(fields: Fields) -> Fields:
    """Without what was left out or is null: both mean that nothing is said."""
    return {name: value for name, value in fields.items() if value is not None and value is not strawberry.UNSET}
