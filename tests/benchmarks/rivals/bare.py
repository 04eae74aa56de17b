"""The least that a server with the same libraries can be: a schema with one field, and no log."""

from __future__ import annotations

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL


@strawberry.type
class Query:
    @strawberry.field
    async def answer(self) -> str:
        return "42"


app = Starlette(routes=[Route("/graphql", GraphQL(strawberry.Schema(Query)))])
