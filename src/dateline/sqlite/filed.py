"""Comparing what is filed of records with what follows from their contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.codec import canonical, restore
from dateline.log import Row
from dateline.recording import GENESIS, Candidate, Entry, entry
from dateline.sqlite.filing import Params, act_rows, company_rows, event_row, mention_rows, name_rows, same_rows
from dateline.sqlite.reading import Reader, as_json


async def misfiled(reader: Reader, rows: Sequence[Row]) -> int | None:
    """The first of these positions at which any table says something else than the content does."""
    entries = [_entry(row) for row in rows]
    wrong = await _wrong_at(reader, entries) | await _wrong_about_companies(reader, entries)
    return min(wrong, default=None)


def _entry(row: Row) -> Entry:
    """The entry that follows from the content of a stored record, but for the chain."""
    event = restore(row.content)
    return entry(Candidate(0, event, canonical(event), row.digest), row.position, row.recorded_at, GENESIS)


async def _wrong_at(reader: Reader, entries: Sequence[Entry]) -> set[int]:
    """Where rows that belong to one record each are missing, wrong or too many, or its id does not lead to it."""
    positions = as_json([one.position for one in entries])
    events = await reader.named("filed_events", positions=positions)
    acts = await reader.named("filed_acts", positions=positions)
    mentions = await reader.named("filed_mentions", positions=positions)
    held = await reader.named("held", ids=as_json([one.id for one in entries]))
    at = {id: position for id, position, _ in held}
    return (
        _differing(map(event_row, entries), events)
        | _differing(act_rows(entries), acts)
        | _differing(mention_rows(entries), mentions)
        | {one.position for one in entries if at.get(one.id) != one.position}
    )


async def _wrong_about_companies(reader: Reader, entries: Sequence[Entry]) -> set[int]:
    """Where a merge, a company or a name is missing. Companies and names are filed once, at the first record."""
    merges = same_rows(entries)
    sames = await reader.named("filed_sames", sames=as_json([list(row.values()) for row in merges]))
    asked = as_json({one.company for one in entries})
    companies = await reader.named("filed_companies", companies=asked)
    names = await reader.named("filed_names", companies=asked)
    return (
        _differing(merges, sames)
        | _filed_too_late(company_rows(entries), companies)
        | _filed_too_late(name_rows(entries), names)
    )


def _differing(expected: Iterable[Params], filed: Iterable[Sequence[Any]]) -> set[int]:
    """The positions of rows that only one side has."""
    rows = {tuple(row.values()) for row in expected}.symmetric_difference(map(tuple, filed))
    return {_position(row) for row in rows}


def _filed_too_late(expected: Iterable[Params], filed: Iterable[Sequence[Any]]) -> set[int]:
    """The positions of rows that are not there, or only since a later position."""
    since: Mapping[tuple[Any, ...], int] = {tuple(key): position for *key, position in filed}
    rows = (tuple(row.values()) for row in expected)
    return {_position(row) for row in rows if since.get(row[:-1], _position(row) + 1) > _position(row)}


def _position(row: Sequence[Any]) -> int:
    return int(row[-1])
