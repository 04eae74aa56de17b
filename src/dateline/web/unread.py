"""What a server does about clients that do not read what is sent to them."""

from __future__ import annotations

import asyncio


class DropsUnread(asyncio.Protocol):
    """A protocol of uvicorn that drops a connection of which nothing is read for so long. That is looked at only while
    more waits to be sent than a buffer takes: for an ordinary answer it costs nothing."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop

    seconds_unread = 30.0

    _unread_watch: asyncio.TimerHandle | None = None
    _left = 0

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_unread()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_watching_unread()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching_unread()
        super().connection_lost(exc)

    def drop(self) -> None:
        """Ends the connection, whatever waits to be sent."""
        self.transport.abort()

    def _watch_unread(self) -> None:
        self._left = self.transport.get_write_buffer_size()
        self._unread_watch = self.loop.call_later(self.seconds_unread, self._look_unread)

    def _look_unread(self) -> None:
        """A client that reads slowly is let read."""
        if self.transport.get_write_buffer_size() < self._left:
            self._watch_unread()
        else:
            self.drop()

    def _stop_watching_unread(self) -> None:
        if self._unread_watch is not None:
            self._unread_watch.cancel()
            self._unread_watch = None
