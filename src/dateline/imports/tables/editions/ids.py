"""The ids of what is appended for a row: `KEY@DATE` for what an edition says, with a suffix for what follows from it.

KEY is what the map makes of the row, DATE that of the edition, as EDTF. All that is ever put behind a key stands here,
and each function that makes an id raises InvalidEvent where it is longer than the log takes: what is measured is the id
as it will be stored.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, count

from dateline.errors import InvalidEvent
from dateline.events.event import MAX_ID
from dateline.values.dates import PartialDate

_GONE, _REPLACED, _ANEW, _REST = "/gone", "/replaced", "/anew", "/rest"
_STATEMENT = re.compile(r"(?P<key>.+)@(?P<date>[^@+~]+)(?P<twin>~[0-9a-f]{8})?(?P<behind>\+[0-9a-f]{8})?")


@dataclass(frozen=True, slots=True)
class StatementId:
    """An id taken apart."""

    key: str
    published: PartialDate
    twin: str
    """The mark of one of several accounts that the same edition has given."""
    late: bool
    """Whether it says otherwise than an earlier edition: its pages may have no dates of their own any more."""


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
    """Of a statement that says otherwise than another. The whole chain of corrections would make an id too long: a mark
    stands for it, and tells apart corrections of different accounts."""
    return _measured(f"{own}+{sha256(corrected.encode()).hexdigest()[:8]}")


def gone_id(target: str, published: PartialDate) -> str:
    """Of the retraction of what an edition no longer has."""
    return _measured(f"{target}{_GONE}@{published.edtf}")


def replaced_id(target: str, tag: str) -> str:
    """Of the retraction of what an account with this tag replaces, where no correction can."""
    return _measured(f"{target}{_REPLACED}@{tag}")


def rest_id(target: str, tag: str) -> str:
    """Of what a statement says that the account with this tag does not say otherwise; its own, where it is late."""
    return _measured(f"{target}{_REST}@{tag}")


def read_rest_id(id: str) -> tuple[StatementId, str] | None:
    """The statement that a rest is of, and the tag behind it; None for the id of another kind of event."""
    target, mark, tag = id.partition(f"{_REST}@")
    told = read_statement_id(target) if mark else None
    return (told, tag) if told else None


def anew_id(target: str) -> str:
    """Of the retraction of an account that is told anew."""
    return _measured(f"{target}{_ANEW}")


def _measured(id: str) -> str:
    if len(id) > MAX_ID:
        what = f"the log would have it as {id!r}, which is {len(id)} characters long, and {MAX_ID} are the most"
        raise InvalidEvent("id", f"{what}: let the map make a shorter id", rule="length")
    return id


def marks(digest: bytes) -> Iterator[str]:
    """None, then marks without end that tell apart what else has the same id, from the digest of what a row says."""
    return chain([""], (f"~{sha256(digest + bytes(times)).hexdigest()[:8]}" for times in count()))


def twin_mark(digest: bytes, published: PartialDate, taken: Container[str]) -> str:
    """The mark of another account of one edition, from the digest of what it says; `taken` are tags that are in use.

    The same account may come back after a third one, and then has another mark.
    """
    return next(mark for mark in marks(digest) if mark and tag_of(published, mark) not in taken)


def read_statement_id(id: str) -> StatementId | None:
    """None for the id of another kind of event."""
    parts = _STATEMENT.fullmatch(id)
    if parts is None:
        return None
    published = PartialDate.from_edtf(parts["date"])
    return StatementId(parts["key"], published, parts["twin"] or "", parts["behind"] is not None)


def key_of_act(id: str) -> str | None:
    """The key whose statement an act of ours retracts, as an edition replaces it or has it no longer; None for the id
    of another kind of event."""
    target = id.rpartition(f"{_GONE}@")[0] or id.rpartition(f"{_REPLACED}@")[0]
    parts = _STATEMENT.fullmatch(target) if target else None
    return parts["key"] if parts else None


def read_gone_id(id: str) -> GoneId | None:
    """None for the id of another kind of event."""
    target, mark, day = id.rpartition(f"{_GONE}@")
    parts = _STATEMENT.fullmatch(target) if mark else None
    return GoneId(parts["key"], PartialDate.from_edtf(day), target) if parts else None
