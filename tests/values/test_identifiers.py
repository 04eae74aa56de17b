"""Identifiers: a scheme and a value, with the checks that schemes have."""

from __future__ import annotations

import pytest

from dateline.values.identifiers import parts_of, same_identifier, why_no_identifier


@pytest.mark.parametrize(
    "text",
    [
        "ticker:AAPL", "ticker:XNAS:AAPL", "permalink:/company/acme", "wikidata:Q312", "lei:529900T8BM49AURSDO55",
        "lei:HWUPKR0MPOU8FGXBT394", "isin:US0378331005", "isin:FR0000131104", "cik:0000320193", "cik:320193",
        "us-de:Some File 7",
    ],
)  # fmt: skip
def test_what_is_an_identifier(text: str) -> None:
    assert why_no_identifier(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("AAPL", "is no identifier: write a scheme and a value"),
        ("Ticker:AAPL", "is no identifier"),
        ("ticker:", "is no identifier"),
        ("ticker: AAPL", "is no identifier"),
        ("lei:529900T8BM49AURSDO56", "its check digits are wrong"),
        ("lei:529900T8BM49", "an LEI has 18 capital letters or digits"),
        ("isin:US0378331006", "its check digit is wrong"),
        ("isin:0378331005", "an ISIN has two capital letters"),
        ("cik:12345678901", "a CIK has at most ten digits"),
    ],
)
def test_what_is_none_gets_a_reason(text: str, reason: str) -> None:
    assert reason in (why_no_identifier(text) or "")


def test_two_ways_to_write_one_identifier_are_one() -> None:
    assert same_identifier("ticker:aapl") == same_identifier("ticker:AAPL")
    assert same_identifier("cik:0000320193") == same_identifier("cik:320193")
    assert same_identifier("ticker:AAPL") != same_identifier("symbol:AAPL")
    assert parts_of("ticker:XNAS:AAPL") == ("ticker", "XNAS:AAPL")
