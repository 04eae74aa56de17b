"""Metric and Target: an amount, or a count with its unit."""

from decimal import Decimal
from typing import ClassVar

from dateline.events.checks import check_key, make_plain, refuse
from dateline.events.event import Event, Line
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.text import slugify
from dateline.values.vocabulary import Bound, Per


class _Valued(Event, frozen=True):
    """A metric or a target: an amount of money, or a count with its unit."""

    metric: Line
    scope: Line | None = None
    per: Per | None = None
    money: Amount | None = None
    count: Decimal | None = None
    unit: Line | None = None
    bound: Bound = Bound.EXACT
    """The bound of the count; an amount of money has its own."""

    MEANINGS: ClassVar[dict[str, str]] = {
        "metric": "What is measured: arr, revenue, headcount, users, valuation … any word will do.",
        "scope": "The product, division or site it is of; left out for the company.",
        "per": "The span of time it is counted over; left out for what is counted at a moment.",
        "money": "The value, where it is an amount of money; else `count`.",
        "count": "The value, where it counts things; else `money`.",
        "unit": "What `count` counts, like people, users or MW.",
        "bound": "What the figure says of the true value.",
    }

    @property
    def measured(self) -> str:
        """Metric, scope and span as one key: `users/vibe@month`."""
        scope = f"/{slugify(self.scope)}" if self.scope else ""
        return f"{slugify(self.metric)}{scope}" + (f"@{self.per.value}" if self.per else "")

    @property
    def value(self) -> Amount | Quantity:
        if self.money is not None:
            return self.money
        assert self.count is not None
        assert self.unit is not None
        return Quantity(self.count, self.unit, self.bound)

    def check(self) -> None:
        check_key(self, "metric")
        if self.scope is not None:
            check_key(self, "scope")
        make_plain(self, "count")
        if (self.money is None) == (self.count is None):
            refuse("", f"a {self.kind} needs either `money`, or `count` with `unit`", "value")
        if self.count is not None and self.unit is None:
            refuse("unit", "is missing: say what `count` counts, like people, users or MW", "missing")
        if self.count is None and self.unit is not None:
            refuse("unit", "goes with `count`, not with `money`, which has its currency: leave it out", "value")
        if self.count is None and self.bound is not Bound.EXACT:
            refuse("bound", "belongs inside `money`, whose amount it bounds", "value")


class Metric(_Valued, frozen=True, tag="metric"):
    """A figure; `period` is the span of time it describes, which is not the day since which it is true."""

    period: PartialDate | None = None

    kind: ClassVar[str] = "metric"
    MEANINGS: ClassVar[dict[str, str]] = {
        "period": "The span of time the figure describes.",
    }

    def check(self) -> None:
        super().check()
        if self.period is not None and self.period.last is None:
            refuse("period", "only a due date may have no end", "open-date")

    @property
    def subject(self) -> str:
        return f"metric/{self.measured}"


class Target(_Valued, frozen=True, tag="target"):
    """A value to reach, and `by` when."""

    by: PartialDate | None = None

    kind: ClassVar[str] = "target"
    MEANINGS: ClassVar[dict[str, str]] = {
        "by": "When it is to be reached; a due date, which may have no end.",
    }

    @property
    def subject(self) -> str:
        due = f"/{self.by.edtf.removeprefix('../')}" if self.by is not None else ""
        return f"target/{self.measured}{due}"
