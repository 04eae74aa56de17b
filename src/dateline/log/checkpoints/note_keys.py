"""Keys that sign checkpoints, and those that verify them: Ed25519 and ML-DSA-44, in the texts of c2sp.org.

Ed25519 (type 1) signs the text of the note, so that whatever reads Go's signed notes verifies it. ML-DSA-44 (type 6) is
a cosignature of c2sp.org/tlog-cosignature: it signs name, time, origin, size and root. All is made by `cryptography`,
an extra, which is loaded when a key is used.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from dateline.errors import InvalidProof, NotInstalled
from dateline.log.checkpoints.checkpoint import Checkpoint, read_checkpoint
from dateline.log.checkpoints.signed_note import NoteSignature, is_key_name

ED25519: Final = 0x01
ML_DSA_44: Final = 0x06
ALGORITHMS: Final = {"ed25519": ED25519, "ml-dsa-44": ML_DSA_44}

_PRIVATE: Final = "PRIVATE+KEY+"
_LABEL: Final = b"subtree/v1\n\0"
_LONGEST_NAME: Final = 255
_TIME_BYTES: Final = 8
_LATEST: Final = 0x7F
"""The first byte of a time is no more: it has 63 bits."""
_SEED_BYTES: Final = 32
_PUBLIC_BYTES: Final = {ED25519: 32, ML_DSA_44: 1312}


class VerifierKey(NamedTuple):
    """A public key, and whose it is."""

    name: str
    algorithm: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.algorithm]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As others are given it: a `vkey`."""
        return f"{self.name}+{self.key_id.hex()}+{_typed(self.algorithm, self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether it made this signature of the text of a note. Raises NotInstalled, and InvalidProof for a text that
        ML-DSA-44 does not sign: none of a checkpoint."""
        verifier = _public_key(self.algorithm)(self.public)
        from cryptography.exceptions import InvalidSignature

        message = text.encode()
        if self.algorithm == ML_DSA_44:
            time, signature = signature[:_TIME_BYTES], signature[_TIME_BYTES:]
            if len(time) < _TIME_BYTES or time[0] > _LATEST:
                return False
            message = _cosigned(self.name, time, read_checkpoint(text))
        try:
            verifier.verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SignerKey(NamedTuple):
    """A private key, by the 32 bytes that all of it follows from."""

    name: str
    algorithm: int
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        """Raises NotInstalled."""
        public = _private_key(self.algorithm)(self.seed).public_key()
        return VerifierKey(self.name, self.algorithm, public.public_bytes_raw())

    def __str__(self) -> str:
        """As it stands in a file that nobody else may read: an `skey`."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_typed(self.algorithm, self.seed)}"

    def sign(self, text: str, now: datetime) -> NoteSignature:
        """Sign the text of a note. Raises NotInstalled, and InvalidProof as `verifies` does."""
        private, key_id = _private_key(self.algorithm)(self.seed), self.verifier.key_id
        if self.algorithm == ED25519:
            return NoteSignature(self.name, key_id, private.sign(text.encode()))
        time = int(now.timestamp()).to_bytes(_TIME_BYTES, "big")
        return NoteSignature(self.name, key_id, time + private.sign(_cosigned(self.name, time, read_checkpoint(text))))


def new_signer(origin: str, algorithm: int, random: Callable[[int], bytes]) -> SignerKey:
    """A new key for the checkpoints of a log of this name. Raises InvalidProof for a name that no key may have."""
    if not is_key_name(origin) or len(origin.encode()) > _LONGEST_NAME:
        raise InvalidProof(
            f"{origin!r} cannot be the name of a log: an address without its scheme is expected, like"
            f" example.org/companies, of at most {_LONGEST_NAME} bytes, without blanks and +"
        )
    return SignerKey(origin, algorithm, random(_SEED_BYTES))


def read_verifier(text: str) -> VerifierKey:
    """Raises InvalidProof for a text that is no public key of a kind that is known here."""
    name, id, algorithm, public = _parts(text)
    key = VerifierKey(name, algorithm, public)
    if _PUBLIC_BYTES.get(algorithm) != len(public) or key.key_id.hex() != id:
        raise InvalidProof(
            f"{_short(text)} is no public key: a name, eight digits and base64 are expected, with + between"
        )
    return key


def read_signer(text: str) -> SignerKey:
    """Raises InvalidProof for a text that is no private key, which the sentence does not tell; NotInstalled."""
    name, id, algorithm, seed = _parts(text.removeprefix(_PRIVATE)) if text.startswith(_PRIVATE) else ("", "", 0, b"")
    key = SignerKey(name, algorithm, seed)
    if algorithm not in _PUBLIC_BYTES or len(seed) != _SEED_BYTES or key.verifier.key_id.hex() != id:
        raise InvalidProof("it holds no private key: `dateline checkpoint --make-key ORIGIN` makes one")
    return key


def _parts(text: str) -> tuple[str, str, int, bytes]:
    name, _, rest = text.partition("+")
    id, _, encoded = rest.partition("+")
    try:
        typed = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        typed = b""
    return (name, id, typed[0], typed[1:]) if typed and is_key_name(name) else ("", "", 0, b"")


def _typed(algorithm: int, key: bytes) -> str:
    return base64.b64encode(bytes([algorithm]) + key).decode()


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:80]}…")


def _cosigned(name: str, time: bytes, checkpoint: Checkpoint) -> bytes:
    """What ML-DSA-44 signs: `cosigned_message`, of a tree from its first leaf on."""
    signer, origin = name.encode(), checkpoint.origin.encode()
    if len(signer) > _LONGEST_NAME or len(origin) > _LONGEST_NAME:
        raise InvalidProof(f"the name of a log has at most {_LONGEST_NAME} bytes")
    bounds = (0).to_bytes(8, "big") + checkpoint.size.to_bytes(8, "big")
    named = bytes([len(signer)]) + signer + time + bytes([len(origin)]) + origin
    return _LABEL + named + bounds + checkpoint.root


def _private_key(algorithm: int) -> Callable[[bytes], Any]:
    """From a seed to a key."""
    _refuse_missing()
    if algorithm == ED25519:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

    return MLDSA44PrivateKey.from_seed_bytes


def _public_key(algorithm: int) -> Callable[[bytes], Any]:
    _refuse_missing()
    if algorithm == ED25519:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        return Ed25519PublicKey.from_public_bytes
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    return MLDSA44PublicKey.from_public_bytes


def _refuse_missing() -> None:
    if find_spec("cryptography") is None:
        raise NotInstalled('checkpoints need cryptography, which is not installed: pip install "dateline[checkpoints]"')
