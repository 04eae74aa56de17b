"""Records are read without a check, and as objects of the very classes that the checks were made for."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest
from builders import FULL, Json, line

from dateline.events.as_recorded import as_recorded
from dateline.events.codec import canonical, decode, restore
from dateline.events.kinds import KINDS
from dateline.events.recorded_forms import recorded_forms


def classes(value: object) -> Iterator[type]:
    """The class of a value and of all that it holds, in order."""
    yield type(value)
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from classes(getattr(value, name))
    if isinstance(value, tuple):
        for one in value:
            yield from classes(one)


@pytest.mark.parametrize("said", FULL, ids=lambda said: said["type"])
def test_a_form_becomes_what_it_is_the_form_of(said: Json) -> None:
    told = decode(json.dumps(said))
    again = restore(canonical(told))
    assert again == told
    assert list(classes(again)) == list(classes(told))


@pytest.mark.parametrize(
    "said",
    [
        {"id": "with blanks"},
        {"company": "Not A Slug"},
        {"sources": [{"publisher": " P ", "url": "ftp://x", "published": "2025-01-01"}]},
        {"round": "!!!"},
        {"raised": {"amount": "-1", "currency": "QQQ"}},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_no_file_may_say_is_read_at_once(said: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was accepted once is read the short way, not by the slow one that takes everything."""
    content = json.dumps(line("funding") | said, sort_keys=True).encode()
    slowly = as_recorded(content)
    monkeypatch.setattr("dateline.events.codec.as_recorded", None)
    assert restore(content) == slowly


def test_every_kind_has_a_form_with_the_same_fields() -> None:
    for form, kind in zip(recorded_forms(), KINDS.values(), strict=True):
        own, its = msgspec.structs.fields(form), msgspec.structs.fields(kind)
        assert [(field.name, field.default) for field in own] == [(field.name, field.default) for field in its]
