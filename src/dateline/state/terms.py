"""Terms: of what begins, ends and may begin again, which end is that of which term (help rules, 5.5)."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.values.dates import PartialDate


def ends_before(starts: Iterable[PartialDate], ends: Iterable[PartialDate]) -> dict[PartialDate, set[PartialDate]]:
    """For each start the ends whose dates overlap it, but which end the term before it.

    An end on the very day of a start does. Where the dates only overlap, their order is open: then it does if there is
    a term before that nothing else has ended, and otherwise the term that starts there has ended at once.
    """
    told = set(ends)
    found: dict[PartialDate, set[PartialDate]] = {}
    for start in sorted(set(starts), key=PartialDate.sort_key):  # a term before it comes first
        terms = [before for before in found if before.ends_before(start)]
        found[start] = {
            end
            for end in told
            if end.overlaps(start)
            and (_is_one_day(end, start) or any(_is_open(before, start, end, told - found[before]) for before in terms))
        }
    return found


def _is_one_day(end: PartialDate, start: PartialDate) -> bool:
    return end.span_days == 1 and (end.first, end.last) == (start.first, start.last)


def _is_open(before: PartialDate, start: PartialDate, end: PartialDate, others: Iterable[PartialDate]) -> bool:
    """Whether a term goes on until this end: no other has surely ended it before that and before the next start."""
    return not end.ends_before(before) and not any(
        other.ends_before(end) and other.ends_before(start) and not other.ends_before(before) for other in others
    )
