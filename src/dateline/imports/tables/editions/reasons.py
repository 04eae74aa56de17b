"""Why an act is there that follows from the editions of a file alone; and the reason of a row itself."""

from __future__ import annotations

import msgspec

from dateline.events.event import Event
from dateline.events.kinds import Closed

CHANGED = "the row says otherwise in a newer edition of the file"
VANISHED = "the row is no longer in a newer edition of the file"
TOLD_ANEW = "an older edition of the file came later: the row is told anew from there"
READ_ANEW = "a later import of the same edition reads the row otherwise"
WITHDRAWN = "a later import of the same edition does not make it any more"
REASONS = frozenset({CHANGED, VANISHED, TOLD_ANEW, READ_ANEW, WITHDRAWN})
"""Of acts that follow from the editions of a file alone."""


def with_cause(event: Event) -> Event:
    """What a row says as the `reason` of a closing is its `cause`: maps said so before there was one.

    As its `reason` it would be that of the correction by which a newer edition says so.
    """
    if isinstance(event, Closed) and event.cause is None and event.reason not in (None, *REASONS):
        return msgspec.structs.replace(event, cause=event.reason, reason=None)
    return event
