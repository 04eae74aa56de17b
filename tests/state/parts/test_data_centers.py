"""Data centres: a site is what it is once, its figures change as it grows."""

from __future__ import annotations

from builders import data_center, eur, value_of, view_of, views_of

from dateline.state.accounts import Step
from dateline.state.parts.data_centers import PROJECTION


def test_the_figures_of_a_site_change() -> None:
    view = view_of(
        PROJECTION,
        data_center("a", megawatts=40, chips=13_800, investment=eur(1), on="2026-01"),
        data_center("b", megawatts=200, chips=18_000, investment=eur(2), on="2026-06"),
    )
    figures = (view.megawatts, view.chips, view.investment)
    assert [value_of(figure) for figure in figures] == ["200 MW", "18000 chips", "2 EUR"]
    assert all(figure is not None and figure.rule is Step.DATE and not figure.is_conflict for figure in figures)


def test_its_place_does_not_change_and_accounts_of_it_compete() -> None:
    view = view_of(
        PROJECTION,
        data_center("a", place="Essonne", country="FR", on="2026-01-10"),
        data_center("b", place="Bruyères-le-Châtel", country="FR", on="2026-06"),
    )
    assert view.place is not None
    assert (value_of(view.place), view.place.rule, view.place.is_conflict) == ("Essonne", Step.PRECISION, True)
    assert view.country is not None
    assert (value_of(view.country), view.country.is_conflict) == ("FR", False)


def test_figures_of_a_higher_stage_come_before_later_ones_of_a_lower() -> None:
    view = view_of(
        PROJECTION,
        data_center("a", stage="operational", megawatts=10, on="2026-01"),
        data_center("b", stage="announced", megawatts=200, on="2026-06", chip_model="GB300", operational_by="2027"),
    )
    fields = (view.stage, view.megawatts, view.chip_model, view.operational_by)
    assert [value_of(field) for field in fields] == ["operational", "10 MW", "GB300", "2027"]


def test_cancelled_ranks_with_operational_and_closed_above_both() -> None:
    cancelled = [
        data_center("a", stage="operational", on="2026-01-01"),
        data_center("b", stage="cancelled", on="2026-01"),
    ]
    view = view_of(PROJECTION, *cancelled)
    assert (value_of(view.stage), view.stage.is_conflict) == ("operational", True)
    view = view_of(PROJECTION, *cancelled, data_center("c", stage="closed", on="2026-02"))
    assert (value_of(view.stage), view.stage.rule) == ("closed", Step.STAGE)


def test_a_company_can_be_several_things_to_one_site() -> None:
    found = views_of(PROJECTION, data_center("a"), data_center("b", role="user", megawatts=5))
    assert {key: value_of(view.role) for key, view in found.items()} == {
        "essonne/owner": "owner",
        "essonne/user": "user",
    }


def test_a_site_is_named_after_its_key_until_someone_names_it() -> None:
    assert value_of(view_of(PROJECTION, data_center("a")).name) == "Essonne"
    assert value_of(view_of(PROJECTION, data_center("a"), data_center("b", name="Campus I")).name) == "Campus I"
