"""The kinds of event (DESIGN.md, section 4).

A kind is one class: its fields, what it demands of them, and the subject it is about. A new kind is a class here, a
projection that folds it, and a GraphQL type; `tests/events/test_kinds.py` fails until all three exist.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from dateline.events.checks import (
    check_country,
    check_key,
    check_percent,
    check_positive,
    make_plain,
    refuse,
    says_something,
)
from dateline.events.event import MAX_LIST, Country, Event, Id, Line, Lines, Parties, Text
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.parties import SLUG, Party, slugify
from dateline.values.vocabulary import (
    Access,
    AcquisitionStage,
    Bound,
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


def named(role: str, parties: tuple[Party, ...]) -> tuple[tuple[str, Party], ...]:
    return tuple([(role, party) for party in parties])


class Founded(Event, frozen=True, tag="founded"):
    name: Line | None = None
    country: Country | None = None
    city: Line | None = None
    founders: Parties = ()

    kind: ClassVar[str] = "founded"

    def check(self) -> None:
        check_country(self.country)

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("founder", self.founders)


class Profile(Event, frozen=True, tag="profile"):
    name: Line | None = None
    country: Country | None = None
    region: Line | None = None
    city: Line | None = None
    website: Line | None = None
    sector: Line | None = None
    aliases: Lines = ()

    kind: ClassVar[str] = "profile"
    FIELDS: ClassVar[tuple[str, ...]] = ("name", "country", "region", "city", "website", "sector", "aliases")

    def check(self) -> None:
        check_country(self.country)
        says_something(self, self.FIELDS)
        if self.website is not None and not _WEBSITE.match(self.website):
            refuse("website", "expected an address like https://mistral.ai", "website")


_WEBSITE = re.compile(r"^(?:https?://)?[^\s:/?#<>\"]+\.[^\s<>\"]+$")


class Closed(Event, frozen=True, tag="closed"):
    """The company ceased; `reason` says why."""

    successor: Party | None = None

    kind: ClassVar[str] = "closed"

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("successor", (self.successor,)) if self.successor else ()


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


class Model(Event, frozen=True, tag="model"):
    """An AI model. `training_compute` is in floating-point operations."""

    model: Line
    stage: ModelStage
    name: Line | None = None
    aliases: Lines = ()
    organisations: Parties = ()
    access: Access | None = None
    license: Line | None = None
    parameters: Decimal | None = None
    active_parameters: Decimal | None = None
    training_compute: Decimal | None = None
    modalities: Lines = ()

    kind: ClassVar[str] = "model"

    @property
    def subject(self) -> str:
        return f"model/{slugify(self.model)}"

    def check(self) -> None:
        check_key(self, "model")
        numbers = ("parameters", "active_parameters", "training_compute")
        make_plain(self, *numbers)
        check_positive(self, *numbers)

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("organisation", self.organisations)


class Product(Event, frozen=True, tag="product"):
    product: Line
    stage: ProductStage
    name: Line | None = None
    aliases: Lines = ()
    description: Text | None = None

    kind: ClassVar[str] = "product"

    @property
    def subject(self) -> str:
        return f"product/{slugify(self.product)}"

    def check(self) -> None:
        check_key(self, "product")


class DataCenter(Event, frozen=True, tag="data-center"):
    site: Line
    stage: DataCenterStage
    role: SiteRole = SiteRole.OWNER
    name: Line | None = None
    place: Line | None = None
    country: Country | None = None
    megawatts: Decimal | None = None
    chips: Decimal | None = None
    chip_model: Line | None = None
    investment: Amount | None = None
    operational_by: PartialDate | None = None

    kind: ClassVar[str] = "data-center"

    @property
    def subject(self) -> str:
        return f"data-center/{slugify(self.site)}/{self.role.value}"

    def check(self) -> None:
        check_key(self, "site")
        check_country(self.country)
        make_plain(self, "megawatts", "chips")
        check_positive(self, "megawatts", "chips", "investment")


class _Valued(Event, frozen=True):
    """A metric or a target: an amount of money, or a count with its unit."""

    metric: Line
    scope: Line | None = None
    per: Per | None = None
    money: Amount | None = None
    count: Decimal | None = None
    unit: Line | None = None
    bound: Bound = Bound.EXACT
    """Of the count; an amount of money carries its own."""

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

    @property
    def subject(self) -> str:
        due = f"/{self.by.edtf.removeprefix('../')}" if self.by is not None else ""
        return f"target/{self.measured}{due}"


class Role(Event, frozen=True, tag="role"):
    """A person in a role; `person` is left out where the source does not name them."""

    title: Line
    stage: SpanStage
    person: Party | None = None

    kind: ClassVar[str] = "role"

    @property
    def subject(self) -> str:
        return f"role/{self.person.slug if self.person else 'unknown'}/{slugify(self.title)}"

    def check(self) -> None:
        check_key(self, "title")

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("person", (self.person,)) if self.person else ()


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


class Partnership(Event, frozen=True, tag="partnership"):
    partner: Party
    nature: Nature
    stage: SpanStage

    kind: ClassVar[str] = "partnership"

    @property
    def subject(self) -> str:
        return f"partnership/{self.partner.slug}/{self.nature.value}"

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return (("partner", self.partner),)


class _Act(Event, frozen=True):
    """An event about events."""

    @property
    def is_act(self) -> bool:
        return True


class _ActOnEvent(_Act, frozen=True):
    event: Id

    @property
    def acts_on(self) -> tuple[str, ...]:
        return (self.event, *super().acts_on)

    def check(self) -> None:
        if self.reason is None:
            refuse("reason", f"is missing: a {self.kind} says why", "missing")


class Retraction(_ActOnEvent, frozen=True, tag="retraction"):
    kind: ClassVar[str] = "retraction"


class Dispute(_ActOnEvent, frozen=True, tag="dispute"):
    kind: ClassVar[str] = "dispute"


class Merge(_Act, frozen=True, tag="merge"):
    """With `subject`: the subjects in `same` are that subject. Without: the companies in `same` are this company."""

    same: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=MAX_LIST)]
    merged: Id | None = msgspec.field(name="subject", default=None)

    kind: ClassVar[str] = "merge"

    @property
    def subject(self) -> str | None:
        return self.merged

    def check(self) -> None:
        kept, pattern, shape = (
            (self.merged, _SUBJECT, "a subject, like funding/series-c")
            if self.merged is not None
            else (self.company, _COMPANY, "a company's slug")
        )
        if not pattern.match(kept):
            refuse("subject", f"{kept!r} is not {shape}", "merge")
        for place, name in enumerate(self.same):
            if not pattern.match(name):
                refuse(f"same[{place}]", f"{name!r} is not {shape}", "merge")
            if self.merged is not None and name.split("/")[0] != kept.split("/")[0]:
                refuse(f"same[{place}]", f"{name!r} is of another kind than {kept!r}: it cannot be the same", "merge")
            if name == kept:
                refuse(f"same[{place}]", f"{name!r} is the one that is kept: name only the others", "merge")


_COMPANY = re.compile(SLUG)
_SUBJECT = re.compile(r"^[a-z][a-z-]*/\S+$")

KINDS: dict[str, type[Event]] = {
    kind.kind: kind
    for kind in (
        Founded, Profile, Closed, Funding, Listing, Acquisition, Model, Product, DataCenter, Metric, Target, Role,
        Stake, Partnership, Retraction, Dispute, Merge,
    )
}  # fmt: skip
"""Every kind by the `type` it has in files."""
