"""Every code that an error can have stands in `help errors` or `help limits`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from places import ROOT

from dateline import docs
from dateline.graphql.shown_errors import CODES
from dateline.web.statuses import CODES as CODES_OF_STATUSES

ENDINGS = "EXCEEDED|LIMITED|LONG|LARGE|FAILED|FAILURE|INPUT|CONFLICT|FOUND|SUPPORTED|ONLY|UNAVAILABLE|ERROR|IMPLEMENTED"
A_CODE = re.compile(f"(?:[A-Z]+_)+(?:{ENDINGS})|UNAUTHENTICATED|FORBIDDEN|CONFLICT")


def codes_written() -> Iterator[str]:
    """Those that stand as texts in the modules that make errors."""
    for part in ("graphql", "web"):
        for path in sorted((ROOT / "src" / "dateline" / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and A_CODE.fullmatch(node.value):
                    yield node.value


def test_every_code_is_told() -> None:
    codes = {*codes_written(), *CODES.values(), *CODES_OF_STATUSES.values()}
    assert {"RATE_LIMITED", "COST_LIMIT_EXCEEDED", "TOKEN_LIMIT_EXCEEDED", "INTERNAL_SERVER_ERROR"} <= codes
    told = docs.page("errors") + docs.page("limits")
    assert sorted(code for code in codes if f"`{code}`" not in told) == []


def test_every_code_is_in_capitals() -> None:
    for codes in (CODES, CODES_OF_STATUSES):
        assert all(re.fullmatch("[A-Z_]+", code) for code in codes.values())
