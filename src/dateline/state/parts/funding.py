"""Funding rounds, and the money raised in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dateline.events.deals import Funding
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
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


ToCurrency = Callable[[Chosen[Amount]], Conversion | None]
"""An amount in the currency asked for; None where its day has no rate."""


def raised(
    rounds: Iterable[FundingRound], instruments: Sequence[Instrument] | None = None, to: ToCurrency | None = None
) -> tuple[Total, list[FundingRound]]:
    """Money raised in closed rounds of every instrument but secondary, unless instruments are named.

    Returns the sum, per currency or in the one that `to` converts into, and the rounds it counted (help rules, 5.7
    and 5.8).
    """
    counted: list[FundingRound] = []
    amounts: list[Money] = []
    conversions: list[Conversion] = []
    why: list[str] = []
    for round_ in rounds:
        match _share(round_, instruments, to):
            case str(reason):
                why.append(f"{round_.key}: {reason}")
                continue
            case Conversion() as conversion:
                conversions.append(conversion)
                amounts.append(conversion.money)
            case Money() as money:
                amounts.append(money)
        counted.append(round_)
    unknown = sum(reason.endswith(_UNKNOWN) for reason in why)
    total = Total(
        by_currency=sum_by_currency(amounts),
        counted=len(counted),
        unknown=unknown,
        excluded=len(why) - unknown,
        why=tuple(why),
        conversions=tuple(conversions),
    )
    return total, counted


_UNKNOWN = "amount unknown"


def _share(
    round_: FundingRound, instruments: Sequence[Instrument] | None, to: ToCurrency | None
) -> Money | Conversion | str:
    """What a round adds to the sum, or why nothing."""
    reason = _left_out(round_, instruments)
    if reason is not None:
        return reason
    if round_.raised is None:
        return _UNKNOWN
    if to is None:
        return round_.raised.value.money
    return to(round_.raised) or f"no exchange rate for {round_.raised.value.currency} on its day"


def _left_out(round_: FundingRound, instruments: Sequence[Instrument] | None) -> str | None:
    stage = round_.stage.value
    if stage is not FundingStage.CLOSED:
        return "abandoned" if stage is FundingStage.ABANDONED else f"not closed, only {stage.value}"
    instrument = round_.instrument.value if round_.instrument else None
    if instruments is None:
        return "secondary: no money to the company" if instrument is Instrument.SECONDARY else None
    if instrument is None:
        return "instrument unknown"
    return None if instrument in instruments else f"instrument is {instrument.value}"
