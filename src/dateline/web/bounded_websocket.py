"""WebSockets as uvicorn has them, but that a client which reads nothing is sent away.

It is loaded when the first socket is opened, and the package `websockets` with it:

    uvicorn.run("dateline.asgi:app", ws="dateline.web.bounded_websocket:BoundedWebSocket")
"""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dateline.web.unread import DropsUnread

TRY_AGAIN_LATER: Final = 1013
"""Clients connect again, and go on."""
TOO_SLOW: Final = "the client reads too slowly: go on from the last cursor"
GRACE_SECONDS: Final = 5.0
"""In which a client may still read why."""


class BoundedWebSocket(DropsUnread, WebSocketsSansIOProtocol):
    """As uvicorn's own."""

    def drop(self) -> None:
        """Says why behind what waits to be sent, and ends the connection whether that is read or not."""
        self.stop_keepalive()
        if self.handshake_complete and not self.close_sent:
            self.conn.send_close(TRY_AGAIN_LATER, TOO_SLOW)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": TRY_AGAIN_LATER, "reason": TOO_SLOW})
        self.disconnected = True
        self.writable.set()  # whoever waits to send is told that nobody is there
        self.transport.close()
        self.loop.call_later(GRACE_SECONDS, self.transport.abort)
