"""A company's valuation: a subject whose accounts are the winners of others (help rules, 5.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeGuard

import msgspec

from dateline.state.accounts import Account, Alternative, Chosen
from dateline.state.choice import Course, choose
from dateline.state.lazy_views import LazyViews
from dateline.state.parts.funding import GIST, FundingRound
from dateline.state.parts.listings import Listing
from dateline.state.parts.metrics import Metric
from dateline.state.parts.worth import deciding, valued_at, worth
from dateline.values.agreement import Exchange, agree, no_exchange
from dateline.values.money import Amount, Quantity

SUBJECT = "valuation"
_NEXT = -1
"""Stands between handles: no place has this number."""


def valuation(
    rounds: Sequence[FundingRound],
    listings: Iterable[Listing],
    metrics: Iterable[Metric],
    exchange: Exchange = no_exchange,
) -> Chosen[Amount] | None:
    """The winner among the winning valuations of announced and closed rounds and listings, and of metric valuation.

    The alternatives include what those that compete were themselves chosen over, so that a reader sees who else says
    so. Rounds that are made when they are asked for are asked for only where they decide.
    """
    others = [valued for listing in listings if (valued := valued_at(listing)) is not None]
    others += [
        metric.value
        for metric in metrics
        if metric.name == SUBJECT and metric.scope is None and _is_money(metric.value)
    ]
    winners = [*_of_rounds(rounds, others), *others]
    if not winners:
        return None
    by_event = {winner.account.seen.id: winner for winner in winners}
    chosen = choose(SUBJECT, SUBJECT, [_account(winner) for winner in winners], Course.CHANGES, exchange)
    return _with_inner(chosen, by_event, exchange) if chosen is not None else None


def rounds_behind(rounds: Sequence[FundingRound]) -> tuple[int, ...] | None:
    """The handles of the rounds by which it is decided, where there are only rounds: whoever sees the same of these has
    the same valuation. None where there are none, and where nothing is to be remembered of one."""
    if not isinstance(rounds, LazyViews) or rounds.remembered is None:
        return None
    handles, found = rounds.handles(), list[int]()
    for place in deciding([gist.worth for gist in GIST.all(rounds)]):
        handle = handles[place]
        if handle is None:
            return None
        found += (handle, _NEXT) if isinstance(handle, int) else (*handle, _NEXT)
    return tuple(found) or None


def _of_rounds(rounds: Sequence[FundingRound], others: Sequence[Chosen[Amount]]) -> list[Chosen[Amount]]:
    """The valuations of rounds by which it is decided, beside these others."""
    wanted: Sequence[FundingRound] = rounds
    if isinstance(rounds, LazyViews):
        told = [*(gist.worth for gist in GIST.all(rounds)), *map(worth, others)]
        wanted = [rounds[place] for place in deciding(told) if place < len(rounds)]
    return [valued for round_ in wanted if (valued := valued_at(round_)) is not None]


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
    return msgspec.structs.replace(chosen, others=(*chosen.alternatives, *inner))


def _account(winner: Chosen[Amount]) -> Account[Amount]:
    """The winner as an account of the company's valuation: whatever its deal's stage, and said by all who had a vote.

    Who gives the same value, but is less sure of it or foretold it, had none when the winner was chosen.
    """
    if not winner.alternatives:
        return Account(winner.value, winner.account.seen, told_stage=0)
    vote = (winner.account.identity, winner.account.seen.confidence, winner.account.seen.foretold)
    same = [
        other.account.publishers
        for other in winner.alternatives
        if (other.account.identity, other.account.seen.confidence, other.account.seen.foretold) == vote
    ]
    return Account(winner.value, winner.account.seen, told_stage=0, voices=winner.account.publishers.union(*same))
