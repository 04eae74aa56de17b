"""Event streams: GraphQL over server-sent events, in the “distinct connections mode” of graphql-sse.

A subscription is one response without an end, of frames `next` with the cursor as their id, so that a browser which was
cut off goes on from there by itself (`Last-Event-ID`). A stream that ends without `complete` is to be asked for anew.
Lines end with LF alone: some clients read nothing else.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Final, Literal

import msgspec
from starlette.types import Receive, Send

from dateline.answers.reading import Timeline
from dateline.graphql.execution import TooMuch
from dateline.graphql.subscribing import Subscribe, told
from dateline.web.cache_control import NEVER_KEPT
from dateline.web.configuration import HttpLimits, SubscriptionLimits
from dateline.web.document_limits import asked_within
from dateline.web.graphql_answers import body_of, raw
from dateline.web.heads import RawHeaders
from dateline.web.media_types import accepts
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.statuses import refusal

EVENT_STREAM: Final = "text/event-stream"
COMPLETE: Final = b"event: complete\ndata:\n\n"
_KEEP_ALIVE: Final = b":\n\n"
_HEADERS: Final[RawHeaders] = raw(
    {
        "Content-Type": f"{EVENT_STREAM}; charset=utf-8",
        "Cache-Control": NEVER_KEPT,
        "Vary": "Accept",
        "X-Accel-Buffering": "no",  # nginx would hold it back
    },
    None,
)


def streams(accept: bytes, method: str, spoken: tuple[str, ...]) -> Literal["never", "if need be", "always"]:
    """Whether an answer is to be a stream: never unless that is asked for by name; always if nothing else is."""
    if b"event-stream" not in accept or method not in ("GET", "POST") or not accepts(accept, EVENT_STREAM):
        return "never"
    return "if need be" if any(accepts(accept, media_type) for media_type in spoken) else "always"


def framed(body: bytes, cursor: str | None = None) -> bytes:
    """An answer as a frame; JSON without line ends."""
    id_line = f"id: {cursor}\n".encode() if cursor is not None else b""
    return b"event: next\n" + id_line + b"data: " + body + b"\n\n"


class EventStreams:
    """All streams of a server."""

    def __init__(
        self,
        timeline: Timeline,
        open_subscriptions: OpenSubscriptions,
        limits: HttpLimits | None = None,
        subscriptions: SubscriptionLimits | None = None,
    ) -> None:
        self._asked = asked_within(timeline, limits or HttpLimits())
        self._open = open_subscriptions
        self._subscriptions = subscriptions or SubscriptionLimits()

    async def answer_once(self, body: bytes, send: Send) -> None:
        """An answer to what is no subscription, for a client that takes nothing but a stream."""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": framed(body) + COMPLETE})

    async def answer(self, wanted: Subscribe, receive: Receive, send: Send) -> None:
        """A stream until the client goes, something goes wrong, the server stops, or the client reads too slowly.

        Where there are too many already, it is refused.
        """
        try:
            with self._open.one_more():
                await self._answer(wanted, receive, send)
        except TooMuch as refused:
            body = msgspec.json.encode(refusal(503, refused.message))
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "Cache-Control": NEVER_KEPT,
                "Retry-After": "10",
            }
            await send({"type": "http.response.start", "status": 503, "headers": raw(headers, len(body))})
            await send({"type": "http.response.body", "body": body})

    async def _answer(self, wanted: Subscribe, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        sending = asyncio.ensure_future(self._send_all(wanted, send))
        others = [asyncio.ensure_future(each) for each in (_gone(receive), self._open.closing.wait(), self._stay(send))]
        try:
            await asyncio.wait({sending, *others}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, *others):
                task.cancel()
            ended = await asyncio.gather(sending, *others, return_exceptions=True)
        for outcome in ended:
            if isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError):
                raise outcome
        if not any(isinstance(outcome, TimeoutError) for outcome in ended):
            await send({"type": "http.response.body", "body": b""})

    async def _send_all(self, wanted: Subscribe, send: Send) -> None:
        await self._send(_KEEP_ALIVE, send)
        async with aclosing(told(self._asked, wanted)) as answers:
            async for result, cursor in answers:
                body = msgspec.json.encode(body_of(result, wanted.request_id, executed=cursor is not None))
                await self._send(framed(body, cursor), send)
        await self._send(COMPLETE, send)

    async def _stay(self, send: Send) -> None:
        """Lets proxies see that the connection is in use."""
        while True:
            await asyncio.sleep(self._subscriptions.keep_alive_seconds)
            await self._send(_KEEP_ALIVE, send)

    async def _send(self, frame: bytes, send: Send) -> None:
        """Raises TimeoutError for a client that does not read what was sent before."""
        async with asyncio.timeout(self._subscriptions.unread_seconds):
            await send({"type": "http.response.body", "body": frame, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
