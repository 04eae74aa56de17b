"""LazyViews: a part of the state of a company that has an outline. What of a subject is in reach is known before any of
its events is decoded; its view is made when it is asked for.

Gist: the little that others ask of each view of a part. It is made of the view, and remembered without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

from dateline.state.kept_views import lasts
from dateline.state.projection import View
from dateline.state.remembered import Handle, Remembered

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)
G = TypeVar("G")

_MOST_EVENTS = 16
"""Of a subject of which something is remembered: of one that grows, seldom the same is in reach."""


class _OnDemand(Sequence[V_co]):
    """Views that are made when they are asked for."""

    def at(self, place: int) -> V_co:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> V_co: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[V_co]: ...
    def __getitem__(self, place: int | slice) -> V_co | Sequence[V_co]:
        if isinstance(place, slice):
            return [self.at(each) for each in range(*place.indices(len(self)))]
        return self.at(place)


class LazyViews(_OnDemand[V_co]):
    """The views of a part, one for each subject, in the order of their first events. Never changes."""

    def __init__(
        self,
        places: Sequence[Sequence[int]],
        make: Callable[[Sequence[int]], V_co],
        in_full: Callable[[Sequence[int]], bool] | None,
        remembered: Remembered | None,
    ) -> None:
        """`places`: of the events of each subject, in an outline; `in_full`, whether they are all of it, and
        seen with all sources: None where all are."""
        self._places = places
        self._make = make
        self._in_full = in_full
        self._made: list[V_co | None] = [None] * len(places)
        self._handles: list[Handle | None] | None = None
        self._gists: dict[object, Any] = {}
        self.remembered = remembered
        """What was made of these subjects before; None where nothing is kept."""

    def __len__(self) -> int:
        return len(self._places)

    def at(self, place: int) -> V_co:
        view = self._made[place]
        if view is None:
            view = self._made[place] = self._make(self._places[place])
        return view

    @property
    def made(self) -> list[V_co]:
        """Those that were asked for."""
        return [view for view in self._made if view is not None]

    def once(self, gist: object, make: Callable[[], list[G]]) -> list[G]:
        """What is asked of each view, made when it is first asked for."""
        found: list[G] | None = self._gists.get(gist)
        if found is None:
            found = self._gists[gist] = make()
        return found

    def handles(self) -> list[Handle | None]:
        """What of each subject is in reach; None where nothing is to be remembered of it."""
        if self._handles is None:
            in_full = self._in_full
            self._handles = [_handle(places) if in_full is None or in_full(places) else None for places in self._places]
        return self._handles


def all_last(views: Sequence[View]) -> bool:
    """Whether all of these that were made are the same at whatever vantage."""
    return all(map(lasts, views.made if isinstance(views, LazyViews) else views))


def _handle(places: Sequence[int]) -> Handle | None:
    if len(places) == 1:
        return places[0]
    return tuple(places) if len(places) <= _MOST_EVENTS else None


class Some(_OnDemand[V_co]):
    """Some of these views, by their places."""

    def __init__(self, views: Sequence[V_co], places: Sequence[int]) -> None:
        self._views = views
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def at(self, place: int) -> V_co:
        return self._views[self._places[place]]


class Gist(Generic[V, G]):
    """What is asked of each view of a part. Kept packed, by what of its subject is in reach."""

    def __init__(self, of: Callable[[V], G], form: type[G]) -> None:
        """Makes it of a view; it has this form."""
        self._of = of
        self._read = msgspec.msgpack.Decoder(form).decode
        self._write = msgspec.msgpack.Encoder().encode

    def all(self, views: Sequence[V]) -> list[G]:
        """Of these views, which are made only where it is not known yet."""
        if not isinstance(views, LazyViews) or views.remembered is None:
            return [self._of(view) for view in views]
        known = views.remembered.of(self)
        return views.once(self, lambda: self._all(views, known))

    def _all(self, views: LazyViews[V], known: Mapping[Handle, bytes]) -> list[G]:
        return [
            self._read(kept)
            if handle is not None and (kept := known.get(handle)) is not None
            else self._made(views, place, handle)
            for place, handle in enumerate(views.handles())
        ]

    def _made(self, views: LazyViews[V], place: int, handle: Handle | None) -> G:
        view = views[place]
        gist = self._of(view)
        if handle is not None and views.remembered is not None and isinstance(view, View) and lasts(view):
            views.remembered.keep(self, handle, self._write(gist))
        return gist
