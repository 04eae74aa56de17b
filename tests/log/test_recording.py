"""What an append does: one judge, one chain, and what is filed of an event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from builders import acquisition, event, founded, funding, merge, profile, record, retraction, source, stake
from hypothesis import given, settings
from hypothesis import strategies as st
from log_cases import NOW, batches

from dateline.errors import EventIdTaken, PositionConflict
from dateline.events.codec import canonical, digest
from dateline.events.event import Event
from dateline.log.append import Batch
from dateline.log.record import LogHead
from dateline.log.recording import (
    GENESIS,
    Candidate,
    Decision,
    Held,
    LogEntry,
    chain,
    decide,
    draft,
    instant,
    log_entry,
    mentions,
    micros,
    names,
)

few = settings(max_examples=30)  # a batch takes longer to draw than to judge
EMPTY = LogHead(0, GENESIS, 1, None)


def candidates(*events: Event) -> list[Candidate]:
    return [Candidate(index, draft(one)) for index, one in enumerate(events)]


def held(decision: Decision) -> dict[str, Held]:
    """What the log holds after this decision."""
    return {one.draft.id: Held(place, one.draft.digest) for place, one in enumerate(decision.new, start=1)}


def filed(event: Event) -> LogEntry:
    return log_entry(draft(event), 7, NOW, GENESIS)


# --- decide -----------------------------------------------------------------------------------------------------------


@given(batches)
@few
def test_doing_it_twice_is_doing_it_once(events: list[Event]) -> None:
    batch = candidates(*events)
    once = decide(batch, {}, 0)
    again = decide(batch, held(once), len(once.new))
    assert (again.new, again.positions, again.repeated) == ((), once.positions, len(events))


@given(batches, st.integers(0, 100))
@few
def test_new_events_take_the_next_positions_in_their_order(events: list[Event], head: int) -> None:
    decision = decide(candidates(*events), {}, head)
    assert decision.positions == tuple(range(head + 1, head + 1 + len(events)))
    assert [one.draft.id for one in decision.new] == [one.id for one in events]


def test_an_id_means_one_statement_for_ever() -> None:
    batch = candidates(funding("new"), funding("a", note="other"))
    with pytest.raises(EventIdTaken) as e:
        decide(batch, {"a": Held(4, digest(canonical(funding("a"))))}, 9)
    assert (e.value.id, e.value.position, e.value.index) == ("a", 4, 1)


def test_what_was_written_differently_but_says_the_same_is_a_repeat() -> None:
    assert draft(funding("a", pre_money=False)).digest == draft(funding("a")).digest
    assert draft(funding("a", on="May 2023")).digest != draft(funding("a", on="2023-05")).digest


# --- the chain --------------------------------------------------------------------------------------------------------


def test_the_hash_is_sha256_of_previous_hash_position_micros_and_digest() -> None:
    at = datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)
    previous, inner = b"p" * 32, b"d" * 32
    expected = hashlib.sha256(previous + (258).to_bytes(8, "big") + (1_000_005).to_bytes(8, "big") + inner).digest()
    assert chain(previous, 258, at, inner) == expected
    assert GENESIS == b"\0" * 32


@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**63 - 1), st.datetimes(timezones=st.just(UTC)))
def test_any_change_changes_the_hash(inner: bytes, position: int, at: datetime) -> None:
    hashed = chain(GENESIS, position, at, inner)
    assert hashed != chain(inner[::-1] + b"x", position, at, inner)
    assert hashed != chain(GENESIS, position - 1, at, inner)
    assert hashed != chain(GENESIS, position, at, hashed)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])))
def test_an_instant_survives_as_microseconds(at: datetime) -> None:
    assert instant(micros(at)) == at
    assert instant(micros(at)).tzinfo is UTC


# --- what is filed ----------------------------------------------------------------------------------------------------


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


def test_names_are_those_of_foundings_and_profiles_folded() -> None:
    assert names(founded(name="Société  Générale")) == ("societe generale",)
    assert names(profile(name="A", aliases=["Ä", "B", "a"])) == ("a", "b")
    assert names(founded()) == names(event("model")) == ()


# --- a batch ----------------------------------------------------------------------------------------------------------


@given(batches)
@few
def test_a_batch_forges_the_records_that_follow_from_its_events(events: list[Event]) -> None:
    batch = Batch(events, EMPTY, NOW, expected=0, positions=True)
    entries = batch.judge(batch.draw(), {})
    assert batch.draw() == []
    previous = GENESIS
    for place, (one, told) in enumerate(zip(entries, events, strict=True), start=1):
        expected = record(told, place, NOW, previous)
        assert (one.position, one.digest, one.hash) == (expected.position, expected.digest, expected.hash)
        previous = one.hash
    assert batch.head == batch.appended().head
    assert (batch.head.position, batch.head.hash) == (len(events), previous)
    assert batch.appended(kept=False).head == EMPTY


def test_a_batch_behind_another_head_than_expected_is_refused() -> None:
    with pytest.raises(PositionConflict):
        Batch([], EMPTY, NOW, expected=1, positions=False)


def test_a_batch_is_drawn_lazily() -> None:
    drawn = []

    def telling() -> Iterator[Event]:
        for place in range(5000):
            drawn.append(place)
            yield funding(f"e{place}")

    batch = Batch(telling(), EMPTY, NOW, expected=None, positions=False)
    assert drawn == []
    assert len(batch.draw()) == len(drawn) == 1000
