"""A server with few descriptors and many connections: some are refused, the others go on, and the log stays short."""

from __future__ import annotations

import asyncio
import errno
import http.client
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from places import ROOT

from dateline.cli.descriptors import room_for, tell_in_a_line

SECONDS = 60


@pytest.mark.parametrize(
    ("limit", "asked", "connections", "refused"),
    [(256, 2_000, 96, 32), (1_024, 2_000, 660, 100), (65_536, 2_000, 2_000, 100), (65_536, 10, 10, 100), (20, 9, 1, 1)],
)
def test_there_is_room_for_what_the_system_lets_open(
    monkeypatch: pytest.MonkeyPatch, limit: int, asked: int, connections: int, refused: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))
    assert room_for(asked) == (connections, refused)


def test_four_hundred_idle_connections_leave_a_server_with_256_descriptors_quiet(tmp_path: Path) -> None:
    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256));"
    command = [sys.executable, "-c", f"{limit} runpy.run_module('dateline', run_name='__main__')"]
    command += ["serve", "--db", str(tmp_path / "log.db"), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with (
        subprocess.Popen(
            command, cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as server,
        ExitStack() as stack,
    ):
        stack.callback(server.kill)
        assert server.stdout is not None
        found = re.search(r"at http://(\S+):(\d+) ", server.stdout.readline())
        assert found is not None
        address = found[1], int(found[2])
        assert answer(address) == (200, b"ok")
        for _ in range(400):
            stack.enter_context(socket.create_connection(address, timeout=SECONDS))
        status, told = refusal_of(address)
        assert (status, b"SERVICE_UNAVAILABLE" in told) == (503, True)
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=SECONDS)
    assert (server.returncode, errors) == (0, "Stopped.\n")


def answer(address: tuple[str, int]) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection(*address, timeout=SECONDS)) as asking:
        asking.request("GET", "/healthz")
        told = asking.getresponse()
        return told.status, told.read()


def refusal_of(address: tuple[str, int]) -> tuple[int, bytes]:
    """What somebody is told who is not one of too many at the same instant: those are told nothing."""
    while True:
        try:
            return answer(address)
        except (ConnectionError, http.client.BadStatusLine):
            continue


def test_connections_that_cannot_be_accepted_are_one_line(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    tell_in_a_line(loop)
    error = OSError(errno.EMFILE, "Too many open files")
    for _ in range(100):
        loop.call_exception_handler({"message": "socket.accept() out of system resource", "exception": error})
    loop.call_exception_handler({"message": "something else", "exception": ValueError("x")})
    loop.close()
    first, second = caplog.records
    assert (first.getMessage(), first.exc_info) == ("connections cannot be accepted: Too many open files", None)
    assert second.getMessage() == "something else"
