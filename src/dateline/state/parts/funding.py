"""Funding rounds, and the money raised in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from dateline.events.deals import Funding
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.lazy_views import Gist, Some
from dateline.state.parts.worth import Worth, valued_at, worth
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Money
from dateline.values.parties import Party
from dateline.values.rates import Conversion
from dateline.values.totals import Total, sum_by_currency
from dateline.values.vocabulary import FundingStage, Instrument


class FundingRound(View, frozen=True, eq=False):
    stage: Chosen[FundingStage]
    on: Chosen[PartialDate]
    series: Chosen[str] | None
    instrument: Chosen[Instrument] | None
    raised: Chosen[Amount] | None
    debt: Chosen[Amount] | None
    valuation: Chosen[Amount] | None
    pre_money_valuation: Chosen[Amount] | None
    leads: Chosen[tuple[Party, ...]] | None
    investors: Chosen[tuple[Party, ...]] | None


def view(subject: Subject[Funding]) -> FundingRound:
    course = Course.TALKS
    stage = subject.always("stage", course, lambda event: event.stage)
    on = subject.date(course)
    series = subject.choose("series", course, lambda event: event.series)
    instrument = subject.choose("instrument", course, lambda event: event.instrument)
    raised = subject.choose("raised", course, lambda event: event.raised)
    debt = subject.choose("debt", course, lambda event: event.debt)
    post_money = subject.choose("valuation", course, _post_money)
    pre_money = subject.choose("pre_money_valuation", course, _pre_money)
    winners = (stage, on, series, instrument, raised, debt, post_money, pre_money)
    return FundingRound(
        subject=subject,
        stage=stage,
        on=on,
        series=series,
        instrument=instrument,
        raised=raised,
        debt=debt,
        valuation=post_money,
        pre_money_valuation=pre_money,
        leads=subject.unite("leads", lambda event: event.leads, winners, course),
        investors=subject.unite("investors", lambda event: event.investors, winners, course),
    )


def _post_money(event: Funding) -> Amount | None:
    return None if event.pre_money else event.valuation


def _pre_money(event: Funding) -> Amount | None:
    return event.valuation if event.pre_money else None


PROJECTION = Projection("rounds", "Funding rounds", kinds=(Funding,), makes=FundingRound, view=view)


class RoundGist(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is asked of every round of a company: for the money raised, and for what the company is worth."""

    key: str
    stage: FundingStage
    instrument: Instrument | None
    raised: Money | None
    worth: Worth | None


def gist(round_: FundingRound) -> RoundGist:
    valued = valued_at(round_)
    return RoundGist(
        key=round_.key,
        stage=round_.stage.value,
        instrument=round_.instrument.value if round_.instrument else None,
        raised=round_.raised.value.money if round_.raised else None,
        worth=worth(valued) if valued is not None else None,
    )


GIST = Gist(gist, RoundGist)

ToCurrency = Callable[[Chosen[Amount]], Conversion | None]
"""An amount in the currency asked for; None where its day has no rate."""


def raised(
    rounds: Sequence[FundingRound], instruments: Sequence[Instrument] | None = None, to: ToCurrency | None = None
) -> tuple[Total, Sequence[FundingRound]]:
    """Money raised in closed rounds of every instrument but secondary, unless instruments are named.

    Returns the sum, per currency or in the one that `to` converts into, and the rounds it counted (help rules, 5.7
    and 5.8).
    """
    counted: list[int] = []
    amounts: list[Money] = []
    conversions: list[Conversion] = []
    why: list[str] = []
    for place, told in enumerate(GIST.all(rounds)):
        match _share(told, instruments, partial(_converted, rounds, place, to) if to is not None else None):
            case str(reason):
                why.append(f"{told.key}: {reason}")
                continue
            case Conversion() as conversion:
                conversions.append(conversion)
                amounts.append(conversion.money)
            case Money() as money:
                amounts.append(money)
        counted.append(place)
    unknown = sum(reason.endswith(_UNKNOWN) for reason in why)
    total = Total(
        by_currency=sum_by_currency(amounts),
        counted=len(counted),
        unknown=unknown,
        excluded=len(why) - unknown,
        why=tuple(why),
        conversions=tuple(conversions),
    )
    return total, Some(rounds, counted)


_UNKNOWN = "amount unknown"


def _share(
    told: RoundGist, instruments: Sequence[Instrument] | None, convert: Callable[[], Conversion | None] | None
) -> Money | Conversion | str:
    """What a round adds to the sum, or why nothing."""
    reason = _left_out(told, instruments)
    if reason is not None:
        return reason
    if told.raised is None:
        return _UNKNOWN
    if convert is None:
        return told.raised
    return convert() or f"no exchange rate for {told.raised.currency} on its day"


def _converted(rounds: Sequence[FundingRound], place: int, to: ToCurrency) -> Conversion | None:
    told = rounds[place].raised
    return to(told) if told is not None else None


def _left_out(told: RoundGist, instruments: Sequence[Instrument] | None) -> str | None:
    stage, instrument = told.stage, told.instrument
    if stage is not FundingStage.CLOSED:
        return "abandoned" if stage is FundingStage.ABANDONED else f"not closed, only {stage.value}"
    if instruments is None:
        return "secondary: no money to the company" if instrument is Instrument.SECONDARY else None
    if instrument is None:
        return "instrument unknown"
    return None if instrument in instruments else f"instrument is {instrument.value}"
