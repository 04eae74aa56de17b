"""JSON by a map: paths as columns, lists in cells and as rows, exact numbers, and what cannot be read."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_cases import brought_in, events_of

from dateline.errors import InvalidFile
from dateline.imports.tables.json_places import entry_lines
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.choosing import ChosenTable, choose, load_map
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.imports.tables.sheet import Layout, open_table
from dateline.imports.tables.trial import try_map
from dateline.log.memory.store import MemoryLog

ACME = {
    "name": "Acme",
    "funding": {"amount": 5000000.5, "currency": "EUR", "date": "2024-05-01T10:00:00Z", "lead": None},
    "investors": ["Ada, Inc.", "Beta\nFund"],
    "rounds": [{"kind": "seed", "usd": 1.5e6}, {"kind": "a", "usd": 12}],
    "public": True,
    "tags": [],
}
BETA = {"name": "Beta", "funding": {"amount": 12345678901234567890, "currency": "USD", "date": "2024-06-01"}}
MAP = """
name = "api"
{top}
[dataset]
publisher = "The API"
[numbers]
decimal = ","
[[event]]
type = "funding"
id = "{{name|slug}}"
company = "{{name|slug}}"
round = "only"
stage = "closed"
on = "{{funding.date}}"
raised = {{ amount = "{{funding.amount}}", currency = "{{funding.currency}}" }}
investors = {{ from = "{{investors}}", split = "\\n" }}
"""


def ready(top: str = "", text: str = MAP) -> TableMap:
    return TableMap(spec.decode(text.format(top=top), "test.toml"))


def array(*records: object) -> str:
    return json.dumps(records, indent=1)


def lines(*records: object) -> str:
    return "\n".join(map(json.dumps, records)) + "\n"


def wrapped(*records: object) -> str:
    return json.dumps({"meta": {"count": 2}, "data": records}, indent=1)


def file(folder: Path, text: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows_of(path: Path, rows: str | None = None) -> list[dict[str, str]]:
    table = open_table(path, Layout(rows=rows))
    return [dict(zip(table.header, row.cells, strict=True)) for row in table.rows()]


def problem(path: Path) -> str:
    with pytest.raises(InvalidFile) as refused:
        list(open_table(path).rows())
    (one,) = refused.value.problems
    return f"{one.line}: {one.message}"


@pytest.mark.parametrize("write", [array, lines])
@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.txt", "a.json.gz"])
async def test_an_array_and_an_object_a_line_are_tables_of_their_paths(
    tmp_path: Path, write: Callable[..., str], name: str
) -> None:
    text = write(ACME, BETA).encode()
    path = file(tmp_path, gzip.compress(text) if name.endswith(".gz") else text, name)
    (chosen,), _ = choose([path], [ready()], "2026-01-31")
    async with MemoryLog.opened() as log:
        report = await brought_in(log, chosen.path, chosen.map)
        assert report.problems == []
        one, other = await events_of(log)
    assert isinstance(one.raised.amount, Decimal)  # type: ignore[attr-defined]
    assert [(event.raised.amount, event.on.edtf) for event in (one, other)] == [  # type: ignore[attr-defined]
        (Decimal("5000000.5"), "2024-05-01"), (Decimal(12345678901234567890), "2024-06-01")
    ]  # fmt: skip
    assert [party.name for party in one.investors] == ["Ada, Inc.", "Beta Fund"]  # type: ignore[attr-defined]


def test_cells_are_what_the_file_holds(tmp_path: Path) -> None:
    found = rows_of(file(tmp_path, array(ACME, BETA)))
    assert found[0] == {
        "name": "Acme", "funding.amount": "5000000.5", "funding.currency": "EUR",
        "funding.date": "2024-05-01T10:00:00Z", "funding.lead": "", "investors": "Ada, Inc.\nBeta Fund",
        "rounds.kind": "seed\na", "rounds.usd": "1500000.0\n12", "public": "true", "tags": "",
    }  # fmt: skip
    assert (found[1]["name"], found[1]["investors"], found[1]["public"]) == ("Beta", "", "")


def test_the_entries_of_a_list_inside_are_rows_with_what_stands_outside(tmp_path: Path) -> None:
    found = rows_of(file(tmp_path, lines(ACME, BETA)), rows="rounds")
    assert [(row["name"], row["rounds.kind"], row["rounds.usd"]) for row in found] == [
        ("Acme", "seed", "1500000.0"), ("Acme", "a", "12"), ("Beta", "", "")
    ]  # fmt: skip


@pytest.mark.parametrize("write", [wrapped, lambda *records: wrapped(*records).replace("\n", "")])
def test_of_a_file_that_is_one_object_the_only_list_of_objects_is_the_table(
    tmp_path: Path, write: Callable[..., str]
) -> None:
    path = file(tmp_path, write(ACME, BETA))
    assert [(row["data.name"], row["meta.count"]) for row in rows_of(path)] == [("Acme", "2"), ("Beta", "2")]
    assert open_table(path).words == "one JSON object, rows in 'data'"
    deeper = rows_of(path, rows="data.rounds")
    assert [row["data.rounds.kind"] for row in deeper] == ["seed", "a", ""]


async def test_what_is_no_row_is_refused_with_its_line_and_the_rest_goes_in(tmp_path: Path) -> None:
    bad = '{"name": "C", "name": "D"}\n[1]\n{oops\n{"name": NaN}\n{"name": "E", "funding": {"date": "2024"}}\n'
    async with MemoryLog.opened() as log:
        report = await brought_in(log, file(tmp_path, lines(ACME) + bad, "a.ndjson"), ready())
    assert [f"{one.line}: {one.message}" for one in report.problems] == [
        "2: the key 'name' stands twice: which one is meant?",
        "3: is no object {…}: '[1]'",
        "4: is not JSON: expecting property name enclosed in double quotes at 'oops'",
        "5: NaN is not a number: leave the key out if it is unknown",
    ]
    assert report.used == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "0: holds no JSON object with a value: expected an array of objects"),
        ("[1, 2]", "0: holds no JSON object with a value: expected an array of objects"),
        ('[{"a": 1}, {"a": 2}', "1: the file ends too early: the array is not closed"),
        ('[{"a": 1},\n]', "2: expected another row behind the comma"),
        ('[{"a": 1}] x', "1: something stands behind the end of the array"),
        ("[" + "[" * 9_000 + "]" * 9_000 + "]", "1: not JSON that a row could be: nested too deeply"),
        (json.dumps([{str(key): 1 for key in range(5_001)}]), "1: has more than 5,000 columns: objects whose keys are"
         " names or dates are no table"),
        ('{"a": [1, 2], "b":\n', "1: is not JSON: expecting value at ''"),
        (b'[{"a": "\xe9"}]', "1: is not UTF-8: it holds the byte 0xE9, which is 'é' in Latin-1 or Windows-1252: save"
         " the file as UTF-8"),
    ],
)  # fmt: skip
def test_a_file_of_which_nothing_can_be_read_gets_one_sentence(tmp_path: Path, text: str | bytes, reason: str) -> None:
    assert problem(file(tmp_path, text)) == reason


async def test_a_path_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InvalidMap, match=r"no column 'funding.amout'.*: did you mean 'funding.amount'"):
        ready(text=MAP.replace("funding.amount", "funding.amout")).vintage(
            ["name", "funding.amount", "funding.date", "funding.currency", "investors"]
        )


def test_memory_does_not_grow_with_an_array(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = file(tmp_path, array(*[{**BETA, "n": number} for number in range(count)]), f"{count}.json")
        tracemalloc.start()
        assert sum(1 for _ in open_table(path).rows()) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(40_000) < 2 * peak(10_000)


def test_csv_that_begins_with_a_bracket_is_no_json(tmp_path: Path) -> None:
    found: list[Any] = [list(row.cells) for row in open_table(file(tmp_path, "[id],name\n1,x\n", "a.csv")).rows()]
    assert found == [["1", "x"]]


def test_a_refusal_in_one_object_names_the_path_of_its_cell_and_the_line_of_its_row(tmp_path: Path) -> None:
    """Every row of such a file was said to be in line 1."""
    text = '{"next": null,\n "data": {"rounds": [\n  {"company": "A", "raised": {"usd": "x"}},\n\n  {"company": "B",\n'
    text += '   "raised": {"usd": "5"}},\n  {"company": "C", "raised": {"usd": "y"}}]}}'
    (tmp_path / "api.json").write_text(text)
    rows = list(open_table(tmp_path / "api.json", Layout(rows="data.rounds")).rows())
    assert [(row.line, row.path) for row in rows] == [
        (3, "$.data.rounds[0]"), (5, "$.data.rounds[1]"), (7, "$.data.rounds[2]")
    ]  # fmt: skip
    assert rows[2].cell("data.rounds.raised.usd") == "$.data.rounds[2].raised.usd"
    assert (rows[2].cell("next"), rows[2].cell("")) == ("$.next", "$.data.rounds[2]")


def test_rows_of_one_line_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"a": 1}, {"a": 2}]')
    assert [row.path for row in open_table(tmp_path / "a.json", Layout()).rows()] == ["$[0]", "$[1]"]
    (tmp_path / "b.ndjson").write_text('{"n": 1, "r": [{"a": 1}, {"a": 2}]}\n{"n": 2, "r": []}\n')
    assert [(row.line, row.path) for row in open_table(tmp_path / "b.ndjson", Layout(rows="r")).rows()] == [
        (1, "$.r[0]"), (1, "$.r[1]"), (2, "$")
    ]  # fmt: skip


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abr"), inner, max_size=3),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from("abr"), json_values, min_size=1), st.sampled_from([("r",), ("a", "r"), ("r", "r")])
)
def test_there_is_a_line_for_each_row_of_one_object(value: dict[str, object], within: tuple[str, ...]) -> None:
    """The lines come from a second walk through the text: both have to find the same rows."""
    text = json.dumps(value, indent=1)
    lines = list(entry_lines(text, within))
    assert len(lines) == _rows_of(value, within)
    assert lines == sorted(lines)


def _rows_of(value: object, within: tuple[str, ...]) -> int:
    if not within or not isinstance(value, dict):
        return 1
    inside = value.get(within[0])
    if inside is None or inside == []:
        return 1
    return sum(_rows_of(one, within[1:]) for one in (inside if isinstance(inside, list) else [inside]))


def test_two_rows_of_one_line_that_clash_are_two_rows(tmp_path: Path) -> None:
    rows = '{"c": "A", "v": "1"}, {"c": "A", "v": "2"}'
    (tmp_path / "a.json").write_text(f"[{rows}]")
    (tmp_path / "map.toml").write_text(
        'name = "a"\n[dataset]\npublisher = "P"\n[[event]]\ntype = "profile"\nid = "{c}"\ncompany = "{c|slug}"\n'
        'on = "2024"\ncity = "{v}"\n'
    )
    chosen = ChosenTable(tmp_path / "a.json", load_map(tmp_path / "map.toml"), b"", published_of("2026-01-31", "test"))
    assert [row.reason for row in try_map(chosen, 5).rows][1].startswith("a row above says something else under")
