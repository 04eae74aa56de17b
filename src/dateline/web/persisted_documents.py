"""Persisted documents: questions that are named by an id instead of written out, so that a GET of them is short.

Known ones stand in files that whoever runs the server names. Others may be sent once with their hash, as Apollo's
automatic persisted queries are, and are kept in so many bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from cachetools import LRUCache

from dateline.errors import InvalidInput
from dateline.values.text import nfc

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
NOT_LISTED = "QUERY_NOT_IN_SAFELIST"

_SHA256 = "sha256:"
_HASH = re.compile(r"[0-9a-f]{64}")
_APOLLO = "apollo-persisted-query-manifest"


class NotPersisted(Exception):
    """A document that is not known here, and the code that clients know this by."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class PersistedDocuments:
    """The documents of a server. `known`: id → document, of files."""

    def __init__(
        self, known: Mapping[str, str] | None = None, *, only_known: bool = False, kept_bytes: int = 4_000_000
    ) -> None:
        self._only_known = only_known
        self._most_bytes = kept_bytes
        self._by_id = {document_id: nfc(document) for document_id, document in (known or {}).items()}
        self._by_hash = {hash_of(document): nfc(document) for document in (known or {}).values()}
        self._known = frozenset(self._by_hash.values())
        self._sent: LRUCache[str, str] = LRUCache(kept_bytes, lambda document: len(document.encode()) + 200)

    def with_id(self, document_id: str) -> str:
        """The document with this id; `sha256:` and the hash of its text is one too. Raises NotPersisted."""
        found = self._by_id.get(document_id) or self._with_hash(document_id.removeprefix(_SHA256))
        if found is None:
            raise NotPersisted(f"no document with the id {document_id!r} is known here", NOT_FOUND)
        return found

    def with_hash(self, sha256: str) -> str:
        """The document with this hash. Raises NotPersisted, in the words that clients wait for."""
        found = self._with_hash(sha256)
        if found is None:
            raise NotPersisted("PersistedQueryNotFound", NOT_FOUND)
        return found

    def _with_hash(self, sha256: str) -> str | None:
        return self._by_hash.get(sha256) or self._sent.get(sha256)

    def admit(self, document: str) -> None:
        """Raises NotPersisted where only known documents are answered and this is none."""
        if self._only_known and document not in self._known:
            raise NotPersisted("this server answers known documents only, and this is none of them", NOT_LISTED)

    def keep(self, sha256: str, document: str) -> None:
        """A document that was sent with its hash, for those that will send the hash alone."""
        if not self._only_known and len(document) * 10 <= self._most_bytes:
            self._sent[sha256] = document


def hash_of(document: str) -> str:
    """Its SHA-256, in hexadecimal."""
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


def is_hash(text: object) -> bool:
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


# --- files ------------------------------------------------------------------------------------------------------------


def documents_in(path: Path) -> dict[str, str]:
    """Id → document, of a file as clients' tools write it, or of all such files in a folder.

    These are JSON: an object of ids and documents, as graphql-codegen and relay-compiler write it, or the manifest of
    Apollo; and `.graphql`, one document, whose id is its hash. Raises InvalidInput, naming the file.
    """
    known: dict[str, str] = {}
    for file in _files(path):
        for document_id, document in _read(file).items():
            if known.setdefault(document_id, document) != document:
                raise InvalidInput(f"{file}: the id {document_id!r} stands for another document elsewhere")
    if not known:
        raise InvalidInput(f"{path}: there is no document in it: give a manifest (.json), or a folder of them")
    return known


def _files(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise InvalidInput(f"{path}: there is no such file or folder of documents")
    if not path.is_dir():
        yield path
        return
    yield from sorted(each for each in path.rglob("*") if each.suffix in (".json", ".graphql", ".gql"))


def _read(file: Path) -> dict[str, str]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file}: it cannot be read: {error}") from error
    if file.suffix in (".graphql", ".gql"):
        return {hash_of(text): text}
    try:
        return _of_manifest(msgspec.json.decode(text))
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"{file}: it is no manifest of documents, as graphql-codegen, relay-compiler or Apollo write it: {error}"
        ) from error


def _of_manifest(manifest: Any) -> dict[str, str]:
    if isinstance(manifest, dict) and manifest.get("format") == _APOLLO:
        manifest = {operation["id"]: operation["body"] for operation in manifest["operations"]}
    return msgspec.convert(manifest, dict[str, str])
