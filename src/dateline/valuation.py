"""A company's valuation: a subject whose accounts are the winners of others (DESIGN.md, section 5, rule 5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dateline.agreement import identity
from dateline.funding import FundingRound
from dateline.listings import Listing
from dateline.metrics import Metric
from dateline.money import Amount
from dateline.subjects import Account, Chosen, Course, choose
from dateline.terms import FundingStage, ListingStage, Stage

SUBJECT = "valuation"
_VALUED: frozenset[Stage] = frozenset(
    {FundingStage.ANNOUNCED, FundingStage.CLOSED, ListingStage.FILED, ListingStage.LISTED, ListingStage.DELISTED}
)


def valuation(
    rounds: Iterable[FundingRound], listings: Iterable[Listing], metrics: Iterable[Metric]
) -> Chosen[Amount] | None:
    """The winner among the winning valuations of announced and closed rounds and listings, and of metric valuation.

    A figure that was only talked about is nobody's valuation: it does not count, even once its round has closed.
    """
    deals: list[FundingRound | Listing] = [*rounds, *listings]
    winners: list[Chosen[Any]] = [
        deal.valuation
        for deal in deals
        if deal.valuation is not None and deal.stage.value in _VALUED and deal.valuation.seen.event.stage_of in _VALUED
    ]
    winners += [
        metric.value
        for metric in metrics
        if metric.name == SUBJECT and metric.scope is None and isinstance(metric.value.value, Amount)
    ]
    found = [_account(winner) for winner in winners]
    return choose(SUBJECT, SUBJECT, found, Course.CHANGES)


def _account(winner: Chosen[Amount]) -> Account[Amount]:
    """The winner as an account of the company's valuation: said by all who gave the same value, not by stage."""
    same = [
        other.account.publishers
        for other in winner.alternatives
        if identity(other.account.value) == identity(winner.value)
    ]
    return Account(winner.value, winner.seen, stage=0, publishers=winner.account.publishers.union(*same))
