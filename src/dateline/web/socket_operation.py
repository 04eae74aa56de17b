"""One operation over a socket: a question, or a subscription, and what is told of it to whoever watches the server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from time import perf_counter
from typing import NamedTuple

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from dateline.answers.access import Caller
from dateline.errors import DatelineError
from dateline.graphql import Context, Writing
from dateline.graphql.execution import TookTooLong, TooMuch
from dateline.graphql.shown_errors import shown
from dateline.graphql.subscribing import AskedOf, Subscribe, told
from dateline.web.graphql_answers import as_label, body_of, not_persisted, note, too_large, was_executed
from dateline.web.graphql_requests import NamedCall, Refused, document_in
from dateline.web.json_pieces import written
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.persisted_documents import NotPersisted, PersistedDocuments
from dateline.web.served import TOLD, Served
from dateline.web.socket_messages import message
from dateline.web.statuses import BAD_REQUEST, CODES, RATE_LIMITED, TOO_MANY


class OverSocket(NamedTuple):
    """What all operations of a connection have in common."""

    asked: AskedOf
    documents: PersistedDocuments
    open: OpenSubscriptions
    writing: Writing
    most_bytes: int
    """Of an answer."""
    prefix: str
    caller: Callable[[], Awaitable[Caller]]
    """Who asks. Raises Unauthenticated, Forbidden or StoreUnavailable."""
    needs_key: bool
    """Whether reading does."""
    send: Callable[[str], Awaitable[None]]
    asking: asyncio.Semaphore
    """So many questions are answered at the same time."""


class Operation:
    def __init__(
        self, over: OverSocket, id: str, call: NamedCall, served: Served, release: Callable[[], object]
    ) -> None:
        """`release`: the id may be taken again."""
        self._over = over
        self._id = id
        self._call = call
        self._name = call.operation_name or None
        self._served = served
        self._release = release

    async def run(self) -> None:
        began = perf_counter()
        try:
            await self._answer()
        finally:
            self._served.seconds = perf_counter() - began
            if self._served.tell is not None:
                self._served.tell(self._served)

    async def refuse(self, refused: TooMuch) -> None:
        """It is not even begun."""
        await self._finish(ExecutionResult(None, [refused]))
        if self._served.tell is not None:
            self._served.tell(self._served)

    async def _answer(self) -> None:
        try:
            document = document_in(self._call, self._over.documents)
            if await self._over.asked.schema.is_subscription(document, self._name):
                with self._over.open.one_more():
                    await self._tell(document)
            else:
                await self._answer_once(document)
        except TooMuch as error:
            await self._finish(ExecutionResult(None, [error]))
        except NotPersisted as unknown:
            await self._finish(not_persisted(unknown))
        except Refused as refused:
            said = GraphQLError(str(refused), extensions={"code": CODES[refused.status]})
            await self._finish(ExecutionResult(None, [said]))

    async def _tell(self, document: str) -> None:
        served = self._served
        served.kept, served.operation, served.status = TOLD, as_label(self._operation_in(document)), 200
        wanted = Subscribe(
            document,
            self._call.variables,
            self._name,
            self._over.prefix,
            served.request_id,
            admitted=self._over.caller if self._over.needs_key else None,
            charge=served.charge,
            pace=served.paced,
        )
        async with aclosing(told(self._over.asked, wanted)) as answers:
            async for result, cursor in answers:
                if cursor is None:
                    await self._finish(result)
                else:
                    await self._send("next", body_of(result, served.request_id, executed=True))

    async def _answer_once(self, document: str) -> None:
        async with self._over.asking:
            result = await self._answer_to(document)
        self._served.operation = as_label(self._operation_in(document))
        if not was_executed(result):
            await self._finish(result)
            return
        note(self._served, result, self._served.operation)
        told = {"type": "next", "id": self._id, "payload": body_of(result, self._served.request_id, executed=True)}
        answer, size = await written(told, self._served.cost, self._over.most_bytes)
        if size > self._over.most_bytes:
            await self._finish(too_large(size, self._over.most_bytes))
            return
        self._served.status = 200
        await self._over.send(answer.decode())
        self._release()
        await self._send("complete")

    async def _answer_to(self, document: str) -> ExecutionResult:
        asked = self._over.asked
        try:
            context = Context(
                asked.timeline,
                self._over.prefix,
                None,
                self._served.request_id,
                await self._over.caller(),
                entries=asked.entries,
                writing=self._over.writing,
            )
            async with asyncio.timeout(asked.seconds):
                return await asked.schema.execute(
                    document, self._call.variables, context, operation_name=self._name, charge=self._served.charge
                )
        except TimeoutError:
            return ExecutionResult(None, [TookTooLong(asked.seconds)])
        except DatelineError as error:
            return ExecutionResult(None, [GraphQLError(str(error), original_error=error)])

    async def _finish(self, refused: ExecutionResult) -> None:
        """Nothing more comes of it, for these errors."""
        self._release()
        cost, kept = self._served.cost, self._served.kept
        note(self._served, refused, self._served.operation)
        self._served.cost, self._served.kept = cost, kept or self._served.kept
        self._served.status = TOO_MANY if RATE_LIMITED in self._served.codes else BAD_REQUEST
        await self._send("error", [shown(error, self._served.request_id) for error in refused.errors or ()])

    async def _send(self, type_: str, payload: object = None) -> None:
        await self._over.send(message(type_, self._id, payload))

    def _operation_in(self, document: str) -> str:
        return self._name or self._over.asked.schema.documents.name_in(document)
