"""Deals: rounds, listings, acquisitions, stakes."""

from decimal import Decimal
from typing import ClassVar

from dateline.events.checks import check_key, check_percent, check_positive, refuse
from dateline.events.event import Event, Line, Parties, named
from dateline.values.money import Amount
from dateline.values.parties import Party
from dateline.values.text import slugify
from dateline.values.vocabulary import AcquisitionStage, FundingStage, Instrument, ListingStage


class Funding(Event, frozen=True, tag="funding"):
    """A round in which the company raises money, and where it is in its life."""

    round: Line
    stage: FundingStage
    series: Line | None = None
    instrument: Instrument | None = None
    raised: Amount | None = None
    debt: Amount | None = None
    valuation: Amount | None = None
    pre_money: bool = False
    leads: Parties = ()
    investors: Parties = ()

    kind: ClassVar[str] = "funding"
    MEANINGS: ClassVar[dict[str, str]] = {
        "round": "The key of the round, the author’s choice: all that is told of one round has it.",
        "stage": "Where the round is in its life.",
        "series": "The series as the source names it, like Seed, B or Series C.",
        "instrument": "What kind of money it is.",
        "raised": "How much was raised, or is to be, in this round alone.",
        "debt": "The part of it that is debt.",
        "valuation": "What the company is worth: with the new money, unless `pre_money` says without.",
        "pre_money": "Whether `valuation` is what the company was worth before the money came.",
        "leads": "Who leads the round.",
        "investors": "Who else puts money in.",
    }

    @property
    def subject(self) -> str:
        return f"funding/{slugify(self.round)}"

    def check(self) -> None:
        check_key(self, "round")
        check_positive(self, "raised", "debt", "valuation")
        if self.pre_money and self.valuation is None:
            refuse("pre_money", "speaks of a valuation, but there is none", "pre-money")

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("lead", self.leads) + named("investor", self.investors)


class Listing(Event, frozen=True, tag="listing"):
    """Shares of the company on an exchange, and where that is in its life."""

    exchange: Line
    stage: ListingStage
    ticker: Line | None = None
    price: Amount | None = None
    raised: Amount | None = None
    valuation: Amount | None = None

    kind: ClassVar[str] = "listing"
    MEANINGS: ClassVar[dict[str, str]] = {
        "exchange": "The exchange, like NASDAQ; its slug is the key of the subject.",
        "stage": "Where the listing is in its life.",
        "ticker": "The letters the share is traded under.",
        "price": "What a share costs at the listing.",
        "raised": "How much new money the listing brings.",
        "valuation": "What the company is worth at that price.",
    }

    @property
    def subject(self) -> str:
        return f"listing/{slugify(self.exchange)}"

    def check(self) -> None:
        check_key(self, "exchange")
        check_positive(self, "price", "raised", "valuation")


class Acquisition(Event, frozen=True, tag="acquisition"):
    """The company buys another, or a part of it; where the purchase is in its life."""

    target: Party
    stage: AcquisitionStage
    price: Amount | None = None
    percent: Decimal | None = None

    kind: ClassVar[str] = "acquisition"
    MEANINGS: ClassVar[dict[str, str]] = {
        "target": "Who is bought; its slug is the key of the subject.",
        "stage": "Where the purchase is in its life.",
        "price": "What is paid for it.",
        "percent": "How much of the target is bought, in percent; left out where no part is told.",
    }

    @property
    def subject(self) -> str:
        return f"acquisition/{self.target.slug}"

    def check(self) -> None:
        check_percent(self)
        check_positive(self, "price")

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return (("target", self.target),)


class Stake(Event, frozen=True, tag="stake"):
    """`holder` holds a part of the company."""

    holder: Party
    percent: Decimal | None = None
    invested: Amount | None = None

    kind: ClassVar[str] = "stake"
    MEANINGS: ClassVar[dict[str, str]] = {
        "holder": "Who holds it; its slug is the key of the subject.",
        "percent": "How much of the company, in percent.",
        "invested": "What the holder has put in for it.",
    }

    @property
    def subject(self) -> str:
        return f"stake/{self.holder.slug}"

    def check(self) -> None:
        check_percent(self)
        check_positive(self, "invested")

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return (("holder", self.holder),)
