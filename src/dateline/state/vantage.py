"""The point the log is looked at from: three clocks and the least confidence accepted (help rules, 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dateline.log.cut import Cut, Reach
from dateline.log.record import LogHead
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class Vantage:
    """`on`: the day asked about. `known_by`: the last day of knowledge, None for hindsight. `at`: the place in the log.

    `final` says that the question pinned `on` and `at` itself, so that its answer can never change.
    """

    on: date
    known_by: date | None
    at: LogHead
    confidence: Confidence = Confidence.REPORTED
    dates: Certainty = Certainty.CERTAIN
    rates_until: date = date.max
    """Exchange rates published later are not used."""
    final: bool = field(default=False, compare=False)

    def __hash__(self) -> int:
        return hash((self.on, self.known_by, self.at.position))  # rarely are two alike in these and not in all

    @property
    def cut(self) -> Cut:
        """How much of the log it sees."""
        return Cut(self.known_by, self.at.position)

    @property
    def reach(self) -> Reach:
        """What every event of a state at this vantage fulfils."""
        return Reach(self.cut, self.on, self.knowledge_day, self.confidence.rank, self.dates)

    @property
    def last_rate_day(self) -> date:
        """No exchange rate of a later day is used: nobody there could have known it."""
        return last_rate_day(self.on, self.known_by, self.at)

    @property
    def knowledge_day(self) -> date | None:
        """The day past which a date is a plan: `known_by`, or else the day of the record looked from."""
        if self.known_by is not None:
            return self.known_by
        return self.at.recorded_at.date() if self.at.recorded_at is not None else None


def last_rate_day(on: date, known_by: date | None, at: LogHead) -> date:
    """The same of a vantage that is not made yet."""
    recorded = at.recorded_at.date() if at.recorded_at is not None else on
    return min(on, known_by or on, recorded)
