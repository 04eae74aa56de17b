"""Partners and customers."""

from __future__ import annotations

from builders import partnership, value_of, view_of, views_of

from dateline.state.parts.partnerships import PROJECTION


def test_a_partnership_begins_ends_and_may_begin_again() -> None:
    history = [partnership("a", on="2024"), partnership("b", stage="ended", on="2025-03")]
    view = view_of(PROJECTION, *history)
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["ended", "2024", "2025-03"]
    view = view_of(PROJECTION, *history, partnership("c", on="2026-01"))
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["started", "2026-01", None]


def test_a_partner_may_be_several_things_to_a_company() -> None:
    found = views_of(PROJECTION, partnership("a"), partnership("b", nature="supplier"), partnership("c", partner="SAP"))
    assert {key: (value_of(view.partner), value_of(view.nature)) for key, view in found.items()} == {
        "stellantis/customer": ("Stellantis", "customer"),
        "stellantis/supplier": ("Stellantis", "supplier"),
        "sap/customer": ("SAP", "customer"),
    }


def test_the_partner_goes_by_the_name_of_the_account_that_is_used() -> None:
    view = view_of(
        PROJECTION,
        partnership("a", partner={"name": "Stellantis NV", "slug": "stellantis"}, confidence="confirmed"),
        partnership("b"),
    )
    assert (value_of(view.partner), view.partner.is_conflict) == ("Stellantis NV", False)
