"""What `map new` makes of files of all kinds: what happened, who came and went, deals, sites, spans as columns."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from table_cases import real_files

from dateline.imports.tables.guessing.colophon import colophon
from dateline.imports.tables.guessing.first_map import first_map
from dateline.imports.tables.guessing.periods import Period, period_in
from dateline.imports.tables.maps.choosing import ChosenTable, load_map
from dateline.imports.tables.maps.table_map import published_of
from dateline.imports.tables.trial import Trial, try_map


def guessed(folder: Path, text: str, name: str) -> tuple[dict[str, Any], Trial]:
    (folder / name).write_text(text, encoding="utf-8")
    return of_file(folder / name, folder)


def of_file(path: Path, folder: Path) -> tuple[dict[str, Any], Trial]:
    """The guess as it reads, and what it makes of the whole table."""
    written, place = first_map(path), folder / "guess.toml"
    place.write_text(written, encoding="utf-8")
    trial = try_map(ChosenTable(path, load_map(place), b"", published_of("2026-04-03", "test")), 100_000)
    return tomllib.loads(written) | {"text": written}, trial


def told(trial: Trial, kind: str) -> list[Any]:
    return [event for event in trial.events if event.kind == kind]


def test_each_layoff_is_a_milestone_and_those_counted_a_figure_too(tmp_path: Path) -> None:
    text = "Company,Location HQ,# Laid Off,Date,%,Industry,Stage,$ Raised (mm),Country\n"
    text += "Brightcart,Ulm,120,3/14/2024,12%,Retail,Series C,$210,Germany\n"
    text += (
        "Farlight,Lyon,,3/25/2024,100%,Media,Seed,$4,France\nBrightcart,Ulm,30,1/9/2024,,Retail,Series C,$210,Germany\n"
    )
    said, trial = guessed(tmp_path, text, "list.csv")
    assert trial.outcomes == {"used": 3}
    assert [(one.company, one.milestone, one.category) for one in told(trial, "milestone")] == [
        ("brightcart", "layoff-2024-03-14", "layoff"), ("farlight", "layoff-2024-03-25", "layoff"),
        ("brightcart", "layoff-2024-01-09", "layoff"),
    ]  # fmt: skip
    assert [(one.metric, str(one.count), one.per.value, one.on.edtf) for one in told(trial, "metric")] == [
        ("layoffs", "120", "day", "2024-03-14"), ("layoffs", "30", "day", "2024-01-09")
    ]  # fmt: skip
    assert "# Figures that it does not read: '$ Raised (mm)'\n# Not read either: '%', 'Stage'" in said["text"]


def test_members_of_an_index_are_told_since_when_and_until_when(tmp_path: Path) -> None:
    text = "Index,Company,ISIN,Member since,Member until\nCAC 40,Accor,FR0000120404,2024-06-24,\n"
    text += "CAC 40,Alstom,FR0010220475,2020-09-21,2024-03-18\n"
    _, trial = guessed(tmp_path, text, "changes.csv")
    assert [(one.company, one.milestone, one.stage.value, one.on.edtf) for one in told(trial, "milestone")] == [
        ("accor", "cac-40", "happened", "2024-06-24"), ("alstom", "cac-40", "happened", "2020-09-21"),
        ("alstom", "cac-40", "ended", "2024-03-18"),
    ]  # fmt: skip
    text = "Symbol,Security,GICS Sector,Headquarters Location,Date added,CIK,Founded\n"
    text += 'MMM,3M,Industrials,"Saint Paul, Minnesota",1957-03-04,0000066740,1902\n'
    text += 'ABT,Abbott,Health Care,"North Chicago, Illinois",1957-03-04,0000001800,1888\n'
    said, trial = guessed(tmp_path, text, "sp500.csv")
    assert [event["type"] for event in said["event"]] == ["milestone", "founded", "profile"]
    assert [one.company for one in told(trial, "milestone")] == ["3m", "abbott"]
    assert told(trial, "profile")[0].identifiers == ("ticker:MMM", "cik:0000066740")


def test_a_unicorn_is_worth_today_what_its_row_says_and_not_on_the_day_it_became_one(tmp_path: Path) -> None:
    text = 'Company,Valuation ($B),Date Joined,Country,Select Investors\nRevolut,$45,4/26/2018,UK,"A, B"\n'
    _, trial = guessed(tmp_path, text, "unicorns.csv")
    assert [(one.on.edtf, str(one.money.amount)) for one in told(trial, "metric")] == [("../2026-04-03", "45000000000")]
    assert [one.on.edtf for one in told(trial, "milestone")] == ["2018-04-26"]


def test_a_league_table_of_deals_has_prices_shares_stages_and_two_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "European M&A"
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["Acquirer", "Target", "Announced", "Completed", "Deal value (US$ bn)", "Stake acquired", "Status"])
    day = datetime.date
    sheet.append(["Cisco", "Splunk", day(2023, 9, 21), day(2024, 3, 18), 28, 1, "Completed"])
    sheet.append([None, "Accedian", day(2023, 6, 20), day(2023, 8, 31), None, 1, "Completed"])
    sheet.append(["Adobe", "Figma", day(2022, 9, 15), None, 20, 0.98, "Terminated"])
    sheet.append(["Total", None, None, None, 48, None, None])
    sheet.merge_cells("A4:A5")
    for row in range(4, 7):
        sheet.cell(row, 6).number_format = "0%"
    book.save(tmp_path / "deals.xlsx")
    _, trial = of_file(tmp_path / "deals.xlsx", tmp_path)
    assert trial.outcomes == {"used": 3, "set aside": 1}
    assert [(one.company, one.target.name, one.stage.value, one.on.edtf) for one in told(trial, "acquisition")] == [
        ("cisco", "Splunk", "announced", "2023-09-21"), ("cisco", "Splunk", "completed", "2024-03-18"),
        ("cisco", "Accedian", "announced", "2023-06-20"), ("cisco", "Accedian", "completed", "2023-08-31"),
        ("adobe", "Figma", "abandoned", "2022-09-15"),
    ]  # fmt: skip
    prices = [one.price for one in told(trial, "acquisition")]
    assert [str(price.amount) if price else None for price in prices] == [
        "28000000000",
        "28000000000",
        None,
        None,
        "20000000000",
    ]
    assert told(trial, "acquisition")[-1].percent == 98


def test_who_buys_has_a_profile_too_and_keys_tell_companies_apart(tmp_path: Path) -> None:
    said, trial = of_file(real_files("crunchbase-2013") / "acquisitions.csv", tmp_path)
    assert trial.outcomes["refused"] == 0
    assert said["event"][0]["target"] == {"name": "{company_name}", "slug": "{company_permalink|last|slug}"}
    profiles = [event for event in said["event"] if event["type"] == "profile"]
    assert [(one["company"], one["city"]) for one in profiles] == [
        ("{acquirer_permalink|last|slug}", "{acquirer_city}"), ("{company_permalink|last|slug}", "{company_city}")
    ]  # fmt: skip


def test_spans_as_columns_are_figures_of_these_spans(tmp_path: Path) -> None:
    text = '"Revenue by quarter, US$ millions",,\n,,\nCompany,Q1 2023,Q2 2023\nDatadog,481.7,509.5\nMongoDB,368.3,n/a\n'
    _, trial = guessed(tmp_path, text, "matrix.csv")
    found = [
        (one.metric, one.per.value, one.on.edtf, one.money.currency, str(one.money.amount))
        for one in told(trial, "metric")
    ]
    assert found == [
        ("revenue", "quarter", "2023-33", "USD", "481700000"), ("revenue", "quarter", "2023-34", "USD", "509500000"),
        ("revenue", "quarter", "2023-33", "USD", "368300000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "words", "per"),
    [
        ("Q1 2023", "Q1 2023", "quarter"), ("2023-Q4", "Q4 2023", "quarter"), ("1Q23", "Q1 2023", "quarter"),
        ("Q1 23", "Q1 2023", "quarter"), ("Q2FY24", "Q2 2024", "quarter"), ("H1-24", "H1 2024", "half"),
        ("H100 2023", "2023", "year"),
        ("Revenue Q3'24", "Q3 2024", "quarter"), ("H2 2022", "H2 2022", "half"), ("Jan 2023", "2023-01", "month"),
        ("2023-07", "2023-07", "month"), ("FY2021", "2021", "year"), ("Umsatz 2022 (Mio. €)", "2022", "year"),
    ],
)  # fmt: skip
def test_headers_name_spans(header: str, words: str, per: str) -> None:
    found = period_in(header)
    assert found is not None
    assert (found.words, found.per) == (words, per)


@pytest.mark.parametrize(
    "header",
    ["Revenue", "2022 to 2023", "Cost (2025 USD)", "Model 3", "H100", "H200", "Chips H100", "Q1 10-K", "Q1 10-k filed"],
)
def test_other_headers_name_none(header: str) -> None:
    assert period_in(header) is None


def test_a_quarter_that_there_is_none_of_leaves_its_year() -> None:
    assert period_in("Q5 2023 (x)") == Period("2023", "year")


def test_what_is_not_divided_among_other_columns_is_read(tmp_path: Path) -> None:
    text = "Company,Date,Users,Seats,Accounts\nA,2023-01-01,10,10,10\nB,2023-01-01,20,20,20\n"
    text += "C,2023-01-01,30,,\nD,2023-01-01,40,,\n"
    _, trial = guessed(tmp_path, text, "matrix.csv")
    assert {(one.company, str(one.count)) for one in told(trial, "metric") if one.metric == "users"} == {
        ("a", "10"), ("b", "20"), ("c", "30"), ("d", "40")
    }  # fmt: skip


def test_the_sites_of_operators_are_data_centres(tmp_path: Path) -> None:
    text = "Operator,Facility,City,Country,IT load (MW),Status,Go-live,Capex (US$m)\n"
    text += "Equinix,FR13,Frankfurt,DE,12.5,Operational,Q2 2023,180\nData4,Hanau,Hanau,DE,180,Planned,2027,1000\n"
    text += "Vantage,WAW1,Warsaw,PL,48,Under construction,mid-2027,\n"
    _, trial = guessed(tmp_path, text, "list.csv")
    sites = told(trial, "data-center")
    assert [(one.company, one.site.lower(), one.stage.value, one.on.edtf) for one in sites] == [
        ("equinix", "fr13", "operational", "2023-34"), ("data4", "hanau", "announced", "../2026-04-03"),
        ("vantage", "waw1", "under-construction", "../2026-04-03"),
    ]  # fmt: skip
    assert [str(one.operational_by and one.operational_by.edtf) for one in sites] == ["None", "2027", "2027-38"]
    assert str(sites[1].investment.amount) == "1000000000"


def test_whose_a_site_is_is_looked_up_in_the_file_beside_or_left_open(tmp_path: Path) -> None:
    text = "Data center,Date,Power (MW)\nEast,2024-01-01,0\nEast,2025-01-01,50\nWest,2025-02-01,20\n"
    said, trial = guessed(tmp_path, text, "timelines.csv")
    assert {event.company for event in trial.events} == {"unknown-owner"}
    assert "whose it is, this table does not say" in said["text"]
    (tmp_path / "sites.csv").write_text("Name,Owner,Country\nEast,Acme,FR\nWest,Beta,DE\n")
    said, trial = of_file(tmp_path / "timelines.csv", tmp_path)
    assert said["join"] == [{"name": "site", "file": "sites.csv", "key": "Name", "is": "Data center"}]
    assert [(one.company, one.stage.value, one.country) for one in told(trial, "data-center")] == [
        ("acme", "under-construction", "FR"), ("acme", "operational", "FR"), ("beta", "operational", "DE")
    ]  # fmt: skip


def test_countries_in_other_languages_are_translated_by_a_table_of_the_map(tmp_path: Path) -> None:
    text = "Firma;Stadt;Land\nA;Ulm;Deutschland\nB;Wien;Österreich\nC;Lyon;France\nD;東京;日本\nE;Rom;Italien\n"
    said, trial = guessed(tmp_path, text, "liste.csv")
    assert said["tables"]["countries"] == {
        "Deutschland": "DE", "Österreich": "AT", "日本": "JP", "Italien": "IT", "*": "*"
    }  # fmt: skip
    assert [one.country for one in told(trial, "profile")] == ["DE", "AT", "FR", "JP", "IT"]


def test_people_come_and_go(tmp_path: Path) -> None:
    rows = [
        {
            "person": "Ada Palmer",
            "company": "Helsing",
            "title": "CFO",
            "action": "appointed",
            "effective": "2024-03-01",
        },
        {"person": "Jon Reyes", "company": "Poolside", "title": "COO", "action": "left", "effective": "2024-05-31"},
    ]
    _, trial = guessed(tmp_path, "\n".join(map(json.dumps, rows)), "moves.ndjson")
    assert [(one.company, one.person.name, one.title, one.stage.value) for one in told(trial, "role")] == [
        ("helsing", "Ada Palmer", "CFO", "started"), ("poolside", "Jon Reyes", "COO", "ended")
    ]  # fmt: skip
    text = "Company,Executive,Position,From,To\nAcme,Ada,CEO,2020-02-01,2023-06-30\nAcme,Bob,CEO,2023-07-01,\n"
    _, trial = guessed(tmp_path, text, "board.csv")
    assert [(one.person.name, one.stage.value, one.on.edtf) for one in told(trial, "role")] == [
        ("Ada", "started", "2020-02-01"), ("Ada", "ended", "2023-06-30"), ("Bob", "started", "2023-07-01")
    ]  # fmt: skip


def test_objects_with_a_day_of_their_own_are_rows_and_not_the_lists_inside_of_them(tmp_path: Path) -> None:
    item = {
        "org": {"name": "Helsing", "permalink": "helsing"}, "announced_on": "2024-07-11", "investment_type": "series_c",
        "money_raised": {"value": 450000000, "currency": "EUR", "value_usd": 487000000},
        "investors": [{"name": "Accel", "type": "vc"}, {"name": "Saab", "type": "corporate"}],
        "sources": [{"url": "https://a.example/1"}, {"url": "https://b.example/2"}],
    }  # fmt: skip
    said, trial = guessed(tmp_path, json.dumps({"count": 1, "items": [item]}), "api.json")
    assert said["rows"] == "items"
    (round_,) = told(trial, "funding")
    assert (round_.company, round_.series, str(round_.raised)) == ("helsing", "series_c", "450000000 EUR")
    assert [party.name for party in round_.investors] == ["Accel", "Saab"]
    assert [source.url for source in round_.sources if source.url] == ["https://a.example/1", "https://b.example/2"]


def test_of_several_lists_the_one_with_days_is_rows_and_the_others_are_named(tmp_path: Path) -> None:
    company = {
        "name": "Aleph", "hq": {"city": "Ulm"}, "people": [{"name": "Jo", "role": "CEO"}],
        "rounds": [{"type": "Series A", "date": "2021-07-27", "amount": 5, "currency": "EUR"}],
    }  # fmt: skip
    said, trial = guessed(tmp_path, json.dumps([company, {"name": "Nyonic", "rounds": []}]), "api.json")
    assert said["rows"] == "rounds"
    assert "No rows are made of these lists: people." in said["text"]
    assert [(one.company, one.series) for one in told(trial, "funding")] == [("aleph", "Series A")]
    said, trial = guessed(tmp_path, json.dumps([{"name": "A", "city": "Ulm", "founders": [{"name": "Jo"}]}]), "b.json")
    assert "rows" not in said
    assert [event.kind for event in trial.events] == ["profile"]


def test_shares_that_are_held_and_shares_that_are_listed(tmp_path: Path) -> None:
    text = "Company,Shareholder,Stake (%),As of,Amount invested (EUR m)\nMistral AI,ASML,11,2025-09-09,1300\n"
    _, trial = guessed(tmp_path, text + "Mistral AI,Founders,33.5,2025-09-09,\n", "holders.csv")
    assert [(one.holder.name, str(one.percent)) for one in told(trial, "stake")] == [
        ("ASML", "11"),
        ("Founders", "33.5"),
    ]
    text = "Company,Exchange,Ticker,IPO date,Offer price,Amount raised ($m)\nArm,NASDAQ,ARM,2023-09-14,51,4870\n"
    _, trial = guessed(tmp_path, text, "new.csv")
    (listing,) = told(trial, "listing")
    assert (listing.exchange, listing.ticker, str(listing.raised.amount)) == ("NASDAQ", "ARM", "4870000000")


def test_what_happened_is_known_by_its_name(tmp_path: Path) -> None:
    text = "Defendant,Plaintiff,Case,Filed,Damages ($m)\nOpenAI,NYT,NYT v. Microsoft,2023-12-27,\n"
    text += "Anthropic,Concord,Concord v. A,2023-10-18,75\n"
    _, trial = guessed(tmp_path, text, "cases.csv")
    assert [(one.company, one.name, one.category) for one in told(trial, "milestone")] == [
        ("openai", "NYT v. Microsoft", "lawsuit"), ("anthropic", "Concord v. A", "lawsuit")
    ]  # fmt: skip
    text = "Manufacturer,Product,Recall date,Units affected,Reason\nTesla,Cybertruck,2024-04-17,3878,Pedal\n"
    _, trial = guessed(tmp_path, text, "list.csv")
    (recall,) = told(trial, "milestone")
    assert (recall.milestone, recall.category, recall.description) == (
        "cybertruck-2024-04-17",
        "product-recall",
        "Pedal",
    )


def test_a_figure_that_stands_in_two_columns_is_told_once(tmp_path: Path) -> None:
    text = "Company,Date,Revenue amount (normalize to annual),Annualized revenue (USD),Type\n"
    text += "A,2024-01-01,5.0,5.0,Annualized revenue\nA,2024-03-31,8.0,8.0,Quarterly revenue\n"
    text += "A,2024-12-31,6.0,,Yearly revenue\n"
    text += "B,2024-01-01,7.0,,Product/division revenue\nB,2024-02-01,9.0,9.0,Annualized revenue\n"
    _, trial = guessed(tmp_path, text, "reports.csv")
    assert [(one.metric, one.scope or "", one.per.value, one.money.currency) for one in told(trial, "metric")] == [
        ("revenue", "", "annualized", "USD"), ("revenue", "", "annualized", "USD"), ("revenue", "", "year", "USD"),
        ("revenue", "Product/division revenue", "annualized", "USD"), ("revenue", "", "annualized", "USD"),
    ]  # fmt: skip
    text = (
        "Company,Date,Amount,Inference spend,Training spend\nA,2024-01-01,5,5,\nA,2024-02-01,6,,6\nA,2024-03-01,7,7,\n"
    )
    said, _ = guessed(tmp_path, text, "spend.csv")
    assert [event["metric"] for event in said["event"] if event["type"] == "metric"] == [
        "inference-spend",
        "training-spend",
    ]


def test_a_german_list_of_rounds_with_dotted_days_and_no_word_for_date(tmp_path: Path) -> None:
    text = "Firma;Sitz;Runde;Abschluss;Betrag in Mio. €;Investoren;Umsatz 2023 (Mio. €)\n"
    text += "Isar;Ottobrunn;Serie C;28.03.2023;155,0;7-Industries, Bayern Kapital;\n"
    text += "Enpal;Berlin;Serie D;11.01.2023;215,0;TPG;905,5\n"
    _, trial = guessed(tmp_path, text, "liste.csv")
    assert [(one.on.edtf, str(one.raised)) for one in told(trial, "funding")] == [
        ("2023-03-28", "155000000 EUR"), ("2023-01-11", "215000000 EUR")
    ]  # fmt: skip
    assert [(one.on.edtf, one.per.value, str(one.money)) for one in told(trial, "metric")] == [
        ("2023", "year", "905500000 EUR")
    ]


def test_a_status_that_nobody_knows_is_said_and_never_guessed(tmp_path: Path) -> None:
    text = "Betreiber;Standort;Land;Leistung (MW);Status;Inbetriebnahme\nEquinix;Frankfurt;DE;28,8;in Betrieb;03/2024\n"
    text += "Equinix;Paris;FR;14;im Bau;Q4 2025\nNTT;Wien;AT;k. A.;in Betrieb;15.05.2021\nNTT;Bonn;DE;7;ruht;2026\n"
    said, trial = guessed(tmp_path, text, "liste.csv")
    assert said["tables"]["site-stages"] == {"in Betrieb": "operational", "im Bau": "under-construction"}
    assert '# "ruht" = ""    # <-- rows with it are refused' in said["text"]
    assert [(one.site, one.stage.value) for one in told(trial, "data-center")] == [
        ("Frankfurt", "operational"), ("Paris", "under-construction"), ("Wien", "operational")
    ]  # fmt: skip
    assert [row.outcome for row in trial.rows] == ["used", "used", "used", "refused"]


def test_filings_are_figures_of_their_quarters_known_since_they_were_filed(tmp_path: Path) -> None:
    filing = {
        "period": {"fiscal_year": 2022, "quarter": "Q1", "end": "2022-03-31"},
        "values": {"revenue": {"amount": 7520000000, "unit": "USD"}, "headcount": 13010},
        "filed_at": "2022-05-05T16:05:00Z",
    }
    company = {"legal_name": "Netflix, Inc.", "display_name": "Netflix", "cik": "0001065280", "hq": {"country": "US"}}
    file = {"meta": {"generated": "2025-02-20"}, "data": {"items": [{"company": company, "filings": [filing]}]}}
    said, trial = guessed(tmp_path, json.dumps(file), "api.json")
    assert said["published"] == "2025-02-20"
    revenue = next(one for one in told(trial, "metric") if one.metric == "revenue")
    assert (revenue.per.value, revenue.period.edtf, revenue.on.edtf) == ("quarter", "2022-33", "2022-03-31")
    assert [(one.publisher, one.published.edtf) for one in revenue.sources] == [("Netflix", "2022-05-05")]
    (profile,) = told(trial, "profile")
    assert (profile.name, profile.country, profile.identifiers) == ("Netflix", "US", ("cik:0001065280",))


def test_a_lead_that_stands_first_is_not_told_twice(tmp_path: Path) -> None:
    text = "Startup,Announced,Type,Size (€m),Post-money (€m),Investors (lead first)\nPasqal,2024-01-30,Series A,12.5,,"
    text += "Atomico; EQT\nBob,2024-10-07,Seed,220,400,Speedinvest\nCeo,2024-10-08,Grant,n/d,,\n"
    said, trial = guessed(tmp_path, text, "deals.csv")
    rounds = told(trial, "funding")
    assert [([one.name for one in each.leads], [one.name for one in each.investors]) for each in rounds] == [
        (["Atomico"], ["EQT"]), (["Speedinvest"], []), ([], [])
    ]  # fmt: skip
    assert [str(each.raised) for each in rounds] == ["12500000 EUR", "220000000 EUR", "None"]
    assert [str(each.valuation) for each in rounds] == ["None", "400000000 EUR", "None"]
    assert said["blank"] == ["n/d"]


def test_figures_that_are_not_read_are_said_first(tmp_path: Path) -> None:
    text = "Company,Round,Date,Raised (USD),Dilution ratio,Note\nA,Seed,2024-01-05,5,0.2,x\nB,Seed,2024-01-06,6,0.3,y\n"
    lines = guessed(tmp_path, text, "deals.csv")[0]["text"].splitlines()
    assert lines[2:4] == ["# Figures that it does not read: 'Dilution ratio'", "# Not read either: 'Note'"]


@pytest.mark.parametrize(
    ("text", "published", "publisher"),
    [
        ("Rechenzentren – Stand 30.06.2025", "2025-06-30", ""),
        ("Compiled 4 March 2025. Amounts in m", "2025-03-04", ""),
        ("Exported 2025-01-31", "2025-01-31", ""), ("Quelle: Branchenverband", "", "Branchenverband"),
        ("as of January 2024; source: PitchBook", "2024-01", "PitchBook"), ("Funding 2024", "", ""),
        ("Mis à jour le 31/03/2024 – Observatoire du numérique", "2024-03-31", "Observatoire du numérique"),
        ("Mis à jour le 03/04/2024", "2024-04-03", ""), ("Updated 03/04/2024", "", ""),
        ("Updated 03/31/2024 | All amounts in USD", "2024-03-31", ""),
        ("Source: Northbridge Research, as of 15 January 2024", "2024-01-15", "Northbridge Research"),
        ("Source: Crunchbase, 2024", "", "Crunchbase"), ("Source: Studio 1984", "", "Studio 1984"),
    ],
)  # fmt: skip
def test_what_stands_around_a_table_says_when_it_is_from(text: str, published: str, publisher: str) -> None:
    found = colophon([text], [])
    assert (found.published, found.publisher) == (published, publisher)


def test_what_other_columns_say_again_is_not_called_unread_and_chips_are_counted(tmp_path: Path) -> None:
    text = (
        "Company,Date,Amount,Inference spend,Training spend\nA,2024-01-01,5,5,\nA,2024-02-01,6,,6\nA,2024-03-01,7,7,\n"
    )
    said, _ = guessed(tmp_path, text, "spend.csv")
    assert "# Not read, since other columns say the same: 'Amount'" in said["text"]
    text = "Operator,Facility,Capacity (MW),H100 equivalents\nAcme,East,5,1000.4\nAcme,West,0,0\n"
    _, trial = guessed(tmp_path, text, "sites.csv")
    assert [(one.site, str(one.chips), one.stage.value) for one in told(trial, "data-center")] == [
        ("East", "1000", "operational"), ("West", "None", "under-construction")
    ]  # fmt: skip


def test_of_a_year_with_another_in_brackets_the_first_is_taken(tmp_path: Path) -> None:
    _, trial = guessed(tmp_path, "Company,City,Founded\nA,Ulm,2013 (1888)\nB,Ulm,1902\nC,Ulm,1999\n", "list.csv")
    assert [one.on.edtf for one in told(trial, "founded")] == ["2013", "1902", "1999"]


def test_a_share_of_the_staff_is_no_staff_and_words_of_other_languages_are_layoffs(tmp_path: Path) -> None:
    text = "Empresa;Fecha;Despidos;% plantilla;País\nGlovo;21/01/2023;250;6,5;España\nMeliá;03/03/2023;;;España\n"
    _, trial = guessed(tmp_path, text, "despidos.csv")
    assert [(one.metric, str(one.count)) for one in told(trial, "metric")] == [("layoffs", "250")]
    assert [one.category for one in told(trial, "milestone")] == ["layoff", "layoff"]


def test_a_table_may_say_in_a_column_what_each_row_counts(tmp_path: Path) -> None:
    text = "company,metric,period,value,unit\nSpotify,MAU,2023-Q1,515,million users\nSpotify,Hours,2023-Q1,21,hours\n"
    _, trial = guessed(tmp_path, text, "tidy.csv")
    assert [(one.metric, str(one.count), one.unit, one.on.edtf) for one in told(trial, "metric")] == [
        ("mau", "515", "million users", "2023-33"), ("hours", "21", "hours", "2023-33")
    ]  # fmt: skip


def test_what_is_earned_in_a_row_of_a_year_is_of_that_year(tmp_path: Path) -> None:
    text = "Name,Employees,Revenue ($B),Year\nAcme,12000,3.4,2023\nAcme,11000,3.1,2022\n"
    _, trial = guessed(tmp_path, text, "fortune.csv")
    found = [(one.metric, one.per and one.per.value, one.period and one.period.edtf) for one in told(trial, "metric")]
    assert found == [
        ("headcount", None, None), ("revenue", "year", "2023"),
        ("headcount", None, None), ("revenue", "year", "2022")
    ]  # fmt: skip


def test_the_scale_of_a_header_counts_for_models_too(tmp_path: Path) -> None:
    text = "Developer,Model,Release date,Parameters (B)\nMeta,Llama 3 8B,2024-04-18,8\n"
    _, trial = guessed(tmp_path, text, "models.csv")
    assert [str(one.parameters) for one in told(trial, "model")] == ["8000000000"]
