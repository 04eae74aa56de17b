"""The prefix under which a proxy shows the server, like /dateline: taken off what is asked, put before what is linked.

A proxy may strip the prefix from the addresses it passes on, or leave it there: both are understood. It is told by
whoever starts the server, never by a header of a request, which anybody may send.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.errors import InvalidInput

_SEGMENT = re.compile(r"[^\s/?#\\\x00-\x1f\x7f]+")


def root_path_of(text: str) -> str:
    """A prefix as it was given: `/dateline`, `dateline` and `/dateline/` are one; `/` is none.

    Raises InvalidInput for what is no path.
    """
    segments = text.strip("/").split("/") if text.strip("/") else []
    if any(not _SEGMENT.fullmatch(segment) or segment in (".", "..") for segment in segments) or "://" in text:
        raise InvalidInput(f"{text!r} is no path under which a server could stand: give one like /dateline")
    return "".join(f"/{segment}" for segment in segments)


def prefix_of(scope: Scope) -> str:
    """What stands before every address of this server in a link; empty where nothing does."""
    return quote(scope.get("dateline_prefix", ""))


class UnderPrefix:
    """An app whose addresses are told under a prefix."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            root = self._root_path or scope.get("root_path", "").rstrip("/")
            path = root + _stripped(scope["path"], root)
            scope = {**scope, "root_path": root, "path": path, "dateline_prefix": root}
        await self._app(scope, receive, send)


class WithoutHost:
    """An app that sends to other addresses by their paths: what host a browser has asked, only the proxy knows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 < message["status"] < 400:
                _without_host(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def _stripped(path: str, root: str) -> str:
    """The path inside this server. A server like uvicorn adds the prefix to what may have had it already."""
    while root and (path == root or path.startswith(f"{root}/")):
        path = path.removeprefix(root)
    return path or "/"


def _without_host(headers: MutableHeaders) -> None:
    if "location" in headers:
        parts = urlsplit(headers["location"])
        path = "/" + parts.path.lstrip("/")  # two slashes at the beginning would name a host
        headers["location"] = parts._replace(scheme="", netloc="", path=path).geturl()
