"""A second process of this program beside this one: how it begins and ends, and what goes between the two.

Each message stands behind its length. Whatever such a process does, it only saves time: should it not start, or die,
its work is done in this one.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Final

Process = subprocess.Popen[bytes]
Start = Callable[[], Process | None]
"""Starts a second process; None where that cannot be."""

_NUMBER_BYTES: Final = 8
_OBJECTS_OF_A_MESSAGE: Final = 100_000


def processors_here() -> int:
    """How many of them this process may run on, which may be fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # where the system does not tell
        return os.cpu_count() or 1


def started(module: str, *, quiet: bool = False) -> Process | None:
    """A process that runs `serve` of a module; None where none can be started. `quiet`: what goes wrong there is not
    for anyone to read."""
    if not sys.executable:
        return None
    # A plain program rather than `multiprocessing`, which runs the main module again; in a session of its own, so that
    # Ctrl-C reaches only this process.
    with suppress(OSError):
        return subprocess.Popen(
            [sys.executable, "-P", "-c", f"from {module} import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            start_new_session=True,
        )
    return None


@contextmanager
def ended(process: Process) -> Iterator[None]:
    """The process does not outlive the block; it holds nothing worth waiting for."""
    try:
        yield
    finally:
        process.kill()
        with suppress(OSError):  # what was still to be sent has nobody to go to
            process.communicate()


def send(stream: IO[bytes], *parts: bytes) -> None:
    """Sends a message made of these parts. Raises OSError once the other process is gone."""
    stream.write(sum(map(len, parts)).to_bytes(_NUMBER_BYTES, "big"))
    stream.writelines(parts)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """The next message. Raises EOFError once the other process is gone."""
    return _exactly(stream, int.from_bytes(_exactly(stream, _NUMBER_BYTES), "big"))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("the other process is gone")
    return content


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Python looks for garbage less often in this block: what messages bring is none until it is used, and then it is
    gone. Where it looks as seldom anyway, or never, nothing changes."""
    youngest, *older = gc.get_threshold()
    if not 0 < youngest < _OBJECTS_OF_A_MESSAGE:
        yield
        return
    gc.set_threshold(_OBJECTS_OF_A_MESSAGE, *older)
    try:
        yield
    finally:
        gc.set_threshold(youngest, *older)


def begin_to_serve() -> None:
    """What the second process does first."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_OF_A_MESSAGE)  # what is made is no garbage until it is sent, and then none is left
