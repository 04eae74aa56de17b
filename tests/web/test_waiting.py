"""Work ends when nobody waits for it any more, or when it takes too long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from answers import NOW, memory, timeline_of
from builders import founded
from starlette.requests import ClientDisconnect

from dateline.graphql import schema
from dateline.log.memory.store import MemoryLog
from dateline.log.sqlite.store import SqliteLog
from dateline.web.configuration import Configuration, HttpLimits
from dateline.web.graphql_over_http import GraphQLEndpoint
from dateline.web.identified import Identified
from dateline.web.waiting import while_waited_for


class Work:
    """Work without an end, which knows whether it was ended."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.ended = False

    async def __call__(self, *_: Any, **__: Any) -> Any:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


async def never() -> Any:
    await asyncio.Event().wait()


async def gone() -> Any:
    return {"type": "http.disconnect"}


async def test_what_is_done_soon_is_returned() -> None:
    assert await while_waited_for(asyncio.sleep(0, "done"), gone, 10) == "done"


async def test_what_need_not_wait_takes_no_turn_of_the_loop() -> None:
    async def work() -> str:
        return "done"

    with pytest.raises(StopIteration, match="done"):
        while_waited_for(work(), never, 10).send(None)


async def test_what_is_done_although_the_client_has_gone_leaves_nothing_behind() -> None:
    stopped = asyncio.Event()

    async def stubborn() -> str:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        stopped.set()
        return "done"

    assert await while_waited_for(stubborn(), gone, 10) == "done"
    await asyncio.sleep(0)  # a cancellation that was left behind would come here
    assert stopped.is_set()


@pytest.mark.counts_reads
@pytest.mark.parametrize("store", ["memory", "sqlite"])
async def test_a_question_about_one_company_takes_no_turn_of_the_loop(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its events are at hand or have to be read: nobody is waited for."""
    for module in ("graphql.context", "graphql.execution.plan", "graphql.execution.turns", "log.sqlite.reader"):
        monkeypatch.setattr(f"dateline.{module}.perf_counter", lambda: 0.0)  # however slow this machine is
    async with MemoryLog.opened() if store == "memory" else SqliteLog.opened(tmp_path / "dateline.db") as log:
        await log.append([founded(slug, company=slug, name=slug) for slug in ("acme", "bolt", "cray")], now=NOW)
        endpoint = Identified(GraphQLEndpoint(timeline_of(log)))
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        def asking(slug: str, on: str) -> Coroutine[Any, Any, None]:
            query = f'{{ asOf(on: "{on}") {{ company(slug: "{slug}") {{ name valuation {{ known }} }} }} }}'
            messages = iter([{"type": "http.request", "body": json.dumps({"query": query}).encode()}])

            async def receive() -> Any:
                return next(messages)

            headers = [(b"content-type", b"application/json")]
            return endpoint({"type": "http", "method": "POST", "headers": headers, "path": "/graphql"}, receive, send)

        await asking("acme", "2026-01")  # the first one finds out where the log ends
        for slug, on in [("acme", "2026-02"), ("bolt", "2026-01"), ("bolt", "2026-02"), ("cray", "2026-03")]:
            sent.clear()
            with pytest.raises(StopIteration):
                asking(slug, on).send(None)
            assert json.loads(sent[1]["body"])["data"]["asOf"]["company"]["name"] == slug


async def test_what_fails_raises() -> None:
    async def failing() -> None:
        raise KeyError("k")

    with pytest.raises(KeyError):
        await while_waited_for(failing(), never, 10)


async def test_work_ends_when_the_client_has_gone() -> None:
    work, messages = Work(), iter([{"type": "http.request"}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    with pytest.raises(ClientDisconnect):
        await while_waited_for(work(), receive, 10)
    assert work.ended


async def test_work_ends_when_it_takes_too_long() -> None:
    work = Work()
    with pytest.raises(TimeoutError):
        await while_waited_for(work(), never, 0.01)
    assert work.ended


async def test_work_ends_with_whoever_waits_for_it() -> None:
    work = Work()
    waiting = asyncio.ensure_future(while_waited_for(work(), never, 10))
    await work.began.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert work.ended


async def sent_by(endpoint: GraphQLEndpoint, *then: dict[str, Any]) -> list[Any]:
    """What is sent for a question by POST, after which this comes from the client."""
    body = json.dumps({"query": "{ log { position } }"}).encode()
    messages = iter([{"type": "http.request", "body": body}, *then])
    sent: list[Any] = []

    async def receive() -> Any:
        found = next(messages, None)
        return found if found is not None else await never()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "headers": headers, "path": "/graphql"}
    await Identified(endpoint)(scope, receive, send)
    return sent


async def test_an_answer_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    monkeypatch.setattr(type(schema), "execute", work)
    limits = Configuration(limits=HttpLimits(answer_seconds=0.01))
    start, body = await sent_by(GraphQLEndpoint(timeline_of(await memory(founded("e"))), limits))
    (error,) = json.loads(body["body"])["errors"]
    assert start["status"] == 200
    assert error["extensions"] == {"code": "TIME_LIMIT_EXCEEDED", "limit": 0.01}
    assert work.ended


async def test_nothing_is_answered_when_the_client_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    monkeypatch.setattr(type(schema), "execute", work)
    endpoint = GraphQLEndpoint(timeline_of(await memory(founded("e"))))
    assert await sent_by(endpoint, {"type": "http.disconnect"}) == []
    assert work.ended


async def test_an_answer_of_too_many_bytes_is_not_sent() -> None:
    limits = Configuration(limits=HttpLimits(answer_bytes=10))
    start, body = await sent_by(GraphQLEndpoint(timeline_of(await memory(founded("e"))), limits))
    (error,) = json.loads(body["body"])["errors"]
    assert error["extensions"]["code"] == "ANSWER_TOO_LARGE"
    assert error["extensions"]["limit"] == 10
    assert dict(start["headers"])[b"cache-control"] == b"no-store"
