"""Diff: what differs between two vantages of one company, and why."""

import msgspec
import strawberry

from dateline.answers.change import causes, diff
from dateline.errors import of_argument
from dateline.graphql.context import context_of
from dateline.graphql.inputs.vantage import VantageInput, vantage
from dateline.graphql.scope import Scope
from dateline.graphql.types.alternatives import Alternative
from dateline.graphql.types.events import Event, events_of
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.values import Vantage
from dateline.state.accounts import Account, Chosen
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage as DomainVantage
from dateline.values.agreement import agree


@object_type(description="One field of one subject that differs between two vantages, and the events that made it so.")
class Change(msgspec.Struct, kw_only=True, gc=False):
    change: diff.Change
    before_at: Scope
    after_at: Scope
    after_state: CompanyState | None

    @strawberry.field(description="Why the account that was used before is not used after.")
    def kind(self) -> causes.ChangeKind:
        return self.change.kind

    @strawberry.field(
        description="What the field is of, type/key; `profile`, `founded`, `closed`, `valuation` and `status` have"
        " no key."
    )
    def subject(self) -> str:
        return self.change.subject

    @strawberry.field(description="The field that differs, by its name in event files.")
    def field(self) -> str:
        return self.change.field

    @strawberry.field(description="The account used before, read through `from`; null if there was none.")
    def before(self) -> Alternative | None:
        return self._alternative(self.change.before, self.before_at)

    @strawberry.field(description="The account used after, read through `to`; null if there is none.")
    def after(self) -> Alternative | None:
        return self._alternative(self.change.after, self.after_at)

    def _alternative(self, chosen: Chosen[object] | None, scope: Scope) -> Alternative | None:
        if chosen is None:
            return None
        return Alternative(account=Account(chosen.value, chosen.seen), agrees=self._agrees(), scope=scope)

    def _agrees(self) -> bool:
        """Whether the old and the new account can both be true; one without the other contradicts nothing."""
        before, after = self.change.before, self.change.after
        if before is None or after is None or self.after_state is None:
            return True
        return agree(after.value, before.value, before.account.moment, self.after_state.exchange)

    @strawberry.field(
        description="The events that made it so: never empty. Each is read through the vantage on which it counts."
    )
    async def because(self, info: strawberry.Info) -> list[Event]:
        found: list[Event] = []
        for cause in self.change.because:
            scope = self.after_at if cause.through is self.after_state else self.before_at
            found += await events_of(info, (cause.seen,), scope)
        return found


@object_type(description="What differs between two vantages: state(from) + changes = state(to), always.")
class Diff(msgspec.Struct, kw_only=True, gc=False):
    before_at: DomainVantage
    after_at: DomainVantage
    before_state: CompanyState | None
    after_state: CompanyState | None

    @strawberry.field(name="from", description="The vantage before, with nothing left open.")
    def before(self) -> Vantage:
        return Vantage(view=self.before_at)

    @strawberry.field(name="to", description="The vantage after, with nothing left open.")
    def after(self) -> Vantage:
        return Vantage(view=self.after_at)

    @strawberry.field(
        description="One for each field that differs, by subject and field; empty where both vantages tell the same."
    )
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
    """What differs; None if nothing of the company is in reach of either vantage.

    Raises InvalidDate, InvalidVantage or PositionAhead.
    """
    context = context_of(info)
    with of_argument("from"):
        before_at = await _vantage(info, before)
    with of_argument("to"):
        after_at = await _vantage(info, after)
    before_state, after_state = await context.to_compare(company, before_at, after_at)
    if not any(state is not None and state.history.is_told for state in (before_state, after_state)):
        return None
    return Diff(before_at=before_at, after_at=after_at, before_state=before_state, after_state=after_state)


async def _vantage(info: strawberry.Info, asked: VantageInput) -> DomainVantage:
    reading = context_of(info).reading
    return await vantage(reading, asked.on, asked.known_by, asked.recorded, asked.confidence, asked.dates)
