"""The listener of `dateline serve`: answers on a kept connection leave at once."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from places import ROOT
from uvicorn.loops.auto import auto_loop_factory

from dateline.cli.listening import listening

DELAYED_ACKNOWLEDGEMENT = 0.040
"""Seconds: what Linux waits before it acknowledges what has come, hoping for something to send along."""
SECONDS = 30

LOOPS = {"asyncio": asyncio.SelectorEventLoop, "auto": auto_loop_factory()}
"""Of the standard library, and what `dateline serve` takes: uvloop where it is installed."""


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_every_connection_sends_without_waiting_for_more(loop: str, host: str) -> None:
    async def delaying() -> int:
        with listening(host, 0) as listener:
            async with accepted(listener) as connection:
                return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    factory: Callable[[], asyncio.AbstractEventLoop] = LOOPS[loop]
    with asyncio.Runner(loop_factory=factory) as runner:
        assert runner.run(delaying()) != 0


@asynccontextmanager
async def accepted(listener: socket.socket) -> AsyncIterator[socket.socket]:
    """The server's side of a connection to this listener."""
    came: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
    async with await asyncio.start_server(lambda _, writer: came.set_result(writer), sock=listener):
        _, ours = await asyncio.open_connection(*listener.getsockname()[:2])
        theirs = await came
        yield theirs.get_extra_info("socket")
        theirs.close()
        ours.close()


def test_ten_answers_on_one_connection_do_not_wait_for_acknowledgements(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        waited = [seconds > DELAYED_ACKNOWLEDGEMENT for seconds in answers(address, 10)]
    assert sum(waited) <= 5, "without TCP_NODELAY each of them waits, but for the first"


def test_the_server_refuses_headers_without_measure(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
        connection.request("GET", "/healthz", headers={"x": "a" * 60_000})
        assert connection.getresponse().read() == b"ok"
        connection.request("GET", "/healthz", headers={"x": "a" * 70_000})
        refused = connection.getresponse()
        assert (refused.status, refused.getheader("content-type")) == (431, "application/json; charset=utf-8")
        connection.close()


def answers(address: str, count: int) -> Iterator[float]:
    """Seconds that each took, on one connection."""
    at = urlsplit(address)
    connection = http.client.HTTPConnection(at.netloc, timeout=SECONDS)
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok"
        yield time.perf_counter() - began
    connection.close()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "dateline", "serve", "--db", str(folder / "log.db"), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            found = re.search(r"at (http://\S+) ", server.stdout.readline())
            assert found is not None
            yield found[1]
        finally:
            server.terminate()
