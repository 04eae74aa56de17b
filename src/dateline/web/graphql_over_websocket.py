"""GraphQL over a WebSocket, by the protocol graphql-transport-ws: subscriptions, and questions of any other kind.

Strawberry's own handler reads one prefix of the log for as long as a subscription lasts, has one context for all
operations of a connection, and closes the socket where one document has a mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.types import Receive, Scope, Send

from dateline.answers.access import Door
from dateline.answers.reading import Timeline
from dateline.web.configuration import Configuration
from dateline.web.document_limits import writing_within
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.persisted_documents import PersistedDocuments
from dateline.web.socket_connection import SocketConnection
from dateline.web.socket_messages import PROTOCOL

NOT_ACCEPTABLE: Final = 4406


class GraphQLSocket:
    """The ASGI endpoint."""

    def __init__(
        self,
        timeline: Timeline,
        door: Door,
        documents: PersistedDocuments,
        open_subscriptions: OpenSubscriptions,
        configuration: Configuration,
        now: Callable[[], datetime] | None = None,
        allows: Callable[[bytes], bool] | None = None,
    ) -> None:
        """`allows`: whether pages of another origin may read; else none may. Browsers leave that to the server."""
        self._timeline = timeline
        self._door = door
        self._documents = documents
        self._open = open_subscriptions
        self._configuration = configuration
        self._writing = writing_within(configuration.limits, now)
        self._allows = allows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # that somebody connects
        if not self._is_welcome(scope):
            await send({"type": "websocket.close"})  # 403
            return
        if PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            reason = f"Subprotocol not acceptable: speak {PROTOCOL}"
            await send({"type": "websocket.close", "code": NOT_ACCEPTABLE, "reason": reason})
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        connection = SocketConnection(
            self._timeline, self._door, self._documents, self._open, self._configuration, self._writing, scope, send
        )
        await connection.run(receive)

    def _is_welcome(self, scope: Scope) -> bool:
        """Whether it is no page of another site that connects, or one that may."""
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is None or headers.get(b"sec-fetch-site") == b"same-origin":
            return True
        host = origin.partition(b"://")[2].lower()
        return host == headers.get(b"host", b"").lower() or (self._allows is not None and self._allows(origin))
