"""Rules about events about events: those that decide nothing, and those that reach nothing."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.answers.findings.suspicion import Suspicion, joined
from dateline.events.acts import Merge
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.groups import Groups


def acts_in_circle(state: CompanyState) -> Iterable[Suspicion]:
    circles = {seen.id: seen for seen in state.history.standings.circles if seen.event.company in state.history.slugs}
    own = [(id, id) for id in circles]
    links = [(id, target) for id, seen in circles.items() for target in seen.event.acts_on if target in circles]
    for ids in Groups([*own, *links]).in_order:
        yield Suspicion(
            f"{joined(sorted(ids))} undo each other, in a circle or behind one: none of them has any force",
            tuple(circles[id] for id in sorted(ids)),
        )


def stray_act(state: CompanyState) -> Iterable[Suspicion]:
    ids = {seen.id: seen.event.company for seen in state.history.own}
    for seen in state.history.standings.strays:
        missing = [id for id in seen.event.acts_on if ids.get(id) != seen.event.company]
        if seen.event.company in state.history.slugs and missing:
            yield Suspicion(f"speaks of {joined(missing)}, of which nothing is known here", (seen,))
    yield from _stray_merges(state)


def _stray_merges(state: CompanyState) -> Iterable[Suspicion]:
    """A merge of what nobody speaks of: a name was misspelt, or its events are missing."""
    merges = [seen for seen in state.history.own if isinstance(seen.event, Merge)]
    told = {seen.event.subject for seen in state.history.own} | {seen.event.company for seen in state.history.own}
    for seen in merges:
        missing = [name for name in _merged(seen) if name not in told]
        if missing:
            yield Suspicion(f"merges {joined(missing)}, of which nothing is known here", (seen,))


def _merged(seen: Seen) -> tuple[str, ...]:
    return seen.event.same if isinstance(seen.event, Merge) else ()
