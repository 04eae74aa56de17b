"""Files of keys and of checkpoints: a private key that only its owner reads, and the newest checkpoint, never half of
it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from dateline.errors import InvalidInput, InvalidProof
from dateline.log.checkpoints.checkpoint import Checkpoint
from dateline.log.checkpoints.note_keys import SignerKey, VerifierKey, read_signer, read_verifier
from dateline.log.checkpoints.signed_note import SignedNote
from dateline.log.checkpoints.signing import checked, checkpoint_of, refuse_other_history, signed
from dateline.log.contract import EventLog


def write_keys(path: Path, keys: Sequence[SignerKey]) -> None:
    """A new file with private keys, which its owner alone may read. Raises InvalidInput if it is there already, or
    cannot be made; NotInstalled."""
    text = "".join(f"{key}\n" for key in keys)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InvalidInput(f"{path} is there already: a key is never written over") from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}") from error
    try:
        with os.fdopen(made, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}") from error


def read_keys(path: Path) -> list[SignerKey]:
    """The private keys of a file, one a line. Raises InvalidInput, InvalidProof and NotInstalled."""
    lines = [line.strip() for line in _text_of(path).splitlines() if line.strip()]
    try:
        keys = [read_signer(line) for line in lines]
    except InvalidProof as error:
        raise InvalidProof(f"{path}: {error}") from error
    if not keys or len({key.name for key in keys}) > 1:
        raise InvalidProof(f"{path}: keys of one log are expected, one a line")
    return keys


def read_verifiers(given: str) -> list[VerifierKey]:
    """Public keys: one as it is written, or the file that has them, one a line. Raises InvalidInput, InvalidProof."""
    if "+" in given and not os.path.exists(given):  # which may be longer than any name of a file
        return [read_verifier(given)]
    try:
        keys = [read_verifier(line.strip()) for line in _text_of(Path(given)).splitlines() if line.strip()]
    except InvalidProof as error:
        raise InvalidProof(f"{given}: {error}") from error
    if not keys:
        raise InvalidProof(f"{given}: public keys are expected, one a line, and none is there")
    return keys


async def write_checkpoint(log: EventLog, path: Path, keys: Sequence[SignerKey], now: datetime) -> SignedNote:
    """Put the signed checkpoint of the log as it is now into a file, in the place of an earlier one.

    Raises OtherLog if the log is not the one that the earlier one spoke of: two checkpoints that contradict each other
    are never signed. Raises InvalidProof if what is there is no checkpoint by these keys, InvalidInput if the file
    cannot be written.
    """
    earlier = _earlier(path, keys)
    if earlier is not None:
        await refuse_other_history(log, earlier)
    note = signed(await checkpoint_of(log, keys[0].name), keys, now)
    await asyncio.to_thread(replace_file, path, str(note))
    return note


def _earlier(path: Path, keys: Sequence[SignerKey]) -> Checkpoint | None:
    """The checkpoint that a file has; None where there is no file."""
    if not os.path.lexists(path):
        return None
    try:
        return checked(file_bytes(path), [key.verifier for key in keys])
    except InvalidProof as error:
        raise InvalidProof(f"{path} is not written over: {error}") from error


def replace_file(path: Path, text: str) -> None:
    """Put a text into a file: all of it, or nothing. Raises InvalidInput."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}") from error


def file_bytes(path: Path) -> bytes:
    """What a file holds. Raises InvalidInput."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}") from error


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error
