"""Event files into the log: one file is one append, so all of it goes in or nothing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dateline.errors import EventIdTaken, InvalidFile, Problem
from dateline.imports.event_files.reading import Advance, digest_of, read
from dateline.imports.paths import why_unreadable
from dateline.log.contract import EventLog, Taken
from dateline.log.recording import Draft


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
        digest = _digest(path)
    except OSError as error:
        return FileReport(path, problems=(Problem(str(path), 0, "", why_unreadable(error)),))
    if skip_known and digest in await log.taken([digest]):
        return FileReport(path, known=True)
    intake = _Intake(path, advance)
    try:
        done = await log.append(intake.drafts(), now=now, taken=Taken(digest, str(path)), dry_run=dry_run)
    except InvalidFile as error:
        return FileReport(path, intake.read, problems=tuple(error.problems))
    except EventIdTaken as error:
        return FileReport(path, intake.read, problems=(intake.clash(error),))
    return FileReport(path, intake.read, done.appended, done.repeated)


def _digest(path: Path) -> bytes:
    """Nothing for what is no ordinary file: reading a pipe waits for ever, and `read` says what it is."""
    return digest_of(path) if path.is_file() else b""


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading some files showed; `problems` are in the order of the files and of their lines."""

    files: int
    events: int
    problems: tuple[Problem, ...]


def check_files(paths: list[Path], advance: Advance | None = None) -> Checked:
    """Read all of these files, append nothing: every bad line, and every id that stands for two contents."""
    said: dict[str, tuple[str, int, bytes]] = {}
    problems: list[Problem] = []
    events = 0
    for path in paths:
        of_file: list[Problem] = []
        for found in read(path, advance):
            if isinstance(found, Problem):
                of_file.append(found)
                continue
            events += 1
            clash = _said_before(said, path, found.line, found.draft)
            of_file += [clash] if clash else []
        problems += sorted(of_file, key=lambda problem: problem.line)
    return Checked(len(paths), events, tuple(problems))


def _said_before(said: dict[str, tuple[str, int, bytes]], path: Path, line: int, draft: Draft) -> Problem | None:
    file, first, other = said.setdefault(draft.id, (str(path), line, draft.digest))
    if other == draft.digest:
        return None
    where = f"line {first}" if file == str(path) else f"{file}:{first}"
    return _taken(path, line, draft.id, where)


def _taken(path: Path, line: int, id: str, where: str) -> Problem:
    return Problem(
        str(path),
        line,
        "id",
        f'"{id}" is taken by other content in {where}: an id means one statement for ever; give this event an id of its'
        f' own, and "corrects": "{id}" if it replaces that one',
    )


class _Intake:
    """The events of a file on their way into an append, and the line of each, to say later where it stood."""

    def __init__(self, path: Path, advance: Callable[[int], None] | None) -> None:
        self._path = path
        self._advance = advance
        self._lines = array("Q")
        self.read = 0

    def drafts(self) -> Iterator[Draft]:
        """Drawn by the append. From the first problem on nothing is handed out, but the file is read to its end, so
        that all its problems can be told; then InvalidFile undoes the append."""
        problems: list[Problem] = []
        for found in read(self._path, self._advance):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            self.read += 1
            if not problems:
                self._lines.append(found.line)
                yield found.draft
        if problems:
            raise InvalidFile(sorted(problems, key=lambda problem: problem.line))

    def clash(self, error: EventIdTaken) -> Problem:
        where = (
            f"the log at position {error.position}"
            if error.position
            else f"line {self._lines[error.repeated_at or 0]} of this file"
        )
        return _taken(self._path, self._lines[error.index], error.id, where)
