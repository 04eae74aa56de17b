"""The enumerations of the API: the domain's own, under the API's names."""

from collections.abc import Iterable
from enum import Enum

import strawberry

from dateline.answers.change.causes import ChangeKind
from dateline.answers.ranking.listed_parts import ListOrder
from dateline.answers.ranking.order import Direction, OrderField
from dateline.answers.sums.grouping import SumBy
from dateline.answers.sums.summands import SumOf
from dateline.events.kinds import KINDS
from dateline.events.meanings import kind_meaning
from dateline.graphql.names import meaning_in_api
from dateline.log.selection import Order
from dateline.state.company import Status
from dateline.state.parts.targets import Outcome
from dateline.state.standing import Standing
from dateline.values.dates import Certainty, Precision
from dateline.values.described import Described
from dateline.values.vocabulary import (
    Access,
    AcquisitionStage,
    Bound,
    Confidence,
    DataCenterStage,
    FundingStage,
    Instrument,
    ListingStage,
    MilestoneStage,
    ModelStage,
    Nature,
    Per,
    ProductStage,
    SiteRole,
    SpanStage,
)

EventType = Enum("EventType", {kind.upper().replace("-", "_"): kind for kind in KINDS})  # type: ignore[misc]
"""The kinds of event, by their `type` in files."""

_NAMES: dict[type[Described], str] = {
    Confidence: "Confidence",
    Certainty: "DateCertainty",
    Precision: "DatePrecision",
    Bound: "Bound",
    Per: "Per",
    Standing: "Standing",
    Order: "EventOrder",
    Instrument: "Instrument",
    FundingStage: "FundingStage",
    ListingStage: "ListingStage",
    AcquisitionStage: "AcquisitionStage",
    ModelStage: "ModelStage",
    Access: "ModelAccess",
    ProductStage: "ProductStage",
    DataCenterStage: "DataCenterStage",
    SiteRole: "SiteRole",
    MilestoneStage: "MilestoneStage",
    SpanStage: "SpanStage",
    Nature: "PartnershipNature",
    Outcome: "TargetOutcome",
    ChangeKind: "ChangeKind",
    OrderField: "CompanyOrderField",
    Direction: "OrderDirection",
    ListOrder: "ListOrder",
    SumOf: "SumOf",
    SumBy: "SumBy",
    Status: "CompanyStatus",
}


def _publish(enum: type[Enum], name: str, description: str, meanings: Iterable[str | None]) -> None:
    """Makes an enumeration one of the API, under this name, with the meaning of each of its members."""
    strawberry.enum(enum, name=name, description=description)
    values = enum.__strawberry_definition__.values  # type: ignore[attr-defined]
    for value, meaning in zip(values, meanings, strict=True):
        value.description = meaning


_publish(
    EventType,
    "EventType",
    "The kinds of event, by their `type` in files: each has a type of its own in this API.",
    (meaning_in_api(kind_meaning(kind)) for kind in KINDS.values()),
)
for _enum, _name in _NAMES.items():
    _publish(_enum, _name, " ".join((_enum.__doc__ or "").split()), (member.meaning for member in _enum))
