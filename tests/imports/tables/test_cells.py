"""Cells: numbers, money and dates as files have them, and what a spreadsheet ruined."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from dateline import docs
from dateline.imports.tables.cells.amounts import may_be_thousands, split_money
from dateline.imports.tables.cells.bounds import split_bound
from dateline.imports.tables.cells.date_formats import InvalidFormat, check_format
from dateline.imports.tables.cells.days import Days, NotADate
from dateline.imports.tables.cells.numbers import NotANumber, Numbers
from dateline.imports.tables.cells.splitting import patterns, splitter
from dateline.imports.tables.cells.templates import InvalidTemplate, Unusable, parse, reader_of
from dateline.imports.tables.cells.value_table import ValueTable
from dateline.values.money import digits_of
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
    ("text", "decimal", "why"),
    [
        ("0,500", ".", "',' is no thousands mark there; if it stands before decimals, say decimal = ','"),
        ("000,500", ".", "say decimal = ','"),
        ("0.001", ",", "'.' is no thousands mark there; if it stands before decimals, say decimal = '.'"),
        ("0,750 Mrd", ".", "say decimal = ','"),
        ("1,5e6", ".", "say decimal = ','"),
        ("1.5E7", ",", "say decimal = '.'"),
        ("1,234e3", ".", "say decimal = ','"),
        ("1 234e3", ".", "' ' is no thousands mark there"),
        ("0 500", ".", "' ' is no thousands mark there"),
        ("1,234,56", ".", "',' is no thousands mark there"),
        ("1.234,5.6", ".", "',' is no thousands mark there"),
        ("1 234'567", ".", "is no thousands mark there"),
        ("12.34.567", ",", "is no thousands mark there"),
        ("12%", ".", "is a per cent, and none is expected here"),
        ("12.5 %", ".", "is a per cent, and none is expected here"),
        ("5‰", ".", "is not a number"),
        ("5°", ".", "is not a number"),
        ("(-5)", ".", "brackets and a sign are two signs"),
        ("--5", ".", "is not a number"),
        ("5-", ".", "is not a number"),
        ("(5", ".", "is not a number"),
        ("１２", ".", "its digits are not 0 to 9"),
        ("١٢", ".", "its digits are not 0 to 9"),
        ("5²", ".", "its digits are not 0 to 9"),
        ("1½", ".", "its digits are not 0 to 9"),
    ],
)
def test_a_mark_that_cannot_stand_there_is_refused_with_what_would_read_it(text: str, decimal: str, why: str) -> None:
    with pytest.raises(NotANumber, match=re.escape(why)):
        Numbers(decimal).read(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1\xa0234", "1234"),
        ("1\u202f234\u202f567", "1234567"),
        ("1\u2009234.5", "1234.5"),
        ("1’234", "1234"),
        ("12,34,567", "1234567"),
        ("1,00,000.50", "100000.5"),
        ("−7", "-7"),
        ("007", "7"),
    ],
)
def test_groups_of_other_countries_are_read_where_they_are_whole(text: str, number: str) -> None:
    assert Numbers().read(text) == Decimal(number)


def table_of(title: str) -> list[list[str]]:
    """The rows of the table below this word in the help on maps."""
    text = docs.page("maps").partition(f"**{title}.**")[2].partition("|\n\n")[0]
    lines = [line.strip("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")] for line in lines[1:]]


def shown(cell: str, decimal: str) -> str:
    """What the manual should say of it."""
    try:
        number, _ = split_money(cell)
        return digits_of(Numbers(decimal).read(number).normalize())
    except NotANumber:
        return "refused"


@pytest.mark.parametrize("row", table_of("Numbers"), ids=lambda row: row[0])
def test_the_manual_says_of_numbers_what_is_true(row: list[str]) -> None:
    cell, *says = row
    for decimal, said in zip(".,", says, strict=True):
        told = (says[0] if said == "likewise" else said).partition(":")[0]
        assert shown(cell.strip("`"), decimal) == ("refused" if told.startswith("only") else told)


@pytest.mark.parametrize("row", [row for row in table_of("Dates") if "…" not in row[0]], ids=lambda row: row[0])
def test_the_manual_says_of_dates_what_is_true(row: list[str]) -> None:
    days = Days((row[0].strip("`"),))
    for text in re.findall(r"`([0-9][^`]*)`", row[1]):
        assert days.read(text)
    for text in re.findall(r"`([0-9][^`]*|March)`", row[2]):
        with pytest.raises(NotADate):
            days.read(text)


def test_a_per_cent_is_read_where_shares_are_expected() -> None:
    assert [Numbers(percent=True).read(text) for text in ("12%", "12.5 %", "(3%)", "12")] == [
        Decimal(number) for number in ("12", "12.5", "-3", "12")
    ]


@pytest.mark.parametrize("text", ["5 T€", "5T€", "5 TEUR", "5T$", "5 T USD"])
def test_a_t_beside_a_currency_may_be_thousands_or_trillions(text: str) -> None:
    with pytest.raises(NotANumber, match="may be thousands, as T€ in German, or trillions"):
        split_money(text)
    assert split_money("$5T") == ("5T", "USD")
    assert split_money("5T USD") == ("5T", "USD")
    assert may_be_thousands("5T EUR", "EUR")
    assert not may_be_thousands("5T", "USD")


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
        ("400+ 500", "400+ 500", None),
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


@pytest.mark.parametrize(
    ("formats", "text", "read"),
    [
        (("spreadsheet", "iso"), "2015", "2015"),
        (("iso", "spreadsheet"), "42252", "2015-09-05"),
        (("spreadsheet", "english"), "1999", "1999"),
        (("spreadsheet", "M/YYYY"), "2015", "may be a year, or 1905-07-07 as 'spreadsheet': put 'iso' beside it"),
        (("spreadsheet",), "2015", "may be a year, or 1905-07-07"),
        (("spreadsheet",), "60", "no day that spreadsheets agree on"),
        (("spreadsheet",), "1", "no day that spreadsheets agree on"),
        (("spreadsheet",), "61", "1900-03-01"),
        (("spreadsheet",), "0045730", "is not a date as this map expects them"),
        (("spreadsheet",), "45730.0", "2025-03-14"),
        (("spreadsheet",), "45730.5", "2025-03-14"),
        (("spreadsheet",), "2015.5", "is not a date as this map expects them"),
        (("spreadsheet",), "999999", "is no plausible date: this map takes 1800 to 2100"),
        (("spreadsheet-1904",), "44268", "2025-03-14"),
        (("spreadsheet", "spreadsheet-1904"), "44268", "is 2021-03-13 as 'spreadsheet' and 2025-03-14 as"),
        (("M/D/YYYY", "D/M/YYYY"), "3/4/2025", "is 2025-03-04 as 'M/D/YYYY' and 2025-04-03 as 'D/M/YYYY': keep one"),
        (("D/M/YYYY", "M/D/YYYY"), "3/14/2025", "2025-03-14"),
        (("D/M/YYYY", "M/D/YYYY"), "3/3/2025", "2025-03-03"),
        (("YYYY-M", "YYYY-Q"), "2025-3", "is 2025-03 as 'YYYY-M' and 2025-35 as 'YYYY-Q'"),
        (("iso", "english"), "2025-03-14", "2025-03-14"),
        (("iso",), "2026-33", "is not a date as this map expects them"),
        (("iso",), "2025-21", "is not a date as this map expects them"),
        (("english",), "2026-33", "2026-33"),
        (("iso",), "2025-03-14 10:20", "is not a date as this map expects them"),
        (("timestamp",), "2025-03-14 10:20:30.123 +0100", "2025-03-14"),
        (("timestamp",), "2025-03-14 10:20:30 UTC", "2025-03-14"),
        (("timestamp",), "2025-03-14T23:30:00-08:00", "2025-03-15"),
        (("timestamp",), "2025-03-14 999", "is not a date as this map expects them"),
        (("timestamp",), "2025-03-14T25:00", "is not a date as this map expects them"),
        (("M/D/YYYY",), "3/14/2025 0:00", "is not a date as this map expects them"),
        (("MMMM D, YYYY",), "Marble 14, 2025", "names of months are English"),
        (("MMMM D, YYYY",), "Mayor 14, 2025", "names of months are English"),
        (("MMMM D, YYYY",), "March 14, 2025", "2025-03-14"),
        (("D. MMMM YYYY",), "14. Januar 2025", "2025-01-14"),
        (("D. MMMM YYYY",), "14. März 2025", "names of months are English"),
        (("MMM D, YYYY",), "Sept. 14, 2025", "2025-09-14"),
        (("MMM D, YYYY",), "Marc 14, 2025", "names of months are English"),
        (("M/D/YYYY",), "13/14/2025", "is not a date as this map expects them"),
        (("M/D/YYYY",), "5/18/27", "what a spreadsheet left of a value"),
        (("D-M-YYYY",), "18-May", "what a spreadsheet left of a value"),
    ],
)
def test_a_format_takes_what_is_written_in_it_and_nothing_else(formats: tuple[str, ...], text: str, read: str) -> None:
    try:
        found = Days(formats).read(text).edtf
    except NotADate as error:
        found = str(error)
    assert found == read or (" " in read and read in found)


def test_a_serial_number_outside_the_range_of_the_map_is_a_day_or_a_year_of_it() -> None:
    days = Days(("spreadsheet",), earliest=date(1900, 1, 1), latest=date(1910, 12, 31))
    assert days.read("2015").edtf == "1905-07-07"
    with pytest.raises(NotADate, match="this map takes 2000 to 2030"):
        Days(("spreadsheet",), earliest=date(2000, 1, 1), latest=date(2030, 12, 31)).read("1500")


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("D YYYY", "leaves a part of the date out"),
        ("YYYY-Q-M", "leaves a part of the date out"),
        ("MMM M YYYY", "names a part of the date twice"),
        ("YYYYMD", "does not divide month and day"),
        ("DMYYYY", "does not divide month and day"),
    ],
)
def test_a_format_that_would_lose_a_part_or_could_be_read_in_two_ways_is_no_format(form: str, why: str) -> None:
    with pytest.raises(InvalidFormat, match=why):
        check_format(form)
    assert Days(("YYYYMMDD",)).read("20250314").edtf == "2025-03-14"


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
    assert splitter(",").values("SE, AS, SA") == ["SE", "AS", "SA"]
    assert splitter(",").values("A (b, c, D") == ["A (b", "c", "D"]
    with pytest.raises(InvalidTemplate, match="`split` is empty"):
        splitter((";", ""))


@pytest.mark.parametrize("text", ["1e999", "9e400", "-1e999", "(1e300)"])
def test_a_number_that_has_no_room_for_its_places_is_no_number(text: str) -> None:
    with pytest.raises(NotANumber, match="has more digits than a number may have"):
        Numbers(places=2).read(text)


def test_what_is_far_too_long_for_a_value_has_no_parts_unless_one_is_all_of_it() -> None:
    """Which cost time with the square of its length: half a minute for 40 kB of blanks."""
    longest = "a" * 993 + " (Ulm)"
    strict, all_taking = patterns(["{who} ({city})"]), patterns(["{who} ({city})", "{who}"])
    assert strict.read(longest) == {"who": "a" * 993, "city": "Ulm"}
    for text in ("a" + longest * 2, " " * 100_000, "(" * 100_000):
        assert strict.read(text) is None
        assert all_taking.read(text) == {"who": text.strip(), "city": ""}


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("Cherry Ventures, Inc., HTGF", ["Cherry Ventures, Inc.", "HTGF"]),
        ("Dragon Capital, LLC", ["Dragon Capital, LLC"]),
        ("Sequoia, Index (Paris, France)", ["Sequoia", "Index (Paris, France)"]),
        ("Hill Co., Ltd., Bank of X, N.A.", ["Hill Co., Ltd.", "Bank of X, N.A."]),
        ("A, Pte. Ltd., B, S.p.A.; C, inc", ["A, Pte. Ltd.", "B, S.p.A.", "C, inc"]),
        ("Inc., A", ["Inc.", "A"]),
        ("A (b; (c, d), e), B", ["A (b; (c, d), e)", "B"]),
        ("A; LLC", ["A", "LLC"]),
    ],
)
def test_a_comma_before_a_legal_form_or_inside_brackets_splits_nothing(cell: str, values: list[str]) -> None:
    assert splitter((";", ",")).values(cell) == values


def test_a_pattern_behind_one_that_fits_everything_is_refused() -> None:
    with pytest.raises(InvalidTemplate, match="fits every value: put it before"):
        patterns(["{who}", "{who} #{sure}"])


@pytest.mark.parametrize("text", ["{A", "A}", "{}", "{A|nothing}"])
def test_a_broken_template_is_named(text: str) -> None:
    with pytest.raises(InvalidTemplate):
        parse(text, {})
