"""Which events stand: retractions, corrections and disputes, and the acts against those (help rules, 5.2).

An act has force unless an act with force retracts, corrects or disputes it; what that leaves open, circles, has none.
This is the grounded semantics of Dung (1995), "On the acceptability of arguments", on the graph of acts. Order of
arrival plays no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from dateline.events.acts import Dispute, Retraction
from dateline.events.event import Event
from dateline.state.seen import Seen
from dateline.values.described import Described


class Standing(Described):
    """How an event stands. Where several acts speak against it, the standing that is named last here decides."""

    STANDING = "standing", "No act speaks against it: it may count."
    DISPUTED = "disputed", "Someone contests it: still listed, never in state or sums."
    CORRECTED = "corrected", "Another event replaced it as a whole."
    RETRACTED = "retracted", "Taken back: it never counts."


class Verdict(msgspec.Struct, frozen=True):
    """How an event stands, and the acts that made it so."""

    standing: Standing
    because: tuple[Seen, ...] = ()


STANDS = Verdict(Standing.STANDING)


class Standings(msgspec.Struct, frozen=True):
    """`verdicts` has the events against which an act has force; all others stand.

    `circles`: acts that only undo each other. `strays`: acts on an event that is not in reach or not their company's.
    """

    verdicts: Mapping[str, Verdict]
    circles: tuple[Seen, ...]
    strays: tuple[Seen, ...]

    def of(self, id: str) -> Verdict:
        return self.verdicts.get(id, STANDS)

    def stands(self, seen: Seen) -> bool:
        return seen.id not in self.verdicts

    def has_force(self, act: Seen) -> bool:
        """Whether an act is to be obeyed: it stands, and not merely because a circle decides nothing."""
        return self.stands(act) and act not in self.circles


ALL_STAND = Standings({}, (), ())


class _Attack(msgspec.Struct, frozen=True):
    act: Seen
    how: Standing


def standings(reach: Iterable[Seen]) -> Standings:
    """How every event in reach stands. Ids name events; all acts that could speak of them must be among `reach`."""
    by_id = {seen.id: seen for seen in reach}
    acts = [seen for seen in by_id.values() if seen.event.is_act]
    attacks: dict[str, list[_Attack]] = defaultdict(list)
    strays = []
    for act in acts:
        targets = _targets(act.event, by_id)
        if any(target not in targets for target in act.event.acts_on):
            strays.append(act)
        for target, how in targets.items():
            attacks[target].append(_Attack(act, how))
    force = _force(acts, attacks)
    verdicts = {
        target: _verdict([attack for attack in against if force.get(attack.act.id)])
        for target, against in attacks.items()
    }
    return Standings(
        verdicts={target: verdict for target, verdict in verdicts.items() if verdict is not STANDS},
        circles=tuple(act for act in acts if act.id not in force),
        strays=tuple(strays),
    )


def _targets(act: Event, by_id: Mapping[str, Seen]) -> dict[str, Standing]:
    """What an act reaches, events of its own company only; a correction also reaches all that its target corrected."""
    reached: dict[str, Standing] = {}
    for target in act.acts_on:
        if target in by_id and by_id[target].event.company == act.company:
            reached[target] = _how(act, target)
    corrected = act.corrects if act.corrects in reached else None
    while corrected is not None:
        earlier = by_id[corrected].event.corrects
        known = earlier is not None and earlier in by_id and by_id[earlier].event.company == act.company
        corrected = earlier if known and earlier not in reached and earlier != act.id else None
        if corrected is not None:
            reached[corrected] = Standing.CORRECTED
    return reached


def _how(act: Event, target: str) -> Standing:
    if isinstance(act, Retraction) and act.event == target:
        return Standing.RETRACTED
    if isinstance(act, Dispute) and act.event == target:
        return Standing.DISPUTED
    return Standing.CORRECTED


def _force(acts: list[Seen], attacks: Mapping[str, list[_Attack]]) -> dict[str, bool]:
    """Whether each act has force; those in or behind a circle are missing."""
    force: dict[str, bool] = {}
    open_acts = acts
    while open_acts:
        left = []
        for act in open_acts:
            against = [force.get(attack.act.id) for attack in attacks.get(act.id, ())]
            if any(against):
                force[act.id] = False
            elif None not in against:
                force[act.id] = True
            else:
                left.append(act)
        if len(left) == len(open_acts):
            break
        open_acts = left
    return force


def _verdict(against: list[_Attack]) -> Verdict:
    if not against:
        return STANDS
    order = list(Standing)
    worst = max((attack.how for attack in against), key=order.index)
    acts = sorted((attack.act for attack in against), key=lambda act: (act.record.known, act.id))
    return Verdict(worst, tuple(acts))
