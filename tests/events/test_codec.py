"""Bytes to event and back: one content has one canonical form, and nothing is read that was not written."""

from __future__ import annotations

import hashlib
import json
import random
from decimal import Decimal
from typing import Any

import pytest
from builders import FULL, NEEDS, Json, eur, event, funding, line, metric, model, one_of_each, source, target, usd
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dateline.errors import InvalidEvent
from dateline.events.codec import MAX_EVENT_BYTES, canonical, decode, digest, restore
from dateline.events.deals import Funding
from dateline.events.event import Event
from dateline.events.json_schema import json_schema
from dateline.events.kinds import KINDS
from dateline.events.measured import Metric
from dateline.values.money import Amount

COMMON = {"confidence", "corrects", "reason", "note"}
MONEY_OR_COUNT = {
    "metric": {"money"},
    "target": {"count", "unit", "bound", "scope"},
    "role": {"person"},
    "dispute": {"on"},
    "merge": {"on"},
}


def spelled(event: Json) -> str:
    return json.dumps(event, ensure_ascii=False)


# Round trips.


def test_the_full_lines_have_every_field_of_every_kind() -> None:
    assert [each["type"] for each in FULL] == list(KINDS)
    for each in FULL:
        left_out = {*KINDS[each["type"]].__struct_encode_fields__} - {*each}
        assert left_out <= COMMON | MONEY_OR_COUNT.get(each["type"], set())


@pytest.mark.parametrize("said", [*FULL, *map(line, NEEDS)], ids=lambda said: f"{said['type']}-{said['id']}")
def test_bytes_to_event_to_bytes_to_event_changes_nothing(said: Json) -> None:
    once = decode(spelled(said))
    content = canonical(once)
    assert decode(content) == restore(content) == once
    assert canonical(decode(content)) == content
    assert decode(spelled(said).encode()) == once


def shuffled(value: Any, randomness: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        randomness.shuffle(keys)
        return {key: shuffled(value[key], randomness) for key in keys}
    return [shuffled(entry, randomness) for entry in value] if isinstance(value, list) else value


@given(st.sampled_from(FULL), st.randoms(use_true_random=False), st.sampled_from([None, 1, 4]), st.booleans())
def test_neither_the_order_of_keys_nor_blanks_nor_escapes_change_the_content(
    said: Json, randomness: random.Random, indent: int | None, ascii_only: bool
) -> None:
    other = json.dumps(shuffled(said, randomness), indent=indent, ensure_ascii=ascii_only)
    assert canonical(decode(other)) == canonical(decode(spelled(said)))
    assert digest(canonical(decode(other))) == digest(canonical(decode(spelled(said))))


SPELLINGS = ["1700000000", "1700000000.0", "1.7e9", "1.70E+9", '"1700000000"', '"1.7e9"', '"1700000000.00"', "17e8"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_a_number_is_spelled_it_is_written_in_plain_digits(spelling: str) -> None:
    text = spelled(line("funding", raised=eur("NUMBER"))).replace('"NUMBER"', spelling)
    assert b'"raised":{"amount":"1700000000","currency":"EUR"}' in canonical(decode(text))


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("0.1", "0.1"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("1.1e-5", "0.000011"),
        ("-2.50", "-2.5"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("0.000001234567890123456789012345", "0.000001234567890123456789012345"),
        ("1e-6", "0.000001"),
        ("1." + "0" * 5000, "1"),
    ],
)
def test_numbers_are_exact(spelling: str, plain: str) -> None:
    made = decode(spelled(line("metric", count="NUMBER")).replace('"NUMBER"', spelling))
    assert isinstance(made, Metric)
    assert made.count == Decimal(plain)
    assert f'"count":"{plain}"'.encode() in canonical(made)


DEFAULTS: list[tuple[str, Json]] = [
    ("funding", {"confidence": "reported", "leads": [], "investors": [], "pre_money": False, "note": None}),
    ("funding", {"raised": eur(1)}),
    ("data-center", {"role": "owner", "chips": None}),
    ("metric", {"bound": "exact", "scope": None}),
    ("model", {"aliases": [], "modalities": [], "organisations": []}),
    ("merge", {"subject": None, "on": None}),
]


@pytest.mark.parametrize(("kind", "fields"), DEFAULTS)
def test_a_default_written_out_is_the_default_left_out(kind: str, fields: Json) -> None:
    written = {**line(kind), **fields}
    if "raised" in fields:
        written["raised"] = {**fields["raised"], "bound": "exact", "stated": []}
    kept = {key: value for key, value in fields.items() if key == "raised"}
    assert canonical(decode(spelled(written))) == canonical(event(kind, **kept))


def test_a_source_leaves_its_defaults_out() -> None:
    written = source(title=None, url=None, retrieved=None, cites=[])
    assert canonical(event("founded", sources=[written])) == canonical(event("founded"))


GOLDEN = [
    (
        line("founded", "a", name="Mistral AI", on="2023-05", founders=["Timothée Lacroix"]),
        '{"company":"mistral-ai","founders":["Timothée Lacroix"],"id":"a","name":"Mistral AI","on":"2023-05",'
        '"sources":[{"published":"2025-09-10","publisher":"Le Monde"}],"type":"founded"}',
    ),
    (
        line("funding", "b", on="Sept. 2025", raised=eur(1.7e9, bound="over", stated=[usd("2e9")]), leads=["ASML"]),
        '{"company":"mistral-ai","id":"b","leads":["ASML"],"on":{"edtf":"2025-09","text":"Sept. 2025"},"raised":'
        '{"amount":"1700000000","bound":"over","currency":"EUR","stated":[{"amount":"2000000000","currency":"USD"}]},'
        '"round":"series-c","sources":[{"published":"2025-09-10","publisher":"Le Monde"}],"stage":"closed",'
        '"type":"funding"}',
    ),
    (
        line("merge", "c", subject="funding/c", same=["funding/c2"],
             sources=[source("A", None, retrieved="2026-11-21")]),
        '{"company":"mistral-ai","id":"c","same":["funding/c2"],"sources":[{"publisher":"A","retrieved":"2026-11-21"}],'
        '"subject":"funding/c","type":"merge"}',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "content"), GOLDEN)
def test_canonical_bytes_are_these_for_ever(said: Json, content: str) -> None:
    assert canonical(decode(spelled(said))).decode() == content


def test_the_digest_is_the_sha256_of_the_canonical_bytes() -> None:
    content = canonical(funding())
    assert digest(content) == hashlib.sha256(content).digest()
    assert digest(content).hex() == "62b2f423dde865f7f6c8167bc6d9240c30c8aa71991c1d9d91468f4d0ab043de"


# Dates.


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2025-09", "2025-09"),
        (" 2025-09 ", "2025-09"),
        ("May 2023", {"edtf": "2023-05", "text": "May 2023"}),
        ("mid-2026", {"edtf": "2026-38", "text": "mid-2026"}),
        ({"edtf": "2023-05", "text": "May 2023"}, {"edtf": "2023-05", "text": "May 2023"}),
        ({"edtf": "2023-05~", "text": "May 2023"}, {"edtf": "2023-05~", "text": "May 2023"}),
        ({"edtf": "2026-22", "text": "this summer"}, {"edtf": "2026-22", "text": "this summer"}),
        ({"edtf": "2023-05", "text": "2023-05"}, "2023-05"),
        ({"edtf": "2023-05", "text": " May 2023 "}, {"edtf": "2023-05", "text": "May 2023"}),
    ],
)
def test_a_date_is_stored_as_edtf_with_the_authors_words_where_they_differ(written: Any, stored: Any) -> None:
    assert json.loads(canonical(funding(on=written)))["on"] == stored


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"edtf": "2025", "text": "May 2023"}, "'May 2023' means 2023-05, not 2025"),
        ({"edtf": "2023-05", "text": "2023"}, "'2023' means 2023, not 2023-05"),
        ({"edtf": "May 2023", "text": "May 2023"}, "'May 2023' is not an EDTF date"),
        ({"edtf": "2023-05", "text": "a\u0000b"}, "holds a control character"),
        ({"edtf": "2023-05", "text": "x" * 200}, "longer than 100 characters"),
        ({"edtf": "2023-05"}, "expected a date as text"),
        ({"edtf": "2023-05", "text": "May 2023", "day": 3}, "expected a date as text"),
        (2025, "expected a date as text"),
        (["2025"], "expected a date as text"),
    ],
)
def test_words_that_contradict_their_date_are_refused(written: Any, sentence: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        funding(on=written)
    assert refused.value.field == "on"
    assert sentence in refused.value.message


def test_what_the_log_holds_is_restored_even_if_its_words_are_read_otherwise_today() -> None:
    content = canonical(funding(on="May 2023")).replace(b'"2023-05"', b'"2023-06"')
    assert restore(content).when.edtf == "2023-06"
    with pytest.raises(InvalidEvent):
        decode(content)


# What no event may have.


@pytest.mark.parametrize(
    "spelling",
    ['"NaN"', '"nan"', '"Infinity"', '"-inf"', '"sNaN"', '"1_000"', '" 1"', '"1 "', '"1\\n"', '"١٢"', '"１２"', '"+5"',
     '".5"', '"5."', '"1,000"', '""', '"0x10"', '"007"', '"1e"', '"--1"', "NaN", "Infinity", "-Infinity"],
)  # fmt: skip
def test_a_number_is_spelled_as_json_spells_numbers_or_refused(spelling: str) -> None:
    for text, field in [
        (spelled(line("metric", count="NUMBER")), "count"),
        (spelled(line("funding", raised=eur("NUMBER"))), "raised.amount"),
        (spelled(line("funding", raised=eur(1, stated=[usd("NUMBER")]))), "raised.stated[0].amount"),
        (spelled(line("stake", percent="NUMBER")), "percent"),
    ]:
        with pytest.raises(InvalidEvent) as refused:
            decode(text.replace('"NUMBER"', spelling))
        assert refused.value.field == field
        assert "is not a number" in refused.value.message


@pytest.mark.parametrize(
    "spelling",
    ["1e999999", '"1e999999"', "1e-999999", "9" * 5000, f'"{"9" * 5000}"', "1" + "0" * 5000, "1e30", "1e-7", "1e-31",
     "1." + "0" * 500_000 + "1", '"1e99999999999999999999"', "1e99999999999999999999",
     "1234567890123456789012345678901"],
)  # fmt: skip
def test_numbers_beyond_all_measure_are_refused_before_they_are_written_out(spelling: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(spelled(line("metric", count="NUMBER")).replace('"NUMBER"', spelling))
    assert refused.value.field == "count"
    assert len(str(refused.value)) < 200


def test_a_long_row_of_zeros_behind_the_point_is_no_work() -> None:
    made = decode(spelled(line("metric", count="NUMBER")).replace('"NUMBER"', "7." + "0" * 900_000))
    assert isinstance(made, Metric)
    assert made.count == 7


def test_a_huge_integer_where_a_date_belongs_is_refused() -> None:
    with pytest.raises(InvalidEvent, match=r"^on: "):
        decode(spelled(line("founded", on="NUMBER")).replace('"NUMBER"', "9" * 5000))


@pytest.mark.parametrize(
    ("addition", "field"),
    [
        ('"stage":"talks"', "stage"),
        ('"raised":{"amount":1,"currency":"EUR","currency":"USD"}', "raised.currency"),
        ('"leads":[{"name":"ASML","name":"Nvidia"}]', "leads[0].name"),
        ('"note":"a","note":"a"', "note"),
        ('"n\\u006fte":"a","note":"b"', "note"),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_its_path(addition: str, field: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(f"{spelled(line('funding'))[:-1]},{addition}}}")
    assert (refused.value.field, refused.value.rule) == (field, "duplicate-key")


@pytest.mark.parametrize(
    ("addition", "field"),
    [
        ('"note":"a\\ud800b"', "note"),
        ('"note":"\\udc00"', "note"),
        ('"leads":["ASML","\\ud83d"]', "leads[1]"),
        ('"raised":{"amount":1,"currency":"EU\\ud800"}', "raised.currency"),
    ],
)
def test_half_a_character_is_refused_with_its_path(addition: str, field: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(f"{spelled(line('funding'))[:-1]},{addition}}}")
    assert refused.value.field == field
    assert "half a character" in refused.value.message


def test_two_halves_make_one_character() -> None:
    made = decode(f'{spelled(line("funding"))[:-1]},"note":"a \\ud83d\\ude00"}}')
    assert made.note == "a 😀"
    assert "😀".encode() in canonical(made)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "nested too deeply"),
        (spelled(line("funding"))[:-1] + ',"x":' + "[" * 50_000 + "]" * 50_000 + "}", "nested too deeply"),
        ("\ud800", "is not UTF-8 text"),
        ("", "ends too early"),
        ("{", "ends too early"),
        ("not json", "not JSON"),
        ("[]", "expected an object"),
        ("null", "expected an object"),
        ("3", "expected an object"),
        ('"x"', "expected an object"),
        (spelled(line("funding")) * 2, "not JSON: trailing characters"),
        (b"\xef\xbb\xbf" + spelled(line("funding")).encode(), "not JSON"),
        (spelled(line("funding", note="é")).encode("latin-1"), "is not UTF-8 text"),
        (spelled(line("funding")).encode("utf-16"), "is not UTF-8 text"),
        (spelled(line("funding", note="x" * MAX_EVENT_BYTES)), "longer than 1,000,000 bytes"),
    ],
    ids=range(16),
)
def test_what_is_no_event_at_all_is_one_sentence(data: str | bytes, sentence: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        decode(data)
    assert refused.value.field == ""
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_are_an_event_or_an_invalid_event(data: bytes | str) -> None:
    with pytest.raises(InvalidEvent):
        decode(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_any_value_in_any_field_is_an_event_or_an_invalid_event(data: st.DataObject) -> None:
    said = dict(data.draw(st.sampled_from(FULL)))
    field = data.draw(st.sampled_from(sorted(KINDS[said["type"]].__struct_encode_fields__)))
    said[field] = data.draw(json_values)
    try:
        made = decode(json.dumps(said))
    except InvalidEvent as error:
        sentence = error.message
    else:
        sentence = "fine"
        assert decode(canonical(made)) == made
    assert sentence
    assert "`$" not in sentence


# The JSON Schema that editors use.

SCHEMA = Draft202012Validator(json_schema())


def test_the_json_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())
    json.dumps(json_schema(), allow_nan=False)


@pytest.mark.parametrize("said", [*FULL, *map(line, NEEDS)], ids=lambda said: f"{said['type']}-{said['id']}")
def test_the_json_schema_takes_every_event_as_written_and_as_stored(said: Json) -> None:
    assert list(SCHEMA.iter_errors(said)) == []
    assert list(SCHEMA.iter_errors(json.loads(canonical(decode(spelled(said)))))) == []


BAD_BY_SHAPE: list[Json] = [
    line("funding", stge="closed"),
    line("funding", stage="completed"),
    line("funding", sources=None),
    line("funding", sources=[]),
    line("funding", round=None),
    line("funding", company="Mistral AI"),
    line("funding", company="mistral\n"),
    line("funding", id="a b"),
    line("funding", id=""),
    line("funding", raised={"amount": "1,7", "currency": "EUR"}),
    line("funding", raised={"amount": "NaN", "currency": "EUR"}),
    line("funding", raised={"amount": "1", "currency": "EURO"}),
    line("funding", raised="1.7bn EUR"),
    line("funding", leads=[""]),
    line("funding", leads="ASML"),
    line("funding", on=2025),
    line("funding", sources=[source(url="example.com")]),
    line("funding", sources=[source(" ")]),
    line("funding", sources=[source(retrieved="yesterday", page=3)]),
    line("founded", country="France"),
    line("metric", count="many"),
    line("merge", same=[]),
    {**line("funding"), "type": "fundng"},
]


@pytest.mark.parametrize("said", BAD_BY_SHAPE)
def test_the_json_schema_refuses_what_has_the_wrong_shape_as_decode_does(said: Json) -> None:
    assert not SCHEMA.is_valid(said)
    with pytest.raises(InvalidEvent):
        decode(spelled(said))


# Values.


def test_an_amount_reads_back_as_it_was_reported() -> None:
    made = funding(raised=eur("1.7e9", bound="over", stated=[usd("2000000000.00")]))
    assert isinstance(made, Funding)
    assert made.raised == Amount(Decimal(1_700_000_000), "EUR", bound=made.raised.bound, stated=made.raised.stated)  # type: ignore[union-attr]
    assert str(made.raised) == "1700000000 EUR"
    assert [str(other) for other in made.raised.stated] == ["2000000000 USD"]  # type: ignore[union-attr]


def test_events_of_equal_content_are_equal_and_others_are_not() -> None:
    assert funding(raised=eur("1e3")) == funding(raised=eur(1000))
    assert funding(raised=eur(1)) != funding(raised=usd(1))
    assert target(by="2027") != target(by="end of 2027")
    assert model(parameters="7e9") == model(parameters=7_000_000_000)
    assert metric() != metric(count=701)


def test_an_event_never_changes() -> None:
    made: Any = funding()
    with pytest.raises(AttributeError):
        made.round = "series-d"
    with pytest.raises(AttributeError):
        made.sources[0].publisher = "Another"


def test_digests_of_different_events_differ() -> None:
    made: list[Event] = [*one_of_each(), *(decode(spelled(said)) for said in FULL)]
    assert len({digest(canonical(each)) for each in made}) == len(made)
