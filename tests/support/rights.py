"""Files by someone to whom their rights mean something, as they mean nothing to the superuser."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


@contextmanager
def by_nobody() -> Iterator[None]:
    was = os.geteuid()
    if was == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


@contextmanager
def nobody_writes(folder: Path) -> Iterator[None]:
    """In a folder that cannot be written to."""
    folder.chmod(0o555)
    try:
        with by_nobody():
            yield
    finally:
        folder.chmod(0o755)


@contextmanager
def folder_to_look_into() -> Iterator[Path]:
    """A folder that everyone may look into."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "log")
        Path(made).chmod(0o755)
        folder.mkdir(mode=0o755)
        yield folder
