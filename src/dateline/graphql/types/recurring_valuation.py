"""The valuation of a company as a figure that many answers have in common: it follows from few rounds."""

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from dateline.graphql.recurring import Recurring
from dateline.graphql.scope import Anywhere, Scope
from dateline.graphql.types.figures import Figure, figure
from dateline.state.company import CompanyState
from dateline.state.lazy_views import LazyViews
from dateline.state.remembered import Handle, Remembered


class HasState(Protocol):
    state: CompanyState
    scope: Scope


class RecurringValuation(Recurring):
    """One figure; it is null where the company has no valuation."""

    def __init__(self, state: CompanyState, scope: Scope, handle: Handle, remembered: Remembered) -> None:
        self._state = state
        self._scope = scope
        self._handle = handle
        self._remembered = remembered

    @classmethod
    def of(cls, one: HasState) -> "RecurringValuation | Figure | None":
        """Of a state; the figure itself where nothing is to be kept of it."""
        rounds, handle = one.state.rounds, one.state.valuation_handle
        if handle is None or not isinstance(rounds, LazyViews) or rounds.remembered is None:
            return figure(one.state.valuation, one.scope)
        return cls(one.state, one.scope, handle, rounds.remembered)

    @property
    def class_(self) -> type:
        return Figure

    @property
    def handles(self) -> Sequence[Handle | None]:
        return (self._handle,)

    def __len__(self) -> int:
        return 1

    def own(self, _: int) -> Figure | None:
        return figure(self._state.valuation, self._scope)

    def anywhere(self, _: int) -> Figure | None:
        return figure(self._state.valuation, cast(Scope, Anywhere(self._state.slug)))

    def known(self, owner: int) -> Mapping[Handle, bytes]:
        return self._remembered.of(owner)

    def keep(self, owner: int, _: int, made: bytes) -> None:
        if self._state.valuation_lasts:
            self._remembered.keep(owner, self._handle, made)

    def id_begins(self) -> bytes:
        raise AssertionError("a figure has no id")
