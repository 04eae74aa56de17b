"""A second implementation of help rules, 5.1 to 5.5 and 5.7: word by word, obviously right, and slow.

It shares with the real one only what a line of a file is read into: events and partial dates.
`tests/state/test_naive.py` holds the two against each other on random histories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dateline.events.acts import Dispute, Merge, Retraction
from dateline.events.event import Event, Source
from dateline.values.dates import PartialDate
from dateline.values.money import Amount

Same = dict[str, str]
Field = tuple[str, str]


@dataclass(frozen=True)
class At:
    """A vantage; `knowledge` is `known_by`, or else the day of the newest record."""

    on: date
    known_by: date | None
    confidence: int
    possible: bool
    knowledge: date


@dataclass
class Answer:
    """The state of a company, by ids: `winners` has (subject, field) → the event used and the others of the moment."""

    slug: str
    timeline: set[str]
    possible: set[str]
    upcoming: set[str]
    rumors: set[str]
    winners: dict[Field, tuple[str, frozenset[str]]]
    raised: dict[str, Decimal]
    standing: dict[str, str]


def answer(history: list[Event], slug: str, at: At) -> Answer | None:
    reach = {event.id: event for event in history if said_by(event, at)}
    standing, undecided = standings(list(reach.values()))
    stands = [event for event in reach.values() if standing[event.id] == "standing"]
    merges = [event for event in stands if isinstance(event, Merge) and event.id not in undecided]
    companies = same((merge.company, merge.same) for merge in merges if merge.merged is None)
    kept = companies.get(slug, slug)
    own = [event for event in reach.values() if companies.get(event.company, event.company) == kept]
    if not any(standing[event.id] in ("standing", "disputed") and not is_bare_act(event) for event in own):
        return None
    subjects = same((one.merged, one.same) for one in merges if one.merged is not None and one in own)
    told = [event for event in own if event in stands and not is_bare_act(event)]
    believed = [event for event in told if confidence(event, at) >= at.confidence and happened(event, at)]
    winners = choose_all(believed, subjects, at)
    return Answer(
        kept,
        timeline={event.id for event in own if happened(event, at)},
        possible={event.id for event in told if not happened(event, at) and may_have_happened(event, at)},
        upcoming={event.id for event in told if not happened(event, at) and not may_have_happened(event, at)},
        rumors={event.id for event in told if happened(event, at) and event not in believed},
        winners=winners,
        raised=raised(winners, reach),
        standing={event.id: standing[event.id] for event in own},
    )


def is_bare_act(event: Event) -> bool:
    """Whether it says nothing about its company."""
    return isinstance(event, Retraction | Dispute | Merge)


# --- rule 1: in reach ------------------------------------------------------------------------------------------------


def said_by(event: Event, at: At) -> list[Source]:
    """Its sources in reach: an event without any is not in reach either."""
    return [source for source in event.sources if at.known_by is None or last_day(source) <= at.known_by]


def last_day(source: Source) -> date:
    day = source.published.last if source.published else source.retrieved
    assert day is not None
    return day


def known(event: Event) -> date:
    return min(last_day(source) for source in event.sources)


# --- rule 2: standing, and merges ------------------------------------------------------------------------------------


def reached(act: Event, events: Mapping[str, Event]) -> set[str]:
    """What an act speaks of; a correction speaks also of all that its target corrected."""
    found = {id for id in act.acts_on if id in events and events[id].company == act.company}
    if act.corrects in found:
        below: str | None = act.corrects
        while below is not None:
            further = events[below].corrects
            mine = further in events and events[further].company == act.company if further else False
            below = further if mine and further not in found and further != act.id else None
            found |= {below} - {None}  # type: ignore[arg-type]
    return found


def standings(events: list[Event]) -> tuple[dict[str, str], set[str]]:
    """How each event stands, and the acts without force that nothing takes away."""
    by_id = {each.id: each for each in events}
    acts = [each for each in events if each.is_act]
    attackers = {each.id: [act.id for act in acts if each.id in reached(act, by_id)] for each in events}
    forceful: set[str] = set()
    powerless: set[str] = set()
    for _ in events:  # each round settles one act more, or none is left to settle
        for act in acts:
            if all(attacker in powerless for attacker in attackers[act.id]):
                forceful.add(act.id)
            if any(attacker in forceful for attacker in attackers[act.id]):
                powerless.add(act.id)

    def standing(each: Event) -> str:
        against = [by_id[id] for id in attackers[each.id] if id in forceful]
        if any(isinstance(act, Retraction) and act.event == each.id for act in against):
            return "retracted"
        if any(not isinstance(act, Dispute) or act.event != each.id for act in against):
            return "corrected"
        return "disputed" if against else "standing"

    return {each.id: standing(each) for each in events}, {act.id for act in acts} - forceful - powerless


def same(pairs: Iterable[tuple[str, Iterable[str]]]) -> Same:
    """Every name → the one that is kept: one that no merge gives away, else the first by letters."""
    links = [(kept, other) for kept, others in pairs for other in others]
    groups = [{name} for name in {name for link in links for name in link}]
    for one, other in links:
        mine, theirs = (next(group for group in groups if name in group) for name in (one, other))
        groups = [group for group in groups if group not in (mine, theirs)] + [mine | theirs]
    given_away = {other for _, other in links}
    return {name: min(group - given_away or group) for group in groups for name in group}


# --- rules 3 and 4: what counts --------------------------------------------------------------------------------------


def happened(event: Event, at: At) -> bool:
    first, last = event.when.first, event.when.last
    assert last is not None
    counts_from = first if at.possible and first is not None else last
    return counts_from <= at.on and (first is None or first <= at.knowledge)


def may_have_happened(event: Event, at: At) -> bool:
    """Whether `on` lies inside the span of its date, and it is no plan; "by b" may be since ever."""
    first, last = event.when.first or date.min, event.when.last or date.max
    return first <= at.on <= last and first <= at.knowledge


def foretold(event: Event, at: At) -> bool:
    """Whether all of its sources in reach were published before its date began."""
    return event.when.first is not None and all(last_day(source) < event.when.first for source in said_by(event, at))


def confidence(event: Event, at: At) -> int:
    """Its rank: what was foretold is at most `reported`."""
    return min(event.confidence.rank, 1) if foretold(event, at) else event.confidence.rank


# --- rule 5: the winner of each subject and field --------------------------------------------------------------------

Read = Callable[[Any], Any]


def field(name: str) -> Read:
    return lambda event: getattr(event, name, None)


def when(event: Event) -> PartialDate:
    return event.when


def is_talked_about(winner: Event) -> bool:
    return winner.stage_of is not None and winner.stage_of.value == "talks"


ONCE, CHANGES, RECURS, DEAL = "once", "changes", "recurs", "changes while in talks"
FIELDS: dict[str, list[tuple[str, str, Read, str]]] = {
    "founded": [
        ("founded", "on", when, ONCE),
        ("profile", "name", field("name"), CHANGES),
        ("profile", "country", field("country"), CHANGES),
    ],
    "profile": [("profile", name, field(name), CHANGES) for name in ("name", "country", "sector")],
    "closed": [("closed", "on", when, ONCE), ("closed", "successor", field("successor"), ONCE)],
    "funding": [
        ("", "on", when, DEAL),
        ("", "instrument", field("instrument"), DEAL),
        ("", "raised", field("raised"), DEAL),
        ("", "valuation", field("valuation"), DEAL),
    ],
    "listing": [("", "on", when, ONCE), ("", "valuation", field("valuation"), ONCE)],
    "acquisition": [
        ("", "on", when, DEAL), ("", "price", field("price"), DEAL),
        ("", "percent", field("percent"), DEAL),
    ],
    "model": [("", "on", when, ONCE), ("", "parameters", field("parameters"), ONCE)],
    "product": [("", "on", when, ONCE)],
    "data-center": [("", "on", when, ONCE), ("", "megawatts", field("megawatts"), CHANGES)],
    "metric": [("", "value", field("value"), CHANGES)],
    "target": [("", "value", field("value"), CHANGES)],
    "role": [],
    "stake": [("", "on", when, CHANGES), ("", "percent", field("percent"), CHANGES)],
    "partnership": [],
}  # fmt: skip
"""Kind → subject (its own, where none is named), field, how an event says it, and how it runs through time."""


def choose_all(believed: list[Event], subjects: Same, at: At) -> dict[Field, tuple[str, frozenset[str]]]:
    told: dict[Field, tuple[list[tuple[Event, Any]], str]] = {}
    for event in believed:
        stage = [("", "stage", field("stage"), RECURS if event.kind in ("role", "partnership") else ONCE)]
        for filed, name, read, course in FIELDS[event.kind] + stage * (event.stage_of is not None):
            subject = filed or subjects.get(str(event.subject), str(event.subject))
            value = read(event)
            if value is not None:
                told.setdefault((subject, name), ([], course))[0].append((event, value))
    winners: dict[Field, tuple[str, frozenset[str]]] = {}
    for (subject, name), (accounts, course) in sorted(told.items(), key=lambda one: one[0][1] != "stage"):
        if course == DEAL:
            highest = max((event for event, _ in told[subject, "stage"][0]), key=lambda event: event.stage_of.rank)
            course = CHANGES if is_talked_about(highest) else ONCE
        winners[subject, name] = choose(accounts, course, at)
    return winners


Accounts = list[tuple[Event, Any]]


def choose(accounts: Accounts, course: str, at: At) -> tuple[str, frozenset[str]]:
    for step in {ONCE: "s", CHANGES: "sd", RECURS: "ds"}[course]:
        accounts = of_highest_stage(accounts) if step == "s" else not_over(accounts)
    moment = frozenset(event.id for event, _ in accounts)
    accounts = best(accounts, lambda event, _: not foretold(event, at))
    accounts = best(accounts, lambda event, _: confidence(event, at))
    accounts = best(accounts, lambda _, value: publishers_of(value, accounts, at))
    accounts = best(accounts, lambda event, _: -event.when.span_days)
    accounts = best(accounts, lambda event, _: known(event).toordinal())
    winner = max(event.id for event, _ in accounts)
    return winner, moment - {winner}


def of_highest_stage(accounts: Accounts) -> Accounts:
    return best(accounts, lambda event, _: event.stage_of.rank if event.stage_of is not None else 0)


def not_over(accounts: Accounts) -> Accounts:
    """What ends before another begins is superseded."""
    return [one for one in accounts if not any(one[0].when.ends_before(other.when) for other, _ in accounts)]


def best(accounts: Accounts, worth: Callable[[Event, Any], float]) -> Accounts:
    most = max(worth(event, value) for event, value in accounts)
    return [(event, value) for event, value in accounts if worth(event, value) == most]


def publishers_of(value: Any, accounts: Accounts, at: At) -> int:
    """How many publishers give a value."""
    giving = [event for event, other in accounts if plain(other) == plain(value)]
    return len({source.publisher.casefold() for event in giving for source in said_by(event, at)})


def plain(value: Any) -> object:
    """A value without how it is written."""
    if isinstance(value, PartialDate):
        return value.first, value.last
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, Amount):
        return value.amount, value.currency, value.bound
    return getattr(value, "slug", value)


# --- rule 7: the sum -------------------------------------------------------------------------------------------------


def raised(winners: Mapping[Field, tuple[str, frozenset[str]]], events: Mapping[str, Event]) -> dict[str, Decimal]:
    """Of closed rounds of every instrument but secondary, by currency."""
    sums: dict[str, Decimal] = {}
    for (subject, name), (id, _) in winners.items():
        if name != "raised" or not subject.startswith("funding/"):
            continue
        instrument = winners.get((subject, "instrument"))
        secondary = instrument is not None and events[instrument[0]].instrument.value == "secondary"
        if events[winners[subject, "stage"][0]].stage_of.value == "closed" and not secondary:
            amount = events[id].raised
            sums[amount.currency] = sums.get(amount.currency, Decimal(0)) + amount.amount
    return sums
