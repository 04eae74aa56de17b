"""CloudEvents 1.0 in and out: every event travels through them without loss; a foreign envelope is read as it is."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from answers import memory, run
from builders import NEEDS, eur, event, funding, line, one_of_each, source
from histories import histories, law, told
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidEvent, Problem
from dateline.events import cloudevents
from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.imports.event_files.reading import read

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def envelope(said: Event, **attributes: Any) -> dict[str, Any]:
    made = json.loads(cloudevents.encode(said))
    return {name: value for name, value in (made | attributes).items() if value is not None}


def events_in(file: Path, text: str) -> list[str]:
    """The ids of the events of a file that holds this text; fails on a problem."""
    file.write_text(text)
    found = list(read(file))
    assert not [one for one in found if isinstance(one, Problem)]
    return [one[1].id for one in found if not isinstance(one, Problem)]


def problem_of(file: Path, text: str) -> str:
    file.write_text(text)
    (problem,) = [one for one in read(file) if isinstance(one, Problem)]
    return f"{problem.field}: {problem.message}" if problem.field else problem.message


# --- out -------------------------------------------------------------------------------------------------------------


def test_the_attributes_are_those_that_the_specification_asks_for() -> None:
    said = funding("mistral/c", raised=eur(1_700_000_000))
    assert json.loads(cloudevents.encode(said, AT)) == {
        "specversion": "1.0",
        "id": "mistral/c",
        "source": "/companies/mistral-ai",
        "type": "dev.dateline.funding",
        "subject": "funding/series-c",
        "time": "2026-11-22T12:00:00Z",
        "datacontenttype": "application/json",
        "data": json.loads(canonical(said)),
    }


def test_an_event_that_is_in_no_log_has_no_time() -> None:
    """Its own date is no instant, and none is invented."""
    assert "time" not in json.loads(cloudevents.encode(event("founded", on="2023")))


@pytest.mark.parametrize("kind", NEEDS)
def test_every_kind_comes_back_as_it_was(kind: str) -> None:
    said = event(kind, note="A note: “1.0”, \\ and \u2028")
    assert canonical(cloudevents.decode(cloudevents.encode(said, AT))) == canonical(said)


@law(100)
@given(histories)
def test_law_no_event_loses_anything_on_its_way(said: list[dict[str, Any]]) -> None:
    for before in map(told, said):
        assert cloudevents.decode_either(cloudevents.encode(before, AT)) == (before, canonical(before))


# --- in --------------------------------------------------------------------------------------------------------------


def test_a_single_one_a_batch_and_lines_of_them_are_read(tmp_path: Path) -> None:
    several = [envelope(one) for one in one_of_each()]
    ids = [one["id"] for one in several]
    assert events_in(tmp_path / "one.json", json.dumps(several[0], indent=2)) == ids[:1]
    assert events_in(tmp_path / "batch.json", json.dumps(several, indent=2)) == ids
    assert events_in(tmp_path / "lines.ndjson", "\n".join(map(json.dumps, several))) == ids


def test_lines_may_be_mixed(tmp_path: Path) -> None:
    text = f"{json.dumps(envelope(event('founded', 'a')))}\n{json.dumps(line('founded', 'b'))}\n"
    assert events_in(tmp_path / "e.jsonl", text) == ["a", "b"]


def test_an_event_that_speaks_of_specversion_is_an_event() -> None:
    said = line("founded", note="specversion")
    assert not cloudevents.is_cloudevent(json.dumps(said))
    assert not cloudevents.is_cloudevent(json.dumps(said | {"note": 'they wrote "specversion"'}))
    assert cloudevents.decode_either(json.dumps(said))[0].note == "specversion"


def test_a_foreign_envelope_may_name_the_event_as_it_likes() -> None:
    said = funding("mistral/c")
    foreign = envelope(said, id="0b6c", type="com.example.news", source="https://example.com", traceparent="00-1")
    assert cloudevents.decode(json.dumps(foreign)).id == "mistral/c"


def test_binary_data_is_read_too() -> None:
    said = funding("mistral/c")
    packed = base64.b64encode(canonical(said)).decode()
    assert cloudevents.decode(json.dumps(envelope(said, data=None, data_base64=packed))).id == "mistral/c"


GOOD = envelope(funding("mistral/c"))


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"specversion": "0.3"}, "specversion", "'0.3' is no version that is read here: expected '1.0'"),
        ({"source": None}, "source", "every CloudEvent has one, and it is a text"),
        ({"id": 3}, "id", "every CloudEvent has one, and it is a text"),
        (
            {"datacontenttype": "text/xml"},
            "datacontenttype",
            "the data is 'text/xml', but an event is application/json",
        ),
        ({"data": None}, "data", "expected a Dateline event, as an object {…}"),
        ({"data": "text"}, "data", "expected a Dateline event, as an object {…}"),
        ({"data": GOOD["data"] | {"on": "soon"}}, "data.on", "is relative: name the year"),
        ({"data": GOOD["data"] | {"raised": eur(1, bound="odd")}}, "data.raised.bound", "is not one of"),
        ({"data": None, "data_base64": "?"}, "data_base64", "is not base64"),
        ({"id": "other"}, "id", "contradicts the event in `data`, which needs 'mistral/c' here"),
        ({"type": "dev.dateline.model"}, "type", "which needs 'dev.dateline.funding' here"),
    ],
)
def test_what_is_wrong_is_said_of_the_attribute(wrong: dict[str, Any], field: str, message: str) -> None:
    made = {name: value for name, value in (GOOD | wrong).items() if value is not None}
    with pytest.raises(InvalidEvent) as error:
        cloudevents.decode(json.dumps(made))
    assert error.value.field == field
    assert message in error.value.message


def test_an_attribute_that_stands_twice_is_refused() -> None:
    twice = json.dumps(GOOD)[:-1] + ', "data": {}}'
    with pytest.raises(InvalidEvent, match="stands twice"):
        cloudevents.decode(twice)


def test_a_single_event_over_many_lines_of_a_json_file_is_no_array(tmp_path: Path) -> None:
    expected = "expected an array […] of events; one event a line is for .jsonl files"
    assert problem_of(tmp_path / "e.json", json.dumps(line("founded"), indent=2)) == expected
    assert problem_of(tmp_path / "e.json", '{"id": ') == expected
    assert "behind the end" in problem_of(tmp_path / "f.json", json.dumps(GOOD) * 2)


def test_what_an_envelope_held_is_in_the_log_as_if_it_had_come_alone() -> None:
    said = funding("mistral/c", sources=[source("ASML", "2025-09-09")])

    async def test() -> None:
        alone = await memory(said)
        wrapped = await memory(cloudevents.decode(cloudevents.encode(said)))
        (one,), (other,) = await alone.stored(0, 1), await wrapped.stored(0, 1)
        assert one.digest == other.digest

    run(test)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_law_whatever_stands_in_an_envelope_is_refused_in_words(junk: object) -> None:
    for name in ("specversion", "id", "source", "type", "datacontenttype", "data", "data_base64"):
        try:
            cloudevents.decode(msgspec.json.encode(GOOD | {name: junk}))
        except InvalidEvent:
            continue
        assert name in ("source", "datacontenttype", "type", "data_base64")
