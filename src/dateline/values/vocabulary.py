"""The closed vocabularies of events: every word an event file may use where only certain words are allowed.

The docstrings of these classes, like those of the kinds of event, are the descriptions in the published JSON Schema.
"""

from __future__ import annotations

from enum import Enum


class Confidence(Enum):
    """How sure a source is, in its own words."""

    RUMORED = "rumored"
    """"Reportedly", "in talks", unnamed people."""
    REPORTED = "reported"
    """Press states it as a fact."""
    CONFIRMED = "confirmed"
    """The company or a filing says so."""

    rank: int
    """Its place in the order, from 0. An attribute, because nothing else is asked for as often."""


for _rank, _confidence in enumerate(Confidence):
    _confidence.rank = _rank


class Bound(Enum):
    """What a number says of the true value: "over 400M" does not contradict "412M"."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


class Per(Enum):
    """The span of time a metric is counted over; `annualized` is a run rate."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    ANNUALIZED = "annualized"


class Instrument(Enum):
    EQUITY = "equity"
    DEBT = "debt"
    CONVERTIBLE = "convertible"
    GRANT = "grant"
    MIXED = "mixed"
    SECONDARY = "secondary"


class Access(Enum):
    OPEN_WEIGHTS = "open-weights"
    API = "api"
    HOSTED = "hosted"
    LIMITED = "limited"
    UNRELEASED = "unreleased"


class SiteRole(Enum):
    """What the company is to a data centre."""

    OWNER = "owner"
    USER = "user"
    INVESTOR = "investor"
    BUILDER = "builder"


class Nature(Enum):
    """What a partner is to the company."""

    CUSTOMER = "customer"
    DISTRIBUTION = "distribution"
    INDUSTRIAL = "industrial"
    GOVERNMENT = "government"
    SUPPLIER = "supplier"
    OTHER = "other"


class Stage(Enum):
    """Where a subject is in its life. Each kind has its own stages, ordered by `rank`; stages of equal rank compete."""

    _value_: str
    rank: int
    is_end: bool
    """Whether the subject is over in this stage."""


class FundingStage(Stage):
    TALKS = "talks"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    ABANDONED = "abandoned"


class ListingStage(Stage):
    FILED = "filed"
    LISTED = "listed"
    DELISTED = "delisted"


class AcquisitionStage(Stage):
    TALKS = "talks"
    ANNOUNCED = "announced"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


class ModelStage(Stage):
    ANNOUNCED = "announced"
    PREVIEW = "preview"
    RELEASED = "released"
    RETIRED = "retired"


class ProductStage(Stage):
    ANNOUNCED = "announced"
    RELEASED = "released"
    RETIRED = "retired"


class DataCenterStage(Stage):
    ANNOUNCED = "announced"
    UNDER_CONSTRUCTION = "under-construction"
    OPERATIONAL = "operational"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class SpanStage(Stage):
    """Of what begins and ends: a role, a partnership."""

    STARTED = "started"
    ENDED = "ended"


_EQUAL_STAGES = {
    FundingStage.ABANDONED: FundingStage.CLOSED,
    AcquisitionStage.ABANDONED: AcquisitionStage.COMPLETED,
    DataCenterStage.CANCELLED: DataCenterStage.OPERATIONAL,
}
_END_STAGES = frozenset(
    {
        FundingStage.ABANDONED,
        ListingStage.DELISTED,
        AcquisitionStage.ABANDONED,
        ModelStage.RETIRED,
        ProductStage.RETIRED,
        DataCenterStage.CANCELLED,
        DataCenterStage.CLOSED,
        SpanStage.ENDED,
    }
)
for _kind in Stage.__subclasses__():
    for _stage in _kind:
        _stage.rank = list(_kind).index(_EQUAL_STAGES.get(_stage, _stage))
        _stage.is_end = _stage in _END_STAGES
