"""Deals: rounds, listings, acquisitions, stakes."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from dateline.events.checks import check_key, check_percent, check_positive, refuse
from dateline.events.event import Event, Line, Parties, named
from dateline.values.money import Amount
from dateline.values.parties import Party
from dateline.values.text import slugify
from dateline.values.vocabulary import AcquisitionStage, FundingStage, Instrument, ListingStage


class Funding(Event, frozen=True, tag="funding"):
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
    exchange: Line
    stage: ListingStage
    ticker: Line | None = None
    price: Amount | None = None
    raised: Amount | None = None
    valuation: Amount | None = None

    kind: ClassVar[str] = "listing"

    @property
    def subject(self) -> str:
        return f"listing/{slugify(self.exchange)}"

    def check(self) -> None:
        check_key(self, "exchange")
        check_positive(self, "price", "raised", "valuation")


class Acquisition(Event, frozen=True, tag="acquisition"):
    target: Party
    stage: AcquisitionStage
    price: Amount | None = None
    percent: Decimal | None = None

    kind: ClassVar[str] = "acquisition"

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

    @property
    def subject(self) -> str:
        return f"stake/{self.holder.slug}"

    def check(self) -> None:
        check_percent(self)
        check_positive(self, "invested")

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return (("holder", self.holder),)
