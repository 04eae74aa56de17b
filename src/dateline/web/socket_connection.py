"""One connection over which GraphQL is asked: its beginning, its operations, and how it ends."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from dateline.answers.access import Caller, Door
from dateline.answers.reading import Timeline
from dateline.errors import DatelineError, Forbidden, Unauthenticated
from dateline.graphql import Writing
from dateline.graphql.execution import TooMuch
from dateline.log.keys import KeyScope
from dateline.web.configuration import Configuration
from dateline.web.document_limits import asked_within
from dateline.web.graphql_requests import NamedCall
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.persisted_documents import PersistedDocuments
from dateline.web.prefix import prefix_of
from dateline.web.served import served_in
from dateline.web.socket_messages import (
    Complete,
    ConnectionInit,
    Operate,
    Ping,
    SentAway,
    message,
    read_message,
)
from dateline.web.socket_operation import Operation, OverSocket

_logger = logging.getLogger("dateline.web")

_AT_ONCE = 4
"""Questions of one socket that are answered at the same time: the others wait, as they would over HTTP."""

TOO_SLOW = SentAway(1013, "the client reads too slowly: go on from the last cursor")
STOPPING = SentAway(1012, "the server stops: go on from the last cursor")


class SocketConnection:
    """Made when a socket was accepted."""

    def __init__(
        self,
        timeline: Timeline,
        door: Door,
        documents: PersistedDocuments,
        open_subscriptions: OpenSubscriptions,
        configuration: Configuration,
        writing: Writing,
        scope: Scope,
        send: Send,
    ) -> None:
        self._door = door
        self._open = open_subscriptions
        self._limits, self._subscriptions = configuration.limits, configuration.subscriptions
        self._served = served_in(scope)
        self._request_id = self._served.request_id
        self._over = OverSocket(
            asked_within(timeline, configuration.limits),
            documents,
            open_subscriptions,
            writing,
            configuration.limits.answer_bytes,
            prefix_of(scope),
            self._caller,
            door.reading_needs_key,
            self._send,
            asyncio.Semaphore(_AT_ONCE),
        )
        self._authorization = _header(scope, b"authorization")
        self._send_to_client = send
        self._begun = self._acknowledged = False
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._ended: asyncio.Future[SentAway | None] = asyncio.get_running_loop().create_future()
        """Why the socket is to be closed; None where the client has gone."""

    async def run(self, receive: Receive) -> None:
        """Until the client goes, or is sent away."""
        seconds = self._subscriptions.init_seconds
        late = asyncio.get_running_loop().call_later(seconds, self._refuse_late)
        receiving = asyncio.ensure_future(self._receive_all(receive))
        receiving.add_done_callback(self._note_failure)
        stopping = asyncio.ensure_future(self._open.closing.wait())
        try:
            ends: set[asyncio.Future[Any]] = {self._ended, stopping}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            why = self._ended.result() if self._ended.done() else STOPPING
        finally:
            late.cancel()
            tasks = [receiving, stopping, *self._operations.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            del self._over  # it leads back to this, and garbage is seldom searched
        if why is not None:
            await self._close(why)

    async def _close(self, why: SentAway) -> None:
        with suppress(OSError, TimeoutError):  # the client has gone, or reads nothing
            async with asyncio.timeout(self._subscriptions.unread_seconds if why is not TOO_SLOW else 0):
                await self._send_to_client({"type": "websocket.close", "code": why.code, "reason": why.reason})

    def _end(self, why: SentAway | None) -> None:
        if not self._ended.done():
            self._ended.set_result(why)

    def _refuse_late(self) -> None:
        if not self._begun:
            self._end(SentAway(4408, "Connection initialisation timeout"))

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        """What nobody foresaw."""
        if not task.cancelled() and (error := task.exception()) is not None:
            _logger.error("request %s failed", self._request_id, exc_info=error)
            self._end(SentAway(1011, "the server failed; its log says why"))

    # --- what comes ---------------------------------------------------------------------------------------------------

    async def _receive_all(self, receive: Receive) -> None:
        try:
            while (received := await receive())["type"] != "websocket.disconnect":
                await self._take(received)
        except SentAway as why:
            self._end(why)
        else:
            self._end(None)

    async def _take(self, received: Message) -> None:
        """Raises SentAway."""
        match read_message(received.get("text"), self._limits.body_bytes):
            case ConnectionInit(payload=payload):
                await self._begin(payload or {})
            case Operate(id=id, payload=call):
                await self._operate(id, call)
            case Complete(id=id):
                if (operation := self._operations.pop(id, None)) is not None:
                    operation.cancel()
            case Ping(payload=payload):
                await self._send(message("pong", payload=payload))

    async def _begin(self, payload: dict[str, Any]) -> None:
        if self._begun:
            raise SentAway(4429, "Too many initialisation requests")
        self._begun = True
        given = [value for name, value in payload.items() if name.lower() == "authorization"]
        if given:
            self._authorization = str(given[0])
        try:
            caller = await self._caller()
        except Unauthenticated as error:
            raise SentAway(4401, f"Unauthorized: {error}") from error
        except Forbidden as error:
            raise SentAway(4403, f"Forbidden: {error}") from error
        except DatelineError as error:
            _logger.error("request %s: the keys cannot be read", self._request_id, exc_info=error)
            raise SentAway(1013, "the keys cannot be read: try again later") from error
        self._served.key = caller.name
        if caller.name and self._served.ration_by_key is not None:
            self._served.ration_by_key(caller.name)
        self._acknowledged = True
        await self._send(message("connection_ack"))

    async def _caller(self) -> Caller:
        """Who asks. Raises Unauthenticated, Forbidden or StoreUnavailable."""
        caller = await self._door.caller(self._authorization)
        if self._door.reading_needs_key:
            caller.require(KeyScope.READ)
        return caller

    async def _operate(self, id: str, call: NamedCall) -> None:
        if not self._acknowledged:
            raise SentAway(4401, "Unauthorized: begin with connection_init, and wait for connection_ack")
        if not (call.query or call.document_id or call.persisted):
            raise SentAway(4400, "Invalid message received: its payload has no query")
        if id in self._operations:
            raise SentAway(4409, f"Subscriber for {id} already exists")
        self._served.operations += 1
        release = partial(self._operations.pop, id, None)
        operation = Operation(self._over, id, call, self._served.operation_of(), release)
        try:
            self._admit_one_more()
        except TooMuch as refused:
            await operation.refuse(refused)
            return
        running = self._operations[id] = asyncio.ensure_future(operation.run())
        running.add_done_callback(self._note_failure)

    def _admit_one_more(self) -> None:
        """Raises TooMuch where there are too many operations already, or not as much is left as a request costs."""
        most = self._subscriptions.per_connection
        if len(self._operations) >= most:
            said = f"there are {most:,} operations under way on this connection, and no more are taken"
            raise TooMuch(said, "SUBSCRIPTION_LIMIT_EXCEEDED", most, len(self._operations) + 1)
        if self._served.charge is not None:
            self._served.charge(1)

    async def _send(self, text: str) -> None:
        """Ends the connection of a client that does not read what was sent before."""
        try:
            async with asyncio.timeout(self._subscriptions.unread_seconds):
                await self._send_to_client({"type": "websocket.send", "text": text})
        except TimeoutError:
            self._end(TOO_SLOW)
        except OSError:
            self._end(None)  # the client has gone


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for each, value in scope["headers"] if each == name), None)
