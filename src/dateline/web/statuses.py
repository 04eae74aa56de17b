"""The HTTP status of every error, as the command line has its exit codes, and the JSON that it is told in.

Requests to `/graphql` are another matter: an error of GraphQL stands in its answer (`graphql_over_http.py`).
"""

from __future__ import annotations

from typing import Any

from dateline.errors import DatelineError
from dateline.graphql.shown_errors import FAILED, INTERNAL, coded, is_the_client_s

BAD_REQUEST = 400
UNAUTHORIZED = 401
FORBIDDEN = 403
CONFLICT = 409
MISDIRECTED = 421
TOO_MANY = 429
SERVER_ERROR = 500
NOT_IMPLEMENTED = 501
UNAVAILABLE = 503

HTTP_STATUS = {
    "error": SERVER_ERROR,
    "invalid-input": BAD_REQUEST,
    "invalid-date": BAD_REQUEST,
    "invalid-event": BAD_REQUEST,
    "invalid-money": BAD_REQUEST,
    "invalid-file": BAD_REQUEST,
    "invalid-vantage": BAD_REQUEST,
    "invalid-cursor": BAD_REQUEST,
    "invalid-proof": BAD_REQUEST,
    "event-id-taken": CONFLICT,
    "position-conflict": CONFLICT,
    "position-ahead": CONFLICT,
    "other-log": CONFLICT,
    "unauthenticated": UNAUTHORIZED,
    "forbidden": FORBIDDEN,
    "corrupt-log": SERVER_ERROR,
    "not-installed": NOT_IMPLEMENTED,
    "store-unavailable": UNAVAILABLE,
}
"""The code of every error → the HTTP status."""

RATE_LIMITED = "RATE_LIMITED"

CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    408: "REQUEST_TIMEOUT",
    413: "PAYLOAD_TOO_LARGE",
    414: "URI_TOO_LONG",
    415: "UNSUPPORTED_MEDIA_TYPE",
    416: "RANGE_NOT_SATISFIABLE",
    MISDIRECTED: "MISDIRECTED_REQUEST",
    TOO_MANY: RATE_LIMITED,
    431: "REQUEST_HEADER_FIELDS_TOO_LARGE",
    500: "INTERNAL_SERVER_ERROR",
    501: "NOT_IMPLEMENTED",
    503: "SERVICE_UNAVAILABLE",
}
"""The status of a request that reaches no question → the code of its error."""


def refusal(status: int, message: str) -> dict[str, Any]:
    """The body of an answer to a request that reaches no question: in the shape that errors of GraphQL have."""
    return {"errors": [{"message": message, "extensions": {"code": CODES.get(status, CODES[BAD_REQUEST])}}]}


def failure(error: DatelineError, request_id: str) -> dict[str, Any]:
    """The body of an answer to a question that failed; of a failure of the server it tells only where it is logged."""
    if is_the_client_s(error):
        return {"errors": [{"message": str(error), "extensions": coded(error)}]}
    return crash(request_id, error)


def crash(request_id: str, error: DatelineError | None = None) -> dict[str, Any]:
    """The body of an answer of a server that failed, of which it says no more than where to look."""
    extensions = {**coded(error, INTERNAL), "requestId": request_id}
    return {"errors": [{"message": FAILED, "extensions": extensions}]}
