"""The ranking of many companies must be what asking each on its own gives, at every vantage, in pages of any size."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from histories import LONG, law
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ranking_cases import (
    crowd,
    expected_companies,
    expected_parts,
    filters,
    histories,
    histories_of_parts,
    listings,
    orders,
    states_of,
    vantages,
)
from stores import STORES

from dateline.answers.paging import Page
from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import ROUNDS, ListedPart, ListOrder, PartOrder
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField
from dateline.answers.ranking.part_filters import AcquisitionFilter, PartFilter, RoundFilter
from dateline.answers.ranking.part_ranking import PartRanking
from dateline.answers.ranking.ranking import CompanyRanking
from dateline.answers.reading import Timeline
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.state.company import Status, state
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

Opening = Callable[[], AbstractAsyncContextManager[EventLog]]
Listing = tuple[ListedPart[Any], PartFilter[Any], PartOrder]
told_of_parts = st.booleans().flatmap(lambda funded: histories if funded else histories_of_parts)
TODAY = date(2026, 11, 22)
START = datetime.fromisoformat("2024-03-15T12:00:00+00:00")


ONE_AT_A_TIME = Batches(
    fewest_states=1, most_states=1, first_rows=1, most_rows=2, new_records=5, worn_rows=1, kept_rows=3
)
"""With few companies all would be asked before anything is in its place, and no bound would matter."""


stores = pytest.mark.parametrize(
    ("opening", "examples"), [*zip(STORES.values(), (120, 40, 15), strict=True)], ids=STORES
)


async def holding(log: EventLog, history: list[Event]) -> list[Any]:
    """The heads of a log after each event."""
    heads = [await log.head()]
    for place, one in enumerate(history):
        await log.append([one], now=START + timedelta(days=30 * place))
        heads.append(await log.head())
    return heads


async def pages(listed: CompanyRanking | PartRanking[Any], size: int, *, backward: bool) -> list[Any]:
    """Everything in pages."""
    found: list[Any] = []
    place = None
    while True:
        page = Page(size, before=place, backward=True) if backward else Page(size, after=place)
        part = await listed.page(page)
        found = [*part.items, *found] if backward else [*found, *part.items]
        if not (part.has_previous if backward else part.has_next):
            assert await listed.count() == len(found)
            return found
        place = part.items[0 if backward else -1].place


async def kept(log: EventLog, vantage: Any, asked: frozenset[str] | None) -> set[str] | None:
    if asked is None:
        return None
    read = await log.histories(asked, vantage.at.position)
    found = (state(slug, read[slug], vantage) for slug in asked)
    return {one.slug for one in found if one is not None}


@stores
def test_companies_are_ranked_as_asking_each_of_them_gives(opening: Opening, examples: int) -> None:
    @law(examples)
    @given(histories, orders, filters, st.integers(1, 4), st.booleans(), st.data())
    def agrees(
        history: list[Event], order: CompanyOrder, wanted: CompanyFilter, size: int, backward: bool, data: st.DataObject
    ) -> None:
        async def compare() -> None:
            async with opening() as log:
                vantage = data.draw(vantages(await holding(log, history)))
                states = await states_of(log, vantage, state)
                expected = expected_companies(states, await kept(log, vantage, wanted.slugs), wanted, order)
                reading = Timeline(log, lambda: TODAY).reading()
                ranking = CompanyRanking(reading, vantage, wanted, order, ONE_AT_A_TIME)
                found = await pages(ranking, size, backward=backward)
                assert [one.state.slug for one in found] == [slug for slug, _ in expected]
                assert [one.rank for one in found] == list(range(1, len(found) + 1))
                keys = [one.value.key if one.value else None for one in found]
                assert keys == [value.key if value else None for _, value in expected]

        asyncio.run(compare())

    agrees()


@stores
def test_parts_are_listed_as_asking_each_company_gives(opening: Opening, examples: int) -> None:
    @law(examples)
    @given(
        st.booleans().flatmap(lambda funded: histories if funded else histories_of_parts),
        listings,
        st.integers(1, 4),
        st.booleans(),
        st.data(),
    )
    def agrees(history: list[Event], listing: Listing, size: int, backward: bool, data: st.DataObject) -> None:
        async def compare() -> None:
            async with opening() as log:
                vantage = data.draw(vantages(await holding(log, history)))
                listed, wanted, order = listing
                states = await states_of(log, vantage, state)
                asked = await kept(log, vantage, wanted.asked)
                expected = expected_parts(states, asked, listed, await by_targets(log, vantage, wanted), order)
                reading = Timeline(log, lambda: TODAY).reading()
                found = await pages(
                    PartRanking(reading, vantage, listed, wanted, order, ONE_AT_A_TIME), size, backward=backward
                )
                assert [(one.state.slug, one.part.key) for one in found] == expected
                assert [one.rank for one in found] == list(range(1, len(found) + 1))

        asyncio.run(compare())

    agrees()


async def by_targets(log: EventLog, vantage: Any, wanted: PartFilter[Any]) -> PartFilter[Any]:
    """The same filter, with all slugs of the targets it names."""
    if not isinstance(wanted, AcquisitionFilter) or wanted.targets is None:
        return wanted
    read = await log.histories(wanted.targets, vantage.at.position)
    found = (state(slug, read[slug], vantage) for slug in wanted.targets)
    slugs = [one.history.slugs for one in found if one is not None and one.history.is_told]
    return replace(wanted, targets=wanted.targets.union(*slugs))


FOUND_SOMETHING = (2, 11, 26)
"""Seeds that once showed a bound to be wrong."""
EVERY_ORDER = [
    CompanyOrder(field, direction, currency, "arr" if field is OrderField.METRIC else None)
    for field in OrderField
    for direction in Direction
    for currency in ("USD", "TRY")
]
WANTED = [
    CompanyFilter(),
    CompanyFilter(),
    CompanyFilter(countries=frozenset({"FR"})),
    CompanyFilter(sectors=frozenset({"ai"}), founded_from=date(2020, 1, 1)),
    CompanyFilter(investors=frozenset({"zeta-fund"}), founded_until=date(2022, 12, 31)),
    CompanyFilter(statuses=frozenset({Status.PUBLIC})),
    CompanyFilter(called=frozenset({"NAME 3"})),
]


@pytest.mark.parametrize("seed", range(150) if LONG else FOUND_SOMETHING)
@pytest.mark.parametrize("opening", STORES.values(), ids=STORES)
async def test_a_crowd_is_ranked_as_asking_each_gives(opening: Opening, seed: int) -> None:
    random_ = random.Random(seed)
    async with opening() as log:
        history = crowd(seed)
        await log.append(history[:120], now=START + timedelta(days=2000))
        half = await log.head()
        await log.append(history[120:], now=START + timedelta(days=4000))
        for order in EVERY_ORDER:
            vantage = Vantage(
                date(2020, 1, 1) + timedelta(days=random_.randrange(2200)),
                random_.choice([None, None, date(2021, 6, 30), date(2024, 6, 30)]),
                random_.choice([half, await log.head(), await log.head()]),
                random_.choice([Confidence.REPORTED, *Confidence]),
                random_.choice([Certainty.CERTAIN, *Certainty]),
            )
            states = await states_of(log, vantage, state)
            reading = Timeline(log, lambda: TODAY).reading()
            for wanted in WANTED:
                found = await CompanyRanking(reading, vantage, wanted, order, ONE_AT_A_TIME).page(Page(3))
                expected = expected_companies(states, None, wanted, order)
                assert [one.state.slug for one in found.items] == [slug for slug, _ in expected[:3]]
            ranking = CompanyRanking(reading, vantage, CompanyFilter(), order, ONE_AT_A_TIME)
            found = await ranking.page(Page(100))
            expected = expected_companies(states, None, CompanyFilter(), order)
            assert [one.state.slug for one in found.items] == [slug for slug, _ in expected]
            assert await ranking.count() == len(expected)
            for listed in (RoundFilter(), RoundFilter(investors=frozenset({"zeta-fund"}), until=date(2022, 6, 30))):
                for by in (PartOrder(), PartOrder(ListOrder.LARGEST, order.currency)):
                    rounds = await PartRanking(reading, vantage, ROUNDS, listed, by, ONE_AT_A_TIME).page(Page(4))
                    told = [(one.state.slug, one.part.key) for one in rounds.items]
                    assert told == expected_parts(states, None, ROUNDS, listed, by)[:4]
