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
        self._numbered: dict[str, None] = {}
        """The keys of the second rows and those behind them, where they are numbered."""
        self._added: list[tuple[str, str]] = []

    def count(self, key: str) -> int:
        """How many different accounts of the key there are; where rows are numbered, how many rows."""
        return len(self._entries.get(key, b"")) // _ENTRY

    def place(self, key: str, digest: bytes) -> int | None:
        """The number of the account of this key that says the same, from 0."""
        entries, digest = self._entries.get(key, b""), digest[:_DIGEST]
        starts = range(0, len(entries), _ENTRY)
        return next((start // _ENTRY for start in starts if entries[start : start + _DIGEST] == digest), None)

    def add(self, key: str, digest: bytes, line: int, numbered: str = "") -> None:
        """A new account of a key, by its digest and the line that it begins in; `numbered` is the key that the log has
        it under, where that is another."""
        self._entries[key] = self._entries.get(key, b"") + digest[:_DIGEST] + line.to_bytes(8, "big")
        if numbered:
            self._numbered[numbered] = None
        self._added.append((key, numbered))

    def is_of_this_row(self, key: str) -> bool:
        """Whether the account of the key was added in this block, and not before."""
        return any(added == key for added, _ in self._added)

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """What a block adds goes again if it raises."""
        self._added = []
        try:
            yield
        except BaseException:
            for key, numbered in self._added:
                self._entries[key] = self._entries[key][:-_ENTRY]
                self._numbered.pop(numbered, None)
                if not self._entries[key]:
                    del self._entries[key]
            raise

    def add_refused(self, key: str) -> None:
        """The row is there, although it cannot be used."""
        self._entries.setdefault(key, b"")

    def line(self, key: str, place: int = 0) -> int:
        """The line that has an account of the key first."""
        start = place * _ENTRY + _DIGEST
        return int.from_bytes(self._entries[key][start : start + 8], "big")

    def keys(self) -> Iterator[str]:
        """All keys, those of numbered rows and of refused ones too."""
        yield from self._entries
        yield from self._numbered

    def says(self, key: str) -> bool:
        """Whether a row that was used has the key."""
        return bool(self._entries.get(key)) or key in self._numbered


def again(place: int) -> str:
    """What an account of this number puts behind its key: `-2` for the second, nothing for the first."""
    return f"-{place + 1}" if place else ""
