"""Sending events over GraphQL: a line of an event file as the input that says the same, and the mutation around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from answers import NOW, Answer, timeline_of
from builders import PUBLISHED, Json
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from dateline.answers.access import Caller
from dateline.graphql import Context, Writing, schema
from dateline.graphql.names import camel
from dateline.graphql.shown_errors import shown
from dateline.log.contract import EventLog
from dateline.log.keys import KeyScope

WRITER = Caller("writer", frozenset(KeyScope))

APPEND = """
mutation Append($input: AppendEventsInput!) {
  appendEvents(input: $input) {
    events { key position }
    appended
    repeated
    position
    errors {
      __typename message path
      ... on InvalidEvent { rule }
      ... on EventIdTaken { position }
      ... on PositionConflict { expected actual }
    }
  }
}
"""

_EVENT = schema._schema.type_map["EventInput"]
_BODY = schema._schema.type_map["EventBody"]
_OF_ALL = ("company", "on", "confidence", "note", "corrects", "reason")


def sent(line: Json) -> Json:
    """The input that says what the line says. An act without a date has that of its first source."""
    assert isinstance(_EVENT, GraphQLInputObjectType)
    assert isinstance(_BODY, GraphQLInputObjectType)
    key = camel(line["type"].replace("-", "_"))
    body_type = get_named_type(_BODY.fields[key].type)
    others = {"id", "type", "sources", *_OF_ALL}
    slugs: list[Json] = []
    body = {camel(name): _sent(body_type.fields[camel(name)].type, value, slugs)
            for name, value in line.items() if name not in others}  # fmt: skip
    told = {name: _sent(_EVENT.fields[name].type, line[name], slugs) for name in _OF_ALL if name in line}
    if "on" not in told:
        told["on"] = line["sources"][0].get("published", PUBLISHED)
    linked = {"partySlugs": slugs} if slugs else {}
    return {"key": line["id"], **told, "sources": line["sources"], **linked, "body": {key: body}}


def _sent(type_: Any, value: Any, slugs: list[Json]) -> Any:
    named = get_named_type(type_)
    if isinstance(value, list):
        return [_sent(named, one, slugs) for one in value]
    if isinstance(named, GraphQLEnumType):
        return next(name for name, each in named.values.items() if each.value == value)
    if named.name == "MoneyInput":
        return {name: _sent(named.fields[name].type, part, slugs) for name, part in value.items()}
    if isinstance(value, dict):
        slugs.append(value)
        return value["name"]
    return str(value) if named.name == "Decimal" else value


async def append(
    log: EventLog,
    events: Sequence[Json],
    *,
    caller: Caller = WRITER,
    writing: Writing | None = None,
    question: str = APPEND,
    **more: Any,
) -> Answer:
    """What the mutation answers in full: `data`, and `errors` as clients see them."""
    context = Context(timeline_of(log), caller=caller, writing=writing or Writing(now=lambda: NOW))
    variables = {"input": {"events": list(events), **more}}
    result = await schema.execute(question, variables, context)
    errors = {"errors": [shown(error) for error in result.errors]} if result.errors else {}
    return {"data": result.data, **errors, "extensions": result.extensions}


async def payload(log: EventLog, events: Sequence[Json], **more: Any) -> Answer:
    """What became of the events; nothing went wrong with the request."""
    answer = await append(log, events, **more)
    assert "errors" not in answer, answer["errors"]
    return dict(answer["data"]["appendEvents"])
