"""Requests of GraphQL over HTTP: which question one asks, and what is no question."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from dateline.events.raw_json import composed
from dateline.values.text import cut, nfc
from dateline.web.compression import AS_IT_IS, NotReadable, TooLong, can_be_read, coding_asked, codings, read
from dateline.web.kept_answers import AskedOverHttp
from dateline.web.persisted_documents import PersistedDocuments, hash_of, is_hash
from dateline.web.prefix import prefix_of

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
SPOKEN = (JSON, GRAPHQL_JSON)
"""Of the answer; the first one if none of them is asked for."""
METHODS = "GET, HEAD, OPTIONS, POST"
MOMENT = "at"
"""The parameter of an address that says when it is asked: a token."""

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""With which UTF-8, UTF-16 and UTF-32 may begin."""
_JSON_ALONE = JSON.encode()
_MOST_DIGITS = 18
"""Of a length that may be within a limit."""
_LONGEST_PINNED = 2_000
"""Bytes of a query that is told again in a header: proxies take some thousand for all headers of an answer."""
_OF_ADDRESSES = "!$&'()*+,-./:;=?@_~%"


class Call(msgspec.Struct, rename="camel"):
    """A GraphQL request."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


class NamedCall(Call):
    """The same, with a document or with what it is known by."""

    query: str = ""
    document_id: str | None = None

    @property
    def persisted(self) -> Any:
        """What Apollo's extension says."""
        return (self.extensions or {}).get("persistedQuery")


class Refused(Exception):
    """A request that is no GraphQL request, as a status and a sentence that says why."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(cut(message, 500))
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class NotWellFormed(Refused):
    """What can be read, and is no request of GraphQL: the newest draft of GraphQL over HTTP has a status for that."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)


async def asked_over_http(
    scope: Scope, headers: dict[bytes, bytes], receive: Receive, media_type: str, most_bytes: int
) -> AskedOverHttp:
    """The question as it came. Raises Refused, and ClientDisconnect where the client goes away before its end."""
    coding = coding_asked(joined(scope, b"accept-encoding")) if b"accept-encoding" in headers else AS_IT_IS
    match scope["method"]:
        case "POST":
            body = await _body_of(headers, receive, most_bytes)
            return AskedOverHttp(False, body, media_type, prefix_of(scope), coding)
        case "GET" | "HEAD":
            query = _query_of(scope, headers, most_bytes)
            return AskedOverHttp(True, query, media_type, prefix_of(scope), coding)
    raise Refused(405, f"{scope['method']} is not for GraphQL: use POST or GET", Allow=METHODS)


def joined(scope: Scope, name: bytes) -> bytes:
    """What all headers of a name say."""
    return b",".join([value for each, value in scope["headers"] if each == name])


async def _body_of(headers: dict[bytes, bytes], receive: Receive, most_bytes: int) -> bytes:
    content_type = headers.get(b"content-type", b"")
    if content_type != _JSON_ALONE:
        _refuse_others(content_type)
    if _is_longer(headers.get(b"content-length", b"0"), most_bytes):
        raise _too_long(most_bytes)  # before it is sent, to who waits to be told `100 Continue`
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most_bytes:
            raise _too_long(most_bytes)
    return _as_it_was(body, headers[b"content-encoding"], most_bytes) if b"content-encoding" in headers else body


def _refuse_others(content_type: bytes) -> None:
    named = content_type.decode("latin-1").partition(";")[0].strip().lower()
    if named != JSON:
        raise Refused(415, f"send the request as {JSON}, not as {named or 'nothing named'}")


def _is_longer(told: bytes, most_bytes: int) -> bool:
    """Whether a Content-Length is above a limit; not if it is no number, which servers refuse themselves."""
    digits = told.lstrip(b"0")
    return digits.isdigit() and (len(digits) > _MOST_DIGITS or int(digits) > most_bytes)


def _as_it_was(body: bytes, coding: bytes, most_bytes: int) -> bytes:
    """The body before it was compressed."""
    named = coding.decode("latin-1").strip().lower()
    if named in ("", "identity"):
        return body
    if not can_be_read(named):
        spoken = ", ".join(codings())
        raise Refused(
            415, f"the body is compressed as {named}: send it as it is, or as {spoken}", Accept_Encoding=spoken
        )
    try:
        return read(body, named, most_bytes)
    except TooLong:
        raise _too_long(most_bytes) from None
    except NotReadable as error:
        raise Refused(400, str(error)) from error


def _too_long(most_bytes: int) -> Refused:
    return Refused(413, f"the request is longer than {most_bytes:,} bytes")


def _query_of(scope: Scope, headers: dict[bytes, bytes], most_bytes: int) -> bytes:
    query: bytes = scope["query_string"]
    if len(query) > most_bytes:
        raise Refused(414, f"the address is longer than {most_bytes:,} bytes")
    if not query and b"text/html" in headers.get(b"accept", b""):
        page = f"{prefix_of(scope)}/graphiql"
        raise Refused(303, f"a browser finds a page to ask at {page}", Location=page)
    return query


# --- questions --------------------------------------------------------------------------------------------------------


def call_of(asked: AskedOverHttp) -> NamedCall:
    """The question. Raises Refused for what is none."""
    call = _by_address(asked.text) if asked.by_address else _by_body(asked.text)
    if call.query and call.document_id:
        raise NotWellFormed("`query` and `documentId` are two documents: send one of them")
    if not (call.query or call.document_id or call.persisted):
        raise NotWellFormed(
            "`query` is missing: /graphql?query={log{position}}" if asked.by_address else "`query` is empty"
        )
    return call


def moment_in(asked: AskedOverHttp) -> str | None:
    """The token that says when it is asked, where that is not now."""
    if not asked.by_address or b"at=" not in asked.text:
        return None
    return QueryParams(asked.text).get(MOMENT) or None


def pinned_address(asked: AskedOverHttp, token: str) -> str:
    """Where the same question is answered as it is now, for ever; empty where that is too long to tell."""
    if not asked.by_address or len(asked.text) > _LONGEST_PINNED:
        return ""
    return f"{asked.prefix}/graphql?{quote(asked.text, safe=_OF_ADDRESSES)}&{MOMENT}={token}"


def _by_address(query: bytes) -> NamedCall:
    given = QueryParams(query)
    return NamedCall(
        nfc(given.get("query", "")),
        _object(given, "variables"),
        given.get("operationName") or None,
        _object(given, "extensions"),
        given.get("documentId") or None,
    )


def _object(given: QueryParams, name: str) -> dict[str, Any] | None:
    text = given.get(name)
    try:
        return msgspec.json.decode(composed(text), type=dict[str, Any] | None) if text else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotWellFormed(f"`{name}` is no JSON object: {_why_not(error)}") from error


def _why_not(error: Exception) -> str:
    """Why JSON is not what was expected, in the words of JSON."""
    match error:
        case RecursionError():
            return "it is nested too deeply"
        case UnicodeDecodeError():
            return "it is not UTF-8"
    return str(error).replace("`str`", "a string").replace("`int`", "a number").replace("`float`", "a number")


def _by_body(body: bytes) -> NamedCall:
    if body.startswith(_MARKS):
        raise Refused(400, "the body begins with a byte order mark: send it in UTF-8, without one")
    if b"\0" in body:
        raise Refused(400, "the body has NUL bytes, as UTF-16 and UTF-32 have them: send it in UTF-8")
    try:
        return msgspec.json.decode(composed(body), type=NamedCall)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        why = f"the body is no GraphQL request, {{query, variables, operationName, extensions}}: {_why_not(error)}"
        raise (NotWellFormed(why) if isinstance(error, msgspec.ValidationError) else Refused(400, why)) from error


def _as_written(asked: AskedOverHttp) -> str:
    """The document as it was written, of which a client tells the hash: what is asked has its letters composed."""
    if asked.by_address:
        return QueryParams(asked.text)["query"]
    return msgspec.json.decode(asked.text, type=NamedCall).query


def document_of(call: NamedCall, asked: AskedOverHttp, documents: PersistedDocuments) -> str:
    """The document that is asked. Raises Refused, and NotPersisted where nothing is known by its name."""
    if call.document_id:
        return documents.with_id(call.document_id)
    if call.persisted is None:
        documents.admit(call.query)
        return call.query
    sha256 = _hash_in(call.persisted)
    if not call.query:
        return documents.with_hash(sha256)
    if hash_of(_as_written(asked)) != sha256:
        raise NotWellFormed("`extensions.persistedQuery.sha256Hash` is not the hash of `query`")
    documents.admit(call.query)
    return call.query


def document_in(call: NamedCall, documents: PersistedDocuments) -> str:
    """The same of a call that came as a message. Raises Refused, and NotPersisted."""
    if call.document_id:
        return documents.with_id(call.document_id)
    if not call.query:
        return documents.with_hash(_hash_in(call.persisted))
    documents.admit(call.query)
    return call.query


def _hash_in(persisted: Any) -> str:
    match persisted:
        case {"version": 1, "sha256Hash": str(sha256)} if is_hash(sha256):
            return sha256
    raise NotWellFormed("`extensions.persistedQuery` has a version, 1, and a sha256Hash of 64 hexadecimal digits")
