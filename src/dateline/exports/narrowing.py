"""What narrows a sheet down: which companies, and which of their rounds, acquisitions, models, sites or milestones."""

from __future__ import annotations

from typing import Any

import msgspec

from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import LISTED_PARTS
from dateline.answers.ranking.part_filters import ANY_COMPANY, PartFilter
from dateline.answers.ranking.part_ranking import with_all_slugs
from dateline.answers.ranking.walking import may_pass
from dateline.answers.reading import Reading
from dateline.exports.columns import SheetRow, StateSheet
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage


class Narrowing(msgspec.Struct, frozen=True):
    """`words` say it as it was asked for: name and value, again and again."""

    of: CompanyFilter = ANY_COMPANY
    parts: PartFilter[Any] | None = None
    """For a sheet of parts; it has the conditions of the companies in itself."""
    words: tuple[tuple[str, str], ...] = ()

    async def companies(self, reading: Reading, vantage: Vantage, sheet: str) -> list[str]:
        """The slugs of those that may have a row: found by the index, not by asking all."""
        if self.parts is None:
            return await may_pass(reading, vantage, self.of)
        return await may_pass(reading, vantage, self.parts, LISTED_PARTS[sheet])

    async def resolved(self, reading: Reading, vantage: Vantage) -> Narrowing:
        """With all slugs of those that are named."""
        if self.parts is None:
            return self
        return msgspec.structs.replace(self, parts=await with_all_slugs(reading, vantage, self.parts))

    def rows(self, sheet: StateSheet[Any], state: CompanyState) -> list[SheetRow]:
        """The rows of a company that pass."""
        if self.parts is None:
            return sheet.rows(state) if self.of.passes(state) else []
        told = zip(sheet.views(state), sheet.rows(state), strict=True)
        return [row for view, row in told if self.parts.passes(view, state)]
