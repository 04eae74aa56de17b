"""Under which names a server answers: a page that gives its own name the address of this machine reads nothing."""

from __future__ import annotations

from typing import Any

import pytest
from answers import TODAY, memory

from dateline.web.app import create_app
from dateline.web.configuration import Configuration, HttpSettings
from dateline.web.hosts import Hosts

HERE = ("127.0.0.1", 8000)


def scope(host: str | None, server: tuple[str, int] | None = HERE) -> dict[str, Any]:
    return {"headers": [(b"host", host.encode())] if host is not None else [], "server": server}


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "a.localhost", "127.0.0.1:8000", "[::1]:8000", "10.0.0.7"]
)
def test_localhost_and_addresses_are_answered(host: str) -> None:
    assert Hosts().refuse(scope(host)) == ""


@pytest.mark.parametrize("host", ["example.org", "example.org:8000", "localhost.example.org", "127.0.0.1.nip.io", "x"])
def test_other_names_are_not_on_an_address_of_this_machine(host: str) -> None:
    assert repr(host) in Hosts().refuse(scope(host))
    assert Hosts().refuse(scope(host, ("::1", 8000)))
    assert Hosts().refuse(scope(host, ("10.0.0.7", 8000))) == ""
    assert Hosts().refuse(scope(host, None)) == ""


def test_names_that_are_set_are_answered_and_no_others() -> None:
    hosts = Hosts(["Dateline.example.org", ".internal"])
    for server in (HERE, ("10.0.0.7", 80)):
        assert hosts.refuse(scope("dateline.example.org:443", server)) == ""
        assert hosts.refuse(scope("a.internal", server)) == ""
        assert hosts.refuse(scope("10.0.0.7", server)) == ""
        assert hosts.refuse(scope("localhost", server))
        assert hosts.refuse(scope("example.org", server))
    assert Hosts(["*"]).refuse(scope("example.org")) == ""


def test_a_server_with_a_prefix_is_behind_a_proxy_and_answers_under_its_names() -> None:
    assert Hosts(prefix="/dl").refuse(scope("data.example.org")) == ""
    assert Hosts(["a.example.org"], prefix="/dl").refuse(scope("data.example.org"))


async def test_the_answer_is_421() -> None:
    sent = await _asked({"type": "http", "method": "GET", "query_string": b""}, "example.org")
    assert sent[0]["status"] == 421
    assert b"MISDIRECTED_REQUEST" in sent[1]["body"]
    assert dict(sent[0]["headers"])[b"cache-control"] == b"no-store"


async def test_a_socket_is_refused() -> None:
    assert await _asked({"type": "websocket", "subprotocols": []}, "example.org") == [{"type": "websocket.close"}]


async def test_it_can_be_set() -> None:
    sent = await _asked({"type": "http", "method": "GET", "query_string": b""}, "example.org", ("example.org",))
    assert sent[0]["status"] == 200


async def _asked(of: dict[str, Any], host: str, hosts: tuple[str, ...] = ()) -> list[Any]:
    configuration = Configuration(http=HttpSettings(hosts=hosts))
    app = create_app(await memory(), today=lambda: TODAY, configuration=configuration)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app({**of, **scope(host), "path": "/healthz", "root_path": "", "client": HERE}, receive, send)
    return sent
