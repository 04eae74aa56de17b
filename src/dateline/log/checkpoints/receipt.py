"""Receipts (c2sp.org/tlog-proof@v1): what shows somebody without the log that it holds a record.

`extra` is what the leaf is made of beside the position: the hash of the record before (32 bytes), `recorded_at` in
microseconds since 1970 (8, big-endian), and the digest of the content (32). A receipt has nothing of the content, and
holds when that is erased.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from dateline.errors import InvalidProof, PositionAhead
from dateline.log.chain import GENESIS, chain, instant, micros
from dateline.log.checkpoints.checkpoint import Checkpoint, read_checkpoint
from dateline.log.checkpoints.note_keys import VerifierKey
from dateline.log.checkpoints.signed_note import MOST_BYTES, SignedNote
from dateline.log.checkpoints.signing import checked, refuse_other_history
from dateline.log.contract import EventLog
from dateline.log.merkle import check_inclusion, leaf_hash
from dateline.log.proofs import inclusion

_HEAD: Final = "c2sp.org/tlog-proof@v1"
_EXTRA = struct.Struct(">32sq32s")
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class Receipt(NamedTuple):
    """That the log of a checkpoint holds a record."""

    position: int
    previous: bytes
    recorded_at: datetime
    digest: bytes
    proof: Sequence[bytes]
    note: str
    """The signed checkpoint, as it was."""

    def __str__(self) -> str:
        extra = _EXTRA.pack(self.previous, micros(self.recorded_at), self.digest)
        lines = [_HEAD, f"extra {_encoded(extra)}", f"index {self.position - 1}", *map(_encoded, self.proof)]
        return "\n".join([*lines, "", self.note])

    @property
    def hash(self) -> bytes:
        """The hash of the record."""
        return chain(self.previous, self.position, self.recorded_at, self.digest)


async def receipt_of(log: EventLog, position: int, note: SignedNote) -> Receipt:
    """A receipt for the record at a position, by a checkpoint of this log.

    Raises PositionAhead for a record behind the log or the checkpoint, OtherLog if that is not of this log.
    """
    checkpoint = read_checkpoint(note.text)
    await refuse_other_history(log, checkpoint)
    if not 1 <= position <= checkpoint.size:
        raise PositionAhead(position, checkpoint.size)
    (record,) = await log.stored(position - 1, 1)
    previous = (await log.record_hashes(position - 2, position - 1))[0] if position > 1 else GENESIS
    proof = await inclusion(log, position, checkpoint.size)
    return Receipt(position, previous, record.recorded_at, record.digest, proof, str(note))


def read_receipt(raw: bytes) -> Receipt:
    """Raises InvalidProof for what is no receipt of a Dateline log."""
    try:
        head, _, note = raw.decode().partition("\n\n")
        first, extra, index, *proof = head.split("\n")
        previous, recorded_at, digest = _EXTRA.unpack(base64.b64decode(extra.removeprefix("extra "), validate=True))
        hashes = [base64.b64decode(line, validate=True) for line in proof]
        found = _INDEX.fullmatch(index)
        if len(raw) > MOST_BYTES or first != _HEAD or not extra.startswith("extra ") or found is None:
            raise InvalidProof(f"it is no receipt: a first line {_HEAD}, then `extra` and `index`, are expected")
        return Receipt(int(found.group(1)) + 1, previous, instant(recorded_at), digest, hashes, note)
    except (UnicodeDecodeError, binascii.Error, ValueError, OverflowError, struct.error) as error:
        if isinstance(error, InvalidProof):
            raise
        raise InvalidProof(f"it is no receipt: {error}") from error


def check_receipt(receipt: Receipt, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint that vouches for a receipt.

    Raises InvalidProof unless one of the keys has signed it and the proof holds; without any key nothing is said of who
    signed it. Raises NotInstalled.
    """
    checkpoint = checked(receipt.note.encode(), keys)
    check_inclusion(receipt.position - 1, checkpoint.size, leaf_hash(receipt.hash), receipt.proof, checkpoint.root)
    return checkpoint


def _encoded(hash: bytes) -> str:
    return base64.b64encode(hash).decode()
