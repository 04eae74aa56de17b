"""KeptViews: the views of a company's subjects, kept from vantage to vantage.

A view follows from the events of its subject alone, as far as they are in reach, and most vantages see the same of
most subjects. Only where amounts in several currencies had to be compared does it follow from the rates of its vantage.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from dateline.state.projection import Gathered, Projection, View
from dateline.state.seen import Seen
from dateline.state.subject import OfMany, Subject
from dateline.values.agreement import Exchange
from dateline.values.dates import PartialDate
from dateline.values.money import Money

V = TypeVar("V")


class KeptViews:
    """Of each subject the view that was made last."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[tuple[Seen, ...], Any]] = {}

    def views(self, part: Projection[V], folded: Gathered, exchange: Exchange, company: str) -> tuple[V, ...]:
        """What the projection makes of each subject of a company, in the order of their first event."""
        return tuple([self.view(part, name, events, exchange, company) for name, events in folded.items()])

    def view(
        self, part: Projection[V], name: str, events: tuple[Seen, ...] | OfMany, exchange: Exchange, company: str
    ) -> V:
        """What it makes of the events of one subject."""
        if isinstance(events, OfMany):  # which lead to their vantage
            return part.view(Subject(name, events, exchange, company))
        key = (part.name, name, company)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == events:
            view: V = kept[1]
            return view
        watched = WatchedExchange(exchange)
        view = part.view(Subject(name, events, watched, company))
        if watched.let_go():
            self._kept[key] = (events, view)
        return view


def lasts(view: View) -> bool:
    """Whether the view follows from the events of its subject alone, and so is the same at whatever vantage."""
    exchange = view.subject.exchange
    return isinstance(exchange, WatchedExchange) and not exchange.asked


class WatchedExchange(msgspec.Struct, eq=False, gc=False):
    """An exchange that remembers whether it was asked."""

    exchange: Exchange | None
    asked: bool = False
    """Then what was made with it follows from the rates of its vantage, too."""

    def __call__(self, money: Money, moment: PartialDate, to: str) -> Money | None:
        assert self.exchange is not None, "a view that is kept has no rates"
        self.asked = True
        return self.exchange(money, moment, to)

    def let_go(self) -> bool:
        """Whether it was never asked; then it forgets the vantage whose rates it had, which the view would keep."""
        if not self.asked:
            self.exchange = None
        return not self.asked
