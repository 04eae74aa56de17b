"""Funding rounds, and the money raised in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from dateline.dates import PartialDate
from dateline.kinds import Funding
from dateline.money import Amount, Total, sum_by_currency
from dateline.parties import Party
from dateline.projection import Projection, View
from dateline.subjects import Chosen, Course, Subject
from dateline.terms import FundingStage, Instrument, Stage


@dataclass(frozen=True, slots=True, eq=False)
class FundingRound(View):
    stage: Chosen[Stage]
    on: Chosen[PartialDate]
    series: Chosen[str] | None
    instrument: Chosen[Instrument] | None
    raised: Chosen[Amount] | None
    debt: Chosen[Amount] | None
    valuation: Chosen[Amount] | None
    pre_money_valuation: Chosen[Amount] | None
    leads: Chosen[tuple[Party, ...]] | None
    investors: Chosen[tuple[Party, ...]] | None


def view(subject: Subject) -> FundingRound:
    stage = subject.stage()
    course = Course.CHANGES if stage.value is FundingStage.TALKS else Course.ONCE
    winners = (
        subject.choose("series", course),
        subject.choose("instrument", course),
        subject.choose("raised", course),
        subject.choose("debt", course),
        subject.choose("valuation", course, _post_money),
        subject.choose("pre_money_valuation", course, _pre_money),
    )
    on = subject.date(course)
    return FundingRound(
        subject,
        stage,
        on,
        *winners,
        leads=subject.unite("leads", (stage, on, *winners), course=course),
        investors=subject.unite("investors", (stage, on, *winners), course=course),
    )


def _post_money(event: Funding) -> Amount | None:
    return None if event.pre_money else event.valuation


def _pre_money(event: Funding) -> Amount | None:
    return event.valuation if event.pre_money else None


PROJECTION = Projection("funding", (Funding,), view)


def raised(
    rounds: Iterable[FundingRound], instruments: Sequence[Instrument] | None = None
) -> tuple[Total, list[FundingRound]]:
    """Money raised in closed rounds of every instrument but secondary, unless instruments are named.

    Returns the sum per currency and the rounds it counted (DESIGN.md, section 5, rule 7).
    """
    counted, unknown, why = [], 0, []
    excluded = 0
    for round_ in rounds:
        reason = _left_out(round_, instruments)
        if reason is not None:
            excluded += 1
            why.append(f"{round_.key}: {reason}")
        elif round_.raised is None:
            unknown += 1
            why.append(f"{round_.key}: amount unknown")
        else:
            counted.append(round_)
    amounts = [cast("Chosen[Amount]", round_.raised).value.money for round_ in counted]
    total = Total(
        by_currency=sum_by_currency(amounts), counted=len(counted), unknown=unknown, excluded=excluded, why=tuple(why)
    )
    return total, counted


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
