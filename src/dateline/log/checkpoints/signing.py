"""Signed checkpoints of a log: made, read, and held against the log that is there now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dateline.errors import InvalidProof, OtherLog
from dateline.log.checkpoints.checkpoint import Checkpoint, read_checkpoint
from dateline.log.checkpoints.note_keys import SignerKey, VerifierKey
from dateline.log.checkpoints.signed_note import SignedNote, read_note
from dateline.log.contract import EventLog
from dateline.log.proofs import root


async def checkpoint_of(log: EventLog, origin: str) -> Checkpoint:
    """The checkpoint of a log as it is now, under this name."""
    size = (await log.head()).position
    return Checkpoint(origin, size, await root(log, size))


def signed(checkpoint: Checkpoint, keys: Sequence[SignerKey], now: datetime) -> SignedNote:
    """The note of a checkpoint, signed by all of these keys. Raises NotInstalled."""
    return SignedNote(checkpoint.text, tuple(key.sign(checkpoint.text, now) for key in keys))


def checked(note: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint of a note that one of these keys has signed; without any key nothing is said of who signed it.

    Raises InvalidProof unless all signatures by these keys hold, and one is there; NotInstalled.
    """
    read = read_note(note)
    checkpoint = read_checkpoint(read.text)
    known = {(key.name, key.key_id): key for key in keys}
    signers = [(known[one[:2]], one.signature) for one in read.signatures if one[:2] in known]
    if any(not key.verifies(read.text, signature) for key, signature in signers):
        raise InvalidProof("the checkpoint was altered, or its signature was: the two do not fit")
    if keys and not signers:
        names = ", ".join(dict.fromkeys(one.name for one in read.signatures))
        raise InvalidProof(f"the checkpoint is signed by {names}, and by none of the keys that were given")
    return checkpoint


def signers_of(note: bytes, keys: Sequence[VerifierKey]) -> list[str]:
    """The names of those among these keys that a note has signatures of; whether they hold, `checked` tells. Raises
    InvalidProof."""
    given = {(key.name, key.key_id) for key in keys}
    return [*dict.fromkeys(one.name for one in read_note(note).signatures if one[:2] in given)]


async def refuse_other_history(log: EventLog, checkpoint: Checkpoint) -> None:
    """Raises OtherLog unless the log begins with the records that the checkpoint speaks of."""
    head = await log.head()
    if head.position < checkpoint.size:
        raise OtherLog(
            f"the log was cut, or put back to an earlier copy: the checkpoint of {checkpoint.origin} speaks of"
            f" {checkpoint.size:,} records, and {head.position:,} are there"
        )
    found = await root(log, checkpoint.size)
    if found != checkpoint.root:
        raise OtherLog(
            f"this is not the log that {checkpoint.origin} was then: among its first {checkpoint.size:,} records at"
            f" least one is another one (their root is {found.hex()}, and was {checkpoint.root.hex()})"
        )
