"""Statements: any field of any subject with where it comes from, and the fields in conflict."""

from decimal import Decimal

import msgspec
import strawberry

from dateline.graphql.scope import Scope
from dateline.graphql.types.alternatives import Alternative, alternatives_of, winner_of
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.values import PartialDate, Source, sources_of
from dateline.state.accounts import Chosen
from dateline.state.conversion import spread
from dateline.values import vocabulary


@object_type(description="Standing accounts of one field of one subject that do not agree.")
class Conflict(msgspec.Struct, kw_only=True, gc=False):
    of: Chosen[object]
    scope: Scope

    @strawberry.field(description="What the field is of, type/key; what is of the company as a whole has no key.")
    def subject(self) -> str:
        return self.of.subject

    @strawberry.field(description="The field, by its name in event files.")
    def field(self) -> str:
        return self.of.field

    @strawberry.field(description="The account that the state uses.")
    def chosen(self) -> Alternative:
        return winner_of(self.of, self.scope)

    @strawberry.field(description="The other accounts of the same moment; at least one of them does not agree.")
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.of, self.scope)

    @strawberry.field(description="Name of the step that chose: `dateline help rules`, 5.5.")
    def rule(self) -> str:
        return self.of.rule.value

    @strawberry.field(
        description="Largest over smallest number, converted where needed; null where they are no numbers or cannot be"
        " compared."
    )
    def spread(self) -> Decimal | None:
        return spread(self.of, self.scope.vantage) if self.scope.vantage is not None else None


def conflicts_of(statements: tuple[Chosen[object], ...], scope: Scope) -> list[Conflict]:
    return [Conflict(of=chosen, scope=scope) for chosen in statements if chosen.is_conflict]


@object_type(description="Any field of any subject, with where it comes from.")
class Statement(msgspec.Struct, kw_only=True, gc=False):
    chosen: Chosen[object]
    scope: Scope

    @strawberry.field(description="What the field is of, type/key; what is of the company as a whole has no key.")
    def subject(self) -> str:
        return self.chosen.subject

    @strawberry.field(description="The field, by its name in event files.")
    def field(self) -> str:
        return self.chosen.field

    @strawberry.field(description="The account that was chosen: what it says, and the event that says it.")
    def value(self) -> Alternative:
        return winner_of(self.chosen, self.scope)

    @strawberry.field(description="Since when it is true, as precise as it was told.")
    def on(self) -> PartialDate:
        return PartialDate(told=self.chosen.account.moment)

    @strawberry.field(description="How sure the sources of its event are.")
    def confidence(self) -> vocabulary.Confidence:
        return self.chosen.seen.confidence

    @strawberry.field(description="Who said so: the sources of its event that were published by the vantage's knownBy.")
    def sources(self) -> list[Source]:
        return sources_of(self.chosen.seen.sources)

    @strawberry.field(description="The other accounts of the same moment, whether they agree or not.")
    def alternatives(self) -> list[Alternative]:
        return alternatives_of(self.chosen, self.scope)

    @strawberry.field(description="Name of the step that chose it: `dateline help rules`, 5.5.")
    def rule(self) -> str:
        return self.chosen.rule.value
