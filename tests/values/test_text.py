"""Text: what is one name, what is found, and which slug a name has."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import combining, is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import values
from dateline.values import text as forms
from dateline.values.parties import SLUG, is_slug
from dateline.values.text import compared, folded_with_places, nfc, said, searched, slugify, spelled, visible

any_text = st.text(max_size=30)
odd_text = st.text(
    st.sampled_from(
        "aAzø łßÆþİıſẞµ①ﬁ½Åé\u0301\u0308\u00ad\u200b\u200d\ufe0f\ufeff\u202e\u00a0\u3000\u2800かがｶﾞ한ภาहिНЙ北2٤+#&-.’ʻ~"
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mistral AI", "mistral-ai"),
        ("Timothée Lacroix", "timothee-lacroix"),
        ("Andreessen Horowitz (a16z)", "andreessen-horowitz-a16z"),
        ("BNP Paribas S.A.", "bnp-paribas-s-a"),
        ("Škoda", "skoda"),
        ("ﬁn ①", "fin-1"),
        ("A\u00a0B", "a-b"),
        # spelled out
        ("  --A&B--  ", "a-and-b"),
        ("AT＆T", "at-and-t"),
        ("A+ Capital", "a-plus-capital"),
        ("C++", "c-plus-plus"),
        ("C# Labs", "c-sharp-labs"),
        # Latin letters
        ("Ørsted", "orsted"),
        ("Łódź", "lodz"),
        ("Straße AG", "strasse-ag"),
        ("STRASSE AG", "strasse-ag"),
        ("Æon", "aeon"),
        ("Œuvre", "oeuvre"),
        ("Đuro", "duro"),
        ("Þór", "thor"),
        ("Halldór Guðmundsson", "halldor-gudmundsson"),
        ("Yıldız", "yildiz"),
        ("İstanbul", "istanbul"),
        ("Əliyev", "eliyev"),
        ("Ħamrun", "hamrun"),
        ("Ǿ", "o"),
        ("Hawaiʻi", "hawai-i"),
        ("L’Oréal", "l-oreal"),
        # other scripts
        ("北京AI基金", "北京ai基金"),
        ("Яндекс 2", "яндекс-2"),
        ("Йод", "йод"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
        ("हिन्दी", "हिन्दी"),
        ("ภาษาไทย", "ภาษาไทย"),
        ("ｶﾞｽ", "ガス"),
        ("قطر ٤", "قطر-٤"),
        ("می\u200cخواهم", "میخواهم"),
        ("中·文、语", "中-文-语"),
        # nothing that can be named
        ("🦙", ""),
        ("\u0301", ""),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_a_slug_loses_no_letter(name: str, slug: str) -> None:
    assert slugify(name) == slug
    assert is_slug(slug) == bool(slug)


@given(st.text(st.characters(max_codepoint=127, exclude_characters="+#&"), max_size=30))
def test_a_name_in_ascii_has_the_slug_that_it_always_had(name: str) -> None:
    assert slugify(name) == re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@given(any_text | odd_text)
def test_a_slug_is_its_own_slug_and_looks_like_one(name: str) -> None:
    slug = slugify(name)
    assert slugify(slug) == slug
    assert is_slug(slug) or slug == ""
    assert re.search(SLUG, slug) or slug == ""


@given(any_text | odd_text)
def test_what_is_done_to_text_twice_is_done_once(text: str) -> None:
    for form in (nfc, visible, compared, searched, spelled):
        assert form(form(text)) == form(text), form


@given(any_text | odd_text)
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    composed, decomposed = normalize("NFC", text), normalize("NFD", text)
    for form in (nfc, compared, searched, spelled, slugify):
        assert form(composed) == form(decomposed) == form(text), form
    assert is_normalized("NFC", nfc(text))


@given(any_text | odd_text)
def test_one_name_has_one_slug(text: str) -> None:
    assert slugify(compared(text)) == slugify(text)
    assert spelled(compared(text)) == spelled(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Süddeutsche", "Su\u0308ddeutsche"),
        ("MISTRAL ai", "Mistral AI"),
        ("Straße", "STRASSE"),
        ("A\u00a0 B", "A B"),
        ("A\u3000B", " A B "),
        ("Soft\u00adbank", "Softbank"),
        ("ＡＢＣ", "abc"),
        ("\ufeffAcme\u200b", "Acme"),
        ("\u202aAcme\u202c", "Acme"),
        ("❤\ufe0f", "❤"),
        ("ΟΔΟΣ", "οδος"),
        ("A\u2028B", "A B"),
    ],
)
def test_names_are_compared_by_what_can_be_seen(one: str, other: str) -> None:
    assert compared(one) == compared(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Lü Wei", "Lu Wei"), ("A+ Capital", "A Capital"), ("北京AI", "上海AI"), ("C* Labs", "C Labs")]
)
def test_other_names_are_two(one: str, other: str) -> None:
    assert compared(one) != compared(other)
    assert spelled(one) != spelled(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mistral AI", "Mistral.AI"), ("L’Oréal", "L'Oréal"), ("Acme, Inc.", "Acme Inc"), ("A&B", "A and B"),
     ("Series–C", "series c"), ("Rolls-Royce", "Rolls Royce")],
)  # fmt: skip
def test_what_only_parts_words_makes_no_other_name(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)
    assert slugify(one) == slugify(other)


@pytest.mark.parametrize(
    ("asked", "name"),
    [("lodz", "Łódź Ventures"), ("orsted", "Ørsted"), ("aeon", "Æon Labs"), ("yildiz", "Yıldız"), ("duro", "Đuro"),
     ("thor", "Þór"), ("oeuvre", "Œuvre"), ("zurich", "Zürich Re"), ("strasse", "Straße AG"), ("ÉTÉ", "  e\u0301te "),
     ("île-de", "Ile-de-France"), ("soft", "So\u00adft"), ("北京", "北京AI基金"), ("яндекс", "Яндекс"), ("иод", "Йод")],
)  # fmt: skip
def test_a_search_finds_a_name_whatever_its_accents_and_strokes(asked: str, name: str) -> None:
    assert searched(asked) in searched(name)


@given(any_text | odd_text)
def test_what_is_folded_letter_by_letter_is_what_is_compared(text: str) -> None:
    folded, places = folded_with_places(text)
    assert len(places) == len(folded) + 1
    assert list(places) == sorted(places)
    assert compared(folded) == compared(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [("  a b ", "a b"), ("\u00a0x\u3000", "x"), ("\u200b \ufeff", ""), ("So\u00adft", "So\u00adft")],
)
def test_a_cell_of_marks_that_cannot_be_seen_says_nothing(cell: str, text: str) -> None:
    assert said(cell) == text


# Accents, of which some send tens of thousands on one letter.

accents = st.sampled_from("\u0301\u0316\u0344\u0334\u0f73\u0f81\u05b0\u3099\uff9e\u20dd—\u200d")
many_accents = st.lists(st.tuples(st.sampled_from("aeø\u1e69ｶ각ﬁ "), st.text(accents, max_size=80)), max_size=3)


@given(many_accents, st.sampled_from(["NFC", "NFKC", "NFKD"]))
def test_however_many_accents_there_are_the_form_is_that_of_unicode(letters: list[tuple[str, str]], form: Any) -> None:
    text = "".join(letter + on_it for letter, on_it in letters)
    assert forms.normalize(form, text) == normalize(form, text)


@pytest.mark.parametrize("form", [nfc, compared, searched, slugify])
def test_accents_in_no_order_are_ordered_before_python_moves_each_past_all_others(
    form: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = 0

    def moving(form: Any, text: str) -> str:
        nonlocal moves
        classes = list(map(combining, normalize("NFKD", text) if len(text) == 1 else text))
        moves += sum(before > behind > 0 for before, behind in pairwise(classes))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", moving)
    assert form("e" + "\u0301\u0316" * 1_000) is not None
    assert moves == 0


def test_no_other_module_brings_text_into_a_form_by_itself() -> None:
    package = Path(values.__file__).parents[1]
    assert [
        file.name
        for file in package.rglob("*.py")
        if re.search(r"unicodedata(\.| import .*)normalize\b", file.read_text("utf-8"))
    ] == ["text.py"]
