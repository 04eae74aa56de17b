"""Selections: what a document selects of one type, in the form in which it is asked."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Final, NamedTuple

from dateline.graphql.execution.arguments import Arguments
from dateline.graphql.execution.code import Code
from dateline.graphql.execution.completion import Completer, check_class
from dateline.graphql.execution.refusals import NotCompiled

Row = dict[str, Any]

_BRIEF: Final = 4
"""Scalars of a row that is written where it is used; a longer one is a function of its own, so that what a document
spreads many times is not written many times."""


class Piece(NamedTuple):
    """A value of a row, as code."""

    write: Callable[[Code, str], str]
    """From what an object is called in the code to the expression of the value."""
    most: int = 1
    """How many values it can be in an answer. What is in lists of objects is counted when they are there."""
    is_alone: bool = True
    """Whether no objects are gathered for the level below."""


class Field(NamedTuple):
    """A field that is told of the request or depends on what it gives, or one that may wait."""

    key: str
    ask: Callable[..., Any]
    arguments: Arguments
    is_async: bool
    complete: Completer


class SelectedFields:
    """What is selected of a type. All but `fields` is asked of an object alone, when its row is made."""

    def __init__(self, type_: str, class_: type | None, pieces: dict[str, Piece], fields: list[Field]) -> None:
        """`pieces` are by key, in the order of the document, with a null in the place of each of `fields`. Objects of
        another class than `class_` are refused, where it is given."""
        self.fields = fields
        self.size = len(pieces)
        self.most = sum(each.most for each in pieces.values())
        """Values of a row at most, but for what is in lists of objects."""
        self.is_alone = not fields and all(each.is_alone for each in pieces.values())
        """Whether no objects are gathered for the level below."""
        self.is_scalar = self.is_alone and self.most == self.size
        """Whether it is scalars alone: none takes long, and how long the others do is known by the first ones."""
        self._type = type_
        self._class = class_
        self._pieces = pieces

    def written(self, code: Code, one: str, first: str) -> str:
        """The row of the object that is called so: `first` is what it is called where it is looked at first."""
        if self.is_scalar and self.size <= _BRIEF:
            return self._written(code, one, first)
        return f"{code.given(self.row)}({first}, below)"

    @cached_property
    def row(self) -> Callable[[Any, Any], Row]:
        """Makes the row of an object, and gathers what is below."""
        code = Code()
        return code.function(f"row of {self._type}", "one, below", f"return {self._written(code, 'one', 'one')}")

    @cached_property
    def rows(self) -> Callable[[Iterable[Any], Any], list[Row]]:
        """The same of several."""
        code = Code()
        made = f"    made.append({self._written(code, 'one', 'one')})"
        lines = ("made = []", "for one in objects:", made, "return made")
        return code.function(f"rows of {self._type}", "objects, below", *lines)

    def _written(self, code: Code, one: str, first: str) -> str:
        row = ", ".join([f"{key!r}: {piece.write(code, one)}" for key, piece in self._pieces.items()])
        if self._class is None:
            return f"{{{row}}}"
        return f"{{{row}}} if {first}.__class__ is {code.given(self._class)} else {code.given(_unlike)}({one})"


def _unlike(value: Any) -> Any:
    """Raises NoAnswer for a null or an error that came back, and NotCompiled for an object of another class."""
    check_class(value.__class__)
    raise NotCompiled(f"an object of {type(value).__name__}")
