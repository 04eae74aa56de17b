"""Event files into the log: one file is one append, so all of it goes in or nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dateline.errors import EventIdTaken, InvalidFile, Problem
from dateline.imports.event_files.reading import id_taken, read
from dateline.imports.files import Advance, digest_if_regular, stored_name, why_unreadable
from dateline.log.contract import EventLog, Taken
from dateline.log.drafts import Draft


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. With `problems`, nothing of it was appended."""

    path: Path
    read: int = 0
    appended: int = 0
    repeated: int = 0
    known: bool = False
    """The log has taken in this very file before, and it was passed over unread."""
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.problems)


async def import_file(
    log: EventLog,
    path: Path,
    now: datetime,
    advance: Advance | None = None,
    *,
    skip_known: bool = False,
    dry_run: bool = False,
) -> FileReport:
    """Append the events of a file, all or none. `skip_known` passes over a file whose digest the log knows; `dry_run`
    does everything, then undoes it."""
    try:
        digest = digest_if_regular(path)
    except OSError as error:
        return FileReport(path, problems=(Problem(str(path), 0, "", why_unreadable(error)),))
    if skip_known and digest in await log.taken([digest]):
        return FileReport(path, known=True)
    intake = _FileIntake(path, advance)
    try:
        done = await log.append(intake.drafts(), now=now, taken=Taken(digest, stored_name(path)), dry_run=dry_run)
    except InvalidFile as error:
        return FileReport(path, intake.read, problems=tuple(error.problems))
    except EventIdTaken as error:
        return FileReport(path, intake.read, problems=(intake.clash(error),))
    return FileReport(path, intake.read, done.appended, done.repeated)


class _FileIntake:
    """The events of a file on their way into an append, and the line of each, to say later where it stood."""

    def __init__(self, path: Path, advance: Advance | None) -> None:
        self._path = path
        self._advance = advance
        self._lines = array("Q")
        self.read = 0

    def drafts(self) -> Iterator[Draft]:
        """Drawn by the append. From the first problem on nothing is handed out, but the file is read to its end, so
        that all its problems can be told; then InvalidFile undoes the append."""
        problems: list[Problem] = []
        for read_next in read(self._path, self._advance):
            if isinstance(read_next, Problem):
                problems.append(read_next)
                continue
            self.read += 1
            if not problems:
                line, draft = read_next
                self._lines.append(line)
                yield draft
        if problems:
            raise InvalidFile(sorted(problems, key=lambda problem: problem.line))

    def clash(self, error: EventIdTaken) -> Problem:
        """What is wrong with the event that the append refused, and where the other of its id stands."""
        where = (
            f"the log at position {error.position}"
            if error.position
            else f"line {self._lines[error.repeated_at or 0]} of this file"
        )
        return id_taken(self._path, self._lines[error.index], error.id, where)
