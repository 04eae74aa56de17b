"""Representations: which type of the API stands for a type of the domain, and how its values are converted."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from dateline.graphql.scope import Scope
from dateline.graphql.types import values
from dateline.graphql.types.parties import Party, parties_of, party_of
from dateline.values import dates, money, parties


class Representation(NamedTuple):
    """A type of the API, and the function that makes its values from those of the domain."""

    type: Any
    make: Callable[[Any, Scope], Any]


def representation_of(hint: Any) -> Representation:
    """How the API shows values of this type. Raises TypeError for a type that the API has no type for."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Representation(hint, _as_it_is)
    if hint not in _REPRESENTATIONS:
        raise TypeError(f"no type of the API for {hint}")
    return _REPRESENTATIONS[hint]


def _as_it_is(value: Any, _: Scope) -> Any:
    return value


_REPRESENTATIONS = {
    tuple[parties.Party, ...]: Representation(list[Party], parties_of),
    tuple[str, ...]: Representation(list[str], lambda value, _: list(value)),
    parties.Party: Representation(Party, party_of),
    money.Amount: Representation(values.Money, lambda value, _: values.money_of(value)),
    dates.PartialDate: Representation(values.PartialDate, lambda value, _: values.PartialDate(told=value)),
    Decimal: Representation(Decimal, _as_it_is),
    bool: Representation(bool, _as_it_is),
    str: Representation(str, _as_it_is),
}
