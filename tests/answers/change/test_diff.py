"""What differs between two vantages, and which events made it so: a table of cases, and the laws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from builders import (
    COMPANY,
    Json,
    acquisition,
    closed,
    data_center,
    day,
    dispute,
    eur,
    event,
    founded,
    funding,
    head,
    listing,
    merge,
    metric,
    partnership,
    plainly,
    record,
    retraction,
    role,
    source,
    usd,
)
from histories import COMPANIES, Asked, histories, law, recorded_at, told, vantages
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.change.causes import ChangeKind
from dateline.answers.change.diff import Change, Clock, apply, clock, diff, table
from dateline.events.event import Event
from dateline.log.record import LogHead, Record
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState, state
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

# --- worked examples --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class At:
    """A vantage as a table writes it."""

    on: str = "2026-12-31"
    known_by: str | None = None
    position: int = 1_000
    confidence: Confidence = Confidence.REPORTED
    dates: Certainty = Certainty.CERTAIN

    @property
    def vantage(self) -> Vantage:
        known = day(self.known_by) if self.known_by is not None else None
        return Vantage(day(self.on), known, head(self.position), self.confidence, self.dates)


def told_on(published: str, publisher: str = "Le Monde") -> list[Json]:
    return [source(publisher, published)]


ROUND = funding("round", on="2025-06", raised=eur(100), sources=told_on("2025-07-01"))
WRONG = funding("wrong", round="seed", on="2025-06", raised=eur(100), sources=told_on("2025-07-01"))
RIGHT = funding(
    "right", round="seed", on="2025-06", raised=eur(120), corrects="wrong", reason="typo", sources=told_on("2025-08-01")
)
STARTED = role("started", on="2024", sources=told_on("2025-01-02"))
ENDED = role("ended", on="2025-05", stage="ended", sources=told_on("2025-06-02"))
AGAIN = role("again", on="2025-09", stage="started", sources=told_on("2025-09-30"))
ANNOUNCED = funding("announced", stage="announced", on="2025-03", valuation=eur(900), sources=told_on("2025-04-01"))
ABANDONED = funding("abandoned", stage="abandoned", on="2025-09", sources=told_on("2025-10-01"))
TWIN = funding("twin", round="c", on="2025-06", raised=eur(100), series="C", sources=told_on("2025-07-02", "Wired"))
SAME = merge("same", ["funding/c"], subject="funding/series-c", sources=told_on("2025-08-01"))
OTHER_SLUG = metric("other", company="mistral", count=9, on="2025-06", sources=told_on("2025-07-01"))
ONE_COMPANY = merge("one", ["mistral"], sources=told_on("2025-08-01"))
RUMOR = metric("rumor", on="2025-08", count=900, confidence="rumored", sources=told_on("2025-08-02"))
HEADS = metric("heads", on="2025-06", count=700, sources=told_on("2025-07-01"))
OTHERS = metric("others", on="2025-06", count=650, sources=told_on("2025-07-02", "Wired"))
ALSO = metric("also", on="2025-06", count=700, sources=told_on("2025-09-01", "Bloomberg"))
AGREED = metric("agreed", on="2025-06", count=650, sources=[source("Wired", "2025-07-02"), source("FT", "2025-09-01")])
FOUNDED = founded(on="2023", sources=told_on("2025-01-01"))
BOUGHT = acquisition("bought", company="asml", target={"name": "Mistral AI", "slug": COMPANY}, on="2025-05",
                     confidence="confirmed",
                     sources=told_on("2025-06-01"))  # fmt: skip
OTHERS_DEAL = merge("others-deal", [f"acquisition/{COMPANY}"], company="asml", subject="acquisition/alan",
                    sources=told_on("2025-08-01"))  # fmt: skip
LATER_DEAL = acquisition("later", company="asml-nv", target={"name": "Mistral AI", "slug": COMPANY}, on="2025-06",
                         sources=told_on("2025-07-01"))  # fmt: skip
ONE_BUYER = merge("one-buyer", ["asml-nv"], company="asml", sources=told_on("2025-08-01"))

K = "known_by"


@dataclass(frozen=True)
class Case:
    """What happens, the two vantages, and the changes: kind, subject, field, before, after, because."""

    name: str
    events: list[Event]
    before: At
    after: At
    changes: list[tuple[str, str, str, Any, Any, list[str]]] = field(default_factory=list)
    only: str = ""
    """Of the changes only those of this field."""


def known(first: str | None, then: str | None = None) -> tuple[At, At]:
    return At(known_by=first), At(known_by=then)


CASES = [
    Case(
        "what happened in between is added",
        [HEADS, ROUND],
        At(on="2025-05-31"),
        At(on="2025-06-30"),
        [
            ("added", "funding/series-c", "on", None, "2025-06", ["round"]),
            ("added", "funding/series-c", "raised", None, "100 EUR", ["round"]),
            ("added", "funding/series-c", "stage", None, "closed", ["round"]),
            ("added", "metric/headcount", "value", None, "700 people", ["heads"]),
        ],
    ),
    Case(
        "looking back, it is not to be seen yet",
        [ROUND],
        At(on="2025-06-30"),
        At(on="2025-05-31"),
        [
            ("unseen", "funding/series-c", "on", "2025-06", None, ["round"]),
            ("unseen", "funding/series-c", "raised", "100 EUR", None, ["round"]),
            ("unseen", "funding/series-c", "stage", "closed", None, ["round"]),
        ],
    ),
    Case("what was published in between is added", [STARTED, HEADS], *known("2025-02", "2025-08"),
         [("added", "metric/headcount", "value", None, "700 people", ["heads"])]),
    Case("what was recorded in between is added", [STARTED, HEADS], At(position=1), At(position=2),
         [("added", "metric/headcount", "value", None, "700 people", ["heads"])]),
    Case("nothing was known before: all is added", [HEADS], *known("2025-06-01", "2025-08"),
         [("added", "metric/headcount", "value", None, "700 people", ["heads"])]),
    Case("nothing was known then: all is unseen", [HEADS], *known("2025-08", "2025-06-01"),
         [("unseen", "metric/headcount", "value", "700 people", None, ["heads"])]),
    Case("a later figure replaces an earlier one", [HEADS, metric("more", on="2025-08", count=800,
          sources=told_on("2025-09"))],
         At(on="2025-07"), At(on="2025-08"),
         [("replaced", "metric/headcount", "value", "700 people", "800 people", ["more"])]),
    Case("a higher stage replaces a lower one", [ANNOUNCED, ROUND], At(on="2025-04"), At(on="2025-06"),
         [("replaced", "funding/series-c", "stage", "announced", "closed", ["round"])], only="stage"),
    Case("a correction names itself", [WRONG, RIGHT], *known("2025-07", "2025-08"),
         [("corrected", "funding/seed", "on", "2025-06", "2025-06", ["right"]),
          ("corrected", "funding/seed", "raised", "100 EUR", "120 EUR", ["right"]),
          ("corrected", "funding/seed", "stage", "closed", "closed", ["right"])]),
    Case("back before the correction, it is unseen", [WRONG, RIGHT], *known("2025-08", "2025-07"),
         [("unseen", "funding/seed", "raised", "120 EUR", "100 EUR", ["right"])], only="raised"),
    Case("a retraction leaves nothing", [STARTED, HEADS, retraction("void", "heads", sources=told_on("2025-08-01"))],
         *known("2025-07", "2025-08"),
         [("retracted", "metric/headcount", "value", "700 people", None, ["void"])]),
    Case("a retraction lets the other account take over",
         [HEADS, metric("old", on="2025-01", count=500, sources=told_on("2025-02-01")), retraction("void", "heads",
          sources=told_on("2025-08-01"))],
         *known("2025-07", "2025-08"),
         [("retracted", "metric/headcount", "value", "700 people", "500 people", ["void"])]),
    Case("a retraction that is itself retracted gives back what was there",
         [STARTED, HEADS, retraction("void", "heads", sources=told_on("2025-08-01")), retraction("undo", "void",
          sources=told_on("2025-09-01"))],
         *known("2025-08", "2025-09"),
         [("added", "metric/headcount", "value", None, "700 people", ["undo"])]),
    Case("before a retraction was known, what it took is there",
         [STARTED, HEADS, retraction("void", "heads", sources=told_on("2025-08-01"))],
         *known("2025-08", "2025-07"),
         [("added", "metric/headcount", "value", None, "700 people", ["void"])]),
    Case("a dispute keeps it out", [STARTED, HEADS, dispute("no", "heads", sources=told_on("2025-08-01"))],
         *known("2025-07", "2025-08"),
         [("disputed", "metric/headcount", "value", "700 people", None, ["no"])]),
    Case("a merge of subjects takes one of them away", [ROUND, TWIN, SAME], *known("2025-07", "2025-08"),
         [("merged", "funding/c", "on", "2025-06", None, ["same"]),
          ("merged", "funding/c", "raised", "100 EUR", None, ["same"]),
          ("merged", "funding/c", "series", "C", None, ["same"]),
          ("merged", "funding/c", "stage", "closed", None, ["same"]),
          ("merged", "funding/series-c", "on", "2025-06", "2025-06", ["same"]),
          ("merged", "funding/series-c", "raised", "100 EUR", "100 EUR", ["same"]),
          ("added", "funding/series-c", "series", None, "C", ["same"]),
          ("merged", "funding/series-c", "stage", "closed", "closed", ["same"])]),
    Case("before the merge was known, the two are apart", [ROUND, TWIN, SAME], *known("2025-08", "2025-07"),
         [("added", "funding/c", "series", None, "C", ["same"]),
          ("unseen", "funding/series-c", "series", "C", None, ["same"])], only="series"),
    Case("a merge that is retracted lets them apart",
         [ROUND, TWIN, SAME, retraction("apart", "same", sources=told_on("2025-09-01"))], *known("2025-08", "2025-09"),
         [("added", "funding/c", "series", None, "C", ["apart"]),
          ("retracted", "funding/series-c", "series", "C", None, ["apart"])], only="series"),
    Case("a merge of companies brings what the other was told of", [STARTED, OTHER_SLUG, ONE_COMPANY],
          *known("2025-07", "2025-08"),
         [("added", "metric/headcount", "value", None, "9 people", ["one"])]),
    Case("without that merge it is another company's", [STARTED, OTHER_SLUG, ONE_COMPANY], *known("2025-08", "2025-07"),
         [("unseen", "metric/headcount", "value", "9 people", None, ["one"])]),
    Case("a role that ends", [STARTED, ENDED], At(on="2025-04"), At(on="2025-05"),
         [("ended", "role/arthur-mensch/ceo", "stage", "started", "ended", ["ended"]),
          ("added", "role/arthur-mensch/ceo", "until", None, "2025-05", ["ended"])], only="stage until"),
    Case("a role that begins again has no end any more", [STARTED, ENDED, AGAIN], At(on="2025-08"), At(on="2025-09"),
         [("replaced", "role/arthur-mensch/ceo", "stage", "ended", "started", ["again"]),
          ("ended", "role/arthur-mensch/ceo", "until", "2025-05", None, ["again"])], only="stage until"),
    Case("an abandoned round is nobody's valuation", [ANNOUNCED, ABANDONED], At(on="2025-08"), At(on="2025-09"),
         [("ended", "funding/series-c", "stage", "announced", "abandoned", ["abandoned"]),
          ("ended", "valuation", "valuation", "900 EUR", None, ["abandoned"])], only="stage valuation"),
    Case("a rumor is not seen by those who want reports", [STARTED, HEADS, RUMOR],
         At(confidence=Confidence.RUMORED), At(),
         [("unseen", "metric/headcount", "value", "900 people", "700 people", ["rumor"])]),
    Case("who believes rumors sees it", [STARTED, HEADS, RUMOR], At(), At(confidence=Confidence.RUMORED),
         [("replaced", "metric/headcount", "value", "700 people", "900 people", ["rumor"])]),
    Case("dates that may have come", [HEADS], At(on="2025-06-15"), At(on="2025-06-15", dates=Certainty.POSSIBLE),
         [("added", "metric/headcount", "value", None, "700 people", ["heads"])]),
    Case("one publisher more tips the balance", [HEADS, OTHERS, ALSO], *known("2025-08", "2025-09"),
         [("replaced", "metric/headcount", "value", "650 people", "700 people", ["also"])]),
    Case("one source more for the same event tips the balance",
         [AGREED, metric("heads", on="2025-06-30", count=700, sources=told_on("2025-07-01"))], *known("2025-08",
          "2025-09"),
         [("replaced", "metric/headcount", "value", "700 people", "650 people", ["agreed"])]),
    Case("a list grows by those who are named later",
         [funding("first", on="2025-06", investors=["ASML"], sources=told_on("2025-07-01")),
          funding("more", on="2025-06", investors=["Nvidia"], sources=told_on("2025-06-30"))],
         At(known_by="2025-06-30"), At(),
         [("replaced", "funding/series-c", "investors", ["Nvidia"], ["ASML", "Nvidia"], ["first"])], only="investors"),
    Case("a list grows though the account used stays",
         [funding("first", on="2025-06", investors=["ASML"], sources=told_on("2025-07-02")),
          funding("more", on="2025-06", investors=["Nvidia"], sources=told_on("2025-07-01"))],
         At(position=1), At(),
         [("replaced", "funding/series-c", "investors", ["ASML"], ["ASML", "Nvidia"], ["more"])], only="investors"),
    Case("a company that is bought", [founded(on="2023", sources=told_on("2025-01-01")),
                                     acquisition("buy", company="asml", target={"name": "Mistral AI",
          "slug": COMPANY}, on="2025-09")],
         At(on="2025-08"), At(on="2025-09"),
         [("added", "status", "status", None, "acquired", ["buy"])]),
    Case("a deal that another company says is one with a deal for another is none for it any more",
         [FOUNDED, BOUGHT, OTHERS_DEAL], *known("2025-07", "2025-08"),
         [("merged", "status", "status", "acquired", None, ["others-deal"])]),
    Case("a deal that another company says is one with a deal for it is a deal for it",
         [FOUNDED, BOUGHT, OTHERS_DEAL], *known("2025-08", "2025-07"),
         [("added", "status", "status", None, "acquired", ["others-deal"])]),
    Case("a deal of another company moves when it is one with a third", [FOUNDED, BOUGHT, LATER_DEAL, ONE_BUYER],
         *known("2025-07", "2025-08"), [("merged", "status", "status", "acquired", "acquired", ["one-buyer"])]),
    Case("a merge by a company that has no part in a deal moves it nowhere",
         [FOUNDED, BOUGHT, retraction("void", "bought", company="asml", sources=told_on("2025-08-01")),
          merge("third", ["acquisition/mistral-ai"], company="koyeb", subject="acquisition/alan",
                sources=told_on("2025-08-01"))],
         *known("2025-07", "2025-08"), [("retracted", "status", "status", "acquired", None, ["void"])]),
    Case("a company that is no longer listed",
         [listing("in", on="2025-01", sources=told_on("2025-02-01")), listing("out", on="2025-09", stage="delisted")],
         At(on="2025-08"), At(on="2025-09"),
         [("ended", "listing/euronext", "stage", "listed", "delisted", ["out"]),
          ("ended", "status", "status", "public", None, ["out"])], only="stage status"),
    Case("a company that closes", [founded(on="2023"), closed("end", on="2025-09")], At(on="2025-08"), At(on="2025-09"),
         [("added", "closed", "on", None, "2025-09", ["end"]), ("added", "status", "status", None, "closed", ["end"])]),
    Case("a site that closes", [data_center("open", on="2025-01"), data_center("shut", on="2025-09", stage="closed")],
         At(on="2025-08"), At(on="2025-09"),
         [("ended", "data-center/essonne/owner", "stage", "operational", "closed", ["shut"])], only="stage"),
    Case("a closing reported before it happened stays a plan for those who know no more",
         [STARTED, funding("plan", on="2025-06", raised=eur(5), sources=told_on("2025-02-01"))],
         *known("2025-05", "2025-06"),
         [("added", "funding/series-c", "raised", None, "5 EUR", ["plan"])], only="raised"),
    Case("a partnership told anew by another is the same with another account",
         [partnership("one", on="2025-01", sources=told_on("2025-01-31")), partnership("two", on="2025-02",
          sources=told_on("2025-03-01"))],
         At(on="2025-01"), At(on="2025-02"),
         [("replaced", "partnership/stellantis/customer", "partner", "Stellantis", "Stellantis", ["two"])],
          only="partner"),
    Case("the same vantage twice", [ROUND, TWIN, SAME, HEADS], At(), At(), []),
]  # fmt: skip


def records(events: list[Event]) -> list[Record]:
    return [record(one, position) for position, one in enumerate(events, 1)]


def shown(change: Change) -> tuple[str, str, str, Any, Any, list[str]]:
    return (
        change.kind.value,
        change.subject,
        change.field,
        _shown(change.before),
        _shown(change.after),
        [cause.seen.id for cause in change.because],
    )


def _shown(row: Chosen[Any] | None) -> Any:
    return plainly(row.value) if row is not None else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_changes_are_what_the_table_says(case: Case) -> None:
    history = records(case.events)
    before, after = (state(COMPANY, history, at.vantage) for at in (case.before, case.after))
    changes = [change for change in diff(before, after) if not case.only or change.field in case.only.split()]
    assert [shown(change) for change in changes] == case.changes


def test_of_a_company_unknown_on_both_sides_nothing_changes() -> None:
    assert diff(None, None) == ()


def test_a_cause_is_read_through_the_side_it_counts_on() -> None:
    history = records([STARTED, AGREED])
    before, after = (state(COMPANY, history, At(known_by=by).vantage) for by in ("2025-08", "2025-09"))
    (change,) = diff(None, before)[:1]
    assert [source.publisher for source in change.because[0].seen.sources] == ["Wired"]
    assert [source.publisher for source in diff(None, after)[0].because[0].seen.sources] == ["Wired", "FT"]
    back = diff(before, None)[0]
    assert back.because[0].through is before


CLOCKS = [
    (At(on="2025-05"), At(on="2025-06"), Clock.HAPPENED),
    (At(known_by="2025-06-15"), At(known_by="2025-07-15"), Clock.LEARNED),
    (At(position=0), At(), Clock.LOADED),
    (At(confidence=Confidence.CONFIRMED), At(), Clock.OTHERWISE),
    (At(on="2025-05", known_by="2025-07-15", position=0), At(), Clock.HAPPENED),
    (At(known_by="2025-06-15", position=0), At(), Clock.LEARNED),
    (At(known_by="2025-07-15", position=0), At(), Clock.LOADED),
    (At(known_by="2025-07-15", confidence=Confidence.CONFIRMED), At(), Clock.OTHERWISE),
]


@pytest.mark.parametrize(("before", "after", "expected"), CLOCKS)
def test_a_change_is_told_by_the_clock_that_made_it(before: At, after: At, expected: Clock) -> None:
    history = records([ROUND])
    changes = diff(state(COMPANY, history, before.vantage), state(COMPANY, history, after.vantage))
    assert changes
    assert {clock(change, before.vantage, after.vantage) for change in changes} == {expected}


# --- the laws ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Between:
    """A random history, and two vantages of it."""

    history: list[Json]
    vantages: tuple[Vantage, Vantage]

    def states(self, slug: str) -> tuple[CompanyState | None, CompanyState | None]:
        before, after = self.vantages
        return state(slug, self._records, before), state(slug, self._records, after)

    @property
    def _records(self) -> list[Record]:
        return [record(told(line), place, recorded_at(place)) for place, line in enumerate(self.history, 1)]


def _vantage(asked: Asked, position: int) -> Vantage:
    at = LogHead(position, bytes(32), 1, recorded_at(position))
    return Vantage(asked.on, asked.known_by, at, Confidence[asked.confidence], Certainty[asked.dates])


@st.composite
def _between(draw: st.DrawFn) -> Between:
    """Along one clock, or along all of them."""
    history = draw(histories)
    positions = st.integers(0, len(history))
    one, other = draw(vantages), draw(vantages)
    first, second = draw(positions), draw(positions)
    match draw(st.sampled_from(["on", "known_by", "recorded", "confidence", "mixed"])):
        case "on":
            pair = _vantage(one, first), _vantage(Asked(other.on, one.known_by, one.confidence, one.dates), first)
        case "known_by":
            pair = _vantage(one, first), _vantage(Asked(one.on, other.known_by, one.confidence, one.dates), first)
        case "recorded":
            pair = _vantage(one, first), _vantage(one, second)
        case "confidence":
            pair = _vantage(one, first), _vantage(Asked(one.on, one.known_by, other.confidence, other.dates), first)
        case _:
            pair = _vantage(one, first), _vantage(other, second)
    return Between(history, pair)


between = _between()
Row = tuple[Any, str]


def rows(of: Any) -> dict[tuple[str, str], Row]:
    return {key: (chosen.value, chosen.seen.id) for key, chosen in of.items()}


@law(80)
@given(between, st.sampled_from(COMPANIES))
def test_the_state_before_and_the_changes_give_the_state_after(case: Between, slug: str) -> None:
    before, after = case.states(slug)
    assert rows(apply(table(before), diff(before, after))) == rows(table(after))


@law(30)
@given(between, st.sampled_from(COMPANIES))
def test_nothing_differs_between_a_vantage_and_itself(case: Between, slug: str) -> None:
    before, _ = case.states(slug)
    again, _ = case.states(slug)
    assert diff(before, again) == ()


@law(40)
@given(between, st.sampled_from(COMPANIES))
def test_the_way_back_touches_the_same_rows(case: Between, slug: str) -> None:
    before, after = case.states(slug)
    there, back = diff(before, after), diff(after, before)
    assert [(one.subject, one.field) for one in there] == [(one.subject, one.field) for one in back]
    assert rows(apply(table(after), back)) == rows(table(before))


@law(80)
@given(between, st.sampled_from(COMPANIES))
def test_every_change_names_events_in_reach_of_the_side_they_are_read_through(case: Between, slug: str) -> None:
    before, after = case.states(slug)
    for change in diff(before, after):
        assert change.because
        for cause in change.because:
            assert cause.through in (before, after)
            assert cause.seen in (*cause.through.history.own, *cause.through.history.others)
        assert len({cause.seen.id for cause in change.because}) == len(change.because)


@law(80)
@given(between, st.sampled_from(COMPANIES))
def test_a_kind_is_what_it_says(case: Between, slug: str) -> None:
    before, after = case.states(slug)
    for change in diff(before, after):
        assert (change.kind is ChangeKind.ADDED) == (change.before is None)
        if change.kind in (ChangeKind.CORRECTED, ChangeKind.RETRACTED, ChangeKind.DISPUTED):
            assert change.because[0].through is after
            assert change.because[0].seen.event.is_act
        if change.kind is ChangeKind.MERGED:
            assert any(cause.seen.event.kind == "merge" for cause in change.because)
        if change.kind is ChangeKind.UNSEEN and change.after is None and after is not None:
            assert all(cause.through is before for cause in change.because)


@law(30)
@given(between, st.sampled_from(COMPANIES), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_change(case: Between, slug: str, random: Any) -> None:
    shuffled = list(case.history)
    random.shuffle(shuffled)
    at_head = tuple(
        Vantage(one.on, one.known_by, LogHead(100, bytes(32), 1, recorded_at(6)), one.confidence, one.dates)
        for one in case.vantages
    )
    answers = [
        [shown(change) for change in diff(*Between(history, at_head).states(slug))]  # type: ignore[arg-type]
        for history in (case.history, shuffled)
    ]
    assert answers[0] == answers[1]


def test_a_rumor_told_of_a_day_is_no_change_on_the_next() -> None:
    history = records([STARTED, RUMOR])
    before, after = (state(COMPANY, history, At(on=on).vantage) for on in ("2025-07", "2025-09"))
    assert diff(before, after) == ()


def test_the_table_has_one_row_a_field_of_a_subject() -> None:
    history = records([ROUND, TWIN, HEADS, STARTED, usd_valuation()])
    found = state(COMPANY, history, At().vantage)
    assert found is not None
    assert len(table(found)) == len(found.statements)
    assert table(None) == {}


def usd_valuation() -> Event:
    return event("metric", "worth", metric="valuation", count=None, unit=None, money=usd(14), on="2026-01")


def _standing_there(side: CompanyState | None, id: str) -> Any:
    """All of an event that a state may depend on."""
    if side is None:
        return None
    reach = side.history
    seen = next((one for one in (*reach.own, *reach.others) if one.id == id), None)
    if seen is None:
        return None
    told = seen in reach.folded or seen in reach.naming
    return told, reach.standings.stands(seen), reach.standings.has_force(seen), seen.sources, seen in reach.own


@law(80)
@given(between, st.sampled_from(COMPANIES))
def test_what_is_named_is_not_the_same_on_both_sides(case: Between, slug: str) -> None:
    before, after = case.states(slug)
    for change in diff(before, after):
        for cause in change.because:
            assert _standing_there(before, cause.seen.id) != _standing_there(after, cause.seen.id), shown(change)
