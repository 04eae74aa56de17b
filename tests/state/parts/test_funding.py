"""Funding rounds, and the money raised in them."""

from __future__ import annotations

from decimal import Decimal

from builders import eur, funding, source, usd, value_of, view_of, views_of
from hypothesis import given
from hypothesis import strategies as st

from dateline.events.event import Event
from dateline.state.accounts import Step
from dateline.state.parts.funding import PROJECTION, FundingRound, raised
from dateline.values.totals import Total
from dateline.values.vocabulary import Instrument


def rounds(*events: Event) -> list[FundingRound]:
    return list(views_of(PROJECTION, *events).values())


def total(*events: Event, instruments: list[Instrument] | None = None) -> Total:
    return raised(rounds(*events), instruments)[0]


def sums(found: Total) -> list[str]:
    return [str(money) for money in found.by_currency]


# A round.


def test_a_round_goes_from_talks_to_closed() -> None:
    talks = funding("a", stage="talks", raised=eur(1_000), on="2025-08", confidence="rumored")
    announced = funding("b", stage="announced", raised=eur(1_500), on="2025-09-05")
    closed = funding("c", stage="closed", raised=eur(1_700), on="2025-09-09")
    seen_so_far = [view_of(PROJECTION, *events) for events in ([talks], [talks, announced], [talks, announced, closed])]
    told = [(value_of(view.stage), value_of(view.on), value_of(view.raised)) for view in seen_so_far]
    assert told == [
        ("talks", "2025-08", "1000 EUR"),
        ("announced", "2025-09-05", "1500 EUR"),
        ("closed", "2025-09-09", "1700 EUR"),
    ]


def test_what_a_later_stage_does_not_say_is_kept_from_the_earlier() -> None:
    view = view_of(PROJECTION, funding("a", stage="announced", raised=eur(1), leads=["ASML"]), funding("b", series="C"))
    assert [value_of(field) for field in (view.stage, view.raised, view.leads, view.series)] == [
        "closed", "1 EUR", ["ASML"], "C",
    ]  # fmt: skip


def test_talks_change_and_later_ones_supersede_earlier() -> None:
    view = view_of(
        PROJECTION,
        funding("a", stage="talks", raised=eur(1), leads=["DST"], on="2025-06"),
        funding("b", stage="talks", raised=eur(2), leads=["ASML"], on="2025-08"),
    )
    assert [value_of(field) for field in (view.on, view.raised, view.leads)] == ["2025-08", "2 EUR", ["ASML"]]
    assert view.raised is not None
    assert (view.raised.rule, view.raised.is_conflict) == (Step.DATE, False)


def test_a_deal_happens_once_and_its_accounts_compete_whatever_their_dates() -> None:
    view = view_of(PROJECTION, funding("a", raised=eur(1), on="2025-07"), funding("b", raised=eur(2), on="2025-08"))
    assert view.raised is not None
    assert (value_of(view.raised), view.raised.rule, view.raised.is_conflict) == ("2 EUR", Step.ID, True)


def test_pre_money_and_post_money_valuations_stand_apart() -> None:
    view = view_of(
        PROJECTION,
        funding("a", valuation=eur(10), pre_money=True),
        funding("b", valuation=eur(12)),
    )
    assert [value_of(field) for field in (view.pre_money_valuation, view.valuation)] == ["10 EUR", "12 EUR"]
    assert not any(statement.is_conflict for statement in view.statements)


def test_who_contradicts_the_amount_adds_no_investor() -> None:
    view = view_of(
        PROJECTION,
        funding("a", raised=eur(1), investors=["ASML"], leads=["ASML"], sources=[source("X"), source("Y")]),
        funding("b", investors=["Nvidia"]),
        funding("c", raised=usd(1), investors=["DST"], leads=["DST"]),
    )
    assert sorted(value_of(view.investors)) == ["ASML", "Nvidia"]
    assert view.investors is not None
    assert [other.account.seen.id for other in view.investors.alternatives if not other.agrees] == ["c"]
    assert value_of(view.leads) == ["ASML"]


def test_debt_is_a_part_of_the_amount_and_a_field_of_its_own() -> None:
    view = view_of(PROJECTION, funding("a", raised=eur(830), debt=eur(722), instrument="mixed"))
    assert [value_of(field) for field in (view.raised, view.debt, view.instrument)] == ["830 EUR", "722 EUR", "mixed"]


# Money raised.


def test_unknown_is_not_zero_and_excluded_is_neither() -> None:
    found = total(
        funding("a", round="seed", raised=eur(105)),
        funding("b", round="a"),
        funding("c", round="b", raised=eur(600), stage="announced"),
        funding("d", round="c", raised=eur(700), stage="talks"),
        funding("e", round="d", raised=eur(800), stage="abandoned"),
        funding("f", round="e", raised=eur(900), instrument="secondary"),
        funding("g", round="f", raised=eur(1), instrument="debt"),
    )
    assert sums(found) == ["106 EUR"]
    assert (found.counted, found.unknown, found.excluded) == (2, 1, 4)
    assert sorted(found.why) == [
        "a: amount unknown",
        "b: not closed, only announced",
        "c: not closed, only talks",
        "d: abandoned",
        "e: secondary: no money to the company",
    ]


def test_with_nothing_counted_there_is_no_sum() -> None:
    for events in ([], [funding("a")], [funding("a", stage="talks", raised=eur(1))]):
        found = total(*events)
        assert (found.by_currency, found.money, found.counted) == ((), None, 0)
    assert total(funding("a")).unknown == 1


def test_a_sum_never_mixes_currencies() -> None:
    found = total(
        funding("a", round="a", raised=usd(113)),
        funding("b", round="b", raised=eur(385)),
        funding("c", round="c", raised=eur("0.5")),
    )
    assert sums(found) == ["385.5 EUR", "113 USD"]
    assert (found.counted, found.money) == (3, None)


def test_a_round_is_counted_once_however_many_tell_of_it() -> None:
    accounts = [funding(id, raised=eur(105), sources=[source(id)]) for id in "abc"]
    assert sums(total(*accounts)) == ["105 EUR"]


def test_named_instruments_are_counted_and_no_others() -> None:
    events = [
        funding("a", round="equity", raised=eur(1), instrument="equity"),
        funding("b", round="debt", raised=eur(10), instrument="debt"),
        funding("c", round="secondary", raised=eur(100), instrument="secondary"),
        funding("d", round="none", raised=eur(1_000)),
    ]
    assert sums(total(*events)) == ["1011 EUR"]
    secondary = total(*events, instruments=[Instrument.SECONDARY])
    assert (sums(secondary), secondary.excluded) == (["100 EUR"], 3)
    assert "none: instrument unknown" in secondary.why
    assert "debt: instrument is debt" in secondary.why
    both = total(*events, instruments=[Instrument.EQUITY, Instrument.DEBT])
    assert sums(both) == ["11 EUR"]
    assert sums(total(*events, instruments=[])) == []


def test_the_rounds_counted_are_given_back() -> None:
    found = rounds(funding("a", round="a", raised=eur(1)), funding("b", round="b"))
    assert [round_.key for round_ in raised(found)[1]] == ["a"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["talks", "announced", "closed", "abandoned"]),
            st.sampled_from(["equity", "debt", "secondary", None]),
            st.none() | st.integers(1, 1_000),
            st.sampled_from(["EUR", "USD"]),
        ),
        max_size=6,
    )
)
def test_the_total_is_the_sum_by_hand(drawn: list[tuple[str, str | None, int | None, str]]) -> None:
    events = [
        funding(f"e{n}", round=f"r{n}", stage=stage, instrument=instrument,
                raised={"amount": amount, "currency": currency} if amount else None)
        for n, (stage, instrument, amount, currency) in enumerate(drawn)
    ]  # fmt: skip
    by_hand: dict[str, Decimal] = {}
    closed = [
        (amount, currency)
        for stage, instrument, amount, currency in drawn
        if stage == "closed" and instrument != "secondary"
    ]
    for amount, currency in closed:
        if amount:
            by_hand[currency] = by_hand.get(currency, Decimal(0)) + amount
    found = total(*events)
    assert {money.currency: money.amount for money in found.by_currency} == by_hand
    assert found.counted == sum(1 for amount, _ in closed if amount)
    assert found.counted + found.unknown + found.excluded == len(drawn)
    assert len(found.why) == found.unknown + found.excluded
