"""The address that `dateline serve` listens at."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dateline.cli.failures import Failure


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at this address, had before any work is done. Raises Failure with a sentence that says why not.

    Its protocol is named, since asyncio sets TCP_NODELAY only on connections of a listener that says TCP: an answer on
    a kept connection would wait 40 ms for an acknowledgement that the other side delays.
    """
    family, kind, address = _address(host, port)
    with socket.socket(family, kind, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError as error:
            raise Failure(_why_not(error, host, port)) from error
        yield listener


def _address(host: str, port: int) -> tuple[int, int, tuple[Any, ...]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Failure(f"{host} is no address of this machine: {error.strerror}") from error
    family, kind, _, _, address = found[0]
    return family, kind, address


def _why_not(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} of {host} is in use: stop what uses it, or choose another with --port"
        case errno.EACCES:
            return f"port {port} may not be used by this user: choose one above 1023 with --port"
        case _:
            return f"{host}:{port} cannot be served at: {error.strerror}"
