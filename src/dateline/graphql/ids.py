"""Global ids: what a node is and where it is read from, so that client caches never mix two dates.

An id determines the fields of what has it. `C:token:slug` is a company, `S:token:slug` its state, `E:token:id` an
event, `P:token:slug:list:key` a part of a state: each is read through the vantage of the token. `C::slug` and `E::id`
are read at the head of the log, and change with it. All in base64url. A snapshot has the token itself.
"""

import secrets
from typing import Final, Literal

import msgspec

from dateline.answers.tokens import TOKEN_BYTES, is_token
from dateline.errors import InvalidInput
from dateline.values.base64url import unwrap, wrap

Kind = Literal["C", "S", "E", "P", "Snapshot"]


class GlobalId(msgspec.Struct, frozen=True):
    kind: Kind
    token: str
    key: str


def write_id(kind: Literal["C", "S", "E", "P"], key: str, token: str = "") -> str:
    return wrap(f"{kind}:{token}:{key}".encode())


ANY_TOKEN: Final = wrap(secrets.token_bytes(TOKEN_BYTES))
"""Stands for the token of a vantage where it is not known yet; nobody outside knows it."""


def part_ids_begin(token: str) -> bytes:
    """What the ids of all parts of states at a vantage begin with. A token is of such a length that this is whole."""
    begins = f"P:{token}".encode()
    assert len(begins) % 3 == 0, "another length would have to be put together before it is wrapped"
    return wrap(begins).encode()


def read_id(text: str) -> GlobalId:
    """What an id of an answer names. Raises InvalidInput for any other text."""
    if is_token(text):
        return GlobalId("Snapshot", text, "")
    try:
        kind, token, key = unwrap(text).decode().split(":", 2)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no id of a node: send back the `id` of an answer") from error
    match kind:
        case "C" | "S" | "E" | "P":
            return GlobalId(kind, token, key)
    raise InvalidInput(f"{text!r} is no id of a node: send back the `id` of an answer")
