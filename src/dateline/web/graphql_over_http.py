"""GraphQL over HTTP: the endpoint.

After the working draft "GraphQL over HTTP" (graphql.github.io/graphql-over-http): under `application/json` whatever is
a GraphQL request is answered with 200; under `application/graphql-response+json` one that cannot be executed gets 400.

A question that was asked before is answered from what is kept, or by 304 where the client holds the answer: nothing of
it is parsed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from dateline.answers.access import Caller, Door
from dateline.answers.reading import Timeline
from dateline.errors import DatelineError
from dateline.graphql import Context
from dateline.graphql.execution import Around
from dateline.graphql.subscribing import Subscribe
from dateline.log.keys import KeyScope
from dateline.log.record import LogHead
from dateline.web.configuration import HttpLimits
from dateline.web.document_limits import entries_within, schema_within, writing_within
from dateline.web.etags import is_held
from dateline.web.event_streams import EventStreams, streams
from dateline.web.graphql_answers import (
    CHECKED_EACH_TIME,
    FOR_EVER,
    NEVER_KEPT,
    body_of,
    headers_of,
    is_stream_needed,
    media_headers,
    never_kept,
    note,
    raw,
    status_of,
    too_large,
    took_too_long,
    turned_away,
    was_executed,
)
from dateline.web.graphql_requests import JSON, METHODS, SPOKEN, Call, Refused, accept_of, asked_over_http, call_of
from dateline.web.kept_answers import AskedOverHttp, KeptAnswer, KeptAnswers, RawHeaders, etag_at
from dateline.web.media_types import preferred
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.prefix import prefix_of
from dateline.web.served import Served, served_in
from dateline.web.statuses import refusal
from dateline.web.waiting import while_waited_for


class _Subscription(Exception):
    """The question is a subscription; what is answered to whoever cannot be sent a stream."""

    def __init__(self, call: Call, answer: tuple[int, bytes]) -> None:
        super().__init__()
        self.call = call
        self.answer = answer


class GraphQLEndpoint:
    """The ASGI endpoint: POST with a JSON body, or GET with the query in the address."""

    def __init__(
        self,
        timeline: Timeline,
        limits: HttpLimits | None = None,
        door: Door | None = None,
        now: Callable[[], datetime] | None = None,
        around: Around | None = None,
        event_streams: EventStreams | None = None,
    ) -> None:
        self._timeline = timeline
        self._door = door or Door(timeline.log.keys)
        self._limits = limits or HttpLimits()
        self._schema = schema_within(self._limits, around)
        self._entries = entries_within(self._limits)
        self._writing = writing_within(self._limits, now)
        self._event_streams = event_streams or EventStreams(timeline, OpenSubscriptions())
        self._kept = KeptAnswers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(reversed(scope["headers"]))  # of several with one name the first
        served = served_in(scope)
        accept = accept_of(scope)
        media_type, streaming = preferred(accept, SPOKEN), streams(accept, scope["method"], SPOKEN)
        try:
            if scope["method"] == "OPTIONS":
                status, body, told = 204, b"", raw({"Allow": METHODS}, None)
            else:
                caller = await self._caller(headers.get(b"authorization"))
                served.key = caller.name
                asked = await asked_over_http(scope, headers, receive, media_type, self._limits.body_bytes)
                status, body, told = await self._answer(asked, headers.get(b"if-none-match"), served, receive, caller)
                if self._door.reading_needs_key:
                    told = never_kept(told)
        except Refused as refused:
            status, body = refused.status, msgspec.json.encode(refusal(refused.status, str(refused)))
            unkept = {**media_headers(media_type), "Cache-Control": NEVER_KEPT, "Vary": "Accept", **refused.headers}
            told = raw(unkept, len(body))
        except _Subscription as subscription:
            if streaming != "never":
                await self._stream(subscription.call, scope, headers, receive, send)
                return
            status, body = subscription.answer
            told = raw({**media_headers(media_type), "Cache-Control": NEVER_KEPT, "Vary": "Accept"}, len(body))
        except DatelineError as error:
            status, body, told = turned_away(error, media_type, served.request_id)
        except ClientDisconnect:
            return
        if streaming == "always" and status == 200:
            await self._event_streams.answer_once(body, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body})

    async def _caller(self, authorization: bytes | None) -> Caller:
        """Who asks. Raises Unauthenticated, Forbidden or StoreUnavailable."""
        caller = await self._door.caller(authorization.decode("latin-1") if authorization is not None else None)
        if self._door.reading_needs_key:
            caller.require(KeyScope.READ)
        return caller

    async def _answer(
        self, asked: AskedOverHttp, if_none_match: bytes | None, served: Served, receive: Receive, caller: Caller
    ) -> tuple[int, bytes, RawHeaders]:
        """Status, body and headers."""
        held = if_none_match.decode("latin-1") if if_none_match is not None and asked.by_address else None
        head, today = await self._head(), self._timeline.today()
        etag = etag_at(asked, head, today) if head is not None else ""
        kept = self._kept.get(asked, etag)
        if kept is None and held not in (None, "*") and head is not None and is_held(etag, held):
            # Only an answer that was right has a tag.
            served.kept = "held"
            return 304, b"", raw(headers_of(asked, etag, CHECKED_EACH_TIME), None)
        if kept is None:
            answer = await self._made(asked, etag, head, served, receive, caller)
            if not isinstance(answer, KeptAnswer) or self._timeline.today() != today:
                status, body = (200, answer.body) if isinstance(answer, KeptAnswer) else answer
                return status, body, raw(headers_of(asked, "", NEVER_KEPT), len(body))
            self._kept.keep(asked, kept := answer)
        else:
            served.kept = "kept"
        if is_held(kept.etag, held):
            served.kept = "held"
            return 304, b"", kept.headers[1:]
        return 200, kept.body, kept.headers

    async def _stream(
        self, call: Call, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        resume = headers.get(b"last-event-id", b"").decode("latin-1") or None
        admitted = partial(self._caller, headers.get(b"authorization")) if self._door.reading_needs_key else None
        wanted = Subscribe(
            call.query,
            call.variables,
            call.operation_name or None,
            prefix_of(scope),
            served_in(scope).request_id,
            resume,
            admitted,
        )  # what it costs was charged when it was asked for as a question
        await self._event_streams.answer(wanted, receive, send)

    async def _head(self) -> LogHead | None:
        """Where the log ends; None where that cannot be read, of which the answer tells then."""
        try:
            return await self._timeline.log.head()
        except Exception:  # noqa: BLE001 - whatever a log may fail with
            return None

    async def _made(
        self,
        asked: AskedOverHttp,
        etag: str,
        head: LogHead | None,
        served: Served,
        receive: Receive,
        caller: Caller,
    ) -> KeptAnswer | tuple[int, bytes]:
        """The answer of the schema; only the status and the body of one that is not to be kept."""
        call = call_of(asked)
        operation = call.operation_name or None
        request_id = served.request_id
        writes = "mutation" in call.query and await self._schema.documents.writes(call.query, operation)
        if writes and asked.by_address:
            raise Refused(405, "a mutation writes, and what is in an address only reads: send it by POST", Allow="POST")
        context = Context(
            self._timeline, asked.prefix, head, request_id, caller, entries=self._entries, writing=self._writing
        )
        asking = self._schema.execute(
            call.query, call.variables, context, operation_name=operation, charge=served.charge
        )
        try:
            result = await while_waited_for(asking, receive, self._limits.answer_seconds)
        except TimeoutError:
            result = took_too_long(self._limits.answer_seconds)
        executed = was_executed(result)
        body = msgspec.json.encode(body_of(result, request_id, executed=executed))
        if len(body) > self._limits.answer_bytes:
            result = too_large(len(body), self._limits.answer_bytes)
            executed, body = False, msgspec.json.encode(body_of(result, request_id, executed=False))
        if is_stream_needed(result):
            raise _Subscription(call, (200 if asked.media_type == JSON else 400, body))
        note(served, result, operation or self._schema.documents.name_in(call.query))
        if result.errors or writes or head is None or self._schema.documents.plan(call.query, operation) is None:
            return status_of(served, executed=executed or asked.media_type == JSON), body
        pinned = context.reading.is_pinned is True
        for_ever = pinned and asked.by_address
        headers = headers_of(asked, etag, FOR_EVER if for_ever else CHECKED_EACH_TIME)
        return KeptAnswer(body, etag, pinned, raw(headers, len(body)))
