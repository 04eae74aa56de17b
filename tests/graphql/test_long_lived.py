"""A server that has answered many questions, with little memory, answers each as one that has just started would."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import pytest
from answers import TODAY, run
from as_bytes import AsBytes, as_bytes
from both_executors import assert_alike, executed_once
from builders import metric, source
from histories import COMPANIES, DAYS, SLUGS, dense_histories, histories, law, recorded_at, themed_histories, told
from hypothesis import given
from hypothesis import strategies as st
from part_documents import CORE, of_every_part, part_documents
from random_documents import Pool, question
from strawberry.types import ExecutionResult

from dateline.answers.reading import Timeline
from dateline.events.event import Event
from dateline.graphql import Context, schema
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog

pytestmark = pytest.mark.usefixtures("little_is_much")

_DAYS = [*map(str, DAYS), "2024-07-15", "2026-01-01"]
POOL: Pool = {
    "Edtf": [*_DAYS, "2024-06", "2024"], "Date": _DAYS, "DateTime": ["2024-06-01T00:00:00Z", "2025-01-01T12:00:00Z"],
    "Decimal": ["100"], "Position": [*map(str, range(1, 14))], "CurrencyCode": ["EUR", "USD", "CHF"],
    "ID": ["nothing"], "Int": [1, 2, 3, 20], "String": ["acme", "seed", "users", "Wired", "b"],
    "slug": SLUGS, "company": SLUGS, "companies": SLUGS, "slugs": SLUGS, "investor": SLUGS,
    "key": ["e0", "e1", "e2", "e5", "nowhere"], "subject": ["funding/seed", "metric/users", "stake/acme", "no/such"],
    "token": ["token"], "after": ["x"], "before": ["x"],
    "metric": ["arr", "users", "headcount", "valuation", "raised"], "metric.name": ["arr", "users", "headcount"],
    "rules": ["conflict", "merge-circle"],
}  # fmt: skip


class Turning(AsBytes):
    """Others have their turn while it reads; at once it reads no more than could be known by a day, as a file does."""

    def history_at_hand(self, slug: str, cut: Cut) -> Any:
        return as_bytes([record for record in super().history_at_hand(slug, cut) or () if cut.reaches(record)])

    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, Any]:
        found = await super().histories(slugs, upto)
        await asyncio.sleep(0)
        return found

    async def touched(self, after: int, upto: int) -> set[str]:
        found = await super().touched(after, upto)
        await asyncio.sleep(0)
        return found


@pytest.fixture(scope="module")
def little_is_much() -> Iterator[None]:
    """A history of a few events is long here, and of a few figures of one subject there are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateline.state.outline_draft.MANY", 2)
        patch.setattr("dateline.state.many_figures._BLOCK", 3)
        patch.setattr("dateline.state.act_places._MOST_KEPT", 2)
        patch.setattr("dateline.answers.kept_histories.LONG", 6)
        patch.setattr("dateline.answers.long_histories._LOT", 2)
        patch.setattr("dateline.answers.kept_histories._MOST_NEW", 5)
        yield


class Asked(NamedTuple):
    document: str
    variables: list[dict[str, Any]]
    """It is asked with each of these."""


class Step(NamedTuple):
    """Some events are recorded, perhaps one content is erased, and then all questions are asked."""

    appended: int
    erased: int | None
    at_once: int
    """Questions."""


_vantages = st.fixed_dictionaries(
    {
        "company": st.sampled_from(("acme",) * 9 + COMPANIES),
        "on": st.sampled_from(_DAYS[1:]),
        "knownBy": st.none() | st.sampled_from(_DAYS),
        "recorded": st.just(None) | st.just(None) | st.integers(1, 13).map(lambda at: {"position": str(at)}),
        "confidence": st.sampled_from(("REPORTED",) * 3 + ("RUMORED",) * 2 + ("CONFIRMED",)),
        "dates": st.sampled_from(("CERTAIN",) * 7 + ("POSSIBLE",)),
        "also": st.booleans(),
    }
)
_of_parts = st.builds(
    Asked, st.just(of_every_part()) | part_documents(all_lists=True), st.lists(_vantages, min_size=5, max_size=8)
)


def _of_all(seed: int) -> Asked:
    made = question(CORE, POOL, {}, seed, ("asOf", "company", "companies", "diff", "party", "events"))
    return Asked(made.document, [made.variables])


_asked = st.tuples(_of_parts, st.lists(_of_parts | st.integers(0, 2**32).map(_of_all), max_size=1)).map(
    lambda made: [made[0], *made[1]]
)
_steps = st.lists(
    st.builds(Step, st.integers(1, 9), st.none() | st.none() | st.integers(1, 9), st.integers(1, 3)),
    min_size=3,
    max_size=4,
)


@st.composite
def _figured(draw: st.DrawFn) -> list[Event]:
    """Figures of few subjects, values and days."""
    return [
        metric(
            f"m{place}",
            company="acme",
            metric=draw(st.sampled_from(["users", "users", "headcount"])),
            on=draw(st.sampled_from(["2024-03", "2024-06-30", "2024-06", "2024", "../2024-06", "2024-09-15", "2025"])),
            count=draw(st.sampled_from([1, 1, 2])),
            confidence=draw(st.sampled_from(["rumored", "reported", "reported", "confirmed"])),
            sources=[
                source(publisher, day)
                for publisher in draw(st.lists(st.sampled_from("PQ"), min_size=1, max_size=2))
                for day in [draw(st.sampled_from(["2024-04-01", "2024-06-30", "2024-09-16", "2025-05"]))]
            ],
        )
        for place in range(draw(st.integers(3, 9)))
    ]


@st.composite
def _of_one(draw: st.DrawFn) -> list[Event]:
    """Events of one company that is merged with none, so that it has an outline."""
    lines = draw(st.lists(histories | dense_histories, min_size=2, max_size=3))
    one = [{**line, "company": "acme", "id": f"{n}{line['id']}"} for n, some in enumerate(lines) for line in some]
    ids = [line["id"] for line in one]
    for line in one:
        for name in {"event", "corrects"} & set(line):
            line[name] = draw(st.sampled_from([id for id in ids if id != line["id"]] or ["nowhere"]))
    return [told(line) for line in one if line["type"] != "merge"]


_events = (
    st.builds(lambda some, others: [*some, *others], _figured() | st.just([]), _of_one()).flatmap(st.permutations)
    | _of_one()
    | (histories | themed_histories).map(lambda history: [*map(told, history)])
)


@law(30)
@given(
    events=_events,
    asked=_asked,
    steps=_steps,
    memory=st.sampled_from(((1, 1), (1, 10_000), (20_000, 100_000), (1, 10**6))),
)
def test_what_was_asked_before_changes_no_answer(
    events: list[Event], asked: list[Asked], steps: list[Step], memory: tuple[int, int]
) -> None:
    async def lives() -> None:
        log, plain = Turning(), MemoryLog()
        state_bytes, history_bytes = memory
        timeline = Timeline(log, lambda: TODAY, state_bytes=state_bytes, history_bytes=history_bytes)
        left = [*events]
        for place, step in enumerate(steps):
            new, left = left[: step.appended], left[step.appended :]
            for each in (log, plain):
                if new:
                    await each.append(new, now=recorded_at(place))
                head = await each.head()
                if step.erased is not None and step.erased <= head.position:
                    await each.erase([step.erased], now=recorded_at(place), reason="he asked for it")
            questions = [(one.document, variables) for one in asked for variables in one.variables]
            for at in range(0, len(questions), step.at_once):
                together = questions[at : at + step.at_once]
                found = await asyncio.gather(*[answer(timeline, *one) for one in together])
                for one, told_of_it in zip(together, found, strict=True):
                    assert_alike(told_of_it, await answer(Timeline(plain, lambda: TODAY), *one), repr(one))

    run(lives)


async def answer(timeline: Timeline, document: str, variables: dict[str, Any]) -> ExecutionResult:
    """As the web asks: where the log ends is known before."""
    return await executed_once(schema, document, variables, Context(timeline, head=await timeline.head()))
