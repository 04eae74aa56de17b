"""Shared by all tests: how hypothesis runs, and that the log's contract explains its failures like any test file.

`DATELINE_HYPOTHESIS=long pytest tests/state/test_no_look_ahead.py` tries far more examples, drawn anew;
the header says with which seed, and `DATELINE_HYPOTHESIS_SEED=…` repeats them. They are a hundred times as many as
each time, or `DATELINE_HYPOTHESIS_TIMES=…` times.
"""

import gc
import math
import os
import random
import signal
from collections.abc import Iterator
from contextlib import nullcontext

import hypothesis
import pytest
from hypothesis import settings

pytest.register_assert_rewrite(
    "log_contract", "log_contract_reads", "log_contract_writes", "log_cases", "both_executors"
)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and every process a test starts would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

from both_executors import both_compared  # noqa: E402 - after its assertions are set to explain themselves

LONG = os.environ.get("DATELINE_HYPOTHESIS") == "long"

settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile("long", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile("long" if LONG else "ci")


def pytest_configure(config: pytest.Config) -> None:
    if LONG:
        # In the environment, so that the workers of pytest-xdist have the same one.
        seed = os.environ.setdefault("DATELINE_HYPOTHESIS_SEED", str(random.randrange(2**32)))
        hypothesis.core.global_force_seed = int(seed)


def pytest_report_header() -> str:
    seed = os.environ.get("DATELINE_HYPOTHESIS_SEED")
    return (
        f"hypothesis: long run, DATELINE_HYPOTHESIS_SEED={seed}" if LONG else "hypothesis: the same examples each time"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Whatever a test asks over GraphQL holds both executors to one answer, unless it counts what is read for it."""
    with nullcontext() if item.get_closest_marker("counts_reads") else both_compared():
        return (yield)


@pytest.fixture
def garbage_at_the_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tests in which much fails: graphql-core drops coroutines then, and the warnings of those that are found in
    some function or other may raise there. On a busy machine it would drop those too that wait for their turn.
    """
    from dateline.graphql.execution.core_in_turns import CoreInTurns

    monkeypatch.setattr(CoreInTurns, "_ends", math.inf)
    gc.disable()
    yield
    gc.enable()
    gc.collect()
