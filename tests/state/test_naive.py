"""The naive second implementation and the real one give the same answers on random histories."""

from __future__ import annotations

from decimal import Decimal

from builders import Json, record
from histories import SLUGS, Asked, dense_histories, histories, law, recorded_at, told, vantages
from hypothesis import given
from naive import Answer, At, answer

from dateline.events.event import Event
from dateline.log.record import LogHead
from dateline.state.company import CompanyState, state
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
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
    return At(asked.on, asked.known_by, rank, asked.dates == "POSSIBLE", asked.known_by or NOW.date())


def real(events: list[Event], slug: str, asked: Asked) -> CompanyState | None:
    return state(slug, [record(one, place, NOW) for place, one in enumerate(events, start=1)], vantage_of(asked))


def as_naive(found: CompanyState, fields: set[tuple[str, str]]) -> Answer:
    """The same parts of the real answer; `fields` are those that the naive one speaks of."""
    sums, _ = found.raised()
    chosen = {(one.subject, one.field): one for one in found.statements if (one.subject, one.field) in fields}
    return Answer(
        found.slug,
        timeline={seen.id for seen in found.history.timeline},
        possible={seen.id for seen in found.history.possible},
        upcoming={seen.id for seen in found.history.upcoming},
        rumors={seen.id for seen in found.history.rumors},
        winners={
            place: (one.seen.id, frozenset(other.account.seen.id for other in one.alternatives))
            for place, one in chosen.items()
        },
        raised={one.currency: Decimal(one.amount) for one in sums.by_currency},
        standing={seen.id: found.history.standings.of(seen.id).standing.value for seen in found.history.own},
    )


@law(200)
@given(histories | dense_histories | dense_histories, vantages)
def test_both_implementations_agree(history: list[Json], asked: Asked) -> None:
    events = [told(one) for one in history]
    for slug in SLUGS:
        expected, found = answer(events, slug, at_of(asked)), real(events, slug, asked)
        if expected is None:
            assert found is None
        else:
            assert found is not None
            assert as_naive(found, set(expected.winners)) == expected
