"""What a rule says, and the events that would settle it, as lines ready to paste into an event file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

import msgspec

from dateline.errors import DatelineError
from dateline.events.acts import Merge, Retraction
from dateline.events.codec import canonical, decode
from dateline.events.event import Event, Source
from dateline.state.company import CompanyState
from dateline.state.seen import Seen

PUBLISHER = "Dateline"
"""Of the events that settle a finding: nobody else says so."""


class Suspicion(msgspec.Struct, frozen=True, eq=False):
    """One sentence, the events it is about, and where one event would settle it, that event."""

    message: str
    events: tuple[Seen, ...]
    remedy: str | None = None
    """A line of an event file."""


Check = Callable[[CompanyState], Iterable[Suspicion]]
CheckBeside = Callable[[CompanyState, Sequence[CompanyState]], Iterable[Suspicion]]
"""Of a state and those of the companies beside it, at the same vantage: see beside.py."""


def once(events: Iterable[Seen]) -> tuple[Seen, ...]:
    """Each event once, in the order given."""
    return tuple({seen.id: seen for seen in events}.values())


def joined(parts: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def merging(state: CompanyState, kept: str, others: Sequence[str], reason: str) -> str | None:
    """The merge of these subjects."""
    return _line(
        lambda: Merge(
            id=f"{state.slug}/merge/{_mark(kept, others)}",
            company=state.slug,
            kept_subject=kept,
            same=tuple(others),
            reason=reason,
            sources=_today(state),
        )
    )


def merging_companies(kept: CompanyState, others: Sequence[str], reason: str) -> str | None:
    """The merge of the companies of these slugs into one."""
    return _line(
        lambda: Merge(
            id=f"{kept.slug}/merge/{_mark(kept.slug, others)}",
            company=kept.slug,
            same=tuple(others),
            reason=reason,
            sources=_today(kept),
        )
    )


def _mark(kept: str, others: Sequence[str]) -> str:
    return hashlib.sha256("\n".join((kept, *others)).encode()).hexdigest()[:8]


def retracting(state: CompanyState, seen: Seen, reason: str) -> str | None:
    """The retraction of an event."""
    return _line(
        lambda: Retraction(
            id=f"{seen.id}/retraction", company=seen.event.company, event=seen.id, reason=reason, sources=_today(state)
        )
    )


def correcting(seen: Seen, reason: str, **changes: object) -> str | None:
    """The correction of an event that was read wrongly: the same sources, read again."""
    changed = {"id": f"{seen.id}/corrected", "corrects": seen.id, "reason": reason, "sources": seen.sources, **changes}
    return _line(lambda: msgspec.structs.replace(seen.event, **changed))


def _today(state: CompanyState) -> tuple[Source, ...]:
    """That these events are about the same is known from the day of the vantage on, by nobody but its reader."""
    return (Source(publisher=PUBLISHER, title="Finding", retrieved=state.vantage.knowledge_day),)


def _line(make: Callable[[], Event]) -> str | None:
    """The event as a line of a file; None where it cannot be written as one, like a rumor that corrects."""
    try:
        line = canonical(make()).decode()
        decode(line)
    except DatelineError:
        return None
    return line
