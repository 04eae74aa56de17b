"""What an append does: one judge."""

from __future__ import annotations

import pytest
from builders import funding
from hypothesis import given, settings
from hypothesis import strategies as st
from log_cases import batches

from dateline.errors import EventIdTaken
from dateline.events.codec import canonical, digest
from dateline.events.event import Event
from dateline.log.drafts import Draft, draft
from dateline.log.recording import Decision, Held, decide

few = settings(max_examples=30)  # a batch takes longer to draw than to judge


def drafts(*events: Event) -> list[Draft]:
    return [draft(one) for one in events]


def held(decision: Decision) -> dict[str, Held]:
    """What the log holds after this decision."""
    return {one.id: Held(place, one.digest) for place, one in enumerate(decision.new, start=1)}


@given(batches)
@few
def test_doing_it_twice_is_doing_it_once(events: list[Event]) -> None:
    batch = drafts(*events)
    once = decide(batch, {}, 0)
    again = decide(batch, held(once), len(once.new))
    assert (again.new, again.positions, again.repeated) == ((), once.positions, len(events))


@given(batches, st.integers(0, 100))
@few
def test_new_events_take_the_next_positions_in_their_order(events: list[Event], head: int) -> None:
    decision = decide(drafts(*events), {}, head)
    assert decision.positions == tuple(range(head + 1, head + 1 + len(events)))
    assert [one.id for one in decision.new] == [one.id for one in events]
    assert decision.indices == tuple(range(len(events)))


def test_an_id_means_one_statement_for_ever() -> None:
    batch = drafts(funding("new"), funding("a", note="other"))
    with pytest.raises(EventIdTaken) as e:
        decide(batch, {"a": Held(4, digest(canonical(funding("a"))))}, 9)
    assert (e.value.id, e.value.position, e.value.index) == ("a", 4, 1)


def test_what_was_written_differently_but_says_the_same_is_a_repeat() -> None:
    assert draft(funding("a", pre_money=False)).digest == draft(funding("a")).digest
    assert draft(funding("a", on="May 2023")).digest != draft(funding("a", on="2023-05")).digest
