"""The naive second implementation and the real one give the same answers on random histories.

The long run asks a hundred times as many histories, drawn anew, and says at its end how many, and how many questions:

    DATELINE_HYPOTHESIS=long pytest tests/state/test_naive.py

`DATELINE_HYPOTHESIS_TIMES=20` makes it twenty times as many.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from builders import Json, record
from histories import LONG, SLUGS, Asked, dense_histories, histories, law, recorded_at, themed_histories, told, vantages
from hypothesis import given
from hypothesis import strategies as st
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
ASKED: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _says_how_many(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if LONG:
        plugins = request.config.pluginmanager
        with plugins.getplugin("capturemanager").global_and_fixture_disabled():
            counted = f"\n{ASKED['histories']:,} histories, {ASKED['questions']:,} questions"
            plugins.getplugin("terminalreporter").write_line(counted)


def vantage_of(asked: Asked, head: LogHead) -> Vantage:
    return Vantage(asked.on, asked.known_by, head, Confidence[asked.confidence], Certainty[asked.dates])


def at_of(asked: Asked, head: LogHead) -> At:
    rank, recorded = Confidence[asked.confidence].rank, head.recorded_at.date()
    return At(asked.on, asked.known_by, rank, asked.dates == "POSSIBLE", asked.known_by or recorded, recorded)


def head_of(events: list[Event], position: int) -> LogHead:
    """Of a log that has so many events so far; once it has all, a while later."""
    whole = position >= len(events)
    return LogHead(position, bytes(32), 1, NOW if whole else recorded_at(position))


def real(events: list[Event], slug: str, vantage: Vantage) -> CompanyState | None:
    return state(slug, [record(one, place, recorded_at(place)) for place, one in enumerate(events, start=1)], vantage)


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
        sureness={
            view.subject.name: (view.confidence.rank, view.foretold)
            for view in found.parts
            if view.subject.name != "profile"
        },
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


kinds_of_histories = st.sampled_from([histories, dense_histories, *[themed_histories] * 6])
"""`one_of` would take one that is named six times for one."""
any_histories = kinds_of_histories.flatmap(lambda kind: kind)
positions = st.sampled_from([*range(1, 12), *[100] * 11])


@law(1200)
@given(
    any_histories,
    st.lists(st.tuples(vantages, positions), min_size=4, max_size=4),
)
def test_both_implementations_agree(history: list[Json], asked: list[tuple[Asked, int]]) -> None:
    """From several vantages, since a history takes longer to draw than to answer from."""
    events = [told(one) for one in history]
    ASKED["histories"] += 1
    for at, position in asked:
        for slug in SLUGS:
            ASKED["questions"] += agreed(events, slug, at, position)


def agreed(events: list[Event], slug: str, asked: Asked, position: int) -> int:
    """How many answers are the same; all have to be."""
    head = head_of(events, position)
    expected = answer(events[:position], slug, at_of(asked, head))
    found = real(events, slug, vantage_of(asked, head))
    if expected is None:
        assert found is None
        return 1
    assert found is not None
    assert as_naive(found, set(expected.chosen)) == expected
    return len(dataclasses.fields(expected)) - 1 + len(expected.chosen)
