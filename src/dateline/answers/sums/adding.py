"""Adding: totals of many parts as one, with reasons counted instead of listed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from dateline.state.accounts import Chosen
from dateline.state.seen import Seen
from dateline.values.money import COMPUTING, Money
from dateline.values.rates import Conversion
from dateline.values.text import compared
from dateline.values.totals import Total


class RunningTotal:
    """A sum that grows: money by currency, counts of one unit, and how often each reason left something out."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}
        """The events that are counted, by id."""
        self._money: dict[str, Decimal] = {}
        self._count: Decimal | None = None
        self._unit: str | None = None
        self._counted = self._unknown = self._excluded = 0
        self._why: Counter[str] = Counter()
        self._conversions: list[Conversion] = []

    def add(self, total: Total, counted: tuple[Chosen[Any], ...]) -> None:
        """One more of them. A count of another unit than the first is left out."""
        if total.count is not None and self._unit is not None and compared(total.unit or "") != compared(self._unit):
            self.leave_out(f"in {total.unit}, not in {self._unit}", total.counted)
            return
        for money in total.by_currency:
            self._money[money.currency] = COMPUTING.add(self._money.get(money.currency, Decimal(0)), money.amount)
        if total.count is not None:
            self._count, self._unit = COMPUTING.add(self._count or Decimal(0), total.count), self._unit or total.unit
        self._counted += total.counted
        self._unknown += total.unknown
        self._excluded += total.excluded
        self._why.update(reason.partition(": ")[2] or reason for reason in total.why)
        self._conversions += total.conversions
        self.seen |= {one.seen.id: one.seen for one in counted}

    def leave_out(self, reason: str, times: int = 1) -> None:
        """What is not counted, and why."""
        self._excluded += times
        self._why[reason] += times

    @property
    def total(self) -> Total:
        """So far: of reasons that come often, how often."""
        return Total(
            by_currency=tuple(Money(amount, currency) for currency, amount in sorted(self._money.items())),
            counted=self._counted,
            unknown=self._unknown,
            excluded=self._excluded,
            why=tuple(f"{times:,} × {reason}" if times > 1 else reason for reason, times in self._why.most_common()),
            conversions=tuple(self._conversions),
            count=self._count,
            unit=self._unit,
        )
