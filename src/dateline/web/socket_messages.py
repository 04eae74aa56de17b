"""Messages of graphql-transport-ws (PROTOCOL.md of github.com/enisdenjo/graphql-ws), and why a socket closes."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from dateline.events.raw_json import composed
from dateline.values.text import cut
from dateline.web.graphql_requests import NamedCall

PROTOCOL: Final = "graphql-transport-ws"

_MOST_REASON: Final = 123
"""Bytes of a reason, as RFC 6455 has it."""
_Payload = dict[str, Any] | None
_OperationId = Annotated[str, Meta(min_length=1, max_length=200)]


class SentAway(Exception):
    """The socket is to be closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = cut(reason, _MOST_REASON).encode()[:_MOST_REASON].decode(errors="ignore")


class ConnectionInit(msgspec.Struct, tag_field="type", tag="connection_init"):
    payload: _Payload = None


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    payload: _Payload = None


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    payload: _Payload = None


class Operate(msgspec.Struct, tag_field="type", tag="subscribe"):
    """Begins an operation of any kind."""

    id: _OperationId
    payload: NamedCall


class Complete(msgspec.Struct, tag_field="type", tag="complete"):
    id: _OperationId


ClientMessage = ConnectionInit | Ping | Pong | Operate | Complete
_DECODER: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)


def read_message(text: str | None, most_bytes: int) -> ClientMessage:
    """A message of a client; None is one of bytes. Raises SentAway for what is none."""
    if text is None:
        raise SentAway(4400, "Invalid message received: it is to be text, not bytes")
    if len(text) > most_bytes or len(text.encode(errors="replace")) > most_bytes:
        raise SentAway(1009, f"a message has at most {most_bytes:,} bytes")
    try:
        return _DECODER.decode(composed(text))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise SentAway(4400, f"Invalid message received: {error}") from error


def message(type_: str, id: str | None = None, payload: Any = None) -> str:
    """A message of the server."""
    told = {"type": type_, "id": id, "payload": payload}
    return msgspec.json.encode({name: value for name, value in told.items() if value is not None}).decode()
