"""Code: Python that is written for one selection of a document and compiled, as dataclasses have their `__init__`.

A row in one expression takes a third of what a loop over its fields takes. Of a document nothing is written but the
keys of its answer, as texts; whatever else the code needs, it is given under a name.
"""

from collections.abc import Callable
from functools import lru_cache
from sys import intern
from types import CodeType, FunctionType
from typing import Any, Final

_MOST_KEPT: Final = 128
"""Functions that are kept compiled. The same is written for each class of an interface, for fields that are asked
under several aliases, and for documents that differ in their arguments alone."""


class Code:
    """A function that is being written."""

    def __init__(self) -> None:
        self._given: dict[str, Any] = {}
        self._names: dict[int, str] = {}
        self._locals = 0

    def given(self, value: Any) -> str:
        """The name under which the code knows a value."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = intern(f"given_{len(self._given)}")
            self._given[name] = value
        return name

    def local(self) -> str:
        """A name for a value that the code makes."""
        self._locals += 1
        return f"it_{self._locals}"

    def function(self, told_as: str, parameters: str, *lines: str) -> Callable[..., Any]:
        """The function with these lines. Tracebacks show it as it is told."""
        code = _compiled("\n    ".join([f"def written({parameters}):", *lines]))
        return FunctionType(code.replace(co_filename=f"<{told_as}>"), self._given)


@lru_cache(_MOST_KEPT)
def _compiled(text: str) -> CodeType:
    """Of a text that is one function."""
    (function,) = [each for each in compile(text, "<written>", "exec").co_consts if isinstance(each, CodeType)]
    return function
