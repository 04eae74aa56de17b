"""An instant is one instant, in whatever zone and however precisely it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.values.instants import RFC_3339, day_in_utc, in_utc, instant_text, read_instant

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22t12:00:00z",
        "2026-11-22 12:00:00Z",
        "2026-11-22T12:00:00+00:00",
        "2026-11-22T12:00:00-00:00",
        "2026-11-22T12:00Z",
        "2026-11-22T12:00:00.0Z",
        "2026-11-22T12:00:00.0000009Z",
        "2026-11-22T17:45:00+05:45",
        "2026-11-21T22:00:00-14:00",
        "20261122T120000Z",
    ],
)
def test_one_instant_is_written_in_many_ways(text: str) -> None:
    assert read_instant(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-22",
        "2026-11-22T12:00:00",
        "2026-11-22T24:00:01Z",
        "2026-11-22T12:60:00Z",
        "2026-11-22T12:00:61Z",
        "2026-11-22T12:00:60Z",
        "2026-11-22T23:59:60Z",
        "2026-02-30T12:00:00Z",
        "2026-11-22T12:00:00+24:00",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2026-11-22T12:00:00 Z",
        "２０２６-11-22T12:00:00Z",
    ],
)
def test_what_has_no_offset_or_is_not_on_the_calendar_is_no_instant(text: str) -> None:
    assert read_instant(text) is None


@pytest.mark.parametrize(
    "text", ["2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "2017-01-01T00:59:60+01:00", "2016-12-31T18:59:60-05:00"]
)
def test_a_leap_second_is_the_end_of_its_day(text: str) -> None:
    assert read_instant(text) == datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert RFC_3339.fullmatch(text)


@given(
    st.datetimes(timezones=OFFSETS, min_value=NOON.replace(2, tzinfo=None), max_value=NOON.replace(9998, tzinfo=None))
)
def test_the_zone_says_nothing_of_the_instant(moment: datetime) -> None:
    read = read_instant(moment.isoformat())
    assert read == moment
    assert read is not None
    assert read.tzinfo is UTC
    assert read_instant(instant_text(moment)) == moment
    assert day_in_utc(moment) == moment.astimezone(UTC).date()


@given(st.datetimes(timezones=st.none() | OFFSETS))
def test_no_moment_is_too_early_or_too_late_for_an_answer(moment: datetime) -> None:
    there = in_utc(moment)
    assert there is None or there == moment
