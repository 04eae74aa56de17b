"""What an answer takes: seconds of the server's processor, the longest that somebody else waits, and its size."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.processes import cpu_seconds

from .hostile import Hostile
from .serving import Server

SECONDS = 600.0


@dataclass(frozen=True)
class Measured:
    name: str
    status: int
    code: str | None
    size: int
    """Of the answer, in bytes."""
    cost: int | None
    seconds: float | None
    """Of the server's processor; None where nobody tells."""
    longest_wait: float
    """Seconds until /healthz answered, at most, while the answer was made."""


def measured(server: Server, hostile: Hostile) -> Measured:
    body = _body(hostile)
    before = cpu_seconds(server.process)
    with _waiting(server) as waits:
        status, answer = _asked(server, body)
    after = cpu_seconds(server.process)
    told = json.loads(answer)
    error = told["errors"][0]["extensions"] if "errors" in told else {}
    return Measured(
        hostile.name,
        status,
        error.get("code"),
        len(answer),
        told.get("extensions", {}).get("cost", {}).get("asked", error.get("asked")),
        None if before is None or after is None else after - before,
        max(waits, default=0.0),
    )


def longest_wait_beside(server: Server, documents: Sequence[Hostile]) -> float:
    """Seconds until /healthz answered, at most, while all of these were asked at once, each by a client of its own."""
    with _waiting(server) as waits, ThreadPoolExecutor(len(documents)) as clients:
        for status, _ in clients.map(lambda each: _asked(server, _body(each)), documents):
            assert status == 200, "what is asked at once is answered alone, too"
    return max(waits, default=0.0)


def _body(hostile: Hostile) -> bytes:
    return json.dumps({"query": hostile.document, "variables": hostile.variables}).encode()


def _asked(server: Server, body: bytes) -> tuple[int, bytes]:
    connection = _connection(server)
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    connection.request("POST", "/graphql", body, headers)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response.status, answer


@contextmanager
def _waiting(server: Server) -> Iterator[list[float]]:
    """Asks for nothing but whether the server is alive, again and again: the seconds of each."""
    waits: list[float] = []
    ended = threading.Event()

    def ask() -> None:
        connection = _connection(server)
        while not ended.is_set():
            began = time.perf_counter()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            waits.append(time.perf_counter() - began)
            ended.wait(0.002)
        connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield waits
    finally:
        ended.set()
        asking.join()


def _connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=SECONDS)


def table(rows: list[Measured]) -> Iterator[str]:
    """The rows as Markdown, for `dateline help limits`."""
    yield "| Document | Answer | Cost | Bytes | Processor | Longest wait of others |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        cost = "–" if row.cost is None else f"{row.cost:,}"
        seconds = "–" if row.seconds is None else f"{row.seconds:.2f} s"
        code = row.code or "answered"
        yield f"| {row.name} | {code} | {cost} | {row.size:,} | {seconds} | {row.longest_wait * 1000:.0f} ms |"


def as_json(rows: list[Measured]) -> list[dict[str, Any]]:
    return [vars(row) for row in rows]
