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
from time import monotonic

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from dateline.answers.access import Caller, Door
from dateline.answers.reading import Timeline
from dateline.errors import DatelineError
from dateline.graphql.execution import Around
from dateline.graphql.subscribing import Subscribe
from dateline.log.keys import KeyScope
from dateline.log.record import LogHead
from dateline.web.answering import Answering, Posed, SubscriptionAsked, pinned_at
from dateline.web.cache_control import CHECKED_EACH_TIME, NEVER_KEPT
from dateline.web.compression import AS_IT_IS
from dateline.web.configuration import Configuration
from dateline.web.etags import is_held
from dateline.web.event_streams import EventStreams, streams
from dateline.web.graphql_answers import (
    UNPROCESSABLE,
    headers_of,
    media_headers,
    never_kept,
    raw,
    turned_away,
)
from dateline.web.graphql_requests import (
    JSON,
    METHODS,
    SPOKEN,
    NotWellFormed,
    Refused,
    asked_over_http,
    joined,
    moment_in,
)
from dateline.web.heads import BODY, RawHeaders
from dateline.web.kept_answers import AskedAt, AskedOverHttp, KeptAnswer, KeptAnswers, etag_at, unchanged
from dateline.web.media_types import preferred
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.persisted_documents import PersistedDocuments
from dateline.web.prefix import prefix_of
from dateline.web.served import TOLD, Served, served_in
from dateline.web.statuses import refusal

_BYTES_OF_SCHEMA = 6_000_000
"""What the answers that tell of the schema may take: apart from others, which come and go for less work."""
_LOOKED_FOR_SECONDS = 0.25
"""Between two looks for what others erased or put back; an answer at a pinned vantage needs no other look."""


class GraphQLEndpoint:
    """The ASGI endpoint: POST with a JSON body, or GET with the query in the address."""

    def __init__(
        self,
        timeline: Timeline,
        configuration: Configuration | None = None,
        door: Door | None = None,
        documents: PersistedDocuments | None = None,
        now: Callable[[], datetime] | None = None,
        around: Around | None = None,
        event_streams: EventStreams | None = None,
    ) -> None:
        configuration = configuration or Configuration()
        self._timeline = timeline
        self._draft_statuses = configuration.http.draft_statuses
        self._door = door or Door(timeline.log.keys)
        self._most_bytes = configuration.limits.body_bytes
        self._answering = Answering(timeline, configuration, documents or PersistedDocuments(), now, around)
        self._event_streams = event_streams or EventStreams(timeline, OpenSubscriptions())
        self._kept = KeptAnswers()
        self._rests_on = timeline.still_kept()
        """What the kept answers were made of: when the timeline drops it, they go too."""
        self._look_again = 0.0
        self._of_schema = KeptAnswers(_BYTES_OF_SCHEMA)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(reversed(scope["headers"]))  # of several with one name the first
        served = served_in(scope)
        accept = joined(scope, b"accept")
        media_type, streaming = preferred(accept, SPOKEN), streams(accept, scope["method"], SPOKEN)
        try:
            if scope["method"] == "OPTIONS":
                status, body, told = 204, b"", raw({"Allow": METHODS}, None)
            else:
                caller = await self._caller(headers.get(b"authorization"))
                served.key = caller.name
                asked = await asked_over_http(scope, headers, receive, media_type, self._most_bytes)
                if streaming == "always":
                    asked = asked._replace(coding=AS_IT_IS)  # what is framed is not compressed
                held = joined(scope, b"if-none-match") if b"if-none-match" in headers else None
                status, body, told = await self._answer(asked, held, served, receive, caller)
                if self._door.reading_needs_key:
                    told = never_kept(told)
        except Refused as refused:
            status, body = (
                self._status_of(refused, media_type),
                msgspec.json.encode(refusal(refused.status, str(refused))),
            )
            told = raw({**media_headers(media_type), "Cache-Control": NEVER_KEPT, **refused.headers}, len(body))
        except SubscriptionAsked as subscription:
            if streaming != "never":
                await self._stream(subscription, scope, headers, receive, send)
                return
            status, body, told = subscription.answer
        except DatelineError as error:
            status, body, told = turned_away(error, media_type, served.request_id)
        except ClientDisconnect:
            return
        if streaming == "always" and status == 200:
            await self._event_streams.answer_once(body, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": told, BODY: body})
        await send({"type": "http.response.body", "body": body})

    def _status_of(self, refused: Refused, media_type: str) -> int:
        is_newest = self._draft_statuses and media_type != JSON
        return UNPROCESSABLE if is_newest and isinstance(refused, NotWellFormed) else refused.status

    async def _caller(self, authorization: bytes | None) -> Caller:
        """Who asks. Raises Unauthenticated, Forbidden or StoreUnavailable."""
        caller = await self._door.caller(authorization.decode("latin-1") if authorization is not None else None)
        if self._door.reading_needs_key:
            caller.require(KeyScope.READ)
        return caller

    async def _answer(
        self, asked: AskedOverHttp, if_none_match: bytes | None, served: Served, receive: Receive, caller: Caller
    ) -> tuple[int, bytes, RawHeaders]:
        """Status, body and headers. Raises InvalidVantage or OtherLog for a moment that this log does not have."""
        await self._forget_what_is_gone()
        held = if_none_match.decode("latin-1") if if_none_match is not None and asked.by_address else None
        token = moment_in(asked)
        if token is not None and (pinned := self._kept.get(asked, None)) is not None:
            return _told(pinned, held, served, "kept")
        moment = await self._timeline.reading().vantage_of(token) if token is not None else None
        at = await self._now() if moment is None else AskedAt(moment.at, moment.on, self._timeline.log.erased)
        kept = self._kept.get(asked, at) or self._of_schema.get(asked, at)
        if kept is not None:
            return _told(kept, held, served, "kept")
        etag = etag_at(asked, at) if at is not None else ""
        if held not in (None, "*") and at is not None and is_held(etag, held):
            # Only an answer that was right has a tag.
            served.kept = "held"
            address = pinned_at(asked, at) if moment is None else ""
            return 304, b"", unchanged(headers_of(asked, etag, CHECKED_EACH_TIME, pinned_at=address))
        return await self._made(Posed(asked, etag, at, moment, caller), held, served, receive)

    async def _made(
        self, posed: Posed, held: str | None, served: Served, receive: Receive
    ) -> tuple[int, bytes, RawHeaders]:
        """The same of an answer that nobody has asked for before."""
        rests_on = self._timeline.still_kept()
        answer = await self._answering.answer(posed, served, receive)
        if not isinstance(answer, KeptAnswer):
            return answer
        if posed.moment is None and self._timeline.today() != answer.at.today:
            return 200, answer.body, never_kept(answer.headers)
        if answer.of_schema:
            self._of_schema.keep(posed.asked, answer)
        elif self._timeline.still_kept() is rests_on:  # or else it may be made of what is gone meanwhile
            self._kept.keep(posed.asked, answer)
        return _told(answer, held, served, "made")

    async def _stream(
        self, asked: SubscriptionAsked, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        served_in(scope).kept = TOLD
        resume = headers.get(b"last-event-id", b"").decode("latin-1") or None
        admitted = partial(self._caller, headers.get(b"authorization")) if self._door.reading_needs_key else None
        wanted = Subscribe(
            asked.document,
            asked.call.variables,
            asked.call.operation_name or None,
            prefix_of(scope),
            served_in(scope).request_id,
            resume,
            admitted,
            pace=served_in(scope).paced,
        )  # what one event costs was charged when it was asked for as a question
        await self._event_streams.answer(wanted, receive, send)

    async def _forget_what_is_gone(self) -> None:
        """Within half a second no answer is told any more that was made of a content that somebody has erased, or of a
        log that was put back to an earlier copy since."""
        now = monotonic()
        if now >= self._look_again:
            self._look_again = now + _LOOKED_FOR_SECONDS
            await self._head()
        if self._timeline.still_kept() is not self._rests_on:
            self._rests_on = self._timeline.still_kept()
            self._kept = KeptAnswers()

    async def _now(self) -> AskedAt | None:
        """None where it cannot be read where the log ends."""
        head = await self._head()
        return AskedAt(head, self._timeline.today(), self._timeline.log.erased) if head is not None else None

    async def _head(self) -> LogHead | None:
        """Where the log ends; None where that cannot be read, of which the answer tells then."""
        try:
            return await self._timeline.head()
        except Exception:  # noqa: BLE001 - whatever a log may fail with
            return None


def _told(answer: KeptAnswer, held: str | None, served: Served, how: str) -> tuple[int, bytes, RawHeaders]:
    """Status, body and headers."""
    if is_held(answer.etag, held):
        served.kept = "held"
        return 304, b"", answer.headers_alone
    served.kept = how
    return 200, answer.body, answer.headers
