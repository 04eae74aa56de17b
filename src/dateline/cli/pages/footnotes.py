"""Footnotes of a page: its sources by number, its disagreements by letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dateline.events.event import Source
from dateline.state.accounts import Chosen
from dateline.state.seen import Seen
from dateline.values.agreement import identity
from dateline.values.vocabulary import Confidence

DISAGREE = "≠"
CONFIRMED = "✓"


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

    def sources(self, events: Iterable[Seen]) -> str:
        """The numbers of the sources of these events: `1 3`."""
        numbers = {self._number(source) for seen in events for source in seen.sources}
        return " ".join(map(str, sorted(numbers)))

    def told(self, events: Iterable[Seen], confidence: Confidence) -> str:
        """The same, with a tick behind them if the confidence is `confirmed`."""
        if confidence is not Confidence.CONFIRMED:
            return self.sources(events)
        self.ticked = True
        return f"{self.sources(events)} {CONFIRMED}"

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
        key = (source.publisher, source.title or "", source.url or "", str(source.published), str(source.retrieved))
        cited = self._sources.setdefault(key, Cited(len(self._sources) + 1, source))
        cited.cites.update(dict.fromkeys(source.cites))
        return cited.number

    def _letter(self, chosen: Chosen[object]) -> str:
        new = (letter(len(self._conflicts)), chosen)
        return self._conflicts.setdefault((chosen.subject, chosen.field), new)[0]


def letter(place: int) -> str:
    """0 → a, 25 → z, 26 → aa."""
    ahead, last = divmod(place, 26)
    return (letter(ahead - 1) if ahead else "") + chr(ord("a") + last)
