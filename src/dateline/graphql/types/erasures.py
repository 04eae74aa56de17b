"""What was erased, as the API tells of it."""

from datetime import datetime

import strawberry

from dateline.graphql.scalars import Position
from dateline.log import record as domain


@strawberry.type(description="That the content of a record was erased. Its position, its hash and all cursors stay.")
class Erasure:
    position: Position = strawberry.field(description="Where it stands in the log.")
    erased_at: datetime = strawberry.field(description="When its content was removed.")
    reason: str = strawberry.field(description="Why, as it is on record.")


def wrap_erasure(told: domain.Erasure) -> Erasure:
    return Erasure(position=Position(told.position), erased_at=told.erased_at, reason=told.reason)
