"""The ids of what is appended for a row: `KEY@DATE` for what an edition says, with a suffix for what follows from it.

KEY is what the map makes of the row, DATE that of the edition, as EDTF. All that is ever put behind a key stands here,
and each function that makes an id raises InvalidEvent where it is longer than the log takes: what is measured is the id
as it will be stored.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from dateline.errors import InvalidEvent
from dateline.events.event import MAX_ID
from dateline.values.dates import PartialDate

_GONE, _REPLACED, _ANEW = "/gone", "/replaced", "/anew"
_STATEMENT = re.compile(r"(?P<key>.+)@(?P<date>[^@+~]+)(?P<twin>~[0-9a-f]{8})?(?:\+[0-9a-f]{8})?")


@dataclass(frozen=True, slots=True)
class StatementId:
    """An id taken apart."""

    key: str
    published: PartialDate
    twin: str
    """The mark of one of several accounts that the same edition has given."""


@dataclass(frozen=True, slots=True)
class GoneId:
    """An id taken apart: of the retraction of `target`, the statement that an edition no longer has."""

    key: str
    published: PartialDate
    target: str


def statement_id(key: str, published: PartialDate, twin: str = "") -> str:
    """Of what one edition says of a row."""
    return _measured(f"{key}@{tag_of(published, twin)}")


def tag_of(published: PartialDate, twin: str = "") -> str:
    """What stands behind the @, and names an account of a row."""
    return f"{published.edtf}{twin}"


def correction_id(own: str, corrected: str) -> str:
    """Of a statement that corrects another. The whole chain of corrections would make an id too long: a mark stands
    for it, and tells apart corrections of different accounts."""
    return _measured(f"{own}+{sha256(corrected.encode()).hexdigest()[:8]}")


def gone_id(target: str, published: PartialDate) -> str:
    """Of the retraction of what an edition no longer has."""
    return _measured(f"{target}{_GONE}@{published.edtf}")


def replaced_id(target: str, tag: str) -> str:
    """Of the retraction of what an account with this tag replaces, where no correction can."""
    return _measured(f"{target}{_REPLACED}@{tag}")


def anew_id(target: str) -> str:
    """Of the retraction of an account that is told anew."""
    return _measured(f"{target}{_ANEW}")


def _measured(id: str) -> str:
    if len(id) > MAX_ID:
        what = f"the log would have it as {id!r}, which is {len(id)} characters long, and {MAX_ID} are the most"
        raise InvalidEvent("id", f"{what}: let the map make a shorter id", rule="length")
    return id


def twin_mark(digest: bytes, published: PartialDate, taken: Container[str]) -> str:
    """The mark of another account of one edition, from the digest of what it says; `taken` are tags that are in use.

    The same account may come back after a third one, and then has another mark.
    """
    marks = (f"~{sha256(digest + bytes(times)).hexdigest()[:8]}" for times in count())
    return next(mark for mark in marks if tag_of(published, mark) not in taken)


def read_statement_id(id: str) -> StatementId | None:
    """None for the id of another kind of event."""
    parts = _STATEMENT.fullmatch(id)
    if parts is None:
        return None
    return StatementId(parts["key"], PartialDate.from_edtf(parts["date"]), parts["twin"] or "")


def read_gone_id(id: str) -> GoneId | None:
    """None for the id of another kind of event."""
    target, mark, day = id.rpartition(f"{_GONE}@")
    parts = _STATEMENT.fullmatch(target) if mark else None
    return GoneId(parts["key"], PartialDate.from_edtf(day), target) if parts else None
