"""Which event files some paths mean: a file is itself, a folder all event files below it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.errors import InvalidFile, Problem
from dateline.imports.files import VANTAGE_ENDING, why_not_regular, why_unreadable
from dateline.imports.packed import PACKED_ENDINGS, NotUnpacked, Unpacked, named_inside
from dateline.imports.spooled import SpooledPath

ENDINGS = (".jsonl", ".ndjson", ".json")
_TABLES = (".csv", ".tsv", ".xlsx")
_COMPRESSED = {".bz2": "bunzip2 -c", ".xz": "xz -dc", ".zst": "zstd -dc"}
"""Endings of compressed files that are not read as they are, and what writes what is in them to standard output."""


def event_files_at(paths: Iterable[str | Path]) -> list[Path]:
    """The event files, each once: in the order of the paths, those of a folder sorted by name.

    In a folder, other files and hidden ones are passed over; among several paths, the vantages beside exports.
    Raises InvalidFile with a problem for every path that means no event file at all.
    """
    by_target: dict[Path, Path] = {}
    problems: list[Problem] = []
    # An empty path (of a variable that is not set) would be the folder one is in; with NUL it is no path, and told so.
    named = [path if isinstance(path, Path) else Path(path or "\0") for path in paths]
    for path in _without_vantages(named) or named:
        try:
            files = _files_of(path)
        except InvalidFile as error:
            problems += error.problems
        else:
            for file in files:
                by_target.setdefault(file.resolve(), file)
    if problems:
        raise InvalidFile(problems)
    return list(by_target.values())


def event_files_below(folder: Path) -> list[Path]:
    """All event files below a folder, by name; there may be none. Raises InvalidFile."""
    return sorted(_walk(folder))


def is_event_file(path: Path) -> bool:
    """By its name alone, which may end in .gz or .zip behind that."""
    return named_inside(path).suffix.lower() in ENDINGS and not path.name.startswith(".")


def _without_vantages(paths: list[Path]) -> list[Path]:
    """`dateline import exports/*` names what an export wrote beside its file."""
    return [path for path in paths if path.suffix != VANTAGE_ENDING]


def _files_of(path: Path) -> list[Path]:
    if isinstance(path, SpooledPath):
        return [path]
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _refused(path, why_unreadable(error) if isinstance(error, OSError) else "is no path") from error
    if stat.S_ISDIR(mode):
        return _some_below(path)
    if reason := why_not_regular(mode):
        raise _refused(path, reason)
    name = _name_inside(path)
    if name.suffix.lower() in _TABLES:
        raise _refused(path, "is a table: say how to read it with --map or --preset (dateline help maps)")
    if path.suffix == VANTAGE_ENDING:
        raise _refused(path, "is the vantage of an export: name the export beside it")
    if unpack := _COMPRESSED.get(path.suffix.lower()):
        raise _refused(path, f"is compressed: unpack it first, as with {unpack} … | dateline import -")
    if name.suffix.lower() not in ENDINGS:
        raise _refused(path, f"is not an event file: its name ends in none of {', '.join(ENDINGS)}")
    return [path]


def _name_inside(path: Path) -> Path:
    """What is packed in a file says what it is, unless the file's own name does. Raises InvalidFile."""
    name = named_inside(path)
    if path.suffix.lower() not in PACKED_ENDINGS or name.suffix:
        return Path(name)
    try:
        with Unpacked(path) as packed:
            return Path(packed.name)
    except NotUnpacked as error:
        raise _refused(path, str(error)) from error
    except OSError as error:
        raise _refused(path, why_unreadable(error)) from error


def _some_below(folder: Path) -> list[Path]:
    files = event_files_below(folder)
    if not files:
        raise _refused(folder, f"holds no event file: none of its files is named {', '.join('*' + e for e in ENDINGS)}")
    return files


def _walk(folder: Path) -> Iterator[Path]:
    """Event files at any depth. Links to folders are followed, into each folder once: a loop ends."""
    visited: set[tuple[int, int]] = set()
    for at, folders, names in os.walk(folder, followlinks=True, onerror=_give_up):
        here = os.stat(at)
        if (here.st_dev, here.st_ino) in visited:
            folders.clear()
            continue
        visited.add((here.st_dev, here.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (file for file in (Path(at, name) for name in names) if is_event_file(file))


def _give_up(error: OSError) -> None:
    """A folder that cannot be listed is not silently left out."""
    raise _refused(Path(error.filename), why_unreadable(error)) from error


def _refused(path: Path, reason: str) -> InvalidFile:
    return InvalidFile([Problem(str(path), 0, "", reason)])
