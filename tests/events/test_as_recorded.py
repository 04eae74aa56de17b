"""Whatever an append has accepted is read for ever, whatever checks and lists say today."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import FULL, Json, event, line, one_of_each
from histories import law, lines
from hypothesis import given
from hypothesis import strategies as st
from log_cases import NOW

from dateline.errors import InvalidEvent
from dateline.events.as_recorded import as_recorded
from dateline.events.codec import canonical, decode, restore
from dateline.events.event import Event
from dateline.log.chain import GENESIS
from dateline.log.drafts import draft_of_read
from dateline.log.recording import log_entries, record


def spelled(said: Json) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("told", [*(decode(json.dumps(said)) for said in FULL), *one_of_each()], ids=lambda one: one.id)
def test_without_checks_the_same_event_is_read(told: Event) -> None:
    again = as_recorded(canonical(told))
    assert (again, type(again), canonical(again)) == (told, type(told), canonical(told))


@pytest.fixture
def no_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dependency has lost every code."""
    monkeypatch.setattr("dateline.values.money.MINOR_UNITS", {})
    monkeypatch.setattr("dateline.values.currencies.MINOR_UNITS", {})
    monkeypatch.setattr("dateline.events.checks.CODES", frozenset())


@pytest.mark.parametrize("said", FULL, ids=lambda said: said["type"])
def test_no_list_is_needed_to_read(said: Json, request: pytest.FixtureRequest) -> None:
    told = decode(json.dumps(said))
    request.getfixturevalue("no_lists")
    assert restore(canonical(told)) == told
    assert canonical(restore(canonical(told))) == canonical(told)


def _refuse(*_: object) -> None:
    raise InvalidEvent("", "a check that a later release brings", "later")


@given(st.data())
@law(60)
def test_no_check_is_needed_to_read(data: st.DataObject) -> None:
    told = decode(json.dumps(data.draw(lines("e", "acme", ["x"]))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(told), "check", _refuse)
        patch.setattr("dateline.events.event._check_codes", _refuse)
        patch.setattr("dateline.events.event._check_act", _refuse)
        assert restore(canonical(told)) == told


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "a" * 5000},
        {"id": "with a blank"},
        {"company": "Not A Slug"},
        {"note": "n" * 100_000},
        {"round": "\u5317\u4eac"},
        {"raised": {"amount": "5", "currency": "QQQ"}},
        {"raised": {"amount": "-5", "currency": "EUR", "stated": [{"amount": "1" * 40, "currency": "ZZZ"}]}},
        {"leads": ["", "two\nlines", {"name": "A", "slug": "No slug"}]},
        {"on": {"edtf": "2024", "text": "x" * 500}},
        {"corrects": "e"},
        {"sources": [{"publisher": " ", "published": "2024", "url": "no address"}] * 51},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_nothing_that_was_once_accepted_is_refused(changed: dict[str, Any]) -> None:
    content = spelled(line("funding") | {"on": "2025-09-09"} | changed)
    told = restore(content)
    assert canonical(told) == content
    (entry,) = log_entries([draft_of_read(told, content)], 0, NOW, GENESIS)
    assert record(told, 1, NOW, entry.digest, entry.hash, len(content)).event.id == entry.id


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[]", "type: is none that this release knows"),
        (b'{"type":"wedding"}', "type: is none that this release knows"),
        (spelled({"type": "funding", "id": "a"}), "round: is missing"),
        (spelled(line("funding") | {"mood": "good"}), "mood: is a field that this release does not know"),
        (spelled(line("funding") | {"on": "someday"}), "on: cannot be read: 'someday' is not an EDTF date"),
        (spelled(line("funding") | {"stage": "dreamt"}), "stage: cannot be read: 'dreamt' is not a valid FundingStage"),
        (spelled(line("funding") | {"raised": {"amount": "many", "currency": "EUR"}}), "raised.amount: cannot be read"),
        (spelled(line("funding") | {"raised": 5}), "raised: is no object"),
        (spelled(line("funding") | {"leads": "ASML"}), "leads: is no list"),
        (spelled(line("funding") | {"leads": [7]}), "leads[0]: cannot be read: expected a name"),
        (spelled(line("funding") | {"id": 7}), "id: cannot be read: expected str"),
        (spelled(line("funding") | {"sources": []}), "sources: have no day"),
        (spelled(line("funding") | {"sources": [{"publisher": "P"}]}), "sources: have no day"),
        (spelled({**line("metric"), "money": None, "count": None}), "has no value"),
    ],
)
def test_what_is_no_event_is_named(content: bytes, why: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        restore(content)
    assert str(refused.value).startswith(why)
    assert refused.value.rule == "unreadable"


def test_what_comes_in_is_checked_as_ever() -> None:
    with pytest.raises(InvalidEvent, match="not an ISO 4217 code"):
        event("funding", raised={"amount": "5", "currency": "QQQ"})
