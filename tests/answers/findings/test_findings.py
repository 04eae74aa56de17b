"""Findings: each rule with what makes it speak and what does not; none changes a state, looks ahead, or raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest
from answers import ask, code_of, memory
from builders import (
    FULL,
    Json,
    acquisition,
    closed,
    data_center,
    dispute,
    eur,
    event,
    founded,
    funding,
    log,
    merge,
    metric,
    model,
    partnership,
    product,
    profile,
    record,
    retraction,
    role,
    source,
    stake,
    usd,
    vantage,
)
from histories import Asked, histories, law, recorded_at, told, vantages
from hypothesis import given

from dateline import docs
from dateline.answers.findings.finding import Finding
from dateline.answers.findings.names import named
from dateline.answers.findings.rules import RULES, findings
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.log.record import LogHead
from dateline.state.company import CompanyState, state
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.text import slugify
from dateline.values.vocabulary import Confidence


def state_of(events: Iterable[Event], **at: Any) -> CompanyState:
    found = state("mistral-ai", log(*events), vantage(**at))
    assert found is not None
    return found


def found_in(*events: Event, **at: Any) -> list[Finding]:
    return list(findings(state_of(events, **at)))


def said(rule: str, *events: Event, **at: Any) -> list[str]:
    return [finding.message for finding in found_in(*events, **at) if finding.rule == rule]


def about(rule: str, *events: Event, **at: Any) -> list[list[str]]:
    return [[seen.id for seen in finding.events] for finding in found_in(*events, **at) if finding.rule == rule]


def settled(rule: str, *events: Event) -> bool:
    """Whether the remedy of the one finding of a rule, recorded, takes the finding away."""
    (finding,) = [finding for finding in found_in(*events) if finding.rule == rule]
    assert finding.remedy is not None
    return not about(rule, *events, decode(finding.remedy))


def seed(id: str = "seed", **fields: Any) -> Event:
    return funding(id, **{"round": id, "raised": eur(105), "on": "2025-06", **fields})


# --- the order of a life ---------------------------------------------------------------------------------------------


def test_funded_before_founded() -> None:
    rule, birth = "funded-before-founded", founded("f", on="2023-05")
    assert said(rule, birth, funding(round="seed", on="2023-04")) == [
        "the round seed closed (Apr 2023) before the company was founded (May 2023)"
    ]
    assert about(rule, birth, funding("a", on="2023-04")) == [["a", "f"]]
    assert not about(rule, birth, funding("a", on="2023-05"), funding("b", round="b", on="2023"))
    assert not about(rule, birth, funding("a", on="2023-04", stage="announced"))
    assert not about(rule, funding("a", on="2023-04"))


def test_founded_on_new_year() -> None:
    rule = "founded-on-new-year"
    assert about(rule, founded("f", on="2023-01-01")) == [["f"]]
    assert settled(rule, founded("f", on="2023-01-01"))
    for on in ("2023-01", "2023", "2023-01-02", "2022-12-01"):
        assert not about(rule, founded("f", on=on))


def test_active_after_closing() -> None:
    rule, end = "active-after-closing", closed("end", on="2025-03")
    assert said(rule, end, model("m", on="2025-04-02")) == [
        "released the model mistral-7b (2 Apr 2025) after the company was closed (Mar 2025)"
    ]
    late = [funding("a", on="2025-04"), acquisition("b", on="2025-05"), product("c", on="2025-06")]
    assert sorted(about(rule, end, *late)) == [["a", "end"], ["b", "end"], ["c", "end"]]
    assert not about(rule, end, funding("a", on="2025-03"), funding("b", stage="talks", on="2025-05"))


def test_ended_without_start() -> None:
    rule, ended = "ended-without-start", role("out", stage="ended", on="2025-09")
    assert about(rule, ended, partnership("p", stage="ended")) == [["out"], ["p"]]
    assert not about(rule, role("in", stage="started", on="2024"), ended)
    assert not about(rule, role("in", stage="started", on="2024"))


def test_acquires_itself() -> None:
    own = acquisition("a", target={"name": "Mistral AI", "slug": "mistral-ai"})
    assert about("acquires-itself", own) == [["a"]]
    assert not about("acquires-itself", acquisition("a"))
    merged = [acquisition("a", target="Mistral"), merge("m", ["mistral"])]
    assert about("acquires-itself", *merged) == [["a"]]


def bought(id: str, by: str, on: str, **fields: Any) -> Event:
    return acquisition(id, company=by, on=on, target={"name": "Mistral AI", "slug": "mistral-ai"}, **fields)


def test_acquired_twice() -> None:
    rule, own = "acquired-twice", profile(name="Mistral AI")
    assert said(rule, own, bought("a", "aaa", "2025-01-10"), bought("b", "bbb", "2025-06-01")) == [
        "acquired by aaa (10 Jan 2025) and by bbb (1 Jun 2025) within a year"
    ]
    assert not about(rule, own, bought("a", "aaa", "2020"), bought("b", "bbb", "2025"))
    assert not about(rule, own, bought("a", "aaa", "2025-01", percent=20), bought("b", "bbb", "2025-06"))
    assert not about(rule, own, bought("a", "aaa", "2025-01", stage="announced"), bought("b", "bbb", "2025-06"))
    assert not about(rule, own, bought("a", "aaa", "2025-01"), bought("b", "aaa", "2025-02"))


# --- one thing under two names ---------------------------------------------------------------------------------------


def series_c(id: str, **fields: Any) -> Event:
    return funding(id, **{"round": id, "series": "Series C", **fields})


def test_series_closed_twice() -> None:
    rule = "series-closed-twice"
    two = [
        series_c("asml", raised=eur(1_700_000_000)),
        series_c("atlantic", on="2026-06", sources=[source("A", "2026-07")]),
    ]
    assert said(rule, *two) == ["Series C closed 2 times: asml (9 Sep 2025, €1.7bn) and atlantic (Jun 2026)"]
    assert about(rule, *two) == [["asml", "atlantic"]]
    assert about(rule, series_c("a"), series_c("b", series="series c")) == [["a", "b"]]
    assert not about(rule, series_c("a"), series_c("b", stage="announced"))
    assert not about(rule, series_c("a"), series_c("b", instrument="secondary"))
    for series in ("Seed", "Series C extension", "Series C+", None):
        assert not about(rule, series_c("a", series=series), series_c("b", series=series))


def test_two_rounds_close_in_date_and_amount_are_probable_duplicates() -> None:
    rule = "probable-duplicate"
    pair = [seed("seed"), seed("seed-1", on="2025-06-13")]
    assert about(rule, *pair) == [["seed", "seed-1"]]
    assert settled(rule, *pair)
    (remedy,) = [json.loads(str(finding.remedy)) for finding in found_in(*pair) if finding.rule == rule]
    assert (remedy["type"], remedy["subject"], remedy["same"]) == ("merge", "funding/seed", ["funding/seed-1"])
    assert about(rule, seed("a"), seed("b", on="2025-07-31")) == [["a", "b"]]
    assert about(rule, seed("a"), seed("b", raised=eur(107))) == [["a", "b"]]
    assert about(rule, seed("a"), seed("b", raised=usd(121))) == [["a", "b"]], "at the rate of the day"


@pytest.mark.parametrize(
    "other",
    [
        {"on": "2025-08-02"},
        {"on": "../2025-06"},
        {"raised": eur(109)},
        {"raised": usd(105)},
        {"raised": None},
        {"stage": "talks"},
        {"series": "Series B"},
        {"instrument": "debt"},
    ],
    ids=str,
)
def test_rounds_that_are_probably_two(other: Json) -> None:
    first = seed("a", series="Series A", instrument="equity")
    assert not about("probable-duplicate", first, seed("b", **other))


def test_deals_for_targets_of_other_names_are_several() -> None:
    def deal(id: str, target: str) -> Event:
        return event("acquisition", id, target=target, stage="completed", on="2025-06-10", price=usd(10_000_000))

    assert about("probable-duplicate", deal("a", "Koyeb"), deal("b", "Koyeb SAS")) == [["a", "b"]]
    assert about("probable-duplicate", deal("a", "Data Nova"), deal("b", "Datanovah")) == [["a", "b"]]
    assert not about("probable-duplicate", deal("a", "Koyeb"), deal("b", "Lumina"))


def test_a_group_of_duplicates_is_one_finding_and_keeps_the_name_told_most() -> None:
    group = [seed("a"), seed("b"), seed("c"), seed("c/2", round="c", sources=[source("Wired")])]
    (finding,) = [one for one in found_in(*group) if one.rule == "probable-duplicate"]
    assert json.loads(str(finding.remedy))["subject"] == "funding/c"
    assert settled("probable-duplicate", *group)


def test_what_is_named_alike_is_a_probable_duplicate() -> None:
    rule = "probable-duplicate"
    seven = {"name": "Mistral 7B", "on": "2023-09-27"}
    assert about(rule, model("a", model="7b", **seven), model("b", model="mistral-7b-v01", **seven)) == [["a", "b"]]
    later = {**seven, "on": "2024-05"}
    assert not about(rule, model("a", model="7b", **seven), model("b", model="7b-v2", **later))
    assert not about(rule, model("a", model="7b"), model("b", model="8b"))
    assert about(rule, data_center("a"), data_center("b", site="x", name="ESSONNE", stage="announced")) == [["a", "b"]]
    assert not about(rule, data_center("a"), data_center("b", site="x", name="Essonne", role="user"))


def test_same_statement_twice() -> None:
    rule = "same-statement-twice"
    pair = [metric("a"), metric("b", note="the same row")]
    assert about(rule, *pair) == [["a", "b"]]
    assert settled(rule, *pair)
    assert not about(rule, metric("a"), metric("b", sources=[source("Wired")]))
    assert not about(rule, metric("a"), metric("b", count=701))
    assert not about(rule, metric("a"), metric("b"), retraction("r", "b"))


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_valuation_below_raised() -> None:
    rule = "valuation-below-raised"
    assert said(rule, funding("a", raised=eur(200), valuation=eur(100))) == [
        "the round series-c raised €200 at a valuation of only €100 after it"
    ]
    assert about(rule, funding("a", raised=eur(100), valuation=usd(105)))
    for fields in (
        {"raised": eur(100), "valuation": usd(150)},
        {"raised": eur(200), "valuation": eur(100), "pre_money": True},
        {"raised": eur(200), "valuation": eur(100), "instrument": "debt"},
        {"raised": eur(200, bound="under"), "valuation": eur(100)},
        {"raised": eur(200), "valuation": eur(100, bound="over")},
        {"raised": eur(102), "valuation": eur(100, bound="about")},
        {"raised": eur(200), "valuation": eur(100), "debt": eur(150)},
        {"raised": eur(200)},
    ):
        assert not about(rule, funding("a", **fields)), fields


def test_factor_of_thousand() -> None:
    rule = "factor-of-thousand"
    pair = [funding("m", raised=usd(284_000_000)), funding("n", raised=usd(284_000_000_000))]
    assert said(rule, *pair) == ["raised of funding/series-c differs by a factor of exactly 1,000: a unit slipped"]
    assert about(rule, metric("a"), metric("b", count=700_000)) == [["b", "a"]]
    assert not about(rule, funding("a", raised=usd(284_000_000)), funding("b", raised=usd(283_000_000_000)))
    assert not about(rule, funding("a", raised=usd(1)), funding("b", raised=eur(1000)))


def test_a_valuation_off_by_a_thousand_is_told_once() -> None:
    pair = [funding("m", valuation=usd(284_000_000)), funding("n", valuation=usd(284_000_000_000))]
    assert len(about("factor-of-thousand", *pair)) == 1


def test_stated_rate_far_off() -> None:
    rule = "stated-rate-far-off"
    assert said(rule, funding(raised=eur(100, stated=[usd(200)]), on="2025-09-09")) == [
        "€100 is said to be $200, but was $117.44 at the rate of the day"
    ]
    for raised in (eur(100, stated=[usd(117)]), eur(100, stated=[usd(107)]), eur(100, stated=[usd(50, bound="over")])):
        assert not about(rule, funding(raised=raised, on="2025-09-09"))
    assert not about(rule, funding(raised=eur(100, stated=[usd(200)]), on="2024"))


# --- when it was told ------------------------------------------------------------------------------------------------


def planned(id: str = "plan", **fields: Any) -> Event:
    return funding(id, **{"on": "2025-12", "sources": [source("A", "2025-10-01")], **fields})


def test_plan_never_confirmed() -> None:
    rule = "plan-never-confirmed"
    assert said(rule, planned(series="C", raised=eur(5))) == [
        "Raised €5 (C) (Dec 2025): told on 1 Oct 2025, before it happened, and by nobody since then"
    ]
    after = [source("B", "2026-01-05")]
    assert about(rule, planned(), planned("b", stage="announced", sources=after, on="2025-10")) == [["plan"]]
    assert about(rule, planned(), planned("b", sources=after, confidence="rumored")) == [["plan"]]
    assert not about(rule, planned(), planned("b", sources=after))
    assert not about(rule, planned(sources=[source("A", "2025-10-01"), *after]))
    assert not about(rule, planned(), planned("b", stage="abandoned", sources=after))
    assert not about(
        rule,
        planned(),
        planned("b", round="other", sources=after),
        merge("m", ["funding/other"], subject="funding/series-c"),
    ), "merged"


def test_a_plan_is_asked_after_only_once_its_day_has_passed_for_the_reader() -> None:
    rule = "plan-never-confirmed"
    for at in ({"known_by": "2025-12-31"}, {"on": "2025-12-15"}, {"known_by": "2025-11-01"}):
        assert not about(rule, planned(), **at)
    assert about(rule, planned(), known_by="2026-01-01") == [["plan"]]
    confirmed = [planned(), planned("b", sources=[source("B", "2026-01-05")])]
    assert about(rule, *confirmed, known_by="2026-01-04") == [["plan"]], "no look-ahead"


def test_told_beyond_its_source() -> None:
    rule = "told-beyond-its-source"
    over = funding("a", on="2025-09", sources=[source("A", "2025-09-09")])
    assert said(rule, over) == [
        "dated Sep 2025, but told on 9 Sep 2025: what is told as past ends there (2025-09-01/2025-09-09), and a plan"
        " begins after it"
    ]
    assert settled(rule, over)
    assert about(rule, metric("m", on="../2025-09-30", sources=[source("A", "2025-09-09")])) == [["m"]]
    for on, published in (
        ("2025-09", "2025-09-30"),
        ("2025-09-09", "2025-09-09"),
        ("2025-09", "2025-08-31"),
        ("2025", "2025"),
        ("2025-09-01/2025-09-09", "2025-09-09"),
    ):
        assert not about(rule, funding("a", on=on, sources=[source("A", published)])), on
    assert not about(rule, funding("a", on="2025-09", sources=[source("A", "2025-09-09"), source("B", "2025-10-01")]))


def test_two_names_one_slug() -> None:
    rule = "two-names-one-slug"
    assert said(rule, stake("a", holder="Lü Wei"), stake("b", holder="Lu Wei")) == [
        "“Lü Wei” and “Lu Wei” fall on one slug, lu-wei, and are taken for one: write a `slug` to one of them if they"
        " are two"
    ]
    roles = role("a", person="Lü Wei", title="CEO"), founded("b", founders=["LU WEI", "Ann"])
    assert about(rule, *roles) == [["a", "b"]], "whatever the parties do"
    assert said(rule, model("a", model="GPT*"), model("b", model="gpt")) == [
        "“GPT*” and “gpt” fall on one slug, gpt, and are taken for one: write another model to one of them if they are"
        " two"
    ]
    for one, other in (("Mistral AI", "MISTRAL.ai"), ("A&B", "A and B"), ("A B", "A\u00a0B"), ("So\u00adft", "Soft")):
        assert not about(rule, stake("a", holder=one), stake("b", holder=other)), (one, other)
    alphabet = stake("b", holder={"name": "Alphabet", "slug": "google"})
    assert not about(rule, stake("a", holder="Google"), alphabet), "a slug that is written is no accident"
    assert not about(rule, stake("a", holder="Acmé"), funding("b", round="acme")), "a round and a holder share nothing"
    assert not about(rule, stake("a", holder="基金A"), stake("b", holder="集团A"))


@pytest.mark.parametrize("said_in_full", FULL, ids=lambda one: str(one["type"]))
def test_every_name_that_a_subject_is_made_of_is_looked_at(said_in_full: Json) -> None:
    """A new kind whose key is not among `names.KEYS` fails here."""
    event = decode(json.dumps(said_in_full))
    if event.subject is None or event.is_act:
        return
    parts = set(re.split("[/@]", event.subject)[1:])
    looked_at = {slugify(name) for _, name in named(event)}
    others = {field.value for field in vars_of(event) if isinstance(field, Enum)}
    others |= {day for field in vars_of(event) if isinstance(field, PartialDate) for day in field.edtf.split("/")}
    assert parts <= looked_at | others | {"unknown"}, "a role whose person nobody names"


def vars_of(event: Event) -> list[Any]:
    return [getattr(event, name) for name in event.__struct_fields__]


def test_published_in_future() -> None:
    rule = "published-in-future"
    early = datetime(2025, 9, 8, 12, tzinfo=UTC)

    def late(*sources: Json) -> list[Finding]:
        one = record(funding("a", sources=list(sources)), recorded_at=early)
        found = state("mistral-ai", [one], vantage(recorded_at=early))
        assert found is not None
        return [finding for finding in findings(found) if finding.rule == rule]

    (finding,) = late(source("A", "2025-09-10"))
    assert finding.message == ("its source is dated 10 Sep 2025, after the day on which it was recorded (8 Sep 2025)")
    assert late(source("A", None, retrieved="2025-09-30"))
    assert not late(source("A", "2025-09-09")), "somewhere it is tomorrow already"
    assert not late(source("A", "2025-09"))


def test_source_dated_otherwise() -> None:
    rule = "source-dated-otherwise"

    def page(url: str, published: str | None, **fields: str) -> Json:
        return funding("a", sources=[source("TechCrunch", published, url=f"https://example.com{url}", **fields)])

    late = page("/2023/12/11/mistral-closes/", "2025-12-11")
    (finding,) = [one for one in found_in(late) if one.rule == rule]
    assert finding.message == "its source is dated 11 Dec 2025 where its address says 11 Dec 2023"
    assert settled(rule, late)
    assert json.loads(str(finding.remedy))["sources"][0]["published"] == "2023-12-11"
    assert about(rule, page("/2025/07/01/x", "2025-08-01"))
    assert about(rule, page("/news/2018-12-19", "1950-07-02"))
    assert not about(rule, page("/2025/07/01/x", "2025-07-08"))
    assert not about(rule, page("/2025/07/01/x", "2025-07"))
    assert not about(rule, page("/2025/02/31/x", "2024"))
    assert not about(rule, page("/2025/07/123", "2024"))
    assert not about(rule, page("/2025/07/01/x", None, retrieved="2026-01-01"))


def test_implausible_date() -> None:
    rule = "implausible-date"
    assert said(rule, founded("a", on="3201-05-01")) == ["1 May 3201 is no plausible date"]
    assert about(rule, founded("a", on="1201")) == [["a"]]
    assert about(rule, event("target", "t", by="2126")) == [["t"]]
    assert about(rule, metric("m", period="0202")) == [["m"]]
    assert not about(rule, founded("a", on="1665"), event("target", "t", by="2050"))


# --- acts ------------------------------------------------------------------------------------------------------------


def test_acts_in_circle() -> None:
    rule = "acts-in-circle"
    circle = [funding("e"), dispute("x", "y"), dispute("y", "x"), retraction("z", "y")]
    assert about(rule, *circle[:3]) == [["x", "y"]]
    assert not about(rule, *circle), "the retraction decides it"
    two = [dispute("v", "w"), dispute("w", "v")]
    assert about(rule, *circle[:3], *two) == [["v", "w"], ["x", "y"]]


def test_stray_act() -> None:
    rule = "stray-act"
    assert said(rule, profile("p", name="X"), retraction("r", "nowhere")) == [
        "speaks of nowhere, of which nothing is known here"
    ]
    assert about(rule, funding("e", company="openai"), retraction("r", "e"), profile("p", name="X")) == [["r"]]
    assert not about(rule, profile("p", name="X"), funding("e"), retraction("r", "e"))
    assert not about(rule, profile("p", name="X"), funding("e"), retraction("r", "e"), known_by="2025-09-10")


def test_a_merge_of_what_nobody_speaks_of_is_a_stray() -> None:
    rule, typo = "stray-act", merge("m", ["funding/sereis-c"], subject="funding/series-c")
    assert said(rule, funding("e"), typo) == ["merges funding/sereis-c, of which nothing is known here"]
    assert not about(rule, funding("e"), funding("f", round="sereis-c"), typo)


def test_merges_in_circle() -> None:
    rule = "merges-in-circle"
    one, other = merge("m", ["funding/b"], subject="funding/a"), merge("n", ["funding/a"], subject="funding/b")
    assert said(rule, funding("e", round="a"), one, other) == [
        "funding/a and funding/b are merged in a circle: funding/a is kept, since a name has to be"
    ]
    assert about(rule, funding("e", round="a"), one, other) == [["m", "n"]]
    assert not about(rule, funding("e", round="a"), one)
    assert not about(rule, funding("e", round="a"), one, merge("n", ["funding/c"], subject="funding/b"))
    companies = [profile("p", name="X"), merge("m", ["mistral"]), merge("n", ["mistral-ai"], company="mistral")]
    assert about(rule, *companies) == [["m", "n"]]
    assert not about(rule, *companies, retraction("r", "n", company="mistral"))
    outside = merge("o", ["funding/b"], subject="funding/z")
    assert about(rule, funding("e", round="a"), one, other, outside) == [["m", "n"]]


def test_merges_fork() -> None:
    rule = "merges-fork"
    one, other = merge("m", ["funding/b"], subject="funding/a"), merge("n", ["funding/b"], subject="funding/c")
    assert said(rule, funding("e", round="a"), one, other) == [
        "funding/a and funding/c are joined by merges of which none says which is kept: funding/a is, as the first by"
        " letters"
    ]
    assert about(rule, funding("e", round="a"), one, other) == [["m", "n"]]
    assert settled(rule, funding("e", round="a"), one, other)
    assert not about(rule, funding("e", round="a"), one, merge("n", ["funding/a"], subject="funding/c"))
    assert not about(rule, funding("e", round="a"), merge("m", ["funding/b", "funding/c"], subject="funding/a"))
    companies = [profile("p", name="X"), merge("m", ["mistral"]), merge("n", ["mistral"], company="other")]
    assert about(rule, *companies) == [["m", "n"]]


def test_merge_by_another() -> None:
    rule = "merge-by-another"
    told = [profile("p", name="X"), profile("q", company="mistral", name="Y")]
    third = merge("m", ["mistral", "mistral-ai"], company="aaa")
    assert said(rule, *told, third) == ["mistral and mistral-ai are joined by aaa, of which nothing else is told"]
    assert about(rule, *told, third) == [["m"]]
    assert not about(rule, *told, third, profile("r", company="aaa", name="Z"))
    assert not about(rule, *told, merge("m", ["mistral"]))
    assert not about(rule, profile("p", name="X"), third)


# --- all of them -----------------------------------------------------------------------------------------------------


def test_every_rule_has_its_test_and_its_line_in_the_documentation() -> None:
    table = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", docs.page("findings"), re.MULTILINE))
    assert table == {name: rule.description for name, rule in RULES.items()}
    assert list(RULES) == sorted(RULES)
    functions = {rule.check.__name__ for rule in RULES.values()}
    assert functions == {name.replace("-", "_") for name in RULES}


@law(100)
@given(histories, vantages)
def test_findings_are_pure_and_their_places_are_their_own(history: list[Json], asked: Asked) -> None:
    records = [record(told(one), place, recorded_at(place)) for place, one in enumerate(history, start=1)]
    at = Vantage(
        asked.on,
        asked.known_by,
        LogHead(100, bytes(32), 1, recorded_at(13)),
        Confidence[asked.confidence],
        Certainty[asked.dates],
    )
    for slug in ("acme", "bolt", "cray"):
        company = state(slug, records, at)
        if company is None:
            continue
        found = findings(company)
        reach = {seen.id for seen in (*company.history.own, *company.history.others)}
        assert [finding.place for finding in found] == sorted({finding.place for finding in found})
        assert all(finding.events and {seen.id for seen in finding.events} <= reach for finding in found)
        assert all(decode(finding.remedy) for finding in found if finding.remedy is not None)


# --- many companies --------------------------------------------------------------------------------------------------

PAGE = """
query Page($companies: [String!], $rules: [String!], $first: Int, $after: String, $knownBy: Date) {
  asOf(on: "2026-11-22", knownBy: $knownBy) {
    findings(companies: $companies, rules: $rules, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage endCursor }
      nodes { rule message company { slug } events { key standing } remedy }
    }
  }
}
"""


def odd(company: str, **fields: Any) -> list[Event]:
    return [
        founded(f"{company}/founded", company=company, on="2023-01-01"),
        funding(f"{company}/seed", company=company, on="2022-05", **fields),
    ]


async def page(log: Any, **asked: Any) -> Any:
    return (await ask(log, PAGE, **asked))["asOf"]["findings"]


def places(found: Any) -> list[tuple[str, str]]:
    return [(node["company"]["slug"], node["rule"]) for node in found["nodes"]]


BOTH = ("founded-on-new-year", "funded-before-founded")


async def test_findings_of_all_companies_come_in_pages() -> None:
    slugs = [f"company-{number:03}" for number in range(60)]
    log = await memory(*(one for slug in slugs for one in odd(slug)), profile("quiet", company="quiet", name="Q"))
    expected = [(slug, rule) for slug in slugs for rule in BOTH]
    found, after = [], None
    assert (await page(log, first=0))["totalCount"] == len(expected)
    for _ in range(5):
        one = (await ask(log, PAGE.replace("totalCount", ""), first=29, after=after))["asOf"]["findings"]
        assert one["pageInfo"]["hasPreviousPage"] is (after is not None)
        found += places(one)
        after = one["pageInfo"]["endCursor"]
        if not one["pageInfo"]["hasNextPage"]:
            break
    assert found == expected


async def test_a_page_looks_only_at_the_companies_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    log = await memory(*(one for number in range(300) for one in odd(f"company-{number:03}")))
    read: list[str] = []
    histories = log.histories

    async def counting(slugs: Any, upto: int) -> Any:
        read.extend(slugs)
        return await histories(slugs, upto)

    monkeypatch.setattr(log, "histories", counting)
    query = PAGE.replace("totalCount", "")
    assert len((await ask(log, query, first=4))["asOf"]["findings"]["nodes"]) == 4
    assert len(read) == 50


async def test_findings_are_narrowed_by_company_and_by_rule() -> None:
    log = await memory(*odd("aaa"), *odd("bbb"), *odd("old-bbb"), merge("m", ["old-bbb"], company="bbb"))
    assert places(await page(log)) == [("aaa", rule) for rule in BOTH] + [
        ("bbb", "founded-on-new-year"), ("bbb", "founded-on-new-year"), ("bbb", "funded-before-founded"),
    ]  # fmt: skip
    narrowed = await page(log, companies=["old-bbb", "bbb", "nobody"], rules=["funded-before-founded"])
    assert places(narrowed) == [("bbb", "funded-before-founded")]
    assert narrowed["totalCount"] == 1
    assert await code_of(log, PAGE, rules=["funded-befor-founded"]) == "invalid-input"
    assert await code_of(log, PAGE, after="nonsense") == "invalid-cursor"


async def test_a_company_kept_by_a_circle_of_merges_is_reviewed_once() -> None:
    circle = [merge("m", ["bbb", "000"], company="aaa"), merge("n", ["aaa"], company="bbb")]
    found = await page(await memory(*odd("aaa"), *odd("bbb"), *circle), rules=["funded-before-founded"])
    assert places(found) == [("000", "funded-before-founded")]


async def test_nothing_past_the_knowledge_cut_is_found() -> None:
    late = {"sources": [source("B", "2026-01-05")]}
    log = await memory(*odd("aaa", **late))
    assert places(await page(log, knownBy="2026-01-04")) == [("aaa", "founded-on-new-year")]
    assert places(await page(log, knownBy="2025-01-04")) == []


async def test_a_company_has_its_findings() -> None:
    log = await memory(*odd("aaa"))
    question = (
        '{ asOf(on: "2026-11-22") { company(slug: "aaa") { findings { rule events { key } company { slug } } } } }'
    )
    (first, second) = (await ask(log, question))["asOf"]["company"]["findings"]
    assert first == {"rule": BOTH[0], "events": [{"key": "aaa/founded"}], "company": {"slug": "aaa"}}
    assert [event["key"] for event in second["events"]] == ["aaa/seed", "aaa/founded"]
