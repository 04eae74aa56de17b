"""The HTTP status of every error, as the command line has its exit codes.

Requests to `/graphql` are another matter: an error of GraphQL stands in its answer (`graphql_over_http.py`).
"""

from __future__ import annotations

BAD_REQUEST = 400
CONFLICT = 409
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
    "event-id-taken": CONFLICT,
    "position-conflict": CONFLICT,
    "position-ahead": CONFLICT,
    "other-log": CONFLICT,
    "corrupt-log": SERVER_ERROR,
    "not-installed": NOT_IMPLEMENTED,
    "store-unavailable": UNAVAILABLE,
}
"""The code of every error → the HTTP status."""
