"""Of many figures of one subject those that decide are found without a look at the others: that changes no answer."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from as_bytes import ids_unpacked
from builders import ACTS, Json, log, metric, source, vantage
from histories import DAYS, law, told
from hypothesis import given
from hypothesis import strategies as st

from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.events.packing import unpack
from dateline.exports.json_state import doubts_answer, state_answer, timeline_answer
from dateline.log.contents import Contents
from dateline.log.record import Record
from dateline.state.accounts import Chosen, Step
from dateline.state.company import CompanyState, state_in_reach
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.subject import OfMany, Subject
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.money import Quantity
from dateline.values.vocabulary import Confidence

COMPANY = "mistral-ai"


@contextmanager
def few_are_many() -> Iterator[None]:
    """Three figures of one subject are many here, and a block has three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateline.state.outline_draft.MANY", 2)
        patch.setattr("dateline.state.many_figures._BLOCK", 3)
        yield


def _id(place: int) -> str:
    return f"e{place:02}"


_figures: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["metric"] * 9 + ["target", "founded", "funding", "retraction", "dispute"]),
        "event": st.integers(0, 40).map(_id),
        "corrects": st.sampled_from([None] * 9 + [_id(place) for place in range(10)]),
        "metric": st.sampled_from(["headcount", "headcount", "headcount", "users", "valuation"]),
        "on": st.sampled_from(
            [
                "2024-03-31",
                "2024-06-30",
                "2024-06",
                "2024",
                "../2024-06",
                "2024-09-15",
                "2024-12-31",
                "2025-06-30",
                "2030",
            ]
        ),
        "count": st.sampled_from([1, 1, 1, 2]),
        "confidence": st.sampled_from(["rumored", "reported", "reported", "confirmed"]),
        "sources": st.lists(
            st.builds(
                source,
                st.sampled_from(["P", "Q"]),
                st.sampled_from(["2023", "2024-04-01", "2024-06-30", "2024-09-16", "2025", "2026"]),
            ),
            min_size=1,
            max_size=2,
        ),
    }
)


def _line(said: Json, place: int) -> Json:
    of_figures = ("metric", "count") if said["type"] in ("metric", "target") else ()
    of_acts = ("event",) if said["type"] in ACTS else ("on",)
    line: Json = {"id": _id(place), **{name: said[name] for name in ("type", "sources", *of_acts, *of_figures)}}
    if said["corrects"] not in (None, line["id"]) or said["type"] in ACTS:
        line |= {"reason": "it was wrong"} | ({"corrects": said["corrects"]} if said["type"] not in ACTS else {})
        if line.get("event") == line["id"]:
            line["event"] = "nowhere"
    else:
        line["confidence"] = said["confidence"]
    if line.get("metric") == "valuation":
        line["money"] = {"amount": str(line.pop("count")), "currency": "EUR"}
    return line


long_histories = st.lists(_figures, min_size=1, max_size=40).map(lambda told: [*map(_line, told, range(len(told)))])
"""Many figures, of few subjects, values and days, and acts that speak of some."""
asked = st.builds(
    lambda on, known_by, position, confidence: vantage(
        on.isoformat(), known_by.isoformat() if known_by else None, position=position, confidence=confidence
    ),
    st.sampled_from(DAYS),
    st.none() | st.sampled_from(DAYS),
    st.integers(0, 40) | st.just(100),
    st.sampled_from([Confidence.RUMORED, Confidence.REPORTED]),
)


def outlined(records: list[Record]) -> Told:
    ready = Told.kept(Contents(records, [canonical(record.event) for record in records])).undecoded()
    assert ready is not None
    return ready


def everything(found: CompanyState | None) -> object:
    """All that is answered of a company."""
    if found is None:
        return None
    events = [[seen.id for seen in view.events] for view in found.parts]
    outcomes = [found.outcome(target) for target in found.targets]
    judged = [(outcome, met.id if met is not None else None) for outcome, met in outcomes]
    told = found.history.is_told, found.history.coverage, [seen.id for seen in found.history.told]
    doubts = doubts_answer(found, conflicts=True, findings=True)
    return state_answer(found), doubts, timeline_answer(found), events, judged, told


def said(chosen: Chosen[Any] | None) -> object:
    """What was chosen, over what, and by which step."""
    if chosen is None:
        return None
    others = [(other.account.seen.id, other.agrees) for other in chosen.alternatives]
    return chosen.value, chosen.seen.id, chosen.rule, others


@law(200)
@given(history=long_histories, vantages=st.lists(asked, min_size=1, max_size=4))
def test_a_state_of_many_figures_is_the_state_from_all_events(history: list[Json], vantages: list[Vantage]) -> None:
    records = log(*map(told, history))
    with few_are_many():
        ready = outlined(records)
        for at in vantages:
            state, expected = (state_in_reach(COMPANY, each, at) for each in (ready, Told(records)))
            assert everything(state) == everything(expected)
            if state is not None and expected is not None:
                anew, named = state.at(at), ("headcount", "users", "valuation")
                assert [said(anew.metric(name)) for name in named] == [said(expected.metric(name)) for name in named]
                assert said(state.at(at).valuation) == said(expected.valuation)


@law(200)
@given(history=long_histories, at=asked)
def test_the_choice_among_those_that_decide_is_the_choice_among_all(history: list[Json], at: Vantage) -> None:
    with few_are_many():
        state = state_in_reach(COMPANY, outlined(log(*map(told, history))), at)
        if state is None:
            return
        gathered = state.history.gathered(METRICS)
        assert [view.subject.name for view in state.metrics] == list(gathered)  # in the order of their first events
        for view in state.metrics:
            chosen = METRICS.view(Subject(view.subject.name, gathered[view.subject.name])).value
            assert said(view.value) == said(chosen)
            assert view.events == gathered[view.subject.name]
            if isinstance(view.subject.told, OfMany):
                assert len(view.subject.deciding) <= 1 + len(chosen.alternatives) + (chosen.rule is Step.DATE)


def _of_one_moment(odd: str) -> st.SearchStrategy[Json]:
    """`odd`: what is among them that columns do not tell."""
    dates = {"dates": ["2024-06-15/2024-06-29"], "open dates": ["../2024-06", "../2024-06-29"]}
    published = ["2024-06-30", "2024-07-15", *(["2024-05"] if odd == "plans" else [])]
    told = st.builds(source, st.sampled_from("PQR"), st.sampled_from(published))
    return st.fixed_dictionaries(
        {
            "on": st.sampled_from(
                ["2024-06-30", "2024-06-30", "2024-06", "2024-06-16/2024-06-30", *dates.get(odd, ())]
            ),
            "count": st.sampled_from([1, 2, 3]),
            "confidence": st.sampled_from(["reported", "reported", "reported", "confirmed"]),
            "sources": st.lists(told, min_size=1, max_size=2 if odd == "sources" else 1),
        }
    )


_many_of_one_moment = st.sampled_from(["nothing", "dates", "open dates", "plans", "sources"]).flatmap(
    lambda odd: st.lists(_of_one_moment(odd), min_size=3, max_size=7)
)


@law(600)
@given(
    figures=_many_of_one_moment,
    before=st.sampled_from([None, 1, 9]),
    known_by=st.sampled_from([None, "2024-06-30", "2024-07-14", "2025-01-01"]),
)
def test_of_figures_of_one_moment_the_one_that_is_used_is_told_by_columns_as_by_events(
    figures: list[Json], before: int | None, known_by: str | None
) -> None:
    told_before = [metric("z", on="2023", count=before, sources=[source("P", "2024")])] if before is not None else []
    records = log(*told_before, *(metric(f"m{place}", **figure) for place, figure in enumerate(figures)))
    at = vantage("2024-12-31", known_by)
    with few_are_many():
        state, whole = (state_in_reach(COMPANY, each, at) for each in (outlined(records), Told(records)))
        assert (state is None) == (whole is None)
        if state is not None and whole is not None:
            assert said(state.metric("headcount")) == said(whole.metric("headcount"))


def test_only_figures_that_decide_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [DAYS[0] + timedelta(days=place) for place in range(400)]
    figures = [metric(f"m{day}", on=f"{day}", count=7, sources=[source(published=f"{day}")]) for day in days]
    other = metric("other", on="2024-01-01", count=8, sources=[source(published="2024-01-01")])
    ready = outlined(log(other, *figures))
    decoded = ids_unpacked(monkeypatch)
    for on, known_by in ((days[-1], days[200]), (days[200], days[-1])):
        state = state_in_reach(COMPANY, ready, vantage(f"{on}", f"{known_by}"))
        assert state is not None
        assert said(state.metric("headcount")) == (Quantity(Decimal(7), "people"), f"m{days[200]}", Step.DATE, [])
        assert len(state.conflicts) == 0
        assert sorted(decoded) == [f"m{days[200]}", "other"]
        assert [seen.id for seen in state.metrics[0].events] == ["other", *(f"m{day}" for day in days[:201])]
        assert len(decoded) == 202
        ready = ready.undecoded() or ready
        decoded.clear()


def test_what_is_asked_of_many_figures_keeps_no_state() -> None:
    figures = [metric(f"m{place}", on=f"2024-01-{place + 1:02}", count=place) for place in range(9)]
    states = weakref.WeakSet[object]()
    with few_are_many():
        ready = outlined(log(*figures))
        for place in range(3, 8):
            made = state_in_reach(COMPANY, ready, vantage(f"2024-01-0{place}"))
            assert made is not None
            assert [view.value.seen.id for view in made.metrics] == [f"m{place - 1}"]
            states.add(made)
    del made
    gc.collect()
    assert list(states) == []


def test_of_figures_of_one_moment_the_one_that_is_used_is_decoded_and_the_others_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[str] = []

    def unpacking(packed: bytes) -> Event:
        event = unpack(packed)
        decoded.append(event.id)
        return event

    told_on = {"on": "2024-06-30", "sources": [source("P", "2024-06-30")]}
    figures = [metric(f"m{place:02}", count=place, **told_on) for place in range(70)]
    ready = outlined(log(metric("early", on="2023", sources=[source("P", "2023-12-31")]), *figures))
    monkeypatch.setattr("dateline.log.contents.unpack", unpacking)
    state = state_in_reach(COMPANY, ready, vantage())
    assert state is not None
    (view,) = state.metrics
    assert (view.value.seen.id, view.value.rule) == ("m69", Step.ID)
    assert decoded == ["m69"]
    assert len(view.value.alternatives) == 69
    assert view.value.is_conflict
    assert (len(decoded), len(view.events)) == (71, 71)
