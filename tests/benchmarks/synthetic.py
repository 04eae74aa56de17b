"""Event files of any length: companies with foundings, profiles, rounds, figures and models, the same for one seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

Json = dict[str, Any]

EVENTS_PER_COMPANY = 50

_PUBLISHERS = ("Le Monde", "Reuters", "TechCrunch", "Financial Times", "Bloomberg", "Sifted", "Les Échos")
_INVESTORS = (
    "ASML",
    "Andreessen Horowitz",
    "Lightspeed",
    "General Catalyst",
    "Nvidia",
    *(f"Fund {n}" for n in range(3000)),
)
_CITIES = (("Paris", "FR"), ("Berlin", "DE"), ("London", "GB"), ("New York", "US"), ("Zürich", "CH"))
_METRICS = (("headcount", "people"), ("users", "users"), ("arr", None), ("revenue", None))
_LETTERS = "abcdefgh"


def write(path: Path, events: int, seed: int = 1, per_company: int = EVENTS_PER_COMPANY) -> None:
    """A file of so many events, one a line."""
    _write(path, islice(_events(random.Random(seed), per_company), events))


def parts(path: Path, events: int, each: int) -> Iterator[Path]:
    """The same events as files of so many each, one at a time: the next one takes the place of the one before."""
    told = _events(random.Random(1), EVENTS_PER_COMPANY)
    for begun in range(0, events, each):
        _write(path, islice(told, min(each, events - begun)))
        yield path
    path.unlink()


def _write(path: Path, told: Iterator[Json]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for said in told:
            file.write(json.dumps(said, ensure_ascii=False) + "\n")


def slug(company: int) -> str:
    return f"company-{company}"


def _events(draw: random.Random, per_company: int) -> Iterator[Json]:
    for company in count():
        yield _founded(draw, company)
        yield _profile(draw, company)
        for number in range(per_company - 2):
            kind = draw.choices((_funding, _metric, _model), (5, 3, 2))[0]
            yield kind(draw, company, number)


def _said(draw: random.Random, company: int, type_: str, key: str, year: int, **fields: Any) -> Json:
    publisher = draw.choice(_PUBLISHERS)
    day = f"{year}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return {
        "id": f"{slug(company)}/{key}/{publisher.lower().replace(' ', '-')}",
        "type": type_,
        "company": slug(company),
        "on": draw.choice((day, day[:7], str(year), f"../{day}")),
        **fields,
        "confidence": draw.choice(("reported", "reported", "confirmed", "rumored")),
        "sources": [
            {
                "publisher": publisher,
                "title": f"What {publisher} writes about a company and its {type_}",
                "url": f"https://example.com/{year}/{company}/{key}",
                "published": day if year < 2026 else "2026-10-30",
            }
        ],
    }


def _founded(draw: random.Random, company: int) -> Json:
    city, country = draw.choice(_CITIES)
    name = f"Company {company} Société"
    return _said(draw, company, "founded", "founded", draw.randint(1995, 2014), name=name, country=country, city=city)


def _profile(draw: random.Random, company: int) -> Json:
    sector = draw.choice(("AI", "biotech", "fintech", "energy"))
    website = f"https://{slug(company)}.example.com"
    return _said(draw, company, "profile", "profile", draw.randint(2015, 2026), sector=sector, website=website)


def _funding(draw: random.Random, company: int, number: int) -> Json:
    raised = draw.randint(1, 900) * 1_000_000
    lead, *others = draw.sample(_INVESTORS, 4)
    return _said(
        draw,
        company,
        "funding",
        f"round-{number}",
        draw.randint(2015, 2026),
        round=f"Series {_LETTERS[number % 8].upper()}-{number}",
        stage=draw.choice(("announced", "closed", "closed")),
        raised={"amount": str(raised), "currency": draw.choice(("EUR", "USD"))},
        valuation={"amount": str(raised * 7), "currency": "EUR"},
        leads=[lead],
        investors=others,
    )


def _metric(draw: random.Random, company: int, number: int) -> Json:
    metric, unit = draw.choice(_METRICS)
    figure = draw.randint(10, 10_000)
    value = {"count": figure, "unit": unit} if unit else {"money": {"amount": f"{figure}000.50", "currency": "USD"}}
    return _said(draw, company, "metric", f"{metric}-{number}", draw.randint(2015, 2026), metric=metric, **value)


def _model(draw: random.Random, company: int, number: int) -> Json:
    return _said(
        draw,
        company,
        "model",
        f"model-{number}",
        draw.randint(2020, 2026),
        model=f"Model {company} {number}",
        stage=draw.choice(("announced", "released")),
        parameters=f"{draw.randint(1, 400)}e9",
        access="open-weights",
        modalities=["text", "images"],
    )
