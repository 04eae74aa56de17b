"""A company that has an outline is answered of as if all of its events had been looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from as_bytes import ids_unpacked
from builders import ACTS, Json, dispute, eur, founded, funding, log, merge, metric, retraction, source, vantage
from histories import COMPANIES, DAYS, dense_histories, histories, law, told
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from dateline.events.codec import canonical
from dateline.exports.json_state import doubts_answer, state_answer, timeline_answer
from dateline.log.contents import Contents
from dateline.log.record import Record
from dateline.state.accounts import Chosen
from dateline.state.act_places import ActPlaces
from dateline.state.company import CompanyState, state_in_reach
from dateline.state.history import History
from dateline.state.history import history as history_of
from dateline.state.outlined_history import OutlinedHistory, outlined_history, tells
from dateline.state.parts import PARTS
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.remembered import Memory
from dateline.state.seen import Seen
from dateline.state.standing import ALL_STAND
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

asked = st.builds(
    lambda known_by, position, dates, confidence, on: vantage(
        on, known_by=known_by.isoformat() if known_by else None, position=position, dates=dates, confidence=confidence
    ),
    st.none() | st.sampled_from(DAYS),
    st.integers(0, 13),
    st.sampled_from(Certainty),
    st.sampled_from(Confidence),
    st.sampled_from(DAYS).map(str),
)


def without_acts(history: list[Json]) -> list[Json]:
    """What has an outline, if it is of one company."""
    told_plainly = [line for line in history if line["type"] not in ACTS]
    return [{name: said for name, said in line.items() if name not in ("corrects", "reason")} for line in told_plainly]


@st.composite
def _acted(draw: st.DrawFn) -> list[Json]:
    history = [{**line, "company": "acme"} for line in draw(histories | dense_histories) if line["type"] != "merge"]
    ids = st.sampled_from([line["id"] for line in history] + ["nowhere"])
    for line in history:
        for name in {"event", "corrects"} & set(line):
            target = draw(ids)
            line[name] = target if target != line["id"] else line[name]
    return history


acted_histories = _acted()
"""Events of one company, corrected, retracted and disputed, and acts that speak of acts; what has an outline."""
plain_histories = (histories | dense_histories).map(without_acts)
any_history = histories | dense_histories | plain_histories | acted_histories


def contents(records: list[Record]) -> Contents:
    return Contents(records, [canonical(record.event) for record in records])


def everything(company: str, ready: Told, at: Vantage) -> object:
    """All that is answered of a company."""
    found = state_in_reach(company, ready, at)
    return answered(found) if found is not None else None


def answered(found: CompanyState) -> object:
    rest = found.history.is_told, found.history.told, found.history.possible, found.history.coverage
    listed = [[seen.id for seen in each] if isinstance(each, tuple) else each for each in rest]
    return state_answer(found), doubts_answer(found, conflicts=True, findings=True), timeline_answer(found), listed


@law(150)
@given(history=any_history, vantages=st.lists(asked, min_size=1, max_size=6))
def test_a_state_from_an_outline_is_the_state_from_all_events(history: list[Json], vantages: list[Vantage]) -> None:
    records = log(*map(told, history))
    for company in COMPANIES:
        own = [record for record in records if record.event.company == company]
        ready = Told.kept(contents(own), Memory(100_000).remembered())
        for at in vantages:
            expected = everything(company, Told(own), at)
            assert everything(company, ready, at) == expected
            assert everything(company, ready.undecoded() or ready, at) == expected


def shifted(at: Vantage, to: Vantage) -> Vantage:
    """The other vantage, with the cut and the dates of the first one."""
    return replace(to, known_by=at.known_by, at=at.at, dates=at.dates)


@law(150)
@given(history=any_history | plain_histories, at=asked, others=st.lists(asked, min_size=1, max_size=4))
def test_a_state_made_of_another_with_the_same_reach_is_the_one_made_anew(
    history: list[Json], at: Vantage, others: list[Vantage]
) -> None:
    records = log(*map(told, history))
    for company in COMPANIES:
        own = [record for record in records if record.event.company == company]
        ready = Told.kept(contents(own), Memory(100_000).remembered())
        for base in (Told(own), ready, ready.undecoded() or ready):
            state = state_in_reach(company, base, at)
            confirmed = replace(at, on=DAYS[-1], confidence=Confidence.CONFIRMED)
            for other in [*(shifted(at, each) for each in others), confirmed]:
                anew = everything(company, Told(own), other)
                assert (answered(state.at(other)) if state is not None else None) == anew


def as_ids(found: object) -> object:
    """Events by their ids, with the sources that are seen."""
    if isinstance(found, Seen):
        return found.id, found.sources
    return [as_ids(one) for one in found] if isinstance(found, list | tuple) else found


def all_of(history: History) -> object:
    """Whatever a history says."""
    named = (
        "slug", "slugs", "own", "others", "timeline", "told", "is_told", "possible", "upcoming", "rumors", "folded",
        "naming", "merges", "coverage",
    )  # fmt: skip
    said = {name: as_ids(getattr(history, name)) for name in named}
    gathered = [
        [(subject, as_ids([*events])) for subject, events in history.gathered(part, metric).items()]
        for part, metric in [*((part, None) for part in PARTS), (METRICS, "users"), (METRICS, "no such")]
    ]
    return said, set(history.told_kinds), gathered, standing_in(history)


def standing_in(history: History) -> object:
    found, ids = history.standings, [seen.id for seen in history.own]
    verdicts = {id: (verdict.standing, as_ids(verdict.because)) for id in ids for verdict in [found.of(id)]}
    force = [found.has_force(seen) for seen in history.own], [found.stands(seen) for seen in history.own]
    return found.verdicts.keys(), verdicts, as_ids(found.circles), as_ids(found.strays), force, found is ALL_STAND


@law(300)
@given(history=acted_histories | plain_histories, vantages=st.lists(asked, min_size=1, max_size=6))
def test_a_history_with_an_outline_says_all_that_it_says_without(history: list[Json], vantages: list[Vantage]) -> None:
    records = log(*map(told, history))
    for company in {record.event.company for record in records}:
        own = [record for record in records if record.event.company == company]
        ready = Told.kept(contents(own), Memory(100_000).remembered())
        packed, deflated = ready.undecoded(), ready.undecoded(deflated=True)
        assert packed is not None
        assert deflated is not None
        for at in vantages:
            plain = history_of(company, Told(own), at)
            for each in (ready, packed, deflated):
                assert each.outline is not None
                found = outlined_history(each, each.outline, at) if tells(each.outline, company, at) else plain
                assert (found is None) == (plain is None)
                if found is not None and plain is not None:
                    assert all_of(found) == all_of(plain)


@pytest.mark.parametrize("packed", [True, False])
def test_what_was_foretold_is_not_confirmed_whatever_state_it_is_made_of(*, packed: bool) -> None:
    foretold = funding(
        "c", round="series-c", on="2024-05", confidence="confirmed", sources=[source(published="2024-01")]
    )
    own = Told.kept(contents(log(founded("a", on="2020"), foretold)))
    state = state_in_reach("mistral-ai", (own.undecoded() if packed else None) or own, vantage("2025-01-01"))
    assert state is not None
    assert [round_.key for round_ in state.rounds] == ["series-c"]
    assert state.at(vantage("2025-01-01", confidence=Confidence.CONFIRMED)).rounds == ()


def said(chosen: Chosen[Any] | None) -> object:
    """What was chosen, and over what."""
    if chosen is None:
        return None
    others = [(other.account.value, other.account.seen.id, other.agrees) for other in chosen.alternatives]
    return chosen.subject, chosen.value, chosen.seen.id, chosen.rule, others


@law(100)
@given(history=any_history, at=asked)
def test_a_metric_asked_for_by_its_name_is_the_one_among_all(history: list[Json], at: Vantage) -> None:
    records = log(*map(told, history))
    for company in COMPANIES:
        own = [record for record in records if record.event.company == company]
        for ready in (Told(records), Told.kept(contents(own)).undecoded() or Told(own)):
            found, whole = (state_in_reach(company, ready, at) for _ in range(2))
            if found is None or whole is None:
                continue
            for each in whole.metrics:
                asked_for = each.name, each.scope, each.per
                assert said(found.metric(*asked_for)) == said(whole.metric(*asked_for)) == said(each.value)
            assert said(found.valuation) == said(whole.valuation)
            assert found.metric("no such") is None


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return ids_unpacked(monkeypatch)


def test_only_what_a_question_looks_at_is_decoded(decoded: list[str]) -> None:
    early, late = source(published="2024-01-10"), source(published="2026-01-10")
    records = log(
        founded("a", on="2020", sources=[early]),
        funding("b", on="2024-01-05", sources=[early], raised=eur(5)),
        funding("c", on="2025-01-05", sources=[late], raised=eur(7)),
    )
    ready = Told.kept(contents(records)).undecoded()
    assert ready is not None
    state = state_in_reach("mistral-ai", ready, vantage("2024-06-01", known_by="2024-06-01"))
    assert state is not None
    assert isinstance(state.history, OutlinedHistory)
    assert decoded == []
    assert [round_.raised.value.amount for round_ in state.rounds if round_.raised] == [5]
    assert decoded == ["b"]
    measured = log(*(metric(name, metric=name, on="2024") for name in ("users", "arr", "valuation")))
    ready = Told.kept(contents(measured)).undecoded()
    assert ready is not None
    state = state_in_reach("mistral-ai", ready, vantage())
    assert state is not None
    assert state.metric("arr") is not None
    assert decoded == ["b", "arr"]


def test_other_companies_and_merges_leave_no_outline() -> None:
    for several in ([founded("a"), founded("b", company="acme")], [founded("a"), merge("m", ["acme"])], []):
        assert Told.kept(contents(log(*several))).undecoded() is None


def test_nothing_that_was_corrected_is_decoded(decoded: list[str]) -> None:
    late = [source(published="2025-01-10")]
    own = log(
        founded("a", on="2020", name="A"),
        founded("b", on="2020", name="B", corrects="a", sources=late),
        funding("c", on="2024-01-05", raised=eur(5)),
        retraction("d", of="c", sources=late),
        metric("e", metric="users", on="2024"),
        dispute("f", of="nowhere", sources=late),
    )
    ready = Told.kept(contents(own)).undecoded()
    assert ready is not None
    state = state_in_reach("mistral-ai", ready, vantage())
    assert state is not None
    assert state.history.is_told
    assert (state.name, state.rounds) == ("B", ())
    assert decoded == ["b"]
    assert {id: how.standing.value for id, how in state.history.standings.verdicts.items()} == {
        "a": "corrected",
        "c": "retracted",
    }
    assert "e" not in decoded


def test_what_acts_that_speak_of_acts_leave_standing_is_worked_out_once(decoded: list[str]) -> None:
    own = log(
        funding("a", raised=eur(1)),
        funding("b", raised=eur(2), corrects="a"),
        retraction("c", of="b", sources=[source(published="2026-01-10")]),
        founded("d", name="D"),
    )
    ready = Told.kept(contents(own)).undecoded()
    for at, raised in ((vantage(), 1), (vantage(known_by="2026-01-01"), 2)):
        assert ready is not None
        state = state_in_reach("mistral-ai", ready, at)
        assert state is not None
        assert [round_.raised.value.amount for round_ in state.rounds if round_.raised] == [raised]
        ready = ready.undecoded()
    decoded.clear()
    assert ready is not None
    state = state_in_reach("mistral-ai", ready, vantage())
    assert state is not None
    assert [round_.key for round_ in state.rounds] == ["series-c"]
    assert decoded == ["a"]


@pytest.mark.parametrize(("members", "worked_out"), [(3, 2), (400, 4)])
def test_of_many_acts_that_speak_of_acts_few_outcomes_are_kept(members: int, worked_out: int) -> None:
    acts = {place: retraction(f"e{place}", of=f"e{place - 1}") for place in range(1, members)}
    group = ActPlaces({f"e{place}": place for place in range(members)}, acts)
    asked: list[int] = []

    def fallen_among(places: Sequence[int]) -> Sequence[int]:
        asked.append(len(places))
        return places[::2]

    for end in (members - 1, members, members - 1, members, members):
        assert group.silent(range(end), fallen_among) == set(range(end))
    assert len(asked) == worked_out


def test_acts_are_counted_in_what_an_outline_takes() -> None:
    plain, acted = (
        Told.kept(contents(log(*[funding(f"f{place}") for place in range(9)], *more)))
        for more in ([funding("g")], [funding("g", corrects="f1")])
    )
    packed = acted.undecoded()
    assert packed is not None
    assert packed.size == pytest.approx(acted.size, rel=0.2)
    assert acted.outline is not None
    assert plain.outline is not None
    assert acted.outline.size > plain.outline.size


def test_records_of_contents_are_those_they_were_made_of() -> None:
    records = log(founded("a", on="spring 2020"), funding("b", leads=["Fünd", {"name": "X", "slug": "y"}]))
    anew = contents(records).undecoded()
    assert [structs.astuple(one)[:-1] for one in anew] == [structs.astuple(one)[:-1] for one in records]  # but sizes
    assert anew[-1] is anew[1] is anew[0:2][1]
