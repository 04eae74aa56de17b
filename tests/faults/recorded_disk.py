"""A disk that notes what a log has it write and sync, and what would be left of that if the power failed.

What was not synced may be there, be gone, or be there in part: sectors are written whole, and in any order. A name is
there once the folder was synced, which SQLite does with the first sync of a journal or a WAL; a name that was taken
away may come back before.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from faulty_disk import FaultyDisk

SECTOR: Final = 512


@dataclass(frozen=True)
class Step:
    """One thing that was done, to the file whose path ends so. `what`: open, write, cut, sync, delete, told."""

    what: str
    ending: str = ""
    offset: int = 0
    data: bytes = b""
    told: object = None
    """What was acknowledged, of a step that tells."""


class RecordedDisk(FaultyDisk):
    """Notes every step. To be made once in a process, before SQLite opens anything."""

    def __init__(self, path: str) -> None:
        self.steps: list[Step] = []
        self._ending: dict[int, str] = {}
        super().__init__(path, "none", 0)

    def tell(self, what: object) -> None:
        """Note that this was acknowledged."""
        self.steps.append(Step("told", told=what))

    def _of_a_path(self, name: str, original: Any) -> Callable[..., int]:
        inner = super()._of_a_path(name, original)

        def call(vfs: int, path: int | None, *rest: Any) -> int:
            code = inner(vfs, path, *rest)
            known = path is not None and ctypes.string_at(path).startswith(self._path.encode())
            if known and code == 0 and name in ("xOpen", "xDelete"):
                ending = ctypes.string_at(path).decode()[len(self._path) :]
                if name == "xOpen":
                    self._ending[ctypes.addressof(rest[0].contents)] = ending
                self.steps.append(Step({"xOpen": "open", "xDelete": "delete"}[name], ending))
            return code

        return call

    def _of_a_file(self, name: str, original: Any) -> Callable[..., int]:
        inner = super()._of_a_file(name, original)

        def call(file: int, *rest: Any) -> int:
            step = self._step(name, file, rest)
            code = inner(file, *rest)
            if code == 0 and step is not None:
                self.steps.append(step)
            return code

        return call

    def _step(self, name: str, file: int, rest: tuple[Any, ...]) -> Step | None:
        ending = self._ending.get(file)
        if ending is None:
            return None
        if name == "xWrite":
            data, size, offset = rest
            return Step("write", ending, offset, ctypes.string_at(data, size))
        if name == "xTruncate":
            return Step("cut", ending, rest[0])
        return Step("sync", ending) if name == "xSync" else None


@dataclass
class _Stored:
    """A file: what is surely there, and what was done to it since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)
    is_named: bool = False
    """Whether its name is surely there."""


class _Disk:
    """Files by the ends of their names, and those that were deleted, whose names may come back."""

    def __init__(self) -> None:
        self.files: dict[str, _Stored] = {}
        self.gone: dict[str, _Stored] = {}

    def take(self, step: Step) -> None:
        if step.what == "delete":
            if step.ending in self.files:
                self.gone[step.ending] = self.files.pop(step.ending)
        elif step.what == "sync":
            self.sync(step.ending)
        elif step.what != "told":
            file = self.files.setdefault(step.ending, _Stored())
            if step.what != "open":
                file.since.append(step)

    def sync(self, ending: str) -> None:
        file = self.files.setdefault(ending, _Stored())
        for done in file.since:
            _do(file.sure, done)
        file.since.clear()
        if ending:  # SQLite syncs the folder with a journal's first sync, and with it every name there
            self.gone.clear()
            for other in self.files.values():
                other.is_named = True


def left_after(steps: list[Step], draw: random.Random) -> dict[str, bytes]:
    """What the files hold, by the ends of their names, if the power fails behind these steps."""
    disk = _Disk()
    for step in steps:
        disk.take(step)
    back = {ending: file for ending, file in disk.gone.items() if file.is_named and draw.random() < 0.5}
    left = {ending: file for ending, file in disk.files.items() if file.is_named or draw.random() < 0.5}
    return {ending: bytes(_left(file, draw)) for ending, file in (back | left).items()}


def _do(content: bytearray, step: Step) -> None:
    if step.what == "cut":
        del content[step.offset :]
        return
    if len(content) < step.offset:
        content.extend(bytes(step.offset - len(content)))
    content[step.offset : step.offset + len(step.data)] = step.data


def _left(file: _Stored, draw: random.Random) -> bytearray:
    content = bytearray(file.sure)
    keeps = draw.choice((0.0, 0.5, 0.9, 1.0))
    for step in file.since:
        if draw.random() < keeps:
            _do(content, step)
        elif step.what == "write" and draw.random() < 0.3:
            for start in range(0, len(step.data), SECTOR):
                if draw.random() < 0.5:
                    part = step.data[start : start + SECTOR]
                    _do(content, Step("write", step.ending, step.offset + start, part))
    return content


def laid_out(files: dict[str, bytes], path: Path) -> None:
    """Put these files where a log is."""
    for ending, content in files.items():
        Path(f"{path}{ending}").write_bytes(content)
