"""Global ids: what a node is and where it is read from, so that client caches never mix two dates.

`C:slug` is a company, `S:token:slug` its state, `E:token:id` an event read through a vantage, `E::id` one read as it
is recorded; base64url.
"""

from dataclasses import dataclass
from typing import Literal

from dateline.errors import InvalidInput
from dateline.values.base64url import unwrap, wrap

Kind = Literal["C", "S", "E"]


@dataclass(frozen=True, slots=True)
class GlobalId:
    kind: Kind
    token: str
    key: str


def write_id(kind: Kind, key: str, token: str = "") -> str:
    return wrap(f"{kind}:{token}:{key}".encode())


def read_id(text: str) -> GlobalId:
    """What an id of an answer names. Raises InvalidInput for any other text."""
    try:
        kind, token, key = unwrap(text).decode().split(":", 2)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no id of a node: send back the `id` of an answer") from error
    match kind:
        case "C" | "S" | "E":
            return GlobalId(kind, token, key)
    raise InvalidInput(f"{text!r} is no id of a node: send back the `id` of an answer")
