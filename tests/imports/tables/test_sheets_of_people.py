"""What people's tables look like: titles, totals, blanks that mean the cell above, ranges, one price for several."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from table_cases import brought_in, events_of, made, plain, refusals, table_map, written

from dateline import docs
from dateline.imports.tables.cells.ranges import split_range
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.sheet import open_table
from dateline.log.memory.store import MemoryLog

DEALS = """
name = "deals"
[dataset]
publisher = "The List"
[[event]]
type = "acquisition"
each = {{ in = "Target", split = [",", " and "] }}
id = "{{value|slug}}"
company = "{{Buyer|slug}}"
target = "{{value}}"
stage = "completed"
on = "2025"
price = {price}
"""


async def test_blank_cells_of_some_columns_say_what_the_cell_above_says(tmp_path: Path) -> None:
    rows = "Acme,Seed,2025-03-14,5,\n,Series A,2025-04-14,,\n,,,,\nBeta,Seed,2025-05-14,7,\n"
    events = await made(tmp_path, rows, table_map('down = ["Company"]'))
    told = [(event["company"], event["round"], event.get("raised", {}).get("amount")) for event in events]
    assert told == [("acme", "seed", "5"), ("acme", "series-a", None), ("beta", "seed", "7")]
    (said,) = await refusals(tmp_path, ",Seed,2025-03-14,5,\n", table_map('down = ["Company"]'))
    assert said.startswith("2: Company: is empty, and the id needs it")


async def test_a_refused_row_keeps_what_it_took_from_above(tmp_path: Path) -> None:
    async with MemoryLog.opened() as log:
        path = written(tmp_path, "Acme,Seed,2025-03-14,5,\n,Series A,soon,5,\n")
        report = await brought_in(log, path, table_map('down = ["Company"]'))
    assert report.refused_file is not None
    assert report.refused_file.read_text().splitlines()[1].startswith("Acme,Series A,soon,5")


async def test_a_table_ends_before_its_totals(tmp_path: Path) -> None:
    rows = "Acme,Seed,2025-03-14,5,\nTotal,,,5,\n,,,,\nSource: us,,,,\nBeta,Seed,2025-03-14,5,\n"
    ready = table_map('until = { Company = ["Total", "Sum"] }')
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(tmp_path, rows), ready)
    assert (report.used, report.problems) == (1, [])
    assert dict(report.set_aside) == {"rows from `until` on, where the table ends": 3, "blank rows": 1}
    with pytest.raises(InvalidMap, match="until: Company: there is no test 'like'"):
        table_map('until = { Company = { like = "x" } }')


@pytest.mark.parametrize("title", ["Funding, 2025", "Funding rounds", '"Funding; 2025"'])
def test_the_mark_between_cells_is_found_below_a_title(tmp_path: Path, title: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{title}\n\nCompany;Round;Date\nAcme;Seed;2025\nBeta;A;2025\n")
    assert [list(row.cells) for row in open_table(path).rows()][-1] == ["Beta", "A", "2025"]


@pytest.mark.parametrize(
    ("cell", "money"),
    [
        ("10-15M", ("10000000", "USD", "over", "15000000")),
        ("$10m – $15m", ("10000000", "USD", "over", "15000000")),
        ("500k to 1.5m", ("500000", "USD", "over", "1500000")),
        ("between 2 and 3 million", ("2000000", "USD", "over", "3000000")),
        ("($5m)", ("-5000000", "USD", None, None)),
        ("-$5m", ("-5000000", "USD", None, None)),
        ("(5m USD)", ("-5000000", "USD", None, None)),
        ("US$5m", ("5000000", "USD", None, None)),
    ],
)
async def test_ranges_and_signs_of_amounts_are_read(tmp_path: Path, cell: str, money: tuple[Any, ...]) -> None:
    (event,) = await made(tmp_path, f"Acme,Seed,2025-03-14,{cell},\n", metric("{Amount} USD"))
    found = event["money"]
    upper = found.get("stated", [{}])[0]
    assert (found["amount"], found["currency"], found.get("bound"), upper.get("amount")) == money
    assert upper.get("bound", "under") == "under"


def metric(money: str) -> TableMap:
    text = (
        'name = "m"\n[dataset]\npublisher = "P"\n[[event]]\ntype = "metric"\nid = "{Company}"\ncompany = "acme"\n'
        f'metric = "revenue"\non = "2025"\nmoney = "{money}"\n'
    )
    return TableMap(spec.decode(text, "test.toml"))


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("C$5m", "CAD"), ("A$5m", "AUD"), ("HK$ 5m", "HKD"), ("R$5m", "BRL"), ("5m zł", "PLN"), ("₪5m", "ILS")],
)
async def test_signs_of_many_currencies_are_known(tmp_path: Path, cell: str, currency: str) -> None:
    (event,) = await made(tmp_path, f"Acme,Seed,2025-03-14,{cell},\n", metric("{Amount}"))
    assert event["money"] == {"amount": "5000000", "currency": currency}
    (said,) = await refusals(tmp_path, f"Acme,Seed,2025-03-14,{cell},\n", metric("{Amount} EUR"))
    assert said.startswith("2: Amount: ")


@pytest.mark.parametrize("cell", ["2020-21", "10M-15", "15-10M", "$5-€6", "1-2-3", "2025-03"])
async def test_what_is_no_plain_range_is_refused(tmp_path: Path, cell: str) -> None:
    assert await refusals(tmp_path, f"Acme,Seed,2025-03-14,{cell},\n", metric("{Amount} USD"))


def test_each_end_of_a_range_has_the_scale_of_both() -> None:
    assert split_range("10-15M") == ("10 M", "15 M")
    assert split_range("€1.2 – 1.5bn") == ("€1.2 bn", "€1.5 bn")
    assert split_range("51-200") == ("51", "200")
    assert split_range("10") is None


async def test_a_count_takes_an_end_of_a_range_and_the_refusal_says_how(tmp_path: Path) -> None:
    text = (
        'name = "m"\n[dataset]\npublisher = "P"\n[[event]]\ntype = "metric"\nid = "{{Company}}"\ncompany = "acme"\n'
        'metric = "headcount"\nunit = "people"\non = "2025"\n{}\n'
    )
    exact = TableMap(spec.decode(text.format('count = "{Amount}"'), "test.toml"))
    (said,) = await refusals(tmp_path, "Acme,Seed,2025-03-14,51-200,\n", exact)
    assert said == (
        '2: Amount: \'51-200\' is a range: take one end of it, as with "{Column|low}" and bound = "over",'
        ' or "{Column|high}" and bound = "under"'
    )
    low = TableMap(spec.decode(text.format('count = "{Amount|low}"\nbound = "over"'), "test.toml"))
    (event,) = await made(tmp_path, "Acme,Seed,2025-03-14,51-200,\n", low)
    assert (event["count"], event["bound"]) == ("51", "over")


async def test_one_price_for_several_is_told_of_each_only_as_the_map_says(tmp_path: Path) -> None:
    header, rows = "Buyer,Target,Price\n", 'Big,"Acme, Beta and Ceta",$50m\nBig,Delta,$5m\n'

    def ready(price: str) -> TableMap:
        return TableMap(spec.decode(DEALS.format(price=price), "test.toml"))

    (said,) = await refusals(tmp_path, rows, ready('"{Price}"'), header)
    assert said == (
        "2: Price: '$50m': is one price of 3: say in the map what is told of each: shared = \"under\", that it cost"
        ' less, or shared = "none"'
    )
    under = await made(tmp_path, rows, ready('{ from = "{Price}", shared = "under" }'), header)
    assert [event["price"].get("bound") for event in under] == ["under"] * 3 + [None]
    none = await made(tmp_path, rows, ready('{ from = "{Price}", shared = "none" }'), header)
    assert ["price" in event for event in none] == [False] * 3 + [True]
    assert Decimal(none[3]["price"]["amount"]) == 5_000_000
    text = DEALS.format(price='{ from = "{Price}", shared = "none" }').replace("each =", "#")
    one_target = spec.decode(text.replace("{value", "{Target"), "test.toml")
    with pytest.raises(InvalidMap, match="`shared` does nothing: no `each` makes several events of one price"):
        TableMap(one_target)


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("14.03.2025", "'D.M.YYYY' among its formats would take it"),
        ("3/4/2025", "'M/D/YYYY' or 'D/M/YYYY' among its formats would take it, whichever is meant"),
        ("45730.5", "'spreadsheet' among its formats would take it"),
        ("2025-03-14 10:20:00", "'timestamp' among its formats would take it"),
        ("unknown", "if it says no day, name it in `blank`; else a table of the map may say which"),
    ],
)
async def test_a_refused_date_says_what_would_take_it(tmp_path: Path, cell: str, advice: str) -> None:
    (said,) = await refusals(tmp_path, f"Acme,Seed,{cell},5,\n")
    assert said.endswith(advice)


async def test_the_sheet_of_the_manual_becomes_what_it_says(tmp_path: Path) -> None:
    about = docs.page("maps").partition("**Sheets as people make them**")[2]
    (sheet, text) = re.findall(r"^```(?:csv|toml)\n(.*?)^```", about, re.M | re.S)[:2]
    path = tmp_path / "portfolio.csv"
    path.write_text(sheet)
    async with MemoryLog.opened() as log:
        report = await brought_in(log, path, TableMap(spec.decode(text, "test.toml")))
        assert (report.problems, report.used) == ([], 3)
        events: list[Any] = await events_of(log)
    assert [(one.company, one.round, one.on.edtf) for one in events] == [
        ("muller", "seed", "2020-03-14"), ("muller", "series-a", "2022-06"), ("aurora", "seed", "2022-11-15")
    ]  # fmt: skip
    shown = re.search(r"`(\{\"amount\": \"10000000\".*?\})`", docs.page("maps"), re.S)
    assert shown is not None
    assert plain(events[1])["raised"] == {**json.loads(" ".join(shown[1].split())), "currency": "EUR"} | {
        "stated": [{"amount": "15000000", "currency": "EUR", "bound": "under"}]
    }


async def test_the_ends_of_a_range_of_the_manual_are_a_count_with_its_bound(tmp_path: Path) -> None:
    about = docs.page("maps").partition("**Ranges.**")[2]
    (text,) = re.findall(r"^```toml\n(.*?)^```", about, re.M | re.S)[:1]
    ready = TableMap(spec.decode(f'name = "m"\n[dataset]\npublisher = "P"\n{text}', "test.toml"))
    (event,) = await made(tmp_path, "Acme,51-200\n", ready, "Company,Employees\n")
    assert (event["count"], event["bound"], event["on"]) == ("51", "over", "../2026-01-31")
