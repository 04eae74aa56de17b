"""graphql-core, which executes the same document over the same schema, resolvers and states."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

from graphql import execute, parse

from dateline.graphql import Context, schema

from ..questions import Variables


async def executed(query: str, variables: Variables, context: Context) -> dict[str, Any]:
    """The answer, of a document that is not validated."""
    result = execute(schema._schema, parse(query), variable_values=variables, context_value=context)
    done = await result if isawaitable(result) else result
    if done.errors or done.data is None:
        raise RuntimeError(f"no answer: {done}")
    return done.data
