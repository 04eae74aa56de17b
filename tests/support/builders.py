"""Small readable builders for tests: events from what a line of a file would say, records, vantages.

    funding("mistral/c", on="2025-09", raised=eur(1_700_000_000), sources=[source("ASML", "2025-09-09")])

An event's first argument is its id; every field it needs has a plain default; dates, money and parties are written as
in an event file, so that a builder takes the same road as a file: through `codec.decode`.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import Enum
from importlib import import_module
from typing import Any, TypeVar

from dateline.events.codec import canonical, decode, digest
from dateline.events.event import Event
from dateline.log.chain import GENESIS, chain
from dateline.log.cut import Cut
from dateline.log.record import LogHead, Record
from dateline.log.recording import record as as_record
from dateline.state import parts
from dateline.state.accounts import Chosen
from dateline.state.projection import Projection, fold, views
from dateline.state.seen import Seen, by_date, see
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.money import Amount, Quantity, digits_of
from dateline.values.parties import Party
from dateline.values.vocabulary import Confidence

Json = dict[str, Any]
V = TypeVar("V")

COMPANY = "mistral-ai"
PUBLISHED = "2025-09-10"
RECORDED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

NEEDS: dict[str, Json] = {
    "founded": {},
    "profile": {"name": "Mistral AI"},
    "closed": {},
    "funding": {"round": "series-c", "stage": "closed"},
    "listing": {"exchange": "Euronext", "stage": "listed"},
    "acquisition": {"target": "Koyeb", "stage": "completed"},
    "model": {"model": "mistral-7b", "stage": "released"},
    "product": {"product": "Le Chat", "stage": "released"},
    "data-center": {"site": "Essonne", "stage": "operational"},
    "metric": {"metric": "headcount", "count": 700, "unit": "people"},
    "target": {"metric": "headcount", "count": 1000, "unit": "people", "by": "2026"},
    "role": {"person": "Arthur Mensch", "title": "CEO", "stage": "started"},
    "stake": {"holder": "ASML", "percent": 11},
    "partnership": {"partner": "Stellantis", "nature": "customer", "stage": "started"},
    "milestone": {"milestone": "CAC 40", "stage": "happened"},
    "retraction": {"event": "some/event", "reason": "the source withdrew it"},
    "dispute": {"event": "some/event", "reason": "the company denies it"},
    "merge": {"same": ["mistral"]},
}
"""What each kind needs beside id, company, date and sources."""

ACTS = ("retraction", "dispute", "merge")


# What a line of a file says.


def source(publisher: str = "Le Monde", published: str | None = PUBLISHED, **fields: Any) -> Json:
    return {"publisher": publisher} | ({"published": published} if published is not None else {}) | fields


def eur(amount: float | str, **fields: Any) -> Json:
    return {"amount": str(amount), "currency": "EUR", **fields}


def usd(amount: float | str, **fields: Any) -> Json:
    return {"amount": str(amount), "currency": "USD", **fields}


def line(kind: str, id: str = "e", **fields: Any) -> Json:
    """An event of that kind as a file has it. A field that is None is left out."""
    date_of = {} if kind in ACTS else {"on": "2025-09-09"}
    said = {"type": kind, "id": id, "company": COMPANY, **date_of, "sources": [source()], **NEEDS[kind], **fields}
    return {name: value for name, value in said.items() if value is not None}


def event(kind: str, id: str = "e", **fields: Any) -> Event:
    return decode(json.dumps(line(kind, id, **fields)))


# One for each kind.


def founded(id: str = "e", **fields: Any) -> Event:
    return event("founded", id, **fields)


def profile(id: str = "e", **fields: Any) -> Event:
    return event("profile", id, **{"name": None, **fields})


def closed(id: str = "e", **fields: Any) -> Event:
    return event("closed", id, **fields)


def funding(id: str = "e", **fields: Any) -> Event:
    return event("funding", id, **fields)


def listing(id: str = "e", **fields: Any) -> Event:
    return event("listing", id, **fields)


def acquisition(id: str = "e", **fields: Any) -> Event:
    return event("acquisition", id, **fields)


def model(id: str = "e", **fields: Any) -> Event:
    return event("model", id, **fields)


def product(id: str = "e", **fields: Any) -> Event:
    return event("product", id, **fields)


def milestone(id: str = "e", **fields: Any) -> Event:
    return event("milestone", id, **fields)


def data_center(id: str = "e", **fields: Any) -> Event:
    return event("data-center", id, **fields)


def metric(id: str = "e", **fields: Any) -> Event:
    return event("metric", id, **_valued(fields))


def target(id: str = "e", **fields: Any) -> Event:
    return event("target", id, **_valued(fields))


def _valued(fields: Json) -> Json:
    return {"count": None, "unit": None, **fields} if "money" in fields else fields


def role(id: str = "e", **fields: Any) -> Event:
    return event("role", id, **fields)


def stake(id: str = "e", **fields: Any) -> Event:
    return event("stake", id, **fields)


def partnership(id: str = "e", **fields: Any) -> Event:
    return event("partnership", id, **fields)


def retraction(id: str, of: str, **fields: Any) -> Event:
    return event("retraction", id, event=of, **fields)


def dispute(id: str, of: str, **fields: Any) -> Event:
    return event("dispute", id, event=of, **fields)


def merge(id: str, same: Iterable[str], **fields: Any) -> Event:
    return event("merge", id, same=list(same), **fields)


def one_of_each() -> list[Event]:
    """The smallest event of every kind."""
    return [event(kind, f"smallest/{kind}") for kind in NEEDS]


# In the log.


def record(event: Event, position: int = 1, recorded_at: datetime = RECORDED, previous: bytes = GENESIS) -> Record:
    content = canonical(event)
    inner = digest(content)
    return as_record(event, position, recorded_at, inner, chain(previous, position, recorded_at, inner), len(content))


def log(*events: Event, recorded_at: datetime = RECORDED) -> list[Record]:
    """The records of these events: positions 1, 2, 3 …, one hash chain."""
    records: list[Record] = []
    for position, each in enumerate(events, start=1):
        records.append(record(each, position, recorded_at, records[-1].hash if records else GENESIS))
    return records


# From a vantage.


def day(text: str) -> date:
    """A vantage's own partial date means its last day."""
    last = PartialDate.parse(text).last
    assert last is not None, f"{text} never ends"
    return last


def at_noon(text: str) -> datetime:
    return datetime.combine(day(text), time(12), UTC)


def head(position: int = 1_000_000, recorded_at: datetime | None = RECORDED) -> LogHead:
    return LogHead(position, bytes(32), 1, recorded_at)


def vantage(
    on: str = "2026-11-22",
    known_by: str | None = None,
    *,
    position: int = 1_000_000,
    recorded_at: datetime | None = RECORDED,
    confidence: Confidence = Confidence.REPORTED,
    dates: Certainty = Certainty.CERTAIN,
) -> Vantage:
    known = day(known_by) if known_by is not None else None
    return Vantage(day(on), known, head(position, recorded_at), confidence, dates)


def seen(event: Event, position: int = 1, known_by: str | None = None) -> Seen:
    """The event as seen by that day; `known_by` must not lie before it was known."""
    at, known = record(event, position), day(known_by) if known_by is not None else None
    assert Cut(known, position).reaches(at), f"{event.id} was not known by {known_by}"
    return see(at, known)


def all_seen(*events: Event) -> list[Seen]:
    return [seen(each, position) for position, each in enumerate(events, start=1)]


# As a part of the state.


def views_of(projection: Projection[V], *events: Event, company: str = COMPANY) -> dict[str, V]:
    """What a projection makes of these events, by the key of the subject; all of them stand and count."""
    state = fold(projection, Told(log(*events)).visible(vantage("9999")), lambda name: name)
    made = views(projection, state, company=company)
    return {name.partition("/")[2]: view for name, view in zip(state, made, strict=True)}


def view_of(projection: Projection[V], *events: Event, company: str = COMPANY) -> V:
    """The same for events about one subject."""
    (view,) = views_of(projection, *events, company=company).values()
    return view


def value_of(chosen: Chosen[Any] | None) -> Any:
    """The value of a field as a line of a file would say it, None where nobody speaks of it."""
    return None if chosen is None else plainly(chosen.value)


def plainly(value: Any) -> Any:
    match value:
        case Amount():
            return str(value.money)
        case Quantity():
            return f"{digits_of(value.count)} {value.unit}"
        case PartialDate():
            return value.edtf
        case Party():
            return value.name
        case Enum():
            return value.value
        case tuple():
            return [plainly(entry) for entry in value]
        case _:
            return value


def in_order(events: Iterable[Seen]) -> tuple[Seen, ...]:
    """By date, then by id, as a vantage sees them."""
    return tuple(sorted(events, key=by_date))


FULL: list[Json] = [
    line("founded", "a", name="Mistral AI", country="FR", city="Paris", on="around May 2023",
         founders=["Arthur Mensch", {"name": "Timothée Lacroix", "slug": "t-lacroix"}], confidence="confirmed"),
    line("profile", "b", country="FR", city="Paris", region="Île-de-France",
         website="https://mistral.ai", sector="AI", aliases=["Mistral", "MAI"], identifiers=["wikidata:Q119106083"]),
    line("closed", "c", successor="Meta", cause="sold for its people"),
    line("funding", "d", series="C", instrument="mixed", raised=eur("1.7e9", bound="about", stated=[usd(2e9)]),
         debt=eur(1), valuation=eur(11_700_000_000), pre_money=True, leads=["ASML"], investors=["Nvidia", "ASML"],
         note="Two\nlines.", on={"edtf": "2025-09", "text": "Sept. 2025"}),
    line("listing", "e", ticker="MSTR", price=eur("12.50"), raised=eur(5), valuation=eur(9), stage="filed"),
    line("acquisition", "f", price=usd(5, bound="under"), percent="66.6"),
    line("model", "g", name="Mistral 7B", aliases=["7B"], organisations=["Nvidia"], access="open-weights",
         license="Apache-2.0", parameters=7.3e9, active_parameters=1, training_compute="1e24", modalities=["text"]),
    line("product", "h", name="Le Chat", aliases=["Chat"], description="An assistant."),
    line("data-center", "i", role="user", name="Essonne 1", place="Bruyères", country="FR", megawatts=40, chips=18_000,
         chip_model="GB300", investment=eur(1), operational_by="mid-2026"),
    line("metric", "j", scope="Le Chat", per="month", count="1e6", unit="users", bound="over", period="Q3 2025"),
    line("target", "k", count=None, unit=None, money=eur(1e9, bound="over"), by="2027 or later", per="annualized"),
    line("role", "l", person=None, stage="ended", on="../2025-09"),
    line("stake", "m", invested=eur(1_300_000_000)),
    line("partnership", "n", nature="government", on="2025-01/2025-03"),
    line("milestone", "r", name="CAC 40 index", category="index-membership", description="Joins the index."),
    line("retraction", "o", on="2025-10", corrects="p",
         sources=[source(title="A", url="https://a.fr/?a=1"), source("B", cites=["C"])]),
    line("dispute", "p", note="denied"),
    line("merge", "q", subject="funding/series-c", same=["funding/series-c-extension"], reason="one round"),
]  # fmt: skip
"""Every kind with every field."""


def projections() -> list[Projection[object]]:
    """Every projection there is."""
    modules = [import_module(f"{parts.__name__}.{module.name}") for module in pkgutil.iter_modules(parts.__path__)]
    return [value for module in modules for value in vars(module).values() if isinstance(value, Projection)]
