"""How an ASGI server of ours speaks WebSocket: by a protocol that is loaded when the first socket is opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


def websocket_protocol(seconds_unread: float) -> Callable[..., asyncio.Protocol]:
    """What uvicorn makes a protocol with. Clients that read nothing for so many seconds are sent away."""

    def made(**options: Any) -> asyncio.Protocol:
        from dateline.web.bounded_websocket import BoundedWebSocket

        protocol = BoundedWebSocket(**options)
        protocol.seconds_unread = seconds_unread
        return protocol

    return made
