"""Signs of currencies and words for scales: written once, for cells, maps and guesses."""

from __future__ import annotations

import pytest

from dateline.imports.tables.cells.amounts import split_money
from dateline.imports.tables.cells.numbers import Numbers
from dateline.imports.tables.cells.units import CURRENCY_SIGNS, SCALES_IN_CELLS, SCALES_IN_HEADERS
from dateline.imports.tables.guessing.headers import unit_of


@pytest.mark.parametrize(("sign", "code"), CURRENCY_SIGNS.items())
def test_a_sign_is_one_currency_in_cells_and_in_headers(sign: str, code: str) -> None:
    assert split_money(f"{sign}5") == ("5", code)
    assert unit_of(f"Amount ({sign})").currency == code


@pytest.mark.parametrize("word", sorted(SCALES_IN_CELLS.keys() & SCALES_IN_HEADERS.keys() - {"t"}))
def test_a_word_is_one_scale_in_cells_and_in_headers(word: str) -> None:
    assert SCALES_IN_CELLS[word] == SCALES_IN_HEADERS[word]
    assert Numbers().read(f"5 {word}") == 5 * 10 ** SCALES_IN_CELLS[word]
    assert unit_of(f"Amount (USD {word})").times == f"1e{SCALES_IN_CELLS[word]}"
