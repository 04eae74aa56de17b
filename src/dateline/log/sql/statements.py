"""Statements by name, as the files queries.sql of the stores hold them."""

from __future__ import annotations

import re

_NAMED = re.compile(r"^-- name: (\S+)\n((?:--.*\n)+)", re.MULTILINE)


def parse(text: str) -> dict[str, str]:
    """Statements by name: what stands between one `-- name:` with its description and the next."""
    _, *parts = _NAMED.split(text)
    names, statements = parts[::3], [statement.strip().rstrip(";") for statement in parts[2::3]]
    assert len(set(names)) == len(names), "two statements have one name"
    return dict(zip(names, statements, strict=True))
