"""Node: whatever has an id that `Query.node` reads back, and that determines its fields."""

import strawberry


@strawberry.interface(
    description="What has an id that `node` reads back. The id determines the fields: for ever if it carries a vantage,"
    " else as long as nothing is appended to the log."
)
class Node:
    asked: strawberry.Private[strawberry.ID | None] = None
    """The id by which `Query.node` was asked for it: of a company that was merged since, it is another than its own."""

    @classmethod
    def resolve_type(cls, value: object, *_: object) -> str:
        """The name of the type of a value, told by the value: GraphQL would ask each type in turn."""
        return type(value).__strawberry_definition__.name  # type: ignore[attr-defined,no-any-return]

    @strawberry.field(description="What `node` takes to read it again; no two things of this API have the same.")
    def id(self) -> strawberry.ID:
        raise NotImplementedError
