"""Which editions of a map's files the log has taken in, and of which rows each was silent: what no event says.

An edition that says again what an earlier one said appends nothing. That it was there is noted with its file, so that
an edition between the two can be put in its place later; of the rows that the log had and it did not use, their keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.imports.tables.editions.versions import EditionOrder, order_of
from dateline.values.dates import PartialDate

_WHOLE, _PART, _SILENT, _SAID = "whole", "part", "silent", "said"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that the log has, and the position of the log by which it had come."""

    published: PartialDate
    place: int

    @property
    def order(self) -> EditionOrder:
        return order_of(self.published)


class Editions:
    """The editions of one map's files."""

    def __init__(self) -> None:
        self._noted: dict[EditionOrder, Edition] = {}
        self._parts: set[EditionOrder] = set()
        """Editions of which there is but a file of refused rows."""
        self._seen: dict[EditionOrder, Edition] = {}
        """Those that have an event."""
        self._silent: set[tuple[str, EditionOrder]] = set()
        self._said: set[tuple[str, EditionOrder]] = set()

    def note(self, what: str, published: PartialDate, key: str, position: int) -> None:
        """One trace."""
        order = order_of(published)
        if what == _WHOLE:
            self._noted.setdefault(order, Edition(published, position))
        elif what == _PART:
            self._parts.add(order)
        else:
            (self._silent if what == _SILENT else self._said).add((key, order))

    def seen(self, published: PartialDate, position: int) -> None:
        """An event of an edition. Logs of old have no traces: there the first event stands for the edition."""
        order = order_of(published)
        if order not in self._seen:
            self._seen[order] = Edition(published, position - 1)

    def whole(self) -> Iterator[Edition]:
        """The editions that came as a whole."""
        yield from self._noted.values()
        for order, edition in self._seen.items():
            if order not in self._noted and order not in self._parts:
                yield edition

    def is_silent(self, key: str, order: EditionOrder) -> bool:
        """Whether an edition used no row of this key, although the log had one."""
        return (key, order) in self._silent and (key, order) not in self._said


def trace_prefix(prefix: str) -> str:
    """How the traces of a map begin; `prefix` begins the ids of its events."""
    return f"edition of {prefix}\t"


def editions_of(prefix: str, traces: Iterable[tuple[str, int]]) -> Editions:
    """The editions that the traces of a map tell of, each trace with its position."""
    editions = Editions()
    for trace, position in traces:
        day, what, *key = trace.removeprefix(trace_prefix(prefix)).split("\t")
        editions.note(what, PartialDate.from_edtf(day), key[0] if key else "", position)
    return editions


def whole_trace(prefix: str, published: PartialDate) -> str:
    """The whole table of this date was taken in."""
    return f"{trace_prefix(prefix)}{published.edtf}\t{_WHOLE}"


def part_trace(prefix: str, published: PartialDate) -> str:
    """A file of refused rows of this date was taken in: what it does not have may stand in the rest."""
    return f"{trace_prefix(prefix)}{published.edtf}\t{_PART}"


def silent_trace(prefix: str, published: PartialDate, key: str) -> str:
    """The edition used no row of this key."""
    return f"{trace_prefix(prefix)}{published.edtf}\t{_SILENT}\t{key}"


def said_trace(prefix: str, published: PartialDate, key: str) -> str:
    """The edition did use a row of this key: it was refused before, say."""
    return f"{trace_prefix(prefix)}{published.edtf}\t{_SAID}\t{key}"
