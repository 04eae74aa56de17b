"""What a company is known under in the lists of others, and which of its events say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.events.kinds import Profile
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.identifiers import same_identifier


def identifiers_of(state: CompanyState) -> Mapping[str, Sequence[Seen]]:
    """What standing events say that the company is known under, as identifiers are compared, and which say so."""
    found: dict[str, list[Seen]] = {}
    for seen in state.history.told:
        if isinstance(seen.event, Profile):
            for identifier in dict.fromkeys(map(same_identifier, seen.event.identifiers)):
                found.setdefault(identifier, []).append(seen)
    return found
