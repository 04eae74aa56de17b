"""Acquisitions by a company, and of it."""

from __future__ import annotations

import pytest
from builders import acquisition, eur, usd, value_of, view_of, views_of

from dateline.events.event import Event
from dateline.state.accounts import Step
from dateline.state.parts.acquisitions import PROJECTION, Acquisition, acquired_by


def deals(*events: Event) -> list[Acquisition]:
    """One deal for each acquirer, as a target's state sees them."""
    acquirers = dict.fromkeys(event.company for event in events)
    return [
        view_of(PROJECTION, *(event for event in events if event.company == slug), company=slug) for slug in acquirers
    ]


def test_a_deal_has_its_target_its_price_and_its_share() -> None:
    view = view_of(
        PROJECTION,
        acquisition("a", stage="announced", price=eur(50), on="2026-02-17"),
        acquisition("b", stage="completed", percent="66.6", on="2026-03"),
    )
    fields = (view.stage, view.on, view.target, view.price, view.percent)
    assert [str(value_of(field)) for field in fields] == ["completed", "2026-03", "Koyeb", "50 EUR", "66.6"]
    assert (view.key, view.acquirer) == ("koyeb", "mistral-ai")


def test_talks_change_and_a_deal_does_not() -> None:
    talks = [
        acquisition("a", stage="talks", price=eur(1), on="2026-01"),
        acquisition("b", stage="talks", price=eur(2), on="2026-03"),
    ]
    view = view_of(PROJECTION, *talks)
    assert view.price is not None
    assert (value_of(view.price), view.price.rule, view.price.is_conflict) == ("2 EUR", Step.DATE, False)
    done = view_of(
        PROJECTION, acquisition("a", price=eur(1), on="2026-01"), acquisition("b", price=usd(2), on="2026-03")
    )
    assert done.price is not None
    assert done.price.is_conflict


@pytest.mark.parametrize(
    ("stage", "percent", "expected"),
    [("completed", None, True), ("completed", "50.01", True), ("completed", 50, False), ("announced", 100, False),
     ("abandoned", 100, False)],
)  # fmt: skip
def test_control_takes_a_completed_deal_of_more_than_half(stage: str, percent: object, expected: bool) -> None:
    assert view_of(PROJECTION, acquisition("a", stage=stage, percent=percent)).gives_control is expected


def test_each_target_is_a_deal_of_its_own() -> None:
    found = views_of(PROJECTION, acquisition("a"), acquisition("b", target="Another SAS"))
    assert list(found) == ["koyeb", "another-sas"]


def test_a_company_is_acquired_by_the_deal_that_went_furthest_then_by_the_latest() -> None:
    announced = acquisition("a", company="aaa", stage="announced", on="2026-05")
    completed = acquisition("b", company="bbb", stage="completed", on="2026-01")
    later = acquisition("c", company="ccc", stage="completed", on="2026-03")
    abandoned = acquisition("d", company="ddd", stage="abandoned", on="2026-06")
    for events, expected in [
        ([announced, abandoned], "aaa"),
        ([announced, completed, abandoned], "bbb"),
        ([later, completed, announced], "ccc"),
    ]:
        found = acquired_by(deals(*events))
        assert found is not None
        assert found.acquirer == expected
    assert acquired_by(deals(abandoned)) is None
    half = acquisition("e", company="eee", stage="completed", on="2026-07", percent=50)
    assert acquired_by(deals(half)) is None
    found = acquired_by(deals(half, announced))
    assert found is not None
    assert found.acquirer == "aaa"
    assert acquired_by([]) is None
