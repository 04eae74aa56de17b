"""Which events stand: retractions, corrections, disputes, the acts against those, circles and strays."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import permutations

import naive
import pytest
from builders import all_seen, dispute, event, funding, merge, retraction, source
from hypothesis import given
from hypothesis import strategies as st

from dateline.events.event import Event
from dateline.state.seen import Seen
from dateline.state.standing import STANDS, Standing, Standings, standings

STANDING, DISPUTED = Standing.STANDING, Standing.DISPUTED
CORRECTED, RETRACTED = Standing.CORRECTED, Standing.RETRACTED


def correction(id: str, of: str, **fields: object) -> Event:
    return funding(id, corrects=of, **fields)


def of(*events: Event) -> Standings:
    return standings(all_seen(*events))


def told(found: Standings, events: Iterable[Event]) -> dict[str, str]:
    return {each.id: found.of(each.id).standing.value for each in events}


A = funding("a")

TABLE: list[tuple[str, list[Event], dict[str, Standing]]] = [
    ("an event alone stands", [A], {"a": STANDING}),
    ("a retraction takes it away", [A, retraction("r", "a")], {"a": RETRACTED, "r": STANDING}),
    ("a correction takes it away and stands for it", [A, correction("b", "a")], {"a": CORRECTED, "b": STANDING}),
    ("a dispute keeps it apart", [A, dispute("d", "a")], {"a": DISPUTED, "d": STANDING}),
    (
        "a retraction of a retraction brings it back",
        [A, retraction("r", "a"), retraction("s", "r")],
        {"a": STANDING, "r": RETRACTED, "s": STANDING},
    ),
    (
        "a third retraction takes it away again",
        [A, retraction("r", "a"), retraction("s", "r"), retraction("t", "s")],
        {"a": RETRACTED, "r": STANDING, "s": RETRACTED},
    ),
    (
        "a dispute of a retraction brings it back",
        [A, retraction("r", "a"), dispute("d", "r")],
        {"a": STANDING, "r": DISPUTED},
    ),
    (
        "a dispute of a correction brings it back",
        [A, correction("b", "a"), dispute("d", "b")],
        {"a": STANDING, "b": DISPUTED},
    ),
    (
        "a retraction of a dispute brings it back",
        [A, dispute("d", "a"), retraction("r", "d")],
        {"a": STANDING, "d": RETRACTED},
    ),
    (
        "a correction of a correction takes both away",
        [A, correction("b", "a"), correction("c", "b")],
        {"a": CORRECTED, "b": CORRECTED, "c": STANDING},
    ),
    (
        "a long chain leaves its last",
        [A, correction("b", "a"), correction("c", "b"), correction("d", "c")],
        {"a": CORRECTED, "b": CORRECTED, "c": CORRECTED, "d": STANDING},
    ),
    (
        "with the last of a chain retracted the one before stands",
        [A, correction("b", "a"), correction("c", "b"), retraction("r", "c")],
        {"a": CORRECTED, "b": STANDING, "c": RETRACTED},
    ),
    (
        "with the middle of a chain retracted the last still takes the first away",
        [A, correction("b", "a"), correction("c", "b"), retraction("r", "b")],
        {"a": CORRECTED, "b": RETRACTED, "c": STANDING},
    ),
    (
        "two rival corrections both stand",
        [A, correction("b", "a"), correction("c", "a")],
        {"a": CORRECTED, "b": STANDING, "c": STANDING},
    ),
    (
        "with one rival retracted the other still corrects",
        [A, correction("b", "a"), correction("c", "a"), retraction("r", "b")],
        {"a": CORRECTED, "b": RETRACTED, "c": STANDING},
    ),
    (
        "retracted weighs more than corrected and disputed",
        [A, dispute("d", "a"), correction("b", "a"), retraction("r", "a")],
        {"a": RETRACTED, "b": STANDING, "d": STANDING},
    ),
    ("corrected weighs more than disputed", [A, correction("b", "a"), dispute("d", "a")], {"a": CORRECTED}),
    (
        "a corrected retraction is replaced by the correction",
        [A, funding("z"), retraction("r", "a"), retraction("s", "z", corrects="r")],
        {"a": STANDING, "z": RETRACTED, "r": CORRECTED, "s": STANDING},
    ),
    (
        "a retraction without a target takes nothing away",
        [A, retraction("r", "nowhere")],
        {"a": STANDING, "r": STANDING},
    ),
    (
        "two retractions of each other have no force",
        [A, retraction("r", "s"), retraction("s", "r")],
        {"a": STANDING, "r": STANDING, "s": STANDING},
    ),
]


@pytest.mark.parametrize(("sentence", "events", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_standing(sentence: str, events: list[Event], expected: dict[str, Standing]) -> None:
    found = of(*events)
    assert {id: found.of(id).standing for id in expected} == expected


@pytest.mark.parametrize(("sentence", "events", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_neither_order_of_arrival_nor_position_matters(
    sentence: str, events: list[Event], expected: dict[str, Standing]
) -> None:
    tables = {tuple(sorted(told(of(*order), events).items())) for order in permutations(events)}
    assert len(tables) == 1


def test_the_verdict_names_the_acts_that_made_it_so_in_the_order_they_were_known() -> None:
    early, late = [source(published="2025-10")], [source(published="2026-01")]
    found = of(A, retraction("r2", "a", sources=late), dispute("d", "a", sources=early), retraction("r1", "a"))
    assert [act.id for act in found.of("a").because] == ["r1", "d", "r2"]
    assert found.of("r1") is STANDS
    assert found.of("never-heard-of") is STANDS


def test_only_acts_with_force_are_named() -> None:
    found = of(A, retraction("r", "a"), dispute("d", "a"), retraction("s", "r"))
    assert [act.id for act in found.of("a").because] == ["d"]


def test_a_correction_further_on_is_named_for_all_it_took_away() -> None:
    found = of(A, correction("b", "a"), correction("c", "b"))
    assert [act.id for act in found.of("a").because] == ["c"]
    assert [act.id for act in found.of("b").because] == ["c"]


# Circles.


def circle(*ids: str) -> list[Event]:
    """Each retracts the next, the last the first."""
    return [retraction(id, next_id) for id, next_id in zip(ids, ids[1:] + ids[:1], strict=True)]


@pytest.mark.parametrize("ids", [("x", "y"), ("x", "y", "z"), ("w", "x", "y", "z")])
def test_a_circle_has_no_force_and_takes_nothing_away(ids: tuple[str, ...]) -> None:
    events = circle(*ids)
    found = of(A, *events)
    assert found.verdicts == {}
    assert sorted(act.id for act in found.circles) == sorted(ids)
    assert not any(found.has_force(act) for act in found.circles)
    assert all(found.stands(act) for act in found.circles)


def test_two_events_that_correct_each_other_both_stand() -> None:
    found = of(correction("a", "b"), correction("b", "a"))
    assert found.verdicts == {}
    assert sorted(act.id for act in found.circles) == ["a", "b"]


def test_an_act_that_only_a_circle_attacks_has_no_force() -> None:
    behind = retraction("p", "a")
    events = [A, behind, retraction("x", "y"), retraction("y", "x", corrects="p")]
    found = of(*events)
    assert found.of("a") is STANDS
    assert {act.id for act in found.circles} == {"p", "x", "y"}


def test_a_circle_broken_from_outside_is_none() -> None:
    events = [A, *circle("x", "y"), retraction("out", "x")]
    found = of(*events)
    assert found.circles == ()
    assert found.of("x").standing is RETRACTED
    assert found.has_force(next(seen for seen in all_seen(*events) if seen.id == "y"))


def test_a_correction_in_a_circle_of_corrections_ends() -> None:
    events = [correction("a", "c"), correction("b", "a"), correction("c", "b"), correction("d", "a")]
    found = of(*events)
    assert found.of("d") is STANDS
    assert found.of("a").standing is CORRECTED


# Strays.


def test_an_act_on_what_is_not_in_reach_is_a_stray() -> None:
    found = of(A, retraction("r", "nowhere"), correction("b", "nowhere"))
    assert [act.id for act in found.strays] == ["r", "b"]
    assert all(found.has_force(act) for act in found.strays)


@pytest.mark.parametrize("act", [retraction, dispute, correction])
def test_an_act_reaches_events_of_its_own_company_only(act: object) -> None:
    other = act("x", "a", company="openai")  # type: ignore[operator]
    found = of(A, other)
    assert found.verdicts == {}
    assert [stray.id for stray in found.strays] == ["x"]


def test_a_correction_does_not_follow_a_chain_into_another_company() -> None:
    foreign = correction("b", "a", company="openai")
    found = of(A, foreign, correction("c", "b", company="openai"))
    assert found.of("a") is STANDS
    assert found.of("b").standing is CORRECTED
    assert [stray.id for stray in found.strays] == ["b"]


def test_an_act_with_two_targets_is_a_stray_if_either_is_not_in_reach() -> None:
    found = of(A, correction("b", "a"), retraction("r", "nowhere", corrects="b"))
    assert [stray.id for stray in found.strays] == ["r"]
    assert found.of("a").standing is CORRECTED
    assert found.of("b").standing is CORRECTED


def test_an_act_that_names_one_target_twice_is_no_stray() -> None:
    found = of(A, retraction("r", "a", corrects="a"))
    assert found.strays == ()
    assert found.of("a").standing is RETRACTED


def test_a_merge_can_be_retracted_like_any_act() -> None:
    merging = merge("m", ["mistral"])
    found = of(merging, retraction("r", "m"))
    assert not found.has_force(all_seen(merging)[0])
    assert found.strays == ()


def test_other_events_are_neither_circles_nor_strays() -> None:
    found = of(*(event(kind, kind) for kind in ("founded", "funding", "metric", "merge")))
    assert (found.verdicts, found.circles, found.strays) == ({}, (), ())


# The second implementation, obviously right and slow.


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events and acts on each other, missing ones and other companies' among them."""
    size = draw(st.integers(1, 9))
    ids = [f"e{number}" for number in range(size)]
    targets = st.sampled_from([*ids, "nowhere"])
    made = []
    for id in ids:
        company = draw(st.sampled_from(["mistral-ai"] * 5 + ["openai"]))
        kind = draw(st.sampled_from(["funding", "correction", "correction", "retraction", "retraction", "dispute"]))
        aim = draw(targets.filter(lambda target, id=id: target != id))
        also = draw(st.sampled_from([None, None, None, *ids]))
        fields = {"company": company, "corrects": also if also != id else None}
        match kind:
            case "funding":
                made.append(funding(id, company=company))
            case "correction":
                made.append(correction(id, aim, company=company))
            case "retraction":
                made.append(retraction(id, aim, **fields))
            case _:
                made.append(dispute(id, aim, **fields))
    return made


@given(histories())
def test_a_naive_second_implementation_agrees(events: list[Event]) -> None:
    found, (expected, undecided) = of(*events), naive.standings(events)
    assert told(found, events) == expected
    assert {act.id for act in found.circles} == undecided


def summary(found: Standings) -> tuple[object, ...]:
    verdicts = {id: (verdict.standing, [act.id for act in verdict.because]) for id, verdict in found.verdicts.items()}
    return verdicts, {act.id for act in found.circles}, {act.id for act in found.strays}


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(events: list[Event], randomness: random.Random) -> None:
    shuffled = list(events)
    randomness.shuffle(shuffled)
    assert summary(of(*shuffled)) == summary(of(*events))


@given(histories())
def test_what_does_not_stand_names_acts_with_force_and_those_only(events: list[Event]) -> None:
    found = of(*events)
    for verdict in found.verdicts.values():
        assert verdict.standing is not STANDING
        assert verdict.because
        assert all(found.has_force(act) for act in verdict.because)


@given(histories())
def test_events_of_another_company_change_nothing(events: list[Event]) -> None:
    mine = [each for each in events if each.company == "mistral-ai"]
    with_all, alone = of(*events), of(*mine)
    assert told(with_all, mine) == told(alone, mine)


def test_a_chain_of_many_corrections_is_decided() -> None:
    chain: list[Event] = [A, correction("c0", "a"), *(correction(f"c{n}", f"c{n - 1}") for n in range(1, 200))]
    found = of(*chain)
    standing = [seen for seen in all_seen(*chain) if found.stands(seen)]
    assert [seen.id for seen in standing] == ["c199"]


def test_seen_events_are_told_apart_by_id_not_by_object() -> None:
    first: list[Seen] = all_seen(A, retraction("r", "a"))
    again: list[Seen] = all_seen(A, retraction("r", "a"))
    assert not standings(first).stands(again[0])
