"""Every question that a test asks is answered twice: by a plan, and by graphql-core, which has to say the same."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
import strawberry
from strawberry.types import ExecutionResult

from dateline.graphql import Context
from dateline.graphql.execution import UNLIKE, PlannedSchema
from dateline.graphql.shown_errors import shown
from dateline.log.keys import KeyScope

executed_once = PlannedSchema.execute
"""By a plan, and by graphql-core only where that cannot."""


class Records(logging.Handler):
    """What plans failed at where graphql-core did not."""

    def __init__(self) -> None:
        super().__init__()
        self.unlike: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == UNLIKE:
            self.unlike.append(record)


@contextmanager
def both_compared() -> Iterator[None]:
    """As long as this lasts, `schema.execute` raises AssertionError where the two executors differ."""
    records = Records()
    logger = logging.getLogger("dateline.graphql.execution")
    logger.addHandler(records)

    async def execute(
        self: PlannedSchema, query: str, *args: Any, charge: Callable[[int], None] | None = None, **options: Any
    ) -> ExecutionResult:
        told = await executed_once(self, query, *args, charge=charge, **options)
        if charge is not None:  # what is charged for may be refused, and is charged for once
            return told
        assert not records.unlike, records.unlike.pop().exc_info
        if any(map(_wrote_by_itself, (*args, *options.values()))):
            return told
        core = await strawberry.Schema.execute(self, query, *_asked_anew(args), **_asked_anew_by_name(options))
        assert_alike(told, core, query)
        if told.errors:
            gc.collect(1)  # finds the coroutines that graphql-core dropped: found elsewhere, their warnings may raise
        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlannedSchema, "execute", execute)
        patch.setattr("dateline.graphql.execution.planned_schema.TOLD_WITH_PLACE", sys.maxsize)
        try:
            yield
        finally:
            logger.removeHandler(records)


def assert_alike(told: ExecutionResult, core: ExecutionResult, query: str) -> None:
    """The same bytes. Of several errors that null one place, graphql-core tells the one that comes first, and which
    that is depends on how long each takes: errors are compared by their places in the answer.
    """
    assert msgspec.json.encode(told.data) == msgspec.json.encode(core.data), query
    assert bool(told.errors) == bool(core.errors), query
    told_at, core_at = _by_place(told), _by_place(core)
    for place in told_at.keys() & core_at.keys():
        assert told_at[place] == core_at[place], query


def _by_place(result: ExecutionResult) -> dict[str, dict[str, Any]]:
    return {str(error.path): shown(error) for error in result.errors or ()}


def _asked_anew(values: Any) -> Any:
    """With a context that has read nothing yet, of the same prefix of the log."""
    return tuple(map(_anew, values))


def _asked_anew_by_name(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _anew(value) for name, value in values.items()}


def _anew(value: Any) -> Any:
    """What a plan has written, graphql-core is told by the same context, as where it has to tell what went wrong."""
    if not isinstance(value, Context) or value.has_written:
        return value
    return Context(
        value.reading.timeline, value.prefix, caller=value.caller, entries=value.entries, moment=value.moment
    )


def _wrote_by_itself(value: Any) -> bool:
    """Whether graphql-core did it, or nothing was written: asked again, it would write again."""
    return isinstance(value, Context) and KeyScope.APPEND in value.caller.scopes and not value.has_written
