"""Which keys a file has had so far: a key that comes again says the same, is numbered, or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_DIGEST = 16
"""Bytes that are kept of a digest: enough to tell apart what one key says."""
_ENTRY = _DIGEST + 8


class UsedKeys:
    """Key → what rows said under it, and where. A few dozen bytes a key, since a file may have millions."""

    def __init__(self) -> None:
        self._entries: dict[str, bytes] = {}
        self._added: list[str] = []

    def place(self, key: str, digest: bytes) -> tuple[int, bool]:
        """The number of this account of the key, from 0, and whether it came before."""
        entries, digest = self._entries.get(key, b""), digest[:_DIGEST]
        places = len(entries) // _ENTRY
        for place in range(places):
            if entries[place * _ENTRY : place * _ENTRY + _DIGEST] == digest:
                return place, True
        return places, False

    def add(self, key: str, digest: bytes, line: int) -> None:
        """A new account of a key, by its digest and the line that it begins in."""
        self._entries[key] = self._entries.get(key, b"") + digest[:_DIGEST] + line.to_bytes(8, "big")
        self._added.append(key)

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """What a block adds goes again if it raises."""
        self._added = []
        try:
            yield
        except BaseException:
            for key in self._added:
                self._entries[key] = self._entries[key][:-_ENTRY]
                if not self._entries[key]:
                    del self._entries[key]
            raise

    def add_refused(self, key: str) -> None:
        """The row is there, although it cannot be used."""
        self._entries.setdefault(key, b"")

    def first_line(self, key: str) -> int:
        """The line that has the key first."""
        return int.from_bytes(self._entries[key][_DIGEST:_ENTRY], "big")

    def keys(self) -> Iterator[str]:
        """All keys, those of numbered accounts too."""
        for key, entries in self._entries.items():
            yield key
            yield from (numbered(key, place) for place in range(1, len(entries) // _ENTRY))


def numbered(key: str, place: int) -> str:
    """The key of the account with this number, from 0."""
    return f"{key}{again(place)}"


def again(place: int) -> str:
    """What an account of this number puts behind its key: `-2` for the second, nothing for the first."""
    return f"-{place + 1}" if place else ""
