"""Partial dates: every form that is read, every sentence for what is not, and the laws of spans."""

from __future__ import annotations

import copy
import math
import pickle
import re
from datetime import date, datetime, timedelta
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dateline.errors import InvalidDate
from dateline.values.dates import Certainty, PartialDate, Precision
from dateline.values.edtf import YEAR_PARTS
from dateline.values.english_dates import to_edtf
from dateline.values.instants import day_in_utc, instant_text, read_instant

CERTAIN, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE
parse = PartialDate.parse


def day(text: str) -> date | None:
    return None if text == "–" else date.fromisoformat(text)


# Any date there can be.

years = st.integers(1, 9998).map(lambda year: f"{year:04}")
simple_forms = st.one_of(
    st.dates().map(str),
    years,
    st.builds(lambda year, part: f"{year}-{part}", years, st.sampled_from(sorted(YEAR_PARTS))),
    st.integers(1, 999).map(lambda decade: f"{decade:03}X"),
)
marked_forms = st.builds(lambda form, mark: form + mark, simple_forms, st.sampled_from(["", "", "~", "?", "%"]))


def in_order(one: str, two: str) -> str:
    a, b = sorted((parse(one), parse(two)), key=PartialDate.sort_key)
    assume(a.first is not None and b.first is not None and a.first <= b.first)
    return f"{a.edtf}/{b.edtf}"


edtf_texts = st.one_of(
    marked_forms,
    st.builds(in_order, marked_forms, marked_forms),
    marked_forms.map(lambda form: f"../{form}"),
    marked_forms.map(lambda form: f"{form}/.."),
)
dates = edtf_texts.map(PartialDate.from_edtf)
certainties = st.sampled_from(Certainty)


def span(when: PartialDate) -> tuple[date | None, date | None]:
    return when.first, when.last


# Forms.

FORMS = [
    ("2025-09-09", "2025-09-09", "2025-09-09", Precision.DAY, "9 Sep 2025"),
    ("2024-02-29", "2024-02-29", "2024-02-29", Precision.DAY, "29 Feb 2024"),
    ("0001-01-01", "0001-01-01", "0001-01-01", Precision.DAY, "1 Jan 0001"),
    ("2025-09", "2025-09-01", "2025-09-30", Precision.MONTH, "Sep 2025"),
    ("2024-02", "2024-02-01", "2024-02-29", Precision.MONTH, "Feb 2024"),
    ("2023-02", "2023-02-01", "2023-02-28", Precision.MONTH, "Feb 2023"),
    ("9999-12", "9999-12-01", "9999-12-31", Precision.MONTH, "Dec 9999"),
    ("2025", "2025-01-01", "2025-12-31", Precision.YEAR, "2025"),
    ("3201", "3201-01-01", "3201-12-31", Precision.YEAR, "3201"),
    ("2026-33", "2026-01-01", "2026-03-31", Precision.QUARTER, "Q1 2026"),
    ("2026-34", "2026-04-01", "2026-06-30", Precision.QUARTER, "Q2 2026"),
    ("2026-35", "2026-07-01", "2026-09-30", Precision.QUARTER, "Q3 2026"),
    ("2026-36", "2026-10-01", "2026-12-31", Precision.QUARTER, "Q4 2026"),
    ("2026-40", "2026-01-01", "2026-06-30", Precision.HALF, "first half of 2026"),
    ("2026-41", "2026-07-01", "2026-12-31", Precision.HALF, "second half of 2026"),
    ("2026-21", "2026-03-01", "2026-05-31", Precision.SEASON, "spring 2026"),
    ("2026-22", "2026-06-01", "2026-08-31", Precision.SEASON, "summer 2026"),
    ("2026-23", "2026-09-01", "2026-11-30", Precision.SEASON, "autumn 2026"),
    ("2025-24", "2025-12-01", "2026-02-28", Precision.SEASON, "winter 2025/26"),
    ("2023-24", "2023-12-01", "2024-02-29", Precision.SEASON, "winter 2023/24"),
    ("1999-24", "1999-12-01", "2000-02-29", Precision.SEASON, "winter 1999/00"),
    ("2026-37", "2026-01-01", "2026-04-30", Precision.THIRD, "early 2026"),
    ("2026-38", "2026-05-01", "2026-08-31", Precision.THIRD, "mid-2026"),
    ("2026-39", "2026-09-01", "2026-12-31", Precision.THIRD, "late 2026"),
    ("202X", "2020-01-01", "2029-12-31", Precision.DECADE, "2020s"),
    ("2026-01/2026-03-10", "2026-01-01", "2026-03-10", Precision.INTERVAL, "Jan 2026 – 10 Mar 2026"),
    ("2025/2025", "2025-01-01", "2025-12-31", Precision.INTERVAL, "2025 – 2025"),
    ("2019/202X", "2019-01-01", "2029-12-31", Precision.INTERVAL, "2019 – 2020s"),
    ("../2026-07-10", "–", "2026-07-10", Precision.INTERVAL, "by 10 Jul 2026"),
    ("../2026-38", "–", "2026-08-31", Precision.INTERVAL, "by mid-2026"),
    ("2027/..", "2027-01-01", "–", Precision.INTERVAL, "from 2027"),
]


@pytest.mark.parametrize(("edtf", "first", "last", "precision", "human"), FORMS)
def test_every_form_has_its_first_and_last_day_its_precision_and_its_words(
    edtf: str, first: str, last: str, precision: Precision, human: str
) -> None:
    when = parse(edtf)
    assert span(when) == (day(first), day(last))
    assert when.precision is precision
    assert when.human() == human
    assert when.edtf == when.text == str(when) == edtf
    assert repr(when) == f"PartialDate({edtf!r})"


def test_every_code_of_a_part_of_a_year_is_in_the_table_of_forms() -> None:
    coarser_than_months = {code for code, part in YEAR_PARTS.items() if part.precision is not Precision.MONTH}
    assert coarser_than_months <= {form[0][5:] for form in FORMS}


@pytest.mark.parametrize(
    ("edtf", "approximate", "uncertain", "human"),
    [
        ("2023", False, False, "2023"),
        ("2023~", True, False, "about 2023"),
        ("2023?", False, True, "2023?"),
        ("2023-05%", True, True, "about May 2023?"),
        ("2023-05-09~", True, False, "about 9 May 2023"),
        ("202X~", True, False, "about 2020s"),
        ("2023~/2024", True, False, "about 2023 – 2024"),
        ("2023~/2024?", True, True, "about 2023 – 2024?"),
        ("../2024?", False, True, "by 2024?"),
        ("2024~/..", True, False, "about from 2024"),
    ],
)
def test_a_mark_is_a_flag_and_moves_no_day(edtf: str, approximate: bool, uncertain: bool, human: str) -> None:
    when, bare = parse(edtf), parse(re.sub("[~?%]", "", edtf))
    assert (when.approximate, when.uncertain) == (approximate, uncertain)
    assert (when.edtf, when.human()) == (edtf, human)
    assert (span(when), when.precision) == (span(bare), bare.precision)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2023-XX", "2023"),
        ("2023-XX-XX", "2023"),
        ("2023-xx-xx?", "2023?"),
        ("2023-05-XX", "2023-05"),
        ("202x", "202X"),
        ("2023-XX/2024-05-XX", "2023/2024-05"),
    ],
)
def test_unspecified_digits_become_a_coarser_date_and_the_text_is_kept(text: str, edtf: str) -> None:
    assert (parse(text).edtf, parse(text).text) == (edtf, text)
    assert PartialDate.from_edtf(text) == parse(text)


# English.

ENGLISH = """
May 2023 = 2023-05
may 2023 = 2023-05
May, 2023 = 2023-05
May of 2023 = 2023-05
in May 2023 = 2023-05
Sep 2025 = 2025-09
Sept. 2025 = 2025-09
SEPTEMBER   2025 = 2025-09
Dec-2025 = 2025-12
9 September 2025 = 2025-09-09
9 Sept 2025 = 2025-09-09
09-Sep-2025 = 2025-09-09
9th of September, 2025 = 2025-09-09
the 1st of May 2023 = 2023-05-01
on 22nd May 2023 = 2023-05-22
September 9th, 2025 = 2025-09-09
September 9 2025 = 2025-09-09
Sep. 9 2025 = 2025-09-09
Sept.9,2025 = 2025-09-09
Oct 3rd 2025 = 2025-10-03
Q3 2025 = 2025-35
q3 of 2025 = 2025-35
3Q 2025 = 2025-35
2025 Q3 = 2025-35
2025Q3 = 2025-35
2025-Q3 = 2025-35
first quarter of 2025 = 2025-33
the 2nd quarter 2025 = 2025-34
third quarter of 2025 = 2025-35
fourth quarter of the year 2025 = 2025-36
H1 2026 = 2026-40
2026 H2 = 2026-41
first half of 2026 = 2026-40
the second half of 2026 = 2026-41
early 2026 = 2026-37
early in 2026 = 2026-37
beginning of 2026 = 2026-37
at the start of 2026 = 2026-37
mid-2026 = 2026-38
mid 2026 = 2026-38
mid–2026 = 2026-38
middle of 2026 = 2026-38
late 2026 = 2026-39
end of 2026 = 2026-39
year-end 2026 = 2026-39
spring of 2026 = 2026-21
summer 2026 = 2026-22
in the summer of 2026 = 2026-22
fall 2025 = 2025-23
autumn 2025 = 2025-23
winter 2025 = 2025-24
winter 2025/26 = 2025-24
winter 2025-26 = 2025-24
winter of 2025–2026 = 2025-24
winter 1999/00 = 1999-24
early July 2026 = 2026-07-01/2026-07-10
beginning of July 2026 = 2026-07-01/2026-07-10
mid-July 2026 = 2026-07-11/2026-07-20
late July 2026 = 2026-07-21/2026-07-31
the end of June 2026 = 2026-06-21/2026-06-30
late Feb 2024 = 2024-02-21/2024-02-29
the 2020s = 202X
2020s = 202X
1990's = 199X
the year 2026 = 2026
sometime in 2026 = 2026
by 2027 = ../2027
by May 2027 = ../2027-05
until 2027 = ../2027
no later than 9 May 2027 = ../2027-05-09
2027 at the latest = ../2027
by mid-2026 = ../2026-38
by summer 2026 = ../2026-22
by early 2026 = ../2026-37
by early July 2026 = ../2026-07-10
by 2026-38 = ../2026-38
by around 2027 = ../2027~
by the end of 2026 = ../2026
by end of 2026 = ../2026
by end-2026 = ../2026
by year-end 2026 = ../2026
before the end of 2026 = ../2026
by the end of June 2026 = ../2026-06
by the end of Q3 2025 = ../2025-35
by the end of the 2020s = ../202X
before 2027 = ../2026-12-31
before March 2024 = ../2024-02-29
before around 2027 = ../2026-12-31~
around December 2023 = 2023-12~
about 2023 = 2023~
circa 2023 = 2023~
c. 2023 = 2023~
c.2023 = 2023~
ca. 2023 = 2023~
ca 2023 = 2023~
approximately 2023 = 2023~
roughly 2023 = 2023~
~2023 = 2023~
~ May 2023 = 2023-05~
around mid-2026 = 2026-38~
around the end of 2026 = 2026-39~
around mid-July 2026 = 2026-07-11~/2026-07-20~
about by 2027 = ../2027~
possibly 2023 = 2023?
perhaps May 2023 = 2023-05?
maybe Q3 2025 = 2025-35?
May 2023? = 2023-05?
around 2023? = 2023%
possibly around 2023 = 2023%
around around 2023 = 2023~
possibly 2023% = 2023%
2023?~ = 2023%
between May and June 2023 = 2023-05/2023-06
between 2023 and 2025 = 2023/2025
between 2025-09-01 and 2025-09-09 = 2025-09-01/2025-09-09
between September 9 and 11, 2025 = 2025-09-09/2025-09-11
between around May and June 2023 = 2023-05~/2023-06
from May 2023 to June 2024 = 2023-05/2024-06
May to June 2023 = 2023-05/2023-06
May through June 2023 = 2023-05/2023-06
May 2023 – June 2024 = 2023-05/2024-06
January–March 2026 = 2026-01/2026-03
Q1–Q2 2026 = 2026-33/2026-34
9–11 September 2025 = 2025-09-09/2025-09-11
9 September to 3 October 2025 = 2025-09-09/2025-10-03
September 9-11, 2025 = 2025-09-09/2025-09-11
2024–2025 = 2024/2025
mid-2026 – late 2026 = 2026-38/2026-39
early to mid 2026 = 2026-37/2026-38
early to mid July 2026 = 2026-07-01/2026-07-20
mid- to late June 2026 = 2026-06-11/2026-06-30
late 2025 to early 2026 = 2025-39/2026-37
from 2027 = 2027/..
from 2027 on = 2027/..
from 2027 onwards = 2027/..
from mid-2027 = 2027-38/..
2027 onward = 2027/..
2027 or later = 2027/..
2027 at the earliest = 2027/..
since 2027 = 2027/..
not before 2027 = 2027/..
since early July 2026 = 2026-07-01/..
after 2027 = 2028/..
after May 2023 = 2023-06/..
after December 2023 = 2024-01/..
after 9 September 2025 = 2025-09-10/..
after Q3 2025 = 2025-10-01/..
2023-Q4/2024-Q3 = 2023-36/2024-35
Q4 2023/Q3 2024 = 2023-36/2024-35
2023-H1/2024 = 2023-40/2024
May 2023/June 2023 = 2023-05/2023-06
March/April 2023 = 2023-03/2023-04
../2023-Q4 = ../2023-36
2023-Q4/.. = 2023-36/..
""".strip().splitlines()


@pytest.mark.parametrize("row", ENGLISH)
def test_plain_english_is_read_and_its_words_are_kept(row: str) -> None:
    text, _, edtf = row.rpartition(" = ")
    when = parse(f"  {text} ")
    assert when.edtf == edtf
    assert when.text == text
    assert span(when) == span(PartialDate.from_edtf(edtf))


def test_a_no_break_space_is_a_blank() -> None:
    assert parse("9\u00a0September\u202f2025").edtf == "2025-09-09"


def test_an_end_without_a_year_never_borrows_from_a_bare_year() -> None:
    assert to_edtf("may to 2023") is None
    assert to_edtf("early to 2023") is None


# Refusals.


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2023-02-30", "'2023-02-30' is not a date: February 2023 has 28 days"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("2025-09-00", "September 2025 has 30 days"),
        ("2025-13-01", "months go from 01 to 12"),
        ("2025-35-01", "months go from 01 to 12"),
        (
            "30 February 2023",
            "'30 February 2023' cannot be read: '2023-02-30' is not a date: February 2023 has 28 days",
        ),
        ("before 30 February 2023", "February 2023 has 28 days"),
        ("2023-13", "a month (01 to 12), season (21 to 24), quarter (33 to 36), third (37 to 39) or half (40, 41)"),
        ("2023-00", "a month (01 to 12)"),
        ("2023-25", "a month (01 to 12)"),
        ("2025-26", "a month (01 to 12)"),
        ("0000", "years go from 0001 to 9999"),
        ("0000-05", "years go from 0001 to 9999"),
        ("000X", "years go from 0001 to 9999"),
        ("9999-24", "it ends after the year 9999"),
        ("late July 0000", "years go from 0001 to 9999"),
        ("2026/2025", "'2026/2025' is not a date: 2026 begins or ends after 2025"),
        ("2025-12/2025", "2025-12 begins or ends after 2025: write earliest/latest"),
        ("2026/2026-03-10", "2026 begins or ends after 2026-03-10"),
        ("2024/2024-06/2025", "is not a date: write"),
        ("202X/2024", "202X begins or ends after 2024"),
        ("November to January 2026", "2026-11 begins or ends after 2026-01"),
        ("../..", "one of the two ends must be named"),
        ("2026/", "two dots, like ../2026 or 2026/.."),
        ("/2026", "two dots, like ../2026 or 2026/.."),
        ("03/04/2023", "'03/04/2023' is ambiguous: write 2023-03-04 or 2023-04-03"),
        ("3.4.2023", "is ambiguous: write 2023-03-04 or 2023-04-03"),
        ("5/18/2027", "'5/18/2027' is not a date: write 2027-05-18"),
        ("18-5-2027", "write 2027-05-18"),
        ("9/9/2025", "is not a date: write 2025-09-09"),
        ("5/18/27", "is ambiguous: write the year first, with four digits"),
        ("2024-Q3/2023-Q4", "2024-35 begins or ends after 2023-36"),
        ("05/2023", "is not a date"),
        ("5/May 2026", "is not a date"),
        ("2023/Q4", "is not a date"),
        ("2025/09/09", "'2025/09/09' is not a date: write 2025-09-09"),
        ("2025.09.09", "write 2025-09-09"),
        ("2025-9-9", "write 2025-09-09"),
        ("20250909", "write 2025-09-09"),
        ("2025111", "a year has four digits"),
        ("20251399", "a year has four digits"),
        ("99/99/2025", "words like 'May 2023'"),
        ("2021-W01-1", "weeks are not read"),
        ("2021-W01", "weeks are not read"),
        ("2021W011", "weeks are not read"),
        ("2021-001", "days of a year are not read"),
        ("2025-09-09T10:00Z", "leave out the time of day"),
        ("2025-09-09 10:00", "leave out the time of day"),
        ("12025", "a year has four digits"),
        ("45123", "a year has four digits"),
        ("Y12025", "a year has four digits"),
        ("-2025", "a year has four digits"),
        ("999", "a year has four digits"),
        ("this summer", "'this summer' is relative: name the year, like 'summer 2026'"),
        ("Last year", "is relative"),
        ("today", "is relative"),
        ("two weeks ago", "is relative"),
        ("later this year", "is relative"),
        ("summer", "name the year"),
        ("May", "name the year"),
        ("9 September", "name the year"),
        ("September 9", "name the year"),
        ("", "a date is empty"),
        (" \t\n", "a date is empty"),
        (
            "unknown",
            "'unknown' is not a date: write 2025-09-09, 2025-09, 2025, 2025-Q3, an interval like 2025-Q1/2025-Q3, or",
        ),
        ("NaN", "is not a date"),
        ("####", "is not a date"),
        ("2023-1X", "is not a date"),
        ("2023-XX-09", "is not a date"),
        ("202X-05", "is not a date"),
        ("20XX", "is not a date"),
        ("٢٠٢٥", "is not a date"),
        ("２０２５", "is not a date"),
        ("winter 2025/27", "is not a date"),
        ("end of Q3 2025", "is not a date"),
        ("early spring 2026", "is not a date"),
        ("spring July 2026", "is not a date"),
        ("after the start of 2027", "is not a date"),
        ("before 0001", "is not a date"),
        ("after 9999", "is not a date"),
        ("by before 2027", "is not a date"),
        ("May and June 2023", "is not a date"),
        ("May 9 20 25", "is not a date"),
        ("Founded in May 2023", "is not a date"),
        ("2025\x002026", "'2025\\x002026' is not a date: it holds a control character"),
        ("May\n2023", "control character"),
        ("\u202e2025-09-09", "'\\u202e2025-09-09' is not a date: it holds a mark that turns text around"),
        ("\u200b", "a date is empty"),
        ("May\ue0002023", "a character that no text has"),
        ("May\ud8002023", "a character that no text has"),
        ("2" * 101, "longer than 100 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_that_helps(text: str, sentence: str) -> None:
    with pytest.raises(InvalidDate) as caught:
        parse(text)
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 250
    str(caught.value).encode()


@pytest.mark.parametrize("text", ["May 2023", "by 2027", "~2023", "2025 Q3", "2025 / 2026", "", "unknown"])
def test_from_edtf_reads_nothing_but_edtf(text: str) -> None:
    with pytest.raises(InvalidDate):
        PartialDate.from_edtf(text)


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        when = parse(text)
    except InvalidDate:
        return
    assert when.text == text.strip()
    assert span(when) == span(PartialDate.from_edtf(when.edtf))


WORDS = re.findall(
    r"\S+",
    "2026 2027 may 9 11th q3 early mid- late by the end of from to - – / , and between about ~ ? summer 202x .. not",
)


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_whatever_words_are_read_name_a_span_in_order(text: str) -> None:
    try:
        when = parse(text)
    except InvalidDate:
        return
    assert (when.first or date.min) <= (when.last or date.max)
    assert span(PartialDate.from_edtf(when.edtf)) == span(when)


# The one rule.


@pytest.mark.parametrize(
    ("edtf", "certain", "possible"),
    [
        ("2025-09-09", date(2025, 9, 9), date(2025, 9, 9)),
        ("2015", date(2015, 12, 31), date(2015, 1, 1)),
        ("2026-01/2026-03-10", date(2026, 3, 10), date(2026, 1, 1)),
        ("../2027", date(2027, 12, 31), date(2027, 12, 31)),
        ("2027/..", date.max, date(2027, 1, 1)),
        ("2015~", date(2015, 12, 31), date(2015, 1, 1)),
    ],
)
def test_an_event_counts_from_its_last_day_or_possibly_from_its_first(edtf: str, certain: date, possible: date) -> None:
    when = parse(edtf)
    assert when.counts_from() == when.counts_from(CERTAIN) == certain
    assert when.counts_from(POSSIBLE) == possible


def test_dates_sort_by_the_day_they_count_from_then_by_the_other_end() -> None:
    certain = ["2024", "../2025", "2025", "2025-41", "2025-12-31", "2026-01", "2025/..", "2026/.."]
    possible = ["2025-01-01", "2025-01", "2025", "2025/..", "2025-41", "../2025", "2025-12-31"]
    for certainty, in_this_order in ((CERTAIN, certain), (POSSIBLE, possible)):
        keys = [parse(text).sort_key(certainty) for text in in_this_order]
        assert keys == sorted(set(keys))


@given(dates, certainties)
def test_the_sort_key_begins_with_the_day_it_counts_from(when: PartialDate, certainty: Certainty) -> None:
    assert when.sort_key(certainty)[0] == when.counts_from(certainty)


@given(dates)
def test_nothing_counts_for_certain_before_it_is_possible(when: PartialDate) -> None:
    assert when.counts_from(POSSIBLE) <= when.counts_from(CERTAIN)


# Laws of spans.


@given(dates)
def test_reading_the_canonical_form_again_changes_nothing(when: PartialDate) -> None:
    again = PartialDate.from_edtf(when.edtf)
    assert again == when == parse(when.edtf)
    assert (span(again), again.precision) == (span(when), when.precision)


@given(dates)
def test_what_a_person_reads_is_read_back_into_the_same_span_and_flags(when: PartialDate) -> None:
    again = parse(when.human())
    assert span(again) == span(when)
    assert (again.approximate, again.uncertain, again.precision) == (when.approximate, when.uncertain, when.precision)


@given(simple_forms)
def test_words_never_name_a_day_that_the_date_does_not_name(form: str) -> None:
    names_a_day = bool(re.search(r"\b\d{1,2} [A-Z]", parse(form).human()))
    assert names_a_day == (parse(form).precision is Precision.DAY)


@given(dates, dates)
def test_overlap_is_mutual_and_excludes_ending_before(a: PartialDate, b: PartialDate) -> None:
    assert a.overlaps(b) == b.overlaps(a)
    assert [a.overlaps(b), a.ends_before(b), b.ends_before(a)].count(True) == 1


@given(dates)
def test_a_date_overlaps_and_contains_itself_and_does_not_end_before_itself(when: PartialDate) -> None:
    assert when.overlaps(when)
    assert when.contains(when)
    assert not when.ends_before(when)


@given(dates, dates, dates)
def test_ending_before_passes_on(a: PartialDate, b: PartialDate, c: PartialDate) -> None:
    if a.ends_before(b) and b.ends_before(c):
        assert a.ends_before(c)


@given(dates, dates)
def test_what_is_contained_overlaps_and_is_no_longer(a: PartialDate, b: PartialDate) -> None:
    if a.contains(b):
        assert a.overlaps(b)
        assert b.span_days <= a.span_days


@given(st.dates(max_value=date(9998, 12, 31)))
def test_a_day_is_contained_in_its_month_year_and_decade(when: date) -> None:
    assume(when.year >= 10)
    narrow = PartialDate.of(when)
    for wide in (str(when)[:7], str(when)[:4], f"{str(when)[:3]}X", f"../{when}", f"{when}/.."):
        assert parse(wide).contains(narrow)
        assert not narrow.contains(parse(wide))


@pytest.mark.parametrize(
    ("a", "b", "overlaps", "before", "contains"),
    [
        ("2025", "2025-12-31", True, False, True),
        ("2025", "2026-01-01", False, True, False),
        ("../2025", "2026", False, True, False),
        ("../2025", "2024/..", True, False, False),
        ("../2025", "../2024", True, False, True),
        ("2025/..", "2026", True, False, True),
        ("2026", "2025/..", True, False, False),
        ("2025", "../2026", True, False, False),
        ("2025/..", "../2024", False, False, False),
        ("2025", "2025-41", True, False, True),
    ],
)
def test_missing_ends_are_infinitely_far(a: str, b: str, overlaps: bool, before: bool, contains: bool) -> None:
    one, two = parse(a), parse(b)
    assert (one.overlaps(two), one.ends_before(two), one.contains(two)) == (overlaps, before, contains)


@given(
    years,
    st.sampled_from([[f"{n:02}" for n in range(1, 13)], ["33", "34", "35", "36"], ["37", "38", "39"], ["40", "41"]]),
)
def test_the_parts_of_a_year_follow_each_other_and_fill_it(year: str, codes: list[str]) -> None:
    parts = [parse(f"{year}-{code}") for code in codes]
    assert (parts[0].first, parts[-1].last) == span(parse(year))
    for one, following in pairwise(parts):
        assert one.last is not None
        assert following.first == one.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("edtf", "days"),
    [("2025-09-09", 1), ("2024-02", 29), ("2024", 366), ("2023-24", 91), ("../2025", math.inf), ("2025/..", math.inf)],
)
def test_a_span_is_counted_in_days_with_both_ends(edtf: str, days: float) -> None:
    assert parse(edtf).span_days == days


def test_only_a_date_without_a_last_day_is_open_ended() -> None:
    assert parse("2027/..").open_ended
    assert not parse("../2027").open_ended
    assert not parse("2027").open_ended


# The object.


@given(st.dates())
def test_a_day_becomes_the_date_of_exactly_that_day(when: date) -> None:
    assert span(PartialDate.of(when)) == (when, when)
    assert PartialDate.of(when) == parse(str(when))


def test_an_instant_becomes_its_day() -> None:
    assert PartialDate.of(datetime.fromisoformat("2025-09-09T10:00+00:00")).edtf == "2025-09-09"


def test_equality_looks_at_the_canonical_form_and_at_the_text() -> None:
    assert PartialDate.from_edtf("2023-05", "May 2023") == parse("May 2023")
    assert hash(PartialDate.from_edtf("2023-05", "May 2023")) == hash(parse("May 2023"))
    assert PartialDate.from_edtf("2023-05", "2023-05") == parse("2023-05") == PartialDate.from_edtf("2023-05")
    assert parse("May 2023") != parse("2023-05")
    assert parse("2023") != "2023"


def test_a_date_cannot_be_changed() -> None:
    when = parse("2023")
    for name in PartialDate.__slots__:
        with pytest.raises(AttributeError, match="never changes"):
            setattr(when, name, None)
        with pytest.raises(AttributeError, match="never changes"):
            delattr(when, name)
    assert when.edtf == "2023"


@given(dates)
def test_a_copy_is_equal(when: PartialDate) -> None:
    assert copy.deepcopy(when) == pickle.loads(pickle.dumps(when)) == when


# The page for users.


def table_rows(page: str, columns: int) -> list[list[str]]:
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in page.splitlines() if "|" in line
    ]
    return [row for row in rows if len(row) == columns and not row[0].startswith("---")][1:]


PAGE = (resources.files("dateline") / "docs" / "dates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "edtf", "first", "last", "counts"), table_rows(PAGE, 5))
def test_the_page_tells_the_truth_about_what_is_read(text: str, edtf: str, first: str, last: str, counts: str) -> None:
    when = parse(text)
    assert when.edtf == edtf
    assert span(when) == (day(first), day(last))
    assert when.counts_from() == (date.max if counts == "never" else day(counts))


@pytest.mark.parametrize(("text", "reason"), table_rows(PAGE, 2))
def test_the_page_tells_the_truth_about_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidDate, match=re.escape(reason)):
        parse(text)


@pytest.mark.parametrize(("text", "read", "of_day"), table_rows(PAGE, 3))
def test_the_page_tells_the_truth_about_instants(text: str, read: str, of_day: str) -> None:
    moment = read_instant(text)
    assert (moment is None) == read.startswith("refused")
    if moment is not None:
        assert (instant_text(moment), str(day_in_utc(moment))) == (read, of_day)


def test_the_page_has_all_tables() -> None:
    assert [len(table_rows(PAGE, columns)) for columns in (5, 3, 2)] == [47, 11, 46]


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u200b", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\u202a"])
@pytest.mark.parametrize("text", ["2025-09-09", "9 September 2025", "by 2027", "2025/2026"])
def test_marks_that_cannot_be_seen_make_no_other_date(text: str, mark: str) -> None:
    plain = parse(text)
    for place in range(len(text) + 1):
        marked = text[:place] + mark + text[place:]
        when = parse(marked)
        assert (when.edtf, when.text) == (plain.edtf, marked)
        assert parse(f" {marked}\n").edtf == plain.edtf
    assert PartialDate.from_edtf(f"{mark}2025-09").edtf == "2025-09"
