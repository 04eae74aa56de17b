"""One clear sentence for each thing wrong in an event, with the path of the field and what was expected there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import Json, eur, line, source

from dateline.errors import InvalidDate, InvalidEvent, InvalidMoney
from dateline.events.codec import decode
from dateline.events.kinds import KINDS

ALL_KINDS = ", ".join(KINDS)


def said(kind: str, id: str = "e", **fields: Any) -> Json:
    return line(kind, id, **fields)


WRONG: list[tuple[Json, str, str]] = [
    # Keys.
    (said("funding", stge="closed"), "stge", "a funding event has no such field: did you mean 'stage'?"),
    (said("model", activeParameters=1), "activeParameters",
     "a model event has no such field: did you mean 'active_parameters'?"),
    (said("funding", sources=[source(publishd="2025")]), "sources[0].publishd",
     "a source has no such field: did you mean 'published'?"),
    (said("funding", raised=eur(1, curency="EUR")), "raised.curency",
     "an amount has no such field: did you mean 'currency'?"),
    (said("closed", zzz=1), "zzz",
     "a closed event has no such field: "
     "it may have cause, successor, id, company, on, confidence, sources, note, corrects, reason"),
    # What is missing.
    (said("funding", sources=None), "sources", "is missing, and a funding event needs it"),
    (said("funding", sources=[]), "sources", "must not be empty"),
    (said("funding", sources=[{"published": "2025"}]), "sources[0].publisher", "is missing, and a source needs it"),
    (said("funding", sources=[source(), {"publisher": "A"}]), "sources[1]",
     "a source needs the day it was `published`, or else `retrieved`"),
    (said("funding", round=None), "round", "is missing, and a funding event needs it"),
    (said("acquisition", target=None), "target", "is missing, and an acquisition event needs it"),
    (said("funding", id=None), "id", "is missing, and a funding event needs it"),
    (said("funding", on=None), "on", "the date is missing: since when is this true?"),
    (said("funding", raised={"amount": 1}), "raised.currency", "is missing, and an amount needs it"),
    (said("retraction", reason=None), "reason", "is missing: a retraction says why"),
    (said("dispute", reason=None), "reason", "is missing: a dispute says why"),
    (said("metric", unit=None), "unit", "is missing: say what `count` counts, like people, users or MW"),
    (said("funding", type=None), "type", f"is missing: expected one of {ALL_KINDS}"),
    # Words that are not in the vocabulary.
    (said("funding", type="fundng"), "type", f"'fundng' is no type of event: expected one of {ALL_KINDS}"),
    (said("funding", type=3), "type", f"expected one of {ALL_KINDS}"),
    (said("funding", stage="completed"), "stage", "'completed' is not one of talks, announced, closed, abandoned"),
    (said("data-center", stage="closed!"), "stage",
     "'closed!' is not one of announced, under-construction, operational, cancelled, closed"),
    (said("role", stage="left"), "stage", "'left' is not one of started, ended"),
    (said("funding", confidence="sure"), "confidence", "'sure' is not one of rumored, reported, confirmed"),
    (said("funding", raised=eur(1, bound="circa")), "raised.bound", "'circa' is not one of exact, about, over, under"),
    (said("funding", stage="a` - at `$.b"), "stage",
     "'a` - at `$.b' is not one of talks, announced, closed, abandoned"),
    # Types.
    (said("funding", stage=1), "stage", "expected text, not a number"),
    (said("funding", raised="1.7bn EUR"), "raised", "expected an object {…} or null, not text"),
    (said("funding", sources={"publisher": "A"}), "sources", "expected a list […], not an object {…}"),
    (said("funding", sources=["A"]), "sources[0]", "expected an object {…}, not text"),
    (said("funding", sources=[source(cites=["A", 3])]), "sources[0].cites[1]", "expected text, not a number"),
    (said("funding", leads="ASML"), "leads", "expected a list […], not text"),
    (said("funding", leads=["A", 3]), "leads[1]", 'expected a name, or {"name": …, "slug": …}'),
    (said("funding", pre_money="yes"), "pre_money", "expected true or false, not text"),
    (said("metric", count=True), "count", "expected a number or null, not true or false"),
    # Text.
    (said("funding", company="Mistral AI"), "company",
     "expected a slug: lower-case letters, digits and single hyphens, like mistral-ai"),
    (said("funding", company="mistral-ai\n"), "company",
     "expected a slug: lower-case letters, digits and single hyphens, like mistral-ai"),
    (said("funding", id="a b"), "id", "expected a name without blanks and control characters"),
    (said("funding", id="a\n"), "id", "expected a name without blanks and control characters"),
    (said("funding", id=""), "id", "must not be empty"),
    (said("funding", id="x" * 201), "id", "expected at most 200 characters"),
    (said("funding", note="x" * 4001), "note", "expected at most 4,000 characters"),
    (said("funding", note=""), "note", "must not be empty"),
    (said("funding", note=" \n"), "note", "expected some text, not only blanks, and no control characters"),
    (said("funding", note="\x1b[31m"), "note", "expected some text, not only blanks, and no control characters"),
    (said("funding", sources=[source("")]), "sources[0].publisher", "must not be empty"),
    (said("funding", sources=[source("Le Monde ")]), "sources[0].publisher",
     "expected one line of text, without control characters and without blanks around it"),
    (said("funding", sources=[source("Le\nMonde")]), "sources[0].publisher",
     "expected one line of text, without control characters and without blanks around it"),
    (said("funding", sources=[source("Le Monde\n")]), "sources[0].publisher",
     "expected one line of text, without control characters and without blanks around it"),
    (said("funding", sources=[source(url="example.com")]), "sources[0].url",
     "expected an address that begins with https:// or http:// and has no blanks"),
    (said("funding", sources=[source(url="javascript:alert(1)")]), "sources[0].url",
     "expected an address that begins with https:// or http:// and has no blanks"),
    (said("profile", website="not a site"), "website", "expected an address like https://mistral.ai"),
    (said("funding", round="🦙"), "round", "needs at least one letter or digit, since the subject is named after it"),
    (said("funding", leads=["ASML", "🦙"]), "leads[1].slug",
     'no slug can be derived from \'🦙\', which has no letter and no digit: write {"name": …, "slug": …}'),
    (said("funding", leads=[{"name": "腾讯", "slug": "Ten Cent"}]), "leads[0].slug",
     "'Ten Cent' is not a slug, which is lower-case letters and digits with single hyphens: did you mean 'ten-cent'?"),
    (said("founded") | {"company": "ørsted"}, "company",
     "'ørsted' is not a slug, which is lower-case letters and digits with single hyphens: did you mean 'orsted'?"),
    (said("stake", holder=" ASML"), "holder.name",
     "a name is one line of 1 to 300 characters, without blanks around it"),
    # Dates.
    (said("funding", on="2025-02-30"), "on", "'2025-02-30' is not a date: February 2025 has 28 days"),
    (said("funding", on="this summer"), "on", "'this summer' is relative: name the year, like 'summer 2026'"),
    (said("funding", on=2025), "on", 'expected a date as text, like "2025-09" or "May 2023"'),
    (said("funding", on="2027/.."), "on",
     "only a due date may have no end: write an interval that ends, or `../END`"),
    (said("funding", sources=[source(published="2027/..")]), "sources[0].published", "a source's date needs an end"),
    (said("funding", sources=[source(published="2025-13")]), "sources[0].published",
     "'2025-13' is not a date: the two digits behind the year are a month (01 to 12), season (21 to 24), "
     "quarter (33 to 36), third (37 to 39) or half (40, 41)"),
    (said("funding", sources=[source("A", None, retrieved="2025-09")]), "sources[0].retrieved",
     "expected a day, like 2025-09-09"),
    (said("metric", period="2025/.."), "period", "only a due date may have no end"),
    # Money and numbers.
    (said("funding", raised=eur("1,7")), "raised.amount",
     '\'1,7\' is not a number: write it like 1700000000, "0.5" or 1.7e9, and leave it out if it is unknown'),
    (said("funding", raised={"amount": 1, "currency": "EURO"}), "raised.currency",
     "'EURO' is not an ISO 4217 code, like EUR or USD"),
    (said("funding", raised=eur(1, stated=[{"amount": 1, "currency": "usd"}])), "raised.stated[0].currency",
     "'usd' is not an ISO 4217 code, like EUR or USD"),
    (said("funding", raised=eur(1, stated=[eur(1, stated=[eur(1)])])), "raised.stated[0].stated",
     "a conversion has no conversions of its own"),
    (said("funding", raised=eur(0)), "raised", "must be more than zero: leave it out if it was not disclosed"),
    (said("model", parameters=-1), "parameters", "must be more than zero: leave it out if it was not disclosed"),
    (said("stake", percent=101), "percent", "must be more than 0 and at most 100"),
    (said("metric", count="1e30"), "count", "the number has more than 30 digits"),
    (said("metric", count="1e-7"), "count", "the number is smaller than 0.000001, but not zero"),
    # What a kind demands.
    (said("founded", country="France"), "country", "'France' is not an ISO 3166-1 alpha-2 code, like FR or US"),
    (said("profile", name=None), "",
     "a profile needs at least one of name, country, region, city, website, sector, aliases, identifiers"),
    (said("funding", pre_money=True), "pre_money", "speaks of a valuation, but there is none"),
    (said("metric", money=eur(1)), "", "a metric needs either `money`, or `count` with `unit`"),
    (said("target", count=None, unit=None), "", "a target needs either `money`, or `count` with `unit`"),
    (said("metric", count=None, money=eur(1)), "unit",
     "goes with `count`, not with `money`, which has its currency: leave it out"),
    (said("metric", count=None, unit=None, money=eur(1), bound="over"), "bound",
     "belongs inside `money`, whose amount it bounds"),
    # Acts.
    (said("retraction", confidence="rumored"), "confidence",
     "an act is never `rumored`: leave it out until someone reports it"),
    (said("funding", corrects="a", confidence="rumored"), "confidence",
     "an act is never `rumored`: leave it out until someone reports it"),
    (said("retraction", "e", event="e"), "event", "an act cannot speak of itself"),
    (said("funding", "e", corrects="e"), "corrects", "an act cannot speak of itself"),
    (said("merge", same=["mistral-ai"]), "same[0]", "'mistral-ai' is the one that is kept: name only the others"),
    (said("merge", same=["mistral", "Mistral"]), "same[1]", "'Mistral' is not a company's slug"),
    (said("merge", subject="series-c", same=["funding/c"]), "subject",
     "'series-c' is not a subject, like funding/series-c"),
    (said("merge", subject="funding/c", same=["c2"]), "same[0]", "'c2' is not a subject, like funding/series-c"),
    (said("merge", subject="funding/c", same=["funding/c"]), "same[0]",
     "'funding/c' is the one that is kept: name only the others"),
    (said("merge", subject="funding/c", same=["model/c"]), "same[0]",
     "'model/c' is of another kind than 'funding/c': it cannot be the same"),
    (said("merge", same=[]), "same", "must not be empty"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "field", "sentence"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_thing_wrong_is_one_sentence_with_its_field(event: Json, field: str, sentence: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(json.dumps(event))
    assert (refused.value.field, refused.value.message) == (field, sentence)


def test_a_wrong_currency_is_an_error_of_money() -> None:
    with pytest.raises(InvalidMoney) as refused:
        decode(json.dumps(said("funding", raised={"amount": 1, "currency": "EURO"})))
    assert refused.value.code == "invalid-money"


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (said("funding", stge=1), "unknown-field"),
        (said("funding", sources=None), "missing"),
        (said("funding", stage="x"), "vocabulary"),
        (said("funding", type="x"), "type"),
        (said("funding", on="x"), "date"),
        (said("funding", stage=1), "shape"),
        (said("metric", count="x"), "number"),
        (said("funding", raised={"amount": 1, "currency": "x"}), "currency"),
        (said("merge", same=["mistral-ai"]), "merge"),
    ],
)
def test_the_rule_that_was_broken_has_a_stable_name(event: Json, rule: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(json.dumps(event))
    assert refused.value.rule == rule


def test_what_is_not_json_is_shown_where_it_ceases_to_be() -> None:
    with pytest.raises(InvalidEvent, match=r"^not JSON: invalid character at 'closed'$"):
        decode('{"stage": closed')
    with pytest.raises(InvalidEvent, match=r"^not JSON: the line ends too early$"):
        decode('{"stage": "clo')


@pytest.mark.parametrize("bare", ["NaN", "Infinity", "-Infinity"])
def test_a_bare_nan_is_named_with_its_field(bare: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(json.dumps(said("funding", raised=eur("X"))).replace('"X"', bare))
    assert str(refused.value) == f"raised.amount: {bare} is not a number: leave the field out if it is unknown"


def test_the_first_thing_wrong_of_several_is_told_and_only_that() -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(json.dumps(said("funding", stage="x", sources=[], company="X")))
    assert refused.value.field in ("stage", "sources", "company")
    assert "\n" not in str(refused.value)


def test_sentences_of_msgspec_never_get_through() -> None:
    for event, _, sentence in WRONG:
        assert not sentence.startswith(("Expected", "Object", "Invalid")), event
        assert "`$" not in sentence.replace("a` - at `$.b", ""), event


def test_an_unreadable_date_keeps_its_own_error_as_the_cause() -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(json.dumps(said("funding", on="someday")))
    assert isinstance(refused.value.__cause__.__cause__, InvalidDate)  # type: ignore[union-attr]
