"""Exports over HTTP that are narrowed down, as lists are: by the company, and by what only such parts have."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest
from answers import memory, reason_in
from builders import acquisition, data_center, eur, funding, merge, milestone, model, profile

from dateline.docs import page
from dateline.exports import What
from dateline.exports.sheets import SHEETS
from dateline.web.app import create_app
from dateline.web.export_filters import narrowing_words

EVENTS = (
    profile("acme/is", company="acme", name="Acme", country="FR", sector="Software", on="2015"),
    profile("bolt/is", company="bolt", name="Bolt", country="US", on="2015"),
    funding("acme/a", company="acme", round="a", series="A", on="2023-05-01", raised=eur("5000000"), leads=["Zeta"]),
    funding("acme/b", company="acme", round="b", series="B", on="2024-05-01", raised=eur("50000000")),
    funding("bolt/a", company="bolt", round="a", series="A", on="2024-06-01", raised=eur("7000000"), leads=["Eta"]),
    acquisition("bolt/buys", company="bolt", target="Cray", on="2024", stage="announced"),
    acquisition("acme/buys", company="acme", target="Dart", on="2024"),
    profile("cray/was", company="cray", name="Cray", on="2015"),
    merge("cray/is", company="cray-works", same=["cray"]),
    model("bolt/model", company="bolt", model="m", on="2024", access="api", parameters="7000000000"),
    data_center("acme/site", company="acme", site="Here", on="2024", country="SE", megawatts="30"),
    milestone("acme/index", company="acme", milestone="star", category="Index membership", on="2024"),
)


@pytest.fixture
async def web() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(await memory(*EVENTS), today=lambda: date(2026, 11, 22)))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
        yield client


async def found(web: httpx.AsyncClient, address: str) -> list[str]:
    answer = await web.get(f"/export/{address}")
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = [json.loads(line) for line in answer.text.splitlines()]
    return [
        "/".join(
            filter(None, (row["company"], row.get("key") or row.get("round") or row.get("model") or row.get("site")))
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("states.ndjson?country=FR", ["acme"]),
        ("states.ndjson?country=FR&country=US", ["acme", "bolt"]),
        ("states.ndjson?named=bolt", ["bolt"]),
        ("states.ndjson?investor=Zeta&sector=software&milestone=star", ["acme"]),
        ("states.ndjson?investor=Zeta&company=bolt", []),
        ("rounds.ndjson?series=a", ["acme/a", "bolt/a"]),
        ("rounds.ndjson?series=a&country=US", ["bolt/a"]),
        ("rounds.ndjson?investor=zeta", ["acme/a"]),
        ("rounds.ndjson?from=2024&until=2024-05", ["acme/b"]),
        ("rounds.ndjson?atLeast=7000000&currency=EUR", ["acme/b", "bolt/a"]),
        ("acquisitions.ndjson?stage=announced", ["bolt/cray"]),
        ("acquisitions.ndjson?target=Cray%20Works", ["bolt/cray"]),
        ("models.ndjson?access=API&atLeast=7000000000", ["bolt/m"]),
        ("models.ndjson?atLeast=7000000001", []),
        ("data-centers.ndjson?siteCountry=SE&country=FR", ["acme/here"]),
        ("data-centers.ndjson?siteCountry=FR", []),
        ("milestones.ndjson?category=index-membership", ["acme/star"]),
    ],
)
async def test_a_file_has_the_rows_that_pass(web: httpx.AsyncClient, address: str, expected: list[str]) -> None:
    assert await found(web, address) == expected


async def test_the_address_that_is_pinned_is_narrowed_down_in_the_same_way(web: httpx.AsyncClient) -> None:
    first = await web.get("/export/rounds.csv?series=A&country=FR&country=US&on=2026")
    address = first.headers["link"].partition(">")[0].removeprefix("<")
    assert "series=A&country=FR&country=US" in address
    assert (await web.get(address)).content == first.content
    other = await web.get("/export/rounds.csv?series=B&on=2026")
    assert other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("events.ndjson?country=FR", "invalid-input"),
        ("states.csv?series=A", "invalid-input"),
        ("rounds.csv?access=api", "invalid-input"),
        ("rounds.csv?stage=dreamt", "invalid-input"),
        ("rounds.csv?atLeast=much", "invalid-input"),
        ("rounds.csv?atLeast=1&currency=XYZ", "invalid-input"),
        ("rounds.csv?from=soonish", "invalid-date"),
        ("rounds.csv?atLeast=1&atLeast=2", "invalid-vantage"),
        ("metrics.csv?from=2024", "invalid-input"),
        ("timelinejs/acme.json?country=FR", "invalid-input"),
    ],
)
async def test_what_a_file_has_not_it_is_not_narrowed_down_by(
    web: httpx.AsyncClient, address: str, reason: str
) -> None:
    answer = await web.get(f"/export/{address}")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, reason_in(error)) == (400, reason)


def test_every_sheet_can_be_narrowed_down() -> None:
    assert all("country" in narrowing_words(What(name)) for name in SHEETS)


def test_the_help_names_every_condition() -> None:
    told = page("export")
    assert all(f"`{name}`" in told for what in What for name in narrowing_words(what))
