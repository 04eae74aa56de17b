"""Admission: who asks over HTTP, by the API key in the header `Authorization`, and how somebody is turned away."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

from dateline.answers.access import Caller, Door
from dateline.errors import DatelineError, Unauthenticated
from dateline.log.keys import KeyScope
from dateline.web.served import served_in

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="dateline"'}
"""Comes with status 401."""


async def admitted(door: Door, scope: Scope, needed: KeyScope) -> Caller:
    """Who asks, if they may do this. Raises Unauthenticated, Forbidden or StoreUnavailable."""
    caller = await door.caller(Headers(scope=scope).get("authorization"))
    served_in(scope).key = caller.name
    caller.require(needed)
    return caller


def beside(error: DatelineError) -> dict[str, str]:
    """What an answer that tells of this error says beside it."""
    return {"Cache-Control": "no-store", **(CHALLENGE if isinstance(error, Unauthenticated) else {})}
