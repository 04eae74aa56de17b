"""Products."""

from __future__ import annotations

from builders import product, value_of, view_of

from dateline.state.parts.products import PROJECTION


def test_a_product_has_a_stage_a_name_and_what_it_is() -> None:
    view = view_of(
        PROJECTION,
        product("a", stage="announced", on="2024-02", description="An assistant.", aliases=["Chat"]),
        product("b", stage="released", on="2024-02-26", name="Le Chat", aliases=["LeChat"]),
    )
    fields = (view.stage, view.on, view.name, view.description, view.aliases)
    assert [value_of(field) for field in fields] == ["released", "2024-02-26", "Le Chat", "An assistant.", ["LeChat"]]


def test_a_product_is_named_after_its_key_until_someone_names_it() -> None:
    assert value_of(view_of(PROJECTION, product("a", product="Vibe CLI")).name) == "Vibe CLI"


def test_aliases_of_one_stage_are_united() -> None:
    view = view_of(PROJECTION, product("a", aliases=["Chat"]), product("b", aliases=["LeChat", "chat"]))
    assert value_of(view.aliases) == ["LeChat", "chat"]


def test_two_descriptions_are_a_conflict_and_keep_no_alias_out() -> None:
    view = view_of(
        PROJECTION,
        product("a", description="An app.", aliases=["Chat"]),
        product("b", description="An assistant.", aliases=["LeChat"]),
    )
    assert view.description is not None
    assert view.description.is_conflict
    assert value_of(view.aliases) == ["LeChat", "Chat"]
