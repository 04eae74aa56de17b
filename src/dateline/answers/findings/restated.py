"""Figures that were restated: told anew of the same time, by more than a tenth otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from dateline.answers.findings.suspicion import Suspicion
from dateline.events.measured import Metric
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.money import Amount, Measurement
from dateline.values.text import compared
from dateline.values.words import figure_words

TENTH = Decimal("1.1")


def figure_restated(state: CompanyState) -> Iterable[Suspicion]:
    for earlier, later in (*_corrected(state), *_told_again(state)):
        before, after = _figure(earlier), _figure(later)
        if _differ(before.value, after.value):
            yield Suspicion(
                f"{after.metric}{f' of {after.scope}' if after.scope else ''} of {_time(after)} was told as"
                f" {figure_words(before.value)} and then as {figure_words(after.value)}",
                (later, earlier),
            )


def _figure(seen: Seen) -> Metric:
    assert isinstance(seen.event, Metric)
    return seen.event


def _time(figure: Metric) -> str:
    return (figure.period or figure.when).human()


def _corrected(state: CompanyState) -> Iterator[tuple[Seen, Seen]]:
    """A figure, and the one that corrects it and stands."""
    told = {seen.id: seen for seen in state.history.timeline if isinstance(seen.event, Metric)}
    for events in state.figures.values():
        for seen in events:
            earlier = told.get(seen.event.corrects or "")
            if earlier is not None and _figure(earlier).measured == _figure(seen).measured:
                yield earlier, seen


def _told_again(state: CompanyState) -> Iterator[tuple[Seen, Seen]]:
    """Of one time the first account that stands, and the last."""
    for events in state.figures.values():
        of_time: dict[tuple[str, str | None], list[Seen]] = {}
        for seen in events:
            figure = _figure(seen)
            time = figure.period or figure.when
            of_time.setdefault((time.edtf, figure.measured), []).append(seen)
        for same in of_time.values():
            if len(same) > 1:
                yield min(same, key=_by_day_known), max(same, key=_by_day_known)


def _by_day_known(seen: Seen) -> tuple[date, str]:
    return seen.record.known, seen.id


def _differ(one: Measurement, other: Measurement) -> bool:
    match one, other:
        case Amount(), Amount() if one.currency == other.currency:
            numbers = one.amount, other.amount
        case Amount(), _:
            return False
        case _, Amount():
            return False
        case _ if compared(one.unit) == compared(other.unit):
            numbers = one.count, other.count
        case _:
            return False
    small, large = sorted(map(abs, numbers))
    return large > small * TENTH
