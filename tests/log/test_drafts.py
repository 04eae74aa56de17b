"""What is filed of an event follows from its content."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from builders import FULL, acquisition, event, founded, funding, merge, one_of_each, profile, retraction, source, stake
from log_cases import NOW

from dateline.errors import InvalidEvent
from dateline.events.codec import decode
from dateline.events.event import MAX_ID, Event
from dateline.log.chain import GENESIS, micros
from dateline.log.drafts import BINDING, bound, draft, mentions, names
from dateline.log.recording import LogEntry, log_entries


def filed(event: Event) -> LogEntry:
    (entry,) = log_entries([draft(event)], 6, NOW, GENESIS)
    return entry


def test_days_are_filed_as_a_date_counts() -> None:
    span = filed(funding(on="2025-09"))
    assert (span.first_day, span.last_day, span.possible_day) == (date(2025, 9, 1), date(2025, 9, 30), date(2025, 9, 1))
    by = filed(funding(on="../2025-09"))
    assert (by.first_day, by.last_day, by.possible_day) == (date.min, date(2025, 9, 30), date(2025, 9, 30))


def test_an_act_without_a_date_is_filed_under_the_day_it_was_known() -> None:
    act = filed(retraction("r", of="a", sources=[source(published="2026-02"), source(published="2026-01-05")]))
    assert act.last_day == act.known == date(2026, 1, 5)
    assert (act.act, act.acts_on, act.confidence) == (True, ("a",), 1)


def test_an_event_is_filed_under_its_company_kind_and_subject() -> None:
    one = filed(funding("a", round="Series C", company="acme", confidence="confirmed"))
    assert (one.id, one.company, one.kind, one.subject) == ("a", "acme", "funding", "funding/series-c")
    assert (one.act, one.acts_on, one.confidence, one.position, one.micros) == (False, (), 2, 7, micros(NOW))


def test_a_correction_acts_on_what_it_corrects() -> None:
    assert filed(funding("b", corrects="a")).acts_on == ("a",)
    assert set(filed(retraction("r", of="a", corrects="q")).acts_on) == {"a", "q"}


def test_everyone_named_is_mentioned_once_a_role() -> None:
    led = funding(leads=["ASML", "asml"], investors=["ASML", "Nvidia"])
    assert mentions(led) == (("asml", "lead"), ("asml", "investor"), ("nvidia", "investor"))
    assert mentions(acquisition(target="Koyeb")) == (("koyeb", "target"),)
    assert mentions(stake(holder="ASML")) == (("asml", "holder"),)


def test_a_merge_mentions_the_companies_it_is_about() -> None:
    assert mentions(merge("m", ["b", "c"], company="a")) == (("b", "same"), ("c", "same"))
    subjects = merge("m", ["acquisition/koyeb-sas"], subject="acquisition/koyeb")
    assert mentions(subjects) == (("koyeb", "subject"), ("koyeb-sas", "subject"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"id": "a" * (MAX_ID + 1)}, "id"),
        ({"id": "a b"}, "id"),
        ({"company": "No Slug"}, "company"),
        ({"note": "n" * 4001}, "note"),
        ({"sources": ()}, "sources"),
        ({"corrects": ""}, "corrects"),
        ({"note": "half a \ud800"}, ""),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_measured_is_what_will_be_stored(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        draft(msgspec.structs.replace(funding(), **changed))
    assert refused.value.field == field


def test_names_are_those_of_foundings_and_profiles_folded() -> None:
    assert names(founded(name="Société  Générale")) == ("societe generale",)
    assert names(profile(name="A", aliases=["Ä", "B", "a"])) == ("a", "b")
    assert names(founded()) == names(event("model")) == ()


@pytest.mark.parametrize(
    "told", [*(decode(msgspec.json.encode(said)) for said in FULL), *one_of_each()], ids=lambda one: one.id
)
def test_whoever_is_named_in_a_binding_role_is_bound_whatever_the_kind(told: Event) -> None:
    assert bound(told) == {told.company, *(slug for slug, role in mentions(told) if role in BINDING)}
