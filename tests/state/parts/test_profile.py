"""Who the company is: what changes, how it began and how it ended."""

from __future__ import annotations

from builders import closed, founded, profile, source, value_of, view_of

from dateline.state.accounts import Step
from dateline.state.parts.profile import CLOSING, FOUNDING, PROJECTION


def test_a_rename_supersedes_the_name_of_the_founding() -> None:
    view = view_of(PROJECTION, founded("a", name="Facebook", on="2004-02"), profile("b", name="Meta", on="2021-10-28"))
    assert value_of(view.name) == "Meta"
    assert view.name is not None
    assert view.name.rule is Step.DATE
    assert view.name.alternatives == ()


def test_each_field_has_its_own_newest_account() -> None:
    view = view_of(
        PROJECTION,
        founded("a", name="Mistral AI", country="FR", city="Paris", on="2023-05"),
        profile("b", city="Palo Alto", website="https://mistral.ai", on="2025"),
        profile("c", region="Île-de-France", sector="AI", on="2026-01"),
    )
    fields = (view.name, view.country, view.city, view.website, view.region, view.sector)
    assert [value_of(field) for field in fields] == [
        "Mistral AI", "FR", "Palo Alto", "https://mistral.ai", "Île-de-France", "AI",
    ]  # fmt: skip


def test_accounts_of_one_moment_compete() -> None:
    view = view_of(PROJECTION, profile("a", city="Paris", on="2025"), profile("b", city="Lyon", on="2025-06"))
    assert value_of(view.city) == "Lyon"
    assert view.city is not None
    assert (view.city.rule, view.city.is_conflict) == (Step.PRECISION, True)


def test_aliases_are_united() -> None:
    view = view_of(
        PROJECTION, profile("a", aliases=["Mistral", "MAI"]), profile("b", aliases=["mistral", "Le Chat Inc"])
    )
    assert value_of(view.aliases) == ["mistral", "Le Chat Inc", "MAI"]


def test_what_nobody_said_is_unknown() -> None:
    view = view_of(PROJECTION, founded("a"))
    assert [value_of(field) for field in (view.name, view.country, view.aliases)] == [None, None, None]


def test_a_founding_happens_once_and_its_dates_compete() -> None:
    view = view_of(
        FOUNDING,
        founded("a", on="2023", founders=["Arthur Mensch"]),
        founded("b", on="2023-05", founders=["Guillaume Lample"]),
        founded("c", on="2022", founders=["Someone Else"]),
    )
    assert view.on.seen.id == "b"
    assert {other.account.seen.id: other.agrees for other in view.on.alternatives} == {"a": True, "c": False}
    assert view.on.is_conflict
    assert value_of(view.founders) == ["Guillaume Lample", "Arthur Mensch"]


def test_a_founding_that_most_give_is_used() -> None:
    view = view_of(
        FOUNDING,
        founded("a", on="2023-04-28", sources=[source("X")]),
        founded("b", on="2023-05", sources=[source("Y"), source("Z")]),
    )
    assert (value_of(view.on), view.on.rule) == ("2023-05", Step.PUBLISHERS)


def test_a_closure_has_its_day_its_reason_and_its_successor() -> None:
    view = view_of(CLOSING, closed("a", on="2026-03", cause="bought for its people", successor="Meta"))
    assert [value_of(field) for field in (view.on, view.cause, view.successor)] == [
        "2026-03", "bought for its people", "Meta",
    ]  # fmt: skip


def test_why_an_event_corrects_another_is_not_why_the_company_closed() -> None:
    view = view_of(CLOSING, closed("a", on="2026-03", corrects="b", reason="the month was wrong"))
    assert value_of(view.cause) is None
    both = view_of(CLOSING, closed("a", corrects="b", reason="the month was wrong", cause="sold for its people"))
    assert value_of(both.cause) == "sold for its people"


def test_what_a_closing_that_corrects_nothing_said_as_its_reason_is_its_cause() -> None:
    view = view_of(CLOSING, closed("a", reason="sold for its people"), closed("b", cause="Sold for its people"))
    assert view.cause is not None
    assert (value_of(view.cause), view.cause.is_conflict) == ("Sold for its people", False)
