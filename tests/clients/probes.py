"""Raw requests of all sorts: what no client should send, and what some do. None may be a server error."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote, urlsplit

QUESTION = "{ log { position } }"
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
SECONDS = 30.0


@dataclass(frozen=True)
class Probe:
    name: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    statuses: frozenset[int] = frozenset()
    """Of which the answer has one; any below 500 if there are none."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def probes() -> list[Probe]:
    return [*_bodies(), *_media_types(), *_methods(), *_addresses(), *_arguments(), *_documents()]


def asked(address: str, probe: Probe) -> Answer:
    """What comes back, over a connection of its own."""
    parts = urlsplit(address)
    lines = [f"{probe.method} {probe.path} HTTP/1.1", f"host: {parts.netloc}", "connection: close"]
    if probe.body or probe.method in ("POST", "PUT", "PATCH"):
        lines.append(f"content-length: {len(probe.body)}")
    lines += [f"{name}: {value}" for name, value in probe.headers]
    request = "\r\n".join([*lines, "", ""]).encode("latin-1") + probe.body
    with socket.create_connection((str(parts.hostname), int(parts.port or 80)), timeout=SECONDS) as connection:
        connection.sendall(request)
        came = b""
        while more := connection.recv(1 << 16):
            came += more
    head, _, body = came.partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in fields)}
    return Answer(int(status.split()[1]), headers, body)


def _posted(name: str, body: bytes, *statuses: int, **headers: str) -> Probe:
    given = {"content-type": JSON, "accept": GRAPHQL_JSON, **{key.replace("_", "-"): headers[key] for key in headers}}
    return Probe(name, "POST", "/graphql", tuple(given.items()), body, frozenset(statuses))


def _asking(name: str, query: str, *statuses: int, **variables: object) -> Probe:
    return _posted(name, json.dumps({"query": query, "variables": variables}).encode(), *statuses)


def _bodies() -> Iterator[Probe]:
    """Which are no request of GraphQL."""
    question = json.dumps({"query": QUESTION})
    for body in ("", "null", "3", "-0", '""', "[]", "[{}]", "{}", '{"query":null}', '{"query":3}', '{"query":[]}',
                 '{"query":""}', '{"query":" "}', "{", "}", '{"query":"{', "\0", "query={log{position}}",
                 f"[{question}]", question + question, '{"query":"{log{position}}","variables":[]}',
                 '{"query":"{log{position}}","variables":3}', '{"query":"{log{position}}","variables":"{}"}',
                 '{"query":"{log{position}}","operationName":3}', '{"query":"{log{position}}","extensions":[]}',
                 '{"query":"{log{position}}","operationName":"Nobody"}', "NaN", '{"query":"\\ud800"}',
                 '{"query":"{ company(slug: \\"\\u0000\\") { name } }","query":"{}"}'):  # fmt: skip
        allowed = () if "\\u" in body else (400,)
        yield _posted(f"body {body[:50]!r}", body.encode(), *allowed)
    for depth in (100, 1_000, 40_000):
        yield _posted(f"JSON nested {depth} deep", b"[" * depth + b"]" * depth, 400)
        nested = b"[" * depth + b"]" * depth
        yield _posted(f"variables {depth} deep", b'{"query":"{log{position}}","variables":{"a":' + nested + b"}}")
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-8-sig"):
        yield _posted(f"JSON in {encoding}", question.encode(encoding), 400)
    yield _posted("bytes that are no UTF-8", b'{"query":"{log{position}}\xff"}', 400)
    yield _posted("more than is taken", b'{"query":"' + b" " * 100_001 + b'"}', 413)
    yield _posted("as gzip", gzip.compress(question.encode()), 200, content_encoding="gzip")
    yield _posted("as gzip, and it is none", question.encode(), 400, content_encoding="gzip")
    yield _posted("as gzip, and small", gzip.compress(b" " * 10_000_000), 400, 413, 415, content_encoding="gzip")
    yield _posted("in an encoding that nobody has", question.encode(), 415, content_encoding="nonsense")
    yield _posted("with an answer already held", question.encode(), 200, if_none_match="*")


def _media_types() -> Iterator[Probe]:
    question = json.dumps({"query": QUESTION}).encode()
    for accepted in ("", "*/*", JSON, GRAPHQL_JSON, "text/html", "application/*", f"{JSON};q=0", "a", ",", ";;q=",
                     f"{JSON};q=0.1, {GRAPHQL_JSON};q=0.9", "text/event-stream", "x" * 5_000):  # fmt: skip
        yield _posted(f"accept {accepted[:60]!r}", question, accept=accepted)
    for sent in ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/graphql",
                 f"{JSON}; charset=utf-16", "a/b/c", "\x7f"):  # fmt: skip
        yield _posted(f"content-type {sent!r}", question, content_type=sent)


def _methods() -> Iterator[Probe]:
    paths = ("/", "/graphql", "/graphiql", "/schema.graphql", "/healthz", "/readyz", "/export/states.ndjson", "/import",
             "/metrics", "/nowhere", "/graphql/", "//", "/graphql/stream")  # fmt: skip
    for method, path in product(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"), paths):
        if not (method == "GET" and path == "/graphql/stream"):  # which would not end
            yield Probe(f"{method} {path}", method, path)


def _addresses() -> Iterator[Probe]:
    asking = f"/graphql?query={quote(QUESTION)}"
    for name, path in {
        "a GET": asking,
        "a GET without a query": "/graphql",
        "a GET with an empty query": "/graphql?query=",
        "a GET with two": f"{asking}&query=nonsense",
        "a GET whose variables are none": f"{asking}&variables=3",
        "a GET whose variables are half": f"{asking}&variables={quote('{')}",
        "a GET whose variables are nested": f"{asking}&variables={quote('[' * 5_000)}",
        "a GET in a broken encoding": "/graphql?query=%ff%fe%",
        "a GET with a NUL": "/graphql?query=%00",
        "a GET of a mutation": f"/graphql?query={quote('mutation { __typename }')}",
        "a GET of a document nobody knows": "/graphql?documentId=sha256:00",
        "a GET of Apollo's hash": f"/graphql?extensions={quote(json.dumps({'persistedQuery': {'version': 1}}))}",
        "a long GET": f"/graphql?query={'a' * 60_000}",
        "an export of nothing": "/export/nothing",
        "an export of nothing as nothing": "/export/states.nothing",
        "an export at no date": "/export/states.ndjson?on=whenever",
        "an export at a forged token": "/export/states.ndjson?snapshot=AQ",
        "a way up": "/graphiql/static/../../../../etc/passwd",
        "a way up in code": "/graphiql/static/%2e%2e/%2e%2e/etc/passwd",
    }.items():
        yield Probe(name, "GET", path)


def _arguments() -> Iterator[Probe]:
    """Values that are none, in every argument that takes text."""
    bad = ("", " ", "x", "\0", "\ud7ff", "1e999999999", "-1", "'; DROP TABLE events; --", "\u202e", "İ" * 100, "null")
    for value in bad:
        for field in (
            "company(slug: $v) { name }", "events(after: $v) { totalCount }", "snapshot(token: $v) { id }",
            "asOf(on: $e) { companies(after: $v) { totalCount } }", "events(filter: {text: $v}) { totalCount }",
            "event(key: $v) { key }",
        ):  # fmt: skip
            declared = "$v: String!, $e: Edtf" if "$e" in field else "$v: String!"
            yield _asking(f"{field} for {value!r:.30}", f"query({declared}) {{ {field} }}", v=value)
        yield _asking(f"node(id) for {value!r:.30}", "query($v: ID!) { node(id: $v) { id } }", v=value)
    for value in (3, 1.5, True, None, [], {}, "", "0000-00-00", "9999-99-99", "2025-02-30", "a" * 300):
        for scalar in ("Edtf", "Date", "DateTime", "Decimal", "Position", "CurrencyCode"):
            yield _asking(f"{scalar} {value!r:.30}", f"query($v: {scalar}) {{ log {{ position }} }}", v=value)
    for size in (-1, 0, 1001, 2**31, 2**63, 1.5, "3", None):
        yield _asking(f"first: {size!r}", "query($n: Int) { events(first: $n) { totalCount } }", n=size)


def _documents() -> Iterator[Probe]:
    for document in (
        "{", "}", "{}", "{ }", "query", "query Q", "fragment F on Query { log { position } }", "mutation { a }",
        "subscription { a }", "{ log }", "{ log { } }", "{ log { position } } { log { position } }",
        "query A { log { position } } query B { log { position } }", "type Query { a: Int }", "#", '"', '"""',
        "{ a: a: a }", "{ ...F }", "{ log @skip { position } }", "{ log @skip(if: 3) { position } }",
        "{ log @nobody { position } }", "query($v: Nobody) { log { position } }", "query($v: Company) { a }",
        "query($v: Int!, $v: Int!) { log { position } }", "\ufeff{ log { position } }", "{ log\u2028{ position } }",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "query ($a: Int = $b) { a }", "{ __type(name: 3) { name } }", "extend type Query { a: Int }",
    ):  # fmt: skip
        yield _asking(f"document {document[:60]!r}", document)
