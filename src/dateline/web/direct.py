"""The short way to the address that nearly all requests are for."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class Direct:
    """An app of which one address over HTTP is answered without a look through all routes, and without what stands
    before them: for an answer that is kept, that would be a third of the work.
    """

    def __init__(self, path: str, endpoint: ASGIApp, others: ASGIApp) -> None:
        """`path`: below the prefix of the server. What `endpoint` fails with is its own affair."""
        self._path = path
        self._endpoint = endpoint
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == scope["root_path"] + self._path:
            await self._endpoint(scope, receive, send)
        else:
            await self._others(scope, receive, send)
