"""Cells: numbers, money and dates as files have them, and what a spreadsheet ruined."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dateline.tables.days import Days, InvalidFormat, NotADate, check_format
from dateline.tables.numbers import NotANumber, Numbers, split_money
from dateline.tables.templates import InvalidTemplate, Unusable, ValueTable, parse, reader_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3.5E+11", "350000000000"),
        ("1,234,567", "1234567"),
        ("1 234 567.5", "1234567.5"),
        ("1'000", "1000"),
        ("1.2bn", "1200000000"),
        ("4.3 billion", "4300000000"),
        ("20M", "20000000"),
        ("(300)", "-300"),
        ("12%", "12"),
        ("-7", "-7"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_exactly(text: str, number: str) -> None:
    assert Numbers().read(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["####", "#REF!", "#DIV/0!", "5/18/27", "May-25", "12,34", "1,2345", "1.2.3", "twelve", "1e99999", "١٢"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        Numbers().read(text)


def test_a_decimal_comma_is_declared_and_never_guessed() -> None:
    assert Numbers(decimal=",").read("1.234,5") == Decimal("1234.5")
    with pytest.raises(NotANumber):
        Numbers().read("1.234,5")


def test_numbers_are_scaled_and_rounded_as_declared() -> None:
    assert Numbers(times=Decimal("1e9"), places=0).read("34.861708140000005") == 34_861_708_140
    assert Numbers(digits=6).read("1.1199999999999999e+25") == Decimal("1.12e25")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("$1.2bn", ("1.2bn", "USD")),
        ("1,200 EUR", ("1,200", "EUR")),
        ("EUR 5m", ("5m", "EUR")),
        ("€3m", ("3m", "EUR")),
        ("5000", ("5000", None)),
        ("USD", ("", None)),
    ],
)
def test_money_is_a_number_and_a_currency(text: str, parts: tuple[str, str | None]) -> None:
    assert split_money(text) == parts


@pytest.mark.parametrize("text", ["$5 EUR", "5 XYZ", "lots", "####"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        split_money(text)


@pytest.mark.parametrize(
    ("form", "text", "edtf"),
    [
        ("iso", "2025-03-14", "2025-03-14"),
        ("iso", "2025-03", "2025-03"),
        ("iso", "2025", "2025"),
        ("M/D/YYYY", "3/4/2025", "2025-03-04"),
        ("D/M/YYYY", "3/4/2025", "2025-04-03"),
        ("DD.MM.YYYY", "03.04.2025", "2025-04-03"),
        ("MMM D, YYYY", "Mar 14, 2025", "2025-03-14"),
        ("YYYY-Q", "2025-3", "2025-35"),
        ("timestamp", "2025-03-14T10:20:30Z", "2025-03-14"),
        ("spreadsheet", "45730", "2025-03-14"),
        ("english", "mid-2026", "2026-38"),
    ],
)
def test_dates_are_read_by_their_format(form: str, text: str, edtf: str) -> None:
    assert Days((form,)).read(text).edtf == edtf


@pytest.mark.parametrize("text", ["3201-05-01", "1201-05-01", "0202-07-30", "5/18/27", "####", "2025-02-30", "soon"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        Days(("iso", "M/D/YYYY")).read(text)


def test_a_precision_that_a_file_only_pretends_to_is_given_up() -> None:
    days = Days(january_first="year", first_of_month="month")
    assert [days.read(text).edtf for text in ("2012-01-01", "2012-03-01", "2012-03-02")] == [
        "2012",
        "2012-03",
        "2012-03-02",
    ]


@pytest.mark.parametrize("form", ["M/D/YY", "day", "YYYY/YYYY"])
def test_a_format_that_names_no_year_or_one_twice_is_no_format(form: str) -> None:
    with pytest.raises(InvalidFormat):
        check_format(form)


def test_a_template_of_empty_columns_says_nothing() -> None:
    template = parse("{A} USD", {})
    assert template.fill({"A": "5"}.__getitem__) == "5 USD"
    assert template.fill({"A": ""}.__getitem__) == ""


def test_filters_are_applied_in_turn() -> None:
    cells = {"A": "/company/Mistral AI", "B": "https://www.techcrunch.com/x, https://b.example"}
    assert parse("{A|last|slug}", {}).fill(cells.__getitem__) == "mistral-ai"
    assert parse("{B|first|publisher}", {}).fill(cells.__getitem__) == "TechCrunch"


def test_a_value_table_has_exact_values_then_patterns() -> None:
    table = ValueTable("sure", {"*": "reported", "rum*": "rumored", "yes": "confirmed"})
    assert [table.look_up(value) for value in ("Yes", "rumour", "x")] == ["confirmed", "reported", "reported"]
    with pytest.raises(Unusable, match="not in the table"):
        parse("{A|t}", {"t": ValueTable("t", {"a": "b"})}).fill({"A": "x"}.__getitem__)


def test_a_value_of_several_is_read_by_its_pattern() -> None:
    found = reader_of("{who} #{sure}").fullmatch("Google DeepMind #likely")
    assert found is not None
    assert found.groupdict() == {"who": "Google DeepMind", "sure": "likely"}


@pytest.mark.parametrize("text", ["{A", "A}", "{}", "{A|nothing}"])
def test_a_broken_template_is_named(text: str) -> None:
    with pytest.raises(InvalidTemplate):
        parse(text, {})
