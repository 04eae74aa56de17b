"""What is told of the schema is made once, in whatever form it is asked for."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from answers import TODAY, memory
from graphql import get_introspection_query

from dateline.web import answering
from dateline.web.app import create_app
from dateline.web.waiting import while_waited_for

WHOLE = get_introspection_query()


async def test_it_is_executed_once_for_all_codings_and_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    executed = list[float]()

    async def counted(work: Any, receive: Any, seconds: float) -> Any:
        executed.append(seconds)
        return await while_waited_for(work, receive, seconds)

    monkeypatch.setattr(answering, "while_waited_for", counted)
    app = create_app(await memory(), today=lambda: TODAY)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        told = [
            await client.post("/graphql", json={"query": WHOLE}, headers={"accept-encoding": coding})
            for coding in ("identity", "gzip", "identity")
        ]
        told.append(await client.get("/graphql", params={"query": WHOLE}, headers={"accept-encoding": "gzip"}))
        named = f"query Other($with: Boolean! = false) {{ log @include(if: $with) {{ hash }} }} {WHOLE}"
        other = [
            await client.post("/graphql", json={"query": named, "operationName": name, "variables": {"with": True}})
            for name in ("IntrospectionQuery", "Other")
        ]
    assert len(executed) == 3
    assert {response.text for response in (*told, other[0])} == {told[0].text}
    assert "log" in other[1].json()["data"]
    assert told[0].json()["data"]["__schema"]["types"]
    assert [response.headers.get("content-encoding") for response in told] == [None, "gzip", None, "gzip"]
