"""The quick look at raw JSON lets nothing pass that the careful one finds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from unicodedata import normalize

import pytest
from builders import FULL, line
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidEvent
from dateline.events import codec
from dateline.events.cloudevents import decode_either, encode
from dateline.events.codec import canonical, decode, numbers
from dateline.events.explain import explain
from dateline.events.raw_json import composed, is_clean, refuse_oddities

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SNIPPETS = (
    " ", "\t", ":", '"', '\\"', "\\", "\\u003a", "\\u0022", "\\ud800", "\\ud83d\\ude00", "\\u00e9", "\\/", "é", "\0",
    "NaN", "-Infinity", "1_0", '" 1"', '"x":', '"note":"a",', '"amount":"1_0",', '"amount" : "NaN",', '"count":1e999,',
    '"edtf":"2025",', '"confidence":"reported",', '"confidence":', "{", "}", "[", "]", ",", "null",
)  # fmt: skip


def outcome(read: Callable[[bytes], Any], data: bytes) -> Any:
    try:
        return read(data)
    except InvalidEvent as error:
        return error.field, error.message, error.rule


def careful(data: bytes) -> Any:
    """How an event was always to be read: nothing odd in the raw text, then the right types."""
    try:
        refuse_oddities(data.decode(), numbers())
        return codec._decoder().decode(data)
    except codec._UNREADABLE as error:
        raise explain(error, data) from error


def inserted(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(_SNIPPETS)) + text[at:]


def doubled(draw: st.DrawFn, text: str) -> str:
    """A key stands twice, the second time perhaps disguised."""
    keys = list(re.finditer(r'"([a-z_]+)":', text))
    if not keys:
        return text
    key = draw(st.sampled_from(keys))
    value = draw(st.sampled_from(("null", '"x"', '"a\\":b"', "1", '"1_0"', "{}", '{"a":1}')))
    gap = draw(st.sampled_from(("", " ", "\n\t")))
    return f'{text[: key.start()]}"{key[1]}"{gap}:{value},{text[key.start() :]}'


def escaped(draw: st.DrawFn, text: str) -> str:
    """A character of a string, a colon or a quote perhaps, is written as an escape."""
    strings = [found for found in _STRING.finditer(text) if len(found.group()) > 2]
    if not strings:
        return text
    string = draw(st.sampled_from(strings))
    at = draw(st.integers(string.start() + 1, string.end() - 2))
    return f"{text[:at]}\\u{ord(text[at]):04x}{text[at + 1 :]}"


def spaced(draw: st.DrawFn, text: str) -> str:
    return text.replace(":", draw(st.sampled_from((" :", ": ", " : ", "\r\n:"))))


def misspelled(draw: st.DrawFn, text: str) -> str:
    """A number, or what stands where one could, is spelled in a way that only Python reads."""
    values = list(re.finditer(r'(?<=:)\s*(?:"[0-9][^"]*"|[0-9][0-9.eE+]*)', text))
    if not values:
        return text
    value = draw(st.sampled_from(values))
    other = draw(st.sampled_from(('"1_0"', '" 1"', '"NaN"', '"١٢"', "1e999999", "NaN", '"1\\u0030"', '"1"', '"+1"')))
    return text[: value.start()] + other + text[value.end() :]


def cut(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + text[start + draw(st.integers(0, 5)) :]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    said = draw(st.sampled_from(FULL))
    text = json.dumps(said, ensure_ascii=draw(st.booleans()), separators=(",", draw(st.sampled_from((":", ": ")))))
    for change in draw(st.lists(st.sampled_from((inserted, doubled, escaped, spaced, misspelled, cut)), max_size=3)):
        text = change(draw, text)
    return text.encode()


@given(mutated())
def test_reading_quickly_comes_out_as_reading_carefully(data: bytes) -> None:
    assert outcome(decode, data) == outcome(careful, data)


@given(mutated())
def test_what_is_clean_has_nothing_odd(data: bytes) -> None:
    if is_clean(data, numbers()):
        refuse_oddities(data.decode(), numbers())


@pytest.mark.parametrize(
    ("addition", "field", "rule"),
    [
        ('"city":"x","city":"a\\u003ab"', "city", "duplicate-key"),
        ('"city":"x","ci\\u0074y":"a:b"', "city", "duplicate-key"),
        ('"city":{"a":1},"city":"a:b"', "city", "duplicate-key"),
        ('"city":"\\ud800"', "city", "text"),
        ('"city":"\\uDFFF"', "city", "text"),
        ('"am\\u006funt":"1_0"', "amount", "number"),
        ('"amount" :\t"1_0"', "amount", "number"),
        ('"city":{"count":"NaN"}', "city.count", "number"),
    ],
)
def test_no_disguise_passes_for_clean(addition: str, field: str, rule: str) -> None:
    data = f'{{{addition},"name":"Acme"}}'.encode()
    assert not is_clean(data, numbers())
    with pytest.raises(InvalidEvent) as refused:
        refuse_oddities(data.decode(), numbers())
    assert (refused.value.field, refused.value.rule) == (field, rule)


@pytest.mark.parametrize("said", FULL, ids=lambda said: said["type"])
def test_ordinary_events_need_no_second_look(said: dict[str, Any]) -> None:
    assert is_clean(json.dumps(said, ensure_ascii=False).encode(), numbers())
    assert is_clean(json.dumps(said).encode(), numbers())
    assert is_clean(json.dumps(line("founded", note='He said "no": never.')).encode(), numbers())


def in_form(form: str, value: Any) -> Any:
    match value:
        case str():
            return normalize(form, value)
        case list():
            return [in_form(form, one) for one in value]
        case dict():
            return {normalize(form, key): in_form(form, one) for key, one in value.items()}
    return value


odd = st.text(st.sampled_from('aeén\u0301\u0303\u0338\u037e<="\\/\n한\u1100\u1161🦙'), max_size=6)
values = st.recursive(
    odd | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd, inner, max_size=3),
    max_leaves=8,
)


@given(values, st.booleans(), st.booleans())
def test_every_text_of_json_is_composed_and_nothing_else_changes(said: Any, escaped: bool, as_bytes: bool) -> None:
    text = json.dumps(said, ensure_ascii=escaped)
    given = text.encode() if as_bytes else text
    written = composed(given)
    assert json.loads(written) == in_form("NFC", said)
    assert composed(written) == written
    if in_form("NFC", said) == said:
        assert written == given


@pytest.mark.parametrize(
    "data", [b'{"a":"\xff"}', '{"a":"\\ud800e\u0301"', '{"a":1.70}', '"\u0301', '"\\x\u0301e\u0301"']
)
def test_what_is_no_json_is_left_for_its_reader(data: bytes | str) -> None:
    assert composed(data) == data


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("envelope", [True, False])
def test_composed_and_decomposed_events_have_the_same_bytes(*, escaped: bool, envelope: bool) -> None:
    said = line("founded", id="é/1", company="йод", name="Müller", founders=["Łukasz Żak", "Zoë"])
    whole = json.loads(encode(decode_either(json.dumps(said))[0])) if envelope else said
    text, apart = (json.dumps(in_form(form, whole), ensure_ascii=escaped) for form in ("NFC", "NFD"))
    assert text != apart
    event = decode(json.dumps(said))
    assert decode_either(apart.encode()) == decode_either(text) == (event, canonical(event))
