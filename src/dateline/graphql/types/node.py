"""Node: whatever has an id that `Query.node` reads back."""

import strawberry


@strawberry.interface(description="What has an id that `node` reads back.")
class Node:
    @classmethod
    def resolve_type(cls, value: object, *_: object) -> str:
        """The name of the type of a value, told by the value: GraphQL would ask each type in turn."""
        return type(value).__strawberry_definition__.name  # type: ignore[attr-defined,no-any-return]

    @strawberry.field
    def id(self) -> strawberry.ID:
        raise NotImplementedError
