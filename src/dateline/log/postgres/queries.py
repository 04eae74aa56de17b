"""The SQL files beside this one: the schema, and the statements by name, with parameters as PostgreSQL numbers them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from dateline.log.sql.statements import parse

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z_0-9]*)")


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


FIRST_SCHEMA: Final = _read("schema.sql")
LATER: Final[Sequence[str]] = (_read("erasures.sql"),)
"""What logs of earlier releases do not have yet, each script as a whole: making.py adds it."""
TREE: Final = _read("subtrees.sql")
"""What they do not have either, until it is filled: see sql/tree.py."""
SCHEMA: Final = "\n".join((FIRST_SCHEMA, TREE, *LATER))
QUERIES: Final[Mapping[str, str]] = parse(_read("queries.sql"))


class Numbered(NamedTuple):
    """A statement whose parameters are $1, $2 …, and what these are called."""

    text: str
    names: tuple[str, ...]


@lru_cache(maxsize=500)
def numbered(statement: str) -> Numbered:
    """A statement with named parameters as PostgreSQL takes it."""
    names: dict[str, int] = {}
    text = _PARAMETER.sub(lambda found: f"${names.setdefault(found[1], len(names) + 1)}", statement)
    return Numbered(text, tuple(names))
