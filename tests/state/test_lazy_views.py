"""What is remembered of subjects by their events in reach changes no answer, and spares decoding these."""

from __future__ import annotations

import gc
from collections import OrderedDict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import eur, funding, log, vantage
from deals import DAYS_OF_DEALS, deals
from histories import law
from hypothesis import given
from hypothesis import strategies as st

from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.log import contents as log_contents
from dateline.log.contents import Contents
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState, state_in_reach
from dateline.state.parts.worth import Worth, deciding
from dateline.state.remembered import Memory
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.vocabulary import Bound

COMPANY = "mistral-ai"
asked = st.builds(
    lambda on, known_by, position: vantage(on, known_by=known_by, position=position),
    st.sampled_from((*DAYS_OF_DEALS, "2026-01-01")),
    st.none() | st.sampled_from(DAYS_OF_DEALS),
    st.integers(1, 9),
)


def contents(*events: Event) -> Contents:
    records = log(*events)
    return Contents(records, [canonical(record.event) for record in records])


def money_in(state: CompanyState) -> object:
    total, rounds = state.raised()
    dollars, converted = state.raised(currency="USD")
    told_by = [round_.raised.seen.id for round_ in rounds if round_.raised is not None]
    return said(state.valuation), total, [*map(key, rounds)], told_by, dollars, [*map(key, converted)]


def key(view: Any) -> str:
    return str(view.key)


def said(chosen: Chosen[Any] | None) -> object:
    if chosen is None:
        return None
    others = [(other.account.value, other.account.seen.id, other.agrees) for other in chosen.alternatives]
    return chosen.value, chosen.seen.id, [source.day for source in chosen.seen.sources], chosen.rule, others


@pytest.mark.parametrize("most_bytes", [1_000_000, 700])
@law(300)
@given(events=deals(), vantages=st.lists(asked, min_size=1, max_size=12))
def test_money_is_the_same_from_what_is_remembered(
    most_bytes: int, events: list[Event], vantages: list[Vantage]
) -> None:
    memory = Memory(most_bytes)
    whole, ready = contents(*events), Told.kept(contents(*events), memory.remembered())
    for place, at in enumerate(vantages):
        plain = state_in_reach(COMPANY, Told(whole), at)
        found = state_in_reach(COMPANY, ready, at)
        assert (money_in(found) if found is not None else None) == (money_in(plain) if plain is not None else None)
        assert memory.size <= most_bytes
        if place % 3 == 2:
            ready = ready.undecoded() or ready


_day = st.none() | st.dates(date(2022, 1, 1), date(2022, 1, 6))
_told = st.builds(Worth, _day, _day, st.sampled_from([Decimal(1), Decimal(2)]), st.just("EUR"), st.just(Bound.EXACT))


@law(300)
@given(told=st.lists(st.none() | _told, max_size=7))
def test_those_that_decide_leave_the_same_over_and_lose_a_value_if_all_of_them_do(told: list[Worth | None]) -> None:
    decide = deciding(told)
    assert decide == sorted(set(decide))
    some = [told[place] for place in decide]
    assert _outcome(told) == _outcome(some)
    left, _ = _outcome(told)
    assert len(decide) <= len(left) + 1


def _outcome(told: list[Worth | None]) -> tuple[list[Worth], bool]:
    """What is not superseded, in its order; and whether a value was lost."""
    there = [one for one in told if one is not None]
    latest = max([one.begins or date.min for one in there], default=date.min)
    left = [one for one in there if (one.ends or date.max) >= latest]
    return left, bool({one.value for one in there} - {one.value for one in left})


def test_what_is_remembered_is_not_decoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = [funding(f"f{n}", round=f"r{n}", stage="closed", on=f"20{n}", raised=eur(n)) for n in range(10, 20)]
    ready = Told.kept(contents(*rounds), Memory(100_000).remembered()).undecoded()
    assert ready is not None
    unpacked = []
    unpack = log_contents.unpack
    monkeypatch.setattr(log_contents, "unpack", lambda packed: unpacked.append(packed) or unpack(packed))
    expected = (145, 10)
    for ends, decoded in ((2_100, 10), (2_100, 0), (2_015, 0), (2_018, 0)):
        state = state_in_reach(COMPANY, ready, vantage(f"{ends}-06-01"))
        assert state is not None
        total, counted = state.raised()
        if ends == 2_100:
            assert total.money is not None
            assert (total.money.amount, total.counted) == expected
        assert (total.counted, len(unpacked)) == (len(counted), decoded)
        ready, unpacked[:] = ready.undecoded() or ready, []


def test_what_was_made_of_a_history_goes_with_it() -> None:
    memory = Memory(100_000)
    told = Told.kept(contents(funding("f", raised=eur(1))), memory.remembered())
    state = state_in_reach(COMPANY, told, vantage("2026-01-01"))
    assert state is not None
    state.raised()
    assert memory.size > 0
    del state, told
    gc.collect()
    assert memory.size == 0


def test_what_goes_while_another_is_going_gives_its_memory_back_too(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(100_000)
    first, second = memory.remembered(), [memory.remembered()]

    class Interrupted(OrderedDict[int, int]):
        def pop(self, *args: Any) -> int:
            found: int = super().pop(*args)
            second.clear()
            return found

    for one in (first, *second):
        one.keep("owner", 1, b"x" * 100)
    monkeypatch.setattr(memory, "_sizes", Interrupted(memory._sizes))
    del one
    del first
    assert memory.size == 0


def test_the_company_that_was_asked_for_least_recently_is_forgotten() -> None:
    memory = Memory(1_200)
    first, second, third = (memory.remembered() for _ in range(3))
    for one in (first, second):
        one.keep("owner", 1, b"x" * 100)
    first.used()
    third.keep("owner", (1, 2), b"y" * 200)
    assert (dict(first.of("owner")), dict(second.of("owner"))) == ({1: b"x" * 100}, {})
    assert dict(third.of("owner")) == {(1, 2): b"y" * 200}
    second.keep("owner", 1, b"x")
    assert dict(second.of("owner")) == {1: b"x"}
