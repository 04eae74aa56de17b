"""Kept rows: of a list of objects that many answers have in common, rows as they were written for another answer.

Ids of these objects carry the vantage. A kept row has a mark in the place where they begin. What all rows have in
common is written short.
"""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, Final, Protocol

import msgspec

from dateline.graphql.execution.selected_fields import Row, SelectedFields
from dateline.graphql.execution.shorthand import MARK, Shorthand
from dateline.graphql.ids import ANY_TOKEN, part_ids_begin
from dateline.graphql.recurring import Recurring, VantageAsked

_MOST_AT_ONCE: Final = 64
"""Rows that are made for one list before others have their turn."""
_MOST_VALUES_AT_ONCE: Final = 1_000
"""Values that those have together, and those that are looked at for one that has more; they take a few milliseconds."""
_IN_ONE_STEP: Final = 16
"""Objects that are asked before it is looked how many values there are."""
_ANY: Final = part_ids_begin(ANY_TOKEN)
_MOST_VALUES: Final = 255
"""Of a row that is kept: their number stands before it in one byte."""
_numbers = count()


class Level(Protocol):
    """What is gathered for the level below, and how many values are there already."""

    made_at_once: int

    def asked(self) -> Iterable[Any]: ...
    def rows_given_back(self) -> Iterable[None]: ...
    def __len__(self) -> int: ...


class _TakesLong(Exception):
    """Rows have more values than are made at once."""


class KeptRows:
    """Of one selection of a document."""

    def __init__(self, below: Callable[[], Level]) -> None:
        """`below` makes an empty level."""
        self._below = below
        self._owner = next(_numbers)
        self._are_kept = True
        self._shorthand: Shorthand | None = None

    def written(self, objects: Recurring, selection: SelectedFields, below: Level) -> msgspec.Raw | None:
        """The list as JSON; None where its objects are to be asked as those of others are."""
        rows = self._rows(objects, selection, below)
        return self._raw(rows, b"[%b]", objects, below) if rows is not None else None

    def written_alone(self, one: Recurring, selection: SelectedFields, below: Level) -> msgspec.Raw | None:
        """The same of a single object."""
        rows = self._rows(one, selection, below)
        return self._raw(rows, b"%b", one, below) if rows is not None else None

    def _raw(self, rows: list[bytes], form: bytes, objects: Recurring, below: Level) -> msgspec.Raw:
        below.made_at_once += sum([row[0] for row in rows])
        body = form % b",".join([row[1:] for row in rows])
        if self._shorthand is not None:
            body = self._shorthand.long(body)
        return msgspec.Raw(body.replace(MARK, objects.id_begins()) if MARK in body else body)

    def _rows(self, objects: Recurring, selection: SelectedFields, below: Level) -> list[bytes] | None:
        if not self._are_kept or selection.fields:
            return None
        known = objects.known(self._owner)
        rows = [known.get(handle) if handle is not None else None for handle in objects.handles]
        if None in rows:
            missing = [place for place, row in enumerate(rows) if row is None]
            if len(missing) > _MOST_AT_ONCE:
                return None
            try:
                below.made_at_once += self._fill_in(rows, missing, objects, selection)
            except VantageAsked:
                self._are_kept = False
                return None
            except _TakesLong:
                return None
        return [row for row in rows if row is not None]

    def _fill_in(
        self, rows: list[bytes | None], missing: list[int], objects: Recurring, selection: SelectedFields
    ) -> int:
        """Makes what is missing. Gives the number of the values that no row has before it."""
        left, beside = _MOST_VALUES_AT_ONCE, 0
        for place in missing:
            rows[place], values = self._made(objects, place, selection, left)
            left -= values
            beside += values if values > _MOST_VALUES else 0
        return beside

    def _made(self, objects: Recurring, place: int, selection: SelectedFields, most: int) -> tuple[bytes, int]:
        handle = objects.handles[place]
        if handle is None:
            made, values = self._row(objects.own(place), selection, most)
            return _with_number(made, values), values
        made, values = self._row(objects.anywhere(place), selection, most)
        made = made.replace(_ANY, MARK)
        if self._shorthand is None:
            self._shorthand = Shorthand(made)
        row = _with_number(self._shorthand.short(made), values)
        if values <= _MOST_VALUES:
            objects.keep(self._owner, place, row)
        return row, values

    def _row(self, one: object, selection: SelectedFields, most: int) -> tuple[bytes, int]:
        """The row of an object, with all that is below it, and how many values it has. Raises VantageAsked, and
        _TakesLong where they are more than `most`."""
        below = self._below()
        row: Row = selection.row(one, below)
        values = selection.most + below.made_at_once
        while below:
            above, below = below, self._below()
            for asked in above.asked():
                if asked.selection.fields:
                    raise VantageAsked("of a field that is told of the request")
                values += len(asked.objects) * asked.selection.most
                for place in range(0, len(asked.objects), _IN_ONE_STEP):
                    if values + below.made_at_once > most:
                        raise _TakesLong
                    asked.rows.extend(asked.selection.rows(asked.objects[place : place + _IN_ONE_STEP], below))
            for _ in above.rows_given_back():
                pass
            values += below.made_at_once
        return msgspec.json.encode(row), values


def _with_number(row: bytes, values: int) -> bytes:
    """A row behind its number of values; 0 for those that are too many for a byte."""
    return bytes((values if values <= _MOST_VALUES else 0,)) + row
