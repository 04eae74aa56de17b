"""A metric over time: each point is what the state says on its day, and there is one wherever the value changes."""

from __future__ import annotations

import itertools
import json
import time
from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from builders import (
    COMPANY,
    Json,
    all_seen,
    data_center,
    day,
    eur,
    funding,
    line,
    listing,
    log,
    metric,
    profile,
    record,
    retraction,
    source,
    usd,
    vantage,
)
from histories import Asked as At
from histories import law, recorded_at, vantages
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.change.incremental_folds import IncrementalChoice, IncrementalFold, IncrementalMetrics
from dateline.answers.change.series import (
    MAX_POINTS,
    Point,
    Series,
    SeriesRequest,
    SeriesValue,
    Sum,
    metrics_of,
    series,
)
from dateline.errors import InvalidInput
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.log.record import LogHead
from dateline.state.accounts import Account, Chosen
from dateline.state.choice import Course, choose
from dateline.state.company import CompanyState, state
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.subject import Subject
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence, Per


def drawn(
    wanted: SeriesRequest | str, *events: Event, until: str = "2026-11-22", max_points: int = MAX_POINTS, **at: Any
) -> Series:
    asked = SeriesRequest(wanted) if isinstance(wanted, str) else wanted
    made = state(COMPANY, log(*events), vantage(until, **at))
    assert made is not None
    return series(made, asked, max_points=max_points)


def steps(found: Series) -> list[tuple[str, str | None]]:
    return [(point.on.isoformat(), _words(point)) for point in found.points]


def _words(point: Point) -> str | None:
    match point.value:
        case None:
            return None
        case Sum(total=total):
            money = " + ".join(map(str, total.by_currency))
            return money or f"{total.count} {total.unit}"
        case chosen if point.converted is not None:
            return str(point.converted.money)
        case chosen:
            return str(getattr(chosen.value, "money", None) or f"{chosen.value.count} {chosen.value.unit}")


def heads(id: str, on: str, count: int, published: str = "2025-01-01", **fields: Any) -> Event:
    return metric(id, on=on, count=count, sources=[source("Le Monde", published)], **fields)


GROWTH = [
    heads("a", "2025-01", 100),
    heads("b", "2025-06-30", 200, "2025-07-01"),
    heads("c", "2025-12", 300, "2026-01-01"),
]


# --- worked examples --------------------------------------------------------------------------------------------------


def test_a_point_stands_where_an_event_begins_to_count() -> None:
    assert steps(drawn("headcount", *GROWTH)) == [
        ("2025-01-31", "100 people"),
        ("2025-06-30", "200 people"),
        ("2025-12-31", "300 people"),
    ]


def test_the_first_point_gives_what_already_holds() -> None:
    assert steps(drawn(SeriesRequest("headcount", first=date(2025, 8, 1)), *GROWTH)) == [
        ("2025-08-01", "200 people"),
        ("2025-12-31", "300 people"),
    ]


def test_what_is_not_known_on_the_first_day_is_null() -> None:
    found = drawn(SeriesRequest("headcount", first=date(2024, 8, 1)), *GROWTH)
    assert steps(found)[:2] == [("2024-08-01", None), ("2025-01-31", "100 people")]


def test_the_first_day_may_be_the_day_of_an_event() -> None:
    found = drawn(SeriesRequest("headcount", first=date(2025, 6, 30)), *GROWTH)
    assert steps(found) == [("2025-06-30", "200 people"), ("2025-12-31", "300 people")]


def test_it_ends_with_the_last_day() -> None:
    assert steps(drawn("headcount", *GROWTH, until="2025-06-30"))[-1] == ("2025-06-30", "200 people")
    assert steps(drawn("headcount", *GROWTH, until="2025-06-29"))[-1] == ("2025-01-31", "100 people")


def test_it_is_drawn_as_it_was_known_by_a_day() -> None:
    assert steps(drawn("headcount", *GROWTH, known_by="2025-06")) == [("2025-01-31", "100 people")]


def test_a_day_that_changes_nothing_has_no_point() -> None:
    assert steps(drawn("headcount", *GROWTH, profile("p", name="Mistral", on="2025-03"))) == steps(
        drawn("headcount", *GROWTH)
    )


def test_the_same_value_by_another_event_is_a_point() -> None:
    found = drawn("headcount", heads("a", "2025-01", 100), heads("b", "2025-02", 100))
    assert [point.because[0].id for point in found.points] == ["a", "b"]


def test_what_was_retracted_was_never_there() -> None:
    found = drawn("headcount", *GROWTH, retraction("void", "b"))
    assert steps(found) == [("2025-01-31", "100 people"), ("2025-12-31", "300 people")]


def test_a_metric_nobody_spoke_of_has_no_points() -> None:
    assert steps(drawn("revenue", *GROWTH)) == []
    assert steps(drawn(SeriesRequest("revenue", first=date(2025, 1, 1)), *GROWTH)) == []


DAILY = [heads("a", "2025-01", 5, metric="users", per="day"), heads("c", "2025-04", 6, metric="users", per="day")]
MONTHLY = heads("b", "2025-02", 9, metric="users", per="month")
PLAIN = heads("d", "2025-03", 7, metric="users")
TWO_POINTS = [("2025-01-31", "5 people"), ("2025-04-30", "6 people")]


@pytest.mark.parametrize(
    ("events", "per", "span", "others", "expected"),
    [
        ([*DAILY, MONTHLY], None, Per.DAY, (Per.MONTH,), TWO_POINTS),
        ([*DAILY, MONTHLY], Per.MONTH, Per.MONTH, (), [("2025-02-28", "9 people")]),
        ([*DAILY, MONTHLY, PLAIN], None, Per.DAY, (None, Per.MONTH), TWO_POINTS),
        ([MONTHLY, PLAIN], None, None, (Per.MONTH,), [("2025-03-31", "7 people")]),
        ([DAILY[0], MONTHLY], None, Per.DAY, (Per.MONTH,), [("2025-01-31", "5 people")]),
        ([MONTHLY], None, Per.MONTH, (), [("2025-02-28", "9 people")]),
        ([PLAIN], None, None, (), [("2025-03-31", "7 people")]),
    ],
)  # fmt: skip
def test_of_figures_over_several_spans_the_span_with_the_most_points_is_drawn_and_the_others_are_named(
    events: list[Event], per: Per | None, span: Per | None, others: tuple[Per | None, ...], expected: object
) -> None:
    found = drawn(SeriesRequest("users", per=per), *events)
    assert (found.per, found.other_spans, steps(found)) == (span, others, expected)


def test_scope_and_per_name_another_metric() -> None:
    events = [
        heads("a", "2025-01", 5, metric="users", scope="vibe", per="month"),
        heads("b", "2025-02", 9, metric="users"),
    ]
    assert steps(drawn(SeriesRequest("users", "Vibe", Per.MONTH), *events)) == [("2025-01-31", "5 people")]
    assert steps(drawn(SeriesRequest("Users"), *events)) == [("2025-02-28", "9 people")]


ROUNDS = [
    funding("seed", round="seed", on="2023-06", raised=usd(113), valuation=usd(260)),
    funding("a", round="a", on="2023-12", raised=eur(385)),
    funding("talks", round="b", stage="talks", on="2024-03", raised=eur(600), valuation=eur(5000)),
    funding("b", round="b", on="2024-06", raised=eur(600), valuation=eur(5800)),
]


def test_money_raised_adds_up_each_currency_for_itself() -> None:
    assert steps(drawn("raised", *ROUNDS)) == [
        ("2023-06-30", "113 USD"),
        ("2023-12-31", "385 EUR + 113 USD"),
        ("2024-06-30", "985 EUR + 113 USD"),
    ]


def test_money_raised_in_one_currency_uses_the_rate_of_each_day() -> None:
    found = drawn(SeriesRequest("raised", currency="EUR"), *ROUNDS)
    assert steps(found) == [("2023-06-30", "103.99 EUR"), ("2023-12-31", "488.99 EUR"), ("2024-06-30", "1088.99 EUR")]
    assert found.currency == "EUR"


def test_the_valuation_follows_the_rounds() -> None:
    found = drawn("valuation", *ROUNDS, listing("ipo", on="2025-03", valuation=eur(9000)))
    assert steps(found) == [("2023-06-30", "260 USD"), ("2024-06-30", "5800 EUR"), ("2025-03-31", "9000 EUR")]


def test_a_figure_is_converted_at_the_rate_of_its_own_day() -> None:
    found = drawn(SeriesRequest("valuation", currency="EUR"), *ROUNDS)
    assert steps(found) == [("2023-06-30", "239.28 EUR"), ("2024-06-30", "5800 EUR")]
    assert found.points[0].converted is not None
    assert found.points[0].converted.rate.on == date(2023, 6, 30)


def test_a_valuation_may_end() -> None:
    found = drawn(
        "valuation",
        funding("on", stage="announced", on="2025-01", valuation=eur(9)),
        funding("off", stage="abandoned", on="2025-05"),
    )
    assert steps(found) == [("2025-01-31", "9 EUR"), ("2025-05-31", None)]


SITES = [
    data_center("one", on="2025-01", megawatts=10, chips=500),
    data_center("two", site="Sweden", stage="announced", on="2025-03", megawatts=23),
    data_center("cloud", site="Azure", role="user", on="2025-04", megawatts=99),
    data_center("grown", on="2025-06", megawatts=40),
    data_center("gone", site="Sweden", stage="cancelled", on="2025-09"),
]


def test_megawatts_are_those_of_its_own_sites_that_are_not_given_up() -> None:
    found = drawn("megawatts", *SITES)
    assert steps(found) == [
        ("2025-01-31", "10 MW"),
        ("2025-03-31", "33 MW"),
        ("2025-06-30", "63 MW"),
        ("2025-09-30", "40 MW"),
    ]
    total = found.points[-1].value
    assert isinstance(total, Sum)
    assert (total.total.counted, total.total.unknown, total.total.excluded) == (1, 0, 2)
    assert total.total.why == ("sweden/owner: cancelled", "azure/user: not the owner, only user")


def test_chips_unknown_are_not_zero() -> None:
    found = drawn("chips", *SITES)
    assert steps(found) == [("2025-01-31", "500 chips")]
    assert steps(drawn("chips", SITES[1])) == []


def test_a_metric_called_megawatts_has_a_scope() -> None:
    found = drawn(
        SeriesRequest("megawatts", "europe"),
        *SITES,
        metric("mw", metric="megawatts", scope="Europe", count=200, unit="MW", on="2026"),
    )
    assert steps(found) == []
    found = drawn(
        SeriesRequest("megawatts", "europe"),
        metric("mw", metric="megawatts", scope="Europe", count=200, unit="MW", on="2025-09"),
    )
    assert steps(found) == [("2025-09-30", "200 MW")]


@pytest.mark.parametrize("name", ["headcount", "megawatts", "chips"])
def test_a_count_has_no_currency(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"{name} is no amount of money"):
        drawn(SeriesRequest(name, currency="EUR"), *GROWTH, *SITES)


def test_the_days_must_be_in_order() -> None:
    with pytest.raises(InvalidInput, match="the first comes after the last"):
        drawn(SeriesRequest("headcount", first=date(2027, 1, 1)), *GROWTH)


def test_a_series_has_at_most_so_many_points() -> None:
    with pytest.raises(InvalidInput, match="3 points, more than 2"):
        drawn("headcount", *GROWTH, max_points=2)


def test_the_names_that_can_be_asked_for() -> None:
    made = state(COMPANY, log(*GROWTH), vantage())
    assert made is not None
    assert metrics_of(made) == ["chips", "headcount", "megawatts", "raised", "valuation"]


# --- the laws ---------------------------------------------------------------------------------------------------------

_NAMES = ("headcount", "users", "valuation", "raised", "megawatts")
_DAYS = (
    "2023-12",
    "2024-03",
    "2024-06-30",
    "2024",
    "../2024-06",
    "2024-02/2024-08",
    "2024-07",
    "2023~",
    "2025-02",
    "2024-09-15",
)
_figures = st.sampled_from([eur(100), eur(102, bound="about"), usd(110), eur(7)])


@st.composite
def _lines(draw: st.DrawFn, id: str) -> Json:
    """What a series may depend on, more often than not about the same subject."""
    kind = draw(st.sampled_from(["metric", "metric", "funding", "listing", "data-center", "merge", "retraction"]))
    fields: dict[str, st.SearchStrategy[object]] = {
        "metric": {
            "metric": st.sampled_from(["headcount", "users"]),
            "count": st.sampled_from([7, 8, 9]),
            "per": st.sampled_from([None, "month"]),
        },
        "funding": {
            "round": st.sampled_from(["seed", "a"]),
            "stage": st.sampled_from(["talks", "announced", "closed", "abandoned"]),
            "raised": st.none() | _figures,
            "valuation": st.none() | _figures,
        },
        "listing": {"stage": st.sampled_from(["filed", "listed"]), "valuation": _figures},
        "data-center": {
            "site": st.sampled_from(["one", "two"]),
            "stage": st.sampled_from(["announced", "operational", "closed"]),
            "megawatts": st.sampled_from([None, 10, 20]),
        },
        "merge": {"subject": st.just("metric/headcount"), "same": st.just(["metric/users"])},
        "retraction": {"event": st.integers(0, 9).map("e{}".format).filter(lambda other: other != id)},
    }[kind]  # type: ignore[assignment]
    said: Json = draw(st.fixed_dictionaries(fields))
    if kind == "metric" and draw(st.integers(0, 5)) == 0:
        said |= {"metric": "valuation", "count": None, "unit": None, "money": draw(_figures), "per": None}
    dated = {} if kind in ("merge", "retraction") else {"on": draw(st.sampled_from(_DAYS))}
    sources = [
        source(
            draw(st.sampled_from(["Le Monde", "Wired"])), draw(st.sampled_from(["2024-01", "2024-07-01", "2025-03"]))
        )
    ]
    sure = draw(st.sampled_from(["reported", "confirmed"] if not dated else ["rumored", "reported", "confirmed"]))
    return line(kind, id, company="acme", sources=sources, confidence=sure, **dated, **said)


_histories = st.integers(1, 10).flatmap(lambda size: st.tuples(*(_lines(f"e{place}") for place in range(size))))


def _states(history: tuple[Json, ...], asked: At) -> tuple[CompanyState | None, Any]:
    records = [record(decode(json.dumps(one)), place, recorded_at(12)) for place, one in enumerate(history, 1)]
    at = Vantage(
        asked.on,
        asked.known_by,
        LogHead(100, bytes(32), 1, recorded_at(12)),
        Confidence[asked.confidence],
        Certainty[asked.dates],
    )
    return state("acme", records, at), lambda on: state(
        "acme", records, Vantage(on, at.known_by, at.at, at.confidence, at.dates)
    )


def _said(value: SeriesValue | None) -> Any:
    """All that a value says: also who else says what, and the step that chose."""
    match value:
        case None:
            return None
        case Sum():
            return value.total, [chosen.seen.id for chosen in value.counted]
        case chosen:
            others = [(other.account.seen.id, other.account.value, other.agrees) for other in chosen.alternatives]
            return chosen.value, chosen.seen.id, chosen.rule, others


def _now(made: CompanyState, name: str, per: Per | None) -> SeriesValue | None:
    if name == "valuation":
        return made.valuation
    if name == "raised":
        total, rounds = made.raised()
        counted = tuple(round_.raised for round_ in rounds if round_.raised is not None)
        return Sum(total, counted) if counted else None
    if name == "megawatts":
        sites = [
            site.megawatts
            for site in made.data_centers
            if site.role.value.value == "owner" and site.stage.value.value not in ("cancelled", "closed")
        ]
        figures = [figure for figure in sites if figure is not None]
        return _Megawatts(figures) if figures else None  # type: ignore[return-value]
    return next((one.value for one in made.metrics if (one.name, one.scope, one.per) == (name, None, per)), None)


class _Megawatts:
    def __init__(self, figures: list[Chosen[Any]]) -> None:
        self.sum = sum((figure.value.count for figure in figures), Decimal(0))


@law(120)
@given(
    _histories, vantages, st.sampled_from(_NAMES), st.none() | st.sampled_from([date(2023, 1, 1), date(2024, 6, 30)])
)
def test_on_every_day_the_series_says_what_the_state_says(
    history: tuple[Json, ...], asked: At, name: str, first: date | None
) -> None:
    made, at = _states(history, asked)
    if made is None or (first is not None and first > asked.on):
        return
    found = series(made, SeriesRequest(name, first=first))
    days = {day(one) for one in _DAYS} | {date(2024, 2, 1), date(2023, 1, 1), asked.on}
    for on in sorted(each for each in days if (first or date.min) <= each <= asked.on):
        place = bisect_right([point.on for point in found.points], on) - 1
        drawn_value = found.points[place].value if place >= 0 else None
        expected = _now(at(on), name, found.per)
        if isinstance(expected, _Megawatts):
            assert isinstance(drawn_value, Sum)
            assert drawn_value.total.count == expected.sum
        elif isinstance(expected, Sum):
            assert isinstance(drawn_value, Sum)
            assert drawn_value.total.by_currency == expected.total.by_currency
        elif expected is None:
            assert drawn_value is None
        else:
            assert isinstance(drawn_value, Chosen)
            assert (drawn_value.value, drawn_value.seen.id) == (expected.value, expected.seen.id)


@law(60)
@given(_histories, vantages, st.sampled_from(_NAMES))
def test_a_point_is_all_that_the_state_of_its_day_says(history: tuple[Json, ...], asked: At, name: str) -> None:
    made, at = _states(history, asked)
    if made is None or name == "megawatts":
        return
    found = series(made, SeriesRequest(name))
    points = found.points
    assert [point.on for point in points] == sorted({point.on for point in points})
    for point in points:
        assert point.at.on == point.on <= asked.on
        assert _said(point.value) == _said(_now(at(point.on), name, found.per))
    for one, other in itertools.pairwise(points):
        assert _said(one.value) != _said(other.value)


@law(60)
@given(
    st.lists(
        st.tuples(st.sampled_from(_DAYS), st.integers(7, 8), st.sampled_from(["Wired", "FT"])), min_size=1, max_size=8
    )
)
def test_choosing_one_by_one_is_choosing_among_all(figures: list[tuple[str, int, str]]) -> None:
    events = [
        metric(f"m{place}", on=on, count=count, sources=[source(who, "2025-05-01")])
        for place, (on, count, who) in enumerate(figures)
    ]
    seen = Told(log(*events)).visible(vantage())
    running = IncrementalChoice("metric/headcount", "value", lambda *_: None)
    for place, one in enumerate(seen, 1):
        running.add(Account(one.event.value, one))  # type: ignore[attr-defined]
        accounts = [Account(each.event.value, each) for each in seen[:place]]  # type: ignore[attr-defined]
        assert _said(running.chosen) == _said(choose("metric/headcount", "value", accounts, Course.CHANGES))


def test_a_growing_part_equals_the_part_made_anew() -> None:
    events = all_seen(*GROWTH, heads("d", "2025-02", 5, metric="users"))
    growing, plain = (
        IncrementalMetrics(lambda name: name, lambda *_: None),
        IncrementalFold(METRICS, lambda name: name, lambda *_: None),
    )
    for seen in events:
        growing.add(seen)
        plain.add(seen)
        assert [_said(one.value) for one in growing.views] == [_said(one.value) for one in plain.views]
        assert [one.subject.name for one in growing.views] == [one.subject.name for one in plain.views]
    last = METRICS.view(Subject("metric/headcount", tuple(events[:3])))
    assert _said(growing.views[0].value) == _said(last.value)


# --- how fast ---------------------------------------------------------------------------------------------------------


def _daily(count: int) -> list[Event]:
    days = [date(2022, 1, 1) + timedelta(days=place) for place in range(count)]
    return [
        metric(
            f"worth/{place}",
            metric="valuation",
            money=eur(1000 + place),
            on=on.isoformat(),
            sources=[source("FT", on.isoformat())],
        )
        for place, on in enumerate(days)
    ]


@pytest.mark.parametrize("name", ["valuation", "raised"])
def test_a_thousand_events_take_well_under_a_second(name: str) -> None:
    rounds = [
        funding(
            f"r{place}",
            round=f"r{place}",
            on=f"20{place % 20:02}-0{place % 9 + 1}",
            raised=eur(place + 1),
            valuation=eur(place + 1),
        )
        for place in range(40)
    ]
    made = state(COMPANY, log(*_daily(960), *rounds), vantage())
    assert made is not None
    began = time.process_time()
    found = series(made, SeriesRequest(name))
    assert time.process_time() - began < 1
    assert len(found.points) > (960 if name == "valuation" else 30)
