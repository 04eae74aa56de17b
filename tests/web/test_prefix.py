"""A server that a proxy shows under a prefix: nothing it links, loads or leads to is outside; and HEAD is as GET."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from answers import TODAY
from builders import founded
from click.testing import CliRunner
from log_cases import NOW
from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.cli import program
from dateline.errors import InvalidInput
from dateline.log.memory.store import MemoryLog
from dateline.web.app import create_app
from dateline.web.prefix import root_path_of

PUBLIC = "https://data.example.org"
PREFIXES = ("", "/dl", "/a/b c", "/é")


@asynccontextmanager
async def browsing(root: str, *, stripped: bool = True, asgi_root: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """A browser before a proxy that takes the prefix off or leaves it there, before a server that was told of it by
    its own flag or by that of the ASGI server, which puts the prefix before the path it was asked."""
    async with MemoryLog.opened() as log:
        await log.append([founded("a")], now=NOW)
        app = create_app(log, today=lambda: TODAY, root_path="" if asgi_root else root)
        transport = httpx.ASGITransport(_proxied(app, root if stripped else "", asgi_root))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
            yield client


def _proxied(app: ASGIApp, taken_off: str, asgi_root: str) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(taken_off) or "/"
        await app({**scope, "path": asgi_root + path, "root_path": asgi_root}, receive, send)

    return answer


@pytest.mark.parametrize("asgi", [False, True])
@pytest.mark.parametrize("stripped", [True, False])
@pytest.mark.parametrize("root", PREFIXES)
async def test_all_addresses_stay_under_the_prefix(root: str, stripped: bool, asgi: bool) -> None:
    async with browsing(root, stripped=stripped, asgi_root=root if asgi else "") as client:
        at = f"{PUBLIC}{root}"
        page = await client.get(f"{at}/graphiql")
        loaded = [each for each in re.findall(r'(?:src|href)="([^"]+)', page.text) if not each.startswith("data:")]
        (asked,) = re.findall(r'"url": "([^"]+)', page.text)
        for address in loaded:
            assert (await client.get(urljoin(str(page.url), address))).status_code == 200, address
        question = {"query": '{ asOf(on: "2026-01-01") { exportUrl(format: CSV) } }'}
        answer = await client.post(urljoin(str(page.url), asked), json=question)
        links = [answer.json()["data"]["asOf"]["exportUrl"]]
        for path in ("/export/states.csv", "/export/timelinejs/mistral-ai.json"):
            found = await client.get(f"{at}{path}")
            links += re.findall("<([^>]+)>", found.headers["link"])
            assert (await client.get(urljoin(f"{at}{path}", links[-1]))).content == found.content
        assert len(loaded) == 7
        assert [link for link in [asked, *loaded, *links] if not link.startswith(httpx.URL(at).raw_path.decode())] == []


@pytest.mark.parametrize("root", PREFIXES)
@pytest.mark.parametrize(("path", "leads"), [("/", "/graphiql"), ("", "/graphiql"), ("/graphql/", "/graphql")])
async def test_a_redirect_is_a_path_under_the_prefix(root: str, path: str, leads: str) -> None:
    async with browsing(root) as client:
        location = (await client.get(f"{PUBLIC}{root}{path}")).headers["location"]
        assert urlsplit(location)[:2] == ("", "")
        assert httpx.URL(location).path == root + leads


@pytest.mark.parametrize(
    ("text", "path"),
    [("", ""), ("/", ""), ("/dl", "/dl"), ("dl", "/dl"), ("/dl/", "/dl"), ("/a/b/", "/a/b"), ("/日", "/日")],
)
def test_a_prefix_is_read_with_and_without_slashes(text: str, path: str) -> None:
    assert root_path_of(text) == path


@pytest.mark.parametrize("text", ["https://data.example.org/dl", "/a b\n", "/a?b", "/a#b", "/a/../b", "//x//y", "/\\x"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no path under which a server could stand"):
        root_path_of(text)


def test_the_command_refuses_it_before_it_opens_anything(tmp_path: Path) -> None:
    asked = ["serve", "--root-path", "https://x.org/dl", "--db", str(tmp_path / "x.db")]
    result = CliRunner().invoke(program, asked)
    assert result.exit_code == 2
    assert "give one like /dateline" in result.stderr
    assert not [*tmp_path.iterdir()]


ADDRESSES = (
    "/",
    "/graphql",
    "/graphql?query={log{position}}",
    "/graphql?query={",
    "/graphiql",
    "/graphiql/static/graphiql.min.css",
    "/graphiql/static/nothing.css",
    "/schema.graphql",
    "/healthz",
    "/readyz",
    "/export/states.csv",
    "/export/events.ndjson",
    "/export/events.cloudevents-batch",
    "/export/rounds.parquet",
    "/export/rounds.cloudevents",
    "/export/states.csv?on=nonsense",
    "/export/states.csv?recorded=99",
    "/export/nothing.csv",
    "/export/timelinejs/mistral-ai.json",
    "/export/timelinejs/nobody.json",
    "/nothing",
)


@pytest.mark.parametrize("address", ADDRESSES)
async def test_head_says_what_get_says_or_no_length(address: str) -> None:
    async with browsing("") as client:
        client.headers["accept-encoding"] = "identity"  # what is sent has the length of what is read
        got, head = await client.get(address), await client.head(address)
        assert head.status_code == got.status_code
        varying = ("content-length", "date", "x-request-id")
        assert [(name, value) for name, value in head.headers.items() if name not in varying] == [
            (name, value) for name, value in got.headers.items() if name not in varying
        ]
        assert head.headers.get("content-length") in (None, str(len(got.content)))
