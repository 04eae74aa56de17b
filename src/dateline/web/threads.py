"""How often the threads of a process that serves take turns."""

from __future__ import annotations

import sys
from typing import Final

_SECONDS: Final = 0.000_5
"""With Python's own 5 ms, the event loop waits as long for the thread that reads the log, or that validates a long
document, each time that it has looked for what came in: several times for each small answer."""


def let_threads_take_turns() -> None:
    """For this process, from now on."""
    sys.setswitchinterval(_SECONDS)
