"""Metrics: figures of a company or a part of it, as they change."""

from __future__ import annotations

from builders import eur, metric, usd, value_of, view_of, views_of

from dateline.state.accounts import Step
from dateline.state.parts.metrics import PROJECTION
from dateline.values.vocabulary import Per


def test_a_later_figure_supersedes_an_earlier() -> None:
    view = view_of(PROJECTION, metric("a", count=350, on="2025-06"), metric("b", count=700, on="2026-01"))
    assert (value_of(view.value), view.value.rule, view.value.is_conflict) == ("700 people", Step.DATE, False)


def test_figures_of_one_moment_compete() -> None:
    view = view_of(PROJECTION, metric("a", count=350, on="2025-06"), metric("b", count=700, on="2025"))
    assert (value_of(view.value), view.value.rule, view.value.is_conflict) == ("350 people", Step.PRECISION, True)


def test_metric_scope_and_span_of_time_make_a_figure_of_its_own() -> None:
    found = views_of(
        PROJECTION,
        metric("a", metric="Users", count=1, unit="users", per="month"),
        metric("b", metric="users", count=2, unit="users", per="day"),
        metric("c", metric="users", count=3, unit="users", scope="Le Chat", per="month"),
        metric("d", metric="users", count=4, unit="users", scope="le chat", per="month"),
    )
    assert {key: value_of(view.value) for key, view in found.items()} == {
        "users@month": "1 users", "users@day": "2 users", "users/le-chat@month": "4 users",
    }  # fmt: skip
    chat = found["users/le-chat@month"]
    assert (chat.name, chat.scope, chat.per) == ("users", "le-chat", Per.MONTH)
    assert found["users@day"].scope is None


def test_the_period_described_is_that_of_the_figure_used_and_not_since_when_it_is_true() -> None:
    view = view_of(
        PROJECTION,
        metric("a", metric="revenue", money=eur(30), period="2024", on="2025-03"),
        metric("b", metric="revenue", money=eur(300), period="2025", on="2026-02"),
    )
    assert view.period is not None
    assert (view.period.edtf, value_of(view.value), view.event.id) == ("2025", "300 EUR", "b")


def test_money_in_two_currencies_and_counts_do_not_agree_with_each_other() -> None:
    events = [metric("a", money=eur(1)), metric("b", money=usd(1)), metric("c", count=1, unit="people")]
    view = view_of(PROJECTION, *events)
    assert [other.agrees for other in view.value.alternatives] == [False, False]
