"""Footnotes of a page: its sources by number, its disagreements by letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.events.event import Source
from dateline.state.accounts import Chosen
from dateline.state.projection import View
from dateline.state.seen import Seen
from dateline.values.agreement import identity
from dateline.values.vocabulary import Confidence

DISAGREE = "≠"
CONFIRMED = "✓"
FORETOLD = "»"
SHORTEST_RUN = 4
"""So many numbers in a row are told by the first and the last."""


@dataclass(slots=True)
class Cited:
    """A source with its number, and the outlets it relies on in any of the events."""

    number: int
    source: Source
    cites: dict[str, None] = field(default_factory=dict)


def backing(chosen: Chosen[object]) -> list[Seen]:
    """All events that give the value that was chosen, of the moment it was chosen for."""
    same = identity(chosen.account.value)
    others = (other.account for other in chosen.alternatives if identity(other.account.value) == same)
    return [chosen.seen, *(account.seen for account in others)]


class Footnotes:
    """The footnotes of a page: a number for each source, a letter for each conflict, in the order of first mention."""

    def __init__(self) -> None:
        self._sources: dict[tuple[str, ...], Cited] = {}
        self._conflicts: dict[tuple[str, str], tuple[str, Chosen[object]]] = {}
        self.ticked = False
        """Whether any number has a tick, so that the page must explain it."""
        self.foretold = False
        """Whether any number has the mark of what was only foretold."""

    def sources(self, events: Iterable[Seen]) -> str:
        """The numbers of the sources of these events: `1 3 5–9`."""
        return runs(sorted({self._number(source) for seen in events for source in seen.sources}))

    def told(self, events: Iterable[Seen], *by: Seen | View) -> str:
        """The same, with a mark behind them if what is shown is confirmed, or was only foretold.

        `by`: the subject that is shown, or the accounts; all of them must be so.
        """
        if by and all(one.confidence is Confidence.CONFIRMED for one in by):
            self.ticked = True
            return f"{self.sources(events)} {CONFIRMED}"
        return self._foretold(events, *by)

    def events(self, events: Sequence[Seen]) -> str:
        """The numbers of the sources of events that are themselves shown; with the mark if all were only foretold."""
        return self._foretold(events, *events)

    def _foretold(self, events: Iterable[Seen], *by: Seen | View) -> str:
        if not by or not all(one.foretold for one in by):
            return self.sources(events)
        self.foretold = True
        return f"{self.sources(events)} {FORETOLD}"

    def conflict(self, *chosen: Chosen[object] | None) -> str:
        """` ≠a` for fields of which accounts do not agree, else nothing."""
        letters = [self._letter(one) for one in chosen if one is not None and one.is_conflict]
        return f" {DISAGREE}{','.join(letters)}" if letters else ""

    @property
    def conflicts(self) -> list[tuple[str, Chosen[object]]]:
        return list(self._conflicts.values())

    @property
    def cited(self) -> list[Cited]:
        return list(self._sources.values())

    def _number(self, source: Source) -> int:
        """An article has one number, even where several events give it with different outlets in `cites`."""
        cited = self._sources.setdefault(source.article, Cited(len(self._sources) + 1, source))
        cited.cites.update(dict.fromkeys(source.cites))
        return cited.number

    def _letter(self, chosen: Chosen[object]) -> str:
        new = (letter(len(self._conflicts)), chosen)
        return self._conflicts.setdefault((chosen.subject, chosen.field), new)[0]


def runs(numbers: Sequence[int]) -> str:
    """1 3 4 6 7 8 9 → `1 3 4 6–9`: runs that would take more room than a dash does."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(f"{run[0]}–{run[-1]}" if len(run) >= SHORTEST_RUN else " ".join(map(str, run)) for run in runs)


def letter(place: int) -> str:
    """0 → a, 25 → z, 26 → aa."""
    ahead, last = divmod(place, 26)
    return (letter(ahead - 1) if ahead else "") + chr(ord("a") + last)
