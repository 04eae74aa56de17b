"""A vantage as one short text, and back: all three clocks, the options, and which log it was.

Base64url of: version (1 byte), `on` and `known_by` as proleptic ordinals (4 bytes each, 0 for none), position (8),
epoch (4), the first 16 bytes of the hash, confidence and certainty (1 byte each), the last day of exchange rates
(ordinal, 4 bytes); big-endian.
"""

from __future__ import annotations

import struct
from datetime import date

import msgspec

from dateline.errors import InvalidVantage
from dateline.state.vantage import Vantage
from dateline.values.base64url import unwrap, wrap
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

_VERSION = 1
_FORM = struct.Struct(">BIIQI16sBBI")
TOKEN_BYTES = _FORM.size
_CONFIDENCES = list(Confidence)
_CERTAINTIES = list(Certainty)


class Token(msgspec.Struct, frozen=True):
    """What a token pins. `mark` is the beginning of the hash at the position."""

    on: date
    known_by: date | None
    position: int
    epoch: int
    mark: bytes
    confidence: Confidence
    dates: Certainty
    rates_until: date


def token_of(vantage: Vantage) -> str:
    """The vantage as a text that `read_token` reads, of one length whatever it pins."""
    known_by = vantage.known_by.toordinal() if vantage.known_by is not None else 0
    packed = _FORM.pack(
        _VERSION,
        vantage.on.toordinal(),
        known_by,
        vantage.at.position,
        vantage.at.epoch,
        mark(vantage.at.hash),
        _CONFIDENCES.index(vantage.confidence),
        _CERTAINTIES.index(vantage.dates),
        vantage.rates_until.toordinal(),
    )
    return wrap(packed)


def read_token(text: str) -> Token:
    """Raises InvalidVantage for a text that no log gave out."""
    try:
        version, on, known_by, position, epoch, hash_mark, confidence, certainty, rates = _FORM.unpack(unwrap(text))
        token = Token(
            date.fromordinal(on),
            date.fromordinal(known_by) if known_by else None,
            position,
            epoch,
            hash_mark,
            _CONFIDENCES[confidence],
            _CERTAINTIES[certainty],
            date.fromordinal(rates),
        )
    except (struct.error, ValueError, IndexError, OverflowError) as error:
        raise InvalidVantage(f"{text!r} is no token: send back the `token` of an answer's vantage") from error
    if version != _VERSION:
        raise InvalidVantage(f"the token {text!r} is of another version of Dateline: ask the question anew")
    return token


def is_token(text: str) -> bool:
    """Whether `read_token` reads the text."""
    try:
        read_token(text)
    except InvalidVantage:
        return False
    return True


def mark(hash: bytes) -> bytes:
    """The beginning of a hash: enough to tell one log from another."""
    return hash[:16]
