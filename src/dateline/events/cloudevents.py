"""Events as CloudEvents 1.0 in structured JSON, and back, without loss: `data` is the event, whole.

    specversion      "1.0"
    id               the event's id
    source           "/companies/" and the company's slug
    type             "dev.dateline." and the event's type
    subject          the event's subject, where it has one
    time             when the log recorded it; left out of an event that is in no log
    datacontenttype  "application/json"
    data             the event, as a line of an event file

`time` is never the event's own date: a CloudEvent has an instant there, and nothing in Dateline ever invents a day.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from dateline.errors import InvalidEvent
from dateline.events import codec
from dateline.events.event import Event
from dateline.events.explain import explain
from dateline.events.raw_json import composed, refuse_oddities

SPEC_VERSION = "1.0"
TYPE_PREFIX = "dev.dateline."
_MARK = '"specversion"'
_JSON = re.compile(r"^(?:application|text)/(?:[\w.-]+\+)?json\s*(?:;.*)?$", re.IGNORECASE)


class _Envelope(msgspec.Struct):
    """The attributes that are read of a CloudEvent; extension attributes are ignored."""

    specversion: Any = None
    id: Any = None
    source: Any = None
    type: Any = None
    datacontenttype: Any = None
    data: msgspec.Raw = msgspec.Raw(b"")
    data_base64: Any = None


def encode(event: Event, recorded_at: datetime | None = None) -> bytes:
    """An event as one CloudEvent."""
    said = {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": f"/companies/{event.company}",
        "type": TYPE_PREFIX + event.kind,
        "subject": event.subject,
        "time": recorded_at.astimezone(UTC) if recorded_at is not None else None,
        "datacontenttype": "application/json",
        "data": msgspec.Raw(codec.canonical(event)),
    }
    return msgspec.json.encode({name: value for name, value in said.items() if value is not None})


def is_cloudevent(data: bytes | str) -> bool:
    """Whether this JSON is a CloudEvent: whether it has a `specversion`. No event has such a field."""
    mark = _MARK if isinstance(data, str) else _MARK.encode()
    if mark not in data:  # type: ignore[operator]
        return False
    try:
        return "specversion" in msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False


def decode(data: bytes | str) -> Event:
    """The event inside a CloudEvent. Raises InvalidEvent, naming the attribute, or the field below `data`."""
    envelope = _envelope(data)
    event = _event(envelope)
    _refuse_contradiction(envelope, event)
    return event


def decode_either(data: bytes | str) -> tuple[Event, bytes]:
    """The event of a line, which is the event itself or a CloudEvent around it, with its canonical bytes. Raises
    InvalidEvent."""
    if not is_cloudevent(data):
        return codec.decode_whole(data)
    event = decode(data)
    return event, codec.canonical(event)


def _envelope(data: bytes | str) -> _Envelope:
    if len(data) > codec.MAX_EVENT_BYTES:
        raise InvalidEvent("", f"is longer than {codec.MAX_EVENT_BYTES:,} bytes: this is no event", rule="size")
    data = composed(data)
    try:
        refuse_oddities(data if isinstance(data, str) else data.decode(), ())
        envelope = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise explain(error, data) from error
    if envelope.specversion != SPEC_VERSION:
        what = f"{envelope.specversion!r} is no version that is read here: expected {SPEC_VERSION!r}"
        raise InvalidEvent("specversion", what, rule="cloudevent")
    for name in ("id", "source", "type"):
        value = getattr(envelope, name)
        if not isinstance(value, str) or not value:
            raise InvalidEvent(name, "every CloudEvent has one, and it is a text", rule="cloudevent")
    return envelope


def _event(envelope: _Envelope) -> Event:
    name, data = _payload(envelope)
    try:
        return codec.decode(data)
    except InvalidEvent as error:
        path = f"{name}.{error.field}" if error.field else name
        raise type(error)(path, error.message, rule=error.rule) from error


def _payload(envelope: _Envelope) -> tuple[str, bytes]:
    media_type = envelope.datacontenttype
    if media_type is not None and not (isinstance(media_type, str) and _JSON.match(media_type)):
        what = f"the data is {media_type!r}, but an event is application/json"
        raise InvalidEvent("datacontenttype", what, rule="cloudevent")
    if envelope.data_base64 is not None:
        try:
            return "data_base64", base64.b64decode(envelope.data_base64, validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise InvalidEvent("data_base64", "is not base64", rule="cloudevent") from error
    data = bytes(envelope.data)
    if not data.startswith(b"{"):
        raise InvalidEvent("data", "expected a Dateline event, as an object {…}", rule="cloudevent")
    return "data", data


def _refuse_contradiction(envelope: _Envelope, event: Event) -> None:
    """Raises InvalidEvent where an envelope with a type of Dateline's contradicts its event.

    Other programs may give their own ids and types to an event.
    """
    if not envelope.type.startswith(TYPE_PREFIX):
        return
    for name, value in (("type", TYPE_PREFIX + event.kind), ("id", event.id)):
        if getattr(envelope, name) != value:
            what = f"{getattr(envelope, name)!r} contradicts the event in `data`, which needs {value!r} here"
            raise InvalidEvent(name, what, rule="cloudevent")
