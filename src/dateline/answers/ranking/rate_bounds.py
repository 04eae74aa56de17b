"""How much an amount can be in another currency, whatever the day of its rate turns out to be: never less, never more.

A ranking reads amounts as they were reported and needs, before it knows which day's rate a state will use, a number
that the converted amount cannot exceed, and one that it cannot fall below.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from functools import lru_cache, partial

from dateline.state.vantage import Vantage
from dateline.values.rates import MAX_AGE, Rates

_SLACK = 1e-9
"""More than what rounding a rate to twelve digits, and an amount to a float, can change."""
_UNIT = 1.0
"""More than what rounding to a minor unit can change."""
_KEPT_SPANS = 16_384
_WHOLE = ""
"""The unit of what is no money."""

RateRange = tuple[float, float]
"""The lowest and the highest rate."""


class RateBounds:
    """Bounds of conversions into one currency at one vantage."""

    def __init__(self, rates: Rates, to: str, vantage: Vantage) -> None:
        self._to = to
        limits = [vantage.on, vantage.known_by, vantage.rates_until]
        limits.append(vantage.at.recorded_at.date() if vantage.at.recorded_at is not None else None)
        limit = min(day for day in limits if day is not None).toordinal()
        # Not of a method, which would lead back to this: it is to be gone with the list that it was made for.
        self._between = lru_cache(_KEPT_SPANS)(partial(_span, rates, to, limit))

    def is_exact(self, unit: str) -> bool:
        """Whether numbers of this unit are not converted: their dates do not matter then."""
        return unit in (_WHOLE, self._to)

    def bound(
        self, number: float, unit: str, first: int | None = None, last: int | None = None, *, up: bool
    ) -> float | None:
        """At most, or at least, what the number can be; None if it cannot be converted at all.

        `first` and `last` are the ends of its date as ordinals; without them, whatever its date.
        """
        if self.is_exact(unit):
            return _widened(number, 0.0, up=up)
        span = self._between(unit, first, last)
        if span is None:
            return None
        ends = (number * span[0], number * span[1])
        return _widened(max(ends) if up else min(ends), _UNIT, up=up)


def _span(rates: Rates, to: str, limit: int, unit: str, first: int | None, last: int | None) -> RateRange | None:
    """The lowest and the highest rate that an amount of that date can meet."""
    if first is None and last is None:
        return rates.extremes(unit, to)
    days, values = rates.crosses(unit, to)
    start = bisect_left(days, min(first, limit) - MAX_AGE.days) if first is not None else 0
    end = bisect_right(days, last) if last is not None else len(days)
    found = values[start:end]
    return (min(found), max(found)) if found else None


def _widened(number: float, unit: float, *, up: bool) -> float:
    slack = abs(number) * _SLACK + unit
    widened = number + slack if up else number - slack
    return widened if math.isfinite(widened) else math.copysign(math.inf, number)
