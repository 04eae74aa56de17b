"""A company's valuation: a subject whose accounts are the winners of others (help rules, 5.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeGuard

import msgspec

from dateline.state.accounts import Account, Alternative, Chosen
from dateline.state.choice import Course, choose
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.listings import Listing
from dateline.state.parts.metrics import Metric
from dateline.values.agreement import Exchange, agree, no_exchange
from dateline.values.money import Amount, Quantity
from dateline.values.vocabulary import FundingStage, ListingStage, Stage

SUBJECT = "valuation"
_VALUED: frozenset[Stage] = frozenset(
    {FundingStage.ANNOUNCED, FundingStage.CLOSED, ListingStage.FILED, ListingStage.LISTED, ListingStage.DELISTED}
)


def valuation(
    rounds: Iterable[FundingRound],
    listings: Iterable[Listing],
    metrics: Iterable[Metric],
    exchange: Exchange = no_exchange,
) -> Chosen[Amount] | None:
    """The winner among the winning valuations of announced and closed rounds and listings, and of metric valuation.

    A figure that was only talked about is nobody's valuation: it does not count, even once its round has closed. The
    alternatives include what those that compete were themselves chosen over, so that a reader sees who else says so.
    """
    deals: list[FundingRound | Listing] = [*rounds, *listings]
    winners = [
        deal.valuation
        for deal in deals
        if deal.valuation is not None and deal.stage.value in _VALUED and deal.valuation.seen.event.stage_of in _VALUED
    ]
    winners += [
        metric.value
        for metric in metrics
        if metric.name == SUBJECT and metric.scope is None and _is_money(metric.value)
    ]
    if not winners:
        return None
    by_event = {winner.seen.id: winner for winner in winners}
    chosen = choose(SUBJECT, SUBJECT, [_account(winner) for winner in winners], Course.CHANGES, exchange)
    return _with_inner(chosen, by_event, exchange) if chosen is not None else None


def _is_money(figure: Chosen[Amount | Quantity]) -> TypeGuard[Chosen[Amount]]:
    return isinstance(figure.value, Amount)


def _with_inner(chosen: Chosen[Amount], winners: Mapping[str, Chosen[Amount]], exchange: Exchange) -> Chosen[Amount]:
    """The choice, with the alternatives that stood beside each competitor in its own round."""
    competitors = (chosen.account, *(other.account for other in chosen.alternatives))
    inner = [
        Alternative(other.account, agree(chosen.value, other.account.value, other.account.moment, exchange))
        for competitor in competitors
        for other in winners[competitor.seen.id].alternatives
    ]
    return msgspec.structs.replace(chosen, alternatives=(*chosen.alternatives, *inner))


def _account(winner: Chosen[Amount]) -> Account[Amount]:
    """The winner as an account of the company's valuation: whatever its deal's stage, and said by all who had a vote.

    Who gives the same value, but is less sure of it or foretold it, had none when the winner was chosen.
    """
    if not winner.alternatives:
        return Account(winner.value, winner.seen, told_stage=0)
    vote = (winner.account.identity, winner.seen.confidence, winner.seen.foretold)
    same = [
        other.account.publishers
        for other in winner.alternatives
        if (other.account.identity, other.account.seen.confidence, other.account.seen.foretold) == vote
    ]
    return Account(winner.value, winner.seen, told_stage=0, voices=winner.account.publishers.union(*same))
