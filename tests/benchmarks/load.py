"""Load over real HTTP from a process of its own: `python -m tests.benchmarks.load PORT CONNECTIONS SECONDS FILE`.

FILE has the requests as they go over the wire, in a list that pickle wrote; each is sent once, in order, on connections
that are kept, one at a time on each. What comes back is read by its length only, so that a server on two cores has one
for itself. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"content-length:"


class Tally:
    """What came back."""

    def __init__(self, requests: list[bytes]) -> None:
        self.rest: Iterator[bytes] = iter(requests)
        self.bytes = 0
        self.latencies: list[float] = []
        self.wrong: bytes | None = None
        self.until = float("inf")


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer to the last one is there."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._held = b""
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._held += data
        head = self._held.find(HEAD_ENDS)
        if head < 0 or len(self._held) < (end := head + 4 + _length(self._held[:head])):
            return
        now, tally = time.perf_counter(), self._tally
        tally.latencies.append(now - self._sent)
        tally.bytes += end - head - 4
        if self._held[9:12] not in (b"200", b"304") or b'"errors"' in self._held:
            tally.wrong = self._held
            self._transport.close()
            return
        self._held = self._held[end:]
        if now < tally.until:
            self._send()
        else:
            self._transport.close()

    def _send(self) -> None:
        request = next(self._tally.rest, None)
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self._tally.wrong = str(exc).encode()
        self.ended.set_result(None)


def _length(head: bytes) -> int:
    """Of the body; 304 has none, and may tell all the same how long it would be."""
    if head[9:12] == b"304":
        return 0
    lower = head.lower()
    found = lower.find(LENGTH)
    return int(lower[found + len(LENGTH) :].split(b"\r\n", 1)[0]) if found >= 0 else 0


async def load(port: int, connections: int, seconds: float, requests: list[bytes]) -> dict[str, float]:
    tally = Tally(requests)
    began = time.perf_counter()
    tally.until = began + seconds
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Connection(tally), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.gather(*(protocol.ended for _, protocol in made))
    taken = time.perf_counter() - began
    if tally.wrong is not None or not tally.latencies:
        raise SystemExit(f"no good answer: {(tally.wrong or b'none')[:2000]!r}")
    ordered = sorted(tally.latencies)
    return {
        "answers": len(ordered),
        "seconds": taken,
        "bytes": tally.bytes / len(ordered),
        "p50": ordered[len(ordered) // 2],
        "p99": ordered[len(ordered) * 99 // 100],
    }


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is installed."""
    try:
        import uvloop  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    return cast(Callable[[], asyncio.AbstractEventLoop], uvloop.new_event_loop)


def main(port: str, connections: str, seconds: str, file: str) -> None:
    requests = pickle.loads(Path(file).read_bytes())
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        found = runner.run(load(int(port), int(connections), float(seconds), requests))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
