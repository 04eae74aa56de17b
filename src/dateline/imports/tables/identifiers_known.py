"""Which companies of a log have which identifiers, for maps that name companies by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.events.acts import Retraction
from dateline.events.kinds import Profile
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.selection import Order, Selection
from dateline.values.identifiers import same_identifier

_AT_ONCE = 1_000


async def companies_by_identifier(log: EventLog) -> Mapping[str, Sequence[str]]:
    """By each identifier the slugs of the companies that have it; what was retracted or corrected says nothing."""
    head = await log.head()
    wanted = Selection(Cut(None, head.position), kinds=_KINDS, order=Order.POSITION_ASC, limit=_AT_ONCE)
    told: dict[str, Profile] = {}
    taken_back: set[str] = set()
    last = 0
    while records := await log.select(replace(wanted, after=(last,))):
        for record in records:
            event = record.event
            taken_back |= {event.event} if isinstance(event, Retraction) else set()
            taken_back |= {event.corrects} if event.corrects is not None else set()
            if isinstance(event, Profile) and event.identifiers:
                told[event.id] = event
        last = records[-1].position
    companies: dict[str, list[str]] = {}
    for id, event in told.items():
        for identifier in event.identifiers if id not in taken_back else ():
            known = companies.setdefault(same_identifier(identifier), [])
            known += [event.company] if event.company not in known else []
    return companies


_KINDS = frozenset({Profile.kind, Retraction.kind})
