"""The naive second implementation and the real one give the same answers on random histories."""

from __future__ import annotations

from decimal import Decimal

from builders import Json, record
from histories import SLUGS, Asked, dense_histories, histories, law, recorded_at, themed_histories, told, vantages
from hypothesis import given
from naive import Answer, At, Chosen, answer, entry

from dateline.events.event import Event
from dateline.log.record import LogHead
from dateline.state import accounts
from dateline.state.company import CompanyState, state
from dateline.state.parts.targets import Outcome
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.money import Money
from dateline.values.vocabulary import Confidence

NOW = recorded_at(30)


def vantage_of(asked: Asked) -> Vantage:
    return Vantage(
        asked.on,
        asked.known_by,
        LogHead(100, bytes(32), 1, NOW),
        Confidence[asked.confidence],
        Certainty[asked.dates],
    )


def at_of(asked: Asked) -> At:
    rank = Confidence[asked.confidence].rank
    today = NOW.date()
    return At(asked.on, asked.known_by, rank, asked.dates == "POSSIBLE", asked.known_by or today, today)


def real(events: list[Event], slug: str, asked: Asked) -> CompanyState | None:
    return state(slug, [record(one, place, NOW) for place, one in enumerate(events, start=1)], vantage_of(asked))


def as_naive(found: CompanyState, fields: set[tuple[str, str]]) -> Answer:
    """The same parts of the real answer; `fields` are those that the naive one speaks of."""
    chosen = {(one.subject, one.field): one for one in found.statements if (one.subject, one.field) in fields}
    deal = found.acquired_by
    return Answer(
        found.slug,
        status=found.status.value,
        timeline={seen.id for seen in found.history.timeline},
        possible={seen.id for seen in found.history.possible},
        upcoming={seen.id for seen in found.history.upcoming},
        rumors={seen.id for seen in found.history.rumors},
        standing={seen.id: found.history.standings.of(seen.id).standing.value for seen in found.history.own},
        chosen={place: _chosen(one) for place, one in chosen.items()},
        valuation=_chosen(found.valuation) if found.valuation is not None else None,
        raised={one.currency: Decimal(one.amount) for one in found.raised()[0].by_currency},
        raised_in={to: _money(found.raised(currency=to)[0].money) for to in ("EUR", "USD", "JPY")},
        outcomes={target.subject.name: _outcome(*found.outcome(target)) for target in found.targets},
        metrics={(one.name, one.scope, one.per.value if one.per else None) for one in found.metrics},
        acquired_by=(deal.acquirer, deal.stage.value.value, deal.on.seen.id) if deal is not None else None,
        holdings={
            (one.company, one.on.seen.id, one.percent.seen.id if one.percent else None) for one in found.holdings
        },
    )


def _chosen(one: accounts.Chosen[object]) -> Chosen:
    others = frozenset((other.account.seen.id, other.agrees) for other in one.alternatives)
    entries = frozenset(map(entry, one.value)) if isinstance(one.value, tuple) else None
    return Chosen(one.seen.id, others, one.rule.value, one.seen.foretold, entries)


def _money(money: Money | None) -> Decimal | None:
    return money.amount if money is not None else None


def _outcome(outcome: Outcome, met_by: Seen | None) -> tuple[str, str | None]:
    return outcome.value, met_by.id if met_by is not None else None


@law(1600)
@given(histories | dense_histories | themed_histories | themed_histories | themed_histories, vantages)
def test_both_implementations_agree(history: list[Json], asked: Asked) -> None:
    events = [told(one) for one in history]
    for slug in SLUGS:
        expected, found = answer(events, slug, at_of(asked)), real(events, slug, asked)
        if expected is None:
            assert found is None
        else:
            assert found is not None
            assert as_naive(found, set(expected.chosen)) == expected
