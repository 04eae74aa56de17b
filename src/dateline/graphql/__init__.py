"""GraphQL over Dateline: `schema` is the schema, `context` makes what one request needs."""

from dateline.graphql.context import Context
from dateline.graphql.schema import schema

__all__ = ["Context", "schema"]
