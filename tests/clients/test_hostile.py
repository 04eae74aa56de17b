"""Hostile documents on a log of 48,000 events and 600 companies: what is refused and with which code, never how fast.

`python -m tests.clients` measures how fast.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dateline.web.configuration import Configuration

from . import hostile
from .measuring import measured
from .serving import Server, serving


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("large")
    hostile.write_events(folder / "events.jsonl")
    # However busy the machine is: what takes too long is the table's to tell.
    with serving(folder / "dateline.db", folder / "events.jsonl", DATELINE_LIMITS_ANSWER_SECONDS="600") as server:
        yield server


def test_each_is_refused_or_answered_as_is_told(large: Server) -> None:
    rows = [(one, measured(large, one)) for one in hostile.documents()]
    assert [(one.name, row.code) for one, row in rows] == [(one.name, one.code) for one, _ in rows]
    assert max(row.size for _, row in rows) < Configuration().limits.answer_bytes
    assert max(row.size for _, row in rows if row.code is not None) < 10_000
