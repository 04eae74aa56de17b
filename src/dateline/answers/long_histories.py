"""Long histories, made ready to be kept lot by lot, so that others have their turn meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dateline.log.contents import Contents, Packing
from dateline.log.drafts import bound
from dateline.log.loop_turns import loop_turns
from dateline.log.record import Record
from dateline.state.outline import Outline
from dateline.state.outline_draft import OutlineDraft, has_outline
from dateline.state.remembered import Remembered
from dateline.state.told import Told

LONG: Final = 1_000
"""Events: to make as many ready takes some milliseconds."""
_LOT: Final = 250


async def packed(records: Contents, remembered: Remembered | None) -> tuple[Told, frozenset[str]] | None:
    """The history with nothing of it decoded, and all companies in whose histories its events are. None where it has no
    outline; where it has, these records are given up.
    """
    turns, company = loop_turns(), records[0].event.company
    for places in _lots(records):
        if not has_outline([records[place] for place in places]) or records[places.start].event.company != company:
            return None
        await turns.step()
    draft, packing, bound_to = OutlineDraft(len(records)), Packing(), set[str]()
    for places in _lots(records):
        given, contents = records.give_up(places)
        packing.add(given, contents)
        draft.add(given)
        bound_to.update(*[bound(record.event) for record in given])
        await turns.step()
    steps = list[Outline | None]()
    for made in draft.outlining(company):
        steps.append(made)
        await turns.step()
    return Told(packing.contents(), steps[-1], remembered), frozenset(bound_to)


def _lots(records: Sequence[Record]) -> Iterator[range]:
    return (range(at, min(at + _LOT, len(records))) for at in range(0, len(records), _LOT))
