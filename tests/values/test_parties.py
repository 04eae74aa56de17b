"""Parties: a name, the slug it goes by, and how both are written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidEvent
from dateline.values.parties import MAX_NAME, Party
from dateline.values.text import slugify

printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("value", "name", "slug"),
    [
        ("ASML", "ASML", "asml"),
        ({"name": "ASML"}, "ASML", "asml"),
        ({"name": "腾讯", "slug": "tencent"}, "腾讯", "tencent"),
    ],
)
def test_a_party_is_a_name_or_a_name_and_a_slug(value: Any, name: str, slug: str) -> None:
    party = Party.read(value)
    assert (party.name, party.slug) == (name, slug)


@pytest.mark.parametrize(
    ("party", "written"),
    [
        (Party("ASML"), "ASML"),
        (Party("ASML", "asml"), "ASML"),
        (Party("ASML", "asml-holding"), {"name": "ASML", "slug": "asml-holding"}),
    ],
)
def test_a_slug_is_written_only_where_it_is_not_the_derived_one(party: Party, written: object) -> None:
    assert party.written == written
    assert Party.read(written) == party


@given(printable)
def test_whatever_is_read_is_read_back_as_written(name: str) -> None:
    if not slugify(name):
        with pytest.raises(InvalidEvent, match="no slug can be derived"):
            Party.read(name)
        return
    party = Party.read(name)
    assert party.name == name
    assert Party.read(party.written) == party


@pytest.mark.parametrize(
    "value",
    ["", " ", " ASML", "🦙", "\u200b", "\u0301", "ASML\n", "AS\tML", "A\u2028B",
     "x" * (MAX_NAME + 1), None, 3, ["ASML"], {}, {"slug": "asml"},
     {"name": "ASML", "slug": "ASML"}, {"name": "ASML", "slug": ""}, {"name": "ASML", "slug": "asml\n"},
     {"name": "ASML", "slug": "Ørsted"}, {"name": "ASML", "slug": "ørsted"}, {"name": "ASML", "slug": "a\u200bb"},
     {"name": "ASML", "slug": None}, {"name": "ASML", "country": "NL"}],
)  # fmt: skip
def test_what_is_no_party_is_refused(value: object) -> None:
    with pytest.raises(InvalidEvent):
        Party.read(value)


def test_parties_are_equal_by_name_and_slug() -> None:
    assert Party("ASML") == Party("ASML", "asml")
    assert len({Party("ASML"), Party("ASML", "asml"), Party("Asml")}) == 2
    assert Party("ASML") != "ASML"


@pytest.mark.parametrize(
    "name", ["Soft\u00adbank", "L\u2019Oréal", "A\u00a0B", "\u2067שלום\u2069", "می\u200cخواهم", "❤\ufe0f Labs"]
)
def test_marks_that_cannot_be_seen_and_other_blanks_are_kept(name: str) -> None:
    assert Party(name).name == name


@pytest.mark.parametrize(
    ("party", "written"),
    [
        (Party("Zürich", "zurich"), "Zürich"),
        (Party("Ørsted", "rsted"), {"name": "Ørsted", "slug": "rsted"}),
        (Party("Ørsted", "orsted"), {"name": "Ørsted", "slug": "orsted"}),
        (Party("北京AI", "北京ai"), {"name": "北京AI", "slug": "北京ai"}),
        (Party("Ørsted"), "Ørsted"),
        (Party("北京AI"), "北京AI"),
    ],
)
def test_a_slug_that_had_to_be_given_once_stays_written_so_that_bytes_stay(party: Party, written: object) -> None:
    assert party.written == written


def test_a_slug_that_is_none_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(InvalidEvent, match=r"'Ørsted' is not a slug.*did you mean 'orsted'"):
        Party("x", "Ørsted")
