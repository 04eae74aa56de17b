"""Gathering: objects that are asked together on the level below, whatever they stand in, and where their rows go."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from dateline.graphql.execution.completion import checked_list
from dateline.graphql.execution.kept_rows import KeptRows
from dateline.graphql.execution.selected_fields import Row, SelectedFields
from dateline.graphql.recurring import Recurring

_SHORT: Final = 8
"""Objects of a list whose rows are made at once, with the row that the list stands in."""
_IN_ONE_STEP: Final = 256


class Asked(NamedTuple):
    """Objects that a selection is to be asked of, and where their rows are put."""

    selection: SelectedFields
    objects: list[Any]
    rows: list[Row]


class Gathering:
    """The objects of one field on one level."""

    __slots__ = ("_made", "lists", "objects", "rows")

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self.rows: list[Row] = []
        """Those that are filled in, if the field is of single objects."""
        self.lists: list[tuple[list[Row], int]] = []
        """Those that are given so many rows, if it is of lists."""
        self._made: dict[type, list[Row]] = {}

    def by_class(self, selected: Callable[[type], SelectedFields]) -> Iterator[Asked]:
        """What is to be asked of these objects."""
        classes = dict.fromkeys(map(type, self.objects))
        for class_ in classes:
            objects = self.objects if len(classes) == 1 else [each for each in self.objects if type(each) is class_]
            self._made[class_] = []
            yield Asked(selected(class_), objects, self._made[class_])

    def rows_given_back(self) -> Iterator[None]:
        """Puts all rows in their places, once they are made: a step puts some of them."""
        made = self._in_order()
        for number, row in enumerate(self.rows):
            row.update(next(made))
            if number % _IN_ONE_STEP == _IN_ONE_STEP - 1:
                yield
        for number, (rows, size) in enumerate(self.lists):
            rows.extend(islice(made, size))
            if number % _IN_ONE_STEP == _IN_ONE_STEP - 1:
                yield

    def _in_order(self) -> Iterator[Row]:
        of_class = {class_: iter(rows) for class_, rows in self._made.items()}
        if len(of_class) == 1:
            return of_class.popitem()[1]
        classes = [type(each) for each in self.objects]
        self.objects.clear()
        return (next(of_class[class_]) for class_ in classes)


class Below(dict["Objects", Gathering]):
    """What is gathered for the level below, by field."""

    made_at_once = 0
    """Values of rows in lists that are complete already."""

    def __missing__(self, field: "Objects") -> Gathering:
        return self.setdefault(field, Gathering())

    def count(self) -> int:
        """Values of the answer, at least, that no level has counted."""
        return self.made_at_once + sum(len(gathered.objects) for gathered in self.values())

    def asked(self) -> list[Asked]:
        return [asked for field, gathered in self.items() for asked in gathered.by_class(field.selected)]

    def rows_given_back(self) -> Iterator[None]:
        for gathered in self.values():
            yield from gathered.rows_given_back()


class Objects:
    """The objects of a field. What is selected of a class is compiled, by `select`, when its first one comes."""

    def __init__(self, select: Callable[[type], SelectedFields], class_: type | None = None) -> None:
        """`class_`: the one that all of them are of, if there is one."""
        self._select = select
        self._class = class_
        self._selections: dict[type, SelectedFields] = {}
        self._at_once: Callable[[Iterable[Any], Below], list[Row]] | None = None
        self._most = 0
        self._kept = KeptRows(Below)

    def complete(self, value: Any, below: Below) -> Row | msgspec.Raw:
        """The row of an object, which is filled in on the level below, unless it was written for another answer."""
        if isinstance(value, Recurring):
            written = self._kept.written_alone(value, self.selected(value.class_), below)
            if written is not None:
                return written
            value = value.own(0)
        gathered = below[self]
        row: Row = {}
        gathered.objects.append(value)
        gathered.rows.append(row)
        return row

    def complete_all(self, value: Any, below: Below) -> list[Row] | msgspec.Raw:
        """The rows of a list of objects: filled in on the level below, unless they are few and nothing is below, or
        written for another answer."""
        is_list = value.__class__ is list
        if not is_list and isinstance(value, Recurring):
            written = self._kept.written(value, self.selected(value.class_), below)
            if written is not None:
                return written
            value = list(value)
        size = len(value if is_list else checked_list(value))
        if not size:
            return []
        if size <= _SHORT and self._class is not None:
            if not self._most:
                self._look_whether_at_once(self._class)
            if self._at_once is not None:
                below.made_at_once += size * self._most
                return self._at_once(value, below)
        rows: list[Row] = []
        gathered = below[self]
        gathered.objects.extend(value)
        gathered.lists.append((rows, size))
        return rows

    def selected(self, class_: type) -> SelectedFields:
        """What is asked of objects of a class. Raises NotCompiled for a class of another type."""
        selection = self._selections.get(class_)
        if selection is None:
            selection = self._selections[class_] = self._select(class_)
        return selection

    def _look_whether_at_once(self, class_: type) -> None:
        selection = self.selected(class_)
        self._most = selection.most
        if selection.is_alone:
            self._at_once = selection.rows
