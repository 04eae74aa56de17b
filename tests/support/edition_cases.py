"""What the tests of editions share: what a log tells of a table at a vantage, whatever its events are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from dateline.events.acts import Dispute, Merge, Retraction
from dateline.events.codec import fields_of
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.log.selection import Order, Selection
from dateline.state.seen import Seen, see
from dateline.state.standing import standings

ACTS = (Retraction, Dispute, Merge)
Account = tuple[str, str]
"""What an event says but for its id and what it corrects, and its sources that can be known; both as JSON."""

Value = tuple[str, str, str, bool]
"""The key of a row, a field, its value as JSON, and whether it is but a rumor."""


async def records_of(log: EventLog) -> list[Record]:
    head = await log.head()
    return await log.select(Selection(Cut(None, head.position), order=Order.POSITION_ASC))


def standing_at(records: Sequence[Record], known_by: date | None) -> list[Seen]:
    """The statements of a log that stand for a reader of this day."""
    reach = [see(record, known_by) for record in records if Cut(known_by, len(records)).reaches(record)]
    verdicts = standings(reach)
    return [seen for seen in reach if not isinstance(seen.event, ACTS) and verdicts.stands(seen)]


def told_at(records: Sequence[Record], known_by: date | None) -> list[Account]:
    """What stands for a reader of this day, sources included, in an order of its own."""
    return sorted(map(_account, standing_at(records, known_by)))


def _account(seen: Seen) -> Account:
    said = fields_of(seen.event)
    for name in ("id", "corrects", "reason", "sources"):
        said.pop(name, None)
    return _json(said), " ".join(sorted(map(repr, seen.sources)))


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def values_at(records: Sequence[Record], known_by: date | None) -> set[Value]:
    """The values that can be known on this day; each entry of a list is one, and what is more than a rumor
    could be known as a rumor, too."""
    found: set[Value] = set()
    for seen in standing_at(records, known_by):
        key = seen.id.partition("@")[0]
        for name, value in fields_of(seen.event).items():
            if name in ("id", "corrects", "reason", "sources", "confidence"):
                continue
            for each in value if isinstance(value, list | tuple) else [value]:
                found.add((key, name, _json(each).casefold(), True))
                if seen.event.confidence.rank:
                    found.add((key, name, _json(each).casefold(), False))
    return found


def as_days(*days: str) -> list[date]:
    return [date.fromisoformat(day) for day in days]
