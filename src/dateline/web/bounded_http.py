"""HTTP as uvicorn reads it, with limits that it does not have: of headers, of the time for a request, of connections.

uvicorn's reader on httptools takes headers of any length, which blocks it for seconds, and both of its readers wait for
the rest of a request for ever. `BoundedHttp` is the faster of the two that is installed, with limits:

    uvicorn.run("dateline.asgi:app", http="dateline.web.bounded_http:BoundedHttp")
"""

from __future__ import annotations

from importlib.util import find_spec

from dateline.web.bounded_protocol import Bounded


def _faster() -> type[Bounded]:
    if find_spec("httptools") is not None:
        from dateline.web.bounded_httptools import BoundedHttpTools

        return BoundedHttpTools
    from dateline.web.bounded_h11 import BoundedH11

    return BoundedH11


BoundedHttp = _faster()
