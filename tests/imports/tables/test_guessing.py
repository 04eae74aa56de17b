"""`dateline map new`: a first map that runs as it stands, and understands the columns that people have."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dateline import docs
from dateline.cli import program
from dateline.errors import InvalidFile
from dateline.imports.tables.guessing.first_map import first_map
from dateline.imports.tables.maps.choosing import ChosenTable, load_map
from dateline.imports.tables.maps.table_map import published_of
from dateline.imports.tables.trial import Trial, try_map

GERMAN = """\
Startup;Sitz;Land;Gegründet;Runde;Datum;Betrag (Mio. EUR);Bewertung (Mio. EUR);Investoren;Quelle;Veröffentlicht;Status
Müller GmbH;München;DE;2019;Seed;14.03.2020;2,5;;"Earlybird (Lead); HTGF";Gründerszene;16.03.2020;bestätigt
Müller GmbH;München;DE;2019;Series A;Q2 2022;18;95;"Atomico (Lead); Earlybird";Handelsblatt;21.06.2022;bestätigt
Müller GmbH;München;DE;2019;Series B;2024;n/a;1.400;Atomico;Handelsblatt;02.01.2025;Gerücht
Aurora;Wien;AT;März 2021;Pre-Seed;01.05.2021;0,75;;aws Fonds;brutkasten;03.05.2021;gemeldet
Nordwind;Hamburg;DE;2018;Series C;05.09.2024;210;1.100;EQT (Lead);FT;06.09.2024;bestätigt
Nordwind;Hamburg;DE;2018;Series C;05.09.2024;200;1.100;EQT (Lead);Reuters;05.09.2024;bestätigt
Summe;;;;;;431,25;;;;;
"""
ENGLISH = """\
Company,Round,Date,Amount ($M),Lead investor,Published,Link
Acme,Series A,3/14/2025,12.5,Example Capital,3/20/2025,https://techcrunch.com/a
Acme,Series B,12/1/2025,30,Sample Ventures,12/2/2025,https://techcrunch.com/b
Bmce,Seed,1/5/2025,,,1/6/2025,https://techcrunch.com/c
"""
FRENCH = """\
Société;Tour;Date;Montant (M€);Investisseurs;Ville;Pays
Lumière;Amorçage;10/02/2023;1,5;Kima Ventures, Partech;Lyon;France
Soleil;Série A;23/11/2023;12;Eurazeo;Paris;France
"""
SPANISH = """\
Empresa;Fecha;Empleados;Ingresos (millones de euros)
Uno;2024-12-31;1.250;12,5
Uno;2023-12-31;900;8,25
Dos;2024-12-31;40;
"""
DEALS = """\
Acquirer,Target,Announced,Price,Currency
Big Corp,Acme,2025-03-14,5000000,EUR
Big Corp,Bmce,2025-04-14,,
"""
STAFF = """\
Company,Report date,Staff count
Acme,2025-03-14,120
Acme,2025-06-14,130
"""
ROUNDS_OF_NO_NAME = """\
Name,Date,Raised
Acme,2025-03-14,$1.2m
Acme,2025-05-14,$3m
Acme,2025-05-14,$4m
"""
PLAIN = """\
Firma;Webseite;Branche;Stadt;Land
Müller;https://mueller.example;Robotik;München;Deutschland
Ada;https://ada.example;Software;Wien;Österreich
Bea;https://bea.example;Software;Wien;AT
"""
TABLES = {
    "german": GERMAN, "english": ENGLISH, "french": FRENCH, "spanish": SPANISH, "deals": DEALS, "staff": STAFF,
    "no names": ROUNDS_OF_NO_NAME,
}  # fmt: skip


def guessed(folder: Path, text: str, encoding: str = "utf-8") -> tuple[dict[str, Any], Trial]:
    """The guessed map as it reads, and what it makes of the table."""
    path, place = folder / "table.csv", folder / "table.toml"
    path.write_text(text, encoding=encoding)
    written = first_map(path)
    place.write_text(written, encoding="utf-8")
    ready = load_map(place)
    return tomllib.loads(written), try_map(ChosenTable(path, ready, b"", published_of("2026-01-31", "test")), 1000)


def kinds(tries: Trial) -> list[str]:
    return [event.kind for event in tries.events]


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_the_guessed_map_refuses_nothing_of_a_good_table(tmp_path: Path, text: str) -> None:
    _, tries = guessed(tmp_path, text)
    assert [row for row in tries.rows if row.outcome == "refused"] == []


def test_the_guessed_map_refuses_only_what_is_wrong_in_the_table(tmp_path: Path) -> None:
    wrong = "Müller GmbH;München;DE;2019;Series D;31.06.2025;5;;;FT;01.07.2025;gemeldet\n"
    wrong += "Müller GmbH;München;DE;2019;Series E;30.06.2025;####;;;FT;01.07.2025;gemeldet\n"
    wrong += ";Berlin;DE;2020;Seed;10.10.2021;1;;;FT;11.10.2021;gemeldet\n"
    fine = "Lumière;Lyon;FR;;Seed;2023-02-10;1.200,5;;Kima;Les Échos;12.02.2023;gemeldet\n"
    _, tries = guessed(tmp_path, GERMAN + wrong + fine)
    refused = [(row.line, row.column) for row in tries.rows if row.outcome == "refused"]
    assert refused == [(9, "Datum"), (10, "Betrag (Mio. EUR)"), (11, "Startup")]


def test_a_german_table_is_understood(tmp_path: Path) -> None:
    """Semicolons, decimal commas, millions in the header, leads with a mark, a sum row, dates of many kinds."""
    written, tries = guessed(tmp_path, GERMAN, "cp1252")
    funding = written["event"][0]
    assert [event["type"] for event in written["event"]] == ["funding", "founded", "profile"]
    assert "when" not in funding
    assert written["numbers"] == {"decimal": ","}
    assert written["skip"] == [{"when": {"Startup": ["Summe"]}, "reason": "sums"}]
    assert funding["raised"] == {"from": "{Betrag (Mio. EUR)}", "currency": "EUR", "times": 1e6}
    assert funding["on"] == "{Datum}"
    assert funding["id"] == "{Startup|slug}/{Runde|slug}/{Quelle|slug}"
    assert written["source"] == [{"publisher": "{Quelle}", "published": "{Veröffentlicht}"}]
    assert kinds(tries)[:3] == ["funding", "founded", "profile"]
    first = tries.events[0]
    assert (str(first.raised.amount), first.raised.currency) == ("2500000", "EUR")
    assert [party.name for party in first.leads] == ["Earlybird"]
    assert [party.name for party in first.investors] == ["HTGF"]
    assert (first.confidence.value, first.sources[0].publisher) == ("confirmed", "Gründerszene")
    assert [event.on.edtf for event in tries.events if event.kind == "founded"] == ["2019", "2021-03", "2018"]
    assert tries.rows[-1].outcome == "set aside"


def test_what_was_published_when_is_not_when_it_happened(tmp_path: Path) -> None:
    written, _ = guessed(tmp_path, ENGLISH)
    funding = written["event"][0]
    assert (funding["on"], written["source"][0]["published"]) == ("{Date}", "{Published}")
    assert funding["raised"] == {"from": "{Amount ($M)}", "currency": "USD", "times": 1e6}
    assert written["dates"]["formats"] == ["M/D/YYYY", "iso"]
    written, tries = guessed(tmp_path, STAFF)
    assert written["event"][0]["on"] == "../{Report date}"
    assert [event.on.human() for event in tries.events[:1]] == ["by 14 Mar 2025"]


def test_headers_in_french_and_spanish_are_understood(tmp_path: Path) -> None:
    written, tries = guessed(tmp_path, FRENCH)
    assert written["dates"]["formats"] == ["D/M/YYYY", "iso"]
    assert written["event"][0]["raised"] == {"from": "{Montant (M€)}", "currency": "EUR", "times": 1e6}
    assert [party.name for party in tries.events[0].investors] == ["Kima Ventures", "Partech"]
    written, tries = guessed(tmp_path, SPANISH)
    assert [event["type"] for event in written["event"]] == ["metric", "metric", "profile"]
    assert [str(event.count) for event in tries.events if event.kind == "metric" and event.count] == [
        "1250", "900", "40"
    ]  # fmt: skip
    assert str(tries.events[1].money.amount) == "12500000"


def test_a_figure_is_known_by_its_day_so_that_the_next_edition_adds_one(tmp_path: Path) -> None:
    """A newer figure is no correction of the one before."""
    text = "Entreprise;Année;Chiffre d’affaires (k€)\nUn;2024;1.500\nDeux;2024;2,5\n"
    written, tries = guessed(tmp_path, text)
    assert written["event"][0]["id"] == "{Entreprise|slug}/revenue/{Année|slug}"
    assert [str(event.money.amount) for event in tries.events if event.kind == "metric"] == ["1500000", "2500"]


def test_the_table_of_the_manual_is_understood(tmp_path: Path) -> None:
    text = re.findall(r"^```csv\n(.*?)^```", docs.page("maps"), re.M | re.S)[0]
    written, tries = guessed(tmp_path, text)
    assert [event["type"] for event in written["event"]] == ["funding", "founded", "profile"]
    assert tries.outcomes == {"used": 3, "set aside": 1}
    assert str(tries.events[0].raised.amount) == "2500000"


def test_deals_are_of_the_one_who_buys(tmp_path: Path) -> None:
    written, tries = guessed(tmp_path, DEALS)
    deal = tries.events[0]
    assert (deal.kind, deal.company, deal.target.name) == ("acquisition", "big-corp", "Acme")
    assert deal.price.currency == "EUR"
    assert kinds(tries) == ["acquisition", "profile", "acquisition"]
    assert "USD" not in str(written)


def test_rows_are_numbered_only_if_nothing_else_tells_them_apart(tmp_path: Path) -> None:
    for text in (GERMAN, ENGLISH, FRENCH, SPANISH, DEALS, STAFF, PLAIN):
        assert "{again}" not in str(guessed(tmp_path, text)[0])
    written, _ = guessed(tmp_path, ROUNDS_OF_NO_NAME)
    assert written["event"][0]["id"] == "{Name|slug}/{Date|slug}{again}"
    assert "1 row shares an id: {again} numbers them by their order in the file" in first_map(tmp_path / "table.csv")
    written, _ = guessed(tmp_path, GERMAN.replace("Quelle;", "Notiz;"))
    assert "{again}" in written["event"][0]["id"]


def test_a_field_that_many_cells_do_not_fit_is_a_comment(tmp_path: Path) -> None:
    written, tries = guessed(tmp_path, PLAIN.replace("Deutschland", "Bayern").replace("Österreich", "Tirol"))
    assert "country" not in written["event"][0]
    assert "# country = " in first_map(tmp_path / "table.csv")
    assert [row.outcome for row in tries.rows] == ["used"] * 3


@pytest.mark.parametrize(
    "text", ["a\n", "a{b},c\nx,\ny,\n", 'x|y,"q""r",z\n1,2,3\n', "Date\n2025-01-01\n", ",,\n1,2\n"]
)
def test_odd_tables_have_a_map_too(tmp_path: Path, text: str) -> None:
    guessed(tmp_path, text)


def test_a_table_of_which_no_column_can_be_named_has_none(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("a{b}\n1\n")
    with pytest.raises(InvalidFile, match="has no column that a map could name"):
        first_map(tmp_path / "odd.csv")


def test_the_command_that_comes_next_is_shown_whole(tmp_path: Path) -> None:
    path, place = tmp_path / "my rounds.csv", tmp_path / "rounds.toml"
    path.write_text(ENGLISH)
    arguments = ["map", "new", str(path), "-o", str(place)]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0
    assert f"    dateline map try '{path}' --map {place} --published DATE\n" in result.stdout
    again = CliRunner().invoke(program, arguments)
    assert (again.exit_code, again.stderr) == (
        1,
        f"Error: {place} is there already: name another file, or remove it\n",
    )
