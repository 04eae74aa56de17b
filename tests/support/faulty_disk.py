"""A disk that fails at will: every call by which SQLite and Python touch a log's files is counted, and one of them is
made to fail, or to be the last that the process makes.

SQLite asks the system for everything through a table of functions, which may be exchanged (`sqlite3_vfs`); what Python
opens and locks itself is told to its audit hooks. So no tracer, no root and no file system of our own is needed. Where
Python brings an SQLite whose functions cannot be reached, `reason_of_absence` says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from typing import Any, Final

CRASHED: Final = 77
"""The exit code of a process that its disk has ended."""

KINDS: Final = ("crash", "torn", "eio", "enospc")
"""Ended before the call; ended in the midst of it, with half of what was to be written; failing; no room left."""

_IOERR: Final = {
    "xRead": 1, "xWrite": 3, "xSync": 4, "xTruncate": 6, "xFileSize": 7, "xUnlock": 8, "xDelete": 10, "xAccess": 13,
    "xCheckReservedLock": 14, "xLock": 15, "xClose": 16, "xShmLock": 20, "xShmMap": 21,
}  # fmt: skip
_FULL, _CANTOPEN, _SHMSIZE = 13, 14, 10 | 19 << 8
_GROW: Final = {"xWrite": _FULL, "xOpen": _CANTOPEN, "xShmMap": _SHMSIZE, "open": errno.ENOSPC}

_METHODS: Final[dict[str, Any]] = {
    "xClose": CFUNCTYPE(c_int, c_void_p),
    "xRead": CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "xWrite": CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "xTruncate": CFUNCTYPE(c_int, c_void_p, c_int64),
    "xSync": CFUNCTYPE(c_int, c_void_p, c_int),
    "xFileSize": CFUNCTYPE(c_int, c_void_p, c_void_p),
    "xLock": CFUNCTYPE(c_int, c_void_p, c_int),
    "xUnlock": CFUNCTYPE(c_int, c_void_p, c_int),
    "xCheckReservedLock": CFUNCTYPE(c_int, c_void_p, c_void_p),
    "xFileControl": c_void_p,
    "xSectorSize": c_void_p,
    "xDeviceCharacteristics": c_void_p,
    "xShmMap": CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, c_void_p),
    "xShmLock": CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int),
    "xShmBarrier": c_void_p,
    "xShmUnmap": c_void_p,
    "xFetch": c_void_p,
    "xUnfetch": c_void_p,
}


class _Methods(Structure):
    """`sqlite3_io_methods`."""

    _fields_ = [("iVersion", c_int), *_METHODS.items()]


class _File(Structure):
    """`sqlite3_file`."""

    _fields_ = [("methods", POINTER(_Methods))]


# Paths are passed on as addresses: SQLite keeps them, and looks for more behind their ends.
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_ACCESS = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_void_p)


class _Vfs(Structure):
    """`sqlite3_vfs`, as far as it matters here."""

    _fields_ = [
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", _OPEN),
        ("xDelete", _DELETE),
        ("xAccess", _ACCESS),
    ]


def reason_of_absence() -> str | None:
    """Why there is no such disk here; None where there is one."""
    try:
        _vfs()
    except (AttributeError, OSError, ImportError) as error:
        return f"the functions of Python's SQLite cannot be reached: {error}"
    return None


def _vfs() -> _Vfs:
    import _sqlite3

    find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    find.restype, find.argtypes = POINTER(_Vfs), [c_char_p]
    found: _Vfs = find(None).contents
    return found


class FaultyDisk:
    """Counts the calls that touch the files whose path begins so, and spoils the one with the number `at` (from 1).

    To be made once in a process, before SQLite opens anything.
    """

    def __init__(self, path: str, kind: str, at: int) -> None:
        self._path, self._kind, self._at = path, kind, at
        self.calls = 0
        self.name: str | None = None
        """The call that was spoiled."""
        self._kept: list[object] = []
        """What C calls must outlive this."""
        self._patched: dict[int, Any] = {}
        vfs = _vfs()
        for name, type_ in (("xOpen", _OPEN), ("xDelete", _DELETE), ("xAccess", _ACCESS)):
            setattr(
                vfs, name, self._keep(type_(self._of_a_path(name, type_(cast(getattr(vfs, name), c_void_p).value))))
            )
        sys.addaudithook(self._audit)

    def _keep(self, function: Any) -> Any:
        self._kept.append(function)
        return function

    def _due(self, name: str) -> str | None:
        """What happens to this call, if anything does."""
        self.calls += 1
        if self.calls != self._at or (self._kind == "enospc" and name not in _GROW):
            return None
        if self._kind == "torn" and name != "xWrite":
            return None
        self.name = name
        if self._kind == "crash":
            os._exit(CRASHED)
        return self._kind

    def _audit(self, event: str, details: tuple[Any, ...]) -> None:
        touched = event == "open" and isinstance(details[0], str) and details[0].startswith(self._path)
        if (touched or event == "fcntl.flock") and self._due("open") is not None:
            code = errno.ENOSPC if self._kind == "enospc" else errno.EIO
            raise OSError(code, os.strerror(code))

    def _of_a_path(self, name: str, original: Any) -> Callable[..., int]:
        def call(vfs: int, path: int | None, *rest: Any) -> int:
            if path is None or not ctypes.string_at(path).startswith(self._path.encode()):
                return int(original(vfs, path, *rest))
            if (spoiled := self._due(name)) is not None:
                if name == "xOpen":
                    rest[0].contents.methods = POINTER(_Methods)()
                    return _CANTOPEN
                return _GROW[name] if spoiled == "enospc" else 10 | _IOERR[name] << 8
            code = int(original(vfs, path, *rest))
            if name == "xOpen" and code == 0:
                rest[0].contents.methods = ctypes.pointer(self._spoilt(rest[0].contents.methods))
            return code

        return call

    def _spoilt(self, methods: Any) -> _Methods:
        """A table of the methods of an open file, each behind our count; one for each of SQLite's own."""
        address = ctypes.addressof(methods.contents)
        if address not in self._patched:
            own = _Methods.from_buffer_copy(methods.contents)
            for name, type_ in _METHODS.items():
                address_of_function = None if type_ is c_void_p else cast(getattr(own, name), c_void_p).value
                if address_of_function is not None:
                    original = type_(address_of_function)
                    setattr(own, name, self._keep(type_(self._of_a_file(name, original))))
            self._patched[address] = own
        spoilt: _Methods = self._patched[address]
        return spoilt

    def _of_a_file(self, name: str, original: Any) -> Callable[..., int]:
        def call(file: int, *rest: Any) -> int:
            spoiled = self._due(name)
            if spoiled is None:
                return int(original(file, *rest))
            if spoiled == "torn":
                data, size, offset = rest
                original(file, data, size // 2, offset)
                os._exit(CRASHED)
            if name in ("xClose", "xUnlock"):  # these cannot fail to happen
                original(file, *rest)
            return _GROW[name] if spoiled == "enospc" else 10 | _IOERR[name] << 8

        return call
