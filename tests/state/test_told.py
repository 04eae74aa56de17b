"""A history made ready once says at every vantage what it would say if it were read for that vantage alone."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable

from builders import Json, dispute, eur, funding, log, retraction, source, usd, vantage
from histories import COMPANIES, DAYS, dense_histories, histories, law, told
from hypothesis import given
from hypothesis import strategies as st

from dateline.exports.json_state import doubts_answer, state_answer, timeline_answer
from dateline.log.record import Record
from dateline.state.company import state_in_reach
from dateline.state.seen import Seen, by_date, see
from dateline.state.standing import ALL_STAND, Standings, standings
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty

asked = st.builds(
    lambda known_by, position, dates: vantage(
        known_by=known_by.isoformat() if known_by else None, position=position, dates=dates
    ),
    st.none() | st.sampled_from(DAYS),
    st.integers(0, 13),
    st.sampled_from(Certainty),
)


def read_anew(records: Iterable[Record], at: Vantage) -> list[Seen]:
    """What is in reach, from the definition of the cut."""
    reach = [see(record, at.known_by) for record in records if at.cut.reaches(record)]
    return sorted(reach, key=lambda seen: by_date(seen, at.dates))


def as_text(found: Standings) -> object:
    verdicts = {id: (how.standing, [act.id for act in how.because]) for id, how in found.verdicts.items()}
    return verdicts, [act.id for act in found.circles], [act.id for act in found.strays]


@law(300)
@given(history=histories, vantages=st.lists(asked, min_size=1, max_size=8))
def test_what_is_in_reach_and_how_it_stands_is_that_of_each_vantage_alone(
    history: list[Json], vantages: list[Vantage]
) -> None:
    records = log(*map(told, history))
    ready = Told(records)
    for at in vantages:
        reach = ready.visible(at)
        anew = read_anew(records, at)
        assert [(seen.id, seen.sources) for seen in reach] == [(seen.id, seen.sources) for seen in anew]
        assert as_text(ready.acts.standings(reach)) == as_text(standings(anew))


def everything(company: str, ready: Told, at: Vantage) -> object:
    """All that is answered of a company."""
    found = state_in_reach(company, ready, at)
    if found is None:
        return None
    return state_answer(found), doubts_answer(found, conflicts=True, findings=True), timeline_answer(found)


@law(150)
@given(history=histories | dense_histories, vantages=st.lists(asked, min_size=2, max_size=8))
def test_a_state_is_the_same_whatever_was_asked_before(history: list[Json], vantages: list[Vantage]) -> None:
    records = log(*map(told, history))
    ready = Told(records)
    for at in vantages:
        for company in COMPANIES:
            assert everything(company, ready, at) == everything(company, Told(records), at)


def test_what_was_compared_by_the_rates_of_one_day_is_compared_anew_on_another() -> None:
    """Early in January 2015 110 dollars were about 92 euros, on 30 March 101: only then do the two accounts agree."""
    told_early = {"round": "a", "on": "2015-01-02/2015-03-30", "sources": [source("P", "2015-01-05")]}
    ready = Told(log(funding("f", **told_early, raised=eur(101)), funding("g", **told_early, raised=usd(110))))
    found = []
    for known_by in (None, "2015-01-06", None):
        made = state_in_reach("mistral-ai", ready, vantage("2015-04-01", known_by))
        assert made is not None
        found.append(made.rounds[0].raised.alternatives[0].agrees)
    assert found == [True, False, True]


def test_an_event_is_the_same_object_wherever_the_same_of_its_sources_can_be_known() -> None:
    several = funding("f", sources=[source("A", "2024-01-01"), source("B", "2024-06-01"), source("C", "2025-01-01")])
    ready = Told(log(several))
    seen = [ready.visible(vantage(known_by=day))[0] for day in ("2024-02-01", "2024-03-01", "2024-07-01", "2025-02-01")]
    assert [len(one.sources) for one in seen] == [1, 1, 2, 3]
    assert seen[0] is seen[1]
    assert ready.visible(vantage())[0] is seen[3]


def test_groups_of_acts_are_looked_up_not_judged_again() -> None:
    ready = Told(log(funding("a"), funding("b"), retraction("r", of="a"), dispute("d", of="b")))
    first, second = (ready.acts.standings(ready.visible(vantage())) for _ in range(2))
    assert {id: how.standing.value for id, how in first.verdicts.items()} == {"a": "retracted", "b": "disputed"}
    assert [first.verdicts[id] is second.verdicts[id] for id in ("a", "b")] == [True, True]
    assert ready.acts.standings(ready.visible(vantage(position=2))) is ALL_STAND


def test_what_is_kept_of_a_company_keeps_no_state() -> None:
    ready = Told(log(funding("f", raised=eur(5)), funding("g", raised=usd(5)), funding("h", round="b", raised=eur(5))))
    states = weakref.WeakSet[object]()
    for place in range(5):
        made = state_in_reach("mistral-ai", ready, vantage(f"2026-11-2{place}"))
        assert made is not None
        assert len(made.rounds) == 2
        states.add(made)
    del made
    gc.collect()
    assert list(states) == []
