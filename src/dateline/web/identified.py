"""Every request has an id, which its answer tells, and the server's log where something fails; whoever watches the
server is told of each.

A client, or a proxy, may give it in the header `X-Request-Id`; one that is no plain word is left aside.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from time import perf_counter

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.web.cache_control import NEVER_KEPT
from dateline.web.heads import BODY, beside, sent_whole
from dateline.web.served import Served, Watcher, served_in
from dateline.web.statuses import MISDIRECTED, refusal

REQUEST_ID = b"x-request-id"
_NO_GUESSING = (b"x-content-type-options", b"nosniff")
"""A browser takes an answer for what it says it is. What it holds already says so too."""

_GIVEN = re.compile(rb"[A-Za-z0-9._:=+/-]{1,100}")
_PROCESS = secrets.token_hex(4)
_NUMBERS = count(1)

_logger = logging.getLogger("dateline.web")


def request_id_of(scope: Scope) -> str:
    """The id of a request that has passed through `Identified`."""
    return served_in(scope).request_id


_Told = Callable[[Scope], Iterable[tuple[bytes, bytes]]]


class Identified:
    """An app that names each request, and tells whatever it fails with to the log alone.

    `told`: more headers that every answer to a request has. `misled`: why a request is not for this server, or nothing.
    """

    def __init__(
        self,
        app: ASGIApp,
        watchers: Sequence[Watcher] = (),
        told: _Told = lambda _: (),
        misled: Callable[[Scope], str] = lambda _: "",
    ) -> None:
        self._app = app
        self._watchers = watchers
        self._told = told
        self._misled = misled

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = _given(scope["headers"]) or f"{_PROCESS}-{next(_NUMBERS):x}"
        method = scope.get("method", "GET")
        served = scope["dateline_served"] = Served(request_id, method, scope["path"])
        why = self._misled(scope)
        if scope["type"] == "websocket":
            served.tell = self._tell if self._watchers else None
            await (_close(send) if why else self._app(scope, receive, send))
            return
        began = perf_counter() if self._watchers else 0.0
        answer = _Answer(scope, send, served, self._told)
        try:
            await (_misdirected(why, answer.send) if why else self._app(scope, receive, answer.send))
        except Exception as error:
            _logger.error("request %s failed", request_id, exc_info=error)
            if not answer.has_ended:
                raise  # half an answer is sent: the server closes the connection
        finally:
            if self._watchers:
                served.seconds = perf_counter() - began
                self._tell(served)

    def _tell(self, served: Served) -> None:
        for watch in self._watchers:
            watch(served)


class _Answer:
    """What is sent to a request, with the headers that every answer has."""

    __slots__ = ("_is_sent", "_scope", "_send", "_served", "_told", "has_ended")

    def __init__(self, scope: Scope, send: Send, served: Served, told: _Told) -> None:
        self._scope, self._send, self._served, self._told = scope, send, served, told
        self._is_sent = self.has_ended = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_sent = self.has_ended = self._begin(message)
        elif not message.get("more_body", False):
            self.has_ended = True
        if not self._is_sent:
            await self._send(message)

    def _begin(self, message: Message) -> bool:
        """Whether all of the answer is sent with its beginning."""
        scope, status, headers = self._scope, message["status"], message["headers"]
        self._served.status = status
        more = [(REQUEST_ID, self._served.request_id.encode("ascii"))]
        if status != 304:
            more.append(_NO_GUESSING)
        more.extend(self._told(scope))
        if BODY in message and sent_whole(scope, status, headers, more, message[BODY]):
            return True
        message["headers"] = beside(scope, [*headers, *more])  # not added to a list that may be of a kept answer
        return False


async def _misdirected(why: str, send: Send) -> None:
    body = msgspec.json.encode(refusal(MISDIRECTED, why))
    length = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"application/json"), length, (b"cache-control", NEVER_KEPT.encode())]
    await send({"type": "http.response.start", "status": MISDIRECTED, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _close(send: Send) -> None:
    """Before it was accepted: the handshake is answered with 403."""
    await send({"type": "websocket.close"})


def _given(headers: Iterable[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == REQUEST_ID:
            return value.decode("ascii") if _GIVEN.fullmatch(value) else ""
    return ""
