"""A company that is named by an identifier is the one that has it at the vantage."""

from __future__ import annotations

from datetime import date

import pytest
from answers import TODAY, memory
from builders import founded, profile, source

from dateline.answers.asking import Ask
from dateline.answers.identified import slug_meant
from dateline.answers.reading import Timeline


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        (Ask(), "cik-1065280"),
        (Ask(known_by=date(2024, 12, 31)), "acme"),
        (Ask(position=1), "acme"),
    ],
)
async def test_a_slug_that_is_told_of_later_is_none_yet(ask: Ask, meant: str) -> None:
    log = await memory(
        profile("p", company="acme", identifiers=["cik:1065280"], sources=[source(published="2024-01-10")]),
        founded("f", company="cik-1065280", sources=[source(published="2025-01-10")]),
    )
    reading = Timeline(log, lambda: TODAY).reading()
    assert await slug_meant(reading, "cik:1065280", await reading.vantage(ask)) == meant
