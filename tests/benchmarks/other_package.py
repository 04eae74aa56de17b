"""The `eventsourcing` package with its SQLite recorder, for import_events.py: the only place that imports it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, Mapper, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from dateline.log.drafts import Draft

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Told(DomainEvent):
    """A line of an event file."""

    said: dict[str, Any]


def recorder(db: Path) -> SQLiteApplicationRecorder:
    made = SQLiteApplicationRecorder(SQLiteDatastore(str(db)))
    made.create_table()
    return made


def ready_made(groups: Iterator[Sequence[Draft]]) -> Iterator[list[StoredEvent]]:
    """What the recorder stores, from content that is bytes already."""
    versions = Counter[str]()
    for group in groups:
        stored = []
        for draft in group:
            versions[draft.company] += 1
            stored.append(StoredEvent(draft.company, versions[draft.company], draft.kind, draft.content))
        yield stored


def mapping() -> Callable[[Sequence[bytes]], list[StoredEvent]]:
    """What makes stored events of lines, the package's own way. Nothing is checked."""
    transcoder = JSONTranscoder()
    transcoder.register(DatetimeAsISO())
    mapper: Mapper[UUID] = Mapper(transcoder)
    versions = Counter[str]()

    def mapped(line: bytes) -> StoredEvent:
        said = json.loads(line)
        versions[said["company"]] += 1
        company = uuid5(NAMESPACE_URL, said["company"])
        return mapper.to_stored_event(Told(company, versions[said["company"]], NOW, said))

    return lambda lines: [mapped(line) for line in lines]
