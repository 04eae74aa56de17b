"""The kinds of event: their tables, their subjects, whom they name, and what no kind may lack."""

from __future__ import annotations

from decimal import Decimal
from typing import get_type_hints

import pytest
from builders import ACTS, NEEDS, event, line, merge, metric, one_of_each, projections, retraction, role, source, target

from dateline.errors import InvalidEvent
from dateline.events.codec import canonical, decode, numbers, restore
from dateline.events.event import Event
from dateline.events.kinds import KINDS, Closed
from dateline.log.drafts import mentions
from dateline.values import vocabulary
from dateline.values.money import Amount

STAGES = {
    "funding": "talks, announced, closed = abandoned",
    "listing": "filed, listed, delisted",
    "acquisition": "talks, announced, completed = abandoned",
    "model": "announced, preview, released, retired",
    "product": "announced, released, retired",
    "data-center": "announced, under-construction, operational = cancelled, closed",
    "role": "started, ended",
    "partnership": "started, ended",
    "milestone": "announced, happened = cancelled, ended",
}
"""As help rules, 4, has them."""

SUBJECTS = {
    "founded": None,
    "profile": None,
    "closed": None,
    "funding": "funding/series-c",
    "listing": "listing/euronext",
    "acquisition": "acquisition/koyeb",
    "model": "model/mistral-7b",
    "product": "product/le-chat",
    "data-center": "data-center/essonne/owner",
    "metric": "metric/headcount",
    "target": "target/headcount/2026",
    "role": "role/arthur-mensch/ceo",
    "stake": "stake/asml",
    "partnership": "partnership/stellantis/customer",
    "milestone": "milestone/cac-40",
    "retraction": None,
    "dispute": None,
    "merge": None,
}


def stage_class(kind: str) -> type[vocabulary.Stage]:
    found = get_type_hints(KINDS[kind])["stage"]
    assert issubclass(found, vocabulary.Stage)
    return found


def test_there_are_the_eighteen_kinds_of_the_design_and_a_builder_for_each() -> None:
    assert list(KINDS) == list(NEEDS) == list(SUBJECTS)
    assert len(KINDS) == 18


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_folded_by_a_projection_or_is_an_act(kind: str) -> None:
    folded = any(issubclass(KINDS[kind], projection.kinds) for projection in projections())
    is_act = event(kind).is_act
    assert folded != is_act, f"{kind}: write a projection that folds it, in a module beside kinds.py"


@pytest.mark.parametrize("kind", KINDS)
def test_the_tag_in_files_is_the_name_of_the_kind(kind: str) -> None:
    made = event(kind)
    assert type(made) is KINDS[kind]
    assert made.kind == kind == made.__struct_config__.tag


def test_projections_have_distinct_names() -> None:
    names = [projection.name for projection in projections()]
    assert len(set(names)) == len(names) >= 14


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_with_stages_have_those_of_the_design_in_its_order(kind: str) -> None:
    if kind not in STAGES:
        assert event(kind).stage_of is None
        return
    stages = list(stage_class(kind))
    groups = [group.split(" = ") for group in STAGES[kind].split(", ")]
    assert [stage.value for stage in stages] == [name for group in groups for name in group]
    ranks = {stage.value: stage.rank for stage in stages}
    assert all(len({ranks[name] for name in group}) == 1 for group in groups)
    in_order = [ranks[group[0]] for group in groups]
    assert in_order == sorted(set(in_order))


@pytest.mark.parametrize("kind", KINDS)
def test_the_subject_of_the_smallest_event(kind: str) -> None:
    assert event(kind).subject == SUBJECTS[kind]


@pytest.mark.parametrize(
    ("made", "subject"),
    [
        (event("data-center", site="Bruyères-le-Châtel", role="user"), "data-center/bruyeres-le-chatel/user"),
        (metric(metric="Users", scope="Le Chat", per="month"), "metric/users/le-chat@month"),
        (metric(metric="ARR", per="annualized"), "metric/arr@annualized"),
        (target(metric="ARR", per="annualized", by="by 2026"), "target/arr@annualized/2026"),
        (target(by=None), "target/headcount"),
        (target(by="2027/.."), "target/headcount/2027/.."),
        (role(person=None, title="Head of Public Affairs"), "role/unknown/head-of-public-affairs"),
        (event("funding", round="Series C"), "funding/series-c"),
        (event("acquisition", target={"name": "Koyeb SAS", "slug": "koyeb"}), "acquisition/koyeb"),
        (merge("m", ["funding/series-c-2"], subject="funding/series-c"), "funding/series-c"),
    ],
)
def test_subjects_are_named_after_the_slugs_of_their_keys(made: Event, subject: str) -> None:
    assert made.subject == subject


def test_two_spellings_of_a_key_are_one_subject() -> None:
    assert event("funding", round="Series C").subject == event("funding", round="SERIES  c").subject


@pytest.mark.parametrize("kind", KINDS)
def test_only_acts_may_leave_the_date_out_and_it_is_then_the_known_day(kind: str) -> None:
    without = {"on": None, "sources": [source(published="2026-03"), source("Wired", "2026-02")]}
    if kind in ACTS:
        assert event(kind, **without).when.edtf == "2026-02-28"
        return
    with pytest.raises(InvalidEvent) as refused:
        event(kind, **without)
    assert refused.value.field == "on"
    assert event(kind, corrects="another", **without).when.edtf == "2026-02-28"


@pytest.mark.parametrize("kind", KINDS)
def test_an_act_keeps_the_date_that_it_gives(kind: str) -> None:
    assert event(kind, on="May 2025", corrects="another").when.edtf == "2025-05"


@pytest.mark.parametrize(
    ("made", "acts_on"),
    [
        (event("funding"), ()),
        (event("funding", corrects="a"), ("a",)),
        (retraction("r", "a"), ("a",)),
        (retraction("r", "a", corrects="b"), ("a", "b")),
        (merge("m", ["mistral"]), ()),
        (merge("m", ["mistral"], corrects="a"), ("a",)),
    ],
)
def test_acts_on_names_the_events_that_an_act_speaks_of(made: Event, acts_on: tuple[str, ...]) -> None:
    assert made.acts_on == acts_on


def test_the_known_day_is_the_earliest_last_day_among_the_sources() -> None:
    sources = [
        source("A", "2025"),
        source("B", "2025-09"),
        source("C", None, retrieved="2025-10-02"),
        source("D", "../2025-11"),
    ]
    assert str(event("funding", sources=sources).known) == "2025-09-30"
    assert str(event("funding", sources=sources[2:]).known) == "2025-10-02"


def test_where_a_source_has_both_days_the_day_it_was_published_counts() -> None:
    made = event("funding", sources=[source("A", "2025-09", retrieved="2025-09-02")])
    assert str(made.known) == "2025-09-30"


NAMED = {
    "founded": ({"founders": ["Arthur Mensch"]}, [("arthur-mensch", "founder")]),
    "closed": ({"successor": "Meta"}, [("meta", "successor")]),
    "funding": ({"leads": ["ASML"], "investors": ["ASML", "Nvidia"]},
                [("asml", "lead"), ("asml", "investor"), ("nvidia", "investor")]),
    "acquisition": ({"target": "Koyeb"}, [("koyeb", "target")]),
    "model": ({"organisations": ["Nvidia"]}, [("nvidia", "organisation")]),
    "role": ({"person": "Arthur Mensch"}, [("arthur-mensch", "person")]),
    "stake": ({"holder": "ASML"}, [("asml", "holder")]),
    "partnership": ({"partner": "Stellantis"}, [("stellantis", "partner")]),
    "merge": ({"same": ["mistral", "mistral-sas"]}, [("mistral", "same"), ("mistral-sas", "same")]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_mentions_everyone_it_names(kind: str) -> None:
    fields, named = NAMED.get(kind, ({}, []))
    assert mentions(event(kind, **fields)) == tuple(named)


def test_a_party_is_mentioned_once_in_each_role() -> None:
    assert mentions(event("funding", leads=["ASML", "asml"])) == (("asml", "lead"),)


def test_a_merge_of_deals_mentions_the_companies_they_are_about() -> None:
    made = merge("m", ["acquisition/koyeb-sas"], subject="acquisition/koyeb")
    assert mentions(made) == (("koyeb", "subject"), ("koyeb-sas", "subject"))
    assert mentions(merge("m", ["funding/c2"], subject="funding/c")) == ()


def test_a_key_of_numbers_is_never_a_key_of_text() -> None:
    """Numbers in strings are checked by the key they stand under, whatever object holds it."""
    assert sorted(numbers()) == [
        "active_parameters", "amount", "chips", "count", "megawatts", "parameters", "percent", "training_compute",
    ]  # fmt: skip
    for struct in (Amount, *KINDS.values()):
        hints = get_type_hints(struct)
        assert all(
            Decimal in (hint, *getattr(hint, "__args__", ())) for name, hint in hints.items() if name in numbers()
        )


def test_the_smallest_events_say_no_more_than_their_lines() -> None:
    for made in one_of_each():
        assert made.id == f"smallest/{made.kind}"
        assert set(line(made.kind)) <= {*made.__struct_encode_fields__, "type"}


@pytest.mark.parametrize(
    ("on", "code", "refused"),
    [
        ("2001-06", "DEM", False),
        ("2002-05-15/2010", "DEM", False),  # it may have been on its last day
        ("../2010", "DEM", False),
        ("2010", "DEM", True),
        ("2025-12-31", "BGN", False),
        ("2026-06", "BGN", True),
        ("2040", "EUR", False),
    ],
)
def test_a_currency_is_one_of_its_day(on: str, code: str, refused: bool) -> None:
    raised = {"amount": "5", "currency": code}
    if not refused:
        assert event("funding", on=on, raised=raised).on is not None
        return
    with pytest.raises(InvalidEvent, match=rf"^raised\.currency: {code} was withdrawn .* since then it is EUR"):
        event("funding", on=on, raised=raised)


def test_a_stated_conversion_and_a_country_are_of_their_day_too() -> None:
    stated = {"amount": "5", "currency": "USD", "stated": [{"amount": "9", "currency": "FRF"}]}
    with pytest.raises(InvalidEvent, match=r"^raised\.stated\[0\]\.currency: FRF was withdrawn"):
        event("funding", on="2010", raised=stated)
    assert event("profile", country="YU", on="2001").company == "mistral-ai"
    with pytest.raises(InvalidEvent, match=r"^country: YU \(Yugoslavia\) was withdrawn"):
        event("profile", country="YU", on="2010")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, None),
        ({"cause": "insolvency"}, "insolvency"),
        # as files and logs said it before there was `cause`
        ({"reason": "insolvency"}, "insolvency"),
        ({"cause": "insolvency", "reason": "told so"}, "insolvency"),
        # the reason of a correction is its own
        ({"corrects": "x", "reason": "a slip"}, None),
        ({"corrects": "x", "reason": "a slip", "cause": "insolvency"}, "insolvency"),
    ],
)
def test_why_a_company_closed_is_not_why_that_is_corrected(fields: dict[str, str], why: str | None) -> None:
    told = event("closed", **fields)
    assert isinstance(told, Closed)
    assert told.why == why
    assert decode(canonical(told)) == told


def test_a_closed_of_before_keeps_its_bytes_and_tells_its_cause() -> None:
    old = (
        b'{"company":"mistral-ai","id":"c","on":"2025-09-09","reason":"x",'
        b'"sources":[{"published":"2025-09-10","publisher":"Le Monde"}],"type":"closed"}'
    )
    told = restore(old)
    assert isinstance(told, Closed)
    assert (canonical(told), told.why) == (old, "x")
