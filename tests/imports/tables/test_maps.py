"""Maps: what rows become, are set aside for, and are refused for; and maps that cannot be used."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from table_cases import EXCERPTS, HEADER, LABS, MAP, brought_in, events_of, made, refusals, table_map, written

from dateline.errors import InvalidFile
from dateline.imports.tables.cells.amounts import MIXED
from dateline.imports.tables.guessing.first_map import first_map
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.choosing import ChosenTable, load_map, load_preset, presets
from dateline.imports.tables.maps.table_map import InvalidMap, TableMap, published_of
from dateline.imports.tables.trial import try_map
from dateline.log.memory.store import MemoryLog

ROW = "Acme,Series A,2025-03-14,1200000,https://techcrunch.com/a\n"
PAGE = '[[source]]\npublisher = "{Page|publisher}"\nurl = "{Page}"\npublished = "{Date}"'


async def test_a_row_becomes_an_event_of_the_data_set(tmp_path: Path) -> None:
    assert await made(tmp_path, ROW) == [
        {
            "id": "list/acme/series-a@2026-01-31",
            "type": "funding",
            "company": "acme",
            "round": "series-a",
            "stage": "closed",
            "on": "2025-03-14",
            "raised": {"amount": "1200000", "currency": "USD"},
            "sources": [{"publisher": "The List", "published": "2026-01-31"}],
        }
    ]


async def test_the_page_that_a_row_names_is_its_source(tmp_path: Path) -> None:
    (event,) = await made(tmp_path, ROW, table_map(rest=PAGE))
    assert event["sources"] == [
        {"publisher": "TechCrunch", "url": "https://techcrunch.com/a", "published": "2025-03-14"}
    ]


async def test_a_page_without_its_date_is_cited_and_one_of_no_date_was_retrieved(tmp_path: Path) -> None:
    header = HEADER.strip() + ",Reported\n"
    ready = table_map(rest=PAGE.replace("{Date}", "{Reported}"))
    (event,) = await made(tmp_path, ROW.strip() + ",\n", ready, header)
    assert event["sources"] == [{"publisher": "The List", "published": "2026-01-31", "cites": ["TechCrunch"]}]
    (event,) = await made(tmp_path, ROW, table_map(rest=PAGE.replace('published = "{Date}"', "")))
    assert event["sources"] == [
        {"publisher": "The List", "published": "2026-01-31"},
        {"publisher": "TechCrunch", "url": "https://techcrunch.com/a", "retrieved": "2026-01-31"},
    ]


async def test_a_currency_without_an_amount_is_no_amount(tmp_path: Path) -> None:
    (event,) = await made(tmp_path, "Acme,Seed,2025-03-14,,\n")
    assert "raised" not in event


async def test_values_that_say_nothing_are_declared(tmp_path: Path) -> None:
    (event,) = await made(tmp_path, "Acme,Seed,2025-03-14,n/a,\n", table_map(top='blank = ["n/a"]'))
    assert "raised" not in event


async def test_what_is_dated_after_the_file_is_a_plan(tmp_path: Path) -> None:
    (event,) = await made(tmp_path, "Acme,Seed,2026-03-14,5,\n")
    assert (event["on"], event["confidence"]) == ("2026-03-14", "rumored")
    (event,) = await made(tmp_path, "Acme,Seed,2026-03-14,5,\n", table_map(top='plans = "keep"'))
    assert "confidence" not in event
    assert await refusals(tmp_path, "Acme,Seed,2026-03-14,5,\n", table_map(top='plans = "refuse"')) == [
        "2: Date: '2026-03-14': is dated after the file itself"
    ]


async def test_rows_of_one_id_are_refused_numbered_or_the_same(tmp_path: Path) -> None:
    twice = "Acme,Seed,2025-03-14,5,\nAcme,Seed,2025-03-14,5,\nAcme,Seed,2025-03-15,6,\n"
    (refused,) = await refusals(tmp_path, twice)
    assert refused == "4: Company: line 2 says something else under the same id 'list/acme/seed'"
    text = MAP.format(top="", event="", rest="").replace("{Round|slug}", "{Round|slug}{again}")
    events = await made(tmp_path, twice, TableMap(spec.decode(text, "test.toml")))
    assert [event["id"] for event in events] == [f"list/acme/seed{again}@2026-01-31" for again in ("", "-2", "-3")]
    assert [event["round"] for event in events] == ["seed", "seed-2", "seed-3"]


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ("Acme,Seed,5/18/27,5,\n", "Date: '5/18/27' is what a spreadsheet left of a value"),
        ("Acme,Seed,3201-05-18,5,\n", "Date: '3201-05-18' is no plausible date"),
        ("Acme,Seed,2025-03-14,####,\n", "Amount: #### is what a spreadsheet shows of a column that is too narrow"),
        ("Acme,Seed,2025-03-14,5/18/27,\n", "Amount: '5/18/27"),
        ("Acme,Seed,2025-03-14,0,\n", "Amount: '0': raised: must be more than zero"),
        (",Seed,2025-03-14,5,\n", "Company: is empty, and the id needs it"),
        ("Acme,Seed,,5,\n", "Date: on: the date is missing"),
        ("Acme,Seed\n", ": has 2 cells where the header has 5"),
    ],
)  # fmt: skip
async def test_each_refusal_names_line_column_value_and_reason(tmp_path: Path, row: str, refused: str) -> None:
    (said,) = await refusals(tmp_path, row)
    assert said.startswith(f"2: {refused}")


async def test_rows_are_set_aside_and_refused_by_rule(tmp_path: Path) -> None:
    rest = '[[skip]]\nwhen = { Company = "Total" }\nreason = "sums"\n'
    rest += '[[refuse]]\nwhen = { Company = "{Round}" }\nreason = "funds itself"'
    rows = ROW + "Total,x,2025-01-01,5,\nAcme,acme,2025-01-01,5,\n,,,,\n"
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(tmp_path, rows), table_map(rest=rest))
    assert (report.rows, report.used, dict(report.set_aside)) == (4, 1, {"sums": 1, "blank rows": 1})
    assert [str(problem) for problem in report.problems] == [f"{report.path}:4: Company: 'Acme': funds itself"]


async def test_several_values_of_a_cell_each_have_a_confidence(tmp_path: Path) -> None:
    event = """
[[event]]
type = "partnership"
each = { in = "Page", split = ",", parts = ["{who} #{sure}", "{who}"] }
id = "{Company|slug}/{who|slug}"
company = "{Company|slug}"
partner = "{who}"
nature = "customer"
stage = "started"
on = "{Date}"
confidence = "{sure|sure}"
[tables.sure]
likely = "reported"
speculative = "rumored"
"" = "reported"
"""
    row = 'Acme,Seed,2025-03-14,5,"OpenAI #likely, Google DeepMind #speculative,xAI"\n'
    _, *events = await made(tmp_path, row, table_map(rest=event))
    assert [(one["partner"], one.get("confidence")) for one in events] == [
        ("OpenAI", None),
        ("Google DeepMind", "rumored"),
        ("xAI", None),
    ]


LIST = "{{ in = 'Page', split = [';', ','] {more} }}"
LEADS = "leads = " + LIST.format(more=", parts = ['{who} (Lead)']")
REST = "investors = " + LIST.format(more="")


async def test_lists_of_an_event_share_the_values_of_a_cell(tmp_path: Path) -> None:
    rows = 'Acme,Seed,2025-03-14,5,"Earlybird (Lead); HTGF; n/a"\n'
    rows += 'Acme,Series A,2025-03-15,5,"Point Nine, Cherry Ventures (lead), Point Nine"\n'
    rows += "Acme,Series B,2025-03-16,5,\n"
    events = await made(tmp_path, rows, table_map('blank = ["n/a"]', f"{LEADS}\n{REST}"))
    assert [(event.get("leads"), event.get("investors")) for event in events] == [
        (["Earlybird"], ["HTGF"]),
        (["Cherry Ventures"], ["Point Nine"]),
        (None, None),
    ]


async def test_a_value_that_no_list_of_the_event_takes_refuses_the_row(tmp_path: Path) -> None:
    row = 'Acme,Seed,2025-03-14,5,"Earlybird (Lead); HTGF"\n'
    assert await refusals(tmp_path, row, table_map(event=LEADS)) == [
        "2: Page: 'Earlybird (Lead); HTGF': 'HTGF' is not written like {who} (Lead), "
        "and no list of the event takes the rest"
    ]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (f"{REST}\n{LEADS}", "leads: investors stands above it and takes every value of 'Page': put it below"),
        (f"{LEADS}\ninvestors = {{ in = 'Page' }}", "investors: leads splits 'Page' in another way"),
    ],
)
def test_lists_that_cannot_share_a_cell_are_refused(event: str, said: str) -> None:
    with pytest.raises(InvalidMap) as refused:
        table_map(event=event)
    assert said in str(refused.value)


async def test_a_list_is_put_together_of_several_entries(tmp_path: Path) -> None:
    event = """
leads = ["{Round}", { in = "Page", split = ";", parts = ["{who} ({mark})", "{who}"], from = "{mark} {who}" }]
investors = { from = "{Round}", split = " ", blank = ["Series"] }
"""
    (made_of,) = await made(tmp_path, "Acme,Series A,2025-03-14,5,Fund (Big); Other\n", table_map(event=event))
    assert made_of["leads"] == ["Series A", "Big Fund", "Other"]
    assert made_of["investors"] == ["A"]


@pytest.mark.parametrize(
    ("cell", "money"),
    [
        ("about 400", {"amount": "400", "currency": "EUR", "bound": "about"}),
        ("ca. €2.5 Mio.", {"amount": "2500000", "currency": "EUR", "bound": "about"}),
        ("over 1.2bn", {"amount": "1200000000", "currency": "EUR", "bound": "over"}),
        ("400", {"amount": "400", "currency": "EUR", "bound": "under"}),
    ],
)
async def test_what_a_cell_says_of_its_amount_goes_before_what_the_map_says(
    tmp_path: Path, cell: str, money: dict[str, str]
) -> None:
    debt = 'debt = { amount = "{Page}", currency = "EUR", bound = "under" }'
    (event,) = await made(tmp_path, f"Acme,Seed,2025-03-14,5,{cell}\n", table_map(event=debt))
    assert event["debt"] == money


async def test_an_amount_in_another_currency_than_the_maps_is_refused(tmp_path: Path) -> None:
    debt = 'debt = { amount = "{Page}", currency = "CAD" }'
    rows = "Acme,Seed,2025-03-14,5,€5\nAcme,A,2025-03-14,5,$5\nAcme,B,2025-03-14,5,US$5\n"
    assert await refusals(tmp_path, rows, table_map(event=debt)) == [
        f"2: Page: '€5': is in EUR, and not in CAD as the map has it; {MIXED}",
        f"4: Page: 'US$5': is in USD, and not in CAD as the map has it; {MIXED}",
    ]
    both = 'debt = { sum = ["{Page}", "{Amount} USD"] }'
    assert await refusals(tmp_path, rows[: rows.index("Acme,A")], table_map(event=both)) == [
        "2: Page: '5 USD': is in USD, and not in EUR as the map has it"
    ]


async def test_cells_that_name_a_currency_stand_beside_others_that_name_none(tmp_path: Path) -> None:
    """Each refusal tells of what takes the column as it is."""
    cells = ["$5m", "C$5m", "10-15M", "US$5m", "€3m", "7.5m CAD", "EUR 7m", "10-15M GBP"]
    rows = "".join(f"Acme,{place},2025-03-14,5,{cell}\n" for place, cell in enumerate(cells))
    for debt in ("{Page}", "{Page} USD"):
        refused = await refusals(tmp_path, rows, table_map(event=f'debt = "{debt}"'))
        assert refused
        assert all('otherwise = "USD"' in why for why in refused)
    for code, dollars in (("USD", "USD"), ("CAD", "CAD")):
        debt = f'debt = {{ amount = "{{Page}}", otherwise = "{code}" }}'
        read = await made(tmp_path, rows, table_map(event=debt))
        assert [event["debt"]["currency"] for event in read] == [
            dollars, "CAD", code, "USD", "EUR", "CAD", "EUR", "GBP"
        ]  # fmt: skip
    both = 'debt = { sum = ["{Page}", "{Amount}"], otherwise = "USD" }'
    assert await refusals(tmp_path, "Acme,A,2025-03-14,5,€5\n", table_map(event=both)) == [
        "2: Page: '5': is in USD, and not in EUR as the map has it"
    ]


async def test_a_currency_of_a_column_goes_before_that_of_the_others(tmp_path: Path) -> None:
    debt = 'debt = { amount = "{Page}", currency = "{Code}", otherwise = "USD" }'
    cells = ["5m,EUR", "5m,", "5m GBP,", "$5m,CAD", "$5m,"]
    rows = "".join(f"Acme,{place},2025-03-14,5,{cell}\n" for place, cell in enumerate(cells))
    read = await made(tmp_path, rows, table_map(event=debt), "Company,Round,Date,Amount,Page,Code\n")
    assert [event["debt"]["currency"] for event in read] == ["EUR", "USD", "GBP", "CAD", "USD"]


@pytest.mark.parametrize(
    ("debt", "said"),
    [
        ('amount = "{Page}", otherwise = "Dollar"', "otherwise: 'Dollar' is not an ISO 4217 code"),
        ('amount = "{Page}", otherwise = "USD", currency = "EUR"', "`otherwise` does nothing beside a `currency`"),
    ],
)
def test_a_currency_of_the_others_that_could_not_act_is_refused(debt: str, said: str) -> None:
    with pytest.raises(InvalidMap, match=said):
        table_map(event=f"debt = {{ {debt} }}")


async def test_a_sum_of_amounts_has_all_their_digits(tmp_path: Path) -> None:
    both = 'debt = { sum = ["{Page}", "{Amount}"], currency = "EUR" }'
    rows = "Acme,Seed,2025-03-14,123456789012345678901234567.25,€1\n"
    (event,) = await made(tmp_path, rows, table_map(event=both))
    assert event["debt"] == {"amount": "123456789012345678901234568.25", "currency": "EUR"}


async def test_a_bound_from_a_column_that_is_no_bound_is_refused(tmp_path: Path) -> None:
    debt = 'debt = { amount = "{Amount} EUR", bound = "{Page}" }'
    assert await refusals(tmp_path, "Acme,Seed,2025-03-14,5,perhaps\n", table_map(event=debt)) == [
        "2: Page: 'perhaps' is not one of exact, about, over, under"
    ]


async def test_a_count_that_is_only_about_right_says_where_its_bound_goes(tmp_path: Path) -> None:
    event = """
[[event]]
type = "metric"
id = "{Company|slug}/staff"
company = "{Company|slug}"
metric = "headcount"
on = "{Date}"
unit = "people"
"""
    row = "Acme,Seed,2025-03-14,5,ca. 400\n"
    (said,) = await refusals(tmp_path, row, table_map(rest=event + 'count = "{Page}"'))
    assert said.startswith("2: Page: 'ca. 400' is no exact number: take '400' out of it with a table of the map")
    tables = """
count = "{Page|numbers}"
bound = "{Page|bounds}"
[tables.numbers]
"ca. *" = "*"
"*" = "*"
[tables.bounds]
"ca. *" = "about"
"*" = "exact"
"""
    *_, counted = await made(tmp_path, row, table_map(rest=event + tables))
    assert (counted["count"], counted["bound"]) == ("400", "about")


async def test_months_of_another_language_are_translated_by_a_table(tmp_path: Path) -> None:
    text = MAP.format(top="", event="", rest=GERMAN).replace("{Date}", "{Date|months}")
    rows = "Acme,Seed,14. März 2024,5,\nAcme,A,Dezember 2024,5,\nAcme,B,Juni 2024,5,\n"
    events = await made(tmp_path, rows, TableMap(spec.decode(text, "test.toml")))
    assert [event["on"] for event in events] == ["2024-03-14", "2024-12", "2024-06"]
    plain = TableMap(spec.decode(text.replace("|months", ""), "test.toml"))
    (said, *_) = await refusals(tmp_path, rows, plain)
    assert "as this map expects them (D. MMMM YYYY, MMMM YYYY; names of months are English)" in said


GERMAN = """
[dates]
formats = ["D. MMMM YYYY", "MMMM YYYY"]
[tables.months]
"*März*" = "*March*"
"*Dezember*" = "*December*"
"*" = "*"
"""


EACH = """
[[event]]
type = "profile"
id = "{who|slug}/profile"
company = "{who|slug}"
name = "{who}"
on = "{Date}"
"""


async def test_conditions_of_the_row_are_tested_before_a_cell_is_split(tmp_path: Path) -> None:
    each = EACH + 'each = { in = "Page", split = [";", ","], parts = ["{who} #{sure}"] }\n'
    rows = "Acme,Seed,2025-03-14,5,unmarked\nAcme,A,2025-03-14,5,B #good; C #bad\n"
    assert len(await refusals(tmp_path, rows, table_map(rest=each))) == 1
    _, _, *profiles = await made(tmp_path, rows, table_map(rest=each + 'when = { Round = "A", sure = "good" }'))
    assert [event["name"] for event in profiles] == ["B"]


async def test_a_condition_that_would_take_years_refuses_its_row_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.imports.tables.maps.conditions._REGEX_SECONDS", 0.2)
    rows = f"Acme,Seed,2025-03-14,5,{'ab' * 30}\nBolt,Seed,2025-03-14,5,c\n"
    slow = table_map(rest="when = { Page = { matches = '(?:(?:ab|a|b)+)+$(?<!b)|c' } }")
    (refusal,) = await refusals(tmp_path, rows, slow)
    assert "takes longer than 0.2 seconds with it: write a simpler one" in str(refusal)


async def test_an_empty_cell_has_no_values_if_it_is_split_and_else_one(tmp_path: Path) -> None:
    rows = "Acme,Seed,2025-03-14,5,\nAcme,A,2025-03-14,5,Example Labs - a\n"
    split = EACH + 'each = { in = "Page", split = ",", parts = ["{who} - {sort}"] }'
    _, _, profile = await made(tmp_path, rows, table_map(rest=split))
    assert profile["name"] == "Example Labs"
    whole = EACH.replace("{who", "{Company") + 'each = { in = "Page", parts = ["{who} - {sort}"] }\ncity = "{sort}"'
    events = await made(tmp_path, rows, table_map(rest=whole.replace("}/profile", "}/{Round|slug}/profile")))
    assert [event.get("city") for event in events if event["type"] == "profile"] == [None, "a"]


async def test_values_of_a_split_cell_that_say_nothing_are_passed_over(tmp_path: Path) -> None:
    each = EACH + 'each = { in = "{Page|lower}", split = ";", parts = ["{who}"] }'
    ready = table_map('blank = ["-"]', rest=each)
    _, profile = await made(tmp_path, "Acme,Seed,2025-03-14,5,Labs; -\n", ready)
    assert profile["name"] == "labs"


async def test_names_that_only_each_makes_are_no_columns_elsewhere(tmp_path: Path) -> None:
    each = EACH + 'each = { in = "Page", parts = ["{who}"] }\n'
    for rest in ('[values]\nx = "{who}"', '[[skip]]\nwhen = { who = "x" }\nreason = "x"'):
        (said,) = await refusals(tmp_path, ROW, table_map(rest=each + rest))
        assert said.startswith("0: : the table has no column 'who'")


async def test_a_value_of_the_map_that_a_column_hides_is_refused(tmp_path: Path) -> None:
    (said,) = await refusals(tmp_path, ROW, table_map(rest='[values]\nRound = "{Company|slug}"'))
    assert said == "0: : [values]: Round is a column of the table, too: give the value another name"


async def test_values_that_say_the_same_of_one_company_are_one_event_and_counted(tmp_path: Path) -> None:
    row = 'Acme,Bert,2025-03-14,5,"Google Brain, Google, Example Labs, Google Research, Google Cloud #unsure"\n'
    async with MemoryLog.opened() as log:
        report = await brought_in(log, written(tmp_path, row), table_map(rest=LABS))
        _, *events = await events_of(log)
    assert [(event.id, event.company, event.confidence.value) for event in events] == [
        ("list/bert/google-brain@2026-01-31", "google", "reported"),
        ("list/bert/example-labs@2026-01-31", "example-labs", "reported"),
        ("list/bert/google-cloud@2026-01-31", "google", "rumored"),
    ]
    assert (report.rows, report.used, report.events, report.appended, report.repeated) == (1, 1, 6, 4, 2)
    chosen = ChosenTable(tmp_path / "list.csv", table_map(rest=LABS), b"", published_of("2026-01-31", "test"))
    (tried,) = try_map(chosen, 1).rows
    assert tried.events[1:] == tuple(events)


async def test_a_row_that_is_refused_for_one_name_of_a_company_is_refused_for_each(tmp_path: Path) -> None:
    rows = 'Acme,Bert,2025-03-14,5,"Google, Google Brain"\nAcme Two,Bert,2025-03-15,5,Google Brain\n'
    assert await refusals(tmp_path, rows, table_map(rest=LABS)) == [
        "3: Round: line 2 says something else under the same id 'list/bert/google-brain'"
    ]


async def test_what_is_one_event_under_another_id_is_not_said_again_by_another_row(tmp_path: Path) -> None:
    rows = 'Acme,Bert,2025-03-14,5,"Google, Google Brain"\nAcme Two,Bert,2025-03-14,5,Google Brain\n'
    events = await made(tmp_path, rows, table_map(rest=LABS))
    assert [event["id"] for event in events if event["type"] == "model"] == ["list/bert/google@2026-01-31"]


@pytest.mark.parametrize(
    ("top", "event", "rest", "said"),
    [
        ("colour = 1", "", "", "there is no key 'colour'"),
        ("", "raised_by = 'x'", "", "[[event]] 1: a funding event has no 'raised_by'"),
        ("", "series = '{Round'", "", "[[event]] 1: series: '{Round' has a brace without its other half"),
        ("", "series = '{Round|slugg}'", "", "'slugg' is neither a table of the map nor one of"),
        ("", "sources = ['x']", "", "sources: no [[source]] of the map has the name 'x'"),
        ("", "when = { Round = { bigger = 1 } }", "", "Round: there is no test 'bigger'"),
        ("", "", "[dates]\nformats = ['M/D/YY']", "'M/D/YY' is no format of a date"),
        ("", "", "[[event]]\ntype = 'merge'\nid = 'x'\ncompany = 'x'", "[[event]] 2: type: 'merge' is not one of"),
        ("", "", "[[skip]]\nreason = 'x'", "[[skip]] 1: is missing the key 'when'"),
        ("published = ", "", "", "is not TOML"),
        ("blank = 5", "", "", "blank: expected a list, got a whole number"),
        ("blank = [5]", "", "", "blank: entry 1: expected text, got a whole number"),
        ("short_rows = 'ignore'", "", "", "short_rows: 'ignore' is not one of 'refuse', 'pad'"),
        ("", "", "[dates]\njanuary_first = 'month'", "dates: january_first: 'month' is not one of 'day', 'year'"),
        ("", "", "[tables.a]\nb = 5", "tables: expected text, got a whole number"),
        ("", "", "[tables.a]\n'b' = '*'", "[tables]: a: 'b' = '*': each * of the value is what a * of the key"),
        ("", "", "[values]\npublished = '{Date}'", "[values]: published: {published} has a meaning of its own"),
        ("", "", "[values]\nRound = '{Round|slug}'", "[values]: Round: is made of itself: give it another name"),
        ("", "when = { Round = {} }", "", "Round: says nothing: write `is`, `not`, `empty` or `matches`"),
        ("", "when = { Round = [] }", "", "Round: a condition compares with text, or with a list of texts"),
        ("", "when = { Round = { empty = 'yes' } }", "", "Round: empty: expected true or false"),
        ("", "when = { Round = { matches = 5 } }", "", "Round: matches: expected a regular expression as text"),
        ("", "", "[[skip]]\nwhen = {}\nreason = 'x'", "[[skip]] 1: `when` names no column"),
        ("", "", "[[source]]\npublisher = '{Page|x}'", "[[source]] 1: publisher: {Page|x}: 'x' is neither a table"),
        ("", "instrument = 'equty'", "", "[[event]] 1: instrument: 'equty' is not one of equity, debt"),
        ("", "leads = [['{Page}']]", "", "leads: expected a list of texts or tables"),
        ("", "leads = { in = 'Page', from = 'x' }", "", "leads: `from` names none of the parts"),
        ("", "when = 'Round'", "", "[[event]] 1: `when` names columns and what must be there"),
        ("", "each = { in = 'Page', split = 5 }", "", "each: split: expected text or a list, got a whole number"),
        ("", "each = { in = 'Page', split = [] }", "", "each: `split` is empty"),
        ("", "each = { in = '{Page}{Round}' }", "", "each: `in` should name one column"),
        ("", "leads = { from = '{Page}', name = '{Page|first}', split = ',' }", "", "leads: `name` does nothing for a"),
        (
            "",
            "leads = { from = '{Page}', times = 2 }",
            "",
            "leads: `times` does nothing for a list: it may have `from`",
        ),
        ("", "leads = { from = '{Page}', parts = ['{a}'] }", "", "leads: `parts` needs `in`"),
        ("", "leads = { split = ';' }", "", "leads: expected a template like"),
        ("", "leads = { in = 'Page', parts = ['{a} {b}'] }", "", "leads: say with `from` which of the parts"),
        ("", "series = { from = '{Round}', split = ',' }", "", "series: `split` does nothing for text"),
        ("", "series = ['{Round}']", "", "series: is text, and no list"),
        ("", "series = { from = 'A', blank = ['x'] }", "", "series: `blank` does nothing"),
        ("", "debt = { from = '{Amount}', amount = '{Amount}' }", "", "debt: `from` and `amount` are two ways"),
        ("", "debt = { amount = '{Amount}', currency = 'EURO' }", "", "debt: currency: 'EURO' is not an ISO 4217 code"),
        ("", "debt = { from = '{Amount} USD', bound = 'abut' }", "", "debt: bound: 'abut' is not one of exact, about"),
    ],
)
def test_a_map_that_cannot_be_used_gets_one_sentence(top: str, event: str, rest: str, said: str) -> None:
    with pytest.raises((InvalidMap, InvalidFile)) as refused:
        table_map(top, event, rest)
    assert said in str(refused.value).replace('"', "'")
    assert "\n" not in str(refused.value).strip() or "TOML" in said


async def test_a_column_that_is_not_there_is_named_with_what_may_be_meant(tmp_path: Path) -> None:
    async with MemoryLog.opened() as log:
        path = written(tmp_path, ROW, header=HEADER.replace("Company", "Companies"))
        report = await brought_in(log, path, table_map())
    assert report.unusable
    assert report.problems[0].message == "the table has no column 'Company': did you mean 'Companies'?"


@pytest.mark.parametrize("family", presets())
def test_presets_can_be_used(family: str) -> None:
    assert len(load_preset(family)) in (3, 9)
    with pytest.raises(InvalidFile, match="there is no such preset: there are crunchbase, epoch"):
        load_preset("nothing")


@pytest.mark.parametrize("path", sorted(EXCERPTS.glob("*.csv")), ids=lambda path: path.name)
async def test_the_first_map_of_a_file_runs_as_it_stands(tmp_path: Path, path: Path) -> None:
    """Not that it is right: that it is a start, and that nothing breaks."""
    copied = Path(shutil.copy(path, tmp_path))
    place = tmp_path / "first.toml"
    place.write_text(first_map(copied), encoding="utf-8")
    async with MemoryLog.opened() as log:
        report = await brought_in(log, copied, load_map(place))
        assert not report.unusable, report.problems
        assert len(await events_of(log)) == report.appended > 0


async def test_a_scale_in_the_cell_is_not_multiplied_again(tmp_path: Path) -> None:
    in_millions = 'raised = { amount = "{Amount}", currency = "USD", times = 1e6 }'
    text = MAP.format(top="", event="", rest="").replace('raised = "{Amount} USD"', in_millions)
    ready = TableMap(spec.decode(text, "test.toml"))
    assert (await made(tmp_path, "Acme,Seed,2024-03-14,80,\n", ready))[0]["raised"]["amount"] == "80000000"
    (refused,) = await refusals(tmp_path, "Acme,Seed,2024-03-14,$80m,\n", ready)
    assert "has a scale of its own, which `times` would multiply again" in refused


async def test_the_date_of_the_file_is_read_however_the_columns_write_theirs(tmp_path: Path) -> None:
    profile = '[[event]]\ntype = "profile"\nid = "{Company|slug}"\ncompany = "{Company|slug}"\nname = "{Company}"\n'
    ready = table_map(top='[dates]\nformats = ["DD.MM.YYYY"]', rest=profile + 'on = "../{published}"')
    funding, named = await made(tmp_path, "Acme,Seed,14.03.2024,5,\n", ready)
    assert (funding["on"], named["on"]) == ("2024-03-14", "../2026-01-31")


# --- vintages --------------------------------------------------------------------------------------------------------

VINTAGES = """
headers = "alike"
optional = ["Page"]
[renamed]
"Amount" = ["Raised (USD)"]
[dates]
formats = ["iso", "M/D/YYYY"]
"""


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Company,Round,Date,Amount,Page\n", "Acme,Seed,2024-03-14,5,\n"),
        ("company,ROUND,date,amount\n", "Acme,Seed,3/14/2024,5\n"),
        ("Round,Company,Date,raised_usd\n", "Seed,Acme,2024-03-14,5\n"),
    ],
)
async def test_editions_with_other_columns_and_dates_say_the_same(tmp_path: Path, header: str, row: str) -> None:
    ready = table_map(top=VINTAGES, event='series = "{Page}"')
    (event,) = await made(tmp_path, row, ready, header)
    assert (event["id"], event["on"], event["raised"]["amount"]) == ("list/acme/seed@2026-01-31", "2024-03-14", "5")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("Company,Round,Dat,Amount\n", "the table has no column 'Date': did you mean 'Dat'?"),
        ("Round,Date,Page\n", "the table has no columns 'Company', 'Amount': it has Round, Date, Page"),
        (
            "Company,Round,Date,raised usd,RAISED (USD)\n",
            "'raised usd', 'RAISED (USD)' all stand for the column 'Amount'",
        ),
    ],
)
async def test_an_unknown_shape_says_what_is_missing(tmp_path: Path, header: str, problem: str) -> None:
    ready = table_map(top=VINTAGES, event='series = "{Page}"')
    (refused,) = await refusals(tmp_path, "", ready, header)
    assert problem in refused


@pytest.mark.parametrize(
    ("top", "problem"),
    [
        ('optional = ["Pge"]', "optional: the map reads no column 'Pge': did you mean 'Page'?"),
        ('[renamed]\n"Amout" = ["Raised"]', "[renamed]: the map reads no column 'Amout': did you mean 'Amount'?"),
        ('headers = "loose"', "headers: 'loose' is not one of 'exact', 'alike'"),
    ],
)
def test_what_a_map_says_of_columns_it_does_not_read_is_refused(top: str, problem: str) -> None:
    with pytest.raises((InvalidMap, InvalidFile), match=re.escape(problem)):
        table_map(top=top, event='series = "{Page}"')


async def test_a_rule_about_a_column_that_is_not_there_yet_is_passed_over(tmp_path: Path) -> None:
    rule = '[[skip]]\nwhen = { Page = { empty = true } }\nreason = "no page"'
    ready = table_map(top='optional = ["Page"]', rest=rule)
    assert len(await made(tmp_path, "Acme,Seed,2024-03-14,5\n", ready, "Company,Round,Date,Amount\n")) == 1
    assert await made(tmp_path, "Acme,Seed,2024-03-14,5,\n", ready) == []


async def test_an_id_has_dates_as_iso_writes_them(tmp_path: Path) -> None:
    text = MAP.replace('{{Round|slug}}"\ncompany', '{{Round|slug}}/{{Date|date}}"\ncompany')
    dates = '[dates]\nformats = ["iso", "M/D/YYYY"]\nfirst_of_month = "month"'
    ready = TableMap(spec.decode(text.format(top=dates, event="", rest=""), "test.toml"))
    for cell in ("2024-03-01", "3/1/2024"):
        (event,) = await made(tmp_path, f"Acme,Seed,{cell},5,\n", ready)
        assert (event["id"], event["on"]) == ("list/acme/seed/2024-03-01@2026-01-31", "2024-03")


async def test_an_empty_cell_may_have_a_value_of_the_maps_choice(tmp_path: Path) -> None:
    owners = """[[event]]
type = "model"
each = { in = "Page", split = ",", empty = "Unknown owner" }
id = "model/{Round|slug}/{value|slug}"
company = "{value|slug}"
model = "{Round}"
stage = "released"
on = "{Date}"
"""
    rows = 'Acme,Bert,2024-03-14,5,\nAcme,Elmo,2024-03-14,5,"Beta, Gamma"\n'
    events = await made(tmp_path, rows, table_map(rest=owners))
    assert [event["company"] for event in events if event["type"] == "model"] == ["unknown-owner", "beta", "gamma"]


@pytest.mark.parametrize("key", ["publisher", "title", "url"])
def test_what_is_of_the_whole_file_is_filled_from_no_column(key: str) -> None:
    said = {"publisher": "A paper", "title": "A list", "url": "https://example.org"} | {key: "{provider}"}
    own = "\n".join(f'{name} = "{value}"' for name, value in said.items())
    text = f'name = "list"\n[dataset]\n{own}\n[[event]]\ntype = "profile"\nid = "a"\ncompany = "a"\non = "2025"\n'
    sentence = rf"\[dataset\]: {key} '{{provider}}' should be said as it is"
    with pytest.raises(InvalidMap, match=sentence):
        TableMap(spec.decode(text, "test.toml"))
