"""A server under mixed load: three clients append over HTTP, one sends again what was acknowledged, a process imports
beside the server, others ask, and one follows. What is acknowledged must be there once; the server must not grow."""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from dateline.log.opening import open_log
from dateline.log.verification import verify

from .trial import Outcome, Scale

WRITERS = ("w0", "w1", "w2")
ASKERS = 3
COMPANIES = 1_009
PAUSE_SECONDS = 0.2
IMPORT_SECONDS = 20.0
SAMPLE_SECONDS = 2.0
GROWTH_ALLOWED = 1.05
"""Between the medians of the last three sixths of the time: each is to be at most so many times any other."""
JUDGED_SECONDS = 600
"""In less time what is kept is still filling."""
ASKED = "query($on: Edtf!, $slug: String!) { asOf(on: $on) { company(slug: $slug) { name } } log { position } }"
FOLLOWED = "subscription($after: String) { eventAppended(after: $after) { cursor event { key } } }"


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    return asyncio.run(_Soak(folder, draw, scale.soak_seconds).run())


def line(writer: str, number: int) -> str:
    """The event of this number: the same each time. Companies have some dozens of figures each, of as many months."""
    source = {"publisher": "The Times", "title": f"{writer} {number}", "published": "2026-01-02"}
    month = number // COMPANIES
    said = {"id": f"{writer}/{number}", "type": "metric", "company": company(number), "metric": f"users-{writer}"}
    when = {"on": f"{2000 + month // 12 % 25}-{month % 12 + 1:02}", "sources": [source]}
    return json.dumps({**said, **when, "count": str(number + 1), "unit": "people"})


def company(number: int) -> str:
    return f"company-{number % COMPANIES}"


class _Soak:
    def __init__(self, folder: Path, draw: random.Random, seconds: float) -> None:
        self.folder, self.draw, self.seconds = folder, draw, seconds
        self.outcome = Outcome(1)
        self.acknowledged = dict.fromkeys((*WRITERS, "beside"), 0)
        """How many events of each writer, whose ids are numbered."""
        self.followed: list[str] = []
        self.samples: list[tuple[int, int]] = []
        self.over = asyncio.Event()

    async def run(self) -> Outcome:
        key = self.command("key", "create", "soak").strip()
        async with self.served() as (server, address):
            headers = {"Authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(base_url=address, timeout=60, headers=headers) as client:
                await self.loaded(client, server.pid)
            if server.poll() is not None:
                self.outcome.wrong.append("the server ended by itself, or was ended by somebody else")
            server.send_signal(signal.SIGTERM)
            if (code := server.wait(60)) != 0:
                self.outcome.wrong.append(f"the server ended with {code}")
        await self.judge()
        return self.outcome

    async def loaded(self, client: httpx.AsyncClient, pid: int) -> None:
        work: list[Coroutine[Any, Any, None]] = [self.write(client, name) for name in WRITERS]
        work += [self.ask(client) for _ in range(ASKERS)]
        work += [self.repeat(client), self.import_beside(), self.sample(pid)]
        tasks = [asyncio.ensure_future(one) for one in work]
        following = asyncio.ensure_future(self.follow(client))
        done, _ = await asyncio.wait([*tasks, following], timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
        self.outcome.wrong += [f"a client ended: {one.exception()!r}" for one in done]
        self.over.set()
        await asyncio.wait(tasks, timeout=60)
        expected = sum(self.acknowledged.values())
        try:
            async with asyncio.timeout(30):
                while len(self.followed) < expected and not following.done():  # noqa: ASYNC110 - of another task
                    await asyncio.sleep(0.05)
        except TimeoutError:
            self.outcome.wrong.append(f"{expected} events were acknowledged, {len(self.followed)} followed")
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    def command(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "dateline", *arguments, "--db", "x.db"]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    @asynccontextmanager
    async def served(self) -> AsyncIterator[tuple[subprocess.Popen[str], str]]:
        command = [sys.executable, "-m", "dateline", "serve", "--db", "x.db", "--port", "0"]
        with (self.folder / "server.err").open("w") as errors:
            server = subprocess.Popen(  # noqa: ASYNC220 - at the beginning, where nobody waits
                command, cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=errors
            )
        with server:
            try:
                assert server.stdout is not None
                said = next(text for text in server.stdout if " at http" in text)
                found = re.search(r"at (http://\S+) ", said)
                assert found is not None
                yield server, found.group(1)
            finally:
                server.kill()

    async def pause(self, seconds: float) -> bool:
        """Whether there is more to do."""
        try:
            async with asyncio.timeout(seconds * self.draw.uniform(0.5, 1.5)):
                await self.over.wait()
        except TimeoutError:
            return True
        return False

    async def send(self, client: httpx.AsyncClient, lines: list[str]) -> tuple[int, int]:
        answer = await client.post(
            "/import", content="\n".join(lines), headers={"Content-Type": "application/x-ndjson"}
        )
        answer.raise_for_status()
        told = answer.json()
        return told["appended"], told["repeated"]

    async def write(self, client: httpx.AsyncClient, name: str) -> None:
        while await self.pause(PAUSE_SECONDS):
            first, size = self.acknowledged[name], self.draw.randint(1, 20)
            told = await self.send(client, [line(name, number) for number in range(first, first + size)])
            if told != (size, 0):
                self.outcome.wrong.append(f"{name} sent {size} new events and was told {told}")
            self.acknowledged[name] += size
            self.outcome.count("appends over HTTP")

    async def repeat(self, client: httpx.AsyncClient) -> None:
        while await self.pause(PAUSE_SECONDS * 4):
            name = self.draw.choice(WRITERS)
            if self.acknowledged[name]:
                told = await self.send(client, [line(name, self.draw.randrange(self.acknowledged[name]))])
                if told != (0, 1):
                    self.outcome.wrong.append(f"what was acknowledged was sent again, and was told {told}")
                self.outcome.count("events sent again")

    async def import_beside(self) -> None:
        while await self.pause(min(IMPORT_SECONDS, self.seconds / 4)):
            first = self.acknowledged["beside"]
            (self.folder / "beside.jsonl").write_text("\n".join(line("beside", first + n) for n in range(200)))
            await asyncio.to_thread(self.command, "import", "beside.jsonl")
            self.acknowledged["beside"] += 200
            self.outcome.count("imports beside the server")

    async def ask(self, client: httpx.AsyncClient) -> None:
        seen = 0
        while await self.pause(PAUSE_SECONDS / 2):
            day = f"{self.draw.randint(2024, 2026)}-{self.draw.randint(1, 12):02}-{self.draw.randint(1, 28):02}"
            variables = {"on": day, "slug": company(self.draw.randrange(COMPANIES))}
            answer = (await client.post("/graphql", json={"query": ASKED, "variables": variables})).json()
            if "errors" in answer:
                self.outcome.wrong.append(f"a question failed: {answer['errors'][0]['message']}")
                return
            position = int(answer["data"]["log"]["position"])
            if position < seen:
                self.outcome.wrong.append(f"the log went back from {seen} to {position}")
            seen = position
            self.outcome.count("questions")

    async def follow(self, client: httpx.AsyncClient) -> None:
        """Go on from the last cursor whenever the stream ends, as clients do."""
        cursor: str | None = None
        while True:
            asked = {"query": FOLLOWED, "variables": {"after": cursor}}
            headers = {"Accept": "text/event-stream"}
            async with client.stream("POST", "/graphql", json=asked, headers=headers, timeout=None) as answer:
                async for text in answer.aiter_lines():
                    if text.startswith("data: {"):
                        told = json.loads(text.removeprefix("data: "))["data"]["eventAppended"]
                        cursor = told["cursor"]
                        self.followed.append(told["event"]["key"])
            self.outcome.count("streams that ended")

    async def sample(self, pid: int) -> None:
        while await self.pause(min(SAMPLE_SECONDS, self.seconds / 20)):
            status = Path(f"/proc/{pid}/status").read_text()
            found = re.search(r"VmRSS:\s+(\d+)", status)
            assert found is not None
            self.samples.append((int(found.group(1)), len(list(Path(f"/proc/{pid}/fd").iterdir()))))

    async def judge(self) -> None:
        acknowledged = [f"{name}/{number}" for name, count in self.acknowledged.items() for number in range(count)]
        async with open_log(self.folder / "x.db", read_only=True) as log:
            head = await verify(log)
            held = [one.id for after in range(0, head.position, 1_000) for one in await log.stored(after, 1_000)]
        lost, repeated = set(acknowledged) - set(held), len(held) - len(set(held))
        self.outcome.counted |= {
            "seconds": round(self.seconds), "acknowledged": len(acknowledged), "lost": len(lost), "repeated": repeated,
            "followed": len(self.followed),
        }  # fmt: skip
        if lost or repeated or len(held) != len(acknowledged):
            self.outcome.wrong.append(f"{len(lost)} lost, {repeated} repeated, {len(held)} held: {sorted(lost)[:3]}")
        if self.followed != held:
            self.outcome.wrong.append("what was followed is not what the log holds, in its order")
        if len(self.samples) >= 6:
            self.judge_growth()

    def judge_growth(self) -> None:
        size = len(self.samples) // 6
        for place, what, slack in ((0, "kB of memory", 0), (1, "descriptors", 4)):
            parts = [self.samples[at * size : (at + 1) * size] for at in range(6)]
            medians = [statistics.median(one[place] for one in part) for part in parts]
            self.outcome.counted[f"{what}, by sixths of the time"] = " ".join(f"{one:.0f}" for one in medians)
            least, most = min(medians[3:]), max(medians[3:])
            if most > least * GROWTH_ALLOWED + slack and self.seconds >= JUDGED_SECONDS:
                self.outcome.wrong.append(f"{what} were not level: from {least:.0f} to {most:.0f} in the last half")
