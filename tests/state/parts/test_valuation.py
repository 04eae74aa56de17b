"""A company's valuation: the winner among those of its rounds, its listings and its metric."""

from __future__ import annotations

from typing import Any

from builders import eur, funding, listing, metric, source, usd, value_of, views_of

from dateline.events.event import Event
from dateline.state.accounts import Chosen, Step
from dateline.state.parts.funding import PROJECTION as FUNDING
from dateline.state.parts.listings import PROJECTION as LISTINGS
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.parts.valuation import valuation


def valued(*events: Event) -> Chosen[Any] | None:
    parts = (views_of(projection, *events).values() for projection in (FUNDING, LISTINGS, METRICS))
    rounds, listings, metrics = parts
    return valuation(rounds, listings, metrics)  # type: ignore[arg-type]


def told(*events: Event) -> tuple[Any, Step | None, list[str]]:
    chosen = valued(*events)
    others = [other.account.seen.id for other in chosen.alternatives] if chosen else []
    return value_of(chosen), chosen.rule if chosen else None, others


def test_without_any_the_valuation_is_unknown() -> None:
    assert told(funding("a", raised=eur(1)), metric("b")) == (None, None, [])


def test_the_latest_round_supersedes_the_earlier() -> None:
    first = funding("a", round="b", valuation=eur(6), on="2024-06")
    assert told(first, funding("b", valuation=eur(11), on="2025-09")) == ("11 EUR", Step.DATE, [])


def test_talks_are_nobodys_valuation() -> None:
    closed = funding("a", round="c", valuation=eur(11), on="2025-09")
    assert told(closed, funding("b", round="d", stage="talks", valuation=eur(20), on="2026-06"))[0] == "11 EUR"
    assert told(funding("b", stage="talks", valuation=eur(20)))[0] is None


def test_a_figure_of_the_talks_does_not_count_even_once_the_round_has_closed() -> None:
    assert told(funding("a", stage="talks", valuation=eur(20)), funding("b", stage="closed"))[0] is None


def test_an_announced_valuation_counts_and_an_abandoned_one_does_not() -> None:
    assert told(funding("a", stage="announced", valuation=eur(11)))[0] == "11 EUR"
    announced = funding("a", stage="announced", valuation=eur(11), on="2025-01")
    assert told(announced, funding("b", stage="abandoned", on="2025-02"))[0] is None
    assert told(announced, funding("b", stage="closed", on="2025-02"))[0] == "11 EUR"


def test_a_valuation_before_the_money_is_not_the_companys() -> None:
    assert told(funding("a", valuation=eur(10), pre_money=True))[0] is None


def test_listings_and_the_metric_take_part() -> None:
    round_ = funding("a", valuation=eur(11), on="2025-09")
    listed = listing("b", valuation=usd(30), on="2026-03")
    said = metric("c", metric="valuation", money=eur(40), on="2026-06")
    assert told(round_, listed) == ("30 USD", Step.DATE, [])
    assert told(round_, listed, said) == ("40 EUR", Step.DATE, [])


def test_the_valuation_of_a_part_or_in_no_money_is_not_the_companys() -> None:
    assert told(metric("a", metric="valuation", scope="Le Chat", money=eur(1)))[0] is None
    assert told(metric("a", metric="valuation", count=5, unit="points"))[0] is None
    assert told(metric("a", metric="revenue", money=eur(1)))[0] is None


def test_accounts_of_one_moment_compete_whatever_the_stage_of_their_rounds() -> None:
    announced = funding("a", stage="announced", round="d", valuation=eur(20), on="2025-06", confidence="confirmed")
    closed = funding("b", stage="closed", round="c", valuation=eur(11), on="2025-06")
    assert told(announced, closed) == ("20 EUR", Step.CONFIDENCE, ["b"])


def test_all_who_gave_a_rounds_valuation_stand_behind_it() -> None:
    sure = [funding(id, round="c", valuation=eur(11), sources=[source(id)], on="2025-09") for id in ("x", "y")]
    other = metric("z", metric="valuation", money=eur(14), on="2025-09")
    assert told(*sure, other) == ("11 EUR", Step.PUBLISHERS, ["z", "x"])
    assert told(sure[0], other)[1] is Step.ID
