"""A lock on a file as Unix has it, the same that filelock takes there: a server is up sooner without that package."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress


class Flock:
    """Of one holder at a time; let go when its process ends, however it does. The file stays where it is."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, blocking: bool) -> None:
        """Raises TimeoutError if another has it, unless that is waited for, and OSError."""
        held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(held, fcntl.LOCK_EX if blocking else fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not self._is_there(held):  # whoever comes next would lock another file
                raise TimeoutError
        except BaseException as error:
            os.close(held)
            if isinstance(error, BlockingIOError):
                raise TimeoutError from error
            raise
        self._descriptor = held

    def release(self) -> None:
        """Raises OSError, and can then be called again."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            held, self._descriptor = self._descriptor, None
            os.close(held)

    def _is_there(self, held: int) -> bool:
        """Whether the file is still the one at the path."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(held), os.stat(self._path))
        return False
