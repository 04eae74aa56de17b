"""Companies by what they are known under in the lists of others, `cik:1065280`: found by an index, never guessed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dateline.answers.identifiers_told import identifiers_of
from dateline.answers.reading import Reading
from dateline.answers.states import distinct_states
from dateline.errors import InvalidInput
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage
from dateline.values.identifiers import identifier_asked, parts_of, same_identifier
from dateline.values.text import slugify


async def identified(reading: Reading, identifier: str, vantage: Vantage) -> list[CompanyState]:
    """The companies that have an identifier at a vantage, by slug; it is written as identifiers are compared."""
    said = await reading.log.index.identified({identifier}, vantage.cut)
    return await _having(reading, {one.company for one in said}, {identifier}, vantage)


async def known_under(reading: Reading, value: str, vantage: Vantage) -> list[CompanyState]:
    """The companies that are known under a value in any list, by slug: all identifiers of the log are looked at."""
    said = await reading.log.index.identified(None, vantage.cut)
    alike = [one for one in said if one.identifier == same_identifier(f"{parts_of(one.identifier)[0]}:{value}")]
    return await _having(reading, {one.company for one in alike}, {one.identifier for one in alike}, vantage)


async def slug_meant(reading: Reading, asked: str, vantage: Vantage) -> str:
    """The slug of the company that a text names: by its slug, or by an identifier that no other company has.

    Raises InvalidInput, which lists them, where several have it.
    """
    slug, identifier = slugify(asked), identifier_asked(asked)
    if identifier is None or await _is_in_reach(reading, slug, vantage):
        return slug
    found = [state.slug for state in await identified(reading, identifier, vantage)]
    if len(found) > 1:
        raise InvalidInput(f"{asked} is an identifier of several companies, {', '.join(found)}: name one by its slug")
    return found[0] if found else slug


async def _is_in_reach(reading: Reading, slug: str, vantage: Vantage) -> bool:
    """Whether anything is there of a company: what is known or recorded later is as if it were never told."""
    told = (await reading.histories([slug]))[slug]
    return reading.in_reach(slug, told, vantage) is not None


async def _having(
    reading: Reading, slugs: Collection[str], identifiers: Collection[str], vantage: Vantage
) -> list[CompanyState]:
    states: Sequence[CompanyState] = await distinct_states(reading, sorted(slugs), vantage) if slugs else ()
    having = [state for state in states if not identifiers_of(state).keys().isdisjoint(identifiers)]
    return sorted(having, key=lambda state: state.slug)
