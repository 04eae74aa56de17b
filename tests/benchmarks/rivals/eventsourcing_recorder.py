"""The `eventsourcing` package with its SQLite recorder, as its tutorial has it.

Its events are found by their place only, and nothing of what a line says is checked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, Mapper, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GROUP = 10_000
"""Events are inserted so many at once."""


class Told(DomainEvent):
    """A line of an event file."""

    said: dict[str, Any]


def take_in(file: Path, db: Path) -> None:
    """An event file, from the first line to the last commit."""
    recorder, mapped = _recorder(db), _mapping()
    with file.open("rb") as lines:
        while group := list(islice(lines, GROUP)):
            recorder.insert_events(mapped(group))


def ready_made(file: Path) -> Iterator[list[StoredEvent]]:
    """What the recorder stores of it, made beforehand."""
    versions = Counter[str]()
    with file.open("rb") as lines:
        while group := list(islice(lines, GROUP)):
            yield [_stored(line, versions) for line in group]


def store(groups: list[list[StoredEvent]], db: Path) -> None:
    """What is ready made, by the recorder alone."""
    recorder = _recorder(db)
    for group in groups:
        recorder.insert_events(group)


def _stored(line: bytes, versions: Counter[str]) -> StoredEvent:
    said = json.loads(line)
    versions[said["company"]] += 1
    return StoredEvent(said["company"], versions[said["company"]], said["type"], line)


def _recorder(db: Path) -> SQLiteApplicationRecorder:
    made = SQLiteApplicationRecorder(SQLiteDatastore(str(db)))
    made.create_table()
    return made


def _mapping() -> Callable[[Sequence[bytes]], list[StoredEvent]]:
    """What makes stored events of lines, the package's own way."""
    transcoder = JSONTranscoder()
    transcoder.register(DatetimeAsISO())
    mapper: Mapper[UUID] = Mapper(transcoder)
    versions = Counter[str]()

    def mapped(line: bytes) -> StoredEvent:
        said = json.loads(line)
        versions[said["company"]] += 1
        company = uuid5(NAMESPACE_URL, said["company"])
        return mapper.to_stored_event(Told(company, versions[said["company"]], NOW, said))  # type: ignore[call-arg]

    return lambda lines: [mapped(line) for line in lines]
