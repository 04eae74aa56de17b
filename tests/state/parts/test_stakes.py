"""Who holds how much of a company."""

from __future__ import annotations

from decimal import Decimal

from builders import eur, stake, value_of, view_of, views_of

from dateline.state.accounts import Step
from dateline.state.parts.stakes import PROJECTION


def test_a_stake_changes() -> None:
    view = view_of(
        PROJECTION,
        stake("a", percent=15, invested=eur(1), on="2024-06"),
        stake("b", percent=11, on="2025-09"),
    )
    assert [value_of(field) for field in (view.on, view.holder, view.percent, view.invested)] == [
        "2025-09", "ASML", Decimal(11), "1 EUR",
    ]  # fmt: skip
    assert view.percent is not None
    assert (view.percent.rule, view.percent.is_conflict) == (Step.DATE, False)


def test_accounts_of_one_moment_compete() -> None:
    view = view_of(PROJECTION, stake("a", percent=11), stake("b", percent="11.5"))
    assert view.percent is not None
    assert (value_of(view.percent), view.percent.is_conflict) == (Decimal("11.5"), True)


def test_each_holder_has_a_stake_of_its_own_in_the_company_that_tells_of_it() -> None:
    found = views_of(PROJECTION, stake("a"), stake("b", holder="Nvidia", percent=None, invested=eur(5)))
    assert {key: view.company for key, view in found.items()} == {"asml": "mistral-ai", "nvidia": "mistral-ai"}
    assert value_of(found["nvidia"].percent) is None
