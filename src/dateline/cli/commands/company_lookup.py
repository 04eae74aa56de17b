"""The company that a command is about: its state, or else a sentence that says why there is none."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import click
from msgspec.structs import replace

from dateline.answers.asking import Ask
from dateline.answers.identified import slug_meant
from dateline.answers.naming import identities
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.reading import Reading, Timeline
from dateline.cli.clock import today
from dateline.cli.commands.earliest_report import known_later
from dateline.cli.failures import Failure
from dateline.cli.log_files import require
from dateline.log.cut import Cut
from dateline.log.opening import LogAddress, open_log
from dateline.log.record import Record
from dateline.state.company import CompanyState
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.text import slugify

T = TypeVar("T")

MOST_SLUGS_COMPARED = 10_000
MOST_NAMES_COMPARED = 100
"""How many companies a misspelt name is compared with: by slug, and by name where its beginning occurs."""

COMPANY = click.argument("company", metavar="COMPANY")


def answer_from(db: LogAddress, question: Callable[[Reading], Awaitable[T]]) -> T:
    """The answer to one question to the log at a path, which is open for it alone. Raises Failure if there is none."""
    return asyncio.run(_answer_from(db, question))


async def _answer_from(db: LogAddress, question: Callable[[Reading], Awaitable[T]]) -> T:
    require(db)
    async with open_log(db, read_only=True) as log:
        return await question(Timeline(log, today).reading())


async def known_state(reading: Reading, company: str, ask: Ask) -> CompanyState:
    """A company at a vantage, by its slug or an identifier like cik:1065280. Raises Failure where nothing of it is in
    reach: no answer is better than a guess."""
    return await _known(reading, company, await reading.vantage(ask))


async def named_companies(reading: Reading, filter: CompanyFilter, vantage: Vantage) -> CompanyFilter:
    """The filter with the slugs of the companies that it names. Raises Failure where nothing of one is in reach."""
    if filter.slugs is None:
        return filter
    known = [await _known(reading, company, vantage) for company in sorted(filter.slugs)]
    return replace(filter, slugs=frozenset(state.slug for state in known))


async def _known(reading: Reading, company: str, vantage: Vantage) -> CompanyState:
    slug = await slug_meant(reading, company, vantage)
    history = (await reading.histories([slug]))[slug] if slug else Told(())
    state = reading.state(slug, history, vantage) if history else None
    if state is not None:
        return state
    own = [record for record in history if record.event.company == slug]
    raise Failure(_nothing_known(slug, own, vantage) if own else await _unknown(reading, company, history))


def _nothing_known(slug: str, own: Sequence[Record], vantage: Vantage) -> str:
    """Why nothing is known of a company that the log has events of: the log cut or the knowledge cut is too early."""
    recorded = [record for record in own if record.position <= vantage.at.position]
    if any(vantage.cut.reaches(record) for record in recorded):
        return f"nothing is told of {slug}: whatever the log holds of it was retracted, or is only an act about events"
    if not recorded:
        first = min(own, key=lambda record: record.position)
        return (
            f"the log held nothing of {slug} at position {vantage.at.position}: its first record of it is at position"
            f" {first.position}, recorded at {first.recorded_at.isoformat(timespec='seconds')}"
        )
    earliest = min(record.known for record in recorded)
    return known_later(slug, vantage.known_by, earliest)


async def _unknown(reading: Reading, company: str, history: Sequence[Record]) -> str:
    """Why nothing is known of a company without events of its own: others name it, or nobody does."""
    if history:
        naming = sorted({record.event.company for record in history})
        return f"{company} is named by events of {', '.join(naming)}, but has no event of its own"
    near = await _nearest(reading, company)
    hint = f": did you mean {' or '.join(near)}?" if near else "; `dateline companies` lists those it knows"
    return f"the log has no company {company!r}{hint}"


async def _nearest(reading: Reading, company: str) -> list[str]:
    """At most three slugs: of companies with a name that holds the one given, or is spelt nearly like it."""
    upto = (await reading.head()).position
    wanted = slugify(company)
    slugs = await reading.log.companies(upto, limit=MOST_SLUGS_COMPARED)
    alike = await reading.log.companies(upto, search=wanted[:3], limit=MOST_NAMES_COMPARED) if wanted else []
    of_name = {slugify(name): slug for slug, name in await names_of(reading, alike)} | {slug: slug for slug in slugs}
    return nearest(wanted, of_name)


def nearest(wanted: str, of_name: Mapping[str, str]) -> list[str]:
    """At most three slugs, by their names as slugs: of names that hold the one wanted, or are spelt nearly like it."""
    near = difflib.get_close_matches(wanted, of_name, n=3, cutoff=0.6)
    holding = [name for name in of_name if wanted and wanted in name]
    return list(dict.fromkeys(of_name[name] for name in (*holding, *near)))[:3]


async def later_names(reading: Reading, states: Iterable[CompanyState]) -> dict[str, str]:
    """The latest names of those that have none by then, by slug: as far as they were known by the day of knowledge."""
    asked = [(state.slug, state.vantage.cut) for state in states if not state.is_named]
    found = await identities(reading, asked) if asked else {}
    return {slug: one.name for (slug, _), one in found.items() if one is not None}


async def later_names_of(reading: Reading, slugs: Iterable[str], vantage: Vantage) -> dict[str, str]:
    """The same by slugs, of companies that have no name at a vantage."""
    asked = [(slug, vantage.cut) for slug in dict.fromkeys(slugs)]
    found = await identities(reading, asked) if asked else {}
    return {slug: one.name for (slug, _), one in found.items() if one is not None}


async def names_of(reading: Reading, slugs: Sequence[str]) -> list[tuple[str, str]]:
    """Each slug with the latest name of its company."""
    cut = Cut(None, (await reading.head()).position)
    found = await identities(reading, [(slug, cut) for slug in slugs])
    return [(slug, identity.name if (identity := found[slug, cut]) is not None else slug) for slug in slugs]
