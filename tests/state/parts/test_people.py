"""People in their roles."""

from __future__ import annotations

from builders import founded, role, source, value_of, view_of, views_of

from dateline.state.accounts import Step
from dateline.state.parts.people import PROJECTION


def test_a_role_begins_and_ends() -> None:
    started = role("a", on="2023-05")
    ended = role("b", stage="ended", on="2025-01-31")
    view = view_of(PROJECTION, started)
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["started", "2023-05", None]
    view = view_of(PROJECTION, started, ended)
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["ended", "2023-05", "2025-01-31"]


def test_a_role_may_start_again() -> None:
    history = [role("a", on="2020"), role("b", stage="ended", on="2022"), role("c", on="2024-06")]
    view = view_of(PROJECTION, *history)
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["started", "2024-06", None]
    assert view.stage.rule is Step.DATE
    view = view_of(PROJECTION, *history, role("d", stage="ended", on="2025"))
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["ended", "2024-06", "2025"]


def test_an_end_of_which_no_beginning_is_known() -> None:
    view = view_of(PROJECTION, role("a", stage="ended", on="2025"))
    assert [value_of(field) for field in (view.stage, view.since, view.until)] == ["ended", None, "2025"]


def test_in_the_role_by_then_at_the_latest_does_not_undo_an_end() -> None:
    view = view_of(PROJECTION, role("a", on="../2026-06"), role("b", stage="ended", on="2025-01"))
    assert value_of(view.stage) == "ended"


def test_accounts_of_one_beginning_compete() -> None:
    view = view_of(PROJECTION, role("a", on="2023-05"), role("b", on="2023", sources=[source("X")]))
    assert view.since is not None
    assert (value_of(view.since), view.since.is_conflict) == ("2023-05", False)


def test_person_and_title_make_a_role_and_a_person_may_be_unknown() -> None:
    found = views_of(
        PROJECTION,
        role("a"),
        role("b", title="Chair"),
        role("c", person=None, title="Head of Sales"),
        founded("d", founders=["Arthur Mensch"]),
    )
    assert {key: (value_of(view.person), value_of(view.title)) for key, view in found.items()} == {
        "arthur-mensch/ceo": ("Arthur Mensch", "CEO"),
        "arthur-mensch/chair": ("Arthur Mensch", "Chair"),
        "unknown/head-of-sales": (None, "Head of Sales"),
    }
