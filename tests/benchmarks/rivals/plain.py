"""The least a server can do: a Starlette endpoint that reads the request and sends bytes it has."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANSWER = Path(os.environ["PLAIN_ANSWER"]).read_bytes() if "PLAIN_ANSWER" in os.environ else b"{}"


async def answer(request: Request) -> Response:
    await request.body()
    return Response(ANSWER, media_type="application/json")


app = Starlette(routes=[Route("/graphql", answer, methods=["GET", "POST"])])
