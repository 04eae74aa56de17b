"""API keys, which live with the log: who may read and append over HTTP. The contract of where a store keeps them.

A key is told once, when it is made; what is kept of it is its SHA-256. A slow hash like Argon2, and salt, are for
what people choose: they make guessing slow. Nobody guesses 256 random bits, however fast each guess is, so that the
plain hash protects a copied database just as well, and each request is checked in microseconds.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import Enum
from hashlib import sha256
from hmac import compare_digest
from typing import Final, NamedTuple, Protocol

import msgspec

from dateline.errors import InvalidInput

_FORM: Final = re.compile(r"dateline_(?P<id>[0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NAME: Final = re.compile(r"[^\W_](?:[\w .@:/+-]{0,98}[\w.])?")


class KeyScope(Enum):
    """What a key allows."""

    READ = "read"
    APPEND = "append"


class ApiKey(msgspec.Struct, frozen=True):
    """A key as it is kept: everything but the key itself."""

    id: str
    """Twelve hexadecimal digits, which stand in the key too: by them it is found, and spoken of."""
    name: str
    scopes: frozenset[KeyScope]
    digest: bytes
    """SHA-256 of the key."""
    made_at: datetime
    revoked_at: datetime | None = None

    def opens_with(self, secret: str) -> bool:
        """Whether this is the key, and in force; how long that takes says nothing of how much of it is right."""
        return compare_digest(self.digest, _digest(secret)) and self.revoked_at is None


class NewKey(NamedTuple):
    """A key that was just made. `secret`, the key itself, is told nowhere else."""

    secret: str
    kept: ApiKey


class KeyStore(Protocol):
    """Where a store keeps keys: beside its log, in the same database. What is asked of one that cannot be read or is
    closed raises StoreUnavailable. Keys are no part of the log: none of its bytes, positions and hashes know of them.
    """

    async def add(self, key: ApiKey) -> None:
        """Keep a new key. Raises InvalidInput if a key in force has its name."""

    async def find(self, id: str) -> ApiKey | None:
        """The key with this id, revoked or not."""

    async def all(self) -> Sequence[ApiKey]:
        """Every key, those that were revoked too, by when they were made, then by id."""

    async def revoke(self, name_or_id: str, now: datetime) -> ApiKey | None:
        """Revoke the key in force with this name or id; None if there is none. It stays listed."""


def new_key(name: str, scopes: Collection[KeyScope], now: datetime) -> NewKey:
    """A key with 256 random bits. Raises InvalidInput for a name that is none, and for no scopes."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{name[:100]!r} is no name for a key: give up to 100 letters, digits, blanks and . @ : / + - _, like"
            " nightly-import",
            argument=["name"],
        )
    if not scopes:
        raise InvalidInput(f"a key without a scope opens nothing: give {_words(KeyScope)}", argument=["scopes"])
    id = secrets.token_hex(6)
    secret = f"dateline_{id}_{secrets.token_urlsafe(32)}"
    return NewKey(secret, ApiKey(id, name, frozenset(scopes), _digest(secret), now))


def id_in(secret: str) -> str | None:
    """The id that stands in a key; None for what has not the form of one."""
    found = _FORM.fullmatch(secret)
    return found["id"] if found else None


def name_taken(name: str) -> InvalidInput:
    """Why a key is not kept."""
    return InvalidInput(
        f"there is a key named {name!r} already: revoke it first, or take another name", argument=["name"]
    )


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _words(scopes: Iterable[KeyScope]) -> str:
    return " or ".join(scope.value for scope in scopes)
