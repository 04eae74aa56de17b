"""Random histories for rankings, and the plain answer: the state of every company, sorted."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from builders import ACTS, Json, eur, event, line, source, usd
from hypothesis import strategies as st

from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import (
    ACQUISITIONS,
    DATA_CENTERS,
    MILESTONES,
    MODELS,
    ROUNDS,
    ListedPart,
    ListOrder,
    PartOrder,
)
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField, OrderValue, day_key, value_of
from dateline.answers.ranking.part_filters import (
    AcquisitionFilter,
    DataCenterFilter,
    MilestoneFilter,
    ModelFilter,
    PartFilter,
    RoundFilter,
)
from dateline.answers.spans_told import DaySpan
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.state.company import CompanyState, Status
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.money import Money
from dateline.values.vocabulary import (
    Access,
    AcquisitionStage,
    Confidence,
    DataCenterStage,
    FundingStage,
    Instrument,
    MilestoneStage,
    ModelStage,
    Per,
    SiteRole,
)

COMPANIES = tuple("abcdef")
DAYS = [
    date(2024, 3, 31),
    date(2024, 6, 30),
    date(2024, 9, 15),
    date(2024, 12, 31),
    date(2025, 6, 30),
    date(2026, 9, 1),
]
_ON = ("2024-03", "2024-06-30", "2024", "../2024-06", "2024-02/2024-08", "2024-35", "2023~", "2025-02", "2001", "1990")
_PUBLISHED = ("2024-03-31", "2024-05", "2024-06", "2024-09-16", "2024", "2025-05-01")


def _money(amount: int, currency: str) -> Json:
    return {"amount": str(amount), "currency": currency}


_amounts = st.builds(
    _money, st.sampled_from([1, 90, 100, 105, 110, 5000, 15000]), st.sampled_from(["EUR", "USD", "JPY", "CHF", "AED"])
)
_investors = st.lists(st.sampled_from(["Zeta Fund", "b", "ASML"]), max_size=2)
_SAID: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "founded": {
        "name": st.none() | st.sampled_from(["Éclair", "ant", "Zoo", "f"]),
        "country": st.sampled_from([None, "FR", "US"]),
    },
    "profile": {
        "name": st.none() | st.sampled_from(["eclair", "Ant", "Bee"]),
        "country": st.sampled_from(["FR", "US", "DE"]),
        "sector": st.sampled_from([None, "AI", "ai", "Space"]),
    },
    "closed": {},
    "funding": {
        "round": st.sampled_from(["seed", "a", "b"]),
        "series": st.sampled_from([None, "Seed", "A", "a"]),
        "stage": st.sampled_from(["talks", "announced", "closed", "closed", "closed", "abandoned"]),
        "instrument": st.sampled_from([None, None, "equity", "secondary"]),
        "raised": _amounts,
        "valuation": _amounts,
        "investors": _investors,
        "leads": _investors,
    },
    "listing": {"stage": st.sampled_from(["filed", "listed", "delisted"]), "valuation": _amounts},
    "acquisition": {
        "target": st.sampled_from(COMPANIES),
        "stage": st.sampled_from(["announced", "completed"]),
        "price": st.none() | _amounts,
    },
    "model": {
        "model": st.sampled_from(["m1", "m2"]),
        "stage": st.sampled_from(["announced", "released"]),
        "access": st.sampled_from([None, "api", "open-weights"]),
        "parameters": st.sampled_from([None, 7, 70]),
    },
    "data-center": {
        "site": st.sampled_from(["s1", "s2"]),
        "role": st.sampled_from(["owner", "owner", "user"]),
        "stage": st.sampled_from(["announced", "operational"]),
        "country": st.sampled_from([None, "FR", "US"]),
        "megawatts": st.sampled_from([None, 10, 200]),
    },
    "milestone": {
        "milestone": st.sampled_from(["layoff-1", "Big Index"]),
        "stage": st.sampled_from(["happened", "happened", "ended", "announced"]),
        "category": st.sampled_from([None, "layoff", "Index Membership"]),
    },
    "partnership": {
        "partner": st.sampled_from(["Zeta Fund", "b"]),
        "stage": st.sampled_from(["started", "started", "ended"]),
    },
    "metric": {
        "metric": st.sampled_from(["arr", "arr", "valuation", "headcount", "headcount"]),
        "per": st.sampled_from([None, None, None, "year", "month"]),
        "scope": st.sampled_from([None, None, None, "chat"]),
    },
    "stake": {"holder": st.sampled_from(["Zeta Fund", "b"]), "percent": st.sampled_from([None, 11])},
    "retraction": {},
    "dispute": {},
    "merge": {},
}
_SUBJECTS = (
    ["funding/seed", "funding/a"],
    ["metric/arr", "metric/headcount"],
    ["metric/arr", "metric/valuation"],
    ["metric/headcount@year", "metric/arr@year"],
    ["acquisition/a", "acquisition/b"],
    ["stake/zeta-fund", "stake/b"],
)
_KINDS = [*_SAID, "founded", "founded", "profile", "listing", *["funding"] * 10, *["metric"] * 6]
_PARTS = [
    "founded",
    "profile",
    "funding",
    *["acquisition", "model", "data-center", "milestone"] * 4,
    "partnership",
    "merge",
]


@st.composite
def _line(draw: st.DrawFn, place: int, kinds: Sequence[str]) -> Json:
    kind = draw(st.sampled_from(kinds))
    company = draw(st.sampled_from(COMPANIES))
    fields: Json = draw(st.fixed_dictionaries(_SAID[kind]))
    earlier = st.integers(0, 24).filter(lambda other: other != place).map("e{}".format)
    if kind == "merge":
        if draw(st.booleans()):
            fields = {"same": [draw(st.sampled_from([*COMPANIES, "old"]).filter(lambda slug: slug != company))]}
        else:
            kept, other = draw(st.sampled_from(_SUBJECTS).flatmap(st.permutations))
            fields = {"subject": kept, "same": [other]}
    elif kind in ACTS:
        fields = {"event": draw(earlier)}
    elif kind == "metric":
        number = draw(st.sampled_from([-3, 2, 700, 900]))
        fields |= draw(
            st.sampled_from([{"count": number, "unit": "people"}, {"money": eur(number)}, {"money": usd(number)}])
        )
        if "money" in fields:
            fields |= {"count": None, "unit": None}
    if kind not in ACTS and draw(st.integers(0, 9)) == 0:
        fields |= {"corrects": draw(earlier), "reason": "it was wrong"}
    published = draw(st.lists(st.sampled_from(_PUBLISHED), min_size=1, max_size=2))
    sources = [source("Wired", day, title=f"Told in {day}") for day in published]
    dated = {} if kind in ACTS else {"on": draw(st.sampled_from(_ON))}
    act = kind in ACTS or "corrects" in fields
    confidence = draw(
        st.sampled_from(("reported", "confirmed") if act else ("confirmed", "reported", "reported", "rumored"))
    )
    return line(kind, f"e{place}", company=company, sources=sources, confidence=confidence, **dated, **fields)


@st.composite
def _histories(draw: st.DrawFn, kinds: Sequence[str] = _KINDS) -> list[Event]:
    lines = [draw(_line(place, kinds)) for place in range(draw(st.sampled_from([4, 12, 16, 20, 24])))]
    return [
        event(one.pop("type"), one.pop("id"), **{"count": None, "unit": None, **one} if "money" in one else one)
        for one in lines
    ]


histories = _histories()
histories_of_parts = _histories([*_PARTS, *_SAID])


@st.composite
def _orders(draw: st.DrawFn) -> CompanyOrder:
    field = draw(st.sampled_from(OrderField))
    of_metric: Json = {}
    if field is OrderField.METRIC:
        scope, per = draw(st.sampled_from([(None, None), (None, None), ("chat", None), (None, Per.YEAR)]))
        of_metric = {"metric": draw(st.sampled_from(["ARR", "headcount"])), "scope": scope, "per": per}
        of_metric["over"] = draw(st.sampled_from([None, None, DaySpan(date(2001, 1, 1), date(2025, 12, 31))]))
    currency = draw(st.sampled_from(["USD", "EUR", "JPY", "AED"]))
    return CompanyOrder(field, draw(st.sampled_from(Direction)), currency, **of_metric)


orders = _orders()


def _any_of(*words: Any) -> st.SearchStrategy[frozenset[Any] | None]:
    """No condition, one word, or several of which any is meant."""
    return st.none() | st.frozensets(st.sampled_from(words), min_size=1, max_size=2)


_days = st.none() | st.sampled_from([date(1990, 1, 1), *DAYS])
_some = st.frozensets(st.sampled_from([*COMPANIES, "old", "none"]), min_size=1, max_size=3)
_filters = st.builds(
    CompanyFilter,
    slugs=st.none() | _some,
    countries=st.none() | st.sampled_from([frozenset({"fr"}), frozenset({"US", "DE"})]),
    sectors=st.none() | st.just(frozenset({"AI"})),
    statuses=_any_of(*Status),
    called=_any_of("", "e", "ECL", "ß"),
    investors=_any_of("zeta-fund", "b"),
    founded_from=_days,
    founded_until=_days,
    partners=_any_of("zeta-fund", "b"),
    milestones=_any_of("big-index"),
)
filters = st.sampled_from([True, True, False]).flatmap(
    lambda all_of_them: st.just(CompanyFilter()) if all_of_them else _filters
)
_least = st.none() | st.just(Money(Decimal(100), "EUR"))
_part = {
    "companies": st.none() | st.none() | _some,
    "since": st.none() | _days,
    "until": st.none() | _days,
    "of": filters,
}
_PART_FILTERS: list[tuple[ListedPart[Any], st.SearchStrategy[PartFilter[Any]]]] = [
    (
        ROUNDS,
        st.builds(
            RoundFilter,
            **_part,
            series=st.none() | st.just(frozenset({"a"})),
            stages=_any_of(*FundingStage),
            instruments=st.none() | st.just(frozenset({Instrument.EQUITY})),
            investors=_any_of("zeta-fund", "asml"),
            raised_min=_least,
        ),
    ),
    (
        ACQUISITIONS,
        st.builds(
            AcquisitionFilter,
            **_part,
            targets=st.none() | _some,
            stages=_any_of(*AcquisitionStage),
            price_min=_least,
        ),
    ),
    (
        MODELS,
        st.builds(
            ModelFilter,
            **_part,
            stages=_any_of(*ModelStage),
            accesses=_any_of(Access.API, Access.HOSTED),
            parameters_min=st.none() | st.just(Decimal(70)),
        ),
    ),
    (
        DATA_CENTERS,
        st.builds(
            DataCenterFilter,
            **_part,
            countries=st.none() | st.just(frozenset({"fr"})),
            stages=_any_of(*DataCenterStage),
            roles=_any_of(*SiteRole),
            megawatts_min=st.none() | st.just(Decimal(10)),
        ),
    ),
    (
        MILESTONES,
        st.builds(
            MilestoneFilter,
            **_part,
            categories=st.none() | st.just(frozenset({"index membership", "Layoff"})),
            stages=_any_of(*MilestoneStage),
        ),
    ),
]
_NO_FILTERS = {
    ROUNDS.name: RoundFilter(),
    ACQUISITIONS.name: AcquisitionFilter(),
    MODELS.name: ModelFilter(),
    DATA_CENTERS.name: DataCenterFilter(),
    MILESTONES.name: MilestoneFilter(),
}


@st.composite
def _listings(draw: st.DrawFn) -> tuple[ListedPart[Any], PartFilter[Any], PartOrder]:
    """A list of parts, narrowed down, in an order."""
    listed, filters = draw(st.sampled_from(_PART_FILTERS))
    wanted = draw(filters) if draw(st.booleans()) else _NO_FILTERS[listed.name]
    return listed, wanted, PartOrder(draw(st.sampled_from(ListOrder)), draw(st.sampled_from(["USD", "JPY", "AED"])))


listings = _listings()


@st.composite
def vantages(draw: st.DrawFn, log_heads: Sequence[Any]) -> Vantage:
    late = [DAYS[-1]] * len(DAYS)
    return Vantage(
        draw(st.sampled_from([*late, *DAYS])),
        draw(st.sampled_from([None, None, *late, *DAYS])),
        draw(st.sampled_from([*([log_heads[-1]] * len(log_heads) * 2), *log_heads])),
        draw(st.sampled_from([Confidence.REPORTED, *Confidence])),
        draw(st.sampled_from(Certainty)),
    )


async def states_of(log: EventLog, vantage: Vantage, make: Any) -> dict[str, CompanyState]:
    """The state of each company, asked one by one, by the slug that is kept."""
    slugs = [*COMPANIES, *MANY, "old"]
    histories = await log.histories(slugs, vantage.at.position)
    found = [make(slug, histories[slug], vantage) for slug in slugs]
    return {state.slug: state for state in found if state is not None}


def expected_companies(
    states: dict[str, CompanyState], asked: set[str] | None, wanted: CompanyFilter, order: CompanyOrder
) -> list[tuple[str, OrderValue | None]]:
    passing = [state for slug, state in states.items() if (asked is None or slug in asked) and wanted.passes(state)]
    valued = [(value, state.slug) for state in passing if (value := value_of(state, order)) is not None]
    rest = sorted(state.slug for state in passing if value_of(state, order) is None)
    valued.sort(key=lambda pair: pair[1])
    valued.sort(key=lambda pair: pair[0].key, reverse=order.direction is Direction.DESC)
    return [*((slug, value) for value, slug in valued), *((slug, None) for slug in rest)]


def expected_parts(
    states: dict[str, CompanyState],
    asked: set[str] | None,
    listed: ListedPart[Any],
    wanted: PartFilter[Any],
    order: PartOrder,
) -> list[tuple[str, str]]:
    """By slug and key; `asked` are the companies that may be listed."""
    found = [
        (_first_key(listed, part, state, order), state.slug, part.key)
        for slug, state in states.items()
        if asked is None or slug in asked
        for part in state.views(listed.part)
        if wanted.passes(part, state)
    ]
    found.sort(key=lambda one: one[1:])
    found.sort(key=lambda one: one[0], reverse=True)
    return [(slug, key) for _, slug, key in found]


def _first_key(listed: ListedPart[Any], part: Any, state: CompanyState, order: PartOrder) -> tuple[Any, ...]:
    """The greater comes first."""
    day = day_key(part.on.value, state)
    if order.by is ListOrder.LATEST:
        return day
    number = listed.number(part, state, order.currency)
    return (1, number) if number is not None else (0, *day)


MANY = tuple(f"{letter}{number}" for letter in "abcd" for number in range(5))


def crowd(seed: int) -> list[Event]:
    """A larger history, of twenty companies: what a bound gets wrong shows where many compete."""
    random_ = random.Random(seed)
    return [decode(json.dumps(_one_of_many(place, random_))) for place in range(160)]


def _one_of_many(place: int, random_: random.Random) -> Json:
    pick = random_.choice
    kind = pick(["founded", "founded", "profile", *["funding"] * 9, *["metric"] * 3, "listing", "retraction"])
    if random_.random() < 0.04:
        kind = pick(["dispute", "merge"])
    company = pick(MANY)
    earlier = f"e{random_.randrange(160)}"
    amount = {
        "amount": str(round(10 ** random_.uniform(0, 4), 2)),
        "currency": pick(["EUR", "USD", "JPY", "GBP", "TRY"]),
    }
    fields: Json = {
        "founded": {"name": pick([None, f"Name {random_.randrange(9)}"]), "country": pick(["FR", "US"])},
        "profile": {
            "name": f"Name {random_.randrange(9)}",
            "country": pick(["FR", "US"]),
            "sector": pick(["AI", "Ai"]),
        },
        "funding": {
            "round": pick(["seed", "a", "b", "c"]),
            "stage": pick(["talks", "announced", *["closed"] * 6]),
            "raised": amount,
            "valuation": pick([None, amount]),
            "investors": pick([[], ["Zeta Fund"]]),
        },
        "metric": {"metric": "arr", "count": None, "unit": None, "money": amount, "per": pick([None, None, "year"])},
        "listing": {"stage": pick(["filed", "listed"]), "valuation": amount},
        "retraction": {"event": earlier},
        "dispute": {"event": earlier},
        "merge": {"same": [pick([slug for slug in (*MANY, "old") if slug != company])]},
    }[kind]
    act = kind in ACTS
    if not act and random_.random() < 0.05 and earlier != f"e{place}":
        fields, act = {**fields, "corrects": earlier, "reason": "it was wrong"}, True
    if fields.get("event") == f"e{place}":
        fields["event"] = "nowhere"
    day = date(2019, 1, 1) + timedelta(days=random_.randrange(2000))
    on = pick([f"{day}", f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"../{day}"])
    dated = {} if kind in ACTS else {"on": on}
    published = day + timedelta(days=pick([0, 1, 30, 700]))
    confidence = pick(["reported", "confirmed"] if act else ["reported", "reported", "confirmed", "rumored"])
    sources = [source("Wired", f"{published}")]
    return line(kind, f"e{place}", company=company, sources=sources, confidence=confidence, **dated, **fields)
