"""`dateline serve`: the log behind HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import uvicorn
from uvicorn.loops.auto import auto_loop_factory

from dateline.cli import options
from dateline.cli.clock import now, today
from dateline.cli.commands.event_folder import say, taking_in
from dateline.cli.descriptors import room_for, tell_in_a_line
from dateline.cli.lazy_loading import uncollected
from dateline.cli.listening import listening
from dateline.log.opening import LogAddress, open_log
from dateline.web.configuration import Configuration, read_configuration

HOST = "127.0.0.1"
PORT = 8000
_MOST_WAITING = 1_024
"""Connections that the system keeps until they are accepted."""


@click.command("serve")
@options.option(
    "--events",
    type=click.Path(path_type=Path),
    envvar="DATELINE_EVENTS",
    show_envvar=True,
    help="Event files to take in first; those the log knows are skipped. Default: ./events, if it is there.",
)
@options.option("--host", default=HOST, envvar="DATELINE_HOST", show_default=True, show_envvar=True)
@options.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    envvar="DATELINE_PORT",
    show_default=True,
    show_envvar=True,
    help="0 takes any that is free.",
)
@options.option(
    "--root-path",
    default="",
    envvar="DATELINE_ROOT_PATH",
    show_envvar=True,
    metavar="PREFIX",
    help="The path under which a proxy shows the server, like /dateline, whether the proxy takes it off or not.",
)
@options.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="DATELINE_CONFIG",
    show_envvar=True,
    metavar="FILE",
    help="Settings, as TOML: see `dateline help configuration`.",
)
@options.database
def serve_command(
    events: Path | None, host: str, port: int, root_path: str, config: Path | None, db: LogAddress
) -> None:
    """Take in ./events and serve the log over HTTP, GraphQL and its playground.

    A file with a bad line is reported and left out; the server comes up with what is good.

    \b
    dateline serve
    dateline serve --db companies.db --events reports --port 8080
    """
    from dateline.web.prefix import root_path_of

    prefix = root_path_of(root_path)
    configuration = read_configuration(config, os.environ)
    with listening(host, port) as listener, asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve(db, events, listener, prefix, configuration))


async def _serve(
    db: LogAddress, events: Path | None, listener: socket.socket, prefix: str, configuration: Configuration
) -> None:
    async with open_log(db, write_later=True) as log, taking_in(log, events):
        with uncollected():
            from dateline.web.app import create_app  # takes a moment, which no other command should wait for
            from dateline.web.bounded_http import BoundedHttp
            from dateline.web.checkpoints import writing_checkpoints
            from dateline.web.garbage import look_for_garbage_seldom
            from dateline.web.request_log import write_logs
            from dateline.web.threads import let_threads_take_turns
            from dateline.web.websocket_protocol import websocket_protocol

        durability = (await log.condition()).durability
        limits, room = configuration.limits, room_for(configuration.limits.connections)
        closing, unread = asyncio.Event(), configuration.subscriptions.unread_seconds
        tell_in_a_line(asyncio.get_running_loop())
        app = create_app(log, today=today, root_path=prefix, configuration=configuration, closing=closing)
        look_for_garbage_seldom()
        let_threads_take_turns()
        # Whom a proxy speaks for is of no interest here, and to look for it takes a twentieth of a small answer's time.
        settings = uvicorn.Config(
            app,
            http=BoundedHttp.within(limits, room.connections, room.refused, unread),
            h11_max_incomplete_event_size=2 * limits.header_bytes,  # so that ours comes first, which says why
            backlog=room.refused,  # asyncio accepts so many at once, before any of them can be refused
            timeout_keep_alive=limits.idle_seconds,  # type: ignore[arg-type]  # fractions are as good
            timeout_graceful_shutdown=configuration.server.shutdown_seconds,  # type: ignore[arg-type]
            ws=websocket_protocol(unread),  # type: ignore[arg-type]  # only called, as a class is
            ws_max_size=limits.body_bytes,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            lifespan="off",
        )
        write_logs(configuration.logging)
        server = _Server(settings, lambda: _announce(listener, db, prefix, durability), closing)
        async with writing_checkpoints(log, configuration.checkpoints, now):
            await server.serve(sockets=[listener])
    click.echo("Stopped.", err=True)


def _announce(listener: socket.socket, db: LogAddress, prefix: str, durability: str | None) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    under = f" for a proxy that shows it under {prefix}" if prefix else ""
    say(f"Dateline serves {db} at {address} (GraphQL at {address}/graphql){under}. Ctrl-C stops it.")
    if durability is not None:
        say(f"What is appended is kept: {durability}.")


class _Server(uvicorn.Server):
    """Stops gracefully at the first Ctrl-C or SIGTERM, at once at the second, and says when it is up.

    uvicorn's own handling raises the signal again when it is done, which would end the process before the log is
    closed.
    """

    def __init__(self, settings: uvicorn.Config, announce: Callable[[], None], closing: asyncio.Event) -> None:
        super().__init__(settings)
        self._announce = announce
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._closing.set()  # what has no end of its own ends now: uvicorn waits for all answers
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(_MOST_WAITING)  # uvicorn has told it to let as few wait as are accepted at once
        if self.started:
            self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)
