"""A place in the log as one short text, and back: for whoever wants to go on from there.

Base64url of: version (1 byte), position (8), the first 16 bytes of the hash at that position; big-endian. The hash
seals all records up to there, so that a place of another log is never taken for one of this.
"""

from __future__ import annotations

import struct

from dateline.answers.tokens import mark
from dateline.errors import InvalidCursor
from dateline.log.record import LogHead
from dateline.values.base64url import unwrap, wrap

_VERSION = 2
"""Tokens of vantages begin with 1."""
_FORM = struct.Struct(">BQ16s")


def place_cursor(place: LogHead) -> str:
    """The text that `read_place` reads; of the beginning it is the same for every log."""
    return wrap(_FORM.pack(_VERSION, place.position, mark(place.hash)))


def read_place(text: str) -> tuple[int, bytes]:
    """The position, and the beginning of the hash there. Raises InvalidCursor for a text that no log gave out."""
    try:
        version, position, hash_mark = _FORM.unpack(unwrap(text))
    except (struct.error, ValueError) as error:
        raise _no_place(text) from error
    if version != _VERSION:
        raise _no_place(text)
    return position, hash_mark


def _no_place(text: str) -> InvalidCursor:
    return InvalidCursor(
        f"{text!r} is no place in a log: send back the `cursor` of an event, of `log`, or the `token` of a vantage"
    )
