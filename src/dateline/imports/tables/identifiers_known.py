"""Which companies of a log have which identifiers, for maps that name companies by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from dateline.events.acts import Merge, Retraction
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.values.groups import Groups


async def companies_by_identifier(log: EventLog) -> Mapping[str, Sequence[str]]:
    """By each identifier the slugs of the companies that have it; what was retracted or corrected says nothing.

    Companies that a merge of one of them joins are one: the first by slug stands for them.
    """
    upto = (await log.head()).position
    said = await log.index.identified(None, Cut(None, upto))
    taken_back = _taken_back(await log.acts_on({one.event for one in said}, upto)) if said else set()
    companies: dict[str, list[str]] = defaultdict(list)
    for one in said:
        if one.event not in taken_back and one.company not in companies[one.identifier]:
            companies[one.identifier].append(one.company)
    same = await _same(log, {slug for slugs in companies.values() if len(slugs) > 1 for slug in slugs}, upto)
    return {identifier: _each_once(slugs, same) for identifier, slugs in companies.items() if slugs}


def _taken_back(acts: Iterable[Record]) -> set[str]:
    events = [record.event for record in acts]
    retracted = {event.event for event in events if isinstance(event, Retraction)}
    return retracted | {event.corrects for event in events if event.corrects is not None}


async def _same(log: EventLog, slugs: Collection[str], upto: int) -> Groups[str]:
    """Which of these companies are one."""
    acts = await log.all_acts(upto, slugs) if slugs else []
    taken_back = _taken_back(acts)
    merges = [record.event for record in acts if record.event.id not in taken_back]
    return Groups(
        (event.company, other)
        for event in merges
        if isinstance(event, Merge) and event.kept_subject is None
        for other in event.same
    )


def _each_once(slugs: Sequence[str], same: Groups[str]) -> list[str]:
    return sorted({min(same.of(slug).intersection(slugs)) for slug in slugs})
