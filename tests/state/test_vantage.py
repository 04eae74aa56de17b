"""The three clocks: what is in reach of a vantage, with which sources, and what has happened by then."""

from __future__ import annotations

from datetime import date

import pytest
from builders import at_noon, day, founded, funding, head, log, metric, record, retraction, seen, source, vantage
from hypothesis import given
from hypothesis import strategies as st

from dateline.log.cut import Cut
from dateline.state.seen import by_date, see
from dateline.state.told import Told
from dateline.values.dates import Certainty

CERTAIN, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))

# In reach.


@pytest.mark.parametrize(
    ("published", "known_by", "expected"),
    [
        ("2025-09-10", "2025-09-09", False),
        ("2025-09-10", "2025-09-10", True),
        ("2025-09-10", "2025-09-11", True),
        ("2025-09", "2025-09-29", False),
        ("2025-09", "2025-09-30", True),
        ("2025-09", "2025-09", True),
        ("2025", "2025-09", False),
        ("../2025-09", "2025-09-29", False),
        ("../2025-09", "2025-09-30", True),
        ("2025-09-10", None, True),
    ],
)
def test_an_event_is_in_reach_from_the_last_day_its_source_can_be_from(
    published: str, known_by: str | None, expected: bool
) -> None:
    one = record(funding(sources=[source(published=published)]))
    assert Cut(day(known_by) if known_by else None, 1).reaches(one) is expected


@pytest.mark.parametrize(("position", "expected"), [(4, False), (5, True), (6, True)])
def test_an_event_is_in_reach_from_its_position_on(position: int, expected: bool) -> None:
    assert Cut(None, position).reaches(record(funding(), position=5)) is expected


def test_both_cuts_apply_together() -> None:
    one = record(funding(sources=[source(published="2025-09-10")]), position=5)
    reach = {(known, at): Cut(day(known), at).reaches(one) for known in ("2025-09-09", "2025-09-10") for at in (4, 5)}
    assert [where for where, reached in reach.items() if reached] == [("2025-09-10", 5)]


def test_the_earliest_source_makes_an_event_known() -> None:
    one = record(funding(sources=[source("A", "2026-03-01"), source("B", "2025-09-10"), source("C", "2025-12")]))
    assert one.known == date(2025, 9, 10)
    assert Cut(day("2025-09-10"), 1).reaches(one)


# Sources.


def test_sources_published_later_are_neither_shown_nor_counted() -> None:
    made = funding(sources=[source("A", "2026-03-01"), source("B", "2025-09-10"), source("C", "2025-12")])
    shown = {
        known: [each.publisher for each in seen(made, known_by=known).sources]
        for known in ("2025-09-10", "2025-12-30", "2025-12", "2026-03")
    }
    assert shown == {"2025-09-10": ["B"], "2025-12-30": ["B"], "2025-12": ["B", "C"], "2026-03": ["A", "B", "C"]}
    assert seen(made, known_by="2025-12").publishers == {"b", "c"}
    assert seen(made).publishers == {"a", "b", "c"}


def test_a_publisher_counts_once_however_often_it_says_so_and_those_it_cites_do_not() -> None:
    made = funding(
        sources=[source("Le Monde", cites=["AFP", "Reuters"]), source("LE MONDE", "2026-01"), source("Wired")]
    )
    assert seen(made).publishers == {"le monde", "wired"}


@given(st.lists(days, min_size=1, max_size=4), days)
def test_what_is_seen_is_what_was_published_by_then(published: list[date], known_by: date) -> None:
    one = record(funding(sources=[source(f"P{place}", str(when)) for place, when in enumerate(published)]))
    assert Cut(known_by, 1).reaches(one) == any(when <= known_by for when in published)
    if Cut(known_by, 1).reaches(one):
        assert [each.day for each in see(one, known_by).sources] == [when for when in published if when <= known_by]


@given(st.lists(days, min_size=1, max_size=4), days, days)
def test_narrowing_a_vantage_never_adds_an_event_or_a_source(published: list[date], one: date, other: date) -> None:
    last = str(max(published))
    events = [funding(f"e{n}", sources=[source("A", str(when)), source("B", last)]) for n, when in enumerate(published)]
    records = log(*events)
    narrow, wide = sorted((one, other))
    few = {each.id: each.sources for each in Told(records).visible(vantage(known_by=str(narrow)))}
    many = {each.id: each.sources for each in Told(records).visible(vantage(known_by=str(wide)))}
    assert few.keys() <= many.keys()
    assert all(set(few[id]) <= set(many[id]) for id in few)


# Visible.


def test_visible_lists_what_is_in_reach_by_date_then_by_id_never_by_arrival() -> None:
    records = log(
        founded("c", on="2025"),
        funding("b", on="2025-12-31"),
        funding("z", on="2025-09", sources=[source(published="2026-01")]),
        funding("a", on="2025"),
        funding("late", on="2024", sources=[source(published="2026-02")]),
    )
    order = [each.id for each in Told(records).visible(vantage(known_by="2026-01"))]
    assert order == ["z", "a", "c", "b"]
    assert [each.id for each in Told(records[::-1]).visible(vantage(known_by="2026-01"))] == order
    assert [each.id for each in Told(records).visible(vantage(position=3))] == ["z", "c", "b"]


def test_possible_dates_are_sorted_by_their_first_day() -> None:
    records = log(founded("year", on="2025"), funding("day", on="2025-06-01"), funding("by", on="../2025-05"))
    assert [each.id for each in Told(records).visible(vantage())] == ["by", "day", "year"]
    assert [each.id for each in Told(records).visible(vantage(dates=POSSIBLE))] == ["year", "by", "day"]


def test_equal_dates_are_sorted_by_the_other_end_then_by_id() -> None:
    made = [
        funding("b", on="2025-12-31"),
        funding("a", on="2025-12-31"),
        founded("y", on="2025"),
        founded("m", on="2025-12"),
    ]
    assert [each.id for each in sorted(map(seen, made), key=by_date)] == ["y", "m", "a", "b"]


# Counts.

COUNTS = [
    # on of the event, on of the vantage, certain, possible
    ("2025", "2025-12-30", False, True),
    ("2025", "2025-12-31", True, True),
    ("2025", "2024-12-31", False, False),
    ("2025", "2025-01-01", False, True),
    ("2025-09-09", "2025-09-08", False, False),
    ("2025-09-09", "2025-09-09", True, True),
    ("2025-01/2025-03", "2025-02", False, True),
    ("2025-01/2025-03", "2025-03", True, True),
    ("../2025-06", "2025-05", False, False),
    ("../2025-06", "2025-06", True, True),
    ("2025~", "2025-12-31", True, True),
    ("2025?", "2025-06", False, True),
]


@pytest.mark.parametrize(("event_on", "on", "certain", "possible"), COUNTS)
def test_an_event_counts_from_its_last_day_or_if_possible_is_enough_from_its_first(
    event_on: str, on: str, certain: bool, possible: bool
) -> None:
    made = funding(on=event_on)
    assert vantage(on).reach.counts(made) is certain
    assert vantage(on, dates=POSSIBLE).reach.counts(made) is possible


@pytest.mark.parametrize(
    ("event_on", "known_by", "expected"),
    [
        ("2026-03-01", "2026-02-28", False),
        ("2026-03-01", "2026-03-01", True),
        ("2026-03", "2026-02", False),
        ("2026-03", "2026-03-01", True),
        ("2026-01/2026-06", "2026-02", True),
        ("../2026-06", "2025-06", True),
        ("2026", None, True),
    ],
)
def test_what_begins_after_the_day_of_knowledge_is_a_plan(event_on: str, known_by: str | None, expected: bool) -> None:
    made = funding(on=event_on, sources=[source(published="2025-01")])
    assert vantage("2027", known_by).reach.counts(made) is expected
    assert vantage("2027", known_by, dates=POSSIBLE).reach.counts(made) is expected


def test_without_a_knowledge_day_the_day_of_the_record_says_what_is_a_plan() -> None:
    made = funding(on="2026-03-01", sources=[source(published="2025-01")])
    assert not vantage("2027", recorded_at=at_noon("2026-02-28")).reach.counts(made)
    assert vantage("2027", recorded_at=at_noon("2026-03-01")).reach.counts(made)
    assert vantage("2027", recorded_at=None).reach.counts(made)
    assert vantage("2027", known_by="2026-03-01", recorded_at=at_noon("2026-02-28")).reach.counts(made)


def test_an_act_without_a_date_counts_from_its_known_day() -> None:
    act = retraction("r", "a", sources=[source(published="2026-02")])
    assert not vantage("2026-02-27").reach.counts(act)
    assert vantage("2026-02-28", known_by="2026-02-28").reach.counts(act)


@given(days, days, st.sampled_from(Certainty))
def test_what_counts_once_counts_on_every_later_day(one: date, other: date, dates: Certainty) -> None:
    early, late = sorted((one, other))
    made = metric(on="2025")
    assert vantage(str(early), dates=dates).reach.counts(made) <= vantage(str(late), dates=dates).reach.counts(made)


@given(days)
def test_whatever_is_certain_is_possible(on: date) -> None:
    for when in ("2025", "2025-06", "../2025", "2025-06-15", "2025-02/2026-02"):
        made = metric(on=when)
        assert vantage(str(on)).reach.counts(made) <= vantage(str(on), dates=POSSIBLE).reach.counts(made)


def test_the_knowledge_day_is_known_by_or_else_the_day_of_the_record() -> None:
    assert vantage(known_by="2026-03").knowledge_day == date(2026, 3, 31)
    assert vantage(recorded_at=at_noon("2026-02-28")).knowledge_day == date(2026, 2, 28)
    assert vantage(recorded_at=None).knowledge_day is None


def test_a_head_says_more_than_its_position() -> None:
    assert head(5) == head(5)
    assert head(5) != head(5, at_noon("2026-01-01"))
