"""How errors are shown: by the names of codes that clients of GraphQL know, with Dateline's own code as the reason.

`extensions` has the code; `reason`, the code of `dateline.errors`, which `dateline help errors` lists; `argument`,
where one is at fault; and `requestId` where the server failed, which tells nothing else of why.
"""

import re
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLSyntaxError, VariableDefinitionNode

from dateline.errors import CorruptLog, DatelineError, StoreUnavailable
from dateline.graphql.execution.input_errors import told_of_variable
from dateline.graphql.execution.values_of_arguments import ARGUMENT
from dateline.values.text import cut

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
NO_SUCH_OPERATION = "OPERATION_RESOLUTION_FAILURE"
BAD_INPUT = "BAD_USER_INPUT"
CONFLICT = "CONFLICT"
UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
UNAVAILABLE = "SERVICE_UNAVAILABLE"
INTERNAL = "INTERNAL_SERVER_ERROR"

CODES = {
    "error": INTERNAL,
    "invalid-input": BAD_INPUT,
    "invalid-date": BAD_INPUT,
    "invalid-event": BAD_INPUT,
    "invalid-money": BAD_INPUT,
    "invalid-file": BAD_INPUT,
    "invalid-vantage": BAD_INPUT,
    "invalid-cursor": BAD_INPUT,
    "invalid-proof": BAD_INPUT,
    "event-id-taken": CONFLICT,
    "position-conflict": CONFLICT,
    "position-ahead": BAD_INPUT,
    "other-log": BAD_INPUT,
    "unauthenticated": UNAUTHENTICATED,
    "forbidden": FORBIDDEN,
    "corrupt-log": INTERNAL,
    "not-installed": NOT_IMPLEMENTED,
    "store-unavailable": UNAVAILABLE,
}
"""The code of every error of Dateline → the name that clients know."""

FAILED = "the server failed to answer this; its log says why"

_SHOWN = 500
"""Characters of a message: what is echoed in it may be as long as what was sent."""
_PYTHON = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:True|False|None|Undefined)\b""", re.DOTALL)
_JSON = {"True": "true", "False": "false", "None": "null", "Undefined": "nothing"}


def shown(error: GraphQLError, request_id: str = "") -> dict[str, Any]:
    """An error as answers have it: with its code, and without the sentence where it is a failure of the server."""
    cause, told = cause_of(error), told_of_variable(error.message)
    extensions = {**(error.extensions or {}), **_argument(error, cause), **coded(cause, _code_of_request(error))}
    formatted: dict[str, Any] = dict(error.formatted)
    if is_the_server_s(error):
        return {**formatted, "message": FAILED, "extensions": {**extensions, **_named(request_id)}}
    message = error.message
    if told is not None:
        message, extensions = told.message, {**extensions, ARGUMENT: told.way}
    if cause is None:
        message = _in_words_of_json(message)
    return {**formatted, "message": cut(message, _SHOWN), "extensions": extensions}


def code_of(error: GraphQLError) -> str:
    """The code that an error is shown with."""
    return coded(cause_of(error), _code_of_request(error))["code"]


def coded(cause: Exception | None, otherwise: str = INTERNAL) -> dict[str, str]:
    """The code of an error, and its reason where it is one of Dateline's; `otherwise`: the code where there is none."""
    if isinstance(cause, DatelineError):
        return {"code": CODES[cause.code], "reason": cause.code}
    return {"code": otherwise if cause is None else INTERNAL}


def is_the_server_s(error: GraphQLError) -> bool:
    """Whether it is a failure of the server, and not a mistake of the client."""
    cause = cause_of(error)
    return _code_of_request(error) == INTERNAL if cause is None else not is_the_client_s(cause)


def is_the_client_s(cause: Exception) -> bool:
    """Whether an exception tells of what was asked, so that its sentence is for whoever asked."""
    told = isinstance(cause, DatelineError) and type(cause) is not DatelineError
    return told and not isinstance(cause, CorruptLog | StoreUnavailable)


def cause_of(error: GraphQLError) -> Exception | None:
    """The exception that a resolver or a scalar raised; None if the request itself is no valid GraphQL."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _code_of_request(error: GraphQLError) -> str:
    """Of an error that nothing of ours raised."""
    if isinstance(error, GraphQLSyntaxError):
        return PARSE_FAILED
    told = (error.extensions or {}).get("code")
    if told is not None:
        return str(told)
    if ARGUMENT in (error.extensions or {}):
        return BAD_INPUT
    at = error.nodes[0] if error.nodes else None
    if error.path:
        return INTERNAL if isinstance(at, FieldNode) else BAD_INPUT
    return BAD_INPUT if at is None or _is_value_of_variable(error) else VALIDATION_FAILED


def _argument(error: GraphQLError, cause: Exception | None) -> dict[str, list[str | int]]:
    if isinstance(cause, DatelineError) and cause.argument:
        return {ARGUMENT: list(cause.argument)}
    at = error.nodes[0] if error.nodes else None
    if ARGUMENT not in (error.extensions or {}) and isinstance(at, VariableDefinitionNode):
        return {ARGUMENT: [f"${at.variable.name.value}"]}
    return {}


def _is_value_of_variable(error: GraphQLError) -> bool:
    """Whether it is of what was sent, and not of a variable of a type that does not fit where it is used."""
    return error.nodes is not None and len(error.nodes) == 1 and isinstance(error.nodes[0], VariableDefinitionNode)


def _named(request_id: str) -> dict[str, str]:
    return {"requestId": request_id} if request_id else {}


def _in_words_of_json(message: str) -> str:
    """A sentence of graphql-core, which shows values as Python writes them."""
    return _PYTHON.sub(lambda found: _JSON.get(found.group(), found.group()), message)
