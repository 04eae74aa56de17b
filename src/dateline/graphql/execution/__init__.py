"""Execution: a document is compiled once into a plan, which is asked level by level. May import: values, errors.

graphql-core asks value by value and makes tasks, paths and descriptions of fields on the way, which errors need and
answers do not. A plan answers only what goes well. Whatever does not, is asked anew of graphql-core, which tells what
went wrong: questions are pure, so asking twice changes nothing, and errors and nulls are graphql-core's own.
"""

from dateline.graphql.execution.limits import Limits, Sizes, TookTooLong, TooMuch
from dateline.graphql.execution.operations import asks_for_the_schema
from dateline.graphql.execution.planned_schema import Around, PlannedSchema
from dateline.graphql.execution.refusals import UNLIKE
from dateline.graphql.execution.streams import STREAM_NEEDED, Stream

__all__ = [
    "STREAM_NEEDED",
    "UNLIKE",
    "Around",
    "Limits",
    "PlannedSchema",
    "Sizes",
    "Stream",
    "TooMuch",
    "TookTooLong",
    "asks_for_the_schema",
]
