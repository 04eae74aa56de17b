"""Work that is counted instead of measured: what answers do moves a clock by a fixed time, and nothing else does.

So it can be told, on any machine and however busy it is, how long others wait between two turns of the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from dateline.answers import kept_histories, naming, reading, states
from dateline.answers.findings import review
from dateline.answers.ranking import ordered_list, part_ranking, ranking, search
from dateline.graphql import context
from dateline.graphql.execution import core_in_turns, plan, turns
from dateline.log import loop_turns
from dateline.log.sql import records
from dateline.state import kept_views
from dateline.web import json_pieces

DECODED = 0.000_025
NAMED = 0.000_2
"""A company or party."""
KEPT = 0.000_01
"""An event of a history that is made ready."""
CUT = 0.000_003
"""An event that a vantage looks at."""
VIEWED = 0.000_06
LISTED = 0.000_005
FOUND = 0.000_05
"""An event that findings look at."""
MADE_BY_CORE = 0.000_1
"""An object."""
FILLED = 0.000_001
"""A field of an object."""
WRITTEN = 0.000_2
"""A piece of an answer, at most."""


class Work:
    """Seconds that were counted since the last turn, of the longest stretch between two turns, and of the longest pass
    of the loop: of all stretches that it runs before it looks for what came in."""

    def __init__(self) -> None:
        self.clock = 0.0
        self.longest = 0.0
        self.since = 0.0
        self.longest_pass = 0.0
        self._pass_since = 0.0

    def takes(self, seconds: float) -> None:
        self.clock += seconds

    def turn(self) -> None:
        self.longest = max(self.longest, self.clock - self.since)
        self.since = self.clock

    def one_pass(self) -> None:
        self.longest_pass = max(self.longest_pass, self.clock - self._pass_since)
        self._pass_since = self.clock


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """While it is open, work is counted, and whoever looks at a clock to give others their turn sees it."""
    work = Work()
    with monkeypatch.context() as patched:
        for module in (core_in_turns, loop_turns, turns, plan, context):
            patched.setattr(module, "perf_counter", lambda: work.clock)
        patched.setattr(loop_turns, "_of_loops", WeakKeyDictionary())  # those of the loop know another clock
        _before(patched, records.Records, "_decode", lambda *_: work.takes(DECODED))
        _before(patched, kept_histories, "_Kept", lambda told, *_: work.takes(KEPT * len(told)))
        _before(patched, naming, "history", lambda _slug, told, _vantage: work.takes(NAMED + CUT * len(told)))
        for module in (reading, states):
            _before(patched, module, "state_in_reach", lambda _slug, told, _vantage: work.takes(CUT * len(told)))
        _before(patched, kept_views.WatchedExchange, "let_go", lambda *_: work.takes(VIEWED))
        _before(patched, search.Search, "_numbered", lambda *_, **__: work.takes(LISTED))
        _before(patched, search.Search, "_dated", lambda *_, **__: work.takes(LISTED))
        for module in (part_ranking, ranking):
            _before(patched, module, "OrderedEntry", lambda *_: work.takes(LISTED))
        _before(patched, ordered_list.heapq, "heappop", lambda *_: work.takes(LISTED))
        _before(patched, review, "findings", lambda state, *_: work.takes(FOUND * len(state.history.own)))
        _before(patched, plan, "_rows", lambda asked, _: work.takes(FILLED * len(asked.objects) * asked.selection.most))
        core = core_in_turns.StrawberryGraphQLCoreExecutionContext
        _before(patched, core, "collect_and_execute_subfields", lambda *_: work.takes(MADE_BY_CORE))
        _before(patched, json_pieces, "_is_small", lambda _: work.takes(WRITTEN))
        _after(patched, asyncio.Handle, "_run", work.turn)
        _after(patched, asyncio.BaseEventLoop, "_run_once", work.one_pass)
        yield work


def _before(patched: pytest.MonkeyPatch, owner: Any, name: str, told: Callable[..., None]) -> None:
    done = getattr(owner, name)

    def beforehand(*given: Any, **named: Any) -> Any:
        told(*given, **named)
        return done(*given, **named)

    patched.setattr(owner, name, beforehand)


def _after(patched: pytest.MonkeyPatch, owner: Any, name: str, told: Callable[[], None]) -> None:
    done = getattr(owner, name)

    def afterwards(*given: Any) -> None:
        done(*given)
        told()

    patched.setattr(owner, name, afterwards)
