"""Serving: the page, what begins it, and the files of a package that it loads; nothing comes from elsewhere.

The page has a policy under which a browser runs no script and takes no style but from here, whatever an answer that it
shows may hold, and shows the page in no frame of another site.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from dateline.web.prefix import prefix_of

_PACKAGE = "graphene_django_graphiql_static"
_HERE = Path(__file__).parent

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_FILES = {"start.js": "text/javascript", "start.css": "text/css"}


async def page(request: Request) -> HTMLResponse:
    """The page. `?query=`, `?variables=` and `?operationName=` are shown in it."""
    prefix = prefix_of(request.scope)
    settings = json.dumps({"url": f"{prefix}/graphql", "examples": examples()}).replace("<", "\\u003c")
    return HTMLResponse(_text("page.html").replace("PREFIX", prefix).replace("SETTINGS", settings), headers=_HEADERS)


async def start(request: Request) -> Response:
    """What begins the page: its script, and its style."""
    name = f"start.{request.path_params['ending']}"
    if name not in _FILES:
        return Response(status_code=404)
    return Response(_text(name), headers={"Cache-Control": "no-cache"}, media_type=_FILES[name])


def assets() -> StaticFiles:
    """The files of GraphiQL itself."""
    return StaticFiles(packages=[(_PACKAGE, f"static/{_PACKAGE}")])


@cache
def examples() -> tuple[str, ...]:
    """Questions to begin with, each in a tab of its own. Read when they are first wanted, not when a server starts."""
    return tuple(file.read_text("utf-8") for file in sorted((_HERE / "examples").glob("*.graphql")))


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
