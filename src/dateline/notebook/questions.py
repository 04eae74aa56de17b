"""The questions, as they are asked inside the loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from dateline.answers.change.diff import Change, diff
from dateline.answers.directory import Directory
from dateline.answers.event_filter import EventFilter
from dateline.answers.event_lists import EventList, Listed
from dateline.answers.findings.finding import Reviewed
from dateline.answers.findings.review import Review
from dateline.answers.identified import slug_meant
from dateline.answers.naming import Identity
from dateline.answers.naming import identities as identities_of
from dateline.answers.narrowed_directory import directory_of
from dateline.answers.paging import MAX_SIZE, Page, first_of
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.order import CompanyOrder
from dateline.answers.ranking.part_filters import PartFilter
from dateline.answers.ranking.part_ranking import PartRanking, RankedPart
from dateline.answers.ranking.ranking import CompanyRanking, RankedCompany
from dateline.answers.reading import Reading
from dateline.answers.states import states_named
from dateline.answers.sums.company_sums import SumRequest, SumTable, sums
from dateline.imports.event_files.importing import FileReport, import_file
from dateline.log.cut import Cut
from dateline.log.opening import LogAddress, open_log
from dateline.log.record import LogHead
from dateline.log.selection import Order, sort_key
from dateline.log.verification import verify
from dateline.notebook.at import At, vantage_at
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage


@dataclass(frozen=True, slots=True)
class Head:
    """The newest record of a log."""

    position: int
    hash: str
    epoch: int
    recorded_at: datetime | None
    companies: int


async def states_at(reading: Reading, companies: Sequence[str] | None, at: At) -> tuple[Vantage, list[CompanyState]]:
    vantage = await vantage_at(reading, at)
    named = await _slugs(reading, companies, vantage)
    return vantage, [state async for state in states_named(reading, named, vantage)]


async def identities(
    reading: Reading, search: str | None, investors: frozenset[str] | None, partners: frozenset[str] | None
) -> list[Identity]:
    """All companies that are called so, with one of these investors and partners, by slug."""
    cut = Cut(None, (await reading.head()).position)
    found: list[Identity] = []
    page, directory = Page(MAX_SIZE), directory_of(reading, search, investors, partners)
    while True:
        slugs = await directory.page(page)
        named = await identities_of(reading, [(slug, cut) for slug in slugs.items])
        found += [named[slug, cut] or Identity(slug, slug) for slug in slugs.items]
        if not slugs.has_next:
            return found
        page = Page(MAX_SIZE, after=(slugs.items[-1],))


async def events_at(
    reading: Reading, wanted: EventFilter, order: Order, limit: int | None, at: At, page_size: int = MAX_SIZE
) -> tuple[Vantage, list[Listed]]:
    """The first `limit` events, or all: those recorded, or with a vantage those that count there.

    At most `page_size` are asked for at a time. Raises what `vantage_at` raises.
    """
    vantage = await vantage_at(reading, at)
    events = EventList(reading, wanted, order, vantage if at else None)
    dates = vantage.dates
    listed: list[Listed] = []
    page = Page(_size(limit, 0, page_size))
    while True:
        found = await events.page(page)
        listed += found.items
        if not found.has_next or (limit is not None and len(listed) >= limit):
            return vantage, listed
        after = sort_key(listed[-1].seen.record, order, dates)
        page = Page(_size(limit, len(listed), page_size), after=after)


def _size(limit: int | None, had: int, most: int) -> int:
    return most if limit is None else max(0, min(most, limit - had))


async def changes_between(
    reading: Reading, company: str, before: At, after: At
) -> tuple[tuple[Change, ...], Vantage, Vantage]:
    """One reading of the company's history serves both vantages."""
    earlier, later = await vantage_at(reading, before), await vantage_at(reading, after)
    slug = await slug_meant(reading, company, later)
    history = (await reading.histories([slug]))[slug]
    old, new = reading.to_compare(slug, history, earlier, later)
    return diff(old, new), earlier, later


async def companies_in_order(
    reading: Reading, filter: CompanyFilter, order: CompanyOrder, limit: int, at: At
) -> tuple[Vantage, list[RankedCompany]]:
    vantage = await vantage_at(reading, at)
    named = await _with_slugs(reading, filter, vantage)
    found = await first_of(CompanyRanking(reading, vantage, named, order).page, limit)
    return vantage, list(found.items)


async def parts_in_order(
    reading: Reading,
    listed: ListedPart[Any],
    filter: PartFilter[Any],
    order: PartOrder,
    limit: int | None,
    at: At,
    page_size: int = MAX_SIZE,
) -> tuple[Vantage, list[RankedPart[Any]]]:
    """The first `limit` parts, or all."""
    vantage = await vantage_at(reading, at)
    named = replace(filter, of=await _with_slugs(reading, filter.of, vantage))
    parts = PartRanking(reading, vantage, listed, named, order)
    return vantage, list((await first_of(parts.page, limit, page_size)).items)


async def findings_at(
    reading: Reading, companies: list[str] | None, rules: list[str] | None, limit: int | None, at: At
) -> tuple[Vantage, list[Reviewed]]:
    """The first `limit` findings, or all."""
    vantage = await vantage_at(reading, at)
    review = Review(reading, vantage, await _slugs(reading, companies, vantage), rules)
    return vantage, list((await first_of(review.page, limit)).items)


async def sums_at(reading: Reading, asked: SumRequest, at: At) -> tuple[Vantage, SumTable]:
    vantage = await vantage_at(reading, at)
    named = replace(asked, companies=await _with_slugs(reading, asked.companies, vantage))
    return vantage, await sums(reading, vantage, named)


async def _with_slugs(reading: Reading, filter: CompanyFilter, vantage: Vantage) -> CompanyFilter:
    """The filter with the slugs of the companies that it names in whichever way."""
    slugs = await _slugs(reading, filter.slugs, vantage)
    return replace(filter, slugs=frozenset(slugs)) if slugs is not None else filter


async def _slugs(reading: Reading, companies: Iterable[str] | None, vantage: Vantage) -> list[str] | None:
    """By their names, slugs or identifiers."""
    return [await slug_meant(reading, company, vantage) for company in companies] if companies is not None else None


async def head(reading: Reading) -> Head:
    return await _described(reading, await reading.head())


async def verified(reading: Reading) -> Head:
    return await _described(reading, await verify(reading.log))


async def _described(reading: Reading, at: LogHead) -> Head:
    companies = await Directory(reading).count()
    return Head(at.position, at.hash.hex(), at.epoch, at.recorded_at, companies)


async def imported(path: LogAddress, files: Sequence[Path], now: Callable[[], datetime]) -> list[FileReport]:
    async with open_log(path) as log:
        return [await import_file(log, file, now()) for file in files]
