"""Dateline: what was true of a company, what was known, and who said so, at any date.

    import dateline

    log = dateline.open("dateline.db")
    log.company("mistral-ai", on="2026-07-15", known_by="2026-02-28")

`dateline help python` says more. What an answer needs is loaded when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.notebook import Log

__all__ = ["open"]


def open(path: str | Path = "dateline.db", *, create: bool = False) -> Log:
    """Open a log for questions that are answered at once; with `create` it is made where there is none.

    Use it in a `with` block, or close it when you are done. Raises dateline.errors.StoreUnavailable.
    """
    from dateline.notebook import Log

    return Log(path, create=create)


class _Asgi(ModuleType):
    """The old name of `dateline.web.asgi`: `uvicorn dateline.asgi:app` goes on working."""

    def __getattr__(self, name: str) -> object:
        if name != "app":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return import_module("dateline.web.asgi").app


sys.modules["dateline.asgi"] = _Asgi("dateline.asgi")
