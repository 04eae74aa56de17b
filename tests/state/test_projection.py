"""Folding: one event at a time or all at once, in one step or in two, it comes to the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import pytest
from builders import (
    all_seen,
    eur,
    founded,
    funding,
    log,
    metric,
    one_of_each,
    profile,
    projections,
    seen,
    vantage,
    view_of,
)
from hypothesis import given
from hypothesis import strategies as st

from dateline.events.event import Event
from dateline.state.merges import Same
from dateline.state.parts.funding import PROJECTION as FUNDING
from dateline.state.parts.profile import FOUNDING
from dateline.state.parts.profile import PROJECTION as PROFILE
from dateline.state.projection import Gathered, Projection, fold, views
from dateline.state.seen import Seen
from dateline.state.subject import Subject
from dateline.state.told import Told
from dateline.values.vocabulary import Confidence

rounds = st.builds(
    lambda round, stage, on: ("funding", round, stage, on),
    st.sampled_from("abc"),
    st.sampled_from(["talks", "announced", "closed"]),
    st.sampled_from(["2024", "2025-06", "2025-09-09"]),
)
others = st.sampled_from([("metric", "", "", ""), ("profile", "", "", ""), ("founded", "", "", "")])
histories = st.lists(rounds | others, max_size=8)
projection_values = st.sampled_from(projections())


def made(history: list[tuple[str, str, str, str]]) -> list[Seen]:
    events: list[Event] = []
    for number, (kind, round_, stage, on) in enumerate(history):
        id = f"e{number}"
        match kind:
            case "funding":
                events.append(funding(id, round=round_, stage=stage, on=on))
            case "metric":
                events.append(metric(id))
            case "profile":
                events.append(profile(id, name="M"))
            case _:
                events.append(founded(id))
    return Told(log(*events)).visible(vantage())


def itself(name: str) -> str:
    return name


def ids(state: Gathered) -> dict[str, list[str]]:
    return {name: [each.id for each in events] for name, events in state.items()}


@given(projection_values, histories, st.integers(0, 8))
def test_folding_in_two_steps_is_folding_once(
    projection: Projection[object], history: list[tuple[str, str, str, str]], cut: int
) -> None:
    events = made(history)
    in_two = fold(projection, events[cut:], itself, fold(projection, events[:cut], itself))
    assert ids(in_two) == ids(fold(projection, events, itself))


@given(histories)
def test_folding_is_evolving_event_by_event(history: list[tuple[str, str, str, str]]) -> None:
    events = made(history)

    def evolve(state: Gathered, each: Seen) -> Gathered:
        subject = each.event.subject
        return FUNDING.evolve(state, each, subject) if each.event.kind == "funding" and subject else state

    assert ids(reduce(evolve, events, FUNDING.initial)) == ids(fold(FUNDING, events, itself))


def test_evolving_changes_no_state_that_was_given() -> None:
    before = FUNDING.evolve(FUNDING.initial, seen(funding("a")), "funding/series-c")
    after = FUNDING.evolve(before, seen(funding("b")), "funding/series-c")
    assert ids(before) == {"funding/series-c": ["a"]}
    assert ids(after) == {"funding/series-c": ["a", "b"]}
    assert ids(FUNDING.initial) == {}


def test_folding_on_changes_no_state_that_was_given() -> None:
    before = fold(FUNDING, all_seen(funding("a")), itself)
    fold(FUNDING, all_seen(funding("b")), itself, before)
    assert ids(before) == {"funding/series-c": ["a"]}


@given(projection_values)
def test_nothing_folds_to_nothing(projection: Projection[object]) -> None:
    assert fold(projection, [], itself) == projection.initial == {}
    assert views(projection, projection.initial) == ()


@pytest.mark.parametrize("projection", projections(), ids=lambda projection: projection.name)
def test_a_projection_takes_its_own_kinds_and_views_each_of_them(projection: Projection[object]) -> None:
    events = all_seen(*one_of_each())
    taken = [each.id for each in events if isinstance(each.event, projection.kinds)]
    state = fold(projection, events, itself)
    assert [id for found in ids(state).values() for id in found] == taken
    assert len(views(projection, state)) == len(state) > 0


def test_subjects_come_in_the_order_of_their_first_event() -> None:
    state = fold(FUNDING, all_seen(*(funding(id, round=id[0]) for id in ("b1", "a1", "b2", "c1"))), itself)
    assert ids(state) == {"funding/b": ["b1", "b2"], "funding/a": ["a1"], "funding/c": ["c1"]}
    assert [view.key for view in views(FUNDING, state)] == ["b", "a", "c"]


def test_merged_subjects_are_folded_into_the_one_that_is_kept() -> None:
    same = Same({"funding/c2": "funding/c"})
    state = fold(FUNDING, all_seen(funding("a", round="c2"), funding("b", round="c")), same.of)
    assert ids(state) == {"funding/c": ["a", "b"]}


def test_a_kind_without_subjects_is_filed_under_the_projections_own() -> None:
    events = all_seen(founded("a"), profile("b", name="M"))
    assert ids(fold(PROFILE, events, itself)) == {"profile": ["a", "b"]}
    assert ids(fold(FOUNDING, events, itself)) == {"founded": ["a"]}


class Counted:
    """Events that count how often they are drawn."""

    def __init__(self, events: list[Seen]) -> None:
        self.events, self.drawn = events, 0

    def __iter__(self) -> Iterator[Seen]:
        for each in self.events:
            self.drawn += 1
            yield each


def test_each_event_is_drawn_once_and_stands_once_in_the_state() -> None:
    one = seen(funding("a"))
    events = Counted([one] * 20_000)
    state = fold(FUNDING, events, itself)
    assert events.drawn == 20_000
    assert {name: len(found) for name, found in state.items()} == {"funding/series-c": 20_000}


def test_a_view_knows_its_key_its_events_and_its_statements() -> None:
    view = view_of(FUNDING, funding("a", on="2025-09", raised=eur(1)), funding("b", series="C", confidence="confirmed"))
    assert view.key == "series-c"
    assert [each.id for each in view.events] == ["b", "a"]
    assert [statement.field for statement in view.statements] == ["stage", "on", "series", "raised"]
    assert view.confidence is Confidence.CONFIRMED


def test_a_view_of_which_nobody_says_any_field_has_the_confidence_of_its_newest_event() -> None:
    view = PROFILE.view(Subject("profile", tuple(all_seen(founded("a"), founded("b", confidence="confirmed")))))
    assert view.statements == ()
    assert view.confidence is Confidence.CONFIRMED
