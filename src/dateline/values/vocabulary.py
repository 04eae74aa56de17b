"""The closed vocabularies of events: every word an event file may use where only certain words are allowed.

The docstrings of these classes and the meanings of their members, like those of the kinds of event, are the
descriptions in the published JSON Schema and in the schema of the API.
"""

from __future__ import annotations

from dateline.values.described import Described


class Confidence(Described):
    """How sure a source is, in its own words."""

    RUMORED = "rumored", "“Reportedly”, “in talks”, unnamed people."
    REPORTED = "reported", "Press states it as a fact; so it is where an event does not say."
    CONFIRMED = "confirmed", "The company itself or a filing says so."

    rank: int
    """Its place in the order, from 0. An attribute, because nothing else is asked for as often."""


for _rank, _confidence in enumerate(Confidence):
    _confidence.rank = _rank


class Bound(Described):
    """What a number says of the true value: “over 400M” does not contradict “412M”."""

    EXACT = "exact", "The number as it is, to the digits given."
    ABOUT = "about", "“Around”, “nearly”: what lies within 3 % of it agrees."
    OVER = "over", "“More than”: the true value is this number or above."
    UNDER = "under", "“Less than”, “up to”: the true value is this number or below."


class Per(Described):
    """The span of time a metric is counted over: two figures over different spans do not contradict each other."""

    DAY = "day", "Over 24 hours: daily active users."
    WEEK = "week", "Over seven days."
    MONTH = "month", "Over a calendar month, or 30 days: monthly active users."
    QUARTER = "quarter", "Over three months."
    HALF = "half", "Over six months."
    YEAR = "year", "Over twelve months that have passed, a calendar or a business year."
    ANNUALIZED = "annualized", "A run rate: what a short span would come to in twelve months."


class Instrument(Described):
    """What kind of money a round raised."""

    EQUITY = "equity", "New shares."
    DEBT = "debt", "A loan or bonds, to be paid back."
    CONVERTIBLE = "convertible", "A loan or note that may become shares."
    GRANT = "grant", "Money that neither buys shares nor is paid back."
    MIXED = "mixed", "Shares and debt in one round; `debt` says how much of it is debt, where that is told."
    SECONDARY = (
        "secondary",
        "Old shares change hands: the company gets no money, and sums leave it out unless it is named.",
    )


class Access(Described):
    """How one gets at a model."""

    OPEN_WEIGHTS = "open-weights", "Anyone may download the weights, under the license told."
    API = "api", "Programs may call it on its maker’s servers."
    HOSTED = "hosted", "People use it in a product of its maker; the weights are kept."
    LIMITED = "limited", "Only chosen customers or researchers may use it."
    UNRELEASED = "unreleased", "Nobody outside has it."


class SiteRole(Described):
    """What the company is to a data centre; one who is two things to it has two subjects."""

    OWNER = "owner", "It is, or is to be, the company’s own; so it is where an event does not say."
    USER = "user", "The company computes there, at the site of another."
    INVESTOR = "investor", "The company pays for a part of it."
    BUILDER = "builder", "The company builds it, for another."


class Nature(Described):
    """What a partner is to the company."""

    CUSTOMER = "customer", "The partner buys from the company."
    DISTRIBUTION = "distribution", "The partner sells or carries what the company makes."
    INDUSTRIAL = "industrial", "Both develop or make something together."
    GOVERNMENT = "government", "The partner is a state, a ministry, an authority or an army."
    SUPPLIER = "supplier", "The company buys from the partner."
    OTHER = "other", "None of the others, or not told."


class Stage(Described):
    """Where a subject is in its life. Each kind has its own stages, ordered by `rank`; stages of equal rank compete."""

    rank: int
    is_end: bool
    """Whether the subject is over in this stage."""


class FundingStage(Stage):
    """Where a funding round is in its life, in this order; CLOSED and ABANDONED both end it and rank equal."""

    TALKS = "talks", "The company is said to look for money: nothing is agreed."
    ANNOUNCED = "announced", "Agreed and made public; the money is not there yet."
    CLOSED = "closed", "The money is there: only such rounds count as raised."
    ABANDONED = "abandoned", "It will not happen."


class ListingStage(Stage):
    """Where a listing on an exchange is in its life, in this order."""

    FILED = "filed", "Applied for: the papers are with the authority or the exchange."
    LISTED = "listed", "The shares are traded: the company is public."
    DELISTED = "delisted", "The shares are traded there no more."


class AcquisitionStage(Stage):
    """Where a purchase is in its life, in this order; COMPLETED and ABANDONED both end it and rank equal."""

    TALKS = "talks", "The two are said to negotiate: nothing is agreed."
    ANNOUNCED = "announced", "Agreed and made public; the target has not changed hands yet."
    COMPLETED = "completed", "The target has changed hands."
    ABANDONED = "abandoned", "It will not happen."


class ModelStage(Stage):
    """Where an AI model is in its life, in this order."""

    ANNOUNCED = "announced", "Spoken of by its maker; nobody outside can use it."
    PREVIEW = "preview", "Some may try it, before it is finished."
    RELEASED = "released", "Out, in the way that its access says."
    RETIRED = "retired", "Withdrawn: its maker offers it no more."


class ProductStage(Stage):
    """Where a product is in its life, in this order."""

    ANNOUNCED = "announced", "Spoken of by its maker; it cannot be had yet."
    RELEASED = "released", "It can be had."
    RETIRED = "retired", "Withdrawn: its maker offers it no more."


class DataCenterStage(Stage):
    """Where a site is in its life, in this order; OPERATIONAL and CANCELLED rank equal."""

    ANNOUNCED = "announced", "Planned and made public; nothing is built yet."
    UNDER_CONSTRUCTION = "under-construction", "Work has begun on the site."
    OPERATIONAL = "operational", "Computers run there, be it in a part of it."
    CANCELLED = "cancelled", "It will not be built."
    CLOSED = "closed", "It ran, and was shut down."


class MilestoneStage(Stage):
    """Where a milestone is in its life, in this order; HAPPENED and CANCELLED rank equal."""

    ANNOUNCED = "announced", "Made public as something to come."
    HAPPENED = "happened", "It came about; what lasts, like a membership, lasts since that day."
    CANCELLED = "cancelled", "It will not happen."
    ENDED = "ended", "What had lasted is over since that day."


class SpanStage(Stage):
    """Where it is with what begins, ends, and may begin again: a role, a partnership."""

    STARTED = "started", "It lasts since the day of the event."
    ENDED = "ended", "It lasted until the day of the event."


_EQUAL_STAGES = {
    FundingStage.ABANDONED: FundingStage.CLOSED,
    AcquisitionStage.ABANDONED: AcquisitionStage.COMPLETED,
    DataCenterStage.CANCELLED: DataCenterStage.OPERATIONAL,
    MilestoneStage.CANCELLED: MilestoneStage.HAPPENED,
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
        MilestoneStage.CANCELLED,
        MilestoneStage.ENDED,
        SpanStage.ENDED,
    }
)
for _kind in Stage.__subclasses__():
    for _stage in _kind:
        _stage.rank = list(_kind).index(_EQUAL_STAGES.get(_stage, _stage))
        _stage.is_end = _stage in _END_STAGES
