"""What each part of a state adds to a sum, or why nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from dateline.answers.ranking.listed_parts import ACQUISITIONS, DATA_CENTERS, MILESTONES, MODELS, ROUNDS, ListedPart
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts.acquisitions import Acquisition
from dateline.state.parts.data_centers import DataCenter, capacity
from dateline.state.parts.funding import FundingRound, raised
from dateline.values.described import Described
from dateline.values.money import Amount
from dateline.values.totals import Total
from dateline.values.vocabulary import AcquisitionStage, DataCenterStage, SiteRole


class SumOf(Described):
    """What is added up over companies."""

    RAISED = "raised", "The money of closed rounds, but of secondary ones."
    PRICES = "prices", "What was paid in completed acquisitions."
    MEGAWATTS = "megawatts", "The power of sites, each of its owner; stages stand apart."
    CHIPS = "chips", "The accelerators of sites, each of its owner; stages stand apart."
    INVESTMENT = "investment", "What sites cost, each of its owner; stages stand apart."
    ROUNDS = "rounds", "How many rounds there are, at whatever stage."
    ACQUISITIONS = "acquisitions", "How many acquisitions there are, at whatever stage."
    MODELS = "models", "How many models there are, at whatever stage."
    DATA_CENTERS = "data-centers", "How many sites there are, once for each company that has to do with one."
    MILESTONES = "milestones", "How many milestones there are, at whatever stage."
    METRIC = "metric", "The figures of a metric that is counted over spans, like layoffs or revenue."


Added = tuple[Total, tuple[Chosen[Any], ...]]
"""What one part adds, and the accounts that say so."""

COUNTED = frozenset({SumOf.ROUNDS, SumOf.ACQUISITIONS, SumOf.MODELS, SumOf.DATA_CENTERS, SumOf.MILESTONES})
"""How many there are, not what they say."""
SITES = frozenset({SumOf.MEGAWATTS, SumOf.CHIPS, SumOf.INVESTMENT})


def _raised(state: CompanyState, round_: FundingRound, currency: str | None) -> Added:
    to = partial(state.converted, to=currency) if currency is not None else None
    total, counted = raised((round_,), None, to)
    return total, tuple(one.raised for one in counted if one.raised is not None)


def _price(state: CompanyState, deal: Acquisition, currency: str | None) -> Added:
    if deal.stage.value is not AcquisitionStage.COMPLETED:
        told = deal.stage.value
        return _nothing("abandoned" if told is AcquisitionStage.ABANDONED else f"not completed, only {told.value}")
    return _money(state, deal.price, currency)


def _capacity(
    field: Literal["megawatts", "chips"],
) -> Callable[[CompanyState, DataCenter, str | None], Added]:
    def added(_: CompanyState, site: DataCenter, __: str | None) -> Added:
        total, counted = capacity((site,), field)
        return total, tuple(counted)

    return added


def _investment(state: CompanyState, site: DataCenter, currency: str | None) -> Added:
    if site.role.value is not SiteRole.OWNER:
        return _nothing(f"not the owner, only {site.role.value.value}")
    if site.stage.value in (DataCenterStage.CANCELLED, DataCenterStage.CLOSED):
        return _nothing(site.stage.value.value)
    return _money(state, site.investment, currency)


def _money(state: CompanyState, amount: Chosen[Amount] | None, currency: str | None) -> Added:
    if amount is None:
        return Total(unknown=1, why=("amount unknown",)), ()
    if currency is None:
        return Total(by_currency=(amount.value.money,), counted=1), (amount,)
    conversion = state.converted(amount, currency)
    if conversion is None:
        return _nothing(f"no exchange rate for {amount.value.currency} on its day")
    return Total(by_currency=(conversion.money,), counted=1, conversions=(conversion,)), (amount,)


def _nothing(reason: str) -> Added:
    return Total(excluded=1, why=(reason,)), ()


def _one(unit: str) -> Callable[[CompanyState, Any, str | None], Added]:
    return lambda _, part, __: (Total(count=Decimal(1), unit=unit, counted=1), (part.stage,))


SUMMANDS: dict[SumOf, tuple[ListedPart[Any], Callable[[CompanyState, Any, str | None], Added]]] = {
    SumOf.RAISED: (ROUNDS, _raised),
    SumOf.PRICES: (ACQUISITIONS, _price),
    SumOf.MEGAWATTS: (DATA_CENTERS, _capacity("megawatts")),
    SumOf.CHIPS: (DATA_CENTERS, _capacity("chips")),
    SumOf.INVESTMENT: (DATA_CENTERS, _investment),
    SumOf.ROUNDS: (ROUNDS, _one("rounds")),
    SumOf.ACQUISITIONS: (ACQUISITIONS, _one("acquisitions")),
    SumOf.MODELS: (MODELS, _one("models")),
    SumOf.DATA_CENTERS: (DATA_CENTERS, _one("sites")),
    SumOf.MILESTONES: (MILESTONES, _one("milestones")),
}
"""Of which parts what is added up."""
