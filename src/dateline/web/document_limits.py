"""The limits of documents, lists and answers, as a server is set: from its settings to what the schema takes."""

from __future__ import annotations

from dateline.answers.paging import PageSizes
from dateline.graphql import schema
from dateline.graphql.entries import Entries
from dateline.graphql.execution import Around, Limits
from dateline.graphql.schema import LIMITS, Schema
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
