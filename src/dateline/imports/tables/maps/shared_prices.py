"""One price for several targets: what each of them cost, nobody says, and a map has to say what is told instead."""

from __future__ import annotations

from dataclasses import replace

from dateline.imports.tables.cells.templates import VALUES, Look, Unusable
from dateline.imports.tables.maps.each import Each
from dateline.imports.tables.maps.fields import CompiledField
from dateline.values.vocabulary import Bound

_TOLD = 'say in the map what is told of each: shared = "under", that it cost less, or shared = "none"'


def priced_together(price: CompiledField, written: object, each: Each | None) -> CompiledField:
    """The field of a price, where `each` may make several events of a row. Raises ValueError where `shared` would do
    nothing."""
    shared = written.get("shared") if isinstance(written, dict) else None
    is_own = each is None or not each.names.isdisjoint(price.columns)
    if is_own and shared is not None:
        raise ValueError("price: `shared` does nothing: no `each` makes several events of one price")
    if is_own:
        return price

    def read(look: Look) -> object:
        value = price.read(look)
        if value is None or look(VALUES) in ("", "1"):
            return value
        if shared == "under" and isinstance(value, dict):
            return {**value, "bound": Bound.UNDER.value} if "stated" not in value else None
        if shared == "none":
            return None
        column = next(iter(price.columns), "")
        raise Unusable(column, look(column), f"is one price of {look(VALUES)}: {_TOLD}")

    return replace(price, read=read)
