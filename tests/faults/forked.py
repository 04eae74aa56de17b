"""Processes that begin with all modules loaded: forked, which takes a hundredth of starting Python."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

FAILED = 99


def fork(work: Callable[[], object]) -> int:
    """Begin to do this in a process of its own; its id."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = FAILED
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is ends this process, and nothing else
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """The exit code of a process that was forked, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def in_a_child(work: Callable[[], object]) -> None:
    """Do this in a process of its own, to its end. Raises RuntimeError if it fails."""
    if (code := ended(fork(work))) != 0:
        raise RuntimeError(f"a process ended with {code}")
