"""The short way to the address that nearly all requests are for."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.web.served import served_in


class Direct:
    """An app of which one address over HTTP is answered without a look through all routes, and without what stands
    before them: for an answer that is kept, that would be a third of the work.
    """

    def __init__(
        self, path: str, endpoint: ASGIApp, others: ASGIApp, fail: Callable[[Request, Exception], Response]
    ) -> None:
        """`path`: below the prefix of the server. `fail`: what is answered where `endpoint` fails before it has."""
        self._path = path
        self._endpoint = endpoint
        self._others = others
        self._fail = fail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != scope["root_path"] + self._path:
            await self._others(scope, receive, send)
            return
        try:
            await self._endpoint(scope, receive, send)
        except Exception as error:
            if not served_in(scope).status:
                await self._fail(Request(scope), error)(scope, receive, send)
            raise
