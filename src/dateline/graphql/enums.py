"""The enumerations of the API: the domain's own, under the API's names."""

from enum import Enum
from typing import Any

import strawberry

from dateline.answers.change.causes import ChangeKind
from dateline.answers.ranking.order import Direction, OrderField
from dateline.events.kinds import KINDS
from dateline.log.selection import Order
from dateline.state.company import Status
from dateline.state.parts.targets import Outcome
from dateline.state.standing import Standing
from dateline.values.dates import Certainty, Precision
from dateline.values.vocabulary import (
    Access,
    AcquisitionStage,
    Bound,
    Confidence,
    DataCenterStage,
    FundingStage,
    Instrument,
    ListingStage,
    ModelStage,
    Nature,
    Per,
    ProductStage,
    SiteRole,
    SpanStage,
)

EventType = Enum("EventType", {kind.upper().replace("-", "_"): kind for kind in KINDS})  # type: ignore[misc]
"""The kinds of event, by their `type` in files."""

_NAMES: dict[Any, tuple[str, str]] = {
    EventType: ("EventType", "The kinds of event."),
    Confidence: ("Confidence", "How sure a source is: an unnamed rumour, a report, or the company or a filing itself."),
    Certainty: ("DateCertainty", "Whether an event counts from the last day of its date or already from the first."),
    Precision: ("DatePrecision", "How precise a date is."),
    Bound: ("Bound", "What a number says of the true value."),
    Per: ("Per", "The span of time a metric is counted over; ANNUALIZED is a run rate."),
    Standing: ("Standing", "Whether an event stands, or which kind of act took it out of the state."),
    Order: ("EventOrder", "How events are listed; by date: the day it counts from, then the other end, then the id."),
    Instrument: ("Instrument", "What kind of money a round raised."),
    FundingStage: ("FundingStage", "CLOSED and ABANDONED both end a round."),
    ListingStage: ("ListingStage", "Where a listing is in its life."),
    AcquisitionStage: ("AcquisitionStage", "COMPLETED and ABANDONED both end a deal."),
    ModelStage: ("ModelStage", "Where a model is in its life."),
    Access: ("ModelAccess", "How one gets at a model."),
    ProductStage: ("ProductStage", "Where a product is in its life."),
    DataCenterStage: ("DataCenterStage", "OPERATIONAL and CANCELLED are of equal rank."),
    SiteRole: ("SiteRole", "What a company is to a data centre."),
    SpanStage: ("SpanStage", "Of what begins and ends."),
    Nature: ("PartnershipNature", "What a partner is to the company."),
    Outcome: ("TargetOutcome", "MET: a figure reached it in time. MISSED: one dated on or after the day is below."),
    ChangeKind: ("ChangeKind", "Why a field differs. UNSEEN: the other vantage does not admit the event."),
    OrderField: ("CompanyOrderField", "What companies are ordered by."),
    Direction: ("OrderDirection", "Those without the value come last in both."),
    Status: ("CompanyStatus", "What became of the company by then."),
}
for _enum, (_name, _description) in _NAMES.items():
    strawberry.enum(_enum, name=_name, description=_description)
