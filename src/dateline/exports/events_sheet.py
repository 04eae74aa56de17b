"""The sheet of events: what all kinds have in common as columns, the whole event as its canonical JSON."""

from __future__ import annotations

import msgspec

from dateline.answers.event_lists import Listed
from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.events.summary import summarize
from dateline.exports.columns import Column, ColumnKind, SheetRow, publishers
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage

_COLUMNS = {
    "id": ColumnKind.TEXT,
    "type": ColumnKind.TEXT,
    "company": ColumnKind.TEXT,
    "subject": ColumnKind.TEXT,
    "stage": ColumnKind.TEXT,
    "on": ColumnKind.TEXT,
    "on_first": ColumnKind.DAY,
    "on_last": ColumnKind.DAY,
    "known": ColumnKind.DAY,
    "confidence": ColumnKind.TEXT,
    "foretold": ColumnKind.FLAG,
    "counts": ColumnKind.FLAG,
    "standing": ColumnKind.TEXT,
    "standing_because": ColumnKind.TEXTS,
    "publishers": ColumnKind.TEXTS,
    "urls": ColumnKind.TEXTS,
    "summary": ColumnKind.TEXT,
    "note": ColumnKind.TEXT,
    "corrects": ColumnKind.TEXT,
    "reason": ColumnKind.TEXT,
    "position": ColumnKind.COUNT,
    "recorded_at": ColumnKind.INSTANT,
    "event": ColumnKind.TEXT,
}


class EventsSheet(msgspec.Struct, frozen=True):
    name: str = "events"

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(name, kind) for name, kind in _COLUMNS.items())

    def row(self, listed: Listed, vantage: Vantage) -> SheetRow:
        seen, event, when = listed.seen, listed.seen.event, listed.seen.when
        return (
            event.id,
            event.kind,
            event.company,
            event.subject,
            event.stage_of.value if event.stage_of is not None else None,
            when.edtf,
            when.first,
            when.last,
            seen.record.known,
            event.confidence.value,
            seen.foretold,
            vantage.reach.counts(event),
            listed.verdict.standing.value,
            tuple(act.id for act in listed.verdict.because),
            publishers(seen),
            tuple(dict.fromkeys(source.url for source in seen.sources if source.url is not None)),
            summarize(event),
            event.note,
            event.corrects,
            event.reason,
            seen.record.position,
            seen.record.recorded_at,
            canonical(in_sight(seen)).decode(),
        )


EVENTS = EventsSheet()


def in_sight(seen: Seen) -> Event:
    """The event with the sources that the vantage admits."""
    if len(seen.sources) == len(seen.event.sources):
        return seen.event
    return msgspec.structs.replace(seen.event, sources=seen.sources)
