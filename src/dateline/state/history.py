"""What of a company's events is told, counts, is believed, is upcoming."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.events.acts import Dispute, Merge, Retraction
from dateline.events.kinds import Acquisition as AcquisitionEvent
from dateline.events.kinds import Stake as StakeEvent
from dateline.state.seen import Seen
from dateline.state.standing import Standings

_ABOUT_EVENTS = (Retraction, Dispute, Merge)
"""Acts that say nothing about the company itself."""


def _merges(reach: Iterable[Seen], standing: Standings) -> list[Seen]:
    """Merges apply after standing."""
    return [seen for seen in reach if isinstance(seen.event, Merge) and standing.has_force(seen)]


def _is_about(merge: Merge, group: frozenset[str]) -> bool:
    """Whether a merge of another company's subjects is about this one: only those are sure to be in its history."""
    if merge.merged is None:
        return False
    return any(subject.split("/")[1] in group for subject in (merge.merged, *merge.same))


def _names(seen: Seen, group: frozenset[str]) -> bool:
    match seen.event:
        case AcquisitionEvent(target=party) | StakeEvent(holder=party):
            return party.slug in group
    return False
