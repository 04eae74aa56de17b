"""Event files read and judged, nothing appended: every bad line, and every id that stands for two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import Problem
from dateline.imports.event_files.reading import id_taken, read
from dateline.imports.files import Advance
from dateline.log.drafts import Draft

FirstStatements = dict[str, tuple[str, int, bytes]]
"""Id → the file and the line that has it first, and the digest of what is said there."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading some files showed; `problems` are in the order of the files and of their lines."""

    files: int
    events: int
    problems: tuple[Problem, ...]


def check_files(paths: Sequence[Path], advance: Advance | None = None) -> Checked:
    """Read all of these files, append nothing: every bad line, and every id that stands for two contents."""
    by_id: FirstStatements = {}
    problems: list[Problem] = []
    events = 0
    for path in paths:
        of_file: list[Problem] = []
        for read_next in read(path, advance):
            if isinstance(read_next, Problem):
                of_file.append(read_next)
                continue
            events += 1
            clash = _clash(by_id, path, *read_next)
            of_file += [clash] if clash else []
        problems += sorted(of_file, key=lambda problem: problem.line)
    return Checked(len(paths), events, tuple(problems))


def _clash(by_id: FirstStatements, path: Path, line: int, draft: Draft) -> Problem | None:
    file, first, other = by_id.setdefault(draft.id, (str(path), line, draft.digest))
    if other == draft.digest:
        return None
    where = f"line {first}" if file == str(path) else f"{file}:{first}"
    return id_taken(path, line, draft.id, where)
