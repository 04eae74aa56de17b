"""The API: names of `api.graphql`, and nothing decided here. May import: answers, exports.

From the top: `schema`, `query`, `types`, `inputs` and `links`, and what all of them need: context, ids, scope, enums,
scalars. No module imports a higher one, not inside a function either: the way up is `links`.

Strawberry reads the annotations of every field and argument. The modules of this package therefore do without
`from __future__ import annotations`: read from texts they would take a tenth of the time that a server has to come up.
"""

from dateline.graphql.context import Context, Writing
from dateline.graphql.schema import schema

__all__ = ["Context", "Writing", "schema"]
