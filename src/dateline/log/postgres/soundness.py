"""What can be wrong with a database beside its records: its indexes, what keeps rows from being changed, and rows
that no record says."""

from __future__ import annotations

import re
from typing import Final

from dateline.log.postgres.queries import SCHEMA, TREE
from dateline.log.postgres.reader import PostgresReader
from dateline.log.sql.strays import stray_or_untold


def _made_by(script: str) -> frozenset[tuple[str, str]]:
    created = re.findall(r"^CREATE (TABLE|INDEX|TRIGGER|FUNCTION) (\w+)", script, re.MULTILINE)
    return frozenset((kind.lower(), name) for kind, name in created)


_MADE: Final = _made_by(SCHEMA)
_TREE: Final = _made_by(TREE)
_REFUSAL: Final = SCHEMA.split("$$")[1]
"""What all triggers do."""


async def unsound(reader: PostgresReader) -> str | None:
    """The first thing that is wrong with the database as a whole; None if nothing is."""
    found = await reader.named("integrity")
    if found:
        return f"PostgreSQL says that {found[0][0]}"
    return await _other_schema(reader) or await stray_or_untold(reader)


async def _other_schema(reader: PostgresReader) -> str | None:
    """Whether a table, an index or a trigger is missing, or does nothing. More of them harm nobody but a trigger, which
    may change what is written."""
    found = {(type, name): made for type, name, made in await reader.named("schema")}
    to_come = _TREE if not _TREE & found.keys() else frozenset[tuple[str, str]]()
    for kind, name in sorted(_MADE - to_come - found.keys()):
        return f"its {kind} {name} is missing"
    if found["function", "dateline_refuses"] != _REFUSAL:
        return "its function dateline_refuses is not as this release makes it"
    for kind, name in sorted(found.keys() - _MADE):
        if kind == "trigger":
            return f"it has a {kind} {name} that Dateline never made"
    return None
