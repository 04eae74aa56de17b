"""Which program answers: part of the tag of whatever it makes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

from dateline.values.rates import ecb_until
from dateline.web.etags import etag_of

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


@cache
def program() -> str:
    """Which program this is, with which exchange rates: once any of its files is another, it is another program."""
    changed = sorted(_changed(_PACKAGE))
    return f"{ecb_until()} {etag_of(' '.join(changed).encode())}"


def _changed(folder: str) -> Iterator[str]:
    """Each source file there and below, with its size and when it was written."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _changed(entry.path)
        elif entry.name.endswith(".py"):
            found = entry.stat()
            yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"
