"""The limits of documents, lists and answers, as a server is set: from its settings to what the schema takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dateline.answers.paging import PageSizes
from dateline.answers.reading import Timeline
from dateline.graphql import Writing, schema
from dateline.graphql.entries import Entries
from dateline.graphql.execution import Around, Limits
from dateline.graphql.schema import LIMITS, Schema
from dateline.graphql.subscribing import AskedOf
from dateline.web.configuration import HttpLimits


def schema_within(settings: HttpLimits, around: Around | None = None) -> Schema:
    """The schema with these limits: that of the process, where they are its own and nothing is traced."""
    limits = _limits_of(settings)
    if limits == LIMITS and around is None:
        return schema
    within = schema.within(limits)
    within.around = around
    return within


def entries_within(settings: HttpLimits) -> Entries:
    """How many entries pages and lists may be asked for."""
    return Entries(PageSizes(settings.page, settings.largest_page), settings.ids, settings.dates)


def asked_within(timeline: Timeline, settings: HttpLimits) -> AskedOf:
    """Of whom subscriptions are asked."""
    return AskedOf(timeline, settings.answer_seconds, schema_within(settings), entries_within(settings))


def writing_within(settings: HttpLimits, now: Callable[[], datetime] | None) -> Writing:
    """How events are appended; `now`: when, unless by the clock of the system."""
    return Writing(settings.append_events, now) if now is not None else Writing(settings.append_events)


def _limits_of(settings: HttpLimits) -> Limits:
    return LIMITS._replace(
        tokens=settings.tokens,
        name_length=settings.name_length,
        text_length=settings.value_length,
        sizes=LIMITS.sizes._replace(page=settings.page, largest_page=settings.largest_page),
        cost=settings.cost,
        values=settings.values,
        depth=settings.depth,
        aliases=settings.aliases,
        directives=settings.directives,
        root_fields=settings.root_fields,
        errors=settings.errors,
    )
