"""What an event tells of the things that companies are ranked and sieved by: one narrow entry each.

The entries are an index. They follow from the content alone, hold no winner and no exchange rate, and say what may be
in a state, never what is: a ranking reads them for bounds and candidates, then asks the states (answers/ranking).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from dateline.events.acts import Merge
from dateline.events.deals import Funding, Listing
from dateline.events.event import Event
from dateline.events.kinds import Closed, Founded, Profile
from dateline.events.measured import Metric
from dateline.values.money import Amount
from dateline.values.text import searched, slugify
from dateline.values.vocabulary import FundingStage, ListingStage, Per

VALUATION = "valuation"
RAISED = "raised"
FOUNDED = "founded"
COUNTRY = "country"
SECTOR = "sector"
STATUS = "status"
NAME = "name"

MOST_ENTRIES = 8
"""No event has more entries: an entry's number is its event's position times this, and its place."""

_WHOLE = ""
"""The unit of what is no money."""
_NOT_VALUED = frozenset({FundingStage.TALKS, FundingStage.ABANDONED})


class IndexEntry(NamedTuple):
    """What is said of one measure: a number in a unit (a currency, or none), or a word, which is then the unit."""

    measure: str
    unit: str
    number: float
    subject: str


def index_entries_of(event: Event) -> tuple[IndexEntry, ...]:
    """The entries of an event, at most MOST_ENTRIES."""
    entries_of = _BY_KIND.get(event.kind)
    return entries_of(event) if entries_of is not None else ()


def joined_subjects(event: Event) -> list[tuple[str, str]]:
    """The pairs of subjects that an event joins: the figures of one may be those of the other."""
    if not isinstance(event, Merge) or event.kept_subject is None:
        return []
    return [(event.kept_subject, other) for other in event.same]


def measures_of(metric: str, scope: str | None, per: Per | None) -> tuple[str, ...]:
    """Under which measures the figure of a metric can be filed: without `per`, those of all spans."""
    whole = f"metric/{slugify(metric)}" + (f"/{slugify(scope)}" if scope else "")
    if per is not None:
        return (f"{whole}@{per.value}",)
    return (whole, *(f"{whole}@{span.value}" for span in Per))


def _of_funding(event: Funding) -> tuple[IndexEntry, ...]:
    subject = event.subject
    valued = event.valuation if not event.pre_money and event.stage not in _NOT_VALUED else None
    return _of_money(RAISED, event.raised, subject) + _of_money(VALUATION, valued, subject)


def _of_metric(event: Metric) -> tuple[IndexEntry, ...]:
    subject = event.subject
    if event.money is None:
        assert event.count is not None
        return (IndexEntry(subject, _WHOLE, float(event.count), subject),)
    own = _of_money(subject, event.money, subject)
    is_valuation = event.scope is None and slugify(event.metric) == VALUATION
    return own + (_of_money(VALUATION, event.money, subject) if is_valuation else ())


def _of_founding(event: Founded) -> tuple[IndexEntry, ...]:
    day, _ = event.when.sort_key()
    founded = IndexEntry(FOUNDED, _WHOLE, float(day.toordinal()), FOUNDED)
    return (founded, *_of_profile(event.name, event.country, None))


def _of_listing(event: Listing) -> tuple[IndexEntry, ...]:
    status = (_word(STATUS, "public"),) if event.stage is ListingStage.LISTED else ()
    return (*_of_money(VALUATION, event.valuation, event.subject), *status)


def name_key(name: str) -> str:
    """What names are ordered by: a hyphen is as good as a blank, so that a name stands where its slug stands."""
    return searched(name.replace("-", " "))


def _of_profile(name: str | None, country: str | None, sector: str | None) -> tuple[IndexEntry, ...]:
    said = (
        (NAME, name_key(name) if name else None),
        (COUNTRY, country),
        (SECTOR, searched(sector) if sector else None),
    )
    return tuple(_word(measure, word) for measure, word in said if word)


def _of_money(measure: str, amount: Amount | None, subject: str) -> tuple[IndexEntry, ...]:
    return (IndexEntry(measure, amount.currency, float(amount.amount), subject),) if amount is not None else ()


def _word(measure: str, word: str) -> IndexEntry:
    return IndexEntry(measure, word, 0.0, measure)


_BY_KIND: Final[Mapping[str, Callable[[Any], tuple[IndexEntry, ...]]]] = {
    Funding.kind: _of_funding,
    Metric.kind: _of_metric,
    Founded.kind: _of_founding,
    Profile.kind: lambda event: _of_profile(event.name, event.country, event.sector),
    Listing.kind: _of_listing,
    Closed.kind: lambda _event: (_word(STATUS, "closed"),),
}
KINDS_WITH_ENTRIES: Final = frozenset(_BY_KIND)
"""All others tell nothing that companies are ranked or sieved by."""
