"""What one request needs: its reading of the log, and loaders that join what its fields ask for at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

import strawberry
from strawberry.dataloader import DataLoader

from dateline.company import CompanyState
from dateline.events import Record
from dateline.timeline import Identity, Reading, Timeline
from dateline.vantage import Vantage


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of the log a name or a link may be read from."""

    known_by: date | None
    position: int


class Context:
    """Made for each request; a company's events are read at most once in it."""

    def __init__(self, timeline: Timeline) -> None:
        self.reading: Reading = timeline.reading()

    @cached_property
    def _histories(self) -> DataLoader[str, Sequence[Record]]:
        async def load(slugs: list[str]) -> list[Sequence[Record]]:
            found = await self.reading.histories(slugs)
            return [found[slug] for slug in slugs]

        return DataLoader(load)

    @cached_property
    def _identities(self) -> dict[Cut, DataLoader[str, Identity | None]]:
        return {}

    async def state(self, slug: str, vantage: Vantage) -> CompanyState | None:
        made, found = self.reading.timeline.kept(slug, vantage)
        return made if found else self.reading.state(slug, await self._histories.load(slug), vantage)

    async def identity(self, slug: str, cut: Cut) -> Identity | None:
        """Who a company is; None if nothing of it is in reach."""
        if cut not in self._identities:

            async def load(slugs: list[str]) -> list[Identity | None]:
                found = await self.reading.identities(slugs, cut.known_by, cut.position)
                return [found[slug] for slug in slugs]

            self._identities[cut] = DataLoader(load)
        return await self._identities[cut].load(slug)

    async def named(self, slug: str, cut: Cut) -> str | None:
        """The name under which an event in reach names this party, the last one known."""
        naming = (await self.reading.log.naming([slug], cut.position, cut.known_by)).get(slug)
        if naming is None:
            return None
        return next(party.name for _, party in naming.event.parties() if party.slug == slug)

    async def head_cut(self) -> Cut:
        """All that this request may read."""
        return Cut(None, (await self.reading.head()).position)


def context_of(info: strawberry.Info) -> Context:
    return cast(Context, info.context)
