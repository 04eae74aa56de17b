"""Targets: values a company means to reach, and what became of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from builders import Json, all_seen, eur, in_order, metric, target, usd, value_of, vantage, view_of

from dateline.state.parts.targets import PROJECTION, Outcome, Target, outcome
from dateline.values.dates import Certainty, PartialDate
from dateline.values.money import Money

MET, MISSED, PENDING, UNKNOWN = Outcome.MET, Outcome.MISSED, Outcome.PENDING, Outcome.UNKNOWN


def aim(**fields: object) -> Target:
    return view_of(PROJECTION, target("t", on="2025-01", **fields))


def became(
    of: Target, on: str, *figures: tuple[str, Json], dates: Certainty = Certainty.CERTAIN
) -> tuple[Outcome, str | None]:
    """What became of a target, and the date of the figure that met it; figures are (date, fields)."""
    events = [metric(when, on=when, **fields) for when, fields in figures]
    measured = [event for event in events if event.subject == f"metric/{of.measure.key}"]
    result, met_by = outcome(of, in_order(all_seen(*measured)), vantage(on, dates=dates), _two_to_one)
    return result, met_by.id if met_by else None


def _two_to_one(money: Money, _: PartialDate, to: str) -> Money | None:
    """A euro is two dollars; nothing else has a rate."""
    factor = {("EUR", "USD"): Decimal(2), ("USD", "EUR"): Decimal("0.5")}.get((money.currency, to))
    return Money(money.amount * factor, to) if factor else None


def people(count: int, **fields: object) -> Json:
    return {"count": count, "unit": "people", **fields}


DUE_2026 = aim(count=1000, unit="people", by="2026")

TABLE: list[tuple[str, str, list[tuple[str, Json]], Outcome]] = [
    ("nothing is known before it is due", "2026-12-30", [], PENDING),
    ("nothing is known when it is due", "2026-12-31", [], UNKNOWN),
    ("a figure below it before it is due", "2026-06", [("2026-05", people(900))], PENDING),
    ("a figure below it from before it was due", "2027-01", [("2026-05", people(900))], UNKNOWN),
    ("a figure that reached it early", "2026-06", [("2026-05", people(1000))], MET),
    ("a figure above it early", "2026-06", [("2026-05", people(1001))], MET),
    ("a figure that reached it on the day", "2027", [("2026-12-31", people(1000))], MET),
    ("a figure of the year it was due", "2027", [("2026", people(1000))], MET),
    ("a figure below it on the day", "2027", [("2026-12-31", people(999))], MISSED),
    ("a figure below it later", "2027-06", [("2027-05", people(999))], MISSED),
    ("a figure that reached it too late", "2027-06", [("2027-01-01", people(1500))], UNKNOWN),
    ("below on the day and above later", "2027-06", [("2026-12-31", people(900)), ("2027-05", people(1500))], MISSED),
    ("above early and below later", "2027-06", [("2026-05", people(1000)), ("2027-05", people(800))], MET),
    ("a figure in another unit", "2027-06", [("2027-05", {"count": 5, "unit": "offices"})], UNKNOWN),
    ("a unit in other letters", "2027-06", [("2027-05", {"count": 5, "unit": "People"})], MISSED),
    ("a figure in money", "2027-06", [("2027-05", {"money": eur(5)})], UNKNOWN),
    ("a figure of another metric", "2027-06", [("2027-05", people(5, metric="offices"))], UNKNOWN),
    ("a figure of a part", "2027-06", [("2027-05", people(5, scope="Le Chat"))], UNKNOWN),
    ("a figure of another span of time", "2027-06", [("2027-05", people(5, per="month"))], UNKNOWN),
]


@pytest.mark.parametrize(("sentence", "on", "figures", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_what_became_of_a_thousand_people_by_2026(
    sentence: str, on: str, figures: list[tuple[str, Json]], expected: Outcome
) -> None:
    result, met_by = became(DUE_2026, on, *figures)
    assert result is expected
    assert (met_by is not None) == (expected is MET)


BOUNDS = [
    # target, its bound, figure, its bound, dated on the day it is due
    (1000, "exact", 1000, "over", MET),
    (1000, "exact", 1000, "about", MET),
    (1000, "exact", 1000, "under", MISSED),
    (1000, "exact", 1500, "under", UNKNOWN),
    (1000, "exact", 900, "over", UNKNOWN),
    (1000, "exact", 900, "under", MISSED),
    (1000, "exact", 900, "about", MISSED),
    (1000, "over", 1000, "exact", MISSED),
    (1000, "over", 1000, "over", MET),
    (1000, "over", 1001, "exact", MET),
    (1000, "about", 1000, "exact", MET),
]


@pytest.mark.parametrize(("goal", "goal_bound", "figure", "bound", "expected"), BOUNDS)
def test_a_figure_meets_or_misses_only_as_far_as_its_bound_tells(
    goal: int, goal_bound: str, figure: int, bound: str, expected: Outcome
) -> None:
    due = aim(count=goal, unit="people", bound=goal_bound, by="2026")
    assert became(due, "2027", ("2026-12-31", people(figure, bound=bound)))[0] is expected


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        (eur(999), MISSED),
        (eur(1_000, bound="over"), MET),
        # in another currency within three percent, as accounts agree
        (usd(2_000), MET),
        (usd(1_942), MET),
        (usd(1_930), MISSED),
        (usd(1_930, bound="about"), MET),
        (usd(1_930, bound="over"), MET),
        (usd(1_930, bound="under"), MISSED),
        (usd(2_500, bound="under"), UNKNOWN),
        # without a rate they cannot be compared
        ({"amount": "9000", "currency": "CHF"}, UNKNOWN),
    ],
)
def test_amounts_in_two_currencies_are_compared_as_accounts_are(money: Json, expected: Outcome) -> None:
    due = aim(metric="arr", money=eur(1_000), by="2026")
    assert became(due, "2027", ("2026-12-31", {"metric": "arr", "money": money}))[0] is expected


def test_a_figure_dated_before_the_target_may_meet_it() -> None:
    assert became(DUE_2026, "2026", ("2024-05", people(1000))) == (MET, "2024-05")


def test_the_first_figure_that_reached_it_is_named() -> None:
    figures = [("2026-03", people(1000)), ("2026-02", people(1200)), ("2026-01", people(10))]
    assert became(DUE_2026, "2027", *figures) == (MET, "2026-02")


@pytest.mark.parametrize("by", [None, "2027/.."])
def test_without_an_end_a_target_is_pending_until_it_is_met(by: str | None) -> None:
    due = aim(count=1000, unit="people", by=by)
    assert due.due is None
    assert became(due, "2099", ("2050", people(900)))[0] is PENDING
    assert became(due, "2099", ("2050", people(1000))) == (MET, "2050")


def test_where_possible_is_enough_a_figure_counts_from_its_first_day() -> None:
    due = aim(count=1000, unit="people", by="2026-06")
    year = ("2026", people(1000))
    assert became(due, "2027", year)[0] is UNKNOWN
    assert became(due, "2027", year, dates=Certainty.POSSIBLE) == (MET, "2026")


def test_a_target_is_named_by_what_is_to_be_reached_and_when() -> None:
    assert (DUE_2026.key, value_of(DUE_2026.value), value_of(DUE_2026.by)) == ("headcount/2026", "1000 people", "2026")
    assert str(DUE_2026.due) == "2026-12-31"


def test_a_later_word_on_a_target_supersedes_the_earlier() -> None:
    view = view_of(PROJECTION, target("a", count=1000, on="2025-01"), target("b", count=2000, on="2025-06"))
    assert value_of(view.value) == "2000 people"
    assert view.event.id == "b"
