"""The smallest event files on which the rules were once not followed: each with a question and its answer.

A second implementation, written from the design alone, found them; `rule` says which rule it is. The files `c…` are
controls. Each is asked as it stands, with its events recorded in the opposite order, and of a log in a file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from answers import NOW, ask, memory
from places import DATA

from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.log.opening import open_log

FILES = sorted((DATA / "rules").glob("*.json"))
NAMES = [file.stem for file in FILES]


def told(file: Path) -> tuple[dict[str, Any], list[Event]]:
    case = json.loads(file.read_text(encoding="utf-8"))
    return case, [decode(json.dumps(event)) for event in case["events"]]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
async def test_the_rule_is_followed_in_any_order_of_arrival(file: Path) -> None:
    case, events = told(file)
    for order in (events, events[::-1]):
        assert await ask(await memory(*order), case["query"], **case["variables"]) == case["want"]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
async def test_a_log_in_a_file_answers_the_same(file: Path, tmp_path: Path) -> None:
    case, events = told(file)
    async with open_log(tmp_path / "a.db") as log:
        await log.append(events, now=NOW)
        assert await ask(log, case["query"], **case["variables"]) == case["want"]
