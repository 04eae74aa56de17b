"""The states of many companies at one vantage, each once, under the slug that is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Collection, Sequence

from dateline.answers.reading import Reading
from dateline.log.loop_turns import loop_turns
from dateline.state.company import CompanyState, state_in_reach
from dateline.state.vantage import Vantage
from dateline.values.text import slugify

COMPANIES_AT_ONCE = 50


async def states_of(
    reading: Reading, slugs: Collection[str], vantage: Vantage, *, keep: bool = True
) -> dict[str, CompanyState]:
    """By each slug the state of its company; left out are those of which nothing is told.

    Their histories are not held in the reading: however many companies a question walks through, memory is bounded.
    Without `keep` nothing is kept of them for other questions either, and nothing that is kept is pushed out.
    """
    kept = reading.kept.states
    found = {slug: kept[slug, vantage] for slug in slugs if (slug, vantage) in kept}
    missing = [slug for slug in slugs if slug not in found]
    read = reading.kept.histories.of if keep else reading.kept.histories.passing
    histories = await read(missing, vantage.at.position) if missing else {}
    turns = loop_turns()
    for slug, history in histories.items():
        found[slug] = (reading.in_reach if keep else state_in_reach)(slug, history, vantage)
        await turns.step()
    return {slug: state for slug in slugs if (state := found[slug]) is not None and state.history.is_told}


async def distinct_states(
    reading: Reading, slugs: Collection[str], vantage: Vantage, *, keep: bool = True
) -> list[CompanyState]:
    """Each of these companies once, however many of its slugs are named, in the order of the slugs."""
    found: dict[str, CompanyState] = {}
    for state in (await states_of(reading, slugs, vantage, keep=keep)).values():
        found.setdefault(state.slug, state)
    return list(found.values())


async def every_state(
    reading: Reading,
    vantage: Vantage,
    companies: Collection[str] | None = None,
    start: str | None = None,
    at_once: int = COMPANIES_AT_ONCE,
    *,
    keep: bool = True,
) -> AsyncIterator[CompanyState]:
    """All companies of which something is in reach, or those of these slugs, each once, by the slug it is listed under.

    `start` is the first slug to list; `at_once`, how many companies are read at a time; `keep`, whether they are kept
    for other questions.
    """
    if companies is None:
        batches = _all(reading, vantage, start, at_once)
    else:
        batches = _these(reading, vantage, companies, start, at_once)
    turns = loop_turns()
    async for batch in batches:
        listed = await states_of(reading, batch, vantage, keep=keep)
        for slug, state in listed.items():
            if slug == listed_as(state):
                yield state
                await turns.step()  # what is made of a state computes


def states_named(
    reading: Reading,
    companies: Collection[str] | None,
    vantage: Vantage,
    at_once: int = COMPANIES_AT_ONCE,
    *,
    keep: bool = True,
) -> AsyncIterator[CompanyState]:
    """The same of companies by their names or slugs, as people write them; None is all companies."""
    slugs = {slugify(name) for name in companies} - {""} if companies is not None else None
    return every_state(reading, vantage, slugs, at_once=at_once, keep=keep)


def listed_as(state: CompanyState) -> str:
    """Its slug; or, in a circle of merges that keeps a slug without events, the first of those that have some."""
    told = {seen.event.company for seen in state.history.own}
    return state.slug if state.slug in told else min(told)


async def _all(reading: Reading, vantage: Vantage, start: str | None, at_once: int) -> AsyncIterator[Sequence[str]]:
    def behind(slug: str | None) -> Awaitable[list[str]]:
        return reading.log.companies(vantage.at.position, after=slug, limit=at_once)

    batch = [start] if start is not None else await behind(None)
    while batch:
        yield batch
        batch = await behind(batch[-1])


async def _these(
    reading: Reading, vantage: Vantage, companies: Collection[str], start: str | None, at_once: int
) -> AsyncIterator[Sequence[str]]:
    """First under which slugs they are listed, since one that was merged away is another's; then those, in batches."""
    listed: set[str] = set()
    for batch in _batches(sorted(companies), at_once):
        listed |= {listed_as(state) for state in (await states_of(reading, batch, vantage)).values()}
    for batch in _batches([slug for slug in sorted(listed) if start is None or slug >= start], at_once):
        yield batch


def _batches(slugs: Sequence[str], size: int) -> list[Sequence[str]]:
    return [slugs[place : place + size] for place in range(0, len(slugs), size)]
