"""The address of GraphQL is found without the router, and whatever else is asked as it was."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest
from answers import TODAY, memory
from builders import founded

from dateline.web.app import create_app
from dateline.web.graphql_over_http import GraphQLEndpoint


async def asked(method: str, path: str, root_path: str = "", **told: Any) -> httpx.Response:
    app: Any = create_app(await memory(founded("a")), today=lambda: TODAY, root_path=root_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        return await client.request(method, path, **told)


@pytest.mark.parametrize("path", ["/graphql", "/under/this/graphql"])
async def test_graphql_does_not_pass_through_the_router(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("it was asked")

    monkeypatch.setattr("starlette.routing.Router.__call__", never)
    response = await asked("GET", path, path.removesuffix("/graphql"), params={"query": "{ log { position } }"})
    assert response.json()["data"] == {"log": {"position": "1"}}


@pytest.mark.parametrize("path", ["/graphql/", "/Graphql", "/graphql/more", "//graphql"])
async def test_other_addresses_are_those_of_the_router(path: str) -> None:
    response = await asked("POST", f"http://dateline{path}", json={"query": "{ log { position } }"})
    assert response.status_code in (307, 404)


async def test_what_graphql_fails_with_is_told_to_the_log_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(GraphQLEndpoint, "__call__", failing)
    with caplog.at_level(logging.ERROR, "dateline.web"):
        response = await asked("POST", "/graphql", json={"query": "{ log { position } }"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "a secret" not in response.text
    assert "a secret" in caplog.text
