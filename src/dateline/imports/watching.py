"""New files of a folder, each once it is whole: renamed into place, or left alone since it was written.

What the system tells of a folder only says when to look; what is there, and whether it has settled, is judged by the
folder itself. So nothing is missed, whatever was there before or came in between.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Final

from dateline.errors import InvalidFile, NotInstalled, Problem
from dateline.imports.paths import event_files_below

SETTLED_SECONDS: Final = 1.0
_LOOK_MILLISECONDS: Final = 500

State = tuple[int, int, int]
"""What changes when a file does: its inode, its size, and when it was last written."""


async def arriving(folder: Path) -> AsyncIterator[Path]:
    """Event files below the folder as they come, those that are there first; a file that changes comes again.

    Raises InvalidFile for what is no folder, or none any more; NotInstalled without watchfiles. Never ends by itself.
    """
    view = FolderView(folder)
    for path in view.first():
        yield path
    async for _ in _wakes(folder):
        for path in view.again():
            yield path


class FolderView:
    """What was seen of the event files of a folder so far. Raises InvalidFile if it is none."""

    def __init__(
        self, folder: Path, settled: float = SETTLED_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = folder
        self._settled = settled
        self._clock = clock
        self._taken: dict[Path, State] = {}
        self._waiting: dict[Path, tuple[State, float]] = {}

    def first(self) -> list[Path]:
        """The files that are there, by name."""
        self._taken = self._there()
        return list(self._taken)

    def again(self) -> list[Path]:
        """The files that are new or changed since they were given out, and have not changed for a while; by name."""
        there, now = self._there(), self._clock()
        before = self._waiting
        self._taken = {path: state for path, state in self._taken.items() if path in there}
        self._waiting = {
            path: seen if (seen := before.get(path)) is not None and seen[0] == state else (state, now)
            for path, state in there.items()
            if self._taken.get(path) != state
        }
        ready = [path for path, (_, since) in self._waiting.items() if now - since >= self._settled]
        for path in ready:
            self._taken[path], _ = self._waiting.pop(path)
        return ready

    def _there(self) -> dict[Path, State]:
        if not self._folder.is_dir():
            raise InvalidFile([Problem(str(self._folder), 0, "", "is no folder that can be watched")])
        try:
            files = event_files_below(self._folder)
        except (InvalidFile, OSError):  # a folder in it is just being taken away: the next look sees what is left
            return self._taken
        return {path: state for path in files if (state := _state(path)) is not None}


def _state(path: Path) -> State | None:
    try:
        found = path.stat()
    except OSError:  # it is gone again
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


async def _wakes(folder: Path) -> AsyncIterator[None]:
    """Now and then, and at once when something changes in the folder."""
    async for _ in _watchfiles().awatch(
        folder, watch_filter=None, debounce=100, rust_timeout=_LOOK_MILLISECONDS, yield_on_timeout=True
    ):
        yield


def _watchfiles() -> ModuleType:
    try:
        import watchfiles
    except ImportError as error:
        raise NotInstalled(
            "watching a folder needs watchfiles, which is not installed: pip install 'dateline[watch]'"
        ) from error
    return watchfiles
