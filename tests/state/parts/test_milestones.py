"""Milestones: what no other part is for."""

from __future__ import annotations

from builders import milestone, value_of, view_of

from dateline.state.parts.milestones import PROJECTION


def test_a_milestone_has_a_stage_a_name_and_what_sort_of_thing_it_is() -> None:
    view = view_of(
        PROJECTION,
        milestone("a", stage="announced", on="2024-06-13", category="index-membership"),
        milestone("b", on="2024-06-24", name="Joins the CAC 40", description="In place of Example."),
    )
    fields = (view.stage, view.on, view.name, view.category, view.description)
    told = ["happened", "2024-06-24", "Joins the CAC 40", "index-membership", "In place of Example."]
    assert [value_of(field) for field in fields] == told


def test_it_is_named_after_its_key_until_someone_names_it() -> None:
    assert value_of(view_of(PROJECTION, milestone("a", milestone="Layoffs in March")).name) == "Layoffs in March"


def test_what_happened_and_what_was_cancelled_are_accounts_of_one_moment() -> None:
    view = view_of(PROJECTION, milestone("a", stage="cancelled"), milestone("b", confidence="confirmed"))
    assert value_of(view.stage) == "happened"
    assert view.stage.is_conflict


def test_what_lasted_has_ended_since_the_day_of_its_end() -> None:
    view = view_of(PROJECTION, milestone("a", on="2020-01-01"), milestone("b", stage="ended", on="2024-06-24"))
    assert [value_of(view.stage), value_of(view.on)] == ["ended", "2024-06-24"]
