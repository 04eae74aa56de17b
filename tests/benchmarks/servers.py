"""Servers in processes of their own, and what they are asked."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from .contest import Sample, Scale
from .processes import cpu_seconds

ROOT = Path(__file__).parents[2]
PATH = os.pathsep.join((str(ROOT), str(ROOT / "src")))
"""What is measured is what lies beside this file, whatever is installed."""
SECONDS_TO_COME_UP = 60
SECONDS_FOR_AN_ANSWER = 300


@dataclass(frozen=True)
class Server:
    """A running server; `path` is where it takes GraphQL."""

    port: int
    process: subprocess.Popen[bytes]
    path: str = "/graphql"


@contextmanager
def started(command: list[str], path: str = "/graphql", **environment: str) -> Iterator[Server]:
    """A server, as soon as it can be connected to. PORT in the command stands for one that is free."""
    port = free_port()
    words = [word.replace("PORT", str(port)) for word in command]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as nothing, tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            words, cwd=nothing, env={**inherited, "PYTHONPATH": PATH, **environment}, stdout=told, stderr=told
        )
        try:
            if not _came_up(port, process):
                told.seek(0)
                raise RuntimeError(f"{' '.join(words)} did not come up: {told.read().decode()[-2000:]}")
            yield Server(port, process, path)
        finally:
            process.terminate()
            process.wait()


def dateline(db: Path) -> list[str]:
    """As a user starts it."""
    return [sys.executable, "-m", "dateline", "serve", "--db", str(db), "--port", "PORT"]


def uvicorn(app: str) -> list[str]:
    """An ASGI app of the rivals, on the loop and the parser that `dateline serve` runs on."""
    return [sys.executable, "-m", "uvicorn", app, "--port", "PORT", "--no-access-log", "--log-level", "warning"]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _came_up(port: int, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + SECONDS_TO_COME_UP
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return True
    return False


# --- what goes over the wire ------------------------------------------------------------------------------------------


def posted(server: Server, query: str, variables: dict[str, object]) -> bytes:
    body = json.dumps({"query": query, "variables": variables}).encode()
    head = f"POST {server.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def got(server: Server, query: str, variables: dict[str, object], etag: str | None = None) -> bytes:
    address = urlencode({"query": query, "variables": json.dumps(variables)})
    held = f"If-None-Match: {etag}\r\n" if etag else ""
    return f"GET {server.path}?{address} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n{held}\r\n".encode()


def answer_to(server: Server, request: bytes) -> tuple[dict[str, str], bytes]:
    """One answer, on a connection of its own: its headers, with the status as `status`, and its body."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS_TO_COME_UP) as connection:
        connection.sendall(request)
        held = b""
        while b"\r\n\r\n" not in held:
            held += _more(connection)
        head, _, body = held.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            body += _more(connection)
    return {"status": status.split()[1], **headers}, body


def _more(connection: socket.socket) -> bytes:
    came = connection.recv(1 << 16)
    if not came:
        raise RuntimeError("the server hung up")
    return came


def rate(server: Server, scale: Scale, requests: list[bytes]) -> Sample:
    """Answers a second under load."""
    found, cpu = _loaded(server, scale.connections, scale.seconds, requests)
    return Sample(found["answers"] / found["seconds"], cpu)


def latency(server: Server, scale: Scale, requests: list[bytes]) -> Sample:
    """Milliseconds that one in the middle waits who asks alone."""
    found, cpu = _loaded(server, 1, scale.seconds, requests)
    return Sample(found["p50"] * 1000, cpu)


def _loaded(
    server: Server, connections: int, seconds: float, requests: list[bytes]
) -> tuple[dict[str, float], float | None]:
    """What the process that makes the load says of it, and the server's processor time for each answer, in ms."""
    before = cpu_seconds(server.process.pid)
    with tempfile.NamedTemporaryFile(suffix=".pickle") as file:
        pickle.dump(requests, file)
        file.flush()
        command = [sys.executable, "-m", "tests.benchmarks.load", str(server.port), str(connections), str(seconds)]
        done = subprocess.run(
            [*command, file.name], cwd=ROOT, capture_output=True, text=True, timeout=seconds + SECONDS_FOR_AN_ANSWER
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    after = cpu_seconds(server.process.pid)
    found: dict[str, float] = json.loads(done.stdout)
    cpu = None if before is None or after is None else (after - before) / found["answers"] * 1000
    return found, cpu
