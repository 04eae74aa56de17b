"""The API: names of `api.graphql`, and nothing decided here.

Strawberry reads the annotations of every field and argument. The modules of this package therefore do without
`from __future__ import annotations`: read from texts they would take a tenth of the time that a server has to come up.
"""

from dateline.graphql.context import Context
from dateline.graphql.schema import schema

__all__ = ["Context", "schema"]
