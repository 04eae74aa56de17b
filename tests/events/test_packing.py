"""What is unpacked is what the content would be restored to, whatever the log holds."""

from __future__ import annotations

import json

import pytest
from builders import FULL, Json, line, one_of_each
from histories import law, lines, recorded_at
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from dateline.events.codec import canonical, decode, restore
from dateline.events.event import Event
from dateline.events.packing import pack, unpack
from dateline.log.contents import Contents
from dateline.log.recording import record


def spelled(said: Json) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def comes_back(content: bytes) -> Event:
    packed, expected = pack(content), restore(content)
    found = unpack(packed)
    assert (found, type(found)) == (expected, type(expected))
    assert canonical(found) == canonical(expected)
    return found


@pytest.mark.parametrize("told", [*(decode(json.dumps(said)) for said in FULL), *one_of_each()], ids=lambda one: one.id)
def test_every_kind_comes_back_from_less(told: Event) -> None:
    content = canonical(told)
    assert comes_back(content) == told
    assert len(pack(content)) < len(content)


@given(lines("e", "acme", ["x"]))
@law(100)
def test_every_line_comes_back(said: Json) -> None:
    comes_back(canonical(decode(json.dumps(said))))


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "with a blank"},
        {"leads": [{"name": "X", "slug": "Not A Slug"}, {"name": "", "slug": ""}, "ünder"]},
        {"on": {"edtf": "2025", "text": "when the cows come home"}},
        {"investors": None},
        {"raised": {"amount": "1E+400", "currency": "QQQ", "stated": [{"amount": "-0.50", "currency": "XXX"}]}},
        {"note": "\u0000 and \U0001f600"},
        {"leads": []},
    ],
    ids=str,
)
def test_what_no_file_may_say_comes_back_too(changed: Json) -> None:
    comes_back(spelled(line("funding") | changed))


def test_what_cannot_be_packed_stays_as_it_is() -> None:
    content = spelled(line("funding") | {"sources": [{"publisher": "P", "published": "2025-01-01", "cites": None}]})
    assert pack(content) == content
    comes_back(content)


@given(st.integers(min_value=2**64))
@law(10)
def test_no_number_is_too_large(number: int) -> None:
    comes_back(spelled(line("funding") | {"raised": {"amount": number, "currency": "EUR"}}))


def all_kinds() -> Contents:
    recorded = [decode(json.dumps(said)) for said in FULL]
    contents = [canonical(one) for one in recorded]
    return Contents(
        [
            record(event, place, recorded_at(place), bytes([place]) * 32, bytes([100 + place]) * 32, len(content))
            for place, (event, content) in enumerate(zip(recorded, contents, strict=True), 1)
        ],
        contents,
    )


def test_what_it_takes_packed_is_known_before() -> None:
    """So a history that is not packed yet takes no more of the room for histories than it will."""
    told = all_kinds()
    assert 0.8 < told.undecoded().size / told.size < 1.2
    assert 0.8 < told.undecoded().decoded_size / told.decoded_size < 1.2


def test_records_that_were_deflated_are_the_same_in_less_memory() -> None:
    told = all_kinds()
    deflated = told.undecoded(deflated=True)
    for one in (deflated, deflated.undecoded(deflated=True), told.undecoded().undecoded(deflated=True)):
        assert one.size < told.undecoded().size
        assert [structs.astuple(record)[:-1] for record in one] == [structs.astuple(record)[:-1] for record in told]
    assert [one.event.id for one in Contents((), ()).undecoded(deflated=True)] == []


def test_what_is_long_is_not_deflated(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it would be inflated for one event."""
    told = all_kinds()
    monkeypatch.setattr("dateline.log.contents._MOST_DEFLATED", 100)
    assert told.undecoded(deflated=True).size == told.undecoded().size
