"""Who companies and parties are, by what could be known and was recorded then."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from dateline.answers.reading import Reading
from dateline.answers.untold import untold
from dateline.log.cut import Cut
from dateline.log.loop_turns import loop_turns
from dateline.log.record import Record
from dateline.state.company import CompanyState
from dateline.state.history import history
from dateline.state.told import Told
from dateline.state.vantage import Vantage


class Identity(msgspec.Struct, frozen=True):
    """What never changes about a company, and its latest name."""

    slug: str
    name: str


_NAMED_IN_ONE_STEP = 5
"""Then it is looked whether others have their turn."""


async def identities(reading: Reading, asked: Collection[tuple[str, Cut]]) -> dict[tuple[str, Cut], Identity | None]:
    """Who companies are, each by what was known and recorded by then; None where nothing of it is in reach.

    The name is the latest: as of the last day of knowledge. All are read at once, whatever their cuts.
    """
    head = await reading.head()
    records = await reading.log.identities({slug for slug, _ in asked}, head.position)
    gone = {cut: await untold(reading, cut) for cut in {cut for _, cut in asked}}
    found: dict[tuple[str, Cut], Identity | None] = {}
    turns = loop_turns()
    for number, (slug, cut) in enumerate(asked, 1):
        if number % _NAMED_IN_ONE_STEP == 0:
            await turns.step()
        events = history(slug, Told(records[slug]), await _naming_vantage(reading, cut))
        if events is None or slug in gone[cut]:
            found[slug, cut] = None
        else:
            found[slug, cut] = Identity(events.slug, CompanyState(events).name)
    unnamed = [key for key, identity in found.items() if identity is None and key[0] not in gone[key[1]]]
    return found | {(slug, cut): Identity(slug, slug) for slug, cut in await _told_of(reading, unnamed)}


async def _told_of(reading: Reading, asked: Collection[tuple[str, Cut]]) -> list[tuple[str, Cut]]:
    """Where there is anything in reach about companies, though nothing that names them."""
    if not asked:
        return []
    head = await reading.head()
    whole = Cut(None, head.position)
    told = await reading.log.existing({slug for slug, _ in asked}, whole)
    histories = await reading.histories({slug for slug, cut in asked if slug in told and cut != whole})
    return [
        (slug, cut)
        for slug, cut in asked
        if slug in told and (cut == whole or any(_tells(one, slug, cut) for one in histories[slug]))
    ]


def _tells(record: Record, slug: str, cut: Cut) -> bool:
    return record.event.company == slug and cut.reaches(record)


async def _naming_vantage(reading: Reading, cut: Cut) -> Vantage:
    at = await reading.at_position(cut.position)
    day = cut.known_by or (at.recorded_at.date() if at.recorded_at else reading.today())
    return Vantage(day, cut.known_by, at)


async def party_names(reading: Reading, asked: Collection[tuple[str, Cut]]) -> dict[tuple[str, Cut], str | None]:
    """The name under which an event in reach names a party, the one known last; None for nobody."""
    found: dict[tuple[str, Cut], str | None] = dict.fromkeys(asked)
    for cut in {cut for _, cut in asked}:
        slugs = {slug for slug, other in asked if other == cut}
        naming = await reading.log.naming(slugs, cut)
        for slug, record in naming.items():
            found[slug, cut] = next(party.name for _, party in record.event.parties() if party.slug == slug)
    return found
