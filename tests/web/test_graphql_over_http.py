"""GraphQL over HTTP as a client meets it: bodies, status codes, media types, limits, and what a failure shows."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from answers import NOW, TODAY, memory, reason_in
from builders import founded, funding, retraction

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.graphql import schema
from dateline.graphql.schema import LIMITS
from dateline.graphql.shown_errors import FAILED
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.web.app import create_app
from dateline.web.compression import compressed, read
from dateline.web.configuration import Configuration, HttpLimits, HttpSettings
from dateline.web.graphql_over_http import GraphQLEndpoint

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
HEAD = "{ log { position } }"
MAX_BODY_BYTES = HttpLimits().body_bytes


def app_of(log: MemoryLog) -> Any:
    return create_app(log, today=lambda: TODAY)


@asynccontextmanager
async def client_of(log: MemoryLog) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app_of(log))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
        yield client


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(await memory(funding("a"), retraction("r", of="nowhere"))) as client:
        yield client


def errors_in(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.headers["content-type"].startswith((JSON, GRAPHQL_JSON)), response.text
    return list(response.json()["errors"])


def code_in(response: httpx.Response) -> str:
    """Dateline's own code, or where there is none, the one that clients know."""
    (error,) = errors_in(response)
    return reason_in(error)


# What is a request, and what is not.


async def test_a_question_by_post_and_by_get_has_one_answer(client: httpx.AsyncClient) -> None:
    variables = {"s": "mistral-ai"}
    query = "query One($s: String!) { company(slug: $s) { slug } } query Other { log { position } }"
    posted = await client.post("/graphql", json={"query": query, "variables": variables, "operationName": "One"})
    got = await client.get(
        "/graphql", params={"query": query, "variables": json.dumps(variables), "operationName": "One"}
    )
    assert posted.json() == got.json()
    assert got.json() == {
        "data": {"company": {"slug": "mistral-ai"}},
        "extensions": {"cost": {"asked": 21, "limit": LIMITS.cost}},
    }
    assert posted.status_code == got.status_code == 200


async def test_text_comes_in_composed(client: httpx.AsyncClient) -> None:
    query = "query One($key: String!) { event(key: $key) { key } }"
    apart, whole = "e\u0301", "é"
    async with client_of(await memory(funding(whole))) as asking:
        for escaped in (True, False):
            body = json.dumps({"query": query, "variables": {"key": apart}}, ensure_ascii=escaped)
            posted = await asking.post("/graphql", content=body.encode(), headers={"content-type": JSON})
            assert posted.json()["data"] == {"event": {"key": whole}}
        written = await asking.post("/graphql", json={"query": f'{{ event(key: "{apart}") {{ key }} }}'})
        got = await asking.get("/graphql", params={"query": query, "variables": json.dumps({"key": apart})})
        assert written.json() == got.json() == posted.json()


async def test_what_is_left_out_or_null_is_left_open(client: httpx.AsyncClient) -> None:
    body = {"query": HEAD, "variables": None, "operationName": None, "extensions": None}
    for response in (
        await client.post("/graphql", json=body),
        await client.post("/graphql", json={"query": HEAD, "operationName": "", "extensions": {"x": 1}, "more": 2}),
        await client.get("/graphql", params={"query": HEAD, "variables": "", "operationName": ""}),
        await client.get("/graphql", params={"query": HEAD, "variables": "null"}),
    ):
        assert response.json()["data"] == {"log": {"position": "2"}}


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"3", b'"x"', b"[]", b"[{}]", b"{}", b"{", b'{"query": null}', b'{"query": 3}', b"""{"query":
      ""}""", b'{"q": "{log}"}',
     b'{"query": "{log{position}}", "variables": []}', b'{"query": "{log{position}}", "variables": "x"}',
     b'{"query": "{log{position}}", "operationName": 3}', b'{"query": "\xff"}', b"\xff\xfe", b"[" * 99_999,
     b'{"a":' * 19_999,
     b'{"query": "{log{position}}", "variables": {"x": ' + b"[" * 90_000, b"\xef\xbb\xbf{}", b'{"query": NaN}'],
)  # fmt: skip
async def test_a_body_that_is_no_request_gets_400_and_a_sentence(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": JSON})
    assert (response.status_code, code_in(response)) == (400, "BAD_REQUEST")
    assert "data" not in response.json()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('{"query": "{log{position}}"}'.encode("utf-8-sig"), "byte order mark"),
        ('{"query": "{log{position}}"}'.encode("utf-16"), "byte order mark"),
        ('{"query": "{log{position}}"}'.encode("utf-16-le"), "UTF-16"),
        (b"null", "got `null`"),
        (b"3", "got a number"),
        (b'{"query": 3}', "Expected a string, got a number"),
        (b'{"query": "\xff"}', "not UTF-8"),
        (b'{"query": "x", "variables": {"x": ' + b"[" * 90_000, "nested too deeply"),
    ],
)
async def test_the_sentence_says_what_is_wrong_with_a_body(client: httpx.AsyncClient, body: bytes, why: str) -> None:
    response = await client.post("/graphql", content=body, headers={"content-type": JSON})
    (error,) = errors_in(response)
    assert why in error["message"]


@pytest.mark.parametrize(
    "address", ["/graphql", "/graphql?query=", "/graphql?q=x", "/graphql?query={log{position}}&variables=[1]",
                "/graphql?query={log{position}}&variables={",
                "/graphql?query={log{position}}&variables=" + "[" * 50_000]
)  # fmt: skip
async def test_an_address_that_holds_no_request_gets_400(client: httpx.AsyncClient, address: str) -> None:
    response = await client.get(address)
    assert (response.status_code, code_in(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/graphql", "multipart/form-data", "application/jsonx"]
)
async def test_only_json_is_read(client: httpx.AsyncClient, content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}
    response = await client.post("/graphql", content=json.dumps({"query": HEAD}).encode(), headers=headers)
    assert (response.status_code, code_in(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_may_name_its_charset(client: httpx.AsyncClient, content_type: str) -> None:
    body = json.dumps({"query": HEAD}).encode()
    response = await client.post("/graphql", content=body, headers={"content-type": content_type})
    assert response.json()["data"] == {"log": {"position": "2"}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_told_which_ones_there_are(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, code_in(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    told = await client.options("/graphql")
    assert (told.status_code, told.content, told.headers["allow"]) == (204, b"", response.headers["allow"])


# Status codes and media types.

REQUEST_ERRORS = {
    "syntax": {"query": "{ log { position }"},
    "unknown field": {"query": "{ nope }"},
    "two unnamed operations": {"query": "{ log { position } } { log { hash } }"},
    "two operations and no name": {"query": "query A { log { position } } query B { log { hash } }"},
    "a name that is not there": {
        "query": "query A { log { position } } query B { log { hash } }",
        "operationName": "C",
    },
    "a name where there is none": {"query": HEAD, "operationName": "A"},
    "only fragments": {"query": "fragment F on LogHead { hash }"},
    "a mutation": {"query": "mutation { x }"},
    "a subscription": {"query": "subscription { x }"},
    "a variable that is missing": {"query": "query($s: String!) { company(slug: $s) { slug } }"},
    "a variable that does not fit": {
        "query": "query($s: String!) { company(slug: $s) { slug } }",
        "variables": {"s": 3},
    },
    "too many tokens": {"query": "{" + " log { position }" * 300 + "}"},
    "nested too deeply": {"query": "{a" * 300 + "}" * 300},
    "deferred": {"query": "{ log { position } ... @defer { log { hash } } }"},
}
CODES_OF_REQUEST_ERRORS = {
    "syntax": "GRAPHQL_PARSE_FAILED",
    "unknown field": "GRAPHQL_VALIDATION_FAILED",
    "two unnamed operations": "GRAPHQL_VALIDATION_FAILED",
    "two operations and no name": "OPERATION_RESOLUTION_FAILURE",
    "a name that is not there": "OPERATION_RESOLUTION_FAILURE",
    "a name where there is none": "OPERATION_RESOLUTION_FAILURE",
    "only fragments": "OPERATION_RESOLUTION_FAILURE",
    "a mutation": "GRAPHQL_VALIDATION_FAILED",
    "a subscription": "GRAPHQL_VALIDATION_FAILED",
    "a variable that is missing": "BAD_USER_INPUT",
    "a variable that does not fit": "BAD_USER_INPUT",
    "too many tokens": "TOKEN_LIMIT_EXCEEDED",
    "nested too deeply": "TOKEN_LIMIT_EXCEEDED",
    "deferred": "GRAPHQL_VALIDATION_FAILED",
}


@pytest.mark.parametrize("name", REQUEST_ERRORS)
async def test_a_request_that_cannot_be_executed_gets_400_or_by_the_old_media_type_200(
    client: httpx.AsyncClient, name: str
) -> None:
    body: dict[str, Any] = REQUEST_ERRORS[name]
    new = await client.post("/graphql", json=body, headers={"accept": GRAPHQL_JSON})
    old = await client.post("/graphql", json=body, headers={"accept": JSON})
    assert (new.status_code, old.status_code) == (400, 200)
    assert new.json() == old.json()
    assert "data" not in new.json()
    assert {error["extensions"]["code"] for error in errors_in(new)} == {CODES_OF_REQUEST_ERRORS[name]}


async def test_an_executed_request_gets_200_though_fields_failed(client: httpx.AsyncClient) -> None:
    query = '{ asOf(recorded: {position: "9"}) { vantage { on } } log { position } }'
    response = await client.post("/graphql", json={"query": query}, headers={"accept": GRAPHQL_JSON})
    assert (response.status_code, code_in(response)) == (200, "position-ahead")
    assert response.json()["data"] == {"asOf": None, "log": {"position": "2"}}
    assert list(response.json()) == ["errors", "data", "extensions"]


async def test_a_required_field_that_failed_leaves_null_data_and_200(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/graphql", json={"query": '{ events(after: "x") { totalCount } }'}, headers={"accept": GRAPHQL_JSON}
    )
    assert (response.status_code, response.json()["data"], code_in(response)) == (200, None, "invalid-cursor")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [(None, JSON), ("*/*", JSON), (JSON, JSON), (GRAPHQL_JSON, GRAPHQL_JSON), (f"{GRAPHQL_JSON}; charset=utf-8",
                                                                               GRAPHQL_JSON),
     (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON), (f"{JSON}, {GRAPHQL_JSON}", JSON), ("text/html, */*", JSON),
     ("APPLICATION/GRAPHQL-RESPONSE+JSON", GRAPHQL_JSON),
     (f"{JSON};q=0.4, {GRAPHQL_JSON};q=0.8", GRAPHQL_JSON), (f"{GRAPHQL_JSON};q=0.8, {JSON}", JSON),
     (f"{JSON};q=0, */*", GRAPHQL_JSON), (f"{GRAPHQL_JSON};q=0, {JSON}", JSON), (f"*/*, {GRAPHQL_JSON}", GRAPHQL_JSON),
     (f"application/*;q=0.1, {GRAPHQL_JSON};q=0", JSON), ("text/html", JSON), (f"{GRAPHQL_JSON};q=much", JSON),
     (f"{GRAPHQL_JSON} ; Q=0.5 , {JSON} ; q=0.2", GRAPHQL_JSON), ("", JSON), (",,;", JSON)],
)  # fmt: skip
async def test_the_answer_has_the_media_type_that_was_asked_for(
    client: httpx.AsyncClient, accept: str | None, media_type: str
) -> None:
    headers = {"accept": accept} if accept is not None else {}
    client.headers.pop("accept", None)
    response = await client.post("/graphql", json={"query": HEAD}, headers=headers)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"


async def test_an_accept_that_comes_twice_says_both_and_every_answer_varies_by_it(client: httpx.AsyncClient) -> None:
    client.headers.pop("accept", None)
    twice = [("accept", f"{JSON};q=0.5"), ("accept", GRAPHQL_JSON)]
    for body, status in (({"query": HEAD}, 200), ({"query": "{"}, 400), ({}, 400)):
        response = await client.post("/graphql", json=body, headers=twice)
        assert (response.status_code, response.headers["vary"]) == (status, "Accept, Accept-Encoding")
        assert response.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"


# Limits.


async def test_a_body_may_be_so_long_and_no_longer(client: httpx.AsyncClient) -> None:
    body = json.dumps({"query": HEAD}).encode()
    for length, status in ((MAX_BODY_BYTES, 200), (MAX_BODY_BYTES + 1, 413)):
        response = await client.post("/graphql", content=body.ljust(length), headers={"content-type": JSON})
        assert response.status_code == status
    assert code_in(response) == "PAYLOAD_TOO_LARGE"


async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * MAX_BODY_BYTES:
            sent += 10_000
            yield b" " * 10_000

    response = await client.post("/graphql", content=endless(), headers={"content-type": JSON})
    assert response.status_code == 413
    assert sent <= MAX_BODY_BYTES + 20_000


async def test_a_long_address_is_refused() -> None:
    assert await _raw_get(app_of(await memory()), b"query=" + b"%20" * 40_000) == 414


async def _raw_get(app: Any, query: bytes) -> int:
    """The status of a GET with an address longer than httpx sends."""
    messages: list[Any] = []
    scope = {
        "type": "http", "method": "GET", "path": "/graphql", "raw_path": b"/graphql", "query_string": query,
        "headers": [],
        "http_version": "1.1", "scheme": "http", "server": ("dateline", 80), "root_path": "",
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return int(messages[0]["status"])


async def test_a_client_that_goes_away_disturbs_nobody() -> None:
    app = app_of(await memory())
    scope = {
        "type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"",
        "headers": [(b"content-type", b"application/json")], "http_version": "1.1", "scheme": "http", "root_path": "",
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent == []


# Failures of ours.


class Failing(MemoryLog):
    """A log of which every read fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def head(self) -> LogHead:
        raise self._error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError("secret/path/dateline.db"), "INTERNAL_SERVER_ERROR"),
        (KeyError("secret"), "INTERNAL_SERVER_ERROR"),
        (StoreUnavailable("secret/path/dateline.db cannot be read"), "store-unavailable"),
        (CorruptLog(7, "secret"), "corrupt-log"),
    ],
)
@pytest.mark.parametrize("query", [HEAD, "{ asOf { vantage { on } } }", "{ companies { totalCount } }"])
async def test_a_failure_of_ours_shows_nothing_of_our_inside(
    error: Exception, code: str, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with client_of(Failing(error)) as client:
        response = await client.post("/graphql", json={"query": query})
    assert response.status_code == 200
    assert code_in(response) == code
    assert "secret" not in response.text
    (told,) = errors_in(response)
    assert told["message"] == FAILED
    assert told["extensions"]["requestId"] == response.headers["x-request-id"]
    assert "secret" in caplog.text
    assert f"request {response.headers['x-request-id']}: a resolver failed" in caplog.text


async def test_what_fails_outside_of_questions_is_told_to_the_log_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing(*_: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(GraphQLEndpoint, "__call__", failing)
    async with client_of(await memory()) as client:
        response = await client.post("/graphql", json={"query": HEAD}, headers={"x-request-id": "mine-1"})
    assert (response.status_code, code_in(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert errors_in(response)[0]["extensions"]["requestId"] == response.headers["x-request-id"] == "mine-1"
    assert "secret" not in response.text
    assert len([record for record in caplog.records if "request mine-1 failed" in record.getMessage()]) == 1


async def test_each_request_has_an_id_of_its_own_or_the_one_that_it_was_given(client: httpx.AsyncClient) -> None:
    ids = {
        (await client.get(path)).headers["x-request-id"] for path in ("/healthz", "/healthz", "/nothing", "/graphql")
    }
    assert len(ids) == 4
    for given, taken in (("a-1.b", True), ("x" * 100, True), ("x" * 101, False), ("a b", False), ("", False)):
        told = (await client.get("/healthz", headers={"x-request-id": given})).headers["x-request-id"]
        assert (told == given) == taken


async def test_what_a_client_did_wrong_is_not_in_our_log(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    for body in (
        {"query": '{ asOf(on: "this summer") { vantage { on } } }'},
        {"query": "query($d: Edtf) { asOf(on: $d) { vantage { on } } }", "variables": {"d": "this summer"}},
        {"query": '{ asOf(recorded: {position: "9"}) { vantage { on } } }'},
        *REQUEST_ERRORS.values(),
    ):
        assert errors_in(await client.post("/graphql", json=body))
    assert caplog.text == ""


# Beside GraphQL.


async def test_the_schema_as_a_file(client: httpx.AsyncClient) -> None:
    response = await client.get("/schema.graphql", headers={"accept-encoding": "gzip"})
    assert response.text == schema.as_str()
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


async def test_the_schema_is_printed_once_and_sent_to_those_who_do_not_have_it(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await client.get("/schema.graphql")
    monkeypatch.setattr(schema, "as_str", lambda: pytest.fail("printed again"))
    etag = first.headers["etag"]
    for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await client.get("/schema.graphql", headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag), held
    for other in ('"other"', etag.strip('"'), ""):
        again = await client.get("/schema.graphql", headers={"If-None-Match": other})
        assert (again.status_code, again.text) == (200, first.text), other


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_the_schema_is_sent_compressed_to_those_who_read_that(client: httpx.AsyncClient, coding: str) -> None:
    plain = await client.get("/schema.graphql", headers={"accept-encoding": "identity"})
    async with client.stream("GET", "/schema.graphql", headers={"accept-encoding": coding}) as answer:
        sent = b"".join([piece async for piece in answer.aiter_raw()])
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == (coding, "Accept-Encoding")
        assert answer.headers["etag"] != plain.headers["etag"]
    assert read(sent, coding, 10_000_000) == plain.content


async def test_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok"
    response = await client.get("/readyz")
    told = response.json()
    assert (response.status_code, told["ready"], told["position"], told["writable"]) == (200, True, "2", True)


async def test_not_ready_while_the_log_cannot_be_read_but_alive() -> None:
    log = await memory()
    await log.close()
    async with client_of(log) as client:
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["ready"]) == (503, False)
        assert (await client.get("/healthz")).status_code == 200


async def test_graphiql_is_all_local_and_all_there(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphiql")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    references = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assets = [reference for reference in references if not reference.startswith("data:")]
    assert len(assets) >= 4
    for asset in assets:
        assert asset.startswith("/graphiql/"), f"{asset} is not local"
        assert (await client.get(asset)).status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    home = await client.get("/")
    assert (home.status_code, home.headers["location"]) == (307, "/graphiql")


async def test_the_questions_that_graphiql_opens_with_are_answered(client: httpx.AsyncClient) -> None:
    from dateline.web.graphiql import examples

    for example in examples():
        response = await client.post("/graphql", json={"query": example})
        assert "errors" not in response.json(), example
        assert json.dumps(example).replace("<", "\\u003c") in (await client.get("/graphiql")).text


async def test_graphiql_runs_no_script_but_its_own_and_is_shown_in_no_frame(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphiql")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page.text, re.DOTALL)
    assert all('src="' in about and not text for about, text in scripts if "application/json" not in about)
    assert not re.search(r"<style|style=|\son\w+=", page.text)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert (await client.get("/graphiql/start.js")).headers["content-type"].startswith("text/javascript")
    assert (await client.get("/graphiql/start.py")).status_code == 404


async def test_what_is_not_there_is_404_and_what_is_only_read_is_405(client: httpx.AsyncClient) -> None:
    nothing = await client.get("/nothing")
    assert (nothing.status_code, code_in(nothing)) == (404, "NOT_FOUND")
    assert (await client.get("/graphiql/static/../../pyproject.toml")).status_code == 404
    for path in ("/schema.graphql", "/healthz", "/readyz", "/graphiql"):
        posted = await client.post(path)
        assert (posted.status_code, code_in(posted)) == (405, "METHOD_NOT_ALLOWED")
        told = await client.options(path)
        assert (told.status_code, told.headers["allow"]) == (204, posted.headers["allow"])
        head = await client.head(path)
        assert (head.status_code, head.content) == (200, b"")


# Parsing and validation are done once.


async def test_a_repeated_question_is_parsed_and_validated_once(client: httpx.AsyncClient) -> None:
    question = "query Repeated($s: String!) { company(slug: $s) { slug name } }"
    before = schema.documents.prepared_count
    for slug in ("a", "b", "mistral-ai"):
        await client.post("/graphql", json={"query": question, "variables": {"s": slug}})
    assert schema.documents.prepared_count == before + 1


# A real server.


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def serving(log: MemoryLog, port: int) -> AsyncIterator[httpx.AsyncClient]:
    config = uvicorn.Config(app_of(log), host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        server.should_exit = True
        await running


async def test_a_real_server_answers_refuses_and_goes_on() -> None:
    log = await memory(funding("a"))
    async with serving(log, _free_port()) as client:
        assert (await client.post("/graphql", json={"query": HEAD})).json()["data"] == {"log": {"position": "1"}}
        await log.append([funding("b", round="b")], now=NOW)
        many = await asyncio.gather(*(client.post("/graphql", json={"query": HEAD}) for _ in range(20)))
        assert {response.json()["data"]["log"]["position"] for response in many} == {"2"}
        head = await client.head("/graphql")
        assert (head.status_code, head.content) == (400, b"")

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(12):
                yield b" " * 10_000

        refused = await client.post("/graphql", content=chunks(), headers={"content-type": JSON})
        assert refused.status_code == 413
        assert (await client.get("/graphql", params={"query": "{ log { position } }"})).status_code == 200
        assert (await client.get("/graphiql/static/graphiql.min.js")).status_code == 200


# Bodies that are compressed.


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "br", "zstd", "identity"])
async def test_a_body_may_be_compressed(client: httpx.AsyncClient, coding: str) -> None:
    text = json.dumps({"query": HEAD}).encode()
    body = text if coding == "identity" else compressed(text, coding.removeprefix("x-"))
    headers = {"content-type": JSON, "content-encoding": coding}
    response = await client.post("/graphql", content=body, headers=headers)
    assert response.json()["data"] == {"log": {"position": "2"}}


@pytest.mark.parametrize("coding", ["deflate", "compress", "gzip, br", "x", "x-br", "x-zstd", "x-identity", "x-"])
async def test_a_body_in_another_coding_is_refused_with_those_that_are_read(
    client: httpx.AsyncClient, coding: str
) -> None:
    headers = {"content-type": JSON, "content-encoding": coding}
    response = await client.post("/graphql", content=b"{}", headers=headers)
    assert (response.status_code, code_in(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response.headers["accept-encoding"] == "zstd, br, gzip"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_a_body_that_grows_is_read_no_further_than_the_limit(client: httpx.AsyncClient, coding: str) -> None:
    headers = {"content-type": JSON, "content-encoding": coding}
    for body, status in ((compressed(b" " * 50_000_000, coding), 413), (b"{}", 400)):
        response = await client.post("/graphql", content=body, headers=headers)
        assert response.status_code == status


# Addresses.


async def test_a_mutation_is_not_asked_by_an_address(client: httpx.AsyncClient) -> None:
    query = "query A { __typename } mutation B { __typename }"
    for method in ("GET", "HEAD"):
        response = await client.request(method, "/graphql", params={"query": query, "operationName": "B"})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert response.headers["cache-control"] == "no-store"
        reads = await client.request(method, "/graphql", params={"query": query, "operationName": "A"})
        assert reads.status_code == 200


async def test_a_browser_that_asks_for_nothing_is_led_to_a_page(client: httpx.AsyncClient) -> None:
    html = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = await client.get("/graphql", headers=html)
    assert (response.status_code, response.headers["location"]) == (303, "/graphiql")
    asked = await client.get("/graphql", params={"query": HEAD}, headers=html)
    assert asked.json()["data"] == {"log": {"position": "2"}}
    assert (await client.get("/graphql", headers={"accept": "*/*"})).status_code == 400


async def test_tags_that_come_in_two_headers_are_both_looked_at(client: httpx.AsyncClient) -> None:
    first = await client.get("/graphql", params={"query": HEAD})
    held = [("if-none-match", '"other"'), ("if-none-match", first.headers["etag"])]
    for headers in (held, held[::-1]):
        assert (await client.get("/graphql", params={"query": HEAD}, headers=headers)).status_code == 304


async def test_no_browser_guesses_what_an_answer_is(client: httpx.AsyncClient) -> None:
    for path in ("/graphql", "/graphiql", "/schema.graphql", "/nothing", "/export/states.csv", "/"):
        assert (await client.get(path)).headers["x-content-type-options"] == "nosniff", path


# The statuses of the newest draft.


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"query": HEAD}, 200),
        ({"query": '{ asOf(recorded: {position: "9"}) { vantage { on } } log { position } }'}, 294),
        ({"query": '{ events(after: "x") { totalCount } }'}, 294),
        ({"query": "{"}, 400),
        *((body, 422) for name, body in REQUEST_ERRORS.items() if name in ("unknown field", "only fragments",
                                                                          "a variable that does not fit")),
        ({"query": 3}, 422),
        ({"qeury": HEAD}, 422),
        ({"query": HEAD, "variables": [7]}, 422),
        ({"query": HEAD, "documentId": "sha256:" + 64 * "0"}, 422),
    ],
)  # fmt: skip
async def test_one_switch_gives_the_statuses_of_the_newest_draft(body: dict[str, Any], status: int) -> None:
    configuration = Configuration(http=HttpSettings(draft_statuses=True))
    app: Any = create_app(await memory(founded("a")), today=lambda: TODAY, configuration=configuration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        new = await client.post("/graphql", json=body, headers={"accept": GRAPHQL_JSON})
        old = await client.post("/graphql", json=body, headers={"accept": JSON})
        text = await client.post(
            "/graphql", content="{", headers={"accept": GRAPHQL_JSON, "content-type": "application/json"}
        )
    well_formed = body.get("query") != 3 and not {"qeury", "documentId"} & set(body) and body.get("variables") != [7]
    assert (new.status_code, old.status_code) == (status, 200 if well_formed else 400)
    assert text.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/graphiql/static/nothing.js", 404),
        ("POST", "/schema.graphql", 405),
        ("DELETE", "/graphql", 405),
        ("GET", "/import", 405),
        ("GET", "/export/nothing.csv", 404),
        ("GET", "/export/events.csv?on=soon", 400),
        ("GET", "/graphql?query={", 400),
        ("POST", "/import", 401),
    ],
)
async def test_no_cache_keeps_an_error(method: str, path: str, status: int) -> None:
    app: Any = create_app(await memory(), today=lambda: TODAY)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        told = await client.request(method, path, headers={"accept": "application/graphql-response+json"})
    assert (told.status_code, told.headers["cache-control"]) == (status, "no-store")


async def test_no_cache_keeps_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    log = await memory()
    app: Any = create_app(log, today=lambda: TODAY)
    monkeypatch.setattr(log, "condition", None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        told = await client.get("/readyz")
    assert (told.status_code, told.headers["cache-control"]) == (500, "no-store")
