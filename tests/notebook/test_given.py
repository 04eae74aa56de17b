"""Whatever is given to a question: an answer, or a sentence that names what is wrong; never an error of Python."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import line

import dateline
from dateline.errors import DatelineError, InvalidInput
from dateline.notebook import Log

WRONG = (
    *(5, -1, 2.5, float("nan"), Decimal(5), True, 10**30, [], [5], {}, b"2026", time(3), object(), ""),
    *(
        datetime.now(UTC).replace(tzinfo=None, microsecond=1),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
    ),
)
QUESTIONS: dict[str, Callable[[Log, Any], object]] = {
    **{
        word: lambda log, value, word=word: log.company("acme", **{word: value})  # type: ignore[misc]
        for word in ("on", "known_by", "recorded", "confidence", "dates", "token")
    },
    "company": lambda log, value: log.company(value),
    "search": lambda log, value: log.companies(value),
    "companies": lambda log, value: log.states(value),
    **{
        word: lambda log, value, word=word: log.events(**{word: value})  # type: ignore[misc]
        for word in (
            *("companies", "types", "subject", "since", "until", "known_from", "known_until", "at_least", "standing"),
            *("publisher", "text", "order", "limit"),
        )
    },
    "before": lambda log, value: log.diff("acme", value, {}),
    "after": lambda log, value: log.diff("acme", {}, value),
    "metric": lambda log, value: log.series("acme", value),
    **{
        word: lambda log, value, word=word: log.rank(**{word: value})  # type: ignore[misc]
        for word in ("by", "metric", "scope", "per", "currency", "countries", "sectors", "investor", "limit")
    },
    "raised": lambda log, value: _acme(log).raised(value),
    "name": lambda log, value: _acme(log).metric(value),
    "sheet": lambda log, value: _acme(log).sheet(value),
    "path": lambda log, value: log.import_files(value),
    "open": lambda log, value: dateline.open(value),
}


def _acme(log: Log) -> Any:
    found = log.company("acme", on="2026-01-01")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    folder = tmp_path_factory.mktemp("given")
    (folder / "e.jsonl").write_text(json.dumps(line("profile", company="acme", name="Acme", on="2024-01-05")))
    with dateline.open(folder / "x.db", create=True) as log:
        log.import_files(folder / "e.jsonl")
        yield log


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_value_of_a_wrong_type_gets_a_sentence(log: Log, question: str) -> None:
    refused = []
    for value in WRONG:
        try:
            QUESTIONS[question](log, value)
        except DatelineError as error:
            refused.append(str(error))
    assert len(refused) > 5
    assert all(refused)


@pytest.mark.parametrize("value", [None, 5, ["acme"], b"acme", datetime.now(UTC)])
def test_a_company_is_named_by_a_text(log: Log, value: Any) -> None:
    with pytest.raises(InvalidInput, match="`company` is a text, not "):
        log.company(value)


def test_a_position_may_be_a_number_of_another_library(log: Log) -> None:
    class Int64:
        def __index__(self) -> int:
            return 1

    at: Any = Int64()
    assert log.company("acme", recorded=at) is not None
    assert len(log.events(limit=at)) == 1


def test_an_instant_says_the_same_in_every_zone(log: Log, tmp_path: Path) -> None:
    recorded = log.head().recorded_at
    assert recorded is not None
    for hours in (-11, 0, 13):
        there = recorded.astimezone(timezone(timedelta(hours=hours)))
        assert log.company("acme", recorded=there) is not None
        assert log.company("acme", recorded=there.isoformat()) is not None
        assert log.company("acme", recorded=there - timedelta(microseconds=1)) is None
