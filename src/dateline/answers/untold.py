"""Companies of which nothing is told: all of it was retracted, or only acts are there. They are as if unheard of."""

from __future__ import annotations

from cachetools import LRUCache

from dateline.answers.reading import Reading
from dateline.log.cut import Cut
from dateline.state.company import state
from dateline.state.vantage import Vantage

_KEPT_CUTS = 64


class _Shaken:
    """The companies with retractions, disputes or merges, up to which position; and what was found of them at cuts."""

    def __init__(self) -> None:
        self.upto = 0
        self.companies: frozenset[str] = frozenset()
        self.untold: LRUCache[Cut, frozenset[str]] = LRUCache(_KEPT_CUTS)


async def untold(reading: Reading, cut: Cut) -> frozenset[str]:
    """The companies with events within a cut whose state there is None.

    Few are looked at: only those with acts about events, and of these only those without an event that is sure to tell
    something.
    """
    kept = reading.timeline.cache(_Shaken)
    if cut not in kept.untold:
        companies = await _shaken(reading, kept, cut.position)
        kept.untold[cut] = await _untold_of(reading, companies, cut) if companies else frozenset()
    return kept.untold[cut]


async def _shaken(reading: Reading, kept: _Shaken, upto: int) -> frozenset[str]:
    """Read once, then only what is new. What was recorded later than asked for does no harm: it is looked at again."""
    if upto > kept.upto:
        kept.companies = kept.companies.union(await reading.log.index.shaken(kept.upto, upto))
        kept.upto = upto
    return kept.companies


async def _untold_of(reading: Reading, companies: frozenset[str], cut: Cut) -> frozenset[str]:
    doubtful = await reading.log.index.doubtful(companies, cut)
    if not doubtful:
        return frozenset()
    at = await reading.at_position(cut.position)
    vantage = Vantage(cut.known_by or reading.today(), cut.known_by, at)
    histories = await reading.histories(doubtful)
    return frozenset(slug for slug in doubtful if state(slug, histories[slug], vantage) is None)
