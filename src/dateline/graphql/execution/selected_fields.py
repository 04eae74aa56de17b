"""Selections: what a document selects of one type, in the form in which it is asked; and where objects are gathered."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from dateline.graphql.execution.arguments import Arguments
from dateline.graphql.execution.completion import Completer, checked_list

Row = dict[str, Any]


class Leaf(NamedTuple):
    """A field of a scalar that is asked of an object alone."""

    key: str
    ask: Callable[[Any], Any]
    as_it_is: type | None
    """A value of this class is shown as it is."""
    show: Callable[[Any], Any]


class Branch(NamedTuple):
    """A field of objects or lists that is asked of an object alone."""

    key: str
    ask: Callable[[Any], Any]
    complete: Completer


class Field(NamedTuple):
    """A field that takes arguments or is told of the request, or one that may wait."""

    key: str
    ask: Callable[..., Any]
    arguments: Arguments
    is_async: bool
    complete: Completer


class SelectedFields(NamedTuple):
    row: Row
    """An empty row of an answer: its keys, in the order of the document."""
    leaves: list[Leaf]
    branches: list[Branch]
    fields: list[Field]


class Asked(NamedTuple):
    """Objects that a selection is still to be asked of, and the rows it fills in, one for each."""

    selection: SelectedFields
    objects: list[Any]
    rows: list[Row]


Below = dict["Objects", tuple[list[Any], list[Row]]]
"""By the field they are of: objects that are to be asked on the level below, and their rows."""


class Objects:
    """The objects of a field. What is selected of a class is compiled, by `select`, when its first one comes."""

    def __init__(self, select: Callable[[type], SelectedFields]) -> None:
        self._select = select
        self._selections: dict[type, SelectedFields] = {}

    def complete(self, value: Any, below: Below) -> Row:
        """The row of an object, which is filled in on the level below."""
        objects, rows = below.get(self) or below.setdefault(self, ([], []))
        row: Row = {}
        objects.append(value)
        rows.append(row)
        return row

    def complete_all(self, value: Any, below: Below) -> list[Row]:
        """The rows of a list of objects."""
        objects, rows = below.get(self) or below.setdefault(self, ([], []))
        made: list[Row] = [{} for _ in checked_list(value)]
        objects.extend(value)
        rows.extend(made)
        return made

    def by_class(self, objects: list[Any], rows: list[Row]) -> Iterator[Asked]:
        """What is to be asked of these objects. Raises NotCompiled for an object of another type."""
        classes = set(map(type, objects))
        for class_ in classes:
            selection = self._selections.get(class_)
            if selection is None:
                selection = self._selections[class_] = self._select(class_)
            places = [place for place, each in enumerate(objects) if type(each) is class_] if len(classes) > 1 else None
            if places is None:
                yield Asked(selection, objects, rows)
            else:
                yield Asked(selection, [objects[place] for place in places], [rows[place] for place in places])
