"""Rules about numbers that cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dateline.answers.findings.suspicion import Suspicion, once
from dateline.state.company import CompanyState
from dateline.state.conversion import convert_at
from dateline.state.parts.funding import FundingRound
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Money, Quantity
from dateline.values.text import compared
from dateline.values.vocabulary import Bound, FundingStage, Instrument
from dateline.values.words import money_words

LOOSE = Decimal("1.03")
"""What an amount that is only "about" may be off."""

FAR = Decimal("1.1")
"""A source converts at the rate of some day near the event's: in 96 of 100 spans of three months since 1999 the dollar
moved less than this against the euro."""
LONGEST = 92
"""Days: the rate of a longer span is not known well enough."""

_SLIPS = (Decimal(1_000), Decimal(1_000_000))
"""Thousand for million, million for billion, thousand for billion. Real accounts differ by less, and not exactly so."""

_NOT_VALUED = (Instrument.DEBT, Instrument.GRANT, Instrument.MIXED)
"""Of what is raised in these, part or all buys no share."""


# --- valuation below the amount raised -------------------------------------------------------------------------------


def valuation_below_raised(state: CompanyState) -> Iterable[Suspicion]:
    for round_ in state.rounds:
        if round_.stage.value is FundingStage.ABANDONED or _buys_no_shares(round_):
            continue
        if round_.valuation is None or round_.raised is None:
            continue
        valuation, raised = round_.valuation.value, round_.raised.value
        converted = convert_at(raised.money, round_.raised.account.moment, valuation.currency, state.vantage)
        if converted is not None and _is_surely_more(converted.money.amount, raised.bound, valuation):
            yield Suspicion(
                f"the round {round_.key} raised {money_words(raised)} at a valuation of only {money_words(valuation)}"
                " after it",
                once((round_.raised.seen, round_.valuation.seen)),
            )


def _buys_no_shares(round_: FundingRound) -> bool:
    return round_.debt is not None or (round_.instrument is not None and round_.instrument.value in _NOT_VALUED)


def _is_surely_more(raised: Decimal, bound: Bound, valuation: Amount) -> bool:
    if bound is Bound.UNDER or valuation.bound is Bound.OVER:
        return False
    return raised > valuation.amount * LOOSE


# --- off by a factor of a thousand -----------------------------------------------------------------------------------


def factor_of_thousand(state: CompanyState) -> Iterable[Suspicion]:
    told: dict[tuple[str, ...], Suspicion] = {}
    for chosen in state.conflicts:
        for other in chosen.alternatives:
            factor = _factor(chosen.account.value, other.account.value)
            if factor is not None:
                events = (chosen.seen, other.account.seen)
                message = (
                    f"{chosen.field} of {chosen.subject} differs by a factor of exactly {factor:,}: a unit slipped"
                )
                # A company's valuation repeats what its rounds say: the subject comes first.
                told.setdefault((chosen.field, *sorted(seen.id for seen in events)), Suspicion(message, events))
    return told.values()


def _factor(one: object, other: object) -> int | None:
    match one, other:
        case Amount(), Amount() if one.currency == other.currency:
            numbers = one.amount, other.amount
        case Quantity(), Quantity() if compared(one.unit) == compared(other.unit):
            numbers = one.count, other.count
        case Decimal(), Decimal():
            numbers = one, other
        case _:
            return None
    small, large = sorted(map(abs, numbers))
    return next((int(slip) for slip in _SLIPS if small and large == small * slip), None)


# --- a conversion far from the rate of the day -----------------------------------------------------------------------


def stated_rate_far_off(state: CompanyState) -> Iterable[Suspicion]:
    for seen in state.history.told:
        if seen.when.span_days > LONGEST:
            continue
        for amount in _amounts(seen):
            for stated in amount.stated:
                rate = _true_conversion(amount, stated, seen.when, state.vantage)
                if rate is not None:
                    yield Suspicion(
                        f"{money_words(amount)} is said to be {money_words(stated)}, but was"
                        f" {money_words(rate)} at the rate of the day",
                        (seen,),
                    )


def _amounts(seen: Seen) -> list[Amount]:
    values = (getattr(seen.event, name) for name in seen.event.__struct_fields__)
    return [value for value in values if isinstance(value, Amount)]


def _true_conversion(amount: Amount, stated: Amount, when: PartialDate, vantage: Vantage) -> Money | None:
    """What the amount was in the other currency, if the source's own conversion is far from it."""
    if amount.currency == stated.currency or {amount.bound, stated.bound} & {Bound.OVER, Bound.UNDER}:
        return None
    converted = convert_at(amount.money, when, stated.currency, vantage)
    if converted is None:
        return None
    small, large = sorted(map(abs, (converted.money.amount, stated.amount)))
    return converted.money if large > small * FAR else None
