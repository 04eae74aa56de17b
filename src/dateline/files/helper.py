"""A second process that decodes lines while this one writes what was decoded before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dateline.files.decoding import Decoded, Lines, decode_lines, receive_decoded, send

WORTH_IT_BYTES = 8 * 2**20
"""A smaller file is decoded before another process has started."""


def decoded(groups: Iterator[Lines], size: int) -> Iterator[Decoded]:
    """What becomes of each group of the lines of a file of this size, in their order."""
    process = _start() if size >= WORTH_IT_BYTES and _has_room() else None
    if process is None:
        yield from map(decode_lines, groups)
    else:
        with _ended(process):
            yield from _beside(_Helper(process), groups)


def _has_room() -> bool:
    return bool(sys.executable) and (os.cpu_count() or 1) > 1


def _start() -> subprocess.Popen[bytes] | None:
    # A plain program rather than `multiprocessing`, which runs the main module again; in a session of its own, so that
    # Ctrl-C reaches only this process.
    with suppress(OSError):
        return subprocess.Popen(
            [sys.executable, "-P", "-c", "from dateline.files.decoding import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            start_new_session=True,
        )
    return None


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """The process does not outlive the block; it holds nothing worth waiting for."""
    try:
        yield
    finally:
        process.kill()
        with suppress(OSError):  # what was still to be sent has nobody to go to
            process.communicate()


def _beside(helper: _Helper, groups: Iterator[Lines]) -> Iterator[Decoded]:
    """One group is always on its way while the one before it is being used."""
    helper.ask(next(groups, []))
    for group in groups:
        done = helper.answer()
        helper.ask(group)
        yield done
    yield helper.answer()


class _Helper:
    """The other process. Should it die, its work is done here: it only saves time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asked = process.stdin
        self._answers = process.stdout
        self._group: Lines = []
        self._alive = True

    def ask(self, group: Lines) -> None:
        """Never before the answer to the last group is taken: two that both write would wait for each other."""
        self._group = group
        try:
            if self._alive:
                send(self._asked, group)
        except OSError:
            self._alive = False

    def answer(self) -> Decoded:
        try:
            if self._alive:
                return receive_decoded(self._answers)
        except (OSError, EOFError):
            self._alive = False
        return decode_lines(self._group)
