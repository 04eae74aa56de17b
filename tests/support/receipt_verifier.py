"""A second program that judges receipts, written from the specifications alone: it knows nothing of Dateline's code.

    python receipt_verifier.py RECEIPT PUBLIC_KEYS [CANONICAL_EVENT]

Read for it: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof, RFC 6962, and the table in
`dateline help proofs` that says what a leaf is. It needs Python and the package cryptography. It prints what is shown
and ends with 0, or says why nothing is, and ends with 1.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey


def main(receipt: str, public_keys: str, *event: str) -> str:
    head, note = Path(receipt).read_text(encoding="utf-8").split("\n\n", 1)
    first, extra_line, index_line, *proof = head.split("\n")
    assert first == "c2sp.org/tlog-proof@v1", "another kind of file"
    word, extra_text = extra_line.split(" ")
    assert word == "extra"
    extra = base64.b64decode(extra_text, validate=True)
    assert len(extra) == 72, "`extra` has another length"
    index = int(index_line.removeprefix("index "))
    origin, size, root = read_checkpoint(note, Path(public_keys).read_text(encoding="utf-8").split())

    previous, recorded_at, digest = extra[:32], extra[32:40], extra[40:]
    record = hashlib.sha256(previous + (index + 1).to_bytes(8, "big") + recorded_at + digest).digest()
    leaf = hashlib.sha256(b"\x00" + record).digest()
    assert root_from(leaf, index, size, [base64.b64decode(line, validate=True) for line in proof]) == root, "no proof"
    if event:
        assert hashlib.sha256(Path(event[0]).read_bytes().strip()).digest() == digest, "another event"
    return f"{origin} {size} {index + 1} {digest.hex()}"


def read_checkpoint(note: str, public_keys: list[str]) -> tuple[str, int, bytes]:
    """Origin, size and root, once one of the keys has signed them, and none of them wrongly."""
    body, signatures = note.rsplit("\n\n", 1)
    text = body + "\n"
    origin, size, root, *_ = text.split("\n")
    known = {}
    for key in public_keys:
        name, key_id, typed = key.split("+", 2)
        raw = base64.b64decode(typed, validate=True)
        assert hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id, "a public key with another id"
        known[name, key_id] = raw
    verified = 0
    for line in signatures.splitlines():
        dash, name, encoded = line.split(" ")
        assert dash == "\N{EM DASH}"
        raw = base64.b64decode(encoded, validate=True)
        if (key := known.get((name, raw[:4].hex()))) is not None:
            verify(key, name, raw[4:], text, origin, int(size), base64.b64decode(root))
            verified += 1
    assert verified, "nobody who is known has signed"
    return origin, int(size), base64.b64decode(root)


def verify(key: bytes, name: str, signature: bytes, text: str, origin: str, size: int, root: bytes) -> None:
    """Raises InvalidSignature."""
    if key[0] == 0x01:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature, text.encode())
        return
    assert key[0] == 0x06, "a signature of another type"
    message = b"subtree/v1\n\x00"
    message += bytes([len(name.encode())]) + name.encode()
    message += signature[:8]
    message += bytes([len(origin.encode())]) + origin.encode()
    message += (0).to_bytes(8, "big") + size.to_bytes(8, "big") + root
    MLDSA44PublicKey.from_public_bytes(key[1:]).verify(signature[8:], message)


def root_from(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """RFC 6962, 2.1.1, by recursion from the top: the last hash of the proof is the neighbour next to the root."""
    assert 0 <= index < size, "no such leaf"
    if size == 1:
        assert not proof, "too long a proof"
        return leaf
    assert proof, "too short a proof"
    k = 1
    while k * 2 < size:
        k *= 2
    if index < k:
        return hashlib.sha256(b"\x01" + root_from(leaf, index, k, proof[:-1]) + proof[-1]).digest()
    return hashlib.sha256(b"\x01" + proof[-1] + root_from(leaf, index - k, size - k, proof[:-1])).digest()


if __name__ == "__main__":
    try:
        print(main(*sys.argv[1:]))  # noqa: T201 - it is a program
    except (AssertionError, InvalidSignature, ValueError) as error:
        sys.exit(f"nothing is shown: {error!r}")
