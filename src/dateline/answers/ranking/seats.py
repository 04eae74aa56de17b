"""Where companies are and what they do; also at a day of which nobody tells, by what is told of later.

A list of October 2013 says where its companies are "by October 2013": whoever asks of 2009 would find none of them in
any country. What is so presumed is no part of a state; filters and sums take it, and whoever shows them says so.
"""

from __future__ import annotations

from dateline.events.event import Event
from dateline.events.kinds import Founded, Profile
from dateline.state.company import CompanyState
from dateline.state.seen import Seen

_KINDS: tuple[type[Event], ...] = (Founded, Profile)


def countries_of(state: CompanyState) -> frozenset[str]:
    """Its seat as it is known; or else as it is presumed."""
    return _known(state, "country") or _presumed(state, "country")


def sectors_of(state: CompanyState) -> frozenset[str]:
    """The same of its sector."""
    return _known(state, "sector") or _presumed(state, "sector")


def presumed_country(state: CompanyState) -> str | None:
    """Where it is presumed to have been, if nobody tells of that day; None where several are told."""
    presumed = frozenset[str]() if _known(state, "country") else _presumed(state, "country")
    return next(iter(presumed)) if len(presumed) == 1 else None


def _known(state: CompanyState, field: str) -> frozenset[str]:
    chosen = getattr(state.profile, field, None)
    return frozenset({chosen.value}) if chosen is not None else frozenset()


def _presumed(state: CompanyState, field: str) -> frozenset[str]:
    """What may have been so by then; where nothing may, what is told of later, unless that has changed since."""
    may_be = _said(state, state.history.possible, field)
    later = may_be or _said(state, state.history.upcoming, field)
    return later if may_be or len(later) == 1 else frozenset()


def _said(state: CompanyState, events: tuple[Seen, ...], field: str) -> frozenset[str]:
    """As sure as the vantage asks for."""
    least = state.vantage.confidence.rank
    told = (seen for seen in events if isinstance(seen.event, _KINDS) and seen.confidence.rank >= least)
    return frozenset(value for seen in told if (value := getattr(seen.event, field, None)))
