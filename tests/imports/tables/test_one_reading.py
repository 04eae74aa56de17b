"""Every number that is read can be read in one way only: held against all that can be written, short as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.imports.tables.cells.numbers import NotANumber, Numbers

LONGEST = 7
OTHER = {".": ",", ",": "."}


def digits(alphabet: str, longest: int, shortest: int = 1) -> Iterator[str]:
    for length in range(shortest, longest + 1):
        yield from map("".join, product(alphabet, repeat=length))


def grouped(whole: str, mark: str) -> str:
    """Three by three from the right."""
    groups = []
    while whole:
        whole, group = whole[:-3], whole[-3:]
        groups.append(group)
    return mark.join(reversed(groups))


def grouped_in_lakhs(whole: str) -> str:
    """The last three, and two by two before them."""
    whole, last = whole[:-3], whole[-3:]
    groups = [last]
    while whole:
        whole, group = whole[:-2], whole[-2:]
        groups.append(group)
    return ",".join(reversed(groups))


def ways(alphabet: str, decimal: str) -> dict[str, set[Decimal]]:
    """Each text that a number may be written as, and the numbers that may be meant: by a writer of its own."""
    meant: dict[str, set[Decimal]] = defaultdict(set)
    numerals = [one for one in alphabet if one.isdecimal()]
    zero = numerals[0]
    for whole in digits("".join(numerals), LONGEST):
        marks = f"{OTHER[decimal]}' " if whole[0] != "0" and len(whole) > 3 else ""
        groups = {grouped(whole, mark) for mark in marks}
        if decimal == "." and whole[0] != "0" and len(whole) > 5:
            groups.add(grouped_in_lakhs(whole))
        for text in [whole, *groups, *([""] if whole == zero else [])]:
            room = LONGEST - len(text)
            fractions = ["", decimal, *(decimal + one for one in digits("".join(numerals), room - 1))]
            for fraction in fractions if text else fractions[2:]:
                value = Decimal(f"{whole if text else ''}{fraction.replace(decimal, '.')}")
                meant[text + fraction].add(value)
                for power in digits("".join(numerals), min(room - len(fraction) - 1, 3)) if text not in groups else ():
                    meant[f"{text}{fraction}e{power}"].add(value.scaleb(int(power)))
    signed = {f"-{text}": {-value for value in values} for text, values in meant.items()}
    return meant | signed


@pytest.mark.parametrize("alphabet", ["01.,e", "01.,-", "1, '."])
@pytest.mark.parametrize("decimal", [".", ","])
def test_a_text_is_read_exactly_where_one_number_can_be_meant(alphabet: str, decimal: str) -> None:
    meant, numbers = ways(alphabet, decimal), Numbers(decimal)
    for text in digits(alphabet, LONGEST):
        expected = meant.get(text.strip(), set())
        try:
            read = {numbers.read(text)}
        except NotANumber:
            read = set()
        assert read == (expected if len(expected) == 1 else set()), text


@given(st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=3), st.sampled_from([".", ","]))
def test_a_number_with_its_thousands_is_read_as_it_was(number: Decimal, decimal: str) -> None:
    marks = str.maketrans({",": OTHER[decimal], ".": decimal})
    assert Numbers(decimal).read(f"{number:,f}".translate(marks)) == number
