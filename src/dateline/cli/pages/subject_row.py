"""SubjectRow: the row of one subject in a table of a company's page."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from dateline.cli.pages import phrases
from dateline.cli.pages.footnotes import Footnotes, backing
from dateline.cli.terminal import text
from dateline.state.accounts import Chosen
from dateline.state.projection import View


class SubjectRow:
    """The cells of one subject. A disagreement is marked where its field is shown, or else at the first cell."""

    def __init__(self, view: View, notes: Footnotes) -> None:
        self._view = view
        self._notes = notes
        self._shown: set[str] = set()
        self._cells: list[Text] = []

    def cell(self, value: str, *chosen: Chosen[object] | None, style: str = "") -> SubjectRow:
        self._shown |= {one.field for one in chosen if one is not None}
        self._cells.append(Text.assemble(text(value, style), (self._notes.conflict(*chosen), "yellow")))
        return self

    def below(self, *parts: tuple[str, Chosen[object] | None]) -> SubjectRow:
        """More of the last cell, on a line of its own."""
        self._shown |= {one.field for _, one in parts if one is not None}
        said = [f"{value}{self._notes.conflict(one)}" for value, one in parts if value]
        if said:
            self._cells[-1].append_text(text("\n" + ", ".join(said), "dim"))
        return self

    def field(self, chosen: Chosen[object] | None) -> SubjectRow:
        return self.cell(phrases.words(chosen.value) if chosen is not None else "", chosen)

    def details(self, *parts: tuple[str, Chosen[object] | None]) -> SubjectRow:
        """Several fields in one cell, each with its mark; a part without words is left out."""
        self._shown |= {one.field for _, one in parts if one is not None}
        said = [f"{value}{self._notes.conflict(one)}" for value, one in parts if value]
        self._cells.append(text(", ".join(said)))
        return self

    def add_to(self, listing: Table, *, by: Chosen[object] | None = None) -> None:
        """Adds the row to a table, with the numbers of its sources at the end.

        The sources are those of all events of the subject; with `by`, only those of the events that give that value.
        """
        elsewhere = [one for one in self._view.statements if one.field not in self._shown]
        self._cells[0].append(self._notes.conflict(*elsewhere), "yellow")
        events = backing(by) if by is not None else self._view.events
        told = self._notes.told(events, by.seen if by is not None else self._view)
        listing.add_row(*self._cells, text(told, "dim"))
