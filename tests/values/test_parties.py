"""Parties: a name, the slug it goes by, and how both are written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidEvent
from dateline.values.parties import MAX_NAME, Party, fold_text, slugify

printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mistral AI", "mistral-ai"),
        ("Timothée Lacroix", "timothee-lacroix"),
        ("Andreessen Horowitz (a16z)", "andreessen-horowitz-a16z"),
        ("  --A&B--  ", "a-b"),
        ("BNP Paribas S.A.", "bnp-paribas-s-a"),
        ("Škoda", "skoda"),
        ("ﬁn ①", "fin-1"),
        ("A\u00a0B", "a-b"),
        ("腾讯", ""),
        ("", ""),
    ],
)
def test_a_slug_is_the_name_in_ascii_with_single_hyphens(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(max_size=40))
def test_a_slug_of_a_slug_is_itself(name: str) -> None:
    assert slugify(slugify(name)) == slugify(name)


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
    ["", " ", " ASML", "ASML\n", "AS\tML", "A\u2028B", "x" * (MAX_NAME + 1), None, 3, ["ASML"], {}, {"slug": "asml"},
     {"name": "ASML", "slug": "ASML"}, {"name": "ASML", "slug": ""}, {"name": "ASML", "slug": "asml\n"},
     {"name": "ASML", "slug": None}, {"name": "ASML", "country": "NL"}],
)  # fmt: skip
def test_what_is_no_party_is_refused(value: object) -> None:
    with pytest.raises(InvalidEvent):
        Party.read(value)


def test_parties_are_equal_by_name_and_slug() -> None:
    assert Party("ASML") == Party("ASML", "asml")
    assert len({Party("ASML"), Party("ASML", "asml"), Party("Asml")}) == 2
    assert Party("ASML") != "ASML"


def test_text_is_folded_for_search_without_accents_and_case() -> None:
    assert fold_text("  Île-de-France \n ÉTÉ") == "ile-de-france ete"


@pytest.mark.parametrize(
    ("one", "other"),
    [("L’Oréal", "L'Oréal"), ("Series–C", "Series-C"), ("AT＆T", "AT&T"), ("Yum！Brands", "Yum! Brands")],
)
def test_punctuation_parts_words_in_any_script(one: str, other: str) -> None:
    assert slugify(one) == slugify(other)
