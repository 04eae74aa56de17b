"""The kinds of event (help rules, 4).

A kind is one class: its fields and what they mean, what it demands of them, and the subject it is about. Rounds and
other deals are in deals.py, metrics and targets in measured.py, milestones in milestones.py, events about events in
acts.py. A new kind is a class here, a projection that folds it (state/parts/), and a GraphQL type (graphql/types/);
`tests/events/test_kinds.py` fails until all exist.
"""

import re
from decimal import Decimal
from typing import ClassVar

from dateline.events.acts import Dispute, Merge, Retraction
from dateline.events.checks import check_country, check_key, check_positive, make_plain, refuse, says_something
from dateline.events.deals import Acquisition, Funding, Listing, Stake
from dateline.events.event import Country, Event, Line, Lines, Parties, Text, named
from dateline.events.measured import Metric, Target
from dateline.events.milestones import Milestone
from dateline.values.dates import PartialDate
from dateline.values.identifiers import why_no_identifier
from dateline.values.money import Amount
from dateline.values.parties import Party
from dateline.values.text import slugify
from dateline.values.vocabulary import Access, DataCenterStage, ModelStage, Nature, ProductStage, SiteRole, SpanStage


class Founded(Event, frozen=True, tag="founded"):
    """A company was founded; `on` is the day it counts as founded."""

    name: Line | None = None
    country: Country | None = None
    city: Line | None = None
    founders: Parties = ()

    kind: ClassVar[str] = "founded"
    MEANINGS: ClassVar[dict[str, str]] = {
        "name": "The name it was founded under.",
        "country": "Where it was founded: ISO 3166-1 alpha-2.",
        "city": "The town it was founded in, as the source writes it.",
        "founders": "The people or companies that founded it.",
    }

    def check(self) -> None:
        check_country(self.country)

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("founder", self.founders)


class Profile(Event, frozen=True, tag="profile"):
    """What a company is called, where it is and what it does, since `on`; it says at least one of its fields."""

    name: Line | None = None
    country: Country | None = None
    region: Line | None = None
    city: Line | None = None
    website: Line | None = None
    sector: Line | None = None
    aliases: Lines = ()
    identifiers: Lines = ()

    kind: ClassVar[str] = "profile"
    MEANINGS: ClassVar[dict[str, str]] = {
        "name": "Its name since then: another than before is a rename.",
        "country": "Where its seat is: ISO 3166-1 alpha-2.",
        "region": "The state, land or province of its seat, as the source writes it.",
        "city": "The town of its seat, as the source writes it.",
        "website": "Its address on the web.",
        "sector": "The trade it is in, in the words of the source: there is no fixed list.",
        "aliases": "Other names it goes by; merged with those of other events, never superseded.",
        "identifiers": "What it is known under in the lists of others, as scheme:value: ticker, permalink, lei, isin,"
        " cik or any other scheme; merged with those of other events, never superseded.",
    }
    FIELDS: ClassVar[tuple[str, ...]] = (
        "name", "country", "region", "city", "website", "sector", "aliases", "identifiers"
    )  # fmt: skip

    def check(self) -> None:
        check_country(self.country)
        says_something(self, self.FIELDS)
        if self.website is not None and not _WEBSITE.match(self.website):
            refuse("website", "expected an address like https://mistral.ai", "website")
        for place, identifier in enumerate(self.identifiers):
            if reason := why_no_identifier(identifier):
                refuse(f"identifiers[{place}]", reason, "identifier")


_WEBSITE = re.compile(r"^(?:https?://)?[^\s:/?#<>\"]+\.[^\s<>\"]+$")


class Closed(Event, frozen=True, tag="closed"):
    """The company ceased; `cause` says why."""

    cause: Text | None = None
    successor: Party | None = None

    kind: ClassVar[str] = "closed"
    MEANINGS: ClassVar[dict[str, str]] = {
        "cause": "Why the company ceased, in the words of the source.",
        "successor": "Who carries on what it did.",
    }

    @property
    def why(self) -> str | None:
        """Why the company ceased: before there was `cause`, the `reason` of what corrects nothing said so."""
        return self.cause if self.cause is not None or self.corrects is not None else self.reason

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("successor", (self.successor,)) if self.successor else ()


class Model(Event, frozen=True, tag="model"):
    """An AI model and where it is in its life. `training_compute` is in floating-point operations."""

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
    MEANINGS: ClassVar[dict[str, str]] = {
        "model": "What the model is called; its slug is the key of the subject.",
        "stage": "Where the model is in its life.",
        "name": "The name to show, where it differs from the key.",
        "aliases": "Other names it goes by; merged with those of other events, never superseded.",
        "organisations": "All who made it, where it was not the company alone.",
        "access": "How one gets at it.",
        "license": "The license of its weights, as the source names it.",
        "parameters": "How many parameters it has in all: a plain number, not billions.",
        "active_parameters": "How many of its parameters work on one token; a plain number.",
        "training_compute": "What its training took, in floating-point operations.",
        "modalities": "What it takes in and gives out, like text, image or audio.",
    }

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
    """Something the company offers, and where it is in its life."""

    product: Line
    stage: ProductStage
    name: Line | None = None
    aliases: Lines = ()
    description: Text | None = None

    kind: ClassVar[str] = "product"
    MEANINGS: ClassVar[dict[str, str]] = {
        "product": "What the product is called; its slug is the key of the subject.",
        "stage": "Where the product is in its life.",
        "name": "The name to show, where it differs from the key.",
        "aliases": "Other names it goes by; merged with those of other events, never superseded.",
        "description": "What it is, in a few sentences.",
    }

    @property
    def subject(self) -> str:
        return f"product/{slugify(self.product)}"

    def check(self) -> None:
        check_key(self, "product")


class DataCenter(Event, frozen=True, tag="data-center"):
    """A data centre and what the company has to do with it; a site and a role are one subject."""

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
    MEANINGS: ClassVar[dict[str, str]] = {
        "site": "What the site is called; its slug and the role are the key of the subject.",
        "stage": "Where the site is in its life.",
        "role": "What the company is to it; `owner` unless the event says otherwise.",
        "name": "The name to show, where it differs from the key.",
        "place": "The town or area it stands in, as the source writes it.",
        "country": "Where it stands: ISO 3166-1 alpha-2.",
        "megawatts": "Its electric power, in megawatts.",
        "chips": "How many accelerators it has.",
        "chip_model": "Which accelerators, as the source names them.",
        "investment": "What it costs, or what the company puts into it.",
        "operational_by": "When it is to run; a due date, which may have no end.",
    }

    @property
    def subject(self) -> str:
        return f"data-center/{slugify(self.site)}/{self.role.value}"

    def check(self) -> None:
        check_key(self, "site")
        check_country(self.country)
        make_plain(self, "megawatts", "chips")
        check_positive(self, "megawatts", "chips", "investment")


NOBODY = "unknown"
"""The person in the key of a role whose person is not named."""


class Role(Event, frozen=True, tag="role"):
    """A person in a role; `person` is left out where the source does not name them."""

    title: Line
    stage: SpanStage
    person: Party | None = None

    kind: ClassVar[str] = "role"
    MEANINGS: ClassVar[dict[str, str]] = {
        "title": "What the role is called, like CEO; with the person it is the key of the subject.",
        "stage": "Whether it began or ended on that day.",
        "person": "Who fills it.",
    }

    @property
    def subject(self) -> str:
        return f"role/{self.person.slug if self.person else NOBODY}/{slugify(self.title)}"

    def check(self) -> None:
        check_key(self, "title")

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return named("person", (self.person,)) if self.person else ()


class Partnership(Event, frozen=True, tag="partnership"):
    """The company and a partner work together, in one way: a partner and a nature are one subject."""

    partner: Party
    nature: Nature
    stage: SpanStage

    kind: ClassVar[str] = "partnership"
    MEANINGS: ClassVar[dict[str, str]] = {
        "partner": "The other side.",
        "nature": "What the partner is to the company.",
        "stage": "Whether it began or ended on that day.",
    }

    @property
    def subject(self) -> str:
        return f"partnership/{self.partner.slug}/{self.nature.value}"

    def parties(self) -> tuple[tuple[str, Party], ...]:
        return (("partner", self.partner),)


KINDS: dict[str, type[Event]] = {
    kind.kind: kind
    for kind in (
        Founded, Profile, Closed, Funding, Listing, Acquisition, Model, Product, DataCenter, Metric, Target, Role,
        Stake, Partnership, Milestone, Retraction, Dispute, Merge,
    )
}  # fmt: skip
"""Every kind by the `type` it has in files."""
