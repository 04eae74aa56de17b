"""Small values of the API: dates, money, sources, the vantage."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
import strawberry

from dateline.answers.tokens import token_of
from dateline.events import event as domain
from dateline.graphql.scalars import CurrencyCode, Edtf, Position
from dateline.graphql.types.object_types import object_type
from dateline.state import vantage
from dateline.values import dates, money, vocabulary
from dateline.values.dates import Certainty


@object_type(description="A date as precise as it was told: nothing ever invents a day.")
class PartialDate(msgspec.Struct, kw_only=True, gc=False):
    told: dates.PartialDate

    @strawberry.field(graphql_type=Edtf, description="Canonical EDTF (ISO 8601-2).")
    def edtf(self) -> str:
        return self.told.edtf

    @strawberry.field(description="The first day it can be; null for “by then at the latest”.")
    def first(self) -> date | None:
        return self.told.first

    @strawberry.field(description="The last day it can be; an event counts from it.")
    def last(self) -> date | None:
        return self.told.last

    @strawberry.field(description="Whether it is a day, a month, a quarter … or some time between two days.")
    def precision(self) -> dates.Precision:
        return self.told.precision

    @strawberry.field(description="Whether it was told as “around” that date; this moves no day.")
    def approximate(self) -> bool:
        return self.told.approximate

    @strawberry.field(description="Whether it was told as “perhaps” that date; this moves no day.")
    def uncertain(self) -> bool:
        return self.told.uncertain

    @strawberry.field(description="The date in the words of the author of the event.")
    def text(self) -> str:
        return self.told.text

    @strawberry.field(description="As people write it, no more precise than it is: 9 Sep 2025, Q3 2025, by 2027.")
    def human(self) -> str:
        return self.told.human()


def partial_date(told: dates.PartialDate | None) -> PartialDate | None:
    return PartialDate(told=told) if told is not None else None


@object_type(description="An exact amount in the currency it was reported in.")
class Money(msgspec.Struct, kw_only=True, gc=False):
    amount: Annotated[
        Decimal,
        strawberry.field(
            description="In whole units of the currency, like euros, not cents: exact, with all digits that"
            " were reported."
        ),
    ]
    currency: Annotated[
        CurrencyCode, strawberry.field(description="The one it was reported in, or was converted into.")
    ]
    bound: Annotated[
        vocabulary.Bound,
        strawberry.field(description="What a reported amount says of the true one; EXACT for sums and conversions."),
    ]


_EXACT = vocabulary.Bound.EXACT


def money_of(value: money.Money) -> Money:
    bound = value.bound if isinstance(value, money.Amount) else _EXACT
    return Money(amount=value.amount, currency=value.currency, bound=bound)  # type: ignore[arg-type]  # it is one


@object_type(description="Who said so.")
class Source(msgspec.Struct, kw_only=True, gc=False):
    source: domain.Source

    @strawberry.field(description="The outlet, company or authority that published it.")
    def publisher(self) -> str:
        return self.source.publisher

    @strawberry.field(description="Its headline; null where none is given.")
    def title(self) -> str | None:
        return self.source.title

    @strawberry.field(description="Its address on the web; null where none is given.")
    def url(self) -> str | None:
        return self.source.url

    @strawberry.field(description="When it was published. Null only when `retrieved` is given.")
    def published(self) -> PartialDate | None:
        return partial_date(self.source.published)

    @strawberry.field(
        description="The day it was read, for a source without a date of its own; null where none is told."
    )
    def retrieved(self) -> date | None:
        return self.source.retrieved

    @strawberry.field(description="Outlets it relies on in turn, by name; they are not counted as publishers.")
    def cites(self) -> list[str]:
        return list(self.source.cites)


def sources_of(sources: tuple[domain.Source, ...]) -> list[Source]:
    return [Source(source=source) for source in sources]


@object_type(
    description="The point the log is looked at from. Echoed in every answer: sending all of it, or the token, back"
    " gives the same answer for ever."
)
class Vantage(msgspec.Struct, kw_only=True, gc=False):
    view: vantage.Vantage

    @strawberry.field(description="The day asked about.")
    def on(self) -> date:
        return self.view.on

    @strawberry.field(description="The last day of knowledge; null is hindsight.")
    def known_by(self) -> date | None:
        return self.view.known_by

    @strawberry.field(description="How much of the log was read.")
    def position(self) -> Position:
        return Position(self.view.at.position)

    @strawberry.field(description="When the record at the position was recorded; null for an empty log.")
    def recorded_at(self) -> datetime | None:
        return self.view.at.recorded_at

    @strawberry.field(description="SHA-256 of the log up to the position, in hexadecimal.")
    def hash(self) -> str:
        return self.view.at.hash.hex()

    @strawberry.field(description="The least confidence accepted.")
    def confidence(self) -> vocabulary.Confidence:
        return self.view.confidence

    @strawberry.field(description="Whether an event counts from the last day of its date or already from the first.")
    def dates(self) -> Certainty:
        return self.view.dates

    @strawberry.field(description="All of it in one text, for `snapshot`.")
    def token(self) -> str:
        return token_of(self.view)

    @strawberry.field(
        description="The position was pinned by the question, and so was `on`: this answer can never change. Told of"
        " the question: the same vantage, read again by its token or an id that carries it, is final."
    )
    def final(self) -> bool:
        return self.view.final
