"""What `map new` understands of files as they are: figures, things, titles, totals, codes; and what it claims."""

from __future__ import annotations

import gzip
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from table_cases import real_files

from dateline.errors import InvalidFile
from dateline.imports.tables.guessing.first_map import first_map
from dateline.imports.tables.guessing.headers import bare, in_brackets
from dateline.imports.tables.maps.choosing import ChosenTable, load_map
from dateline.imports.tables.maps.table_map import published_of
from dateline.imports.tables.trial import Trial, try_map

TITLED = """\
Funding of startups, 2024
Exported 2025-01-31

Company;State;Round;Closed on;Amount (US$ m);Lead
Acme;NC;Seed;45123;2,5;Cherry
;NC;Series A;45350.5;18;EQT
Beta;CA;Seed;45400;10-15;
;CA;Series A;45500;20;X
Gamma;NA;Seed;45300;n/a;
Total;;;;65,5;
Source: our own research;;;;;
"""


def guessed(folder: Path, text: str, name: str = "table.csv") -> tuple[str, dict[str, Any], Trial]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return of_file(path, folder)


def of_file(path: Path, folder: Path) -> tuple[str, dict[str, Any], Trial]:
    """The guess as text and as it reads, and what it makes of the whole table."""
    written = first_map(path)
    place = folder / "guess.toml"
    place.write_text(written, encoding="utf-8")
    trial = try_map(ChosenTable(path, load_map(place), b"", published_of("2026-01-31", "test")), 100_000)
    return written, tomllib.loads(written), trial


def kinds(said: dict[str, Any]) -> list[str]:
    return [event["type"] for event in said["event"]]


def metrics(said: dict[str, Any]) -> list[str]:
    return [event["metric"] for event in said["event"] if event["type"] == "metric"]


def test_a_title_totals_blanks_and_serials_are_found(tmp_path: Path) -> None:
    written, said, trial = guessed(tmp_path, TITLED)
    assert (said["header"], said["down"], said["until"]) == (4, ["Company"], {"Company": "Total"})
    assert said["dates"]["formats"] == ["spreadsheet", "iso"]
    assert "tried on all 7 rows that are not blank, 5 used, 2 set aside, 0 refused" in written
    rounds: list[Any] = [event for event in trial.events if event.kind == "funding"]
    assert [(one.company, one.on.edtf) for one in rounds][:3] == [
        ("acme", "2023-07-16"), ("acme", "2024-02-28"), ("beta", "2024-04-18")
    ]  # fmt: skip


def test_codes_that_look_like_nothing_are_not_blanked(tmp_path: Path) -> None:
    _, said, _ = guessed(tmp_path, TITLED)
    assert said["blank"] == ["n/a"]
    rows = "".join(f"Acme {place},{code}\n" for place, code in enumerate(["NC", "CA", "NY", "TX", "NA"]))
    assert guessed(tmp_path, f"Company,State\n{rows}")[1]["blank"] == []
    assert guessed(tmp_path, "Company,Note\nA,sold in parts\nB,NC\nC,whole\n")[1]["blank"] == ["NC"]


def test_what_is_claimed_was_tried_on_the_whole_file(tmp_path: Path) -> None:
    rows = "".join(f"Acme {place},2024-01-05,5\n" for place in range(3_000))
    written, _, trial = guessed(tmp_path, f"Company,Date,Raised (USD)\n{rows}Beta,soon,5\n")
    assert "says when the file was published: tried on all 3,001 rows that are not blank, 3,000 used" in written
    assert "line 3,002: Date: 'soon' is not a date" in written
    assert trial.outcomes == Counter(used=3_000, refused=1)
    bad = guessed(tmp_path, "Company,Round,Date\nA,x,5/18/27\nB,y,5/19/27\nC,z,2024\n")[0]
    assert "It does not run yet" in bad or "0 refused" in bad


def test_files_of_figures_become_figures(tmp_path: Path) -> None:
    text = "Firm,Date,Power (MW),Downloads,Latitude\nA,2024-01-01,5,100,1.5\nA,2024-02-01,6,200,1.5\n"
    _, said, _ = guessed(tmp_path, text)
    assert metrics(said) == ["power", "downloads"]
    assert [event.get("unit") for event in said["event"][:2]] == ["MW", "downloads"]
    _, said, _ = guessed(tmp_path, "Company,Date,Amount\nA,2024-12-31,5\nB,2024-12-31,6\n", "compute spend.csv")
    assert metrics(said) == ["compute-spend"]
    _, said, _ = guessed(tmp_path, "Firm,Revenue 2022 (EUR m),Revenue 2023 (EUR m)\nA,1,2\nB,3,4\n")
    assert [(event["metric"], event["on"]) for event in said["event"][:2]] == [("revenue", "2022"), ("revenue", "2023")]


def test_scopes_and_spans_of_figures_are_kept(tmp_path: Path) -> None:
    text = "Company,Product,Active users,Active users time period,Daily tokens,Date\n"
    text += "A,Chat,5,Weekly,100,2024-01-01\nA,Search,6,Monthly,200,2024-01-01\n"
    _, said, trial = guessed(tmp_path, text)
    found: list[Any] = [event for event in trial.events if event.kind == "metric"]
    assert [(one.metric, one.scope, one.per.value) for one in found] == [
        ("users", "Chat", "week"), ("tokens", "Chat", "day"), ("users", "Search", "month"), ("tokens", "Search", "day")
    ]  # fmt: skip
    assert said["tables"]["per"] == {"Weekly": "week", "Monthly": "month", "*": ""}


def test_the_stage_of_a_round_is_that_of_its_row(tmp_path: Path) -> None:
    text = "Company,Date,Amount raised (USD),Status,Report date\nA,2024-01-05,5,Closed,2024-01-06\n"
    text += "B,,6,Late discussions,2024-02-06\nC,2024-03-05,7,Announced,2024-03-06\n"
    _, _, trial = guessed(tmp_path, text)
    found: list[Any] = [event for event in trial.events if event.kind == "funding"]
    assert [(one.company, one.stage.value, one.on.edtf) for one in found] == [
        ("a", "closed", "2024-01-05"), ("b", "talks", "../2024-02-06"), ("c", "announced", "2024-03-05")
    ]  # fmt: skip


def test_of_several_sheets_the_fullest_is_taken(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["About this file"])
    sheet = book.create_sheet("Deals")
    for row in (["Acquirer", "Target", "Date"], ["Big", "Acme", "2024-01-05"], ["Big", "Beta", "2024-02-05"]):
        sheet.append(row)
    book.save(tmp_path / "deals.xlsx")
    written, said, trial = of_file(tmp_path / "deals.xlsx", tmp_path)
    assert said["sheet"] == "Deals"
    assert "the others: Sheet" in written
    assert [event.kind for event in trial.events if event.kind == "acquisition"] == ["acquisition"] * 2


def test_a_packed_table_is_called_as_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "vol.csv.gz"
    path.write_bytes(gzip.compress(b"Company,Date,Raised (USD)\nAcme,2024-01-05,5\n"))
    said = tomllib.loads(first_map(path))
    assert (said["name"], said["dataset"]["title"]) == ("vol", "vol")


def test_a_sheet_that_is_named_is_taken(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Rounds"
    book.active.append(["Company", "Date", "Raised (USD)"])
    book.active.append(["Acme", "2024-01-05", 5])
    for name in ("Deals", "Old deals"):
        sheet = book.create_sheet(name)
        for row in (["Acquirer", "Target", "Date"], ["Big", "Acme", "2024-01-05"], ["Big", "Beta", "2024-02-05"]):
            sheet.append(row)
    book["Old deals"].sheet_state = "hidden"
    path = tmp_path / "book.xlsx"
    book.save(path)
    shown = tomllib.loads(first_map(path, sheet="Rounds"))
    assert (shown["sheet"], shown["event"][0]["type"]) == ("Rounds", "funding")
    assert tomllib.loads(first_map(path, sheet="Old deals"))["sheet"] == "Old deals"
    with pytest.raises(InvalidFile, match=r"has no sheet 'rounds': it has 'Rounds', 'Deals', 'Old deals'"):
        first_map(path, sheet="rounds")
    (tmp_path / "table.csv").write_text("Company,Date\nAcme,2024-01-05\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match="is no workbook, so that it has no sheet 'Rounds'"):
        first_map(tmp_path / "table.csv", sheet="Rounds")


def test_a_list_inside_of_objects_is_rows(tmp_path: Path) -> None:
    text = '[{"name": "A", "rounds": [{"round": "seed", "date": "2024-01-05", "raised_usd": 5}]}, {"name": "B"}]'
    _, said, trial = guessed(tmp_path, text, "api.json")
    assert said["rows"] == "rounds"
    assert [event.kind for event in trial.events].count("funding") == 1


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("epoch/ai_companies.csv", {"founded", "profile"}),
        ("epoch/ai_companies_compute_spend.csv", {"metric", "profile"}),
        ("epoch/ai_companies_funding_rounds.csv", {"funding", "profile"}),
        ("epoch/ai_companies_revenue_reports.csv", {"metric", "profile"}),
        ("epoch/ai_companies_staff_reports.csv", {"metric", "profile"}),
        ("epoch/ai_companies_usage_reports.csv", {"metric", "profile"}),
        ("epoch/data_center_timelines.csv", {"data-center", "profile"}),
        ("epoch/data_centers.csv", {"data-center", "profile"}),
        ("epoch/notable_ai_models.csv", {"model", "profile"}),
        ("crunchbase-2013/acquisitions.csv", {"acquisition", "profile"}),
    ],
)
def test_real_files_are_understood_and_few_of_their_rows_refused(tmp_path: Path, file: str, expected: set[str]) -> None:
    folder, _, name = file.partition("/")
    written, said, trial = of_file(real_files(folder) / name, tmp_path)
    assert set(kinds(said)) == expected
    assert trial.outcomes["refused"] <= 0.02 * len(trial.rows) + 1
    assert re.search(r"^# It runs (as it stands|when .*): tried on all", written, re.M)
    assert "NC" not in said["blank"]


def test_headers_of_more_languages_and_their_scales_are_understood(tmp_path: Path) -> None:
    text = (
        "Spółka;Runda;Data zamknięcia;Kwota (mln zł)\nBrainly;Seria B;14.10.2017;57,5\nDocPlanner;E;9.05.2018;ok. 300\n"
    )
    _, said, trial = guessed(tmp_path, text)
    assert said["event"][0]["raised"] == {"from": "{Kwota (mln zł)}", "currency": "PLN", "times": 1e6}
    found: list[Any] = [event for event in trial.events if event.kind == "funding"]
    assert [(str(one.raised.amount), one.raised.bound.value) for one in found] == [
        ("57500000", "exact"), ("300000000", "about")
    ]  # fmt: skip
    _, said, _ = guessed(tmp_path, "Comprador,Adquirida,Data,Valor (R$ milhões)\nA,B,2024-01-05,5\n")
    assert said["event"][0]["price"] == {"from": "{Valor (R$ milhões)}", "currency": "BRL", "times": 1e6}


def test_a_list_that_is_empty_in_some_objects_makes_no_column_of_its_own(tmp_path: Path) -> None:
    text = '[{"name": "A", "staff": [{"date": "2024-01-05", "headcount": 5}]}, {"name": "B", "staff": []}]'
    written, said, _ = guessed(tmp_path, text, "api.json")
    assert said["rows"] == "staff"
    assert "'staff':" not in written
    assert metrics(said) == ["headcount"]


def test_columns_of_identifiers_are_those_of_the_profile(tmp_path: Path) -> None:
    text = "Company,Symbol,LEI,City\nAcme,ACM,529900T8BM49AURSDO55,Ulm\nBeta,BET,,Wien\n"
    _, said, trial = guessed(tmp_path, text)
    assert said["event"][-1]["identifiers"] == ["ticker:{Symbol}", "lei:{LEI}"]
    found: list[Any] = trial.events
    assert [one.identifiers for one in found] == [("ticker:ACM", "lei:529900T8BM49AURSDO55"), ("ticker:BET",)]


def test_headers_that_differ_in_their_year_are_one_metric_of_a_year(tmp_path: Path) -> None:
    text = "Firma;Umsatz 2022 (Tsd. €);Umsatz 2023 (Tsd. €)\nAcme;1.200,5;1.300\nBolt;900;k. A.\nCray;1.000;2.000\n"
    _, said, trial = guessed(tmp_path, text)
    figures = [event for event in said["event"] if event["type"] == "metric"]
    assert [(one["metric"], one["per"], one["on"]) for one in figures] == [
        ("revenue", "year", "2022"), ("revenue", "year", "2023"),
    ]  # fmt: skip
    assert trial.outcomes["used"] == 3


def test_a_row_without_its_figure_is_set_aside_and_counted(tmp_path: Path) -> None:
    text = "Company,Announced,People\n" + "".join(
        f"C{n},2023-01-{n + 1:02},{n * 10 if n % 3 else ''}\n" for n in range(20)
    )
    _, said, trial = guessed(tmp_path, text, "visitors.csv")
    assert metrics(said) == ["visitors"], "the header only says what is counted, the file what they did"
    assert said["skip"] == [{"when": {"People": {"empty": True}}, "reason": "rows without People"}]
    assert (trial.outcomes["used"], trial.outcomes["set aside"]) == (13, 7)


def test_a_round_that_only_says_what_the_company_was_worth_is_one(tmp_path: Path) -> None:
    text = "Company,Close date,Funding (equity),Valuation\nAcme,2023-01-01,5000000,\nAcme,2023-06-01,,90000000\n"
    text += "Bolt,2023-02-01,7000000,20000000\nBolt,2023-03-01,8000000,30000000\n"
    _, said, trial = guessed(tmp_path, text)
    (round_,) = [event for event in said["event"] if event["type"] == "funding"]
    assert "when" not in round_
    assert "valuation" in round_
    assert sum(event.kind == "funding" for row in trial.rows for event in row.events) == 4


def test_rounds_of_one_name_on_several_days_are_several_rounds(tmp_path: Path) -> None:
    text = "Company,Round,Funded,Raised (USD)\n" + "".join(
        f"C{n // 2},Venture,20{10 + n % 2}-03-01,{n + 1}000000\n" for n in range(12)
    )
    _, said, trial = guessed(tmp_path, text)
    (round_,) = [event for event in said["event"] if event["type"] == "funding"]
    assert round_["round"] == "{Round|slug}-{Funded|slug}"
    assert len({event.subject for event in trial.events if event.kind == "funding"}) == 2
    _, said, _ = guessed(tmp_path, text.replace("2011-", "2010-").replace("Venture", "A", 1))
    assert "{again}" in next(event["id"] for event in said["event"] if event["type"] == "funding")


def test_a_header_of_many_open_brackets_takes_no_longer_than_its_length_says() -> None:
    """Each of them was looked behind for its end, of which there is none: minutes for what takes a moment."""
    header = "Raised (USD) " + "(" * 200_000
    assert in_brackets(header) == "USD"
    assert bare(header) == "Raised " + "(" * 200_000


ROUNDS = """\
{"companies": [{"name": "Acme", "rounds": [
  {"stage": "seed", "closed_on": "2021-09-20", "amount": {"value": 12, "unit": "million", "currency": "USD"},
   "valuation": null, "investors": [{"name": "Cherry", "lead": true}]},
  {"stage": "series_a", "closed_on": "2022-08-10", "amount": {"value": 1.2, "unit": "billion", "currency": "EUR"},
   "valuation": {"value": 288, "unit": "million", "kind": "post"},
   "investors": [{"name": "Index", "lead": true}, {"name": "EQT", "lead": false}]}]},
 {"name": "Beta", "rounds": [
  {"stage": "seed", "closed_on": "2023-01-05", "amount": {"value": 500, "unit": "k", "currency": "EUR"},
   "valuation": null, "investors": [{"name": "EQT", "lead": false}]}]}]}
"""


def test_words_of_scale_beside_an_amount_are_its_scale(tmp_path: Path) -> None:
    _, _, trial = guessed(tmp_path, ROUNDS, "rounds.json")
    found: list[Any] = [event for event in trial.events if event.kind == "funding"]
    assert [(str(one.raised.amount), one.raised.currency) for one in found if one.raised] == [
        ("12000000", "USD"), ("1200000000", "EUR"), ("500000", "EUR")
    ]  # fmt: skip
    assert [(str(one.valuation.amount), one.valuation.currency) for one in found if one.valuation] == [
        ("288000000", "EUR")
    ]
    text = "Company,Round,Date,Amount,Unit\nAcme,Seed,2024-01-05,12,M\nBeta,Seed,2024-02-05,,M\nNo,A,2024-03-05,3,bn\n"
    _, _, trial = guessed(tmp_path, text)
    found = [event for event in trial.events if event.kind == "funding"]
    assert [one.raised and str(one.raised.amount) for one in found] == ["12000000", None, "3000000000"]
    assert trial.outcomes == {"used": 3}


def test_true_and_false_are_no_names_but_tell_who_led(tmp_path: Path) -> None:
    _, said, trial = guessed(tmp_path, ROUNDS, "rounds.json")
    assert trial.outcomes == {"used": 3}
    found: list[Any] = [event for event in trial.events if event.kind == "funding"]
    assert [(one.round, [lead.name for lead in one.leads]) for one in found if one.leads] == [
        ("seed", ["Cherry"]), ("series-a", ["Index"])
    ]  # fmt: skip
    assert [(one.round, [who.name for who in one.investors]) for one in found if one.investors] == [
        ("series-a", ["EQT"]), ("seed", ["EQT"])
    ]  # fmt: skip
    _, said, _ = guessed(tmp_path, "Lead,Round,Date,Amount ($m)\ntrue,A,2024-01-05,5\nfalse,B,2024-02-05,6\n")
    assert not any("{Lead" in str(value) for value in said["event"][0].get("leads", ()))


@pytest.mark.parametrize(
    "header", ["Effectif supprimé", "Laid off", "Entlassene", "Jobs cut", "Workforce cut", "Employees affected"]
)
def test_those_who_had_to_go_are_a_flow_and_no_headcount(tmp_path: Path, header: str) -> None:
    text = f"Company,Date,{header}\nAcme,2023-01-23,600\nAcme,2023-12-04,1500\nBeta,2024-01-26,8000\n"
    _, said, trial = guessed(tmp_path, text, "layoffs.csv")
    assert metrics(said) == ["layoffs"]
    found: list[Any] = [event for event in trial.events if event.kind == "metric"]
    assert [(str(one.count), one.period.edtf, one.unit) for one in found] == [
        ("600", "2023-01-23", "people"), ("1500", "2023-12-04", "people"), ("8000", "2024-01-26", "people")
    ]  # fmt: skip


def test_what_says_who_published_a_file_of_json_and_when_is_of_the_map(tmp_path: Path) -> None:
    text = ROUNDS.replace('{"companies"', '{"asOf": "2024-06-30", "provider": "OpenRounds", "companies"', 1)
    written, said, _ = guessed(tmp_path, text, "rounds.json")
    assert (said["published"], said["dataset"]["publisher"]) == ("2024-06-30", "OpenRounds")
    assert "# It runs as it stands" in written
    written, said, _ = guessed(tmp_path, ROUNDS, "rounds.json")
    assert "published" not in said
    assert "# It runs when --published DATE says when the file was published: tried on all 3" in written


def test_cells_merged_beside_those_of_the_company_are_filled_down_too(tmp_path: Path) -> None:
    text = "Entreprise;Pays;Date;Licenciements;Remarques\nSpotify;Suède;23/01/2023;600;\n;;04/12/2023;1 500;bis\n"
    text += "SAP;Allemagne;23/01/2024;8 000;\n;;26/01/2023;3 000;\nTotal;;;13 100;\n"
    _, said, trial = guessed(tmp_path, text)
    assert said["down"] == ["Entreprise", "Pays"]
    found: list[Any] = [event for event in trial.events if event.kind == "profile"]
    assert {(one.company, one.country) for one in found} == {("spotify", "SE"), ("sap", "DE")}


def test_a_seat_that_is_a_country_is_no_city(tmp_path: Path) -> None:
    text = "Acquirer,Target,Announced,Target HQ\nA,B,2024-01-05,United States\nC,D,2024-02-05,Spain\n"
    _, said, _ = guessed(tmp_path, text)
    assert said["event"][-1]["country"] == "{Target HQ}"
    assert "city" not in said["event"][-1]
    _, said, _ = guessed(tmp_path, text.replace("Spain", "Madrid"))
    assert said["event"][-1]["city"] == "{Target HQ}"


@pytest.mark.parametrize(("kind", "before"), [("post", False), ("pre-money", True)])
def test_the_kind_of_a_valuation_is_read(tmp_path: Path, kind: str, before: bool) -> None:
    _, _, trial = guessed(tmp_path, ROUNDS.replace('"post"', f'"{kind}"'), "rounds.json")
    assert trial.outcomes == {"used": 3}
    found: list[Any] = [event for event in trial.events if event.kind == "funding" and event.valuation]
    assert [one.pre_money for one in found] == [before]


def test_true_and_false_tell_whether_a_deal_is_done(tmp_path: Path) -> None:
    text = "Acquirer,Target,Announced,Completed\nA,B,2024-01-05,true\nC,D,2024-02-05,false\n"
    _, _, trial = guessed(tmp_path, text)
    found: list[Any] = [event for event in trial.events if event.kind == "acquisition"]
    assert [(one.target.name, one.stage.value) for one in found] == [("B", "completed"), ("D", "announced")]


def test_where_not_every_name_is_marked_all_are_investors(tmp_path: Path) -> None:
    text = ROUNDS.replace('{"name": "EQT", "lead": false}]}]}', '{"name": "EQT"}]}]}', 1)
    written, _, trial = guessed(tmp_path, text, "rounds.json")
    assert trial.outcomes == {"used": 3}
    found: list[Any] = [event for event in trial.events if event.kind == "funding"]
    assert [[who.name for who in one.investors] for one in found] == [["Cherry"], ["Index", "EQT"], ["EQT"]]
    assert "leads are told by 'companies.rounds.investors.lead', which not every entry has" in written


def test_points_between_thousands_are_read_by_the_days_beside_them(tmp_path: Path) -> None:
    _, _, trial = guessed(tmp_path, "Firma,Datum,Entlassene\nAcme,05.01.2023,1.200\nBeta,07.03.2023,30\n")
    found: list[Any] = [event for event in trial.events if event.kind == "metric"]
    assert [str(one.count) for one in found] == ["1200", "30"]
