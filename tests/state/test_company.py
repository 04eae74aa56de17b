"""What a company's events add up to: what counts and what does not, who it is, what it holds, whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from builders import (
    acquisition,
    closed,
    dispute,
    eur,
    event,
    founded,
    funding,
    listing,
    log,
    merge,
    metric,
    model,
    profile,
    retraction,
    role,
    source,
    stake,
    target,
    usd,
    value_of,
    vantage,
)

from dateline.events.event import Event
from dateline.state.accounts import Step
from dateline.state.company import CompanyState, Status, state
from dateline.state.seen import Seen
from dateline.state.standing import Standing
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.money import Money
from dateline.values.vocabulary import Confidence, Instrument, Per

RUMORED = "rumored"


def at(
    events: Iterable[Event],
    slug: str = "mistral-ai",
    on: str = "2026-11-22",
    known_by: str | None = None,
    **seen: object,
) -> CompanyState:
    made = maybe(events, slug, vantage(on, known_by, **seen))  # type: ignore[arg-type]
    assert made is not None
    return made


def maybe(events: Iterable[Event], slug: str, where: Vantage) -> CompanyState | None:
    return state(slug, log(*events), where)


def ids(seen: Iterable[Seen]) -> list[str]:
    return [one.id for one in seen]


# What counts.


def test_a_company_of_which_nothing_is_in_reach_is_as_one_never_heard_of() -> None:
    events = [funding("a", sources=[source(published="2025-09-10")])]
    assert maybe(events, "mistral-ai", vantage(known_by="2025-09-09")) is None
    assert maybe(events, "mistral-ai", vantage(position=0)) is None
    assert maybe(events, "asml", vantage()) is None
    assert maybe(events, "mistral-ai", vantage(known_by="2025-09-10")) is not None


def test_state_rumors_and_what_is_upcoming_lie_apart() -> None:
    made = at(
        [
            funding("fact", round="a", on="2025-01"),
            funding("rumor", round="b", on="2025-02", confidence=RUMORED),
            funding("plan", round="c", on="2027"),
            funding("rumored/plan", round="d", on="2028-03", confidence=RUMORED),
        ]
    )
    assert [round_.key for round_ in made.rounds] == ["a"]
    assert ids(made.history.folded) == ["fact"]
    assert ids(made.history.rumors) == ["rumor"]
    assert ids(made.history.upcoming) == ["plan", "rumored/plan"]
    assert ids(made.history.timeline) == ["fact", "rumor"]


def test_what_is_not_yet_is_no_rumor_whatever_its_confidence() -> None:
    for confidence in ("rumored", "reported", "confirmed"):
        made = at([founded("f"), funding("e", on="2027", confidence=confidence)])
        assert (ids(made.history.upcoming), ids(made.history.rumors)) == (["e"], [])


def test_a_date_that_begins_after_the_day_of_knowledge_is_a_plan() -> None:
    told = funding("e", on="2026-03", sources=[source(published="2026-01-10")])
    assert ids(at([told], on="2026-12-31", known_by="2026-02-28").history.upcoming) == ["e"]
    assert ids(at([told], on="2026-12-31", known_by="2026-03-01").history.folded) == ["e"]


CERTAIN, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("on", "known_by", "date", "dates", "place"),
    [
        ("2025-06-30", None, "2025", CERTAIN, "possible"),
        ("2025-01-01", None, "2025", CERTAIN, "possible"),
        ("2024-12-31", None, "2025", CERTAIN, "upcoming"),
        ("2024-12-31", None, "2025", POSSIBLE, "upcoming"),
        ("2025-12-31", None, "2025", CERTAIN, "folded"),
        ("2025-06-30", None, "2025-07-01", CERTAIN, "upcoming"),
        # "by then": on every day before it may have been so, also where dates count from their first day
        ("2024-06-30", None, "../2025-03", CERTAIN, "possible"),
        ("2024-06-30", None, "../2025-03", POSSIBLE, "possible"),
        ("2025-03-31", None, "../2025-03", POSSIBLE, "folded"),
        # a plan for all that is known stays one, wherever `on` lies
        ("2026-06-30", "2026-01-31", "2026-03/2026-12", CERTAIN, "upcoming"),
        ("2026-06-30", "2026-01-31", "2026-03/2026-12", POSSIBLE, "upcoming"),
        ("2027-06-30", "2026-01-31", "2026-03/2026-12", CERTAIN, "upcoming"),
        ("2026-06-30", "2026-03-01", "2026-03/2026-12", CERTAIN, "possible"),
    ],
)
@pytest.mark.parametrize("confidence", ["rumored", "reported"])
def test_what_may_have_happened_is_possible_and_what_begins_later_is_upcoming(
    on: str, known_by: str | None, date: str, dates: Certainty, place: str, confidence: str
) -> None:
    said = [source(published="2024-01-10"), source(published="2026-01-10")]
    told = funding("e", on=date, sources=said, confidence=confidence)
    found = at([told], on=on, known_by=known_by, dates=dates, confidence=Confidence.RUMORED).history
    lists = {"folded": found.folded, "possible": found.possible, "upcoming": found.upcoming, "rumors": found.rumors}
    assert {name: ids(events) for name, events in lists.items() if events} == {place: ["e"]}


def test_widening_the_confidence_moves_rumors_into_the_state_and_loses_nothing() -> None:
    events = [funding(name, round=name, on="2025", confidence=name) for name in ("rumored", "reported", "confirmed")]
    found = {
        least: at(events, confidence=least) for least in (Confidence.CONFIRMED, Confidence.REPORTED, Confidence.RUMORED)
    }
    assert [len(made.rounds) for made in found.values()] == [1, 2, 3]
    assert [len(made.history.rumors) for made in found.values()] == [2, 1, 0]
    assert {tuple(ids(made.history.timeline)) for made in found.values()} == {("confirmed", "reported", "rumored")}


def test_possible_dates_count_from_their_first_day() -> None:
    told = funding("e", on="2025")
    assert ids(at([told], on="2025-06-30").history.possible) == ["e"]
    assert ids(at([told], on="2025-06-30", dates=Certainty.POSSIBLE).history.folded) == ["e"]


def test_a_timeline_has_events_of_every_standing_and_the_acts() -> None:
    made = at(
        [
            funding("right", round="a", on="2025-01"),
            funding("wrong", round="b", on="2025-02"),
            funding("doubted", round="c", on="2025-03"),
            funding("old", round="d", on="2025-04"),
            retraction("r", of="wrong", on="2025-05"),
            dispute("d", of="doubted", on="2025-06"),
            funding("new", round="d", on="2025-07", corrects="old", reason="a typo"),
        ]
    )
    standing = {one.id: made.history.standings.of(one.id).standing for one in made.history.timeline}
    assert standing == {
        "right": Standing.STANDING,
        "wrong": Standing.RETRACTED,
        "doubted": Standing.DISPUTED,
        "old": Standing.CORRECTED,
        "r": Standing.STANDING,
        "d": Standing.STANDING,
        "new": Standing.STANDING,
    }
    assert [round_.key for round_ in made.rounds] == ["a", "d"]


def test_acts_on_events_are_never_rumors_nor_upcoming() -> None:
    acts = [retraction("r", of="f", on="2030"), merge("m", ["mistral"], on="2030")]
    made = at([profile("p", name="Mistral AI", on="2023"), founded("f", on="2023"), *acts])
    assert (made.history.rumors, made.history.upcoming, made.founding) == ((), (), None)


# Who it is.


def test_a_name_is_the_slug_while_nobody_has_said_one() -> None:
    assert at([funding("a")]).name == "mistral-ai"
    assert at([funding("a"), profile("b", name="Mistral AI", on="2025")], on="2025-12-30").name == "mistral-ai"
    assert at([funding("a"), profile("b", name="Mistral AI", on="2025")], on="2025-12-31").name == "Mistral AI"


def test_a_rename_is_a_name_since_its_day() -> None:
    events = [founded("a", name="Mistral", on="2023-05"), profile("b", name="Mistral AI", on="2024-06-01")]
    assert [at(events, on=on).name for on in ("2023-05-31", "2024-05-31", "2024-06-01")] == ["Mistral", "Mistral",
                                                                                             "Mistral AI"]  # fmt: skip


def test_a_name_is_no_alias_of_itself() -> None:
    made = at([profile("a", name="Mistral AI", aliases=["Mistral", "Mistral AI"])])
    assert made.aliases == ("Mistral",)
    assert at([funding("a")]).aliases == ()


# What became of it.

BOUGHT = acquisition("bought", company="asml", target="Mistral AI", on="2025-03")
LISTED = listing("listed", on="2025-01")
CLOSED = closed("closed", on="2025-06")


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], Status.ACTIVE),
        ([LISTED], Status.PUBLIC),
        ([listing("l", stage="filed", on="2025")], Status.ACTIVE),
        ([LISTED, listing("gone", stage="delisted", on="2025-02")], Status.ACTIVE),
        ([LISTED, listing("gone", stage="delisted", on="2025-02", exchange="Nasdaq")], Status.PUBLIC),
        ([BOUGHT], Status.ACQUIRED),
        ([BOUGHT, LISTED], Status.ACQUIRED),
        ([acquisition("b", company="asml", target="Mistral AI", percent=51, on="2025")], Status.ACQUIRED),
        ([acquisition("b", company="asml", target="Mistral AI", percent=50, on="2025")], Status.ACTIVE),
        ([acquisition("b", company="asml", target="Mistral AI", stage="announced", on="2025")], Status.ACTIVE),
        ([acquisition("b", company="asml", target="Mistral AI", stage="abandoned", on="2025")], Status.ACTIVE),
        ([BOUGHT, acquisition("b", company="meta", target="Mistral AI", percent=10, on="2025-09")], Status.ACQUIRED),
        ([CLOSED], Status.CLOSED),
        ([CLOSED, BOUGHT, LISTED], Status.CLOSED),
        ([closed("c", on="2027")], Status.ACTIVE),
        ([closed("c", on="2025", confidence=RUMORED)], Status.ACTIVE),
        ([CLOSED, retraction("r", of="closed"), BOUGHT], Status.ACQUIRED),
    ],
)
def test_the_status_of_a_company(events: list[Event], status: Status) -> None:
    assert at([founded("f", on="2023"), *events]).status is status


def test_a_status_is_that_of_the_day() -> None:
    events = [founded("f", on="2023"), LISTED, BOUGHT, CLOSED]
    found = [at(events, on=on).status for on in ("2025-01-30", "2025-01-31", "2025-03-31", "2025-06-30")]
    assert found == [Status.ACTIVE, Status.PUBLIC, Status.ACQUIRED, Status.CLOSED]


# Whose it is, and what it holds: what others say.


def acquirer(made: CompanyState) -> str | None:
    return made.acquired_by.acquirer if made.acquired_by is not None else None


def test_a_company_is_acquired_by_what_another_one_s_events_say() -> None:
    assert acquirer(at([founded("f"), BOUGHT])) == "asml"
    assert acquirer(at([founded("f"), BOUGHT], on="2025-03-30")) is None
    assert at([founded("f", company="asml"), BOUGHT], slug="asml").acquired_by is None


def test_an_acquisition_that_its_acquirer_retracts_acquires_nobody() -> None:
    events = [founded("f"), BOUGHT, retraction("r", of="bought", company="asml", sources=[source(published="2025-12")])]
    assert acquirer(at(events)) is None
    assert acquirer(at(events, known_by="2025-12-30")) == "asml"


def test_a_target_cannot_retract_what_its_acquirer_says() -> None:
    assert acquirer(at([founded("f"), BOUGHT, retraction("r", of="bought")])) == "asml"


def test_a_correction_of_the_target_frees_the_one_named_wrongly() -> None:
    events = [
        founded("f"),
        founded("k", company="koyeb"),
        BOUGHT,
        acquisition("right", company="asml", target="Koyeb", on="2025-03", corrects="bought", reason="another one"),
    ]
    assert acquirer(at(events)) is None
    assert acquirer(at(events, slug="koyeb")) == "asml"


def test_of_several_accounts_of_one_deal_each_acquirer_has_one_view() -> None:
    events = [
        founded("f"),
        acquisition("a", company="asml", target="Mistral AI", stage="announced", price=eur(5), on="2025-01"),
        acquisition("b", company="asml", target="Mistral AI", stage="completed", price=eur(6), on="2025-03"),
        acquisition("c", company="meta", target="Mistral AI", stage="talks", on="2025-05"),
    ]
    deal = at(events).acquired_by
    assert deal is not None
    assert deal.price is not None
    assert (deal.acquirer, str(deal.price.value), ids(deal.events)) == ("asml", "6 EUR", ["a", "b"])


def test_a_deal_is_one_where_its_acquirer_merged_its_subjects() -> None:
    named = acquisition(
        "a", company="asml", target={"name": "Mistral SAS", "slug": "mistral-sas"}, stage="announced", on="2025-01"
    )
    events = [
        founded("f"),
        merge("names", ["mistral-sas"]),
        named,
        acquisition("b", company="asml", target="Mistral AI", on="2025-03"),
        merge("m", ["acquisition/mistral-sas"], company="asml", subject="acquisition/mistral-ai"),
    ]
    deal = at(events).acquired_by
    assert deal is not None
    assert (deal.key, ids(deal.events)) == ("mistral-ai", ["a", "b"])
    apart = at([one for one in events if one.id != "m"]).acquired_by
    assert apart is not None
    assert ids(apart.events) == ["b"]


def test_a_control_stays_where_a_part_is_sold_later() -> None:
    sold = acquisition("sold", company="meta", target="Mistral AI", percent=20, on="2026-01")
    assert acquirer(at([founded("f"), BOUGHT, sold])) == "asml"


def test_holdings_are_the_stakes_that_others_say_it_has() -> None:
    events = [
        founded("f", company="asml", name="ASML"),
        stake("a", holder="ASML", percent=11, on="2025-09"),
        stake("b", holder="ASML", percent=9, on="2026-02"),
        stake("c", company="koyeb", holder="ASML", percent=3, on="2025-01", confidence=RUMORED),
        stake("d", company="alan", holder="ASML", percent=4, on="2025-01"),
        stake("e", holder="NVIDIA", percent=2),
    ]
    made = at(events, slug="asml")
    held = {holding.company: str(holding.percent.value) for holding in made.holdings if holding.percent is not None}
    assert held == {"mistral-ai": "9", "alan": "4"}
    assert made.holders == ()
    assert [holder.holder.value.name for holder in at(events).holders] == ["NVIDIA", "ASML"]


def test_what_others_say_of_it_is_no_part_of_its_own_timeline() -> None:
    made = at([founded("f"), BOUGHT])
    assert ids(made.history.timeline) == ["f"]
    assert made.history.coverage.events == 1


# Merged.

MISTRAL = profile("old/name", company="mistral", name="Mistral", on="2023")
MERGED = merge("same", ["mistral"], sources=[source(published="2025-06-10")])


def test_a_merged_company_answers_under_either_slug_as_the_one_that_is_kept() -> None:
    events = [
        founded("f", name="Mistral AI", on="2024"),
        MISTRAL,
        funding("a", company="mistral", on="2024-06"),
        MERGED,
    ]
    one, other = at(events), at(events, slug="mistral")
    assert one.slug == other.slug == "mistral-ai"
    assert one.name == other.name == "Mistral AI"
    assert ids(one.history.timeline) == ids(other.history.timeline) == ["old/name", "a", "f", "same"]
    assert [round_.key for round_ in other.rounds] == ["series-c"]


def test_a_merge_is_unknown_before_it_was_published() -> None:
    early = {"on": "2023", "sources": [source(published="2024")]}
    events = [
        founded("f", name="Mistral AI", **early),
        profile("old/name", company="mistral", name="Mistral", **early),
        MERGED,
    ]
    before, after = (at(events, slug="mistral", known_by=day) for day in ("2025-06-09", "2025-06-10"))
    assert (before.slug, before.name, ids(before.history.own)) == ("mistral", "Mistral", ["old/name"])
    assert (after.slug, ids(after.history.own)) == ("mistral-ai", ["f", "old/name", "same"])


def test_a_merge_applies_whatever_day_is_asked_about() -> None:
    """When two names were found to be one says nothing of since when they are."""
    events = [founded("f", on="2023-01-15", sources=[source(published="2023-02")]), MISTRAL, MERGED]
    assert at(events, slug="mistral", on="2023-06").slug == "mistral-ai"


def test_a_retracted_merge_joins_nobody() -> None:
    early = founded("f", sources=[source(published="2025-06-01")])
    events = [early, MISTRAL, MERGED, retraction("r", of="same", sources=[source(published="2025-08")])]
    assert at(events, slug="mistral").slug == "mistral"
    assert at(events, slug="mistral", known_by="2025-07").slug == "mistral-ai"
    again = [*events, retraction("rr", of="r", sources=[source(published="2025-10")])]
    assert at(again, slug="mistral").slug == "mistral-ai"


def test_companies_that_are_merged_in_a_circle_are_one_under_the_first_by_letters() -> None:
    events = [founded("f", company="bbb"), founded("g", company="aaa")]
    circle = [merge("m", ["aaa"], company="bbb"), merge("n", ["bbb"], company="aaa")]
    assert {at([*events, *circle], slug=slug).slug for slug in ("aaa", "bbb")} == {"aaa"}


def test_a_chain_of_merges_ends_at_its_last_name() -> None:
    events = [founded(slug, company=slug) for slug in ("aaa", "bbb", "ccc")]
    chain = [merge("m", ["aaa"], company="bbb"), merge("n", ["bbb"], company="ccc")]
    for slug in ("aaa", "bbb", "ccc"):
        made = at([*events, *chain], slug=slug)
        assert (made.slug, sorted(ids(made.history.own))) == ("ccc", ["aaa", "bbb", "ccc", "m", "n"])


def test_what_was_said_of_a_merged_name_is_said_of_the_company() -> None:
    events = [
        founded("f"), MISTRAL, MERGED,
        acquisition("bought", company="asml", target="Mistral", on="2025"),
        stake("s", company="alan", holder="Mistral", on="2025"),
    ]  # fmt: skip
    made = at(events)
    assert acquirer(made) == "asml"
    assert [holding.company for holding in made.holdings] == ["alan"]


def test_merged_subjects_are_one_subject() -> None:
    events = [
        funding("a", round="series-c", raised=eur(1), on="2025-09"),
        funding("b", round="c", raised=eur(1), on="2025-09"),
        merge("m", ["funding/c"], subject="funding/series-c", sources=[source(published="2025-12")]),
    ]
    assert [(one.key, ids(one.events)) for one in at(events).rounds] == [("series-c", ["a", "b"])]
    assert [one.key for one in at(events, known_by="2025-11").rounds] == ["series-c", "c"]
    undone = [*events, retraction("r", of="m")]
    assert [one.key for one in at(undone).rounds] == ["series-c", "c"]


@pytest.mark.parametrize(
    ("kept", "measure", "due"),
    [
        ("target/users/2026", ("users", None, None), "2026"),
        ("target/users/vibe@month/2026", ("users", "vibe", Per.MONTH), "2026"),
        ("target/users/2026-01/2026-06", ("users", None, None), "2026-01/2026-06"),
        ("target/users/vibe/2026-01/..", ("users", "vibe", None), "2026-01/.."),
        ("target/users/vibe", ("users", "vibe", None), "2027"),
    ],
)
def test_a_merged_target_measures_what_its_key_says_where_only_the_other_was_spoken_of(
    kept: str, measure: tuple[str, str | None, Per | None], due: str
) -> None:
    """The date it is due is the end of its key, and no scope; without one it is what the other says."""
    told = target("t", metric="people", count=900, unit="people", by="2027", on="2025")
    (made,) = at([told, merge("m", ["target/people/2027"], subject=kept)]).targets
    assert (made.measure.metric, made.measure.scope, made.measure.per) == measure
    assert value_of(made.by) == due


# Its figures.


def test_raised_counts_closed_rounds_and_says_what_it_left_out_and_why() -> None:
    made = at(
        [
            funding("a", round="seed", raised=eur(105), on="2023"),
            funding("b", round="a", raised=usd(415), on="2024"),
            funding("c", round="b", on="2025"),
            funding("d", round="c", stage="announced", raised=eur(7), on="2025"),
            funding("e", round="tender", instrument="secondary", raised=eur(9), on="2025"),
            funding("f", round="rumor", raised=eur(9), on="2025", confidence=RUMORED),
        ]
    )
    total, rounds = made.raised()
    assert total.by_currency == (Money(Decimal(105), "EUR"), Money(Decimal(415), "USD"))
    assert (total.counted, total.unknown, total.excluded, total.money) == (2, 1, 2, None)
    assert total.why == (
        "b: amount unknown",
        "c: not closed, only announced",
        "tender: secondary: no money to the company",
    )
    assert [round_.key for round_ in rounds] == ["seed", "a"]
    secondary, _ = made.raised([Instrument.SECONDARY])
    assert str(secondary.money) == "9 EUR"


def test_nothing_counted_is_not_zero() -> None:
    total, _ = at([founded("f")]).raised()
    assert (total.money, total.by_currency, total.counted) == (None, (), 0)


def figures(*spans: str | None, scope: str | None = None) -> list[Event]:
    return [
        metric(f"{span}/{place}", metric="users", count=place, unit="users", per=span, scope=scope)
        for place, span in enumerate(spans, start=1)
    ]


@pytest.mark.parametrize(
    ("events", "asked", "count"),
    [
        (figures(None), {}, "1"),
        (figures("month"), {}, "1"),
        (figures(None, "month"), {}, "1"),
        (figures(None, "month"), {"per": Per.MONTH}, "2"),
        (figures("month", "day"), {}, None),
        (figures("month", "day"), {"per": Per.DAY}, "2"),
        (figures("month"), {"per": Per.DAY}, None),
        (figures(None, scope="Le Chat"), {}, None),
        (figures(None, scope="Le Chat"), {"scope": "le chat"}, "1"),
        ([*figures(None), *figures("month", scope="Le Chat")], {"scope": "Le Chat"}, "1"),
        ([], {}, None),
    ],
)
def test_a_metric_without_a_span_is_the_plain_one_or_else_the_only_one(
    events: list[Event], asked: dict[str, object], count: str | None
) -> None:
    chosen = at([founded("f"), *events]).metric("Users", **asked)  # type: ignore[arg-type]
    assert (str(chosen.value.count) if chosen is not None else None) == count


def test_a_target_is_judged_by_the_figures_of_the_state_only() -> None:
    events = [
        target("t", on="2025-01", by="2025", count=800),
        metric("rumor", on="2025-11", count=900, confidence=RUMORED),
        metric("wrong", on="2025-11", count=900),
        retraction("r", of="wrong"),
    ]
    made = at(events)
    (goal,) = made.targets
    assert made.outcome(goal)[0].value == "unknown"
    reached = at([*events, metric("right", on="2025-11", count=801)])
    outcome, by = reached.outcome(reached.targets[0])
    assert (outcome.value, by.id if by is not None else None) == ("met", "right")


# Where it comes from.


def test_statements_have_every_field_of_every_subject_with_its_events() -> None:
    made = at(
        [
            founded("f", on="2023", name="Mistral AI", founders=["Arthur Mensch"]),
            funding("a", raised=eur(5), valuation=eur(9), leads=["ASML"]),
            role("ceo"),
            stake("s"),
            model("m", parameters=7),
        ]
    )
    fields = {(chosen.subject, chosen.field) for chosen in made.statements}
    assert {
        ("founded", "on"), ("founded", "founders"), ("profile", "name"), ("funding/series-c", "stage"),
        ("funding/series-c", "raised"), ("funding/series-c", "leads"), ("role/arthur-mensch/ceo", "since"),
        ("stake/asml", "percent"), ("model/mistral-7b", "parameters"), ("valuation", "valuation"),
    } <= fields  # fmt: skip
    reach = {one.id for one in made.history.own}
    assert all(chosen.seen.id in reach for chosen in made.statements)


def test_conflicts_are_the_statements_of_which_accounts_do_not_agree() -> None:
    made = at(
        [
            funding("a", raised=eur(5), on="2025-09"),
            funding("b", raised=eur(6), on="2025-09"),
            funding("c", raised=eur("5.9", bound="about"), on="2025-09-01"),
        ]
    )
    (conflict,) = made.conflicts
    assert (conflict.subject, conflict.field, conflict.rule) == ("funding/series-c", "raised", Step.PRECISION)
    assert {other.account.seen.id: other.agrees for other in conflict.alternatives} == {"a": False, "b": True}


def test_coverage_says_what_a_state_rests_on() -> None:
    said = [source("A", "2025-02"), source("B", "2025-03-01")]
    events = [
        founded("a", on="2023-05", sources=said),
        funding("b", on="2025-01", sources=[*said, source("C", "2026-01-05")]),
    ]
    whole, early = at(events).history.coverage, at(events, known_by="2025-02-28").history.coverage
    assert (whole.events, whole.sources, early.sources) == (2, 3, 1)
    days = (whole.first_on, whole.last_on, whole.first_known, whole.last_known)
    assert [str(day) for day in days] == ["2023-05-31", "2025-01-31", "2025-02-28", "2025-02-28"]


def test_an_article_is_one_source_whatever_outlets_it_is_said_to_rely_on() -> None:
    told = [source("A", "2025-02", title="News", cites=cites) for cites in ([], ["Wired"], ["FT", "Wired"])]
    events = [funding(str(place), sources=[one]) for place, one in enumerate(told)]
    events += [funding("page", sources=[source("A", "2025-03", title="News")])]
    assert at(events).history.coverage.sources == 2


def test_a_state_does_not_rest_on_what_was_retracted_or_is_not_believed() -> None:
    events = [founded("a"), funding("b"), retraction("r", of="b"), funding("c", confidence="rumored")]
    assert at(events).history.coverage.events == 1
    assert maybe(events[1:3], "mistral-ai", vantage("2026-11-22")) is None
    assert at(events, confidence=Confidence.RUMORED).history.coverage.events == 2


def test_nothing_that_counts_yet_is_covered_by_nothing() -> None:
    made = at([funding("a", on="2027")])
    coverage = made.history.coverage
    assert (coverage.events, coverage.sources, coverage.first_on, coverage.last_known) == (0, 0, None, None)
    assert ids(made.history.upcoming) == ["a"]


def test_an_act_of_another_company_does_nothing_here() -> None:
    made = at([funding("a"), event("retraction", "r", company="asml", event="a")])
    assert ids(made.history.folded) == ["a"]


@pytest.mark.parametrize(
    ("events", "is_told"),
    [
        ([founded("a")], True),
        ([founded("a", confidence="rumored")], True),
        ([founded("a", on="2099")], True),
        ([founded("a"), dispute("d", of="a")], True),
        ([founded("a"), founded("b", corrects="a", reason="a slip")], True),
        ([founded("a"), retraction("r", of="a"), retraction("rr", of="r")], True),
        ([founded("a"), retraction("r", of="a")], False),
        ([founded("a"), founded("b", corrects="a", reason="a slip"), retraction("r", of="b")], True),
        ([founded("a"), founded("b", corrects="a", reason="a slip"), retraction("r", of="b"), retraction("s", of="a")],
         False),
        ([retraction("r", of="nowhere")], False),
        ([merge("m", ["funding/b"], subject="funding/a")], False),
        ([merge("m", ["mistral"])], False),
        ([merge("m", ["mistral"]), founded("a", company="mistral")], True),
        ([merge("m", ["mistral"]), founded("a", company="mistral"), event("retraction", "r", company="mistral",
                                                                          event="a")], False),
    ],
)  # fmt: skip
def test_a_company_has_a_state_if_anything_is_told_of_it_that_was_not_taken_back(
    events: list[Event], is_told: bool
) -> None:
    assert (maybe(events, "mistral-ai", vantage("2026-11-22")) is not None) is is_told
