"""Parts of a state in the API: made from their views, and complete."""

from __future__ import annotations

import pytest
import strawberry
from answers import ask, memory
from builders import funding, log, metric, product, source, vantage
from strawberry.schema.config import StrawberryConfig

from dateline.events.kinds import Product
from dateline.graphql import schema
from dateline.graphql.scalars import SCALARS
from dateline.graphql.scope import Scope
from dateline.graphql.types import part_lists
from dateline.graphql.types.company_state import CompanyState
from dateline.graphql.types.part_lists import PartList, with_parts
from dateline.graphql.types.parts import PART_TYPES, Part, ViewField, part
from dateline.state import company
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.parts import PARTS, products
from dateline.state.parts.profile import CLOSING, FOUNDING, PROJECTION
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject

SHOWN_OTHERWISE = {
    ("Metric", "value"): "figure",
    ("Role", "stage"): "until",
    ("Partnership", "stage"): "until",
}
"""Fields of a view that the API shows under another name."""


async def test_a_part_says_whether_it_was_only_foretold() -> None:
    early, late = source(published="2025-10-01"), source(published="2026-01-20")
    found = await memory(
        funding("plan", round="a", on="2025-12", confidence="confirmed", sources=[early]),
        funding("done", round="b", on="2025-12", sources=[late]),
        metric("m", on="2025-12", sources=[early]),
    )
    question = """{ asOf(on: "2025-12-31") { company(slug: "mistral-ai") {
        rounds { key confidence foretold } metrics { foretold } statements(field: "value") { value { foretold } }
    } } }"""
    assert (await ask(found, question))["asOf"]["company"] == {
        "rounds": [
            {"key": "b", "confidence": "REPORTED", "foretold": False},
            {"key": "a", "confidence": "REPORTED", "foretold": True},
        ],
        "metrics": [{"foretold": True}],
        "statements": [{"value": {"foretold": True}}],
    }


@pytest.mark.parametrize("name", sorted(PART_TYPES, key=lambda view: view.__name__), ids=lambda view: view.__name__)
def test_every_part_says_so(name: type[View]) -> None:
    assert "foretold" in _names(PART_TYPES[name])


def _names(api_type: type) -> set[str]:
    return {field.python_name for field in api_type.__strawberry_definition__.fields}  # type: ignore[attr-defined]


def _shown() -> dict[str, tuple[type[View], type[Part]]]:
    return {view.__name__: (view, api) for view, api in PART_TYPES.items() if view.__name__ != "Span"}


@pytest.mark.parametrize("name", sorted(_shown()))
def test_the_api_shows_every_field_of_a_view(name: str) -> None:
    view, api = _shown()[name]
    told = set(view.__struct_fields__) - {"subject"}
    assert {SHOWN_OTHERWISE.get((name, field), field) for field in told} <= _names(api)


def test_every_part_of_a_state_but_who_the_company_is_has_a_type_and_is_a_list_of_the_state() -> None:
    who_it_is = {PROJECTION.name, FOUNDING.name, CLOSING.name}
    others = {part.name for part in PARTS} - who_it_is
    assert len(others) == len(_shown())
    assert others <= _names(CompanyState)
    assert all(schema.get_type_by_name(api.__name__) is not None for _, api in _shown().values())


def test_a_field_that_the_view_has_not_is_no_field_of_its_type() -> None:
    class Misspelt(Part):
        view: strawberry.Private[products.Product]
        descripton = ViewField()

    with pytest.raises(TypeError, match="descripton"):
        part("A product.")(Misspelt)


# --- a made-up part ---------------------------------------------------------------------------------------------------


class Gadget(View, frozen=True, eq=False):
    name: Chosen[str]
    description: Chosen[str] | None


def gadget(subject: Subject[Product]) -> Gadget:
    name = subject.always("product", Course.ONCE, lambda event: event.product)
    return Gadget(subject, name, subject.choose("description", Course.ONCE, lambda event: event.description))


GADGETS = Projection("gadgets", "Gadgets", kinds=(Product,), makes=Gadget, view=gadget)


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> type:
    """A type that has the lists of all parts, one of which was made up."""
    monkeypatch.setattr(part_lists, "PARTS", (GADGETS, *PARTS))
    monkeypatch.setitem(PART_TYPES, Gadget, Part)

    @part("Something of use.")
    class GadgetType(Part):
        view: strawberry.Private[Gadget]

        name = ViewField("What people call it.")
        description = ViewField()

    @strawberry.type
    @with_parts
    class Owner:
        state: strawberry.Private[company.CompanyState]
        scope: strawberry.Private[Scope]

        products = PartList("What it makes.")

    assert PART_TYPES[Gadget] is GadgetType
    return Owner


def test_a_new_part_needs_its_type_and_no_other_place_in_the_api(owner: type) -> None:
    at = vantage("2026-01-01")
    state = company.state("mistral-ai", log(product(product="Le Chat", description="Answers.")), at)
    assert state is not None

    def read() -> owner:  # type: ignore[valid-type]
        return owner(state=state, scope=Scope.at(at).inside(state))

    read.__annotations__ = {"return": owner}
    query = strawberry.type(type("Query", (), {"company": strawberry.field(resolver=read)}))
    made = strawberry.Schema(query=query, config=StrawberryConfig(scalar_map=SCALARS))
    found = made.execute_sync("{ company { gadgets { name description confidence } } }")
    gadgets = [{"name": "Le Chat", "description": "Answers.", "confidence": "REPORTED"}]
    assert (found.data, found.errors) == ({"company": {"gadgets": gadgets}}, None)
    assert "  name: String!\n  description: String\n" in made.as_str()


def test_a_list_that_a_type_names_stands_where_it_is_named(owner: type) -> None:
    names = [field.python_name for field in owner.__strawberry_definition__.fields]  # type: ignore[attr-defined]
    assert names[:5] == ["state", "scope", "products", "gadgets", "rounds"]


def test_a_list_of_what_is_no_part_is_refused() -> None:
    class Misspelt:
        prodcuts = PartList()

    with pytest.raises(TypeError, match="prodcuts"):
        with_parts(Misspelt)
