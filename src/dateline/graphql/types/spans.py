"""What begins, ends, and may begin again: roles and partnerships."""

import strawberry

from dateline.graphql.types.parts import Part, ViewField, part
from dateline.state.parts import partnerships, people, spans


@part("What begins, ends, and may begin again.")
class SpanPart(Part):
    view: strawberry.Private[spans.Span]

    since = ViewField("When it began; null when nobody said so.")
    until = ViewField("When it ended; null while it lasts.")


@part("A person in a role.")
class Role(SpanPart):
    view: strawberry.Private[people.Role]

    @strawberry.field(description="Who fills the role, by name; null where no source names them.")
    def person(self) -> str | None:
        return self.view.person.value.name if self.view.person is not None else None

    title = ViewField()


@part("A partner or customer.")
class Partnership(SpanPart):
    view: strawberry.Private[partnerships.Partnership]

    partner = ViewField()
    nature = ViewField()
