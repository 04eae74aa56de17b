"""Rules about what is probably one thing under two names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from typing import TypeVar

from dateline.answers.findings.life import closed_rounds
from dateline.answers.findings.suspicion import Suspicion, joined, merging, once, retracting
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.conversion import convert_at
from dateline.state.parts.acquisitions import Acquisition
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.milestones import Milestone
from dateline.state.parts.models import Model
from dateline.state.parts.products import Product
from dateline.state.projection import View
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.groups import Groups
from dateline.values.money import Amount
from dateline.values.text import compared, searched
from dateline.values.vocabulary import AcquisitionStage, FundingStage, Instrument, Stage
from dateline.values.words import money_words

NamedThing = Model | Product | DataCenter | Milestone
PaidDeal = FundingRound | Acquisition
N = TypeVar("N", Model, Product, DataCenter, Milestone)
D = TypeVar("D", FundingRound, Acquisition)

CLOSE = timedelta(days=31)
"""Of the 31,679 rounds of Crunchbase (2013), two of one company that lie years apart have amounts within 3 % in 3 % of
all cases, by chance. Up to a week apart it is 24 %, up to a month 10 %, up to three months 5 %."""

ALIKE = 1.03
NAMED_ALIKE = 0.75
"""As difflib counts it, with one or two letters of ten written otherwise. The three pairs of Crunchbase's acquisitions
(2013) that are close in date and price are of different targets, and no more alike than 0.24."""
LONGEST = 366
"""Days: a date that says less than a year says too little to be close to another."""

_REACHED: tuple[Stage, ...] = (
    FundingStage.ANNOUNCED,
    FundingStage.CLOSED,
    AcquisitionStage.ANNOUNCED,
    AcquisitionStage.COMPLETED,
)
_LETTER = re.compile(r"^(?:series[ -])?([a-z])$")


# --- two closed rounds of one series ---------------------------------------------------------------------------------


def series_closed_twice(state: CompanyState) -> Iterable[Suspicion]:
    """Only series with a letter: seed and venture rounds come in several. Extensions have a name of their own."""
    of_series: dict[str, list[FundingRound]] = defaultdict(list)
    for round_ in closed_rounds(state):
        letter = _letter(round_)
        if letter is not None and not _has_instrument(round_, Instrument.SECONDARY):
            of_series[letter].append(round_)
    for letter, rounds in of_series.items():
        if len(rounds) > 1:
            yield Suspicion(
                f"Series {letter.upper()} closed {len(rounds)} times: {joined([_told(one) for one in rounds])}",
                once(round_.stage.seen for round_ in rounds),
            )


def _letter(round_: FundingRound) -> str | None:
    found = _LETTER.match(compared(round_.series.value)) if round_.series is not None else None
    return found[1] if found else None


def _has_instrument(round_: FundingRound, instrument: Instrument) -> bool:
    return round_.instrument is not None and round_.instrument.value is instrument


def _told(round_: FundingRound) -> str:
    amount = f", {money_words(round_.raised.value)}" if round_.raised else ""
    return f"{round_.key} ({round_.on.value.human()}{amount})"


# --- probable duplicates ---------------------------------------------------------------------------------------------


def probable_duplicate(state: CompanyState) -> Iterable[Suspicion]:
    pairs: list[tuple[PaidDeal | NamedThing, PaidDeal | NamedThing]] = [
        *_paid_alike(state.rounds, lambda round_: round_.raised, state.vantage),
        *_paid_alike(state.acquisitions, lambda deal: deal.price, state.vantage),
        *_called_alike(state.models, _at_one_time),
        *_called_alike(state.products, _at_one_time),
        *_called_alike(state.data_centers, _in_one_role),
        *_called_alike(state.milestones, _at_one_time),
    ]
    for group in Groups(pairs).in_order:
        yield _duplicates(state, sorted(group, key=_most_told))


def _most_told(view: View) -> tuple[int, str]:
    """The name that more events use comes first: it is kept."""
    return -len(view.events), view.subject.name


def _duplicates(state: CompanyState, group: Sequence[PaidDeal | NamedThing]) -> Suspicion:
    kept, *others = (view.subject.name for view in group)
    message = f"{joined([_shown(view) for view in group])} are probably the same"
    return Suspicion(message, once(view.events[0] for view in group), merging(state, kept, others, message))


def _shown(view: PaidDeal | NamedThing) -> str:
    """The subject with what makes it like others: its date, and its amount or its name."""
    if isinstance(view, FundingRound | Acquisition):
        amount = view.raised if isinstance(view, FundingRound) else view.price
        alike = money_words(amount.value) if amount is not None else ""
    else:
        alike = view.name.value
    return f"{view.subject.name} ({view.on.value.human()}, {alike})"


def _paid_alike(
    deals: Iterable[D], paid: Callable[[D], Chosen[Amount] | None], vantage: Vantage
) -> Iterable[tuple[D, D]]:
    """Deals of different subjects, close in date and amount."""
    known = [deal for deal in deals if paid(deal) and deal.stage.value in _REACHED and _is_dated(deal.on.value)]
    known.sort(key=lambda deal: _span(deal.on.value)[0])
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            if _span(other.on.value)[0] - _span(one.on.value)[1] > CLOSE:
                break
            if _can_be_one(one, other) and _alike(paid(one), paid(other), vantage):
                yield one, other


def _span(day: PartialDate) -> tuple[date, date]:
    """The two ends of a date that has both."""
    assert day.first is not None
    assert day.last is not None
    return day.first, day.last


def _is_dated(day: PartialDate) -> bool:
    return day.span_days <= LONGEST


def _can_be_one(one: FundingRound | Acquisition, other: FundingRound | Acquisition) -> bool:
    """Whether no other field says that these are two."""
    if isinstance(one, Acquisition) or isinstance(other, Acquisition):
        return isinstance(one, Acquisition) and isinstance(other, Acquisition) and _named_alike(one, other)
    letters, instruments = {_letter(one), _letter(other)}, {_instrument(one), _instrument(other)}
    return len(letters - {None}) < 2 and len(instruments - {None}) < 2


def _named_alike(one: Acquisition, other: Acquisition) -> bool:
    """Two names of one target: a part of each other, or spelled nearly alike."""
    name, its = (deal.target.value.slug.replace("-", "") for deal in (one, other))
    return name in its or its in name or SequenceMatcher(None, name, its).ratio() >= NAMED_ALIKE


def _instrument(round_: FundingRound) -> Instrument | None:
    return round_.instrument.value if round_.instrument is not None else None


def _alike(one: Chosen[Amount] | None, other: Chosen[Amount] | None, vantage: Vantage) -> bool:
    assert one is not None
    assert other is not None
    converted = convert_at(other.value.money, other.account.moment, one.value.currency, vantage)
    if converted is None:
        return False
    small, large = sorted((float(one.value.amount), float(converted.money.amount)))
    return large <= small * ALIKE


def _called_alike(things: Iterable[N], can_be_one: Callable[[N, N], bool]) -> Iterable[tuple[N, N]]:
    """Things of different subjects with one name."""
    of_name: dict[str, list[N]] = defaultdict(list)
    for thing in things:
        of_name[searched(thing.name.value)].append(thing)
    for same in of_name.values():
        yield from (pair for pair in combinations(same, 2) if can_be_one(*pair))


def _at_one_time(one: Model | Product | Milestone, other: Model | Product | Milestone) -> bool:
    """Versions of one name come out at different times."""
    return one.stage.value is other.stage.value and _are_close(one.on.value, other.on.value)


def _in_one_role(one: DataCenter, other: DataCenter) -> bool:
    return one.role.value is other.role.value


def _are_close(one: PartialDate, other: PartialDate) -> bool:
    if not _is_dated(one) or not _is_dated(other):
        return False
    if one.overlaps(other):
        return True
    earlier, later = sorted((one, other), key=PartialDate.sort_key)
    assert earlier.last is not None
    assert later.first is not None
    return later.first - earlier.last <= CLOSE


# --- the same line under two ids -------------------------------------------------------------------------------------


def same_statement_twice(state: CompanyState) -> Iterable[Suspicion]:
    told: dict[object, list[Seen]] = defaultdict(list)
    for seen in state.history.told:
        told[_content(seen)].append(seen)
    for same in told.values():
        if len(same) > 1:
            first, *again = sorted(same, key=lambda seen: (seen.record.known, seen.id))
            yield Suspicion(
                f"{joined([seen.id for seen in (first, *again)])} are one statement of one source, told"
                f" {len(same)} times",
                (first, *again),
                retracting(state, again[0], f"the same as {first.id}"),
            )


def _content(seen: Seen) -> object:
    """Everything an event says but its id and its note."""
    event = seen.event
    names = (name for name in event.__struct_fields__ if name not in ("id", "note", "sources"))
    return type(event), *(getattr(event, name) for name in names), seen.sources
