"""Answering: a question over HTTP, once it is known who asks and when, becomes an answer to send and to keep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from cachetools import LRUCache
from starlette.types import Receive
from strawberry.types import ExecutionResult

from dateline.answers.access import Caller
from dateline.answers.reading import Timeline
from dateline.answers.tokens import token_of
from dateline.graphql import Context
from dateline.graphql.execution import Around, asks_for_the_schema
from dateline.state.vantage import Vantage
from dateline.values.rates import ecb_until
from dateline.web.cache_control import CHECKED_EACH_TIME, FOR_EVER, NEVER_KEPT
from dateline.web.configuration import Configuration
from dateline.web.document_limits import entries_within, schema_within, writing_within
from dateline.web.graphql_answers import (
    as_asked,
    as_label,
    body_of,
    cost_of,
    headers_of,
    is_stream_needed,
    not_persisted,
    note,
    status_of,
    too_large,
    took_too_long,
    was_executed,
)
from dateline.web.graphql_requests import NamedCall, Refused, call_of, document_of, pinned_address
from dateline.web.heads import RawHeaders, WrittenOnce
from dateline.web.json_pieces import written
from dateline.web.kept_answers import AskedAt, AskedOverHttp, KeptAnswer
from dateline.web.persisted_documents import NOT_FOUND, NotPersisted, PersistedDocuments
from dateline.web.served import Served
from dateline.web.waiting import while_waited_for


class Posed(NamedTuple):
    """A question, by whom and when it is asked."""

    asked: AskedOverHttp
    etag: str
    at: AskedAt | None
    """None where it cannot be read where the log ends."""
    moment: Vantage | None
    """When it is asked, where that is not now."""
    caller: Caller


class _ToldOfSchema(NamedTuple):
    """What is told of the schema alone, which takes some tenths of a second to make: once for all codings and forms of
    a request."""

    call: tuple[str | None, dict[str, Any] | None]
    """The name of the operation, and the variables."""
    body: bytes


_BYTES_OF_SCHEMA = 2_000_000
_OF_SCHEMA = "__"
"""So the names of all fields begin that tell of it."""
Unkept = tuple[int, bytes, RawHeaders]
"""Status, body and headers of an answer that is not to be kept."""


class SubscriptionAsked(Exception):
    """What is asked has no one answer. `answer`: what is told to whoever cannot be sent a stream."""

    def __init__(self, document: str, call: NamedCall, answer: Unkept) -> None:
        super().__init__()
        self.document = document
        self.call = call
        self.answer = answer


class Answering:
    """Asks the schema, within the limits that a server has."""

    def __init__(
        self,
        timeline: Timeline,
        configuration: Configuration,
        documents: PersistedDocuments,
        now: Callable[[], datetime] | None = None,
        around: Around | None = None,
    ) -> None:
        self._timeline = timeline
        self._limits = configuration.limits
        self._draft_statuses = configuration.http.draft_statuses
        self._schema = schema_within(self._limits, around)
        self._entries = entries_within(self._limits)
        self._documents = documents
        self._writing = writing_within(self._limits, now)
        self._told_of_schema: LRUCache[str, _ToldOfSchema] = LRUCache(_BYTES_OF_SCHEMA, lambda told: len(told.body))

    async def answer(self, posed: Posed, served: Served, receive: Receive) -> KeptAnswer | Unkept:
        """Raises Refused and SubscriptionAsked, and ClientDisconnect where the client goes away."""
        call = call_of(posed.asked)
        operation = call.operation_name or None
        try:
            document = document_of(call, posed.asked, self._documents)
        except NotPersisted as error:
            return await self._unknown(error, call, posed, served)
        writes = "mutation" in document and await self._schema.documents.writes(document, operation)
        if writes and posed.asked.by_address:
            raise Refused(405, "a mutation writes, and what is in an address only reads: send it by POST", Allow="POST")
        known = self._told_of_schema.get(document) if _OF_SCHEMA in document else None
        if known is not None and known.call == (operation, call.variables) and posed.at is not None:
            served.kept, served.operation = "kept", as_label(operation or self._schema.documents.name_in(document))
            self._keep_by_hash(call, document)
            return await _kept(posed, posed.at, known.body, pinned=False, of_schema=True)
        prefix, moment = posed.asked.prefix, posed.moment
        head = posed.at.head if posed.at is not None else None
        context = Context(
            self._timeline, prefix, head, served.request_id, posed.caller, moment, self._entries, self._writing
        )
        asking = self._schema.execute(document, call.variables, context, operation_name=operation, charge=served.charge)
        try:
            result = await while_waited_for(asking, receive, self._limits.answer_seconds)
        except TimeoutError:
            result = took_too_long(self._limits.answer_seconds)
        result, body = await self._written(result, served)
        await context.let_go()
        if is_stream_needed(result):
            served.operation = as_label(operation or self._schema.documents.name_in(document))
            raise SubscriptionAsked(document, call, await self._unkept(result, body, posed.asked, served))
        note(served, result, operation or self._schema.documents.name_in(document))
        if was_executed(result):
            self._keep_by_hash(call, document)
        unplanned = self._schema.documents.plan(document, operation) is None
        if context.reading.has_waited:  # a tag, and what is kept, are of where the log ended before
            return await self._unkept(result, body, posed.asked, served)
        if result.errors or writes or posed.at is None or (unplanned and not self._is_of_schema(document, operation)):
            return await self._unkept(result, body, posed.asked, served)
        if unplanned and len(body) <= _BYTES_OF_SCHEMA:
            self._told_of_schema[document] = _ToldOfSchema((operation, call.variables), body)
        return await _kept(posed, posed.at, body, pinned=context.reading.is_pinned is True, of_schema=unplanned)

    def _keep_by_hash(self, call: NamedCall, document: str) -> None:
        """For those that will send the hash alone, where it was sent with its document now."""
        if call.query and call.persisted:
            self._documents.keep(call.persisted["sha256Hash"], document)

    async def _unknown(self, error: NotPersisted, call: NamedCall, posed: Posed, served: Served) -> Unkept:
        """Of a document that is not known. Whoever sent a hash alone gets 200, and sends the document then."""
        result, body = await self._written(not_persisted(error), served)
        note(served, result, call.operation_name or "")
        status, sent, headers = await self._unkept(result, body, posed.asked, served)
        automatic = call.document_id is None and error.code == NOT_FOUND and status == 400
        return (200 if automatic else status), sent, headers

    async def _written(self, result: ExecutionResult, served: Served) -> tuple[ExecutionResult, bytes]:
        """The answer and its bytes; that it is too large, where it is."""
        answer, most = body_of(result, served.request_id, executed=was_executed(result)), self._limits.answer_bytes
        body, size = await written(answer, cost_of(result), most)
        if size <= most:
            return result, body
        refused = too_large(size, most)
        return refused, msgspec.json.encode(body_of(refused, served.request_id, executed=False))

    async def _unkept(self, result: ExecutionResult, body: bytes, asked: AskedOverHttp, served: Served) -> Unkept:
        status = status_of(served, result, asked.media_type, draft=self._draft_statuses)
        sent, coding = await as_asked(body, asked)
        return status, sent, headers_of(asked, "", NEVER_KEPT, coding, length=len(sent))

    def _is_of_schema(self, document: str, operation: str | None) -> bool:
        return asks_for_the_schema(self._schema.documents.get(document).document, operation)


async def _kept(posed: Posed, at: AskedAt, body: bytes, *, pinned: bool, of_schema: bool) -> KeptAnswer:
    asked = posed.asked
    pinned = (pinned or posed.moment is not None) and not of_schema
    sent, coding = await as_asked(body, asked)
    address = ""
    if asked.by_address and not pinned and not of_schema:
        address = pinned_at(asked, at)
    cache_control = FOR_EVER if pinned and asked.by_address else CHECKED_EACH_TIME
    headers = WrittenOnce(headers_of(asked, posed.etag, cache_control, coding, address, len(sent)))
    return KeptAnswer(sent, posed.etag, at, pinned or of_schema, headers, of_schema)


def pinned_at(asked: AskedOverHttp, at: AskedAt) -> str:
    """The address that gives the same answer for ever; empty where it is too long to tell."""
    return pinned_address(asked, token_of(Vantage(at.today, None, at.head, rates_until=ecb_until())))
