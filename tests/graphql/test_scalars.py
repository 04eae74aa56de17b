"""The scalars of the API: what each takes and what it refuses, written in the question or sent as a variable."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from answers import ask, memory, respond
from builders import eur, event, funding, metric, model, source
from graphql import GraphQLError

from dateline.graphql import schema
from dateline.graphql.scalars import SCALARS
from dateline.values.dates import PartialDate

PARSERS = {definition.name: definition.parse_value for definition in SCALARS.values()}
WRITERS = {definition.name: definition.serialize for definition in SCALARS.values()}

TAKEN: dict[str, list[tuple[object, object]]] = {
    "Date": [("2026-07-15", date(2026, 7, 15)), ("2024-02-29", date(2024, 2, 29)), ("0001-01-01", date.min)],
    "DateTime": [
        ("2026-07-15T12:00:00Z", datetime(2026, 7, 15, 12, tzinfo=UTC)),
        ("2026-07-15t12:00:00z", datetime(2026, 7, 15, 12, tzinfo=UTC)),
        ("2026-07-15T12:00:00.5+02:00", datetime(2026, 7, 15, 10, 0, 0, 500_000, UTC)),
        ("2026-07-15T12:00:00.123456789-05:30", datetime(2026, 7, 15, 17, 30, 0, 123_456, UTC)),
    ],
    "Decimal": [("1700000000", Decimal(1_700_000_000)), ("0.50", Decimal("0.5")), ("-7", Decimal(-7)), ("0",
                                                                                                        Decimal(0)),
                ("9" * 30, Decimal("9" * 30))],
    "Edtf": [
        ("2025-09", PartialDate.parse("2025-09")),
        ("mid-2026", PartialDate.parse("mid-2026")),
        ("Q3 2025", PartialDate.from_edtf("2025-35", "Q3 2025")),
        ("../2027", PartialDate.parse("../2027")),
        ("2023-05~", PartialDate.parse("2023-05~")),
    ],
    "Position": [("0", 0), ("17", 17), (17, 17), ("9" * 18, 10**18 - 1)],
    "CurrencyCode": [("EUR", "EUR"), ("JPY", "JPY")],
}  # fmt: skip
REFUSED: dict[str, list[object]] = {
    "Date": ["2021-W01-1", "2021", "2021-02-30", "20210101", "2021-1-1", "2021-01-01T00:00:00Z", " 2021-01-01",
             "2021-01-01\n", "٢٠٢١-٠١-٠١", "0000-01-01", "", 20210101, 2021.5, True, ["2021-01-01"]],
    "DateTime": ["2021", "2021-01-01", "2021-01-01T00:00:00", "2021-01-01 00:00:00Z", "2021-01-01T00:00Z",
                 "2021-01-01T25:00:00Z", "2021-01-01T00:00:00+2:00", "2021-01-01T00:00:00+25:00",
                 "2021-01-01T00:00:00Z\n",
                 "0001-01-01T00:00:00+10:00", "2021-W01-1T00:00:00Z", "", 0, 1.5, False],
    "Decimal": ["NaN", "-NaN", "sNaN", "Infinity", "-inf", "1e9", "1E-2", "1e999999", "1_000", "1,000", ".5", "5.",
                "+5", " 5",
                "5\n", "٥", "", "9" * 31, "0.0000001", 5, 0.5, True, None],
    "Edtf": ["this summer", "soon", "2021-13", "2021-02-30", "", "x" * 101, 2021, ["2021"], False, {"first": "2021"}],
    "Position": ["-1", -1, "1.5", 1.5, "1e3", "", " 1", "1\n", "٣", "0x1", True, "9" * 19, 10**18, None, ["1"]],
    "CurrencyCode": ["eur", "EURO", "€", "XXY", "", " EUR", 978, None],
}  # fmt: skip


@pytest.mark.parametrize(("name", "written", "value"), [(n, *pair) for n, pairs in TAKEN.items() for pair in pairs])
def test_what_a_scalar_takes(name: str, written: object, value: object) -> None:
    assert PARSERS[name](written) == value


@pytest.mark.parametrize(("name", "written"), [(n, written) for n, many in REFUSED.items() for written in many])
def test_what_a_scalar_refuses_with_a_sentence(name: str, written: object) -> None:
    with pytest.raises(GraphQLError) as caught:
        PARSERS[name](written)
    assert len(caught.value.message) > 10


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [("Date", date(2026, 7, 5), "2026-07-05"), ("DateTime", datetime(2026, 7, 5, 1,
                                                                     tzinfo=timezone(timedelta(hours=2))),
                                                                     "2026-07-04T23:00:00Z"),
     ("DateTime", datetime(2026, 7, 5, 1, 2, 3, 4, UTC), "2026-07-05T01:02:03.000004Z"), ("Decimal", Decimal("1E+10"),
                                                                                          "10000000000"),
     ("Decimal", Decimal("0.000001"), "0.000001"), ("Position", 12, "12"), ("CurrencyCode", "EUR", "EUR"), ("Edtf",
                                                                                                            "2025-09",
                                                                                                            "2025-09")],
)  # fmt: skip
def test_how_a_scalar_is_written(name: str, value: object, written: str) -> None:
    assert WRITERS[name](value) == written


USES = {
    "Date": "query($v: Date) {{ asOf(knownBy: {v}) {{ vantage {{ knownBy }} }} }}",
    "DateTime": "query($v: DateTime) {{ asOf(recorded: {{time: {v}}}) {{ vantage {{ on }} }} }}",
    "Edtf": "query($v: Edtf) {{ asOf(on: {v}) {{ vantage {{ on }} }} }}",
    "Position": "query($v: Position) {{ asOf(recorded: {{position: {v}}}) {{ vantage {{ position }} }} }}",
}
MISFITS: list[tuple[str, Any, str]] = [
    ("Date", "2021-W01-1", '"2021-W01-1"'), ("Date", 2021, "2021"), ("Date", True, "true"), ("Date", ["2021"],
                                                                                             '["2021"]'),
    ("DateTime", "2021", '"2021"'), ("Edtf", "this summer", '"this summer"'), ("Edtf", 2021, "2021"),
    ("Edtf", {"a": 1}, "{a: 1}"), ("Position", "-1", '"-1"'), ("Position", 1.5, "1.5"), ("Position", "x", "X"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "literal"), MISFITS)
async def test_a_misfit_is_refused_before_anything_is_read(name: str, value: Any, literal: str) -> None:
    log = await memory()
    await log.close()  # reading would fail
    variable = USES[name].format(v="$v")
    in_place = USES[name].format(v=literal).replace(f"($v: {name})", "")
    if name in ("DateTime", "Position"):
        variable = variable.replace(f"$v: {name}", f"$v: {name}!")
    for answer in (await respond(log, variable, v=value), await respond(log, in_place)):
        assert answer["data"] is None
        assert {error["extensions"]["code"] for error in answer["errors"]} <= {
            "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"
        }  # fmt: skip
        assert all(error["locations"] and error["extensions"]["argument"] for error in answer["errors"])


async def test_scalars_come_out_as_they_are_described() -> None:
    log = await memory(
        funding("a", raised=eur("0.10"), on="2025-09", sources=[source(published=None, retrieved="2025-10-01")]),
        model("b", parameters="1.23E+11", training_compute=10**24),
        metric("c", count="12.50", unit="percent"),
    )
    found = await ask(
        log,
        """{
          events {
            nodes {
              position recordedAt known on { first last edtf } sources { retrieved published { edtf } }
              ... on FundingEvent { raised { amount currency } }
              ... on ModelEvent { parameters trainingCompute }
              ... on MetricEvent { count }
            }
          }
        }""",
    )
    by_position = {node["position"]: node for node in found["events"]["nodes"]}
    assert by_position["1"] == {
        "position": "1",
        "recordedAt": "2026-11-22T12:00:00Z",
        "known": "2025-10-01",
        "on": {"first": "2025-09-01", "last": "2025-09-30", "edtf": "2025-09"},
        "sources": [{"retrieved": "2025-10-01", "published": None}],
        "raised": {"amount": "0.1", "currency": "EUR"},
    }
    assert (by_position["2"]["parameters"], by_position["2"]["trainingCompute"]) == ("123000000000", "1" + "0" * 24)
    assert by_position["3"]["count"] == "12.5"


async def test_the_default_day_of_an_act_is_a_partial_date_too() -> None:
    log = await memory(funding("a"), event("retraction", "r", event="a", sources=[source(published="2025-10")]))
    (act,) = (await ask(log, "{ events(filter: {types: [RETRACTION]}) { nodes { on { edtf } known } } }"))["events"][
        "nodes"
    ]
    assert act == {"on": {"edtf": "2025-10-31"}, "known": "2025-10-31"}


def test_the_schema_says_where_scalars_are_specified() -> None:
    text = schema.as_str()
    assert 'scalar Date @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339")' in text
    assert 'scalar Edtf @specifiedBy(url: "https://www.loc.gov/standards/datetime/")' in text


def test_days_are_written_alike_however_many_there_are() -> None:
    days = [date.min, date.max, *(date(1990, 1, 1) + timedelta(days=number) for number in range(10_000))]
    for _ in range(2):
        assert [WRITERS["Date"](day) for day in days] == [day.isoformat() for day in days]
    for wrong in (None, "2024-01-01", 3):
        with pytest.raises(TypeError):
            WRITERS["Date"](wrong)
