"""Which rows of which tables a record becomes. Writing files them, `misfiled` compares them with what is filed.

A row has its columns in the order in which `filed_…` in queries.sql lists them, the position last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.recording import Entry

Params = dict[str, object]


def event_row(entry: Entry) -> Params:
    """What is filed in `event` beside content and chain."""
    return {
        "id": entry.id,
        "company": entry.company,
        "kind": entry.kind,
        "subject": entry.subject,
        "first_day": entry.first_day.isoformat(),
        "last_day": entry.last_day.isoformat(),
        "possible_day": entry.possible_day.isoformat(),
        "known": entry.known.isoformat(),
        "confidence": entry.confidence,
        "act": int(entry.act),
        "position": entry.position,
    }


def stored_row(entry: Entry) -> Params:
    """A whole row of `event`."""
    row = event_row(entry)
    row["recorded_at"] = entry.micros
    row["content"] = entry.content
    row["digest"] = entry.digest
    row["hash"] = entry.hash
    return row


def act_rows(entries: Iterable[Entry]) -> list[Params]:
    return [{"target": target, "position": one.position} for one in entries for target in dict.fromkeys(one.acts_on)]


def mention_rows(entries: Iterable[Entry]) -> list[Params]:
    return [{"slug": slug, "role": role, "position": one.position} for one in entries for slug, role in one.mentions]


def same_rows(entries: Iterable[Entry]) -> list[Params]:
    joined = ((one, slug) for one in entries for slug, role in one.mentions if role == "same")
    return [
        {"slug": slug, "other": other, "position": one.position}
        for one, merged in joined
        for slug, other in ((one.company, merged), (merged, one.company))
    ]


def company_rows(entries: Sequence[Entry]) -> list[Params]:
    """Filed the first time only."""
    first = {one.company: one.position for one in reversed(entries)}
    return [{"slug": slug, "position": position} for slug, position in first.items()]


def name_rows(entries: Sequence[Entry]) -> list[Params]:
    """Filed the first time only."""
    first = {(one.company, name): one.position for one in reversed(entries) for name in one.names}
    return [{"company": company, "folded": name, "position": place} for (company, name), place in first.items()]
