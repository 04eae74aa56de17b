"""Signed notes (c2sp.org/signed-note@v1.0.0): a text, and lines that say who signed it."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final, NamedTuple

from dateline.errors import InvalidProof

MOST_BYTES: Final = 1_000_000
"""Of a note, so that nobody has to read what never ends; a signature takes 64 bytes, or 2,428."""

_DASH: Final = "\u2014"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE = re.compile(rf"{_DASH} ([^ ]+) ([A-Za-z0-9+/]+=*)")
_ID_BYTES: Final = 4


class NoteSignature(NamedTuple):
    """Who signed a note, by name and key id, and the bytes that the key is to verify."""

    name: str
    key_id: bytes
    signature: bytes


class SignedNote(NamedTuple):
    """A text, which ends with a newline, and its signatures."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        lines = [
            f"{_DASH} {one.name} {base64.b64encode(one.key_id + one.signature).decode()}\n" for one in self.signatures
        ]
        return f"{self.text}\n{''.join(lines)}"


def read_note(raw: bytes) -> SignedNote:
    """Raises InvalidProof for what is no signed note."""
    if len(raw) > MOST_BYTES:
        raise InvalidProof(f"it is longer than {MOST_BYTES:,} bytes: this is no signed note")
    try:
        note = raw.decode()
    except UnicodeDecodeError as error:
        raise InvalidProof(f"it is no signed note: {error}") from error
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n") or _CONTROL.search(note):
        raise InvalidProof("it is no signed note: lines of text, an empty line, and lines of signatures are expected")
    return SignedNote(f"{text}\n", tuple(map(_signature, lines[:-1].split("\n"))))


def _signature(line: str) -> NoteSignature:
    found = _SIGNATURE.fullmatch(line)
    name = found.group(1) if found else ""
    signature = _decoded(found.group(2)) if found else None
    if not is_key_name(name) or signature is None or len(signature) <= _ID_BYTES:
        raise InvalidProof(f"it is no signed note: the line {line[:80]!r} is no signature")
    return NoteSignature(name, signature[:_ID_BYTES], signature[_ID_BYTES:])


def is_key_name(name: str) -> bool:
    """Whether a key may have this name."""
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name) and not _CONTROL.search(name)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
