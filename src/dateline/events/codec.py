"""Bytes to event, and back: reading with an error that names the field, canonical bytes, digest.

Canonical bytes are UTF-8 JSON with sorted keys, defaults left out, numbers as plain digits in strings, and a date as
its EDTF text, or `{"edtf": …, "text": …}` where the author wrote it differently. The digest is their SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_type_hints

import msgspec

from dateline.errors import InvalidDate, InvalidEvent
from dateline.events.as_recorded import as_recorded, whole
from dateline.events.event import Event, Source
from dateline.events.explain import explain
from dateline.events.kinds import KINDS
from dateline.events.raw_json import composed, is_clean, refuse_oddities
from dateline.events.recorded_forms import recorded_forms
from dateline.values.dates import PartialDate, parsed
from dateline.values.money import Amount
from dateline.values.parties import Party, party_named
from dateline.values.text import nfc
from dateline.values.vocabulary import Confidence

MAX_EVENT_BYTES = 1_000_000
"""A line longer than this is no event."""

_CONFIDENCE = b'"confidence":'
_IN_WORDS = b'"edtf":'
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)


@cache
def numbers() -> frozenset[str]:
    """The keys of exact numbers, whatever they stand in."""
    return frozenset(
        name
        for struct in (Amount, *KINDS.values())
        for name, hint in get_type_hints(struct).items()
        if Decimal in (hint, *get_args(hint))
    )


def decode(data: bytes | str) -> Event:
    """One event from its JSON. Raises InvalidEvent, naming the field and what was expected."""
    return decode_whole(data)[0]


def decode_whole(data: bytes | str) -> tuple[Event, bytes]:
    """The same, with the canonical bytes of the event."""
    refuse_too_long(data)
    data = composed(data)
    try:
        event = _decoder().decode(data)
        content = canonical(event)
        read = data if isinstance(data, bytes) else data.encode()
        if not is_clean(read, numbers(), keys_are_sure=_says_no_more(read, event, content)):
            _refuse_oddities(data)
    except _UNREADABLE as error:
        raise _explained(error, data) from error
    refuse_too_long(content)
    return event, content


def _says_no_more(read: bytes, event: Event, content: bytes) -> bool:
    """True only if no key stands twice in what an event was read of, which its content shows in most cases.

    A key that stands twice is once in the content, which has fewer colons then. What else it leaves out are keys that
    say what is so anyway, of which `confidence` is by far the most usual. Only a date in the author's words brings keys
    with it.
    """
    if _IN_WORDS in content:
        return False
    left_out = read.count(b":") - content.count(b":")
    told = left_out == 1 and event.confidence is Confidence.REPORTED and _CONFIDENCE in read
    return told or left_out == 0


def refuse_too_long(data: bytes | str) -> None:
    """Raises InvalidEvent for more than MAX_EVENT_BYTES."""
    if len(data) > MAX_EVENT_BYTES:
        raise InvalidEvent("", f"is longer than {MAX_EVENT_BYTES:,} bytes: this is no event", rule="size")


def read_back(event: Event) -> Event:
    """The event as its canonical bytes have it, with every check that a line of an event file meets.

    An event that was made in Python, or changed since it was read, may not pass. Raises InvalidEvent.
    """
    try:
        content = canonical(event)
    except UnicodeError as error:
        raise InvalidEvent("", "holds half a character: write it as it is", rule="text") from error
    try:
        return _decoder().decode(content)
    except _UNREADABLE as error:
        raise _explained(error, content) from error


def of_fields(fields: Mapping[str, object]) -> Event:
    """One event from its fields, as JSON would have them: exact numbers as plain digits, `type` among them.

    A source may stand among them as `source_of` made it. Raises InvalidEvent, naming the field and what was expected.
    Fields cannot hold what `decode` looks for in raw text: a key that stands twice, or half a character.
    """
    try:
        return msgspec.convert(fields, KINDS[str(fields["type"])], dec_hook=_read)
    except _UNREADABLE:
        return decode(msgspec.json.encode(fields, enc_hook=_write))  # whose error says it in words


def source_of(fields: Mapping[str, object]) -> Source:
    """One source from its fields, for events of one source: it is then read once. Raises InvalidEvent."""
    try:
        return msgspec.convert(fields, Source, dec_hook=_read)
    except _UNREADABLE as error:
        raise explain(error, msgspec.json.encode(fields)) from error


def fields_of(value: Event | Source) -> dict[str, object]:
    """The fields of an event or a source as JSON has them, defaults left out; `of_fields` reads them again."""
    fields: dict[str, object] = msgspec.to_builtins(value, enc_hook=_write)
    return fields


def _explained(error: Exception, data: bytes | str) -> InvalidEvent:
    """The error in words; an oddity of the raw text comes first, since it may be the cause of all else."""
    try:
        _refuse_oddities(data)
    except InvalidEvent as odd:
        return odd
    except _UNREADABLE as unreadable:
        return explain(unreadable, data)
    return explain(error, data)


def _refuse_oddities(data: bytes | str) -> None:
    refuse_oddities(data if isinstance(data, str) else data.decode(), numbers())


def canonical(event: Event) -> bytes:
    """The bytes that stand for the event in the log: equal content has equal bytes."""
    return _ENCODER.encode(event)


def digest(content: bytes) -> bytes:
    """SHA-256 of canonical bytes."""
    return hashlib.sha256(content).digest()


def restore(content: bytes) -> Event:
    """The event of canonical bytes from the log, whatever today's checks would say of it.

    Its dates are read from their EDTF alone: a later release that reads the author's words otherwise changes no date.
    Raises InvalidEvent for what is no event at all.
    """
    try:
        return whole(_restorer().decode(content))
    except _UNREADABLE:
        return as_recorded(content)


@cache  # a server that takes in no file can do without
def _decoder() -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(ANY_EVENT, dec_hook=_read)


@cache
def _restorer() -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(Union[tuple(recorded_forms())], dec_hook=restore_value)  # noqa: UP007 - from a list


def says_the_same(one: bytes, other: bytes) -> bool:
    """Whether two contents are one, as this release would write them: an earlier one may have written a slug that
    today follows from the name, or text in another of Unicode's forms. What cannot be read is the same in no other
    bytes.
    """
    if one == other:
        return True
    try:
        return _rewritten(one) == _rewritten(other)
    except InvalidEvent:
        return False


def is_canonical(content: bytes, event: Event) -> bool:
    """Whether these are canonical bytes of the event, or were in an earlier release."""
    written = canonical(event)
    if written == content:
        return True
    return _IN_ORDER.encode(msgspec.json.decode(content)) == content and _rewritten(written) == _rewritten(content)


def _rewritten(content: bytes) -> bytes:
    try:
        said = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InvalidEvent("", f"is no JSON: {error}", rule="unreadable") from error
    return canonical(restore(msgspec.json.encode(_composed(said))))


def _composed(value: Any) -> Any:
    """With all text in NFC."""
    match value:
        case str():
            return nfc(value)
        case list():
            return [_composed(one) for one in value]
        case dict():
            return {name: _composed(one) for name, one in value.items()}
    return value


def _read(type_: type, value: object) -> object:
    """Called by msgspec for the types that it does not know."""
    if type(value) is str:
        return _FROM_TEXT[type_](value)
    if type_ is PartialDate:
        date = _read_date(value)
        if isinstance(value, dict):
            _refuse_contradiction(date)
        return date
    if type_ is Party:
        return Party.read(value)
    raise NotImplementedError(type_)


_FROM_TEXT: dict[type, Callable[[str], object]] = {PartialDate: parsed, Party: party_named}


def _read_date(value: object) -> PartialDate:
    match value:
        case str():
            return PartialDate.parse(value)
        case {"edtf": str(edtf), "text": str(text), **others} if not others:
            return PartialDate.from_edtf(edtf, text)
    raise InvalidDate('expected a date as text, like "2025-09" or "May 2023"')


def _refuse_contradiction(date: PartialDate) -> None:
    """Raises InvalidDate where EDTF and text contradict each other.

    A text that cannot be read without its author, like "this summer", contradicts no date.
    """
    try:
        told = PartialDate.parse(date.text)
    except InvalidDate:
        return
    if (told.first, told.last) != (date.first, date.last):
        raise InvalidDate(f"{date.text!r} means {told.edtf}, not {date.edtf}: leave one of the two out")


def restore_value(type_: type, value: object) -> object:
    """Called by msgspec, for what stands in the log, for the types that it does not know."""
    if type(value) is str:
        return _FROM_TEXT[type_](value)
    return _read_date(value) if type_ is PartialDate else _read(type_, value)


def _write(value: object) -> object:
    if isinstance(value, PartialDate):
        return value.edtf if value.text == value.edtf else {"edtf": value.edtf, "text": value.text}
    if isinstance(value, Party):
        return value.written
    raise NotImplementedError(type(value))


ANY_EVENT = Union[tuple(KINDS.values())]  # type: ignore[valid-type]  # noqa: UP007 - from a list, for msgspec
"""An event of any kind, told by its `type`."""
_ENCODER = msgspec.json.Encoder(enc_hook=_write, order="sorted", decimal_format="string")
_IN_ORDER = msgspec.json.Encoder(order="sorted")
