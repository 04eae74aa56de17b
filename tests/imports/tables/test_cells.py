"""Cells: numbers, money and dates as files have them, and what a spreadsheet ruined."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from dateline.imports.tables.cells.bounds import split_bound
from dateline.imports.tables.cells.days import Days, InvalidFormat, NotADate, check_format
from dateline.imports.tables.cells.numbers import NotANumber, Numbers, split_money
from dateline.imports.tables.cells.splitting import patterns, splitter
from dateline.imports.tables.cells.templates import InvalidTemplate, Unusable, parse, reader_of
from dateline.imports.tables.cells.value_table import ValueTable
from dateline.values.vocabulary import Bound


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
        ("2.5 Mio.", "2500000"),
        ("3 Mrd.", "3000000000"),
        ("400 Tsd", "400000"),
        ("3 crore", "30000000"),
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
        ("2.5 Mio. Euro", ("2.5 Mio.", "EUR")),
        ("5 MIO", ("5 MIO", None)),
        ("1200EUR", ("1200", "EUR")),
        ("5000", ("5000", None)),
        ("USD", ("", None)),
    ],
)
def test_money_is_a_number_and_a_currency(text: str, parts: tuple[str, str | None]) -> None:
    assert split_money(text) == parts


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("$5 EUR", "is in two currencies, EUR and USD"),
        ("5 XYZ", "'XYZ' is no currency that is known"),
        ("aboutish 5", "'aboutish' is no currency that is known, and no word like about"),
        ("undisclosed", "name it in `blank`"),
        ("####", "a column that is too narrow"),
    ],
)
def test_what_is_no_money_is_refused_and_why(text: str, why: str) -> None:
    with pytest.raises(NotANumber, match=re.escape(why)):
        split_money(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5 zillion", "'zillion' is no scale that is known, like k, million, bn, Mio. or Mrd."),
        ("2,5", "if it stands before decimals, say decimal = ','"),
    ],
)
def test_a_number_that_is_written_in_another_way_says_what_is_unknown(text: str, why: str) -> None:
    with pytest.raises(NotANumber, match=re.escape(why)):
        Numbers().read(text)


@pytest.mark.parametrize(
    ("text", "plain", "bound"),
    [
        ("about 400", "400", "about"),
        ("~400", "400", "about"),
        ("ca. 2,5 Mio. €", "2,5 Mio. €", "about"),
        ("$~400m", "$ 400m", "about"),
        ("EUR ca. 5m", "EUR 5m", "about"),
        ("Over 1.2bn", "1.2bn", "over"),
        ("mehr als 5", "5", "over"),
        ("400+ USD", "400 USD", "over"),
        ("≤ 5", "5", "under"),
        ("400", "400", None),
        ("1e+5", "1e+5", None),
        ("overhead 5", "overhead 5", None),
    ],
)
def test_what_a_cell_says_of_its_own_number(text: str, plain: str, bound: str | None) -> None:
    assert split_bound(text) == (plain, bound and Bound(bound))


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
    table = ValueTable("sure", {"rum*": "rumored", "*": "reported", "yes": "confirmed", "rum": "drink"})
    assert [table.look_up(value) for value in ("Yes", "rumour", "Rum", "x")] == [
        "confirmed",
        "rumored",
        "drink",
        "reported",
    ]
    with pytest.raises(Unusable, match="not in the table"):
        parse("{A|t}", {"t": ValueTable("t", {"a": "b"})}).fill({"A": "x"}.__getitem__)


@pytest.mark.parametrize(
    ("key", "meant", "value", "found"),
    [
        ("ca. *", "*", "Ca. 400 Mio", "400 Mio"),
        ("*März*", "*March*", "14. März 2024", "14. March 2024"),
        ("*März*", "*March*", "März 2024", "March 2024"),
        ("* (*)", "*, * round", "Acme (Seed)", "Acme, Seed round"),
        ("* (*)", "*", "Acme (Seed)", "Acme"),
        ("straße *", "*", "STRASSE Ägäis", "Ägäis"),
        ("große * von *", "* of *", "Große Maß von Süd", "Maß of Süd"),
        ("really? *", "*", "Really? Yes", "Yes"),
        ("really? *", "*", "Really! Yes", None),
        ("*", "*", "as it is", "as it is"),
    ],
)
def test_a_star_of_a_value_is_what_the_star_of_its_key_matched(
    key: str, meant: str, value: str, found: str | None
) -> None:
    assert ValueTable("t", {key: meant}).look_up(value) == found


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"ca. *": "* *"}, "the key has too few"),
        ({"x": "*"}, "the key has too few"),
        ({"*": "a", "b*": "c"}, "'b*' stands below"),
        ({"Yes": "a", "yes": "b"}, "stands there twice"),
    ],
)
def test_an_entry_that_could_never_act_is_refused(entries: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        ValueTable("t", entries)


def test_a_value_of_several_is_read_by_its_pattern() -> None:
    found = reader_of("{who} #{sure}").fullmatch("Google DeepMind #likely")
    assert found is not None
    assert found.groupdict() == {"who": "Google DeepMind", "sure": "likely"}
    assert reader_of("{who} (Lead)").fullmatch("Earlybird (lead)")
    with pytest.raises(InvalidTemplate, match="should name its parts"):
        reader_of("{who|slug}")


def test_a_cell_is_split_at_each_of_its_separators() -> None:
    assert splitter((";", ",")).values("A; B, C;;") == ["A", "B", "C"]
    assert splitter(("&", "&&")).values("A && B & C") == ["A", "B", "C"]
    assert splitter(None).values("A; B") == ["A; B"]
    with pytest.raises(InvalidTemplate, match="`split` is empty"):
        splitter((";", ""))


def test_a_pattern_behind_one_that_fits_everything_is_refused() -> None:
    with pytest.raises(InvalidTemplate, match="fits every value: put it before"):
        patterns(["{who}", "{who} #{sure}"])


@pytest.mark.parametrize("text", ["{A", "A}", "{}", "{A|nothing}"])
def test_a_broken_template_is_named(text: str) -> None:
    with pytest.raises(InvalidTemplate):
        parse(text, {})
