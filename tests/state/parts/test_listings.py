"""Listings on stock exchanges."""

from __future__ import annotations

from builders import eur, listing, value_of, view_of, views_of

from dateline.state.parts.listings import PROJECTION


def test_a_listing_goes_from_filed_to_delisted_and_keeps_what_was_said_before() -> None:
    view = view_of(
        PROJECTION,
        listing("a", stage="filed", on="2026-01", ticker="MSTR", valuation=eur(20)),
        listing("b", stage="listed", on="2026-03-02", price=eur("12.50"), raised=eur(3)),
        listing("c", stage="delisted", on="2026-09"),
    )
    fields = (view.stage, view.on, view.exchange, view.ticker, view.price, view.raised, view.valuation)
    assert [value_of(field) for field in fields] == [
        "delisted", "2026-09", "Euronext", "MSTR", "12.5 EUR", "3 EUR", "20 EUR",
    ]  # fmt: skip


def test_each_exchange_is_a_listing_of_its_own() -> None:
    found = views_of(PROJECTION, listing("a"), listing("b", exchange="Nasdaq", stage="filed"))
    assert {key: value_of(view.stage) for key, view in found.items()} == {"euronext": "listed", "nasdaq": "filed"}


def test_two_accounts_of_the_price_are_a_conflict() -> None:
    view = view_of(PROJECTION, listing("a", price=eur(12)), listing("b", price=eur(13)))
    assert view.price is not None
    assert (value_of(view.price), view.price.is_conflict) == ("13 EUR", True)
    assert not view.stage.is_conflict
