"""The server that Strawberry's documentation leads to: types, async resolvers, aiosqlite, both caches.

Events are in one table, with the two days that a question is about; the latest that is told wins. It knows no
corrections, no conflicts and no sources. Its fields are called as in Dateline, so that both are asked the same.
"""

from __future__ import annotations

import calendar
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any

import aiosqlite
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

Said = dict[str, Any]


def fill(db: Path, events: Path) -> None:
    """The table, of an event file."""
    with closing(sqlite3.connect(db)) as connection, events.open(encoding="utf-8") as lines:
        connection.execute("CREATE TABLE events (company TEXT, day TEXT, known TEXT, body TEXT)")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", (stored_row(line) for line in lines))
        connection.execute("CREATE INDEX by_company ON events (company)")
        connection.commit()


def stored_row(line: str) -> tuple[str, str, str, str]:
    """Of an event: its company, the day it counts from, the day it is known since, and all of it."""
    said = json.loads(line)
    return said["company"], last_day(said["on"]), said["sources"][0]["published"], line


def last_day(on: str) -> str:
    """Of a day, a month, a year, or `../day`."""
    text = on.removeprefix("../")
    match text.split("-"):
        case [year]:
            return f"{year}-12-31"
        case [year, month]:
            return f"{text}-{calendar.monthrange(int(year), int(month))[1]}"
    return text


@strawberry.type
class PartialDate:
    edtf: str


@strawberry.type
class Money:
    amount: str
    currency: str


@strawberry.type
class Figure:
    money: Money | None
    count: str | None
    unit: str | None
    on: PartialDate
    known: date
    confidence: str


@strawberry.type
class Party:
    name: str


@strawberry.type
class Round:
    key: str
    stage: str
    on: PartialDate
    raised: Figure | None
    leads: list[Party]
    investors: list[Party]


@strawberry.type
class Model:
    name: str
    stage: str
    on: PartialDate


@strawberry.type
class Metric:
    name: str
    figure: Figure


@strawberry.type
class Total:
    counted: int
    by_currency: list[Money]


@strawberry.type
class Company:
    name: str
    status: str
    founded: PartialDate | None
    country: str | None
    city: str | None
    website: str | None
    sector: str | None
    valuation: Figure | None
    raised: Total
    rounds: list[Round]
    models: list[Model]
    metrics: list[Metric]


@strawberry.type
class Snapshot:
    on: strawberry.Private[str]
    known_by: strawberry.Private[str]

    @strawberry.field
    async def company(self, info: strawberry.Info, slug: str) -> Company | None:
        connection: aiosqlite.Connection = info.context["request"].app.state.connection
        rows = await connection.execute_fetchall(
            "SELECT body FROM events WHERE company = ? AND day <= ? AND known <= ? ORDER BY day, known",
            (slug, self.on, self.known_by),
        )
        told = [json.loads(body) for (body,) in rows]
        return fold(slug, [said for said in told if said["confidence"] != "rumored"])


@strawberry.type
class Query:
    @strawberry.field
    def as_of(self, on: date, known_by: date) -> Snapshot:
        return Snapshot(on=on.isoformat(), known_by=known_by.isoformat())


def fold(slug: str, told: list[Said]) -> Company | None:
    """What events add up to; those that come later win."""
    if not told:
        return None
    latest: dict[tuple[str, str], Said] = {}
    about: Said = {}
    for said in told:
        match said["type"]:
            case "founded" | "profile":
                about |= said
            case "funding":
                latest["funding", said["round"]] = said
            case "model":
                latest["model", said["model"]] = said
            case "metric":
                latest["metric", said["metric"]] = said
    rounds = [said for (kind, _), said in latest.items() if kind == "funding"]
    founded = next((said for said in told if said["type"] == "founded"), None)
    return Company(
        name=about.get("name", slug),
        status="ACTIVE",
        founded=PartialDate(edtf=founded["on"]) if founded else None,
        country=about.get("country"),
        city=about.get("city"),
        website=about.get("website"),
        sector=about.get("sector"),
        valuation=_figure(rounds[-1], "valuation") if rounds else None,
        raised=_total(rounds),
        rounds=[_round(said) for said in rounds],
        models=[_model(said) for (kind, _), said in latest.items() if kind == "model"],
        metrics=[
            Metric(name=name, figure=_figure(said, "money"))
            for (kind, name), said in latest.items()
            if kind == "metric"
        ],
    )


def _figure(said: Said, money: str) -> Figure:
    count = said.get("count")
    return Figure(
        money=_money(said.get(money)),
        count=None if count is None else str(count),
        unit=said.get("unit"),
        on=PartialDate(edtf=said["on"]),
        known=date.fromisoformat(said["sources"][0]["published"]),
        confidence=said["confidence"].upper(),
    )


def _money(said: Said | None) -> Money | None:
    return None if said is None else Money(amount=said["amount"], currency=said["currency"])


def _round(said: Said) -> Round:
    return Round(
        key=said["round"],
        stage=said["stage"].upper(),
        on=PartialDate(edtf=said["on"]),
        raised=_figure(said, "raised"),
        leads=[Party(name=name) for name in said["leads"]],
        investors=[Party(name=name) for name in said["investors"]],
    )


def _model(said: Said) -> Model:
    return Model(name=said["model"], stage=said["stage"].upper(), on=PartialDate(edtf=said["on"]))


def _total(rounds: list[Said]) -> Total:
    closed = [said["raised"] for said in rounds if said["stage"] == "closed"]
    sums: dict[str, int] = {}
    for money in closed:
        sums[money["currency"]] = sums.get(money["currency"], 0) + int(money["amount"])
    by_currency = [Money(amount=str(amount), currency=currency) for currency, amount in sums.items()]
    return Total(counted=len(closed), by_currency=by_currency)


schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with aiosqlite.connect(os.environ["TUTORIAL_DB"]) as connection:
        app.state.connection = connection
        yield


app = Starlette(routes=[Route("/graphql", GraphQL(schema))], lifespan=lifespan)
