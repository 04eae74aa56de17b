"""Change: what differs between two vantages of one company, and a metric of it over time."""

from datetime import date
from typing import Annotated, Any

import strawberry

from dateline.answers.change import causes, diff, series
from dateline.graphql.context import context_of
from dateline.graphql.inputs.vantage import VantageInput, vantage
from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.measures import Measure, figure_measure, total_measure
from dateline.graphql.types.provenance import Alternative
from dateline.graphql.types.values import Vantage
from dateline.state.accounts import Account, Chosen
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage as DomainVantage
from dateline.values.agreement import agree

# --- diff -------------------------------------------------------------------------------------------------------------


@strawberry.type(
    description="One field of one subject that differs between two vantages, and the events that made it so."
)
class Change:
    change: strawberry.Private[diff.Change]
    before_at: strawberry.Private[Scope]
    after_at: strawberry.Private[Scope]
    after_state: strawberry.Private[CompanyState | None]

    @strawberry.field
    def kind(self) -> causes.Kind:
        return self.change.kind

    @strawberry.field(description="type/key; `profile`, `founded`, `closed`, `valuation` or `status` have no key.")
    def subject(self) -> str:
        return self.change.subject

    @strawberry.field(description="As in event files.")
    def field(self) -> str:
        return self.change.field

    @strawberry.field(description="The account used before, read through `from`; null if there was none.")
    def before(self) -> Alternative | None:
        return self._alternative(self.change.before, self.before_at)

    @strawberry.field(description="The account used after, read through `to`; null if there is none.")
    def after(self) -> Alternative | None:
        return self._alternative(self.change.after, self.after_at)

    def _alternative(self, row: Chosen[Any] | None, scope: Scope) -> Alternative | None:
        if row is None:
            return None
        return Alternative(account=Account(row.value, row.seen), agrees=self._agrees(), scope=scope)

    def _agrees(self) -> bool:
        """Whether the old and the new account can both be true; one without the other contradicts nothing."""
        before, after = self.change.before, self.change.after
        if before is None or after is None or self.after_state is None:
            return True
        return agree(after.value, before.value, before.account.moment, self.after_state.exchange)

    @strawberry.field(description="Never empty. Each event is read through the vantage on which it counts.")
    async def because(self, info: strawberry.Info) -> list[Event]:
        found: list[Event] = []
        for cause in self.change.because:
            scope = self.after_at if cause.through is self.after_state else self.before_at
            found += await events_of(info, (cause.seen,), scope)
        return found


@strawberry.type(description="What differs between two vantages: state(from) + changes = state(to), always.")
class Diff:
    before_at: strawberry.Private[DomainVantage]
    after_at: strawberry.Private[DomainVantage]
    before_state: strawberry.Private[CompanyState | None]
    after_state: strawberry.Private[CompanyState | None]

    @strawberry.field(name="from")
    def before(self) -> Vantage:
        return Vantage(view=self.before_at)

    @strawberry.field(name="to")
    def after(self) -> Vantage:
        return Vantage(view=self.after_at)

    @strawberry.field(description="By subject and field.")
    def changes(self) -> list[Change]:
        before_at = _scope(self.before_at, self.before_state)
        after_at = _scope(self.after_at, self.after_state)
        return [
            Change(change=change, before_at=before_at, after_at=after_at, after_state=self.after_state)
            for change in diff.diff(self.before_state, self.after_state)
        ]


def _scope(at: DomainVantage, state: CompanyState | None) -> Scope:
    return Scope.at(at).inside(state) if state is not None else Scope.at(at)


async def diff_of(info: strawberry.Info, company: str, before: VantageInput, after: VantageInput) -> Diff | None:
    """What differs; None if nothing of the company is in reach of either vantage."""
    context = context_of(info)
    before_at, after_at = await _vantage(info, before), await _vantage(info, after)
    before_state = await context.state(company, before_at)
    after_state = await context.state(company, after_at)
    if before_state is None and after_state is None:
        return None
    return Diff(before_at=before_at, after_at=after_at, before_state=before_state, after_state=after_state)


async def _vantage(info: strawberry.Info, asked: VantageInput) -> DomainVantage:
    reading = context_of(info).reading
    return await vantage(reading, asked.on, asked.known_by, asked.recorded, asked.confidence, asked.dates)


# --- series -----------------------------------------------------------------------------------------------------------


@strawberry.type(description="From this day on.")
class Point:
    point: strawberry.Private[series.Point]
    state: strawberry.Private[CompanyState]
    currency: strawberry.Private[str | None]

    @strawberry.field
    def on(self) -> date:
        return self.point.on

    @strawberry.field(description="Null: unknown from here. Read at the vantage of its day.")
    def value(self) -> Measure | None:
        scope = Scope.at(self.point.at).inside(self.state)
        match self.point.value:
            case None:
                return None
            case series.Sum(total=total, counted=counted):
                return total_measure(total, counted, scope)
            case chosen:
                return figure_measure(chosen, scope, self.currency, self.point.converted)


@strawberry.type(description="A step function: one point where the value changes.")
class Series:
    drawn: strawberry.Private[series.Series]
    state: strawberry.Private[CompanyState]
    at: strawberry.Private[DomainVantage]

    @strawberry.field(description="Lower case, words joined by hyphens.")
    def metric(self) -> str:
        return self.drawn.metric

    @strawberry.field(description="The one asked for.")
    def currency(self) -> CurrencyCode | None:
        return CurrencyCode(self.drawn.currency) if self.drawn.currency is not None else None

    @strawberry.field(description="Its last day, and what else it was read at.")
    def vantage(self) -> Vantage:
        return Vantage(view=self.at)

    @strawberry.field(description="By date, one a day at most; empty for what nobody ever spoke of.")
    def points(self) -> list[Point]:
        return [Point(point=point, state=self.state, currency=self.drawn.currency) for point in self.drawn.points]


Metric = Annotated[
    str,
    strawberry.argument(
        description="arr, revenue, headcount … as reported; or valuation, raised, megawatts, chips of the company."
    ),
]
Until = Annotated[date | None, strawberry.argument(description="The last day. Default: today, UTC.")]
Currency = Annotated[
    CurrencyCode | None,
    strawberry.argument(description="Each point in this currency, at the rate of its day; for money only."),
]


async def series_of(info: strawberry.Info, company: str, wanted: series.Wanted, at: DomainVantage) -> Series | None:
    """The series; None if nothing of the company is in reach."""
    state = await context_of(info).state(company, at)
    return Series(drawn=series.series(state, wanted), state=state, at=at) if state is not None else None
