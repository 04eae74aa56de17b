"""Links: the way from a lower type of the API up to a company or its state, by the name of the type.

A company's type is made of the types of events, parties and parts, and each of these leads back to a company. So that
no module imports a higher one, the field that leads back names its type as a text, and its resolver asks the schema
for the type with this name.
"""

from typing import Annotated, Any

import strawberry
from strawberry.types.base import StrawberryObjectDefinition

from dateline.graphql.scope import Scope
from dateline.state.vantage import Vantage

COMPANY: Any = Annotated["Company", strawberry.lazy("dateline.graphql.types.company")]  # noqa: F821
"""The type of a field that leads to a company."""

COMPANY_STATE: Any = Annotated["CompanyState", strawberry.lazy("dateline.graphql.types.company_state")]  # noqa: F821
"""The type of a field that leads to the state of a company."""


def kept_company(info: strawberry.Info, slug: str, scope: Scope) -> object:
    """The company with this slug, which is known to be the slug that merges keep."""
    return _type(info, "Company")(kept=slug, scope=scope)


async def company_of(info: strawberry.Info, slug: str, scope: Scope) -> object:
    """The company that an event in reach is about."""
    return await _type(info, "Company").of(info, slug, scope)


async def company_in_reach(info: strawberry.Info, slug: str, scope: Scope) -> object:
    """The company with this slug; None if nothing of it is in reach."""
    return await _type(info, "Company").in_reach(info, slug, scope)


async def state_at(info: strawberry.Info, slug: str, at: Vantage) -> object:
    """The state of a company at a vantage; None if nothing of it is in reach."""
    return await _type(info, "CompanyState").at_vantage(info, slug, at)


def _type(info: strawberry.Info, name: str) -> Any:
    definition = info.schema.get_type_by_name(name)
    assert isinstance(definition, StrawberryObjectDefinition), f"the schema has no type {name}"
    return definition.origin
